# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host names: valid, different, and changed only with a warning, whatever the service calls its SBCs."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Sbc, Trunk
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.text import quoted
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.host_names import (
    HostNaming,
    NamedHost,
    name_hosts,
)

HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
RESERVED = {"all", "ungrouped", "localhost", "127.0.0.1"}
BY_NAME = HostNaming(["name"])

# Texts that are equal to each other or to another name, that are reserved, and that are too long.
_texts = st.one_of(
    st.none(),
    st.sampled_from(["", " ", "a", "a-1", "a-2", "a-1-1", "A", "a b", "a:b", "..", "sbc-1", "sbcs", "edge-1"]),
    st.sampled_from(["all", "ALL", "localhost", "127.0.0.1"]),
    st.sampled_from(["x" * 252, "x" * 253, "x" * 254, "x" * 300]),
    st.text(max_size=6),
)
_sbc_ids = st.one_of(st.integers(-2, 5), st.integers(10**70, 10**70 + 2))
_trunk_ids = st.one_of(st.sampled_from(["1", "a/b", "a:b", "a b", "/", "x" * 300]), st.text(min_size=1, max_size=3))


def make_sbc(sbc_id: int, name: str | None, fqdn: str | None = None) -> Sbc:
    sbc = Sbc(sbc_id)
    sbc.name, sbc.fqdn = name, fqdn
    return sbc


def make_trunk(trunk_id: str, fqdn: str | None) -> Trunk:
    trunk = Trunk(trunk_id, trunk_id)
    trunk.fqdn = fqdn
    return trunk


some_sbcs = st.lists(st.builds(make_sbc, _sbc_ids, _texts, _texts), max_size=6, unique_by=lambda sbc: sbc.id)
some_trunks = st.lists(st.builds(make_trunk, _trunk_ids, _texts), max_size=6, unique_by=lambda trunk: trunk.identity)
some_group_names = st.sets(st.sampled_from(["a", "a-1", "sbcs", "edge-1", "edge-1-2", "sbc-1", "sbc--1"]))


@given(some_sbcs, some_trunks, st.sampled_from(["", "b_", "p" * 64]), some_group_names)
def test_every_host_has_a_valid_name_of_its_own(sbcs: list[Sbc], trunks: list[Trunk], prefix: str, group_names: set[str]) -> None:
    hosts: list[NamedHost] = []
    # The only other result is an error; no host is dropped.
    with contextlib.suppress(OptionError):
        hosts, _warnings = name_hosts(sbcs, trunks, HostNaming(["name", "fqdn"], prefix, add_suffixes=True), group_names)
        assert [host.subject for host in hosts] == [*sbcs, *trunks]
    names = [host.name for host in hosts]
    assert len(set(names)) == len(names)
    assert [name for name in names if not HOST_NAME.fullmatch(name) or name.casefold() in RESERVED or name in group_names] == []
    assert all(name.startswith(prefix) for name in names)


@given(some_sbcs, some_trunks)
def test_a_changed_name_is_in_the_warning(sbcs: list[Sbc], trunks: list[Trunk]) -> None:
    try:
        hosts, warnings = name_hosts(sbcs, trunks, BY_NAME, ())
    except OptionError:
        # Only several SBCs can have the same name.
        assert len(sbcs) > 1
        return
    for host in hosts:
        original = host.subject.name if isinstance(host.subject, Sbc) else host.subject.fqdn
        if original and original.strip() and host.name != original:
            assert f"{quoted(original)} → {host.name}" in warnings[0]
    assert len(warnings) <= 1


def test_valid_names_are_kept() -> None:
    sbcs = [make_sbc(number, f"SBC-{number}.example.net") for number in range(5)]
    hosts, warnings = name_hosts(sbcs, [make_trunk("1", "oc1.example.net")], BY_NAME, {"sbcs"})
    assert [host.name for host in hosts] == [f"SBC-{number}.example.net" for number in range(5)] + ["oc1.example.net"]
    assert warnings == []


def test_the_error_lists_the_sbcs_with_the_same_name() -> None:
    sbcs = [make_sbc(7, "edge"), make_sbc(8, "edge"), make_sbc(9, "core"), make_sbc(10, "core"), make_sbc(11, "x")]
    with pytest.raises(OptionError) as raised:
        name_hosts(sbcs, [], HostNaming(["name"], "b_"), ())
    assert raised.value.what == (
        "Several SBCs would get the same host name, so a play would reach only one of them: "
        "b_edge for edge (sbcId 7) and edge (sbcId 8); b_core for core (sbcId 9) and core (sbcId 10)"
    )
    assert "on_name_collision" in raised.value.next_step


def test_an_sbc_whose_name_with_id_is_the_name_of_a_group_is_rejected() -> None:
    with pytest.raises(OptionError, match="Host edge-1 would have the same name as a group"):
        name_hosts([make_sbc(1, "edge")], [], HostNaming(["name"], add_suffixes=True), {"edge", "edge-1"})


def test_two_trunks_with_the_same_fqdn_both_get_their_ids() -> None:
    trunks = [make_trunk("1", "oc"), make_trunk("2", "oc"), make_trunk("3", "edge")]
    hosts, _warnings = name_hosts([], trunks, BY_NAME, ())
    assert [host.name for host in hosts] == ["oc-1", "oc-2", "edge"]
