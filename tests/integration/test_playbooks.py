# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks snapshot and inventory_report by FQCN, over HTTP to the simulator (audit is tested with its role, in_waves by itself)."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from support.documents import offer, profile, sbc, trunk
from support.inventories import CommandResult, run
from support.plays import ENVIRONMENT

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Fleet
from simulator import Simulator, generate_fleet

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\uff1d1", '"=1', 'a"b,c', "a\nb", "'a"]


def playbook(name: str, folder: Path, simulator: Simulator | None, *arguments: str, **variables: Any) -> CommandResult:
    environment = {**ENVIRONMENT, **(simulator.environment() if simulator else {})}
    command = ["audiocodes.operator_connect." + name, "-e", json.dumps(variables), *arguments]
    return run("ansible-playbook", *command, cwd=folder, environment=environment)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def assert_quiet(ran: CommandResult) -> None:
    """Nothing to warn of, on any ansible-core."""
    assert "WARNING" not in ran.output and "DEPRECATION" not in ran.output, ran.output


# --- snapshot


def test_snapshot_has_the_drift_in_check_mode(tmp_path: Path) -> None:
    (tmp_path / "from here").mkdir()
    here = tmp_path / "from here"
    with Simulator([profile(1, trunk(1, 5))]) as simulator:
        first = playbook("snapshot", here, simulator, calling_profile_snapshot_path="../fleet.json")
        text = (tmp_path / "fleet.json").read_text("utf-8")
        again = playbook("snapshot", here, simulator, calling_profile_snapshot_path="../fleet.json")
        simulator.document = [profile(1, trunk(1, sbc(5, ipAddress="10.9.9.9")))]
        drift = playbook("snapshot", here, simulator, "--check", "--diff", calling_profile_snapshot_path="../fleet.json")
    assert "changed=1" in first.output and "changed=0" in again.output
    assert "changed=1" in drift.output
    assert '+Profile_1 › trunk oc1.example.net › sbc SBC-5 › ip_address: "10.9.9.9"' in drift.output
    assert (tmp_path / "fleet.json").read_text("utf-8") == text
    for ran in (first, again, drift):
        assert ran.rc == 0
        assert_quiet(ran)
    assert not list(here.iterdir())


def test_snapshot_needs_no_variable_and_drafts(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(json.dumps([profile(1), profile(2)]), "utf-8")
    options = {"from_file": "answer.json", "include": [{"name": "*_1"}], "mode": "0600"}
    ran = playbook("snapshot", tmp_path, None, calling_profile_snapshot_options=options, calling_profile_snapshot_path="")
    assert ran.rc == 0, ran.output
    snapshot = json.loads((tmp_path / "calling_profiles.json").read_text("utf-8"))
    assert snapshot["selection"] == {"include": [{"name": "*_1"}]}
    assert (tmp_path / "calling_profiles.json").stat().st_mode & 0o777 == 0o600
    ran = playbook("snapshot", tmp_path, None, "-e", "calling_profile_snapshot_format=expected", calling_profile_snapshot_options=options)
    assert ran.rc == 0, ran.output
    assert "Profile_1:" in (tmp_path / "calling_profiles.yml").read_text("utf-8")


# --- inventory_report


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of a fleet with everything in it, from a folder in which nothing else is written."""
    folder = tmp_path_factory.mktemp("report")
    document = [
        profile(
            1,
            trunk(1, 5, sbc(6, name=None)),
            trunk(2),
            region=None,
            offerTypes=[offer("Calling", 3), offer("AudioConferencing", 3)],
            emergencyProfileId="PROFILE-2",
            emergencyDialStrings=[],
            additionalSbcList=[sbc(7)],
        ),
        profile(2, isEmergencyProfile=True, emergencyDialStrings=["112", "911"]),
        profile(3, trunk(3, 5), trunk(3, 6), emergencyProfileId="gone", trunksEnrolled=[trunk(3, 5), trunk(3, 6)]),
    ]
    with Simulator(document) as simulator:
        ran = playbook("inventory_report", folder, simulator)
        assert len(simulator.document_requests) == 2, "once to list, once to judge"
    assert ran.rc == 0, ran.output
    assert_quiet(ran)
    assert [path.name for path in folder.iterdir()] == ["reports"]
    return folder / "reports"


def test_a_link_is_a_row(report: Path) -> None:
    links = [row for row in rows(report / "links.csv") if row["profile"] == "Profile_1"]
    told = [(row["link"], row["trunk"], row["sbc"], row["sbc_id"]) for row in links]
    assert told == [
        ("matching", "oc1.example.net", "SBC-5", "5"),
        ("matching", "oc1.example.net", "", "6"),
        ("unmatched", "oc2.example.net", "", ""),
        ("additional", "", "SBC-7", "7"),
    ]
    assert {(row["region"], row["carrier"], row["environment"]) for row in links} == {("", "Contoso", "Production")}
    assert links[0]["sbc_ip_address"] == "10.0.0.5" and links[0]["trunk_id"] == "trunk-1"


def test_a_profile_is_a_row(report: Path) -> None:
    one, two, three = rows(report / "profiles.csv")
    assert one == {
        "profile": "Profile_1",
        "profile_id": "profile-1",
        "region": "",
        "carrier": "Contoso",
        "environment": "Production",
        "is_emergency": "no",
        "emergency_profile": "Profile_2",
        "emergency_dial_strings": "",
        "failover": "no",
        "offer_types": "Calling AudioConferencing",
        "test_numbers": "3",
        "trunks": "2",
        "unmatched_trunks": "1",
        "sbcs": "2",
        "additional_sbcs": "1",
    }
    assert (two["is_emergency"], two["emergency_dial_strings"], two["failover"]) == ("yes", "112 911", "yes")
    assert (three["emergency_profile"], three["failover"], three["trunks"], three["sbcs"]) == ("gone", "no", "1", "2")


def test_failover_is_what_the_rule_says(tmp_path: Path) -> None:
    document = [*generate_fleet(200), profile(1, trunk(1, 5), trunk(2, 5)), profile(2, trunk(3, 6, 7))]
    (tmp_path / "fleet.json").write_text(json.dumps(document), "utf-8")
    ran = playbook("inventory_report", tmp_path, None, "--tags", "profiles", inventory_report_options={"from_file": "fleet.json"})
    assert ran.rc == 0, ran.output
    assert not (tmp_path / "reports" / "links.csv").exists()
    told = {row["profile_id"]: row["failover"] == "yes" for row in rows(tmp_path / "reports" / "profiles.csv")}
    assert told == {found.id: found.is_failover_ready for found in Fleet(read_profiles(document)).profiles}
    assert set(told.values()) == {True, False}


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    document = [profile(number, name=text, region=text, carrier="{{ 6 * 7 }}") for number, text in enumerate(FORMULAS, 11)]
    with Simulator(document) as simulator:
        ran = playbook("inventory_report", tmp_path, simulator, inventory_report_dir="a/b")
    assert ran.rc == 0, ran.output
    for name in ("links.csv", "profiles.csv"):
        found = rows(tmp_path / "a" / "b" / name)
        names = list(dict.fromkeys(row["profile"] for row in found))
        assert names == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'  =1", "' =1", "'\uff1d1", '"=1', 'a"b,c', "a b", "'a"]
        assert [row["carrier"] for row in found] == ["{{ 6 * 7 }}"] * len(found)


def test_an_empty_list_never_replaces_a_report(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "links.csv").write_text("kept", "utf-8")
    with Simulator([]) as simulator:
        ran = playbook("inventory_report", tmp_path, simulator)
    assert ran.rc == 2
    assert "No calling profile was found" in ran.words
    assert (tmp_path / "reports" / "links.csv").read_text("utf-8") == "kept"


def test_check_mode_writes_no_report(tmp_path: Path) -> None:
    with Simulator([profile(1)]) as simulator:
        ran = playbook("inventory_report", tmp_path, simulator, "--check")
    assert ran.rc == 0, ran.output
    assert not list(tmp_path.iterdir())
