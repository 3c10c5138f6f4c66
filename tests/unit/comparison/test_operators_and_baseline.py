# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators with a baseline: they add to what the baseline expects and never hide that something else changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import assume, given
from support.documents import documents, offer, profile, sbc, trunk
from support.expectations import baseline, broken, compared, lines

Json = dict[str, Any]
PROD = profile(
    1,
    trunk(1, 1, 2, 3, 4),
    trunk(2, 5),
    name="PROD",
    emergencyDialStrings=["112", "911"],
    offerTypes=[offer("Calling", 3), offer("OCMobile", 3)],
    validation={"Calling": "Passed", "OCMobile": "Passed"},
    additionalSbcList=[sbc(8), sbc(9)],
)
OTHER = profile(2, trunk(1, 1, 2, 3, 4), trunk(3, 6, 7), name="OTHER")
BEFORE: list[Json] = [PROD, OTHER]


def after(**fields: Any) -> list[Json]:
    """The fleet with other fields of the profile PROD."""
    return [{**copy.deepcopy(PROD), **fields}, OTHER]


def prod(**fields: Any) -> Json:
    return {"profiles": {"PROD": fields}}


def with_sbcs(*sbcs: int | Json, both: bool = False) -> list[Json]:
    """The fleet with other SBCs on the trunk oc1, in PROD or in both profiles."""
    document = copy.deepcopy(BEFORE)
    for row in document if both else document[:1]:
        row["trunksEnrolled"][0] = trunk(1, *sbcs)
    return document


ON_T1 = "PROD › trunk oc1.example.net"
CASES: dict[str, tuple[list[Json], Json, list[str]]] = {
    "a loss beside a contained SBC": (
        with_sbcs(3, 4),
        prod(trunks={"oc1.example.net": {"contains": ["SBC-3"]}, "oc2.example.net": ["SBC-5"]}),
        [
            f"{ON_T1} › sbc SBC-1: missing (currently on trunk oc1.example.net)",
            f"{ON_T1} › sbc SBC-2: missing (currently on trunk oc1.example.net)",
        ],
    ),
    "a loss beside a count": (
        with_sbcs(3, 4),
        prod(trunks={"oc1.example.net": {"count": {"min": 2}}, "oc2.example.net": ["SBC-5"]}),
        [
            f"{ON_T1} › sbc SBC-1: missing (currently on trunk oc1.example.net)",
            f"{ON_T1} › sbc SBC-2: missing (currently on trunk oc1.example.net)",
        ],
    ),
    "an SBC that is added and one that is removed": (
        with_sbcs(2, 3, 4, 10),
        prod(trunks={"oc1.example.net": {"contains": ["SBC-10"], "lacks": ["SBC-1"]}, "oc2.example.net": ["SBC-5"]}),
        [],
    ),
    "an SBC that should be added, and one that should be removed": (
        BEFORE,
        prod(trunks={"oc1.example.net": {"contains": ["SBC-5"], "lacks": ["SBC-1"]}, "oc2.example.net": ["SBC-5"]}),
        [f"{ON_T1} › sbc SBC-1: unexpected", f"{ON_T1} › sbc SBC-5: missing (currently on trunk oc2.example.net)"],
    ),
    "an SBC that should have moved": (
        BEFORE,
        prod(trunks={"oc1.example.net": {"lacks": ["SBC-1"]}, "oc2.example.net": {"contains": ["SBC-1"]}}),
        ["PROD › sbc SBC-1: expected on trunk oc2.example.net, found on trunk oc1.example.net"],
    ),
    "an addition that nobody expects": (
        with_sbcs(1, 2, 3, 4, 10, 11),
        prod(trunks={"oc1.example.net": {"contains": ["SBC-10"]}, "oc2.example.net": ["SBC-5"]}),
        [f"{ON_T1} › sbc SBC-11: unexpected"],
    ),
    "a count that the baseline does not have": (
        BEFORE,
        prod(trunks={"oc1.example.net": {"count": {"min": 5}}, "oc2.example.net": ["SBC-5"]}),
        [f"{ON_T1} › sbcs: expected at least 5, found 4: [SBC-1, SBC-2, SBC-3, SBC-4]"],
    ),
    "the whole list overrides the baseline": (
        with_sbcs(3, 4),
        prod(trunks={"oc1.example.net": ["SBC-3", "SBC-4"], "oc2.example.net": ["SBC-5"]}),
        [],
    ),
    "a trunk that is lost": (
        after(trunksEnrolled=[trunk(2, 5)]),
        prod(trunks={"contains": ["OC2.example.net"]}),
        ["PROD › trunk oc1.example.net: missing"],
    ),
    "a trunk that is added and one that is removed": (
        after(trunksEnrolled=[trunk(1, 1, 2, 3, 4), trunk(3, 6, 7)]),
        prod(trunks={"contains": ["oc3.example.net"], "lacks": ["oc2.example.net"]}),
        [],
    ),
    "additional SBCs": (
        after(additionalSbcList=[sbc(9), sbc(7)]),
        prod(additional_sbcs={"contains": ["SBC-7"]}),
        ["PROD › sbc SBC-8: missing"],
    ),
    "additional SBCs, by id": (after(additionalSbcList=[sbc(9), sbc(7)]), prod(additional_sbcs={"contains": [7], "lacks": [8]}), []),
    "dial strings": (
        after(emergencyDialStrings=["112", "999"]),
        prod(emergency_dial_strings={"contains": ["999"]}),
        ["PROD › emergency_dial_strings: expected [112, 911, 999], found [112, 999] (missing 911)"],
    ),
    "dial strings, replaced": (
        after(emergencyDialStrings=["112", "999"]),
        prod(emergency_dial_strings={"contains": ["999"], "lacks": ["911"]}),
        [],
    ),
    "dial strings, not replaced": (
        BEFORE,
        prod(emergency_dial_strings={"lacks": ["911"]}),
        ["PROD › emergency_dial_strings: expected [112], found [112, 911] (unexpected 911)"],
    ),
    "dial strings, counted": (
        after(emergencyDialStrings=["112"]),
        prod(emergency_dial_strings={"count": {"min": 2}}),
        ["PROD › emergency_dial_strings: expected [112, 911] and at least 2 in total, found 1: [112] (missing 911)"],
    ),
    "offer types": (
        after(offerTypes=[offer("Calling", 3)]),
        prod(offer_types={"contains": ["Calling"]}),
        ["PROD › offer_types: expected [Calling, OCMobile], found [Calling] (missing OCMobile)"],
    ),
    "test numbers": (
        after(offerTypes=[offer("Calling", 2), offer("OCMobile", 3)]),
        prod(test_numbers={"Calling": {"count": {"min": 1}}}),
        [
            "PROD › test_numbers.Calling: expected [+12005550100, +12005550101, +12005550102] and at least 1 in total, "
            "found [+12005550100, +12005550101] (missing +12005550102)"
        ],
    ),
    "test numbers of every offer type": (
        after(offerTypes=[offer("Calling", 3), offer("OCMobile", 2)]),
        prod(test_numbers={"*": {"contains": ["+12005550100"]}}),
        [
            "PROD › test_numbers.OCMobile: expected [+12005550100, +12005550101, +12005550102], "
            "found [+12005550100, +12005550101] (missing +12005550102)"
        ],
    ),
    "like does not override": (
        after(carrier="Contrast"),
        prod(carrier={"like": "Con*"}),
        ["PROD › carrier: expected Contoso and like Con*, found Contrast"],
    ),
    "like does not hold": (BEFORE, prod(carrier={"like": "Fab*"}), ["PROD › carrier: expected Contoso and like Fab*, found Contoso"]),
    "one_of overrides": (after(carrier="Fabrikam"), prod(carrier={"one_of": ["Contoso", "Fabrikam"]}), []),
    "one_of and like override": (after(carrier="Fabrikam"), prod(carrier={"one_of": ["Contoso", "Fabrikam"], "like": "Fab*"}), []),
    "a plain value overrides": (after(carrier="Fabrikam"), prod(carrier="Fabrikam"), []),
    "validation": (
        after(validation={"Calling": "Pass", "OCMobile": "Passed"}),
        prod(validation={"*": {"like": "Pass*"}}),
        ["PROD › validation.Calling: expected Passed and like Pass*, found Pass"],
    ),
    "an emergency profile that is like": (
        after(emergencyProfileId="OTHER"),
        prod(emergency_profile={"like": "OTH*"}),
        ["PROD › emergency_profile_id: expected null, found OTHER"],
    ),
    "an emergency profile that is not like": (
        after(emergencyProfileId="OTHER"),
        prod(emergency_profile={"like": "EM*"}),
        ["PROD › emergency_profile: expected like EM*, found OTHER"],
    ),
    "an address that is like": (
        with_sbcs(1, 2, 3, sbc(4, ipAddress="10.0.0.99")),
        {"sbcs": {"SBC-4": {"name": {"like": "*4"}}}},
        [f"{ON_T1} › sbc SBC-4 › ip_address: expected 10.0.0.4, found 10.0.0.99"],
    ),
    "an address that is not like": (
        after(additionalSbcList=[sbc(8, ipAddress="192.168.0.1"), sbc(9)]),
        {"sbcs": {"SBC-8": {"ip_address": {"like": "10.*"}}}},
        ["PROD › sbc SBC-8 › ip_address: expected like 10.*, found 192.168.0.1"],
    ),
    "a trunk by itself that loses an SBC": (
        with_sbcs(3, 4, both=True),
        {"trunks": {"oc1.example.net": {"sbcs": {"contains": ["SBC-3"]}}}},
        [
            "OTHER › trunk oc1.example.net › sbc SBC-1: missing",
            "OTHER › trunk oc1.example.net › sbc SBC-2: missing",
            f"{ON_T1} › sbc SBC-1: missing",
            f"{ON_T1} › sbc SBC-2: missing",
        ],
    ),
    "a trunk by itself that loses an SBC in one profile": (
        with_sbcs(2, 3, 4),
        {"trunks": {"oc1.example.net": {"sbcs": {"contains": ["SBC-1"], "count": {"min": 1}}}}},
        [f"{ON_T1} › sbc SBC-1: missing (currently on trunk oc1.example.net)"],
    ),
    "a trunk by itself that changes as expected": (
        with_sbcs(2, 3, 4, 10, both=True),
        {"trunks": {"oc1.example.net": {"sbcs": {"contains": ["SBC-10"], "lacks": ["SBC-1"]}}}},
        [],
    ),
    "a trunk by itself that does not change as expected": (
        BEFORE,
        {"trunks": {"oc1.example.net": {"sbcs": {"contains": ["SBC-5"], "lacks": ["SBC-1"]}}}},
        [
            "trunk oc1.example.net › sbc SBC-1: unexpected",
            "trunk oc1.example.net › sbc SBC-5: missing (currently on trunk oc2.example.net)",
        ],
    ),
    "a trunk by itself that loses the SBC that it must contain": (
        with_sbcs(2, 3, 4, both=True),
        {"trunks": {"oc1.example.net": {"sbcs": {"contains": ["SBC-1"]}}}},
        ["trunk oc1.example.net › sbc SBC-1: missing"],
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_operators_add_to_the_baseline(what: str) -> None:
    document, state, expected = CASES[what]
    assert sorted(lines(document, state, before=baseline(BEFORE))) == sorted(expected)


def test_without_a_baseline_operators_allow_other_entries() -> None:
    state = prod(trunks={"oc1.example.net": {"contains": ["SBC-3"]}, "oc2.example.net": {"count": {"min": 1}}})
    assert lines(with_sbcs(3, 4), state) == []
    # Nor does a profile have a list in the baseline if it is new.
    assert lines(with_sbcs(3, 4), state, before=baseline([OTHER])) == []


def test_an_ignored_list_is_no_list_of_the_baseline() -> None:
    state = prod(trunks={"oc1.example.net": {"contains": ["SBC-3"]}, "oc2.example.net": ["SBC-5"]})
    assert lines(with_sbcs(3, 4), state, before=baseline(BEFORE, "sbcs")) == []


def test_only_the_last_layer_is_put_over_the_baseline() -> None:
    state: Json = {
        "for_each": [
            {"match": {"name": "PROD"}, "expect": {"emergency_dial_strings": ["000"], "carrier": "Fabrikam"}},
            {"match": {"name": "PROD"}, "expect": {"emergency_dial_strings": {"contains": ["000"]}, "carrier": {"like": "*"}}},
        ],
        "profiles": {"PROD": {"emergency_dial_strings": {"contains": ["999"]}}},
    }
    assert lines(after(emergencyDialStrings=["112", "911", "999"]), state, before=baseline(BEFORE)) == []
    assert lines(BEFORE, state, before=baseline(BEFORE)) == [
        "PROD › emergency_dial_strings: expected [112, 911, 999], found [112, 911] (missing 999)"
    ]


def test_a_new_sbc_that_is_present_may_be_in_a_changed_list_unless_the_list_lacks_it() -> None:
    document = with_sbcs(1, 2, 3, 4, 10, 11)
    trunks: Json = {"oc1.example.net": {"contains": ["SBC-10"]}, "oc2.example.net": ["SBC-5"]}
    state = {**prod(trunks=trunks), "sbcs": {"SBC-11": "present"}}
    assert lines(document, state, before=baseline(BEFORE)) == []
    trunks["oc1.example.net"]["lacks"] = ["SBC-11"]
    assert lines(document, state, before=baseline(BEFORE)) == [f"{ON_T1} › sbc SBC-11: unexpected"]


def test_an_absent_sbc_is_reported_once() -> None:
    state = {**prod(trunks={"oc1.example.net": {"lacks": ["SBC-1"]}, "oc2.example.net": ["SBC-5"]}), "sbcs": {"SBC-1": "absent"}}
    assert lines(BEFORE, state, before=baseline(BEFORE)) == ["sbc SBC-1: unexpected (currently on trunk oc1.example.net)"]
    assert lines(BEFORE, state) == ["sbc SBC-1: unexpected (currently on trunk oc1.example.net)"]


def test_a_name_means_the_sbc_that_has_it_now() -> None:
    """SBC-1 is renamed to SBC-20, and another device is now SBC-1."""
    state = prod(trunks={"oc1.example.net": {"contains": ["SBC-1"]}, "oc2.example.net": ["SBC-5"]})
    renamed = sbc(1, name="SBC-20")
    document = [
        {**PROD, "trunksEnrolled": [trunk(1, renamed, 2, 3, 4), trunk(2, 5)]},
        {**OTHER, "trunksEnrolled": [trunk(3, sbc(30, name="SBC-1"))]},
    ]
    found = lines(document, state, before=baseline(BEFORE))
    assert f"{ON_T1} › sbc SBC-1: missing (currently on trunk oc3.example.net)" in found
    # Without another SBC-1, the name is that of the renamed device, which is still there.
    assert lines([document[0]], state, before=baseline([PROD])) == [f"{ON_T1} › sbc SBC-20 › name: expected SBC-1, found SBC-20"]


ANY_NUMBER: Json = {"count": {"min": 0}}
LISTS = ("emergency_dial_strings", "offer_types", "trunks", "additional_sbcs")


@given(documents(), documents())
def test_lists_that_require_nothing_hide_nothing(document: list[Json], before: list[Json]) -> None:
    state = {"for_each": [{"match": {"id": "*"}, "expect": dict.fromkeys(LISTS, ANY_NUMBER)}]}
    old = baseline(before)
    assert set(lines(document, before=old)) <= set(lines(document, state, old))


@given(documents(), documents())
def test_trunks_that_require_nothing_hide_nothing(document: list[Json], before: list[Json]) -> None:
    rows = [row for one in document for row in one.get("trunksEnrolled", ())]
    fqdns = {row["trunkFqdn"].casefold() for row in rows if row.get("trunkFqdn")}
    assume(fqdns)
    old = baseline(before)
    alone = broken(compared(document, before=old).checks)
    # A trunk that is expected by itself may be new in a profile.
    found = {check.message for check in alone if (check.kind, check.field) != ("unexpected", "trunks")}
    assert found <= set(lines(document, {"trunks": {fqdn: {"sbcs": ANY_NUMBER} for fqdn in fqdns}}, old))


@pytest.mark.parametrize(("field", "key"), [("emergencyDialStrings", "emergency_dial_strings"), ("additionalSbcList", "additional_sbcs")])
@pytest.mark.parametrize("lost", [0, 1])
def test_any_loss_beside_a_contained_entry_is_found(field: str, key: str, lost: int) -> None:
    rows = PROD[field]
    names = [row["name"] if isinstance(row, dict) else row for row in rows]
    document = after(**{field: [rows[1 - lost]]})
    (line,) = lines(document, prod(**{key: {"contains": [names[1 - lost]]}}), before=baseline(BEFORE))
    assert "missing" in line
    assert names[lost] in line
