# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks snapshot and inventory_report, called by FQCN, over HTTP to the simulator.

The playbook audit is tested in test_audit_role.py, in_waves in test_in_waves.py.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import offer, profile, sbc, trunk
from support.inventories import CommandResult, run
from support.plays import ENVIRONMENT

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Fleet
from simulator import Simulator, generate_fleet

if TYPE_CHECKING:
    from pathlib import Path

FLEET_REPORTS = ("operator_connect_fleet.html", "topology.svg", "sbcs.csv", "links.csv", "profiles.csv")
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\uff1d1", '"=1', 'a"b,c', "a\nb", "'a", "b;=1", "c; +1"]


def playbook(name: str, folder: Path, simulator: Simulator | None, *arguments: str, **variables: Any) -> CommandResult:
    environment = {**ENVIRONMENT, **(simulator.environment() if simulator else {})}
    command = ["audiocodes.operator_connect." + name, "-e", json.dumps(variables), *arguments]
    return run("ansible-playbook", *command, cwd=folder, environment=environment)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def assert_no_warnings(result: CommandResult) -> None:
    assert "WARNING" not in result.output and "DEPRECATION" not in result.output, result.output


# --- snapshot


def test_snapshot_shows_drift_in_check_mode(tmp_path: Path) -> None:
    here = tmp_path / "current folder"
    here.mkdir()
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
    for result in (first, again, drift):
        assert result.rc == 0
        assert_no_warnings(result)
    assert not list(here.iterdir())


def test_snapshot_has_defaults_and_drafts_an_expected_state(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(json.dumps([profile(1), profile(2)]), "utf-8")
    options = {"from_file": "answer.json", "include": [{"name": "*_1"}], "mode": "0600"}
    result = playbook("snapshot", tmp_path, None, calling_profile_snapshot_options=options, calling_profile_snapshot_path="")
    assert result.rc == 0, result.output
    snapshot = json.loads((tmp_path / "calling_profiles.json").read_text("utf-8"))
    assert snapshot["include"] == [{"name": "*_1"}]
    assert (tmp_path / "calling_profiles.json").stat().st_mode & 0o777 == 0o600
    result = playbook(
        "snapshot", tmp_path, None, "-e", "calling_profile_snapshot_format=expected", calling_profile_snapshot_options=options
    )
    assert result.rc == 0, result.output
    # The inventory plugin would read a file whose name ends in calling_profiles.yml.
    assert "Profile_1:" in (tmp_path / "expected_state.yml").read_text("utf-8")


def test_drift_requires_a_snapshot(tmp_path: Path) -> None:
    with Simulator([profile(1)]) as simulator:
        result = playbook("snapshot", tmp_path, simulator, "--check", "--diff", calling_profile_snapshot_path="state/typo.json")
        assert simulator.requests == []
        draft = playbook("snapshot", tmp_path, simulator, "--check", "--diff", calling_profile_snapshot_format="expected")
    assert result.rc == 2
    assert f"There is no snapshot {tmp_path / 'state' / 'typo.json'}, so there is nothing to compare with." in result.words
    assert draft.rc == 0, draft.output
    assert not list(tmp_path.iterdir())


def test_a_draft_replaces_a_file_only_with_force(tmp_path: Path) -> None:
    (tmp_path / "expected.yml").write_text("# CHG0031337\n", "utf-8")
    variables = {"calling_profile_snapshot_format": "expected", "calling_profile_snapshot_path": "expected.yml"}
    with Simulator([profile(1)]) as simulator:
        for force in ("", "false"):
            result = playbook("snapshot", tmp_path, simulator, calling_profile_snapshot_force=force, **variables)
            assert result.rc == 2, result.output
            assert (tmp_path / "expected.yml").read_text("utf-8") == "# CHG0031337\n"
        result = playbook("snapshot", tmp_path, simulator, "-e", "calling_profile_snapshot_force=true", **variables)
    assert result.rc == 0, result.output
    assert "Profile_1:" in (tmp_path / "expected.yml").read_text("utf-8")


# --- variables


@pytest.mark.parametrize(
    ("name", "variable", "message"),
    [
        (
            "snapshot",
            "calling_profile_snapshot_paht",
            "Did you mean calling_profile_snapshot_path? Known variables: calling_profile_snapshot_force, "
            "calling_profile_snapshot_format, calling_profile_snapshot_options, calling_profile_snapshot_path, "
            "calling_profile_snapshot_policy_from.",
        ),
        ("snapshot", "calling_profile_snapshot_zzz", "Known variables: calling_profile_snapshot_force, "),
        ("inventory_report", "inventory_report_directory", "Did you mean inventory_report_dir? Known variables: inventory_report_dir, "),
    ],
)
def test_a_misspelt_variable_is_an_error(name: str, variable: str, message: str, tmp_path: Path) -> None:
    with Simulator([profile(1)]) as simulator:
        result = playbook(name, tmp_path, simulator, **{variable: ""})
        assert simulator.requests == []
    assert result.rc == 2
    assert f"{variable} is not a variable. {message}" in result.words
    assert not list(tmp_path.iterdir())


# --- inventory_report


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report folder of a fleet with matching, unmatched and additional links. The playbook writes nothing else."""
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
        result = playbook("inventory_report", folder, simulator)
        assert len(simulator.document_requests) == 1
    assert result.rc == 0, result.output
    assert_no_warnings(result)
    assert [path.name for path in folder.iterdir()] == ["reports"]
    assert {path.name for path in (folder / "reports").iterdir()} == set(FLEET_REPORTS)
    for name in FLEET_REPORTS:
        assert f'"{folder / "reports" / name}"' in result.output
    return folder / "reports"


def test_every_link_is_a_row(report: Path) -> None:
    links = [row for row in rows(report / "links.csv") if row["profile"] == "Profile_1"]
    assert [(row["link"], row["trunk"], row["sbc"], row["sbc_id"]) for row in links] == [
        ("matching", "oc1.example.net", "SBC-5", "5"),
        # another profile has its name
        ("matching", "oc1.example.net", "SBC-6", "6"),
        ("unmatched", "oc2.example.net", "", ""),
        ("additional", "", "SBC-7", "7"),
    ]
    assert {(row["region"], row["carrier"], row["environment"]) for row in links} == {("", "Contoso", "Production")}
    assert links[0]["sbc_ip_address"] == "10.0.0.5" and links[0]["trunk_id"] == "trunk-1"


def test_every_profile_is_a_row(report: Path) -> None:
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
        "emergency_numbers": "112 911",
        "emergency_sbcs": "SBC-20, SBC-21",
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
    assert [(row["emergency_numbers"], row["emergency_sbcs"]) for row in (two, three)] == [("112 911", "SBC-20, SBC-21"), ("112", "")]


def test_every_sbc_is_a_row(report: Path) -> None:
    found = {row["sbc_id"]: row for row in rows(report / "sbcs.csv")}
    assert list(found) == ["5", "6", "7", "20", "21"]
    assert found["6"] == {
        "sbc": "SBC-6",
        "sbc_id": "6",
        "sbc_fqdn": "sbc-6.example.net",
        "sbc_ip_address": "10.0.0.6",
        "wave": "2",
        "profiles": "Profile_1, Profile_3",
        "trunks": "oc1.example.net, oc3.example.net",
        "additional_for": "",
        "sole_for": "",
        "emergency_for": "",
    }
    assert found["7"]["additional_for"] == "Profile_1"
    assert found["20"]["emergency_for"] == "Profile_1, Profile_2"


def test_failover_is_that_of_the_rule(tmp_path: Path) -> None:
    document = [*generate_fleet(200), profile(1, trunk(1, 5), trunk(2, 5)), profile(2, trunk(3, 6, 7))]
    (tmp_path / "fleet.json").write_text(json.dumps(document), "utf-8")
    result = playbook(
        "inventory_report", tmp_path, None, inventory_report_formats="profiles", inventory_report_options={"from_file": "fleet.json"}
    )
    assert result.rc == 0, result.output
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["profiles.csv"]
    failover = {row["profile_id"]: row["failover"] == "yes" for row in rows(tmp_path / "reports" / "profiles.csv")}
    assert failover == {found.id: found.is_failover_ready for found in Fleet(read_profiles(document)).profiles}
    assert set(failover.values()) == {True, False}


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    document = [profile(number, name=text, region=text, carrier="{{ 6 * 7 }}") for number, text in enumerate(FORMULAS, 11)]
    with Simulator(document) as simulator:
        result = playbook("inventory_report", tmp_path, simulator, inventory_report_dir="a/b")
    assert result.rc == 0, result.output
    for name in ("links.csv", "profiles.csv"):
        found = rows(tmp_path / "a" / "b" / name)
        names = list(dict.fromkeys(row["profile"] for row in found))
        assert names == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'  =1", "' =1", "'\uff1d1", '"=1', 'a"b,c', "a b", "'a", "b;'=1", "c;' +1"]
        assert [row["carrier"] for row in found] == ["{{ 6 * 7 }}"] * len(found)


def test_an_empty_list_never_replaces_a_report(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "links.csv").write_text("kept", "utf-8")
    with Simulator([]) as simulator:
        result = playbook("inventory_report", tmp_path, simulator)
    assert result.rc == 2
    assert "the document has no calling profile" in result.words
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["links.csv"]
    assert (tmp_path / "reports" / "links.csv").read_text("utf-8") == "kept"


def test_check_mode_writes_no_report(tmp_path: Path) -> None:
    with Simulator([profile(1)]) as simulator:
        result = playbook("inventory_report", tmp_path, simulator, "--check")
    assert result.rc == 0, result.output
    assert not list(tmp_path.iterdir())
