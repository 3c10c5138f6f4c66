# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All examples in the documentation run. Only the placeholders for addresses and ids are replaced."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.documents import offer, profile, sbc, trunk
from support.inventories import run
from support.plays import ENVIRONMENT, Json, PlayResult, play

from ansible_collections.audiocodes.operator_connect.plugins.inventory import calling_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from ansible_collections.audiocodes.operator_connect.plugins.modules import (
    calling_profile_assert,
    calling_profile_facts,
    calling_profile_info,
    calling_profile_snapshot,
)
from simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCUMENT = [profile(1, name="PROD_EMEA_Calling", region=None), profile(2, name="PROD_APAC_Calling", region="APAC"), profile(3, name="QA")]


def expected_document(london: str = "10.1.2.11", **fields: Any) -> list[Json]:
    """The fleet that the examples of calling_profile_assert expect."""
    amsterdam = sbc(1, name="SBC-AMS-01", fqdn="sbc-ams-01.mgmt.example.net", ipAddress="10.1.1.10")
    trunks = [
        trunk(1, amsterdam, trunkFqdn="oc1.emea.example.net"),
        trunk(2, sbc(2, name="SBC-LON-01", ipAddress=london), trunkFqdn="oc2.emea.example.net"),
    ]
    calling = profile(1, *trunks, name="PROD_EMEA_Calling", emergencyProfileId="profile-2", offerTypes=[offer("Calling", 2)])
    return [{**calling, **fields}, profile(2, name="PROD_EMEA_Emergency", isEmergencyProfile=True)]


@pytest.fixture(scope="module")
def service() -> Iterator[Simulator]:
    with Simulator(DOCUMENT) as simulator:
        yield simulator


def examples(text: str, service: Simulator) -> str:
    """The text of the examples, with the values of the simulator instead of the placeholders."""
    placeholders = {
        "https://live.example.net/tenantui": service.base_url,
        "api://00000000-0000-0000-0000-000000000003/.default": service.scope,
        "00000000-0000-0000-0000-000000000001": service.tenant_id,
        "00000000-0000-0000-0000-000000000002": service.client_id,
    }
    for placeholder, value in placeholders.items():
        assert placeholder in text, f"the examples do not use {placeholder}"
        text = text.replace(placeholder, value)
    assert "live.example.net" not in text and "00000000-" not in text
    return text


def tasks_of(example: Json) -> list[Json]:
    """The tasks of a play, which must run on the controller: in a play on localhost, or delegated and once."""
    assert example.keys() - {"vars"} == {"name", "hosts", "gather_facts", "tasks"}
    assert example["gather_facts"] is False
    if example["hosts"] != "localhost":
        assert all((task.get("delegate_to"), task.get("run_once")) == ("localhost", True) for task in example["tasks"]), example["name"]
    return list(example["tasks"])


def play_examples(module: Any, service: Simulator, folder: Path) -> PlayResult:
    plays = yaml.safe_load(examples(module.EXAMPLES, service))
    tasks = [task for example in plays for task in tasks_of(example)]
    variables = {name: value for example in plays for name, value in example.get("vars", {}).items()}
    return play(folder, tasks, service.environment(), vars={**variables, "vault_client_secret": service.client_secret})


def assert_passed(result: PlayResult, expected_warning: str = "") -> None:
    assert result.rc == 0, result.output
    assert all(not task_result.get("failed", False) for task_result in result.results.values()), result.output
    assert "WARNING" not in (result.words.replace(f"[WARNING]: {expected_warning}", "") if expected_warning else result.output)


@pytest.mark.parametrize("module", [calling_profile_assert, calling_profile_facts, calling_profile_info, calling_profile_snapshot])
def test_the_examples_are_a_play_on_localhost_and_one_on_other_hosts(module: Any) -> None:
    assert [example["hosts"] for example in yaml.safe_load(module.EXAMPLES)] == ["localhost", "sbcs"]


def test_the_examples_of_the_info_module(service: Simulator, tmp_path: Path) -> None:
    result = play_examples(calling_profile_info, service, tmp_path)
    assert_passed(result)
    *_others, selected = result.results.values()
    assert [record["name"] for record in selected["calling_profiles"]] == ["PROD_EMEA_Calling", "PROD_APAC_Calling"]
    assert "oc10.example.net: SBC-10" in result.output


def test_the_examples_of_the_facts_module(service: Simulator, tmp_path: Path) -> None:
    result = play_examples(calling_profile_facts, service, tmp_path)
    assert_passed(result)
    assert "All assertions passed" in result.output
    *_others, selected = result.results.values()
    assert list(selected["ansible_facts"]["operator_connect"]["profiles"]) == ["PROD_APAC_Calling"]


def test_the_examples_of_the_snapshot_module(service: Simulator, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "expected").mkdir()
    result = play_examples(calling_profile_snapshot, service, tmp_path)
    assert_passed(result)
    written, drift, drafted = result.results.values()
    assert (written["changed"], drift["changed"], drafted["changed"]) == (True, False, True)
    draft = yaml.safe_load((tmp_path / "expected" / "production.yml").read_text("utf-8"))
    assert draft["profiles"].keys() == {"PROD_EMEA_Calling", "PROD_APAC_Calling"}


@pytest.fixture
def folder_of_assert(tmp_path: Path) -> Path:
    """A folder with the files that the examples of calling_profile_assert use."""
    (tmp_path / "expected").mkdir()
    (tmp_path / "expected" / "emea.yml").write_text("profiles: {PROD_EMEA_Calling: {region: EMEA}}\n", "utf-8")
    before = expected_document(london="10.1.2.10", validation={"Calling": "NotRun"})
    (tmp_path / "before.json").write_text(json.dumps(before), "utf-8")
    return tmp_path


def test_the_examples_of_the_assert_module_pass(folder_of_assert: Path) -> None:
    with Simulator(expected_document()) as service:
        result = play_examples(calling_profile_assert, service, folder_of_assert)
    assert_passed(result, "1 warning: PROD_EMEA_Calling › test_numbers.Calling: 2 test numbers, 3 required")
    assert "TASK [Show the failed checks]" not in result.output


def test_the_examples_of_the_assert_module_fail(folder_of_assert: Path) -> None:
    with Simulator(expected_document(region="APAC")) as service:
        result = play_examples(calling_profile_assert, service, folder_of_assert)
    assert result.rc == 2
    _start, *sections = re.split(r"^TASK \[(.*?)\].*$", result.output, flags=re.MULTILINE)
    difference = "PROD_EMEA_Calling › region: expected EMEA, found APAC"
    assert [name for name, printed in zip(sections[::2], sections[1::2]) if difference in printed] == [
        "Assert the expected state that is kept in git",
        "Assert an expected state in the task, with a waiver, and fail on warnings too",
        "Assert that a change had the expected effect and that nothing else changed",
        "Assert the expected state",
        "Show the failed checks",
        "Fail with the message of the module",
    ]


def sources(service: Simulator) -> list[Json]:
    """All examples of the inventory, each one YAML document. The comments show output."""
    text = re.sub("(?m)^#.*\n", "", calling_profiles.EXAMPLES)
    return list(yaml.safe_load_all(examples(text, service)))


def test_the_examples_of_the_inventory(service: Simulator, tmp_path: Path) -> None:
    stored = {"url": service.base_url, "tenant_id": service.tenant_id, "fetched_at": "2026-01-31T03:00:00Z"}
    (tmp_path / "snapshot.json").write_text(write_snapshot(Snapshot(read_profiles(DOCUMENT), stored, {})), "utf-8")
    environment = {**ENVIRONMENT, **service.environment(), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "True"}
    environment["LIVE_PLATFORM_SECRET"] = service.client_secret
    inventories = []
    for number, source in enumerate(sources(service)):
        path = tmp_path / f"{number}.calling_profiles.yml"
        path.write_text(yaml.safe_dump(source), "utf-8")
        result = run("ansible-inventory", "-i", path, "--list", cwd=tmp_path, environment=environment)
        assert "WARNING" not in result.output, result.output
        inventories.append(result.json())
    shortest, selected, constructed, from_file = inventories
    all_sbcs = {f"SBC-{number}" for number in (10, 11, 20, 21, 30, 31)}
    assert shortest["_meta"]["hostvars"].keys() == from_file["_meta"]["hostvars"].keys() == all_sbcs
    assert selected["_meta"]["hostvars"].keys() == all_sbcs - {"SBC-30", "SBC-31"}
    assert selected["region_emea"]["hosts"] == ["SBC-10", "SBC-11"]
    assert constructed["_meta"]["hostvars"]["SBC-10"]["sbc_url"] == "https://10.0.0.10"
    assert {"wave_1", "wave_2"} <= constructed.keys()
