# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Matchers, include and exclude, fill: whole profiles are chosen, and nothing that was written is overlooked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from support.documents import documents, offer, profile, property_settings

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.selection import (
    Fill,
    Matcher,
    Selection,
    read_matchers,
)

DOCUMENT = [
    profile(1, callingProfileId="AAAA-1", name="PROD_EMEA_Calling"),
    profile(2, name="PROD_APAC_Calling", region="APAC", offerTypes=[offer("Calling"), offer("OCMobile")]),
    profile(3, name="Test [1]", enviroment="Test", region=None, carrier=None, offerTypes=[]),
    profile(4, name=None, isEmergencyProfile=True, region=""),
]


def numbers(matcher: object) -> list[int]:
    """Which of the four profiles a matcher means."""
    meant = Matcher(matcher, "include[0]")
    return [number for number, record in enumerate(read_profiles(DOCUMENT), 1) if meant.matches(record)]


@pytest.mark.parametrize(
    ("matcher", "meant"),
    [
        ({"name": "PROD_*"}, [1, 2]),
        ({"name": "prod_emea_calling"}, [1]),
        ({"name": "PROD"}, []),
        ({"name": "*EMEA*"}, [1]),
        ({"name": "PROD_?MEA_*"}, [1]),
        ({"name": "PROD_[AB]*"}, [2]),
        ({"name": "PROD_[!A]*"}, [1]),
        ({"name": "Test [[]1]"}, [3]),
        ({"name": "*"}, [1, 2, 3]),
        ({"name": None}, [4]),
        ({"name": [None, "test*"]}, [3, 4]),
        ({"name": ("PROD_*", "Test*")}, [1, 2, 3]),
        ({"id": "aaaa-1"}, [1]),
        ({"region": "emea"}, [1]),
        ({"region": None}, [3]),
        ({"region": ""}, [4]),
        ({"region": "*"}, [1, 2, 4]),
        ({"carrier": "contoso"}, [1, 2, 4]),
        ({"environment": "test"}, [3]),
        ({"offer_type": "OCMobile"}, [2]),
        ({"offer_type": ["ocmobile", "Calling"]}, [1, 2, 4]),
        ({"offer_type": None}, [3]),
        ({"is_emergency": True}, [4]),
        ({"is_emergency": [False]}, [1, 2, 3]),
        ({"name": "PROD_*", "region": "APAC"}, [2]),
        ({"name": "PROD_*", "region": None}, []),
        ({"name": "PROD_EMEA_Calling\n"}, []),
    ],
)
def test_what_a_matcher_means(matcher: dict[str, Any], meant: list[int]) -> None:
    assert numbers(matcher) == meant


@pytest.mark.parametrize(
    ("matcher", "message"),
    [
        ({}, "include[0]: a matcher is a mapping of at least one field"),
        (None, "include[0]: a matcher is a mapping of at least one field"),
        ("PROD_*", "include[0]: a matcher is a mapping of at least one field"),
        ({"nmae": "x"}, "include[0]: nmae is unknown. Did you mean name?"),
        ({"emergency": True}, "include[0]: emergency is unknown. Did you mean is_emergency?"),
        ({"xyz": 1}, "include[0]: xyz is unknown. Valid values: carrier, environment, id, is_emergency, name, offer_type, region."),
        ({1: "x"}, "include[0]: 1 is unknown."),
        ({"name": []}, "include[0].name: an empty list matches nothing"),
        ({"name": 112}, "include[0].name: a string was expected, not 112. Quote it."),
        ({"region": False}, "include[0].region: a string was expected, not False. Quote it."),
        ({"region": ["NO", 1.5]}, "include[0].region: a string was expected, not 1.5. Quote it."),
        ({"name": {"like": "x"}}, "include[0].name: a string was expected"),
        ({"name": [["x"]]}, "include[0].name: a string was expected"),
        ({"is_emergency": "yes"}, "include[0].is_emergency: true or false was expected, not 'yes'"),
        ({"is_emergency": None}, "include[0].is_emergency: true or false was expected, not None"),
        ({"is_emergency": 1}, "include[0].is_emergency: true or false was expected, not 1"),
    ],
)
def test_what_is_no_matcher(matcher: object, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        Matcher(matcher, "include[0]")
    assert str(caught.value).startswith(message)


def test_a_list_of_matchers_is_a_list() -> None:
    assert read_matchers(None, "include") == []
    assert read_matchers([], "include") == []
    for value in ({"name": "x"}, "x"):
        with pytest.raises(OptionError, match="exclude: a list of matchers was expected"):
            read_matchers(value, "exclude")
    with pytest.raises(OptionError, match=r"exclude\[1\]: "):
        read_matchers([{"name": "x"}, {}], "exclude")


@pytest.mark.parametrize(
    ("include", "exclude", "meant"),
    [
        (None, None, [1, 2, 3, 4]),
        ([], [], [1, 2, 3, 4]),
        ([{"name": "PROD_*"}], None, [1, 2]),
        ([{"region": "APAC"}, {"region": None}], None, [2, 3]),
        (None, [{"name": "PROD_*"}], [3, 4]),
        ([{"name": "PROD_*"}], [{"region": "EMEA"}], [2]),
    ],
)
def test_include_and_exclude(include: Any, exclude: Any, meant: list[int]) -> None:
    records = read_profiles(DOCUMENT)
    selection = Selection(include, exclude)
    assert selection.choose(records) == ([records[number - 1] for number in meant], [])
    assert bool(selection) == bool(include or exclude)


def test_a_matcher_that_selects_nothing_is_a_warning() -> None:
    selection = Selection([{"name": "PROD_*"}, {"name": "QA_*"}], [{"region": "NOWHERE"}])
    assert selection.choose(read_profiles(DOCUMENT))[1] == [
        "include[1] matches no calling profile: {'name': 'QA_*'}",
        "exclude[0] matches no calling profile: {'region': 'NOWHERE'}",
    ]


def test_a_selection_says_how_it_was_written() -> None:
    assert Selection().as_options() == {}
    assert Selection([{"name": ["A", None]}]).as_options() == {"include": [{"name": ["A", None]}]}
    assert Selection(None, [{"id": "x"}]).as_options() == {"exclude": [{"id": "x"}]}


def fill(*entries: Any) -> list[dict[str, Any]]:
    records, warnings = Fill(list(entries)).apply(read_profiles(DOCUMENT))
    assert warnings == []
    return records


def test_fill_sets_only_what_is_null_and_says_so() -> None:
    records = fill({"match": {"id": "*"}, "set": {"region": "LATAM", "carrier": "Fabrikam", "environment": "QA"}})
    assert [(record["region"], record["carrier"], record["environment"], record.get("filled")) for record in records] == [
        ("EMEA", "Contoso", "Production", None),
        ("APAC", "Contoso", "Production", None),
        ("LATAM", "Fabrikam", "Test", ["carrier", "region"]),
        ("", "Contoso", "Production", None),
    ]


def test_the_first_entry_that_matches_counts_field_by_field() -> None:
    record = fill(
        {"match": {"name": "Test*"}, "set": {"region": "first"}},
        {"match": {"name": "*"}, "set": {"region": "second", "carrier": "second"}},
    )[2]
    assert (record["region"], record["carrier"], record["filled"]) == ("first", "second", ["carrier", "region"])


def test_the_matchers_of_fill_look_at_what_the_service_says() -> None:
    record = fill(
        {"match": {"name": "Test*"}, "set": {"region": "filled"}},
        {"match": {"region": None}, "set": {"carrier": "still null there"}},
    )[2]
    assert record["carrier"] == "still null there"


def test_fill_that_matches_nothing_is_a_warning() -> None:
    entry = {"match": {"name": "QA_*"}, "set": {"region": "EMEA"}}
    assert Fill([entry]).apply(read_profiles(DOCUMENT))[1] == ["fill[0].match matches no calling profile: {'name': 'QA_*'}"]


def test_fill_leaves_the_records_it_was_given_alone() -> None:
    records = read_profiles(DOCUMENT)
    Fill([{"match": {"id": "*"}, "set": {"region": "X"}}]).apply(records)
    assert records == read_profiles(DOCUMENT)


MATCH = {"name": "*"}


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"match": MATCH, "set": {"region": "X"}}, "fill: a list was expected"),
        ("x", "fill: a list was expected"),
        (["x"], "fill[0]: a mapping with match and set was expected"),
        ([{"match": MATCH, "set": {"region": "X"}}, None], "fill[1]: a mapping with match and set was expected"),
        ([{"set": {"region": "X"}}], "fill[0].match: a matcher is a mapping of at least one field"),
        ([{"match": MATCH}], "fill[0].set: a mapping of at least one field was expected"),
        ([{"match": MATCH, "set": {}}], "fill[0].set: a mapping of at least one field was expected"),
        ([{"match": MATCH, "set": ["region"]}], "fill[0].set: a mapping of at least one field was expected"),
        ([{"match": MATCH, "sets": {}}], "fill[0]: sets is unknown. Did you mean set?"),
        ([{"match": MATCH, "set": {"name": "X"}}], "fill[0].set: name is unknown."),
        ([{"match": MATCH, "set": {"regoin": "X"}}], "fill[0].set: regoin is unknown. Did you mean region?"),
        ([{"match": MATCH, "set": {"region": False}}], "fill[0].set.region: a string was expected, not False. Quote it."),
        ([{"match": MATCH, "set": {"region": None}}], "fill[0].set.region: a string was expected, not None"),
        ([{"match": MATCH, "set": {"region": " "}}], "fill[0].set.region: a string was expected, not ' '"),
        ([{"match": {"nam": "*"}, "set": {"region": "X"}}], "fill[0].match: nam is unknown. Did you mean name?"),
    ],
)
def test_what_is_no_fill(entries: object, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        Fill(entries)
    assert str(caught.value).startswith(message)


@property_settings
@given(documents())
def test_include_and_exclude_of_one_matcher_share_the_fleet(document: list[dict[str, Any]]) -> None:
    records = read_profiles(document)
    matchers = [{"name": ["a", None], "offer_type": ["B", None]}]
    included, excluded = Selection(matchers).choose(records)[0], Selection(None, matchers).choose(records)[0]
    assert sorted(record["id"] for record in included + excluded) == sorted(record["id"] for record in records)
