# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module calling_profile_report and its action plugin in real plays, over HTTP to the simulator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile, sbc, trunk
from support.git import git
from support.inventories import run
from support.plays import ENVIRONMENT, PlayResult, play, task
from support.returned import faults_of_result

from simulator import Simulator, generate_fleet

if TYPE_CHECKING:
    from pathlib import Path

REPORT = "calling_profile_report"
NO_REVISION = {"CI_COMMIT_SHA": "", "GITHUB_SHA": ""}
AUDIT_FILES = {"operator_connect_audit.html", "operator_connect_audit.md", "operator_connect_audit.xml", "operator_connect_audit.json"}
FLEET_FILES = {"operator_connect_fleet.html", "topology.svg", "sbcs.csv", "links.csv", "profiles.csv"}
SECRET = "2f7h~SECRET-of-this-test~9"


def report(name: str, folder: Path | str, **options: Any) -> dict[str, Any]:
    return task(name, REPORT, report_dir=str(folder), **options)


def written_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def reported(folder: Path) -> PlayResult:
    """Many reports in one play, each in a folder with the name of its task."""
    (folder / "expected.yml").write_text("profiles: {Profile_1: {region: APAC, carrier: Contoso}, Profile_9: present}\n", "utf-8")
    (folder / "bad.yml").write_text("profiles: {Profile_1: {regoin: EMEA}}\n", "utf-8")
    before = [profile(1, trunk(1, 5), trunk(2, 6)), profile(2, region="APAC")]
    (folder / "before.json").write_text(json.dumps(before), "utf-8")
    (folder / "kept").mkdir()
    (folder / "kept" / "operator_connect_audit.json").write_text("old", "utf-8")
    (folder / "kept" / "operator_connect_audit.json").chmod(0o640)
    (folder / "a file").write_text("", "utf-8")
    (folder / "fleet failed").mkdir()
    (folder / "fleet failed" / "sbcs.csv").write_text("kept", "utf-8")
    secret_document = [profile(1, trunk(1, sbc(5, name=f"SBC {SECRET}")), region=f"EMEA {SECRET}"), profile(2)]
    (folder / "secret.json").write_text(json.dumps(secret_document), "utf-8")
    tasks = [
        report("compliant", folder / "compliant", expected={"profiles": {"Profile_1": "present"}}),
        report("not compliant", folder / "not compliant", expected_from=[str(folder / "expected.yml")], title="Night", revision="v1.2.3"),
        report("baseline", folder / "baseline", baseline=str(folder / "before.json"), formats=["markdown_summary", "json"]),
        report("not checked", folder / "not checked", expected_from=[str(folder / "bad.yml")]),
        report("fleet", folder / "fleet", kind="fleet"),
        report("fleet failed", folder / "fleet failed", kind="fleet", min_sbcs=99),
        report("relative", "relative", formats=["json"]),
        report("none", folder / "none", formats=[]),
        report("kept", folder / "kept", formats=["json", "junit"]),
        report("mode", folder / "mode", formats=["json"], mode="0644"),
        report("wrong mode", folder / "wrong mode", mode=644),
        report("wrong format", folder / "wrong format", formats=["topology"]),
        report("unknown format", folder / "unknown format", formats=["pdf"]),
        report("no folder", folder / "a file" / "reports"),
        report("wrong kind", folder / "wrong kind", kind="fleet", expected={"profiles": {}}),
        {**report("check mode", folder / "check mode"), "check_mode": True},
        {
            **report("not here", folder / "not here"),
            "delegate_to": "sbc.example.net",
            "vars": {"ansible_connection": "ansible.builtin.ssh"},
        },
        report("secret", folder / "secret", from_file=str(folder / "secret.json"), client_secret=SECRET),
        {**report("environment", folder / "environment", formats=["json"]), "environment": {"AUDIOCODES_BASE_URL": "http://127.0.0.1:9/x"}},
    ]
    with Simulator([profile(1, trunk(1, 5), trunk(2, 6)), profile(2)]) as simulator:
        result = play(folder, tasks, {**simulator.environment(), **NO_REVISION})
        assert len(simulator.document_requests) == 10, "wrong options are found before anything is fetched"
    return result


def test_every_result_is_as_documented(reported: PlayResult) -> None:
    for name, result in reported.results.items():
        assert faults_of_result(REPORT, result) == [], name


def test_an_audit_writes_its_default_formats(reported: PlayResult, folder: Path) -> None:
    result = reported["compliant"]
    assert result["msg"].startswith("COMPLIANT: ") and result["compliant"] and result["changed"] and not result.get("failed")
    assert written_in(folder / "compliant") == AUDIT_FILES
    assert set(result["reports"].values()) == {str(folder / "compliant" / name) for name in AUDIT_FILES}


def test_the_reports_are_written_before_the_task_fails(reported: PlayResult, folder: Path) -> None:
    result = reported["not compliant"]
    assert result["failed"] and result["compliant"] is False
    written = json.loads((folder / "not compliant" / "operator_connect_audit.json").read_text("utf-8"))
    assert written["verdict"] == "NOT COMPLIANT" and written["message"] == result["msg"]
    assert (written["title"], written["scope"]["revision"]) == ("Night", "v1.2.3")
    assert [check for check in written["checks"] if check["status"] == "failed"] == result["checks"]
    assert len(written["checks"]) == written["counts"]["checks"] == result["summary"]["checks"]


def test_a_summary_is_written_on_request(reported: PlayResult, folder: Path) -> None:
    assert reported["baseline"]["compliant"] is False
    assert written_in(folder / "baseline") == {"operator_connect_summary.md", "operator_connect_audit.json"}
    lines = (folder / "baseline" / "operator_connect_summary.md").read_text("utf-8").splitlines()
    assert "- **Profile\\_2** region: expected APAC, found EMEA" in lines


def test_the_reports_say_why_nothing_was_checked(reported: PlayResult, folder: Path) -> None:
    result = reported["not checked"]
    assert result["failed"] and "compliant" not in result and result["failure"]["kind"] == "options"
    assert written_in(folder / "not checked") == AUDIT_FILES
    written = json.loads((folder / "not checked" / "operator_connect_audit.json").read_text("utf-8"))
    assert written["verdict"] == "NOT CHECKED" and "Did you mean region?" in written["message"]
    assert written["scope"] is None and written["checks"] == []


def test_a_fleet_is_described(reported: PlayResult, folder: Path) -> None:
    result = reported["fleet"]
    assert not result.get("failed") and "compliant" not in result
    assert result["summary"]["sbcs"] == 4
    assert written_in(folder / "fleet") == FLEET_FILES


def test_a_fleet_that_was_not_read_replaces_no_report(reported: PlayResult, folder: Path) -> None:
    assert reported["fleet failed"]["failure"]["kind"] == "guard"
    assert (folder / "fleet failed" / "sbcs.csv").read_text("utf-8") == "kept"
    assert written_in(folder / "fleet failed") == {"sbcs.csv"}


def test_a_relative_folder_is_in_the_folder_of_the_playbook(reported: PlayResult, folder: Path) -> None:
    assert reported["relative"]["reports"] == {"json": str(folder / "relative" / "operator_connect_audit.json")}
    assert (folder / "relative" / "operator_connect_audit.json").exists()


def test_an_empty_list_of_formats_writes_nothing(reported: PlayResult, folder: Path) -> None:
    assert reported["none"]["compliant"] and reported["none"]["reports"] == {} and not reported["none"]["changed"]
    assert not (folder / "none").exists()


def test_new_files_are_private_and_others_keep_their_mode(reported: PlayResult, folder: Path) -> None:
    assert {mode_of(path) for path in (folder / "compliant").iterdir()} == {0o600}
    assert mode_of(folder / "kept" / "operator_connect_audit.json") == 0o640
    assert mode_of(folder / "kept" / "operator_connect_audit.xml") == 0o600
    assert mode_of(folder / "mode" / "operator_connect_audit.json") == 0o644
    assert written_in(folder / "kept") == {"operator_connect_audit.json", "operator_connect_audit.xml"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("wrong mode", "mode: 644 is not a mode. Use an octal number in quotes, such as '0644'."),
        ("wrong format", "formats: topology is not a format if kind is audit. Use html, markdown, markdown_summary, junit, json."),
        ("unknown format", "value of formats must be one or more of: html, markdown,"),
        ("no folder", "Cannot create the folder "),
        ("wrong kind", "expected cannot be used if kind is fleet. Remove expected, or do not set kind."),
        ("not here", "this task uses the connection ssh. Use hosts: localhost, or delegate_to: localhost with run_once: true."),
    ],
)
def test_wrong_options_are_found_before_anything_is_done(reported: PlayResult, folder: Path, name: str, message: str) -> None:
    assert reported[name]["failed"] and message in reported[name]["msg"]
    assert not list((folder / name).glob("*"))


def test_check_mode_compares_and_writes_nothing(reported: PlayResult, folder: Path) -> None:
    result = reported["check mode"]
    assert result["compliant"] and result["changed"] and set(result["reports"]) == {"html", "markdown", "junit", "json"}
    assert not (folder / "check mode").exists()


def test_the_keyword_environment_reaches_the_module(reported: PlayResult, folder: Path) -> None:
    assert reported["environment"]["failure"]["url"].startswith("http://127.0.0.1:9/")
    assert "NOT CHECKED" in (folder / "environment" / "operator_connect_audit.json").read_text("utf-8")


def test_no_report_contains_a_secret(reported: PlayResult, folder: Path) -> None:
    assert written_in(folder / "secret") == AUDIT_FILES
    for path in (folder / "secret").iterdir():
        text = path.read_text("utf-8")
        assert SECRET not in text and "********" in text.replace("\\*", "*"), path
    assert SECRET not in reported.output


def test_no_private_data_is_left(reported: PlayResult, folder: Path) -> None:
    """The data between the module and the action plugin is in a file that exists only for the time of the task."""
    temporary = folder / "tmp"
    temporary.mkdir()
    tasks = [
        report("again", folder / "again", formats=["json"]),
        {
            "name": "look",
            "ansible.builtin.find": {"paths": str(temporary), "recurse": True, "file_type": "any", "patterns": "report*.json"},
        },
    ]
    with Simulator([profile(1)]) as simulator:
        result = play(folder, tasks, {**simulator.environment(), "ANSIBLE_LOCAL_TEMP": str(temporary), **NO_REVISION})
    assert result["again"]["compliant"]
    assert result["look"]["files"] == [] and result["look"]["examined"] >= 1


def test_the_group_of_module_defaults_sets_the_connection(tmp_path: Path) -> None:
    """On any hosts, if the task is delegated to the controller."""
    with Simulator([profile(1)]) as simulator:
        playbook = [
            {
                "hosts": "all",
                "gather_facts": False,
                "module_defaults": {"group/audiocodes.operator_connect.all": simulator.options()},
                "tasks": [{**report("report", "reports"), "delegate_to": "localhost", "run_once": True}],
            }
        ]
        (tmp_path / "play.json").write_text(json.dumps(playbook), "utf-8")
        result = run("ansible-playbook", "-i", "192.0.2.1,192.0.2.2,", "play.json", cwd=tmp_path, environment=ENVIRONMENT)
        assert len(simulator.document_requests) == 1
    assert result.rc == 0, result.output
    assert written_in(tmp_path / "reports") == AUDIT_FILES


# --- the revision


def revision_of(folder: Path, environment: dict[str, str], **options: Any) -> str | None:
    """The revision in the report of one task that compares with files in a folder."""
    options = {"from_file": str(folder / "fleet.json"), "formats": ["json"], **options}
    result = play(folder, [report("revision", folder / "reports", **options)], {**NO_REVISION, **environment})
    assert result["revision"]["compliant"], result.output
    written = json.loads((folder / "reports" / "operator_connect_audit.json").read_text("utf-8"))
    revision: str | None = written["scope"]["revision"]
    return revision


def test_the_revision_is_an_option_or_that_of_ci_or_of_git(tmp_path: Path) -> None:
    """test_revision.py has all cases."""
    (tmp_path / "fleet.json").write_text(json.dumps([profile(1)]), "utf-8")
    repository = tmp_path / "repository"
    repository.mkdir()
    (repository / "expected.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    expected_from = {"expected_from": [str(repository / "expected.yml")]}
    git(repository, "init")
    git(repository, "add", ".")
    git(repository, "commit", "--message", "expected state")
    assert revision_of(tmp_path, {}, **expected_from) == git(repository, "rev-parse", "HEAD")
    assert revision_of(tmp_path, {"CI_COMMIT_SHA": "of GitLab"}, **expected_from) == "of GitLab"
    assert revision_of(tmp_path, {"CI_COMMIT_SHA": "of GitLab"}, revision="mine", **expected_from) == "mine"


# --- size


def test_the_summary_of_a_broken_fleet_is_short(tmp_path: Path) -> None:
    (tmp_path / "fleet.json").write_text(json.dumps(generate_fleet(400)), "utf-8")
    expected = {"for_each": [{"match": {"name": "*"}, "expect": {"region": "nowhere", "environment": "none", "carrier": "nobody"}}]}
    waivers = [{"check": "carrier", "reason": "CHG0031337", "until": "2999-12-31"}]
    options = {"from_file": str(tmp_path / "fleet.json"), "expected": expected, "waivers": waivers, "formats": ["markdown_summary"]}
    result = play(tmp_path, [report("broken", tmp_path / "reports", **options)])
    lines = (tmp_path / "reports" / "operator_connect_summary.md").read_text("utf-8").splitlines()
    assert 40 < len(lines) <= 60
    assert [line for line in lines if line.startswith("## ")] == ["## Failed", "## Warnings", "## Waived"]
    counts = result["broken"]["summary"]
    assert f"- and {counts['failed'] - 24} more, in the report" in lines
