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


def test_the_emergency_audit(folder: Path, simulator: Simulator) -> None:
    rc, output = play(folder, "emergency_audit.yml", simulator)
    assert rc == 0, output
    simulator.document[1]["emergencyDialStrings"] = [""]
    rc, _output = play(folder, "emergency_audit.yml", simulator)
    assert rc == 2
    report = next((folder / "reports").glob("*.md")).read_text().replace("\\_", "_")
    assert "PROD_EMEA_Emergency" in report and "emergency_dial_strings" in report


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
