# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts: whatever the service calls its devices, no two are called alike, and none is called something else."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import property_settings

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Sbc, Trunk
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.host_names import name_hosts

HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
RESERVED = {"all", "ungrouped", "localhost", "127.0.0.1"}

# Words that meet each other, that mean something else, that have to be cut.
_words = st.one_of(
    st.none(),
    st.sampled_from(["", " ", "a", "a-1", "a-2", "a-1-1", "A", "a b", "a:b", "..", "sbc-1", "sbcs", "edge-1"]),
    st.sampled_from(["all", "ALL", "localhost", "127.0.0.1"]),
    st.sampled_from(["x" * 252, "x" * 253, "x" * 254, "x" * 300]),
    st.text(max_size=6),
)
_ids = st.one_of(st.integers(-2, 5), st.integers(10**70, 10**70 + 2))


def device(sbc_id: int, name: str | None, fqdn: str | None = None) -> Sbc:
    made = Sbc(sbc_id)
    made.name, made.fqdn = name, fqdn
    return made


def stand_in(identity: str, fqdn: str | None) -> Trunk:
    made = Trunk(identity, identity)
    made.fqdn = fqdn
    return made


sbcs = st.lists(st.builds(device, _ids, _words, _words), max_size=6, unique_by=lambda sbc: sbc.id)
trunks = st.lists(
    st.builds(stand_in, st.one_of(st.sampled_from(["1", "a/b", "a:b", "a b", "/", "x" * 300]), st.text(min_size=1, max_size=3)), _words),
    max_size=6,
    unique_by=lambda trunk: trunk.identity,
)
takens = st.sets(st.sampled_from(["a", "a-1", "sbcs", "edge-1", "edge-1-2", "sbc-1", "sbc--1"]))


@property_settings
@given(sbcs, trunks, st.sampled_from(["", "b_", "p" * 64]), takens)
def test_every_host_has_a_name_of_its_own(devices: list[Sbc], stand_ins: list[Trunk], prefix: str, taken: set[str]) -> None:
    named: list[Any] = []
    # that two devices cannot be told apart is said, never settled by one of them
    with contextlib.suppress(OptionError):
        named, _warnings = name_hosts(devices, stand_ins, ["name", "fqdn"], prefix, has_suffixes=True, taken=taken)
        assert [host.thing for host in named] == [*devices, *stand_ins]
    names = [host.name for host in named]
    assert len(set(names)) == len(names)
    assert [name for name in names if not HOST_NAME.fullmatch(name) or name.casefold() in RESERVED or name in taken] == []
    assert all(name.startswith(prefix) for name in names)


@property_settings
@given(sbcs, trunks)
def test_nothing_is_renamed_without_a_word(devices: list[Sbc], stand_ins: list[Trunk]) -> None:
    try:
        named, warnings = name_hosts(devices, stand_ins, ["name"], "", has_suffixes=False, taken=())
    except OptionError as error:
        assert len(devices) > 1
        assert "on_name_collision" in str(error)
        return
    for host in named:
        wish = host.thing.name if isinstance(host.thing, Sbc) else host.thing.fqdn
        if wish and wish.strip() and host.name != wish:
            assert f"{wish!r} is {host.name}" in warnings[0]
    assert len(warnings) <= 1


def test_a_fleet_of_sound_names_keeps_them_all() -> None:
    devices = [device(number, f"SBC-{number}.example.net") for number in range(5)]
    named, warnings = name_hosts(devices, [stand_in("1", "oc1.example.net")], ["name"], "", has_suffixes=False, taken={"sbcs"})
    assert [host.name for host in named] == [f"SBC-{number}.example.net" for number in range(5)] + ["oc1.example.net"]
    assert warnings == []


def test_says_who_shares_a_name_with_whom() -> None:
    devices = [device(7, "edge"), device(8, "edge"), device(9, "core"), device(10, "core"), device(11, "x")]
    with pytest.raises(OptionError) as raised:
        name_hosts(devices, [], ["name"], "b_", has_suffixes=False, taken=())
    assert "b_edge (sbcId 7 and 8); b_core (sbcId 9 and 10)" in str(raised.value)


def test_a_device_whose_very_id_is_the_name_of_a_group_is_refused() -> None:
    with pytest.raises(OptionError, match="edge-1 would have the name of a group"):
        name_hosts([device(1, "edge")], [], ["name"], "", has_suffixes=True, taken={"edge", "edge-1"})


def test_two_stand_ins_of_one_fqdn_both_take_their_ids() -> None:
    stand_ins = [stand_in("1", "oc"), stand_in("2", "oc"), stand_in("3", "edge")]
    named, _warnings = name_hosts([], stand_ins, ["name"], "", has_suffixes=False, taken=())
    assert [host.name for host in named] == ["oc-1", "oc-2", "edge"]
