# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation is true: it runs as it is written, but for the addresses and ids that stand for one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.documents import profile
from support.inventories import run
from support.plays import ENVIRONMENT, Json, play

from ansible_collections.audiocodes.operator_connect.plugins.inventory import calling_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from ansible_collections.audiocodes.operator_connect.plugins.modules import calling_profile_facts, calling_profile_info
from simulator import Simulator

DOCUMENT = [profile(1, name="PROD_EMEA_Calling", region=None), profile(2, name="PROD_APAC_Calling", region="APAC"), profile(3, name="QA")]


@pytest.fixture(scope="module")
def service() -> Iterator[Simulator]:
    with Simulator(DOCUMENT) as simulator:
        yield simulator


def examples(text: str, service: Simulator) -> str:
    """The text of the examples, with the simulator's own values where a reader puts in their own."""
    placeholders = {
        "https://live.example.net/tenantui": service.base_url,
        "api://00000000-0000-0000-0000-000000000003/.default": service.scope,
        "00000000-0000-0000-0000-000000000001": service.tenant_id,
        "00000000-0000-0000-0000-000000000002": service.client_id,
    }
    for placeholder, value in placeholders.items():
        assert placeholder in text, f"the examples do not use {placeholder}"
        text = text.replace(placeholder, value)
    assert "example.net" not in text and "00000000-" not in text
    return text


def play_examples(module: Any, service: Simulator, folder: Path) -> Any:
    tasks = yaml.safe_load(examples(module.EXAMPLES, service))
    return play(folder, tasks, service.environment(), vars={"vault_client_secret": service.client_secret})


def test_the_examples_of_the_query_module(service: Simulator, tmp_path: Path) -> None:
    played = play_examples(calling_profile_info, service, tmp_path)
    assert_ran(played)
    *_others, selected = played.results.values()
    assert [record["name"] for record in selected["calling_profiles"]] == ["PROD_EMEA_Calling", "PROD_APAC_Calling"]
    assert "oc10.example.net: SBC-10" in played.output


def test_the_examples_of_the_fact_module(service: Simulator, tmp_path: Path) -> None:
    played = play_examples(calling_profile_facts, service, tmp_path)
    assert_ran(played)
    assert "All assertions passed" in played.output


def assert_ran(played: Any) -> None:
    assert played.rc == 0, played.output
    assert all(not result.get("failed", False) for result in played.results.values()), played.output
    assert "WARNING" not in played.output


def sources(service: Simulator) -> list[Json]:
    """Each example: the first as it stands, the others, which one YAML document cannot hold too, out of their comments."""
    first, *others = examples(calling_profiles.EXAMPLES, service).split("\n\n")
    bodies = [other.split("\n#\n", 1)[1] for other in others]
    return [yaml.safe_load(text) for text in (first, *(re.sub("(?m)^# ?", "", body) for body in bodies))]


def test_the_examples_of_the_inventory(service: Simulator, tmp_path: Path) -> None:
    stored = {"url": service.base_url, "tenant_id": service.tenant_id, "fetched_at": "2026-01-31T03:00:00Z"}
    (tmp_path / "snapshot.json").write_text(write_snapshot(Snapshot(read_profiles(DOCUMENT), stored, {})), "utf-8")
    environment = {**ENVIRONMENT, **service.environment(), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "True"}
    environment["LIVE_PLATFORM_SECRET"] = service.client_secret
    found = []
    for number, source in enumerate(sources(service)):
        path = tmp_path / f"{number}.calling_profiles.yml"
        path.write_text(yaml.safe_dump(source), "utf-8")
        ran = run("ansible-inventory", "-i", path, "--list", cwd=tmp_path, environment=environment)
        assert "WARNING" not in ran.output, ran.output
        found.append(ran.json())
    shortest, selected, constructed, from_file = found
    everyone = {f"SBC-{number}" for number in (10, 11, 20, 21, 30, 31)}
    assert shortest["_meta"]["hostvars"].keys() == from_file["_meta"]["hostvars"].keys() == everyone
    assert selected["_meta"]["hostvars"].keys() == everyone - {"SBC-30", "SBC-31"}
    assert selected["region_emea"]["hosts"] == ["SBC-10", "SBC-11"]
    assert constructed["_meta"]["hostvars"]["SBC-10"]["sbc_url"] == "https://10.0.0.10"
    assert {"wave_1", "wave_2"} <= constructed.keys()
