# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file of the guide "Assert state" passes with the correct state of the guide's fleet, and fails with a wrong one."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.inventories import run
from support.plays import play as run_module
from support.plays import task

if TYPE_CHECKING:
    from simulator import Simulator

DOCS = Path(__file__).parent.parent.parent / "docs"
GUIDE = DOCS / "assert-state"


@pytest.fixture
def folder(tmp_path: Path, simulator: Simulator) -> Path:
    """A copy of the guide's files and snapshots. The service has the guide's fleet."""
    simulator.document = json.loads((GUIDE / "fleet.json").read_text())
    shutil.copytree(GUIDE, tmp_path / "guide")
    shutil.copy(GUIDE / "fleet.json", tmp_path / "guide" / "baseline.json")
    shutil.copy(GUIDE / "fleet.json", tmp_path / "guide" / "before.json")
    return tmp_path / "guide"


def play(folder: Path, playbook: str, simulator: Simulator | None, *arguments: str) -> tuple[int, str]:
    environment = simulator.environment() if simulator else {}
    result = run("ansible-playbook", folder / playbook, *arguments, cwd=folder.parent, environment=environment)
    return result.rc, result.output


def trunk(document: Any, fqdn: str) -> list[Any]:
    """All rows of a trunk, in all profiles."""
    return [row for profile in document for row in profile["trunksEnrolled"] if row["trunkFqdn"] == fqdn]


def move_the_sbc(document: Any) -> None:
    moved = trunk(document, "oc1.emea.example.net")[0]["matchingSbcList"][1]
    for row in trunk(document, "oc1.emea.example.net"):
        row["matchingSbcList"].remove(moved)
    for row in trunk(document, "oc2.emea.example.net"):
        row["matchingSbcList"].append(moved)


def test_the_sample_of_the_guide_is_what_a_run_prints(folder: Path, simulator: Simulator) -> None:
    (sample,) = re.findall(r"(?m)^    NOT COMPLIANT: .*\n(?:    .*\n)*", (DOCS / "assert-state.md").read_text())
    for row in trunk(simulator.document, "oc1.emea.example.net"):
        del row["matchingSbcList"][1]
    result = run_module(folder, [task("assert", "calling_profile_assert", expected_from="expected/")], simulator.environment())["assert"]
    assert without_totals(result["msg"]) == without_totals(textwrap.dedent(sample).strip())


def without_totals(message: str) -> str:
    """A verdict without the numbers that each new rule changes."""
    return re.sub(r"of \d+ checks failed, \d+ warnings", "of … checks failed, … warnings", message)


def test_moving_an_sbc(folder: Path, simulator: Simulator) -> None:
    (folder / "before.json").unlink()
    assert play(folder, "move_an_sbc.yml", simulator, "--tags", "before")[0] == 0
    rc, output = play(folder, "move_an_sbc.yml", simulator, "--tags", "after")
    assert rc == 2
    assert "oc1.emea.example.net" in output and "NOT COMPLIANT" in output
    move_the_sbc(simulator.document)
    rc, output = play(folder, "move_an_sbc.yml", simulator, "--tags", "after")
    assert rc == 0, output


def test_moving_an_sbc_with_another_change(folder: Path, simulator: Simulator) -> None:
    move_the_sbc(simulator.document)
    simulator.document[2]["region"] = "EMEA"
    rc, output = play(folder, "move_an_sbc.yml", simulator, "--tags", "after")
    assert rc == 2
    assert "NOT COMPLIANT: 1 of " in output
    assert "PROD_APAC_Calling › region: expected APAC, found EMEA" in output


def test_onboarding_a_region(folder: Path, simulator: Simulator) -> None:
    rc, output = play(folder, "onboard_a_region.yml", simulator)
    assert rc == 0, output
    simulator.document[2]["carrier"] = "Fabrikam"
    rc, output = play(folder, "onboard_a_region.yml", simulator)
    assert rc == 2
    assert "PROD_APAC_Calling › carrier: expected Contoso, found Fabrikam" in output


def test_nightly_drift(folder: Path, simulator: Simulator) -> None:
    simulator.document[0]["validation"]["Calling"] = "NotRun"
    rc, output = play(folder, "nightly_drift.yml", simulator)
    assert rc == 0, output
    simulator.document.append({**simulator.document[0], "callingProfileId": "new", "name": "NEW", "trunksEnrolled": []})
    rc, output = play(folder, "nightly_drift.yml", simulator)
    assert rc == 2
    assert any("NEW" in report.read_text() for report in (folder / "reports").iterdir())


def test_a_merge_request_needs_no_secret(folder: Path) -> None:
    rc, output = play(folder, "merge_request.yml", None)
    assert rc == 0, output
    with (folder / "expected" / "apac.yml").open("a") as file:
        file.write("  PROD_AMER_Calling: present\n")
    rc, output = play(folder, "merge_request.yml", None)
    assert rc == 2
    assert any("PROD_AMER_Calling" in report.read_text() for report in (folder / "reports").iterdir())


def test_a_merge_request_without_a_snapshot_checks_only_the_files(folder: Path) -> None:
    (folder / "baseline.json").unlink()
    rc, output = play(folder, "merge_request.yml", None)
    assert rc == 0, output
    assert "VALID: 2 files, 4 profiles" in output and not (folder / "reports").exists()
    (folder / "expected" / "apac.yml").write_text("profiles: {PROD_APAC_Old: absnt}")
    assert play(folder, "merge_request.yml", None)[0] == 2


def test_two_snapshots_are_compared_offline(folder: Path, simulator: Simulator) -> None:
    shutil.copy(folder / "before.json", folder / "after.json")
    rc, output = play(folder, "compare_snapshots.yml", None)
    assert rc == 0, output
    assert "COMPLIANT: " in output and "(before.json, 14 of 14 rules)" in output
    move_the_sbc(simulator.document)
    (folder / "after.json").write_text(json.dumps(simulator.document))
    rc, output = play(folder, "compare_snapshots.yml", None)
    assert rc == 2
    moved = "sbc SBC-AMS-02: expected on trunk oc1.emea.example.net, found on trunk oc2.emea.example.net"
    assert f"PROD_EMEA_Calling › {moved}" in output


def test_the_first_commands_of_the_guide_work_in_an_empty_folder(tmp_path: Path, simulator: Simulator) -> None:
    text = (DOCS / "assert-state.md").read_text().split("## Write the first expected state")[1].split("\n## ")[0]
    commands = re.findall(r"(?m)^    (mkdir|ansible-playbook) (.+)$", text)
    assert [command for command, _arguments in commands] == ["mkdir", "ansible-playbook"]
    for command, arguments in commands:
        if command == "mkdir":
            (tmp_path / arguments.removeprefix("-p ")).mkdir()
        else:
            result = run(command, *arguments.split(), cwd=tmp_path, environment=simulator.environment())
            assert result.rc == 0, result.output
    assert (tmp_path / "expected" / "fleet.yml").read_text()


def test_the_emergency_audit(folder: Path, simulator: Simulator) -> None:
    rc, output = play(folder, "emergency_audit.yml", simulator)
    assert rc == 0, output
    evidence = markdown(folder)
    assert "| PROD_EMEA_Calling | PROD_EMEA_Emergency | 112 | SBC-AMS-01, SBC-AMS-02, SBC-LON-01 |" in evidence
    assert "| PROD_APAC_Calling | PROD_APAC_Calling | 999 | SBC-SIN-01 |" in evidence
    assert "emergency_unreachable" in next(line for line in evidence.splitlines() if line.startswith("| Rules on |"))
    assert "emergency_numbers.yml" in evidence
    simulator.document[1]["emergencyDialStrings"] = [""]
    rc, _output = play(folder, "emergency_audit.yml", simulator)
    assert rc == 2
    assert "PROD_EMEA_Emergency" in markdown(folder) and "emergency_dial_strings" in markdown(folder)


def test_the_emergency_audit_fails_if_emergency_calls_reach_no_sbc(folder: Path, simulator: Simulator) -> None:
    for row in simulator.document[1]["trunksEnrolled"]:
        row["matchingSbcList"] = []
    rc, output = play(folder, "emergency_audit.yml", simulator)
    assert rc == 2
    assert "NOT COMPLIANT" in output
    assert "emergency calls go to PROD_EMEA_Emergency, which has no matching SBC" in output
    assert "| PROD_EMEA_Calling | PROD_EMEA_Emergency | 112 | none |" in markdown(folder)


def test_the_emergency_audit_requires_failover_of_emergency_profiles(folder: Path, simulator: Simulator) -> None:
    simulator.document[1]["trunksEnrolled"][1]["matchingSbcList"] = []
    rc, output = play(folder, "emergency_audit.yml", simulator)
    assert rc == 2
    assert "PROD_EMEA_Emergency › failover_ready: expected true, found false" in output


def markdown(folder: Path) -> str:
    """The Markdown report, without the escapes of Markdown."""
    return next((folder / "reports").glob("*.md")).read_text().replace("\\_", "_")


def test_decommissioning_a_trunk(folder: Path, simulator: Simulator) -> None:
    rc, output = play(folder, "decommission_a_trunk.yml", simulator)
    assert rc == 2
    assert "trunk oc.old.example.net" in output and "sbc SBC-FRA-01" in output
    for profile in simulator.document:
        profile["trunksEnrolled"] = [row for row in profile["trunksEnrolled"] if row["trunkFqdn"] != "oc.old.example.net"]
    rc, output = play(folder, "decommission_a_trunk.yml", simulator)
    assert rc == 0, output


def test_the_guide_names_every_file() -> None:
    text = (DOCS / "assert-state.md").read_text()
    names = [path.name for path in GUIDE.glob("*.yml")]
    assert all(f"assert-state/{name}" in text for name in names)
