# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role calling_profile_audit in real plays, over HTTP to the simulator: it always writes the reports, and fails after that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from support.checkout import CHECKOUT
from support.documents import offer, profile, sbc, trunk
from support.inventories import CommandResult, run
from support.plays import ENVIRONMENT

from simulator import Fault, Simulator

ROLE = "audiocodes.operator_connect.calling_profile_audit"
SCHEMA = etree.XMLSchema(etree.parse(str(CHECKOUT / "tests" / "schemas" / "junit-10.xsd")))
REPORTS = {
    "html": "operator_connect_audit.html",
    "markdown": "operator_connect_audit.md",
    "junit": "operator_connect_audit.xml",
    "json": "operator_connect_audit.json",
}
# Code without and with braces, markup of XML and Markdown, and characters that are not allowed in XML.
HOSTILE = [
    "lookup('pipe','touch PWNED')|string",
    "{{ lookup('pipe','touch PWNED') }}",
    "{% for x in lookup('pipe','touch PWNED') %}{% endfor %}",
    "]]></failure><!-- & <b>\"'",
    "`code` | **bold** | [link](https://evil.example) \\",
    "\x00\x08\ufffe\ud7ff\u202e\U0001f4a9\n# heading",
]


class AuditResult:
    """The result of one run of the role, and its reports."""

    def __init__(self, result: CommandResult, folder: Path) -> None:
        self.rc = result.rc
        self.output = result.output
        self.words = result.words
        self.folder = folder

    @property
    def report(self) -> Any:
        return json.loads((self.folder / REPORTS["json"]).read_text("utf-8"))

    @property
    def markdown(self) -> str:
        return (self.folder / REPORTS["markdown"]).read_text("utf-8")

    @property
    def junit(self) -> Any:
        document = etree.parse(str(self.folder / REPORTS["junit"]))
        SCHEMA.assertValid(document)
        return document.getroot()

    def cases(self, outcome: str = "*") -> list[tuple[str, str]]:
        return [(case.get("classname"), case.get("name")) for case in self.junit.iterfind(".//testcase") if case.find(outcome) is not None]

    @property
    def stats(self) -> Any:
        """The statistic that AWX stores as the artifact of the job."""
        # Ansible prints warnings after it.
        line = self.output.split("CUSTOM STATS")[1].split("RUN:")[1].strip()
        return json.JSONDecoder().raw_decode(line)[0]["operator_connect_audit"]


def audit(folder: Path, simulator: Simulator | None, *arguments: str, **variables: Any) -> AuditResult:
    """Run the playbook audit in a folder. The names of the role's variables are given without the name of the role."""
    role_variables = {"calling_profile_audit_" + name: value for name, value in variables.items()}
    environment = {**ENVIRONMENT, "ANSIBLE_SHOW_CUSTOM_STATS": "True", **(simulator.environment() if simulator else {})}
    command = ["audiocodes.operator_connect.audit", "-e", json.dumps(role_variables), *arguments]
    reports = folder / str(variables.get("report_dir") or "reports")
    return AuditResult(run("ansible-playbook", *command, cwd=folder, environment=environment), reports)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    """An audit with passed, failed and waived checks and warnings."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "expected").mkdir()
    (folder / "expected" / "fleet.yml").write_text(
        "profiles:\n  Profile_1: {region: EMEA, carrier: Fabrikam}\n  Profile_9: present\n"
        "sbcs:\n  SBC-5: {ip_address: 10.0.0.1}\n  SBC-6: absent\n",
        "utf-8",
    )
    document = [profile(1, trunk(1, 5), trunk(2, 6)), profile(2, trunk(3, 7))]
    waivers = [{"check": "carrier", "profile": "Profile_1", "reason": "CHG0031337", "until": "2999-12-31"}]
    with Simulator(document) as simulator:
        return audit(folder, simulator, expected_from="expected", waivers=waivers, title="The <fleet> & all")


def test_the_role_writes_the_reports_before_it_fails(mixed: AuditResult) -> None:
    assert mixed.rc == 2
    assert {path.name for path in mixed.folder.iterdir()} == set(REPORTS.values())
    assert mixed.output.index("write the reports") < mixed.output.index("Fail if the verdict is not COMPLIANT")
    assert "expected 10.0.0.1, found 10.0.0.5" in mixed.words


def test_it_shows_where_the_reports_are(mixed: AuditResult) -> None:
    for name in REPORTS.values():
        assert f'"{mixed.folder / name}"' in mixed.output


def test_every_check_is_a_test_case(mixed: AuditResult) -> None:
    checks = mixed.report["checks"]
    suite = mixed.junit.find("testsuite")
    assert len(mixed.junit.findall(".//testcase")) == len(checks) == int(suite.get("tests"))
    for outcome, status, attribute in (("failure", "failed", "failures"), ("skipped", "waived", "skipped")):
        expected = [check for check in checks if check["status"] == status]
        assert len(expected) == len(mixed.cases(outcome)) == int(suite.get(attribute))
    warnings = [check for check in checks if check["status"] == "warning"]
    assert len(warnings) == len(mixed.cases("system-out")) > 0
    assert suite.get("errors") == "0"
    assert suite.get("name") == "The <fleet> & all"


def test_the_class_of_a_test_case_is_the_profile(mixed: AuditResult) -> None:
    assert ("Profile_9", "present") in mixed.cases("failure")
    assert ("Profile_1", "carrier") in mixed.cases("skipped")
    assert ("Profile_2", "rule failover") in mixed.cases("system-out")
    assert ("Profile_1", "trunk oc1.example.net › sbc SBC-5 › ip_address") in mixed.cases("failure")
    names = [(case.get("classname"), case.get("name")) for case in mixed.junit.iterfind(".//testcase")]
    assert len(set(names)) == len(names)


def test_the_reports_agree(mixed: AuditResult) -> None:
    report, stats = mixed.report, mixed.stats
    assert report["verdict"] == stats["verdict"] == "NOT COMPLIANT"
    assert report["title"] == "The <fleet> & all"
    counts = {name: stats[name] for name in ("checks", "passed", "warnings", "failed", "waived")}
    assert report["counts"] == counts
    assert {name: report["summary"][name] for name in counts} == counts
    assert report["source"]["kind"] == "service"
    assert f"| Failed | {stats['failed']} |" in mixed.markdown
    for status, count in (("failed", "failed"), ("warning", "warnings"), ("waived", "waived")):
        assert mixed.markdown.count(f"| {status} | ") == stats[count] > 0
    verdict = f"NOT COMPLIANT: {stats['failed']} of {stats['checks']} checks failed, 1 warning, 1 waived"
    # Other jobs use the text, so it has no parentheses.
    assert stats["text"] == f"{verdict} - expected/, 14 of 14 rules"
    assert report["message"].splitlines()[0] == f"{verdict} (expected/, 14 of 14 rules)"
    assert stats["reports"] == {kind: str(mixed.folder / name) for kind, name in REPORTS.items()}


def test_the_reports_say_what_the_profiles_were_compared_with(mixed: AuditResult) -> None:
    scope, expected = mixed.report["scope"], str(mixed.folder.parent / "expected")
    assert scope["expected"] == [expected]
    assert scope["baseline"] is None and scope["from_file"] is None
    assert sum(scope["checks"].values()) == mixed.stats["checks"]
    (waiver,) = scope["waivers"]
    assert (waiver["check"], waiver["reason"], waiver["until"], waiver["status"]) == ("carrier", "CHG0031337", "2999-12-31", "used")
    markdown = mixed.markdown.replace("\\_", "_")
    assert f"| Expected state | {expected} |" in markdown
    assert "| Baseline | none |" in markdown and "| Rules off | none |" in markdown and "| Fails on | error |" in markdown
    assert "| carrier | Profile_1 |  |  | CHG0031337 | 2999-12-31 | used |" in markdown


@pytest.fixture(scope="module")
def not_checked(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    folder = tmp_path_factory.mktemp("not_checked")
    (folder / "expected.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    with Simulator([profile(1)]) as simulator:
        simulator.faults.document.append(Fault.status(500))
        return audit(folder, simulator, expected_from=["expected.yml"])


def test_reports_are_written_without_a_verdict_too(not_checked: AuditResult) -> None:
    assert not_checked.rc == 2
    assert not_checked.report["verdict"] == not_checked.stats["verdict"] == "NOT CHECKED"
    assert not_checked.report["checks"] == []
    assert not_checked.report["failure"]["kind"] == "service"
    assert len(not_checked.junit.findall(".//testcase")) == 1
    assert len(not_checked.cases("error")) == 1
    assert not_checked.junit.find("testsuite").get("errors") == not_checked.junit.get("errors") == "1"
    assert "**NOT CHECKED: " in not_checked.markdown


def test_the_published_text_has_no_quotes(not_checked: AuditResult) -> None:
    assert not_checked.stats["text"].startswith("NOT CHECKED: ")
    assert not set(not_checked.stats["text"]) & set("\"'\\{}`\n")


def test_a_compliant_fleet_passes(tmp_path: Path) -> None:
    (tmp_path / "from here").mkdir()
    (tmp_path / "expected.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    with Simulator([profile(1)]) as simulator:
        result = audit(
            tmp_path / "from here",
            simulator,
            "-e",
            "calling_profile_audit_formats=junit,json",
            expected_from="../expected.yml",
            report_dir="~/reports/today",
            baseline="",
            title="",
        )
        assert len(simulator.document_requests) == 1
    assert result.rc == 0, result.output
    assert result.stats["verdict"] == "COMPLIANT"
    assert set(result.stats["reports"]) == {"junit", "json"}
    result.folder = Path(result.stats["reports"]["json"]).parent
    assert {path.name for path in result.folder.iterdir()} == {REPORTS["junit"], REPORTS["json"]}
    assert result.report["verdict"] == "COMPLIANT"
    assert len(result.junit.findall(".//testcase")) == result.stats["checks"] > 0


def test_a_passing_report_is_evidence(tmp_path: Path) -> None:
    document = [
        profile(1, emergencyProfileId="Profile_3", emergencyDialStrings=["999"]),
        profile(2),
        profile(3, trunk(1, 7, 5), isEmergencyProfile=True, emergencyDialStrings=["112"]),
        profile(4, emergencyDialStrings=[]),
    ]
    (tmp_path / "before.json").write_text(json.dumps(document), "utf-8")
    options = {"rules": {"failover": "off"}, "exclude": [{"name": "Profile_4"}], "ignore": ["validation"], "from_file": "before.json"}
    result = audit(tmp_path, None, baseline="before.json", options=options)
    assert result.rc == 0, result.output
    markdown = result.markdown.replace("\\_", "_")
    assert f"| Baseline | {tmp_path / 'before.json'}, fetched at " in markdown
    assert "| Rules off | failover |" in markdown and "| Ignored fields of the baseline | validation |" in markdown
    assert f"| Read from a file | {tmp_path / 'before.json'} |" in markdown
    assert "Profile_4" in next(line for line in markdown.splitlines() if line.startswith("| Selection |"))
    table = markdown.split("## Emergency paths")[1].strip().splitlines()[2:]
    assert table == [
        "| Profile_1 | Profile_3 | 112, 999 | SBC-5, SBC-7 |",
        "| Profile_2 | Profile_2 | 112 | SBC-20, SBC-21 |",
        "| Profile_3 | Profile_3 | 112 | SBC-5, SBC-7 |",
    ]
    assert [path["sbcs"] for path in result.report["emergency_paths"]] == [["SBC-5", "SBC-7"], ["SBC-20", "SBC-21"], ["SBC-5", "SBC-7"]]


def test_every_pair_of_class_and_name_occurs_once(tmp_path: Path) -> None:
    """With names that XML cannot have, trunks of one FQDN, and rules that share their name with a field."""
    document = [
        profile(1, trunk(1, 5), trunk(2, 6, trunkFqdn="oc1.example.net"), name="a\x00"),
        profile(2, name="a\x01", isEmergencyProfile=True, emergencyDialStrings=[]),
        profile(3, name="trunks"),
        profile(4, name="a\ufffd", offerTypes=[offer("Calling"), offer("Calling", 1)]),
    ]
    (tmp_path / "fleet.json").write_text(json.dumps(document), "utf-8")
    fields = {"emergency_dial_strings": ["112"], "emergency_profile": "nobody", "test_numbers": {"Calling": ["+1"]}, "failover_ready": True}
    expected = {
        "for_each": [{"match": {"name": "*"}, "expect": fields}, {"match": {"name": "none"}, "expect": fields}] * 2,
        "trunks": {"oc1.example.net": {"sbcs": ["SBC-5"]}},
        "profiles": {"a\x00": {"trunks": {"oc1.example.net": ["SBC-5"]}}},
    }
    result = audit(tmp_path, None, baseline="fleet.json", options={"from_file": "fleet.json", "expected": expected})
    assert result.rc == 2
    names = [(case.get("classname"), case.get("name")) for case in result.junit.iterfind(".//testcase")]
    assert len(names) == result.stats["checks"] and sorted(set(names)) == sorted(names)


# --- variables


def test_it_requires_something_to_compare_with(tmp_path: Path) -> None:
    with Simulator([profile(1)]) as simulator:
        result = audit(tmp_path, simulator, expected_from="", baseline="")
        assert simulator.requests == []
    assert result.rc == 2
    assert "There is nothing to compare with. Set calling_profile_audit_expected_from or calling_profile_audit_baseline." in result.words
    assert "COMPLIANT" not in result.output.replace("Fail if the verdict is not COMPLIANT", "")
    assert not list(tmp_path.iterdir())


def test_empty_variables_count_as_not_set(tmp_path: Path) -> None:
    names = ("expected_from", "baseline", "lint", "waivers", "report_dir", "formats", "title", "options")
    with Simulator([profile(1)]) as simulator:
        result = audit(tmp_path, simulator, rules_only="yes", **dict.fromkeys(names, ""))
    assert result.rc == 0, result.output
    assert result.stats["text"].endswith(" - rules only, 14 of 14")
    assert set(result.stats["reports"]) == set(REPORTS)
    assert result.report["title"] == "Operator Connect audit"


@pytest.mark.parametrize(
    "expectation",
    [{"expected_from": "expected.yml"}, {"baseline": "before.json"}, {"options": {"expected": {"profiles": {"Profile_1": "present"}}}}],
    ids=["expected_from", "baseline", "expected"],
)
def test_rules_only_contradicts_an_expectation(expectation: dict[str, Any], tmp_path: Path) -> None:
    result = audit(tmp_path, None, rules_only=True, **expectation)
    assert result.rc == 2
    assert "calling_profile_audit_rules_only is true, but there is something to compare with:" in result.words


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {"expected": "expected.yml"},
            "calling_profile_audit_expected is not a variable. Did you mean calling_profile_audit_expected_from? Known variables: "
            "calling_profile_audit_baseline, calling_profile_audit_expected_from, ",
        ),
        (
            {"fail_on": "warning"},
            "calling_profile_audit_waivers. Set other options of the module calling_profile_report in calling_profile_audit_options.",
        ),
        ({"lint": "maybe"}, "calling_profile_audit_rules_only and calling_profile_audit_lint are true or false"),
        ({"rules_only": "maybe"}, "calling_profile_audit_rules_only and calling_profile_audit_lint are true or false"),
        ({"formats": "junit,pdf"}, "the formats in calling_profile_audit_formats are html, markdown, markdown_summary, junit, json."),
        ({"options": ["fail_on"]}, "calling_profile_audit_options is a mapping"),
    ],
)
def test_a_wrong_variable_is_an_error(variables: dict[str, Any], message: str, tmp_path: Path) -> None:
    (tmp_path / "expected.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    with Simulator([profile(1)]) as simulator:
        result = audit(tmp_path, simulator, expected_from="expected.yml", **variables)
        assert simulator.requests == []
    assert result.rc == 2
    assert message in result.words
    assert not (tmp_path / "reports").exists()


def test_lists_are_split_at_commas(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    (tmp_path / "b.yml").write_text("profiles: {Profile_2: absent}\n", "utf-8")
    (tmp_path / "c,d.yml").write_text("profiles: {Profile_3: absent}\n", "utf-8")
    with Simulator([profile(1)]) as simulator:
        result = audit(tmp_path, simulator, "-e", "calling_profile_audit_expected_from=a.yml,b.yml", formats="json")
        assert result.rc == 0, result.output
        assert result.report["scope"]["expected"] == [str(tmp_path / name) for name in ("a.yml", "b.yml")]
        result = audit(tmp_path, simulator, options={"expected_from": "a.yml, b.yml"}, formats="json")
        assert result.report["scope"]["expected"] == [str(tmp_path / name) for name in ("a.yml", "b.yml")]
        result = audit(tmp_path, simulator, expected_from=["a.yml", "c,d.yml"], formats="json")
        assert result.report["scope"]["expected"] == [str(tmp_path / name) for name in ("a.yml", "c,d.yml")]
    assert set(result.stats["reports"]) == {"json"}


# --- lint


def test_lint_checks_the_files_alone(tmp_path: Path) -> None:
    (tmp_path / "expected.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    (tmp_path / "before.json").write_text(json.dumps([profile(1)]), "utf-8")
    arguments = ("-e", "calling_profile_audit_lint=true")
    result = audit(tmp_path, None, *arguments, expected_from="expected.yml", baseline="before.json")
    assert result.rc == 0, result.output
    assert '"msg": "VALID: 2 files, 1 profile"' in result.output
    assert "CUSTOM STATS" not in result.output and "COMPLIANT" not in result.output
    assert not (tmp_path / "reports").exists()
    (tmp_path / "expected.yml").write_text("profiles: {Profile_1: {regoin: EMEA}}\n", "utf-8")
    result = audit(tmp_path, None, *arguments, expected_from="expected.yml")
    assert result.rc == 2
    assert "Did you mean region?" in result.words
    assert "There is nothing to compare with." in audit(tmp_path, None, *arguments, rules_only=True).words


def test_an_error_in_the_expected_state_is_reported_as_not_checked(tmp_path: Path) -> None:
    (tmp_path / "expected.yml").write_text("profiles: {Profile_1: {regoin: EMEA}}\n", "utf-8")
    with Simulator([profile(1)]) as simulator:
        result = audit(tmp_path, simulator, expected_from="expected.yml")
        assert simulator.requests == []
    assert result.rc == 2
    assert result.report["verdict"] == "NOT CHECKED"
    assert "expected.yml" in result.report["message"] and "Did you mean region?" in result.report["message"]
    assert len(result.cases("error")) == 1


def test_text_from_the_service_is_escaped_in_every_report(tmp_path: Path) -> None:
    document = [profile(number, trunk(number, sbc(number, name=text)), name=text, region=text) for number, text in enumerate(HOSTILE, 1)]
    (tmp_path / "fleet.json").write_text(json.dumps(document), "utf-8")
    expected = {"for_each": [{"match": {"name": "*"}, "expect": {"region": "EMEA"}}]}
    result = audit(tmp_path, None, "--diff", options={"from_file": "fleet.json", "expected": expected})
    assert not list(tmp_path.rglob("PWNED"))
    assert sorted(check["found"] for check in result.report["checks"] if check["check"] == "region") == sorted(HOSTILE)
    classes = {classname for classname, _name in result.cases("failure")}
    assert set(HOSTILE[:5]) <= classes
    assert "{{ lookup" in result.markdown and "<b>" not in result.markdown
    rows = [line for line in result.markdown.splitlines() if line.startswith("| failed | region: ")]
    assert len(rows) == len(HOSTILE) and all(line.replace("\\|", "").count("|") == 3 for line in rows)
    assert sum(line.startswith("### ") for line in result.markdown.splitlines()) == len(HOSTILE)


def test_it_runs_once_on_the_controller(tmp_path: Path) -> None:
    """For any hosts of the play. It uses module_defaults of the action group, and a rescue block knows the reports."""
    simulator = Simulator([profile(1)])
    with simulator:
        show_report = {"ansible.builtin.debug": {"msg": "report: {{ calling_profile_audit_reports.junit }}"}}
        playbook = [
            {
                "hosts": "all",
                "gather_facts": False,
                "tags": ["audit"],
                "module_defaults": {"group/audiocodes.operator_connect.all": simulator.options()},
                "tasks": [{"block": [{"ansible.builtin.import_role": {"name": ROLE}}], "rescue": [show_report]}],
                "vars": {"calling_profile_audit_options": {"expected": {"profiles": {"Profile_1": "absent"}}}},
            }
        ]
        (tmp_path / "play.json").write_text(json.dumps(playbook), "utf-8")
        arguments = ["-i", "192.0.2.1,192.0.2.2,", "play.json", "--tags", "audit"]
        result = run("ansible-playbook", *arguments, cwd=tmp_path, environment=ENVIRONMENT)
        assert len(simulator.document_requests) == 1
        check_mode = ["--check", "-e", "calling_profile_audit_report_dir=never"]
        checked = run("ansible-playbook", *check_mode, *arguments, cwd=tmp_path, environment=ENVIRONMENT)
    assert result.rc == 0, result.output
    assert f"report: {tmp_path / 'reports' / REPORTS['junit']}" in result.words
    assert (tmp_path / "reports" / REPORTS["junit"]).exists()
    assert "NOT COMPLIANT" in checked.words
    assert not (tmp_path / "never").exists()
    for warning in ("DEPRECATION", "WARNING"):
        assert warning not in result.output


def test_it_can_run_twice_in_a_play(tmp_path: Path) -> None:
    """What the role sets itself is not an unknown variable."""
    (tmp_path / "expected.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    roles = [{"role": ROLE, "vars": {"calling_profile_audit_title": title}} for title in ("First", "Second")]
    variables = {
        "calling_profile_audit_expected_from": "expected.yml",
        "calling_profile_audit_report_dir": "{{ calling_profile_audit_title }}",
    }
    playbook = [{"hosts": "localhost", "gather_facts": False, "vars": variables, "roles": roles}]
    (tmp_path / "play.json").write_text(json.dumps(playbook), "utf-8")
    with Simulator([profile(1)]) as simulator:
        result = run("ansible-playbook", "play.json", cwd=tmp_path, environment={**ENVIRONMENT, **simulator.environment()})
        assert len(simulator.document_requests) == 2
    assert result.rc == 0, result.output
    assert all((tmp_path / title / REPORTS["json"]).exists() for title in ("First", "Second"))
