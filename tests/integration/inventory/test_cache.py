# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cache: used before the service, free of secrets, and never trusted if an entry is damaged."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile, trunk
from support.full_disk import full_disk
from support.inventories import LoadedInventory, assert_empty, exported, load, run, write_source

from simulator import Fault, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTS = {"NL-SBC05", "oc1.customers.audio-code.co.il", "oc2.customers.audio-code.co.il"}


@pytest.fixture
def cached(tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Callable[..., LoadedInventory]:
    """A function that loads a source with a cache in files."""
    for name, value in simulator.environment().items():
        monkeypatch.setenv(name, value)

    def load_cached(use_cache: bool = True, **options: Any) -> LoadedInventory:
        settings = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache"), "retries": 0}
        return load(write_source(tmp_path, {**settings, **options}), use_cache=use_cache)

    return load_cached


def entries(folder: Path) -> list[Path]:
    return sorted((folder / "cache").iterdir())


def test_a_cached_run_sends_no_request(simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    first = cached()
    assert len(simulator.requests) == 2
    simulator.stop()
    try:
        second = cached()
    finally:
        simulator.start()
    assert second.failures == []
    assert list(second.hosts.items()) == list(first.hosts.items())
    assert second.groups == first.groups
    assert len(simulator.requests) == 2


def test_a_cached_run_does_not_import_requests(tmp_path: Path, simulator: Simulator) -> None:
    options = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    source = write_source(tmp_path, {**options, **simulator.options()})
    lists = [run("ansible-inventory", "--list", "-i", source, cwd=tmp_path).json()]
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "requests.py").write_text("raise RuntimeError('a cached run must not import requests')\n")
    lists.append(run("ansible-inventory", "--list", "-i", source, cwd=tmp_path, environment={"PYTHONPATH": str(blocked)}).json())
    assert lists[0] == lists[1]
    assert len(simulator.requests) == 2


def test_an_entry_has_the_document_but_no_secret(tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    cached()
    (entry,) = entries(tmp_path)
    text = entry.read_text("utf-8")
    for secret in (simulator.client_secret, *simulator.tokens, "simulated-token"):
        assert secret not in text
        assert secret not in entry.name
    # The document is stored as the service sent it.
    assert "matchingSbcList" in text
    for name in (simulator.tenant_id, simulator.client_id, "127.0.0.1"):
        assert name not in entry.name


def test_only_its_owner_can_read_an_entry(tmp_path: Path, cached: Callable[..., LoadedInventory]) -> None:
    before = os.umask(0o022)
    try:
        cached()
    finally:
        os.umask(before)
    assert [stat.S_IMODE(entry.stat().st_mode) for entry in entries(tmp_path)] == [0o600]


def test_a_full_disk_costs_no_host(simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    simulator.document = [profile(1, region="x" * 100_000)]
    with full_disk():
        # Ansible displays the failure of its cache plugin.
        loaded = cached()
    assert set(loaded.hosts) == {"SBC-10", "SBC-11"}
    # Half of the entry was written, and is not taken for a whole one.
    again = cached()
    assert again.failures == []
    assert again.hosts.keys() == loaded.hosts.keys()
    assert len(simulator.document_requests) == 2


def test_a_cache_plugin_that_fails_at_the_end_costs_no_host(
    simulator: Simulator, cached: Callable[..., LoadedInventory], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError("no connection to the cache")

    monkeypatch.setattr("ansible.plugins.cache.BaseFileCacheModule.set", fail)
    loaded = cached()
    assert loaded.failures == []
    assert set(loaded.hosts) == HOSTS
    assert loaded.warning("Cannot store the calling profiles in the cache: no connection to the cache")


def test_selection_fill_and_grouping_apply_to_a_cached_document(simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    cached()
    selected = cached(exclude=[{"name": "*_Call_Conf"}], group_by=["region"], fill=[{"match": {"name": "*"}, "set": {"region": "EMEA"}}])
    assert set(selected.hosts) == {"NL-SBC05"}
    assert selected.own_groups() == {"region_emea"}
    nothing_selected = cached(include=[{"name": "x"}])
    assert_empty(nothing_selected)
    assert "selected" in nothing_selected.failure
    assert len(simulator.requests) == 2


@pytest.mark.parametrize("option", ["base_url", "client_id", "tenant_id"])
def test_another_service_tenant_or_client_does_not_read_the_entry(
    tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory], option: str
) -> None:
    cached()
    other = {
        "base_url": f"http://127.0.0.2:{simulator.port}/tenantui",
        "client_id": "5a1e0000-c11e-4000-8000-0000000000ff",
        "tenant_id": "5a1e0000-7e4a-4000-8000-0000000000ff",
    }
    # The simulator does not know the other client: an answer could only come from the entry.
    assert cached(**{option: other[option]}).failures
    assert len(entries(tmp_path)) == 1
    assert set(cached().hosts) == HOSTS


def test_a_renamed_inventory_file_uses_the_same_entry(tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    cached()
    os.rename(tmp_path / "test.calling_profiles.yml", tmp_path / "calling_profiles.yml")
    assert set(load(tmp_path / "calling_profiles.yml").hosts) == HOSTS
    assert len(simulator.requests) == 2


def test_a_flush_fetches_again_and_stores_the_answer(simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    cached()
    simulator.document = [profile(1)]
    assert set(cached().hosts) == HOSTS
    assert set(cached(use_cache=False).hosts) == {"SBC-10", "SBC-11"}
    assert set(cached().hosts) == {"SBC-10", "SBC-11"}
    assert len(simulator.document_requests) == 2


def test_an_expired_entry_is_fetched_again(tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    cached(cache_timeout=60)
    (entry,) = entries(tmp_path)
    os.utime(entry, (1, 1))
    loaded = cached(cache_timeout=60)
    assert (loaded.failures, loaded.warnings) == ([], [])
    assert len(simulator.document_requests) == 2
    cached(cache_timeout=60)
    assert len(simulator.document_requests) == 2


def test_an_expired_entry_is_not_used_if_the_service_fails(
    tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]
) -> None:
    cached(cache_timeout=60)
    (entry,) = entries(tmp_path)
    os.utime(entry, (1, 1))
    simulator.faults.document.append(Fault.status(500, "Internal Server Error", times=None))
    loaded = cached(cache_timeout=60)
    assert "500" in loaded.failure
    assert loaded.hosts == {}


def entry_writer(folder: Path) -> Callable[[Any], str]:
    """How the cache plugin of this ansible-core writes one value."""
    (entry,) = entries(folder)
    whole = json.loads(entry.read_text("utf-8"))
    if isinstance(whole, str):
        return json.dumps
    # From ansible-core 2.19: JSON in JSON.
    (payload,) = (key for key, text in whole.items() if isinstance(text, str) and "callingProfileId" in text)
    assert isinstance(json.loads(whole[payload]), str)
    return lambda value: json.dumps({**whole, payload: json.dumps(value)})


TIME = "2026-01-31T03:00:00Z\n"
# What somebody, or a full disk, can leave in the cache: files, and values in the format of the cache plugin.
DAMAGED_FILES = ["", "{", "[]", '"not JSON"']
DAMAGED_VALUES: list[Any] = [
    *(5, {}, [], "", TIME, "[]", "now\n[]", TIME + "[", TIME + "{}", TIME + '{"Message": {}}', TIME + "[{}]", TIME + "[NaN]"),
    TIME + "[" * 100_000,
    TIME + '[{"callingProfileId": "\\ud83d"}]',
    TIME + "[" + "{}," * 1_000_000 + "{}]",
]


@pytest.mark.parametrize("damaged", [*DAMAGED_FILES, *([value] for value in DAMAGED_VALUES)], ids=lambda damaged: repr(damaged)[:40])
def test_a_damaged_entry_is_fetched_again(
    tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory], damaged: Any
) -> None:
    cached()
    (entry,) = entries(tmp_path)
    entry.write_text(damaged if isinstance(damaged, str) else entry_writer(tmp_path)(*damaged), "utf-8")
    loaded = cached()
    assert loaded.failures == []
    assert set(loaded.hosts) == HOSTS
    assert len(simulator.document_requests) == 2
    assert loaded.warning("Cannot read the cached calling profiles; fetching them again")
    # The entry was replaced.
    assert cached().warnings == []
    assert len(simulator.document_requests) == 2


@pytest.mark.parametrize("document", [[], [{"name": "x"}], {"Message": {"Kind": "Error", "Text": "no"}}])
def test_a_document_that_makes_no_inventory_is_not_stored(
    simulator: Simulator, cached: Callable[..., LoadedInventory], document: Any
) -> None:
    simulator.document = document
    assert cached().failures
    simulator.document = [profile(1, trunk(1, 1, 2))]
    assert set(cached().hosts) == {"SBC-1", "SBC-2"}


def test_text_from_the_cache_is_protected_too(simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    simulator.document = [profile(1, trunk(1, 1), region="{{ lookup('pipe', 'touch PWN') }}", carrier="plain")]
    fetched, from_cache = (exported(loaded.hosts["SBC-1"]["oc_regions"]) for loaded in (cached(), cached()))
    assert len(simulator.document_requests) == 1
    assert fetched == from_cache == [{"__ansible_unsafe": "{{ lookup('pipe', 'touch PWN') }}"}]


def test_without_a_cache_every_parse_fetches(tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    for _parse in range(2):
        assert set(cached(cache=False).hosts) == HOSTS
    assert len(simulator.document_requests) == 2
    assert not (tmp_path / "cache").exists()
