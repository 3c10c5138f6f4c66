# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of hosts and groups: allowed, distinct, and no other than they have to be."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import property_settings

from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.naming import (
    NAME_PREFIX,
    RESERVED_HOST_NAMES,
    fitted,
    group_name,
    host_name,
    tell_apart,
)

HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
GROUP_NAME = re.compile(r"[a-z_][a-z0-9_]*")
prefixes = st.one_of(st.just(""), st.from_regex(NAME_PREFIX, fullmatch=True))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NL-SBC05", "NL-SBC05"),
        ("a.b_c-d.example.net", "a.b_c-d.example.net"),
        (" edge ", "edge"),
        ("a b:22", "a-b-22"),
        ("../up", "up"),
        ("..", ""),
        ("-oProxyCommand=x", "oProxyCommand-x"),
        ("_x", "x"),
        ("{{ x }}", "x---"),
        ("[2001:db8::1]:22", "2001-db8--1--22"),
        ("é", ""),
        ("aé", "a-"),
        ("a\n", "a"),
        ("", ""),
    ],
)
def test_a_host_is_called_the_nearest_that_is_allowed(text: str, name: str) -> None:
    assert host_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PROD_EMEA-1", "trunk_prod_emea_1"),
        ("oc1.Example.net", "trunk_oc1_example_net"),
        ("İ", "trunk_i_"),
        ("", "trunk_"),
        ("9\n", "trunk_9_"),
    ],
)
def test_a_group_is_called_the_nearest_that_is_allowed(text: str, name: str) -> None:
    assert group_name("trunk_", text) == name


@property_settings
@given(prefixes, st.text(), st.text())
def test_every_name_is_allowed(prefix: str, text: str, identity: str) -> None:
    assert GROUP_NAME.fullmatch(group_name(prefix + "trunk_", text))
    assert len(group_name(prefix + "trunk_", text)) < 300
    name = fitted(prefix, host_name(text) or "sbc", "-" + host_name(identity))
    assert HOST_NAME.fullmatch(name)


def test_a_long_name_is_cut_and_a_suffix_is_not() -> None:
    assert fitted("b_", "x" * 300, "-12345") == "b_" + "x" * 245 + "-12345"
    assert fitted("", "x" * 253) == "x" * 253
    assert len(fitted("p" * 64, "x" * 300, "-" + "9" * 64)) == 253
    # two that are too long to be told in full are still told apart
    first, second = (fitted("", "x" * 300, "-" + "9" * 300 + end) for end in "12")
    assert first != second
    assert len(first) == len(second) == 253


def test_nothing_that_a_name_can_be_is_reserved_in_another_case() -> None:
    assert {name.casefold() for name in RESERVED_HOST_NAMES} == RESERVED_HOST_NAMES == {"all", "ungrouped", "localhost", "127.0.0.1"}


# --- telling apart


def told(*pairs: tuple[str, str]) -> tuple[list[str], int]:
    """The names of things with these names and ids, and how many sets would have shared one."""
    names = {number: name for number, (name, _id) in enumerate(pairs)}
    ids = {number: thing_id for number, (_name, thing_id) in enumerate(pairs)}
    result, shared = tell_apart(names, ids)
    return list(result.values()), len(shared)


def test_tells_apart_by_as_few_characters_as_it_takes() -> None:
    assert told(("a", "x"), ("b", "x")) == (["a", "b"], 0)
    assert told(("a", "11112222-33"), ("a", "99992222-33"), ("b", "x")) == (["a_11112222", "a_99992222", "b"], 1)
    assert told(("a", "11112222-33"), ("a", "11112222-44")) == (["a_11112222_3", "a_11112222_4"], 1)
    assert told(("a", "short"), ("a", "shorter")) == (["a_short", "a_shorter"], 1)


def test_a_name_that_looks_like_one_with_an_id_gives_way_too() -> None:
    names, _shared = told(("a", "11112222-33"), ("a", "99992222-33"), ("a_11112222", "zzzz"))
    assert len(set(names)) == 3


@pytest.mark.parametrize(
    "ids",
    [
        ("a/b", "a.b"),
        ("é", "è"),
        ("x" * 1000 + "1", "x" * 1000 + "2"),
        ("11112222 ", "11112222-"),
        ("\ud800", "\udfff"),
    ],
)
def test_ids_that_no_name_can_hold_are_told_apart_all_the_same(ids: tuple[str, str]) -> None:
    names, shared = told(*(("a", identity) for identity in ids))
    assert len(set(names)) == 2
    assert shared == 1
    assert all(GROUP_NAME.fullmatch(name) and len(name) < 100 for name in names)


def test_always_means_always() -> None:
    names, shared = tell_apart({1: "a", 2: "b"}, {1: "11112222-33", 2: "2"}, always=[1])
    assert (names, shared) == ({1: "a_11112222", 2: "b"}, [])


_few = st.text("ab_-.12", max_size=10)


@property_settings
@given(st.dictionaries(_few, st.sampled_from(["a", "a_1", "a_11112222", "b"]), max_size=8))
def test_no_two_are_called_the_same(name_by_id: dict[str, str]) -> None:
    result, _shared = tell_apart(name_by_id, {identity: identity for identity in name_by_id})
    assert len(set(result.values())) == len(name_by_id)
    assert all(result[identity].startswith(name) for identity, name in name_by_id.items())
    backwards, _shared = tell_apart(dict(reversed(name_by_id.items())), {identity: identity for identity in name_by_id})
    assert backwards == result
