# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of an expected state: every error has its location, and is found before anything is fetched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from support.expectations import expectation, states

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError

SCHEMA = Draft7Validator(json.loads((Path(__file__).parents[3] / "docs" / "expected-state.schema.json").read_text("utf-8")))


def profile(**fields: Any) -> Any:
    return {"profiles": {"P": fields}}


WRONG = {
    "an empty mapping": ({}, "expected: empty mapping"),
    "a list": ([], "expected: a mapping of for_each, profiles, trunks, sbcs was expected, not a list"),
    "null": (None, "expected: a mapping of for_each"),
    "unknown section": ({"profile": {"P": "present"}}, "expected.profile: profile is unknown. Did you mean profiles?"),
    "no profile": ({"profiles": {}}, "expected.profiles: empty mapping"),
    "no fields": (profile(), "expected.profiles.P: empty mapping"),
    "unknown field": (profile(regoin="EMEA"), "expected.profiles.P.regoin: regoin is unknown. Did you mean region?"),
    "a field of the records": (
        profile(emergency_profile_id="x"),
        "expected.profiles.P.emergency_profile_id: emergency_profile_id is unknown",
    ),
    "null for a profile": ({"profiles": {"P": None}}, "expected.profiles.P: present, absent or a mapping of fields was expected, not null"),
    "unknown presence": ({"profiles": {"P": "abset"}}, "expected.profiles.P: abset is unknown. Did you mean absent?"),
    "a boolean for a string": (
        profile(region=False),
        "P.region: a string or null was expected, and false without quotes is a boolean. Quote it",
    ),
    "a number for a string": (
        profile(carrier=1),
        "P.carrier: a string or null was expected, and 1 without quotes is a number. Quote it: '1'.",
    ),
    "a list for a string": (profile(region=["EMEA"]), "P.region: a string or null was expected, not a list"),
    "a string for a boolean": (profile(is_emergency="true"), "P.is_emergency: true or false was expected, not a string"),
    "null for a boolean": (profile(failover_ready=None), "P.failover_ready: true or false was expected, not null"),
    "a string for a list": (profile(offer_types="Calling"), "P.offer_types: a list of strings was expected, not a string"),
    "null for a list": (profile(emergency_dial_strings=None), "P.emergency_dial_strings: a list of strings was expected, not null"),
    "a number in a list": (
        profile(emergency_dial_strings=["911", 112]),
        "P.emergency_dial_strings[1]: a string was expected, and 112 without",
    ),
    "a list by offer type": (profile(validation=["Passed"]), "P.validation: a mapping by offer type was expected, not a list"),
    "a number for a status": (profile(validation={"Calling": 1}), "P.validation.Calling: a string, a boolean or null was expected"),
    "no offer type": (profile(test_numbers={}), "P.test_numbers: empty mapping"),
    "unknown operator": (profile(region={"oneof": ["x"]}), "P.region.oneof: oneof is unknown. Did you mean one_of?"),
    "operator of lists": (profile(region={"contains": ["x"]}), "P.region.contains: region does not support contains"),
    "operator of values": (profile(offer_types={"like": "*"}), "P.offer_types.like: offer_types does not support like"),
    "like a boolean": (
        profile(is_emergency={"like": "*"}),
        "P.is_emergency.like: is_emergency does not support like. Use true or false, or one_of.",
    ),
    "one of nothing": (profile(region={"one_of": []}), "P.region.one_of: empty list"),
    "one of no list": (profile(region={"one_of": "EMEA"}), "P.region.one_of: a list was expected, not a string"),
    "one of a number": (profile(region={"one_of": ["EMEA", 1]}), "P.region.one_of[1]: a string or null was expected"),
    "like null": (profile(region={"like": None}), "P.region.like: a string was expected, not null"),
    "an operator above the offer type": (
        profile(test_numbers={"count": {"min": 3}}),
        "P.test_numbers.count: test_numbers is a mapping by offer type: add the offer type, or '*', above count.",
    ),
    "lacks above the offer type": (
        profile(test_numbers={"lacks": ["1"]}),
        "P.test_numbers.lacks: test_numbers is a mapping by offer type: add the offer type, or '*', above lacks.",
    ),
    "contains above the offer type": (profile(test_numbers={"contains": ["1"]}), "P.test_numbers.contains: test_numbers is a mapping by"),
    "one_of above the offer type": (
        profile(validation={"one_of": ["Passed"]}),
        "P.validation.one_of: validation is a mapping by offer type: add the offer type, or '*', above one_of.",
    ),
    "like above the offer type": (profile(validation={"like": "P*"}), "P.validation.like: validation is a mapping by offer type"),
    "a wrong status of any offer type": (profile(validation={"*": 1}), "P.validation.*: a string, a boolean or null was expected"),
    "a wrong operator of any offer type": (
        profile(test_numbers={"*": {"like": "*"}}),
        "P.test_numbers.*.like: * does not support like. Use a list of strings, or contains, lacks or count.",
    ),
    "lacks nothing": (profile(trunks={"lacks": []}), "P.trunks.lacks: empty list"),
    "lacks no list": (profile(offer_types={"lacks": "X"}), "P.offer_types.lacks: a list was expected, not a string"),
    "lacks a number": (profile(offer_types={"lacks": [1]}), "P.offer_types.lacks[0]: a string was expected, and 1 without quotes"),
    "lacks null": (profile(additional_sbcs={"lacks": [None]}), "P.additional_sbcs.lacks[0]: the name of an SBC"),
    "lacks of a value": (profile(region={"lacks": ["x"]}), "P.region.lacks: region does not support lacks"),
    "contains and lacks one entry": (
        profile(emergency_dial_strings={"contains": ["112", "911"], "lacks": ["911"]}),
        "P.emergency_dial_strings: 911 is both in contains and in lacks. Remove it from one of them.",
    ),
    "contains and lacks one trunk": (
        profile(trunks={"contains": ["oc1.x"], "lacks": ["OC1.x"]}),
        "P.trunks: OC1.x is both in contains and in lacks",
    ),
    "emergency numbers, a string": (profile(emergency_numbers="112"), "P.emergency_numbers: a list of strings was expected, not a string"),
    "contains nothing": (profile(trunks={"contains": []}), "P.trunks.contains: empty list"),
    "count of nothing": (profile(trunks={"count": {}}), "P.trunks.count: empty mapping"),
    "count, unknown": (profile(trunks={"count": {"mni": 1}}), "P.trunks.count.mni: mni is unknown. Did you mean min?"),
    "count below 0": (profile(trunks={"count": {"min": -1}}), "P.trunks.count.min: an integer of 0 or more was expected, not -1"),
    "count, true": (profile(trunks={"count": {"min": True}}), "P.trunks.count.min: an integer of 0 or more was expected, not true"),
    "count upside down": (profile(trunks={"count": {"min": 2, "max": 1}}), "P.trunks.count: min 2 is greater than max 1"),
    "operator among trunks": (profile(trunks={"contains": ["x"], "oc1": []}), "P.trunks.oc1: oc1 is unknown"),
    "mistyped operator": (profile(trunks={"contain": ["x"]}), "P.trunks.contain: contain is unknown. Did you mean contains?"),
    "trunk twice": (profile(trunks={"oc1.x": [], "OC1.x": []}), "P.trunks.OC1.x: trunk OC1.x is defined twice"),
    "null for an SBC": (
        profile(additional_sbcs=[None]),
        "P.additional_sbcs[0]: the name of an SBC (a string) or its sbcId (an integer) was expected",
    ),
    "a boolean for an SBC": (profile(additional_sbcs=[True]), "P.additional_sbcs[0]: the name of an SBC"),
    "present in a list of SBCs": (profile(trunks={"oc1.x": "present"}), "P.trunks.oc1.x: a list of SBCs was expected, not a string"),
    "SBC by a string id": ({"sbcs": {"S": {"id": "1"}}}, "expected.sbcs.S.id: an integer was expected, not a string"),
    "SBC with trunks": ({"sbcs": {"S": {"trunks": []}}}, "expected.sbcs.S.trunks: trunks is unknown"),
    "trunk with an FQDN": ({"trunks": {"oc1.x": {"fqdn": "x"}}}, "expected.trunks.oc1.x.fqdn: fqdn is unknown"),
    "for_each of nothing": ({"for_each": []}, "expected.for_each: empty list"),
    "for_each, a mapping": ({"for_each": {"match": {}}}, "expected.for_each: a list of match and expect was expected"),
    "for_each without match": ({"for_each": [{"expect": {"region": "x"}}]}, "expected.for_each[0]: match is missing"),
    "for_each without expect": ({"for_each": [{"match": {"name": "x"}}]}, "expected.for_each[0]: expect is missing"),
    "for_each, unknown": ({"for_each": [{"match": {"nam": "x"}, "expect": {"region": "x"}}]}, "expected.for_each[0].match: nam is unknown"),
    "for_each, no field": ({"for_each": [{"match": {}, "expect": {"region": "x"}}]}, "expected.for_each[0].match: a matcher is a mapping"),
    "for_each, present": ({"for_each": [{"match": {"name": "x"}, "expect": "present"}]}, "expected.for_each[0].expect: "),
}


@pytest.mark.parametrize("what", WRONG)
def test_an_error_names_the_location(what: str) -> None:
    state, message = WRONG[what]
    with pytest.raises(OptionError) as raised:
        expectation(state)
    assert str(raised.value).startswith(message if message.startswith("expected") else f"expected.profiles.{message}")


@pytest.mark.parametrize(("key", "text"), [(True, "true is a boolean"), (112, "112 is a number"), (None, "null is null")])
def test_a_key_must_be_a_string(key: Any, text: str) -> None:
    with pytest.raises(OptionError) as raised:
        expectation({"profiles": {key: "present"}})
    assert str(raised.value).startswith(f"expected.profiles: the key {text}, not a string. Quote it: '")


# What a schema cannot express: FQDNs that differ only in case, min greater than max, words similar to an operator, lists with a
# common entry.
BEYOND_A_SCHEMA = {
    "trunk twice",
    "count upside down",
    "mistyped operator",
    "contains and lacks one entry",
    "contains and lacks one trunk",
}


@pytest.mark.parametrize("what", sorted(WRONG.keys() - BEYOND_A_SCHEMA))
def test_the_schema_refuses_it_too(what: str) -> None:
    assert not SCHEMA.is_valid(WRONG[what][0])


@pytest.mark.parametrize(
    "fields",
    [
        {"validation": {"*": "Passed"}},
        {"validation": {"*": {"one_of": [True, None]}, "Calling": {"like": "Pass*"}}},
        {"test_numbers": {"*": {"count": {"min": 3}}, "Calling": {"contains": ["1"], "lacks": ["2"]}}},
        {"emergency_numbers": ["112"]},
        {"emergency_numbers": {"contains": ["112"], "lacks": ["999"], "count": {"max": 4}}},
        {"trunks": {"lacks": ["oc1.x"]}, "additional_sbcs": {"lacks": ["SBC-1", 1]}},
        {"trunks": {"oc1.x": {"contains": ["1"], "lacks": [1]}}},
    ],
)
def test_the_schema_and_the_code_accept_it(fields: Any) -> None:
    expectation(profile(**fields))
    assert SCHEMA.is_valid(profile(**fields))


def test_the_schema_has_only_keywords_of_draft_7() -> None:
    keywords = {key: value for key, value in Draft7Validator.META_SCHEMA.items() if key != "$id"}
    Draft7Validator({**keywords, "additionalProperties": False}).validate(SCHEMA.schema)


def test_two_parts_that_define_one_object() -> None:
    for first, second, name in (
        ({"profiles": {"P": "present"}}, {"profiles": {"P": "absent"}}, "profile P"),
        ({"trunks": {"oc1.x": "present"}}, {"trunks": {"OC1.x": "present"}}, "trunk OC1.x"),
        ({"sbcs": {"S": "present"}}, {"sbcs": {"S": "present"}}, "SBC S"),
    ):
        with pytest.raises(OptionError) as raised:
            expectation(first, second)
        assert f"{name} is defined twice, first at part0." in str(raised.value)
        assert str(raised.value).startswith("part1.")


# --- the code and the schema accept the same


@given(states)
def test_the_schema_accepts_what_the_code_accepts(state: Any) -> None:
    expectation(state)
    assert SCHEMA.is_valid(state)


@given(states, st.data())
def test_the_schema_refuses_the_wrong_types_that_the_code_refuses(state: Any, data: Any) -> None:
    """One value of a valid state is replaced."""
    places: list[tuple[Any, Any]] = []

    def collect(value: Any) -> None:
        for step, entry in enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ():
            places.append((value, step))
            collect(entry)

    state = json.loads(json.dumps(state))
    collect(state)
    place, step = data.draw(st.sampled_from(places))
    place[step] = data.draw(st.sampled_from([None, True, 7, "word", [], {}, [None], {"unknown": "x"}, {"one_of": ["x"]}]))
    try:
        expectation(state)
    except OptionError:
        assert not SCHEMA.is_valid(state) or _is_beyond_a_schema(state)
    else:
        assert SCHEMA.is_valid(state)


def _is_beyond_a_schema(state: Any) -> bool:
    """Whether `min` is greater than `max` somewhere."""
    if isinstance(state, dict):
        least, most = state.get("min"), state.get("max")
        crossing = isinstance(least, int) and isinstance(most, int) and least > most
        return crossing or any(map(_is_beyond_a_schema, state.values()))
    return isinstance(state, list) and any(map(_is_beyond_a_schema, state))
