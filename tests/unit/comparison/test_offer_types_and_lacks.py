# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key `'*'` for every offer type, the operator `lacks`, and the field `emergency_numbers`."""

from __future__ import annotations

from typing import Any

import pytest
from support.documents import offer, profile, sbc, trunk
from support.expectations import baseline, compared, lines

Json = dict[str, Any]
PROD = profile(
    1,
    trunk(1, 1, 2),
    trunk(2, 3),
    name="PROD",
    emergencyDialStrings=["112", "999"],
    offerTypes=[offer("Calling", 3), offer("OCMobile", 2), offer(None, 2)],
    validation={"Calling": "Passed", "OCMobile": "NotRun", "Other": "Failed"},
    additionalSbcList=[sbc(9)],
)
NOTHING = profile(2, name="NOTHING", offerTypes=[], validation={})


def prod(**fields: Any) -> Json:
    return {"profiles": {"PROD": fields}}


def for_each(*expect: Json, **fields: Any) -> Json:
    """Layers for all profiles, and an entry of PROD."""
    layers = {"for_each": [{"match": {"name": "*"}, "expect": one} for one in expect]}
    return {**layers, **prod(**fields)} if fields else layers


# --- every offer type

NOT_RUN = "PROD › validation.OCMobile: expected Passed, found NotRun"
NULL = "PROD › validation.null: expected Passed, found null"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (prod(validation={"*": "Passed"}), [NOT_RUN, NULL]),
        (prod(validation={"*": "Passed", "OCMobile": "NotRun"}), [NULL]),
        (prod(validation={"*": {"one_of": ["Passed", "NotRun", None]}}), []),
        # A type that is not offered is checked if it is set.
        (
            prod(validation={"*": {"one_of": ["Passed", "NotRun", None]}, "Other": "Passed"}),
            ["PROD › validation.Other: expected Passed, found Failed"],
        ),
        # An exact key overrides '*' in the same layer and in a later one.
        (for_each({"validation": {"*": "Passed"}}, validation={"OCMobile": "NotRun"}), [NULL]),
        (for_each({"validation": {"*": "Passed", "OCMobile": "NotRun"}}, {"validation": {"Calling": "Passed"}}), [NULL]),
        # A later '*' overrides everything before it.
        (for_each({"validation": {"*": "X", "Calling": "Y", "OCMobile": "NotRun"}}, validation={"*": "Passed"}), [NOT_RUN, NULL]),
        (for_each({"validation": {"Calling": "Y"}}, {"validation": {"*": "Passed"}}, validation={"OCMobile": "NotRun"}), [NULL]),
        # Another field has layers of its own.
        (for_each({"validation": {"Calling": "Passed"}}, test_numbers={"*": {"count": {"min": 1}}}), []),
    ],
)
def test_validation_of_every_offer_type(state: Json, expected: list[str]) -> None:
    assert sorted(lines([PROD], state)) == sorted(expected)


def test_test_numbers_of_every_offer_type() -> None:
    assert lines([PROD], prod(test_numbers={"*": {"count": {"min": 3}}, "null": {"count": {"min": 9}}})) == [
        "PROD › test_numbers.OCMobile: expected at least 3, found 2: [+12005550100, +12005550101]",
        "PROD › test_numbers.null: expected at least 3, found 2: [+12005550100, +12005550101]",
        "PROD › test_numbers.null: expected at least 9, found nothing (not offered)",
    ]
    assert lines([PROD], for_each({"test_numbers": {"*": {"count": {"min": 3}}}}, test_numbers={"OCMobile": {"count": {"min": 2}}})) == [
        "PROD › test_numbers.null: expected at least 3, found 2: [+12005550100, +12005550101]"
    ]


@pytest.mark.parametrize(("field", "value"), [("validation", "Passed"), ("test_numbers", {"count": {"min": 3}})])
def test_a_profile_that_offers_nothing_fails_it(field: str, value: Any) -> None:
    state = {"profiles": {"NOTHING": {field: {"*": value}}}}
    assert lines([NOTHING], state) == [f"NOTHING › {field}.*: no offer type"]
    # Also if one offer type has a value of its own.
    state["profiles"]["NOTHING"][field]["Calling"] = None if field == "validation" else {"count": {"max": 0}}
    assert f"NOTHING › {field}.*: no offer type" in lines([NOTHING], state)
    (check,) = [check for check in compared([NOTHING], state).checks if check.field == f"{field}.*"]
    assert (check.kind, check.expected, check.found, check.severity) == (field, value, None, "error")


def test_every_offer_type_over_a_baseline() -> None:
    validation = {"Calling": "Success", "OCMobile": "Success", "Other": "Passed"}
    document = [{**PROD, "validation": validation, "offerTypes": [offer("Calling", 3), offer("OCMobile", 2)]}]
    assert lines(document, prod(validation={"*": "Success"}), baseline([PROD])) == [
        "PROD › offer_types: expected [Calling, OCMobile, null], found [Calling, OCMobile] (missing null)",
        "PROD › validation.Other: expected Failed, found Passed",
    ]


# --- lacks


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"emergency_dial_strings": {"lacks": ["911"]}}, []),
        (
            {"emergency_dial_strings": {"lacks": ["999", "911"]}},
            ["PROD › emergency_dial_strings: expected to lack [999, 911], found [112, 999]"],
        ),
        (
            {"emergency_dial_strings": {"contains": ["112"], "lacks": ["999"], "count": {"max": 1}}},
            ["PROD › emergency_dial_strings: expected to contain [112] and to lack [999] and at most 1 in total, found 2: [112, 999]"],
        ),
        ({"offer_types": {"lacks": ["OCMobile"]}}, ["PROD › offer_types: expected to lack [OCMobile], found [Calling, OCMobile, null]"]),
        (
            {"test_numbers": {"OCMobile": {"lacks": ["+12005550101"]}}},
            ["PROD › test_numbers.OCMobile: expected to lack [+12005550101], found [+12005550100, +12005550101]"],
        ),
        ({"trunks": {"lacks": ["OC1.example.net", "oc9.example.net"]}}, ["PROD › trunk oc1.example.net: unexpected"]),
        (
            {"trunks": {"oc1.example.net": {"lacks": ["SBC-1", 2, 3]}, "oc2.example.net": {"lacks": [1], "contains": ["SBC-3"]}}},
            ["PROD › trunk oc1.example.net › sbc SBC-1: unexpected", "PROD › trunk oc1.example.net › sbc SBC-2: unexpected"],
        ),
        (
            {"additional_sbcs": {"lacks": [9], "count": {"min": 2}}},
            ["PROD › additional_sbcs: expected at least 2, found 1: [SBC-9]", "PROD › sbc SBC-9: unexpected"],
        ),
    ],
)
def test_a_list_lacks_entries(fields: Json, expected: list[str]) -> None:
    assert lines([PROD], prod(**fields)) == expected


def test_the_sbcs_of_a_trunk_by_itself_lack_entries() -> None:
    state = {"trunks": {"oc1.example.net": {"sbcs": {"lacks": ["SBC-2", "SBC-3"]}}}}
    assert lines([PROD], state) == ["PROD › trunk oc1.example.net › sbc SBC-2: unexpected"]
    assert lines([{**PROD, "trunksEnrolled": [trunk(1, 1), trunk(2, 3)]}], state) == []


def test_a_list_lacks_every_object_of_a_name() -> None:
    document = [profile(1, trunk(1, sbc(1, name="SAME"), sbc(2, name="SAME"), 3), name="PROD")]
    assert lines(document, prod(trunks={"oc1.example.net": {"lacks": ["SAME"]}})) == [
        "PROD › trunk oc1.example.net › sbc 1: unexpected",
        "PROD › trunk oc1.example.net › sbc 2: unexpected",
    ]


# --- emergency_numbers


def test_the_emergency_numbers_of_a_profile_include_those_of_its_emergency_profile() -> None:
    document = [
        {**PROD, "emergencyProfileId": "EMERGENCY"},
        profile(3, name="EMERGENCY", isEmergencyProfile=True, emergencyDialStrings=["911", "112"]),
    ]
    assert lines(document, prod(emergency_numbers=["999", "112", "911"], emergency_dial_strings=["112", "999"])) == []
    assert lines(document, prod(emergency_numbers={"contains": ["000"], "lacks": ["911"]})) == [
        "PROD › emergency_numbers: expected to contain [000] and to lack [911], found [112, 911, 999]"
    ]
    assert lines([PROD], prod(emergency_numbers={"contains": ["911"]})) == [
        "PROD › emergency_numbers: expected to contain [911], found [112, 999]"
    ]


def test_emergency_numbers_are_not_compared_with_a_baseline() -> None:
    before = [{**PROD, "emergencyProfileId": "profile-3"}, profile(3, isEmergencyProfile=True, emergencyDialStrings=["911"])]
    after = [before[0], {**before[1], "emergencyDialStrings": ["110"]}]
    assert lines(after, before=baseline(before)) == [
        "Profile_3 › emergency_dial_strings: expected [911], found [110] (missing 911; unexpected 110)"
    ]
    assert lines(after, prod(emergency_numbers={"contains": ["110"]}), baseline(before)) == lines(after, before=baseline(before))
