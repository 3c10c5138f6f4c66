# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role calling_profile_audit in real plays, over HTTP to the simulator: reports whatever the verdict is, and then the verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from support.checkout import CHECKOUT
from support.documents import profile, sbc, trunk
from support.inventories import CommandResult, run
from support.plays import ENVIRONMENT

from simulator import Fault, Simulator

ROLE = "audiocodes.operator_connect.calling_profile_audit"
SCHEMA = etree.XMLSchema(etree.parse(str(CHECKOUT / "tests" / "schemas" / "junit-10.xsd")))
REPORTS = {"junit": "operator_connect_audit.xml", "json": "operator_connect_audit.json", "markdown": "operator_connect_audit.md"}
# Without a brace, with them, with the characters of XML and Markdown, and what neither can hold.
HOSTILE = [
    "lookup('pipe','touch PWNED')|string",
    "{{ lookup('pipe','touch PWNED') }}",
    "{% for x in lookup('pipe','touch PWNED') %}{% endfor %}",
    "]]></failure><!-- & <b>\"'",
    "`code` | **bold** | [link](https://evil.example) \\",
    "\x00\x08\ufffe\ud7ff\u202e\U0001f4a9\n# heading",
]


class Audit:
    """One run of the role, and what it left."""

    def __init__(self, ran: CommandResult, folder: Path) -> None:
        self.rc = ran.rc
        self.output = ran.output
        self.words = ran.words
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
        """What AWX keeps as the artifact of the job."""
        line = self.output.split("CUSTOM STATS")[1].split("RUN:")[1].strip()
        return json.loads(line)["operator_connect_audit"]


def audit(folder: Path, simulator: Simulator | None, *arguments: str, **variables: Any) -> Audit:
    """Run the playbook audit from a folder; variables are those of the role without its name."""
    named = {"calling_profile_audit_" + name: value for name, value in variables.items()}
    environment = {**ENVIRONMENT, "ANSIBLE_SHOW_CUSTOM_STATS": "True", **(simulator.environment() if simulator else {})}
    command = ["audiocodes.operator_connect.audit", "-e", json.dumps(named), *arguments]
    reports = folder / str(variables.get("report_dir", "reports"))
    return Audit(run("ansible-playbook", *command, cwd=folder, environment=environment), reports)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """Everything at once: what passed, what failed, what is waived, what is only a warning."""
    folder = tmp_path_factory.mktemp("bad")
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


def test_the_reports_are_written_and_then_it_fails(bad: Audit) -> None:
    assert bad.rc == 2
    assert {path.name for path in bad.folder.iterdir()} == set(REPORTS.values())
    assert bad.output.index("Write the reports") < bad.output.index("Fail where the verdict is bad")
    assert "expected 10.0.0.1, found 10.0.0.5" in bad.words


def test_a_test_case_is_a_check(bad: Audit) -> None:
    checks = bad.report["checks"]
    suite = bad.junit.find("testsuite")
    assert len(bad.junit.findall(".//testcase")) == len(checks) == int(suite.get("tests"))
    for outcome, status, attribute in (("failure", "failed", "failures"), ("skipped", "waived", "skipped")):
        expected = [check for check in checks if check["status"] == status]
        assert len(expected) == len(bad.cases(outcome)) == int(suite.get(attribute))
    warned = [check for check in checks if check["status"] == "warning"]
    assert len(warned) == len(bad.cases("system-out")) > 0
    assert suite.get("errors") == "0"
    assert suite.get("name") == "The <fleet> & all"


def test_its_class_is_the_profile(bad: Audit) -> None:
    assert ("Profile_9", "missing") in bad.cases("failure")
    assert ("Profile_1", "carrier") in bad.cases("skipped")
    assert ("Profile_2", "failover") in bad.cases("system-out")
    assert ("Profile_1", "trunk oc1.example.net › sbc SBC-5 › ip_address") in bad.cases("failure")
    everything = [(case.get("classname"), case.get("name")) for case in bad.junit.iterfind(".//testcase")]
    assert len(set(everything)) == len(everything)


def test_the_reports_agree(bad: Audit) -> None:
    report, stats = bad.report, bad.stats
    assert report["verdict"] == stats["verdict"] == "NOT COMPLIANT"
    assert report["title"] == "The <fleet> & all"
    counts = {what: stats[what] for what in ("checks", "passed", "warnings", "failed", "waived")}
    assert report["counts"] == counts
    assert {what: report["summary"][what] for what in counts} == counts
    assert report["source"]["kind"] == "service"
    assert f"| Failed | {stats['failed']} |" in bad.markdown
    for heading in ("## Failed", "## Warnings", "## Waived"):
        assert heading in bad.markdown
    assert stats["text"].startswith(f"NOT COMPLIANT: {stats['failed']} of {stats['checks']} checks failed")
    assert stats["reports"] == {kind: str(bad.folder / name) for kind, name in REPORTS.items()}


@pytest.fixture(scope="module")
def unchecked(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = tmp_path_factory.mktemp("unchecked")
    (folder / "base.json").write_text("[]", "utf-8")
    (folder / "expected.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    with Simulator([profile(1)]) as simulator:
        simulator.faults.document.append(Fault.status(500))
        return audit(folder, simulator, expected_from=["expected.yml"])


def test_without_a_verdict_there_are_reports_too(unchecked: Audit) -> None:
    assert unchecked.rc == 2
    assert unchecked.report["verdict"] == unchecked.stats["verdict"] == "NOT CHECKED"
    assert unchecked.report["checks"] == []
    assert unchecked.report["failure"]["kind"] == "service"
    assert len(unchecked.junit.findall(".//testcase")) == 1
    assert len(unchecked.cases("error")) == 1
    assert unchecked.junit.find("testsuite").get("errors") == unchecked.junit.get("errors") == "1"
    assert "**NOT CHECKED: " in unchecked.markdown


def test_what_is_published_has_no_quotes(unchecked: Audit) -> None:
    assert unchecked.stats["text"].startswith("NOT CHECKED: ")
    assert not set(unchecked.stats["text"]) & set("\"'\\{}`\n")


def test_compliant_is_green(tmp_path: Path) -> None:
    (tmp_path / "from here").mkdir()
    (tmp_path / "expected.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    with Simulator([profile(1)]) as simulator:
        ran = audit(
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
    assert ran.rc == 0, ran.output
    assert ran.stats["verdict"] == "COMPLIANT"
    assert set(ran.stats["reports"]) == {"junit", "json"}
    ran.folder = Path(ran.stats["reports"]["json"]).parent
    assert {path.name for path in ran.folder.iterdir()} == {REPORTS["junit"], REPORTS["json"]}
    assert ran.report["verdict"] == "COMPLIANT"
    assert len(ran.junit.findall(".//testcase")) == ran.stats["checks"] > 0


def test_a_mistake_in_what_is_expected_is_told_like_no_verdict(tmp_path: Path) -> None:
    (tmp_path / "expected.yml").write_text("profiles: {Profile_1: {regoin: EMEA}}\n", "utf-8")
    with Simulator([profile(1)]) as simulator:
        ran = audit(tmp_path, simulator, expected_from="expected.yml")
        assert simulator.requests == []
    assert ran.rc == 2
    assert "region" in ran.report["message"] and "NOT CHECKED" not in ran.report["message"]
    assert len(ran.cases("error")) == 1


def test_text_from_the_service_is_text_in_every_report(tmp_path: Path) -> None:
    document = [profile(number, trunk(number, sbc(number, name=text)), name=text, region=text) for number, text in enumerate(HOSTILE, 1)]
    (tmp_path / "fleet.json").write_text(json.dumps(document), "utf-8")
    expected = {"for_each": [{"match": {"name": "*"}, "expect": {"region": "EMEA"}}]}
    ran = audit(tmp_path, None, "--diff", options={"from_file": "fleet.json", "expected": expected})
    assert not list(tmp_path.rglob("PWNED"))
    assert sorted(check["found"] for check in ran.report["checks"] if check["check"] == "region") == sorted(HOSTILE)
    classes = {classname for classname, _name in ran.cases("failure")}
    assert set(HOSTILE[:5]) <= classes
    assert "{{ lookup" in ran.markdown and "<b>" not in ran.markdown
    rows = [line for line in ran.markdown.splitlines() if line.startswith("| ") and "region" in line]
    assert rows and all(line.replace("\\|", "").count("|") == 4 for line in rows)


def test_it_runs_once_and_on_the_controller(tmp_path: Path) -> None:
    """Whatever the hosts of the play; what module_defaults say of the action group counts; a rescue finds the reports."""
    simulator = Simulator([profile(1)])
    with simulator:
        tell = {"ansible.builtin.debug": {"msg": "found {{ calling_profile_audit_reports.junit }}"}}
        playbook = [
            {
                "hosts": "all",
                "gather_facts": False,
                "tags": ["audit"],
                "module_defaults": {"group/audiocodes.operator_connect.all": simulator.options()},
                "tasks": [{"block": [{"ansible.builtin.import_role": {"name": ROLE}}], "rescue": [tell]}],
                "vars": {"calling_profile_audit_options": {"expected": {"profiles": {"Profile_1": "absent"}}}},
            }
        ]
        (tmp_path / "play.json").write_text(json.dumps(playbook), "utf-8")
        environment = {**ENVIRONMENT}
        arguments = ["-i", "192.0.2.1,192.0.2.2,", "play.json", "--tags", "audit"]
        ran = run("ansible-playbook", *arguments, cwd=tmp_path, environment=environment)
        assert len(simulator.document_requests) == 1
        checking = ["--check", "-e", "calling_profile_audit_report_dir=never"]
        checked = run("ansible-playbook", *checking, *arguments, cwd=tmp_path, environment=environment)
    assert ran.rc == 0, ran.output
    assert f"found {tmp_path / 'reports' / REPORTS['junit']}" in ran.words
    assert (tmp_path / "reports" / REPORTS["junit"]).exists()
    assert "NOT COMPLIANT" in checked.words
    assert not (tmp_path / "never").exists()
    for warning in ("DEPRECATION", "WARNING"):
        assert warning not in ran.output
