# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of hosts and groups: valid, different, and not changed more than necessary."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.naming import (
    NAME_PREFIX,
    RESERVED_HOST_NAMES,
    fit_host_name,
    to_group_name,
    to_host_name,
    unique_names,
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
def test_to_host_name(text: str, name: str) -> None:
    assert to_host_name(text) == name


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
def test_to_group_name(text: str, name: str) -> None:
    assert to_group_name("trunk_", text) == name


@given(prefixes, st.text(), st.text())
def test_every_name_is_valid(prefix: str, text: str, identity: str) -> None:
    assert GROUP_NAME.fullmatch(to_group_name(prefix + "trunk_", text))
    assert len(to_group_name(prefix + "trunk_", text)) < 300
    name = fit_host_name(prefix, to_host_name(text) or "sbc", "-" + to_host_name(identity))
    assert HOST_NAME.fullmatch(name)


def test_a_long_name_is_cut_but_its_suffix_is_not() -> None:
    assert fit_host_name("b_", "x" * 300, "-12345") == "b_" + "x" * 245 + "-12345"
    assert fit_host_name("", "x" * 253) == "x" * 253
    assert len(fit_host_name("p" * 64, "x" * 300, "-" + "9" * 64)) == 253


def test_long_suffixes_stay_different() -> None:
    first, second = (fit_host_name("", "x" * 300, "-" + "9" * 300 + end) for end in "12")
    assert first != second
    assert len(first) == len(second) == 253


def test_reserved_names_are_casefolded() -> None:
    assert {name.casefold() for name in RESERVED_HOST_NAMES} == RESERVED_HOST_NAMES == {"all", "ungrouped", "localhost", "127.0.0.1"}


# --- unique names


def make_unique(*members: tuple[str, str]) -> tuple[list[str], int]:
    """The unique names of members with these names and ids, and the number of collisions."""
    names = {number: name for number, (name, _id) in enumerate(members)}
    ids = {number: (member_id,) for number, (_name, member_id) in enumerate(members)}
    unique, collisions = unique_names(names, ids)
    return list(unique.values()), len(collisions)


def test_equal_names_get_as_few_characters_of_the_ids_as_make_them_differ() -> None:
    assert make_unique(("a", "x"), ("b", "x")) == (["a", "b"], 0)
    assert make_unique(("a", "11112222-33"), ("a", "99992222-33"), ("b", "x")) == (["a_11112222", "a_99992222", "b"], 1)
    assert make_unique(("a", "11112222-33"), ("a", "11112222-44")) == (["a_11112222_3", "a_11112222_4"], 1)
    assert make_unique(("a", "short"), ("a", "shorter")) == (["a_short", "a_shorter"], 1)


def test_a_name_that_equals_another_name_with_its_id_is_changed_too() -> None:
    names, _collisions = make_unique(("a", "11112222-33"), ("a", "99992222-33"), ("a_11112222", "zzzz"))
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
def test_ids_that_are_equal_as_part_of_a_name_still_make_names_differ(ids: tuple[str, str]) -> None:
    names, collisions = make_unique(*(("a", identity) for identity in ids))
    assert len(set(names)) == 2
    assert collisions == 1
    assert all(GROUP_NAME.fullmatch(name) and len(name) < 100 for name in names)


def test_always_adds_the_id() -> None:
    names, collisions = unique_names({1: "a", 2: "b"}, {1: ("11112222-33",), 2: ("2",)}, always=[1])
    assert (names, collisions) == ({1: "a_11112222", 2: "b"}, [])


def test_ids_of_two_parts_that_are_equal_when_they_are_joined() -> None:
    ids = {1: ("a", "b_c"), 2: ("a_b", "c"), 3: ("a_b_c",)}
    names, _collisions = unique_names(dict.fromkeys(ids, "trunk_x"), ids)
    assert len(set(names.values())) == 3


def test_members_with_the_same_ids_end_in_an_error() -> None:
    with pytest.raises(ValueError, match="two members have the same name and the same ids"):
        unique_names({1: "a", 2: "a"}, {1: ("x",), 2: ("x",)})


_similar_ids = st.text("ab_-.12", max_size=10)


@given(st.dictionaries(_similar_ids, st.sampled_from(["a", "a_1", "a_11112222", "b"]), max_size=8))
def test_unique_names_differ_in_any_order(name_by_id: dict[str, str]) -> None:
    ids = {identity: (identity,) for identity in name_by_id}
    unique, _collisions = unique_names(name_by_id, ids)
    assert len(set(unique.values())) == len(name_by_id)
    assert all(unique[identity].startswith(name) for identity, name in name_by_id.items())
    reordered, _collisions = unique_names(dict(reversed(name_by_id.items())), ids)
    assert reordered == unique
