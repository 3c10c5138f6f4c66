# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache that is looked at first, keeps nothing secret, and is never believed when it is broken."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.documents import profile, trunk
from support.inventories import LoadedInventory, load, run, write_source

from simulator import Fault, Simulator

HOSTS = {"NL-SBC05", "oc1.customers.audio-code.co.il", "oc2.customers.audio-code.co.il"}


@pytest.fixture
def cached(tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Callable[..., LoadedInventory]:
    """Loads a source with a cache in files."""
    for name, value in simulator.environment().items():
        monkeypatch.setenv(name, value)

    def load_cached(use_cache: bool = True, **options: Any) -> LoadedInventory:
        settings = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache"), "retries": 0}
        return load(write_source(tmp_path, {**settings, **options}), use_cache=use_cache)

    return load_cached


def entries(folder: Path) -> list[Path]:
    return sorted((folder / "cache").iterdir())


def test_a_cached_run_asks_nobody(tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
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


def test_a_cached_run_of_the_command_needs_neither_a_secret_nor_requests(tmp_path: Path, simulator: Simulator) -> None:
    options = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    source = write_source(tmp_path, {**options, **simulator.options()})
    lists = [run("ansible-inventory", "--list", "-i", source, cwd=tmp_path).json()]
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "requests.py").write_text("raise RuntimeError('nobody needs requests for a cached document')\n")
    lists.append(run("ansible-inventory", "--list", "-i", source, cwd=tmp_path, environment={"PYTHONPATH": str(blocked)}).json())
    assert lists[0] == lists[1]
    assert len(simulator.requests) == 2


def test_keeps_the_document_and_nothing_secret(tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    cached()
    (entry,) = entries(tmp_path)
    text = entry.read_text("utf-8")
    for secret in (simulator.client_secret, *simulator.tokens, "simulated-token"):
        assert secret not in text
        assert secret not in entry.name
    # the document is raw, in one string of JSON; whichever way the cache plugin keeps a string
    assert "matchingSbcList" in text
    for name in (simulator.tenant_id, simulator.client_id, "127.0.0.1"):
        assert name not in entry.name


def test_filters_take_effect_on_a_cached_document(simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    cached()
    chosen = cached(exclude=[{"name": "*_Call_Conf"}], group_by=["region"], fill=[{"match": {"name": "*"}, "set": {"region": "EMEA"}}])
    assert set(chosen.hosts) == {"NL-SBC05"}
    assert chosen.own_groups() == {"region_emea"}
    assert "no calling profile" in cached(include=[{"name": "x"}]).failure or "is selected" in cached(include=[{"name": "x"}]).failure
    assert len(simulator.requests) == 2


@pytest.mark.parametrize("option", ["base_url", "client_id", "tenant_id"])
def test_another_place_or_client_has_an_entry_of_its_own(
    tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory], option: str
) -> None:
    cached()
    other = {
        "base_url": f"http://127.0.0.2:{simulator.port}/tenantui",
        "client_id": "5a1e0000-c11e-4000-8000-0000000000ff",
        "tenant_id": "5a1e0000-7e4a-4000-8000-0000000000ff",
    }
    # what it is told there is nobody's business here: that it does not read the first entry is
    assert cached(**{option: other[option]}).failures
    assert len(entries(tmp_path)) == 1
    assert set(cached().hosts) == HOSTS


def test_the_same_place_under_another_file_name_has_the_same_entry(
    tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]
) -> None:
    cached()
    os.rename(tmp_path / "test.calling_profiles.yml", tmp_path / "calling_profiles.yml")
    assert set(load(tmp_path / "calling_profiles.yml").hosts) == HOSTS
    assert len(simulator.requests) == 2


def test_a_flush_asks_again_and_keeps_the_answer(simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    cached()
    simulator.document = [profile(1)]
    assert set(cached().hosts) == HOSTS
    assert set(cached(use_cache=False).hosts) == {"SBC-10", "SBC-11"}
    assert set(cached().hosts) == {"SBC-10", "SBC-11"}
    assert len(simulator.document_requests) == 2


def test_an_entry_that_has_expired_is_asked_for_again(tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    cached(cache_timeout=60)
    (entry,) = entries(tmp_path)
    os.utime(entry, (1, 1))
    loaded = cached(cache_timeout=60)
    assert (loaded.failures, loaded.warnings) == ([], [])
    assert len(simulator.document_requests) == 2
    cached(cache_timeout=60)
    assert len(simulator.document_requests) == 2


def test_an_expired_entry_is_no_way_out_when_the_service_is_down(
    tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]
) -> None:
    cached(cache_timeout=60)
    (entry,) = entries(tmp_path)
    os.utime(entry, (1, 1))
    simulator.faults.document.append(Fault.status(500, "Internal Server Error", times=None))
    loaded = cached(cache_timeout=60)
    assert "500" in loaded.failure
    assert loaded.hosts == {}


def as_kept(folder: Path) -> Callable[[Any], str]:
    """How the cache plugin of this ansible-core writes a string."""
    (entry,) = entries(folder)
    kept = entry.read_text("utf-8")
    whole = json.loads(kept)
    if isinstance(whole, str):
        return lambda value: json.dumps(json.dumps(value))
    # JSON in JSON, from ansible-core 2.19
    (ours,) = (key for key, held in whole.items() if isinstance(held, str) and "document" in held)
    assert isinstance(json.loads(whole[ours]), str)
    return lambda value: json.dumps({**whole, ours: json.dumps(json.dumps(value))})


@pytest.mark.parametrize(
    "broken",
    [
        *("", "{", "[]", '"not JSON"'),
        *({}, [], {"fetched_at": "x"}, {"document": [], "fetched_at": None}, {"document": {"Message": {}}, "fetched_at": "now"}),
    ],
)
def test_a_broken_entry_is_fetched_anew(tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory], broken: Any) -> None:
    cached()
    (entry,) = entries(tmp_path)
    entry.write_text(broken if isinstance(broken, str) else as_kept(tmp_path)(broken), "utf-8")
    loaded = cached()
    assert loaded.failures == []
    assert set(loaded.hosts) == HOSTS
    assert len(simulator.document_requests) == 2
    assert len([warning for warning in loaded.warnings if "cannot be read, and are fetched anew" in warning]) == 1
    # and mended
    assert cached().warnings == []
    assert len(simulator.document_requests) == 2


@pytest.mark.parametrize("document", [[], [{"name": "x"}], {"Message": {"Kind": "Error", "Text": "no"}}])
def test_what_is_no_fleet_is_not_kept(simulator: Simulator, cached: Callable[..., LoadedInventory], document: Any) -> None:
    simulator.document = document
    assert cached().failures
    simulator.document = [profile(1, trunk(1, 1, 2))]
    assert set(cached().hosts) == {"SBC-1", "SBC-2"}


def test_hostile_text_is_as_inert_out_of_the_cache(simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    simulator.document = [profile(1, trunk(1, 1), region="{{ lookup('pipe', 'touch PWN') }}", carrier="plain")]
    marks = [type(loaded.hosts["SBC-1"]["oc_regions"][0]) for loaded in (cached(), cached())]
    assert len(simulator.document_requests) == 1
    assert marks[0] is marks[1]


def test_without_a_cache_every_parse_asks(tmp_path: Path, simulator: Simulator, cached: Callable[..., LoadedInventory]) -> None:
    for _parse in range(2):
        assert set(cached(cache=False).hosts) == HOSTS
    assert len(simulator.document_requests) == 2
    assert not (tmp_path / "cache").exists()
