# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selection: matchers, include and exclude, and fill. An option that has no effect is an error or a warning."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from support.documents import documents, offer, profile

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


def numbers(fields: object) -> list[int]:
    """The numbers of the profiles in the document that a matcher matches."""
    matcher = Matcher(fields, "include[0]")
    return [number for number, record in enumerate(read_profiles(DOCUMENT), 1) if matcher.matches(record)]


@pytest.mark.parametrize(
    ("fields", "matching"),
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
def test_a_matcher_matches(fields: dict[str, Any], matching: list[int]) -> None:
    assert numbers(fields) == matching


A_MAPPING = (
    "include[0]: a matcher is a mapping of at least one field."
    " Valid fields: id, name, region, carrier, environment, offer_type, is_emergency."
)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, A_MAPPING),
        (None, A_MAPPING),
        ("PROD_*", A_MAPPING),
        ([{"name": "x"}], A_MAPPING),
        ({"nmae": "x"}, "include[0]: nmae is unknown. Did you mean name?"),
        ({"emergency": True}, "include[0]: emergency is unknown. Did you mean is_emergency?"),
        ({"xyz": 1}, "include[0]: xyz is unknown. Valid values: carrier, environment, id, is_emergency, name, offer_type, region."),
        ({1: "x"}, "include[0]: 1 is unknown. Valid values: carrier, environment, id, is_emergency, name, offer_type, region."),
        ({"name": []}, "include[0].name: an empty list matches nothing. Add a value, or remove the field."),
        ({"name": 112}, "include[0].name: 112 is not a string. Quote it."),
        ({"region": False}, "include[0].region: false is not a string. Quote it."),
        ({"region": ["NO", 1.5]}, "include[0].region: 1.5 is not a string. Quote it."),
        ({"name": {"like": "x"}}, "include[0].name: {like: x} is not a string. Quote it."),
        ({"name": [["x"]]}, "include[0].name: [x] is not a string. Quote it."),
        ({"name": date(2026, 1, 31)}, "include[0].name: 2026-01-31 is not a string. Quote it."),
        ({"is_emergency": "yes"}, 'include[0].is_emergency: "yes" is not a boolean. Use true or false.'),
        ({"is_emergency": None}, "include[0].is_emergency: null is not a boolean. Use true or false."),
        ({"is_emergency": 1}, "include[0].is_emergency: 1 is not a boolean. Use true or false."),
    ],
)
def test_a_wrong_matcher_is_an_error(fields: object, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        Matcher(fields, "include[0]")
    assert str(caught.value) == message


@pytest.mark.parametrize("value", [None, [], ()])
def test_no_list_of_matchers_is_an_empty_list(value: object) -> None:
    assert read_matchers(value, "include") == []


@pytest.mark.parametrize(("value", "kind"), [({"name": "x"}, "a mapping"), ("x", "a string"), (True, "a boolean")])
def test_matchers_that_are_not_a_list_are_an_error(value: object, kind: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_matchers(value, "exclude")
    assert str(caught.value) == f"exclude: {kind} is not a list of matchers. Start each matcher with a dash: - name: 'PROD_*'."


def test_an_error_in_a_list_of_matchers_names_the_matcher() -> None:
    with pytest.raises(OptionError) as caught:
        read_matchers([{"name": "x"}, {"nmae": "x"}], "exclude")
    assert str(caught.value) == "exclude[1]: nmae is unknown. Did you mean name?"


@pytest.mark.parametrize(
    ("include", "exclude", "selected"),
    [
        (None, None, [1, 2, 3, 4]),
        ([], [], [1, 2, 3, 4]),
        ([{"name": "PROD_*"}], None, [1, 2]),
        ([{"region": "APAC"}, {"region": None}], None, [2, 3]),
        (None, [{"name": "PROD_*"}], [3, 4]),
        ([{"name": "PROD_*"}], [{"region": "EMEA"}], [2]),
    ],
)
def test_include_and_exclude_select_profiles(include: Any, exclude: Any, selected: list[int]) -> None:
    records = read_profiles(DOCUMENT)
    selection = Selection(include, exclude)
    assert selection.apply(records) == ([records[number - 1] for number in selected], [])
    assert [number for number, record in enumerate(records, 1) if selection.selects(record)] == selected


def test_an_include_that_matches_no_profile_is_a_warning() -> None:
    selection = Selection([{"name": "PROD_*"}, {"name": ["QA_*", None], "is_emergency": False}, {"region": "Asia, Pacific"}])
    assert selection.apply(read_profiles(DOCUMENT))[1] == [
        "include[1] matches no calling profile: {name: [QA_*, null], is_emergency: false}",
        'include[2] matches no calling profile: {region: "Asia, Pacific"}',
    ]


def test_an_exclude_that_matches_no_profile_is_not_a_warning() -> None:
    records = read_profiles(DOCUMENT)
    assert Selection(None, [{"name": "QA_*"}]).apply(records) == (records, [])
    assert Selection([{"name": "PROD_*"}], [{"name": "Test*"}, {"name": "QA_*"}]).apply(records) == (records[:2], [])


def test_a_selection_as_plain_options() -> None:
    assert Selection([], []).as_options() == {}
    assert Selection().as_options() == {}
    assert Selection([{"name": ["A", None]}]).as_options() == {"include": [{"name": ["A", None]}]}
    assert Selection(None, [{"id": "x"}]).as_options() == {"exclude": [{"id": "x"}]}


def fill(*entries: Any) -> list[dict[str, Any]]:
    records, warnings = Fill(list(entries)).apply(read_profiles(DOCUMENT))
    assert warnings == []
    return records


def test_fill_sets_only_null_fields_and_lists_them() -> None:
    records = fill({"match": {"id": "*"}, "set": {"region": "LATAM", "carrier": "Fabrikam", "environment": "QA"}})
    assert [(record["region"], record["carrier"], record["environment"], record.get("filled")) for record in records] == [
        ("EMEA", "Contoso", "Production", None),
        ("APAC", "Contoso", "Production", None),
        ("LATAM", "Fabrikam", "Test", ["carrier", "region"]),
        ("", "Contoso", "Production", None),
    ]


def test_the_first_matching_entry_of_fill_sets_a_field() -> None:
    record = fill(
        {"match": {"name": "Test*"}, "set": {"region": "first"}},
        {"match": {"name": "*"}, "set": {"region": "second", "carrier": "second"}},
    )[2]
    assert (record["region"], record["carrier"], record["filled"]) == ("first", "second", ["carrier", "region"])


def test_the_matchers_of_fill_see_the_values_of_the_service() -> None:
    record = fill(
        {"match": {"name": "Test*"}, "set": {"region": "filled"}},
        {"match": {"region": None}, "set": {"carrier": "still null there"}},
    )[2]
    assert record["carrier"] == "still null there"


def test_fill_that_matches_no_profile_is_a_warning() -> None:
    entry = {"match": {"name": "QA_*"}, "set": {"region": "EMEA"}}
    assert Fill([entry]).apply(read_profiles(DOCUMENT))[1] == ["fill[0].match matches no calling profile: {name: QA_*}"]


@pytest.mark.parametrize(
    ("matcher", "shown"),
    [
        ({"region": "EMEA"}, "{region: EMEA} (region is null in every calling profile: set it with fill)"),
        ({"name": "PRD_*"}, "{name: PRD_*} (the most similar name is PROD_APAC)"),
        ({"name": ["*x", "PROD_EMAE"]}, "{name: [*x, PROD_EMAE]} (the most similar name is PROD_EMEA)"),
        ({"name": "prod_*", "carrier": "Contso"}, "{name: prod_*, carrier: Contso} (the most similar carrier is Contoso)"),
        ({"name": "PROD_EMEA", "carrier": "Fabrikam"}, "{name: PROD_EMEA, carrier: Fabrikam}"),
        ({"name": "*x*"}, "{name: *x*}"),
        ({"is_emergency": True}, "{is_emergency: true}"),
        ({"offer_type": "Calls"}, "{offer_type: Calls} (the most similar offer_type is Calling)"),
    ],
)
def test_a_matcher_that_matches_nothing_says_why(matcher: dict[str, Any], shown: str) -> None:
    rows = [
        profile(1, name="PROD_APAC", region=None, carrier="Contoso"),
        profile(2, name="PROD_EMEA", region=None, carrier="Contoso"),
        profile(3, name="LAB", region=None, carrier="Fabrikam"),
    ]
    assert Selection([matcher]).apply(read_profiles(rows))[1] == [f"include[0] matches no calling profile: {shown}"]


def test_the_service_that_sends_no_profile_is_no_reason_to_fill() -> None:
    assert Selection([{"region": "EMEA"}]).apply([])[1] == ["include[0] matches no calling profile: {region: EMEA}"]


def test_fill_that_matches_a_null_field_says_to_match_another_one() -> None:
    entry = {"match": {"region": "EMEA"}, "set": {"carrier": "Contoso"}}
    rows = [profile(1, region=None, carrier=None)]
    assert Fill([entry]).apply(read_profiles(rows))[1] == [
        "fill[0].match matches no calling profile: {region: EMEA} "
        "(region is null in every calling profile: match another field, such as name)"
    ]


@pytest.mark.parametrize(("region", "warns"), [(None, True), ("EMEA", False)])
def test_fill_that_matches_nothing_is_a_warning_as_long_as_its_field_is_null_somewhere(region: str | None, warns: bool) -> None:
    entry = {"match": {"name": "QA_*"}, "set": {"region": "EMEA"}}
    rows = [profile(1), profile(2, region=region, carrier=None)]
    assert bool(Fill([entry]).apply(read_profiles(rows))[1]) is warns


def test_fill_does_not_change_the_given_records() -> None:
    records = read_profiles(DOCUMENT)
    Fill([{"match": {"id": "*"}, "set": {"region": "X"}}]).apply(records)
    assert records == read_profiles(DOCUMENT)


MATCH = {"name": "*"}
NOT_A_LIST = "is not a list. Start each entry with a dash, and give it match and set."
SET_A_FIELD = "fill[0].set: set at least one field. Valid fields: region, environment, carrier."
TEXT_REQUIRED = "is not a string with text in it. Quote the value."


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"match": MATCH, "set": {"region": "X"}}, f"fill: a mapping {NOT_A_LIST}"),
        ("x", f"fill: a string {NOT_A_LIST}"),
        ({}, f"fill: a mapping {NOT_A_LIST}"),
        (["x"], "fill[0]: a string is not a mapping of match and set."),
        ([{"match": MATCH, "set": {"region": "X"}}, None], "fill[1]: null is not a mapping of match and set."),
        ([{"set": {"region": "X"}}], A_MAPPING.replace("include[0]", "fill[0].match")),
        ([{"match": MATCH}], SET_A_FIELD),
        ([{"match": MATCH, "set": {}}], SET_A_FIELD),
        ([{"match": MATCH, "set": ["region"]}], SET_A_FIELD),
        ([{"match": MATCH, "sets": {}}], "fill[0]: sets is unknown. Did you mean set?"),
        ([{"match": MATCH, "set": {"name": "X"}}], "fill[0].set: name is unknown. Valid values: carrier, environment, region."),
        ([{"match": MATCH, "set": {"regoin": "X"}}], "fill[0].set: regoin is unknown. Did you mean region?"),
        ([{"match": MATCH, "set": {"region": False}}], f"fill[0].set.region: false {TEXT_REQUIRED}"),
        ([{"match": MATCH, "set": {"region": None}}], f"fill[0].set.region: null {TEXT_REQUIRED}"),
        ([{"match": MATCH, "set": {"region": " "}}], f'fill[0].set.region: " " {TEXT_REQUIRED}'),
        ([{"match": {"nam": "*"}, "set": {"region": "X"}}], "fill[0].match: nam is unknown. Did you mean name?"),
    ],
)
def test_a_wrong_fill_is_an_error(entries: object, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        Fill(entries)
    assert str(caught.value) == message


@given(documents())
def test_include_and_exclude_with_the_same_matchers_select_every_profile_once(document: list[dict[str, Any]]) -> None:
    records = read_profiles(document)
    matchers = [{"name": ["a", None], "offer_type": ["B", None]}]
    included, excluded = Selection(matchers).apply(records)[0], Selection(None, matchers).apply(records)[0]
    assert sorted(record["id"] for record in included + excluded) == sorted(record["id"] for record in records)


@pytest.mark.parametrize(
    ("stored", "is_same"),
    [
        ({"include": [{"region": None}, {"name": ["A", "B"]}], "exclude": [{"is_emergency": True}]}, True),
        ({"include": [{"name": ["B", "A", "A"]}, {"region": [None]}, {"region": None}], "exclude": [{"is_emergency": [True]}]}, True),
        ({"include": [{"region": None}, {"name": ["A", "B"]}]}, False),
        ({"include": [{"region": None}, {"name": "A"}], "exclude": [{"is_emergency": True}]}, False),
        ({"include": [{"region": "null"}, {"name": ["A", "B"]}], "exclude": [{"is_emergency": True}]}, False),
        ({"include": [{"region": None}, {"name": ["A", "B"]}], "exclude": [{"is_emergency": 1}]}, False),
        ({"exclude": [{"region": None}, {"name": ["A", "B"]}], "include": [{"is_emergency": True}]}, False),
        ({"include": [{"region": None, "name": ["A", "B"]}], "exclude": [{"is_emergency": True}]}, False),
        ({"include": 1, "exclude": None}, False),
        ({}, False),
    ],
)
def test_the_same_selection_in_another_order_is_the_same(stored: dict[str, Any], is_same: bool) -> None:
    selection = Selection([{"name": ["A", "B"]}, {"region": None}], [{"is_emergency": True}])
    assert selection.is_same_as(stored) is is_same


def test_everything_is_the_same_selection_as_everything() -> None:
    assert Selection().is_same_as({})
    assert Selection().is_same_as({"include": []})
    assert not Selection().is_same_as({"include": [{"name": "*"}]})
