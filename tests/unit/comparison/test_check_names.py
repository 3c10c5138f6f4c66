# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The name and the source of a check: a report needs names that differ, and a verdict names what it was compared with."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import documents, offer, profile, sbc, shuffled, trunk
from support.expectations import NO_RULES, baseline, compared, expectation, reordered, states, view

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.checks import Check
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.compare import Comparison, compare

Json = dict[str, Any]
PROD = profile(1, trunk(1, 1, 2), trunk(2, 3), name="PROD", emergencyDialStrings=["112"], offerTypes=[offer("Calling", 3)])
OTHER = profile(2, trunk(2, 3), trunk(4, 4), name="OTHER")
FLEET = [PROD, OTHER]
ALL_RULES: Json = {"rules": {}, "required_regions": ["EMEA", "APAC"]}


def class_of(check: Json) -> str:
    """The class name of a check in a JUnit report."""
    return check["profile"] or ("trunks" if check["trunk"] else "sbcs" if check["sbc"] else "fleet")


def names(comparison: Comparison) -> Counter[tuple[str, str]]:
    return Counter((class_of(check), check["name"]) for check in (check.as_dict() for check in comparison.checks))


@given(documents(), states, documents(), st.booleans())
def test_no_two_checks_of_a_class_share_their_name(document: list[Json], state: Json, before: list[Json], has_baseline: bool) -> None:
    result = compared(document, state, baseline(before) if has_baseline else None, fail_unexpected=True, **ALL_RULES)
    assert [pair for pair, number in names(result).items() if number > 1] == []
    assert sum(result.sources.values()) == len(result.checks)


@given(documents(), states, st.data())
def test_names_do_not_depend_on_the_order_of_the_input(document: list[Json], state: Json, data: Any) -> None:
    def named(result: Comparison) -> list[tuple[str, str, str]]:
        return sorted((class_of(check.as_dict()), check.name, check.kind) for check in result.checks)

    other = compared(data.draw(shuffled(document)), data.draw(reordered(state)), **ALL_RULES)
    assert named(other) == named(compared(document, state, **ALL_RULES))


STATE: Json = {
    "for_each": [{"match": {"name": "NONE_1"}, "expect": {"region": "EMEA"}}, {"match": {"name": "NONE_2"}, "expect": {"region": "EMEA"}}],
    "profiles": {
        "PROD": {
            "region": "EMEA",
            "emergency_dial_strings": ["112"],
            "test_numbers": {"Calling": {"count": {"min": 3}}},
            "trunks": {"oc1.example.net": ["SBC-1", "SBC-77"], "oc2.example.net": ["SBC-3"]},
        },
        "OTHER": "absent",
        "NEW": "present",
    },
    "trunks": {"oc1.example.net": {"sbcs": ["SBC-1", "SBC-2"]}, "oc2.example.net": {"id": "trunk-2"}},
    "sbcs": {"SBC-1": {"ip_address": "10.0.0.1"}, "SBC-3": "present", "SBC-9": "absent"},
}


def test_names_are_readable() -> None:
    rules = {**NO_RULES, "failover": "error", "test_numbers": "error", "unmatched_trunk": "error"}
    assert sorted(names(compared(FLEET, STATE, rules=rules))) == [
        ("NEW", "present"),
        ("OTHER", "absent"),
        ("OTHER", "rule failover"),
        ("OTHER", "rule test_numbers.Calling"),
        ("OTHER", "trunk oc4.example.net › rule unmatched_trunk"),
        ("PROD", "emergency_dial_strings"),
        ("PROD", "present"),
        ("PROD", "region"),
        ("PROD", "rule failover"),
        ("PROD", "rule test_numbers.Calling"),
        ("PROD", "test_numbers.Calling"),
        ("PROD", "trunk oc1.example.net › present"),
        ("PROD", "trunk oc1.example.net › rule unmatched_trunk"),
        ("PROD", "trunk oc1.example.net › sbc SBC-1 › ip_address"),
        ("PROD", "trunk oc1.example.net › sbc SBC-1 › present"),
        ("PROD", "trunk oc1.example.net › sbc SBC-2 › absent from sbcs"),
        ("PROD", "trunk oc1.example.net › sbc SBC-77 › present in sbcs"),
        ("PROD", "trunk oc1.example.net › sbcs"),
        ("PROD", "trunk oc2.example.net › sbcs"),
        ("PROD", "trunks"),
        ("fleet", "for_each {name: NONE_1}"),
        ("fleet", "for_each {name: NONE_2}"),
        ("sbcs", "sbc SBC-3 › present"),
        ("sbcs", "sbc SBC-9 › absent"),
        ("trunks", "trunk oc2.example.net › id"),
        ("trunks", "trunk oc2.example.net › present"),
        ("trunks", "trunk oc2.example.net › rule unmatched_trunk"),
    ]  # fmt: skip


def test_two_checks_of_one_name_are_numbered() -> None:
    state = {
        "profiles": {"PROD": {"trunks": {"oc1.example.net": {"count": {"min": 1}}, "oc2.example.net": ["SBC-3"]}}},
        "trunks": {"oc1.example.net": {"sbcs": ["SBC-1", "SBC-2"]}},
    }
    found = {check.name: check.expected for check in compared([PROD], state).checks if check.field == "sbcs"}
    assert found == {
        "trunk oc1.example.net › sbcs": ["SBC-1", "SBC-2"],
        "trunk oc1.example.net › sbcs (2)": {"count": {"min": 1}},
        "trunk oc2.example.net › sbcs": ["SBC-3"],
    }


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ({"profiles": {"PROD": {"region": "APAC"}}}, "region"),
        ({"profiles": {"PROD": {"offer_types": ["X"]}}}, "offer_types"),
        ({"profiles": {"PROD": "absent"}}, "absent"),
        ({"sbcs": {"SBC-1": {"ip_address": "10.0.0.9"}}}, "trunk oc1.example.net › sbc SBC-1 › ip_address"),
    ],
)
def test_a_check_keeps_its_name_if_it_fails(state: Json, name: str) -> None:
    (failed,) = [check for check in compared([PROD], state).checks if check.status == "failed"]
    fixed = {
        **copy.deepcopy(PROD),
        "region": "APAC",
        "offerTypes": [offer("X")],
        "name": "GONE" if name == "absent" else "PROD",
        "trunksEnrolled": [trunk(1, sbc(1, ipAddress="10.0.0.9"), 2)],
    }
    assert failed.name == name
    assert ("PROD", name) in [(check.class_name, check.name) for check in compared([fixed], state).checks if check.status == "passed"]


# --- sources


def test_every_check_has_its_source() -> None:
    parts = [
        {"profiles": {"PROD": {"region": "EMEA"}, "NEW": "present"}, "for_each": [{"match": {"name": "X"}, "expect": {"region": "EMEA"}}]},
        {"trunks": {"oc4.example.net": {"sbcs": ["SBC-4", "SBC-3"]}}, "sbcs": {"SBC-1": {"id": 1}}},
        {"for_each": [{"match": {"name": "PROD"}, "expect": {"region": "APAC"}}]},
    ]
    old = copy.deepcopy(FLEET)
    old[0]["trunksEnrolled"][0]["matchingSbcList"].append(sbc(8))
    old.append(profile(7))
    result = compare(expectation(*parts), view([*FLEET, profile(6)], rules={"failover": "error"}), baseline(old))

    def from_source(source: str) -> list[str]:
        return [check.message for check in result.checks if check.source == source and check.status == "failed"]

    assert from_source("part0") == ["NEW: missing", "part0.for_each[0]: no selected calling profile matches {name: X}"]
    assert from_source("part1") == ["OTHER › trunk oc4.example.net › sbc SBC-3: missing (currently on trunk oc2.example.net)"]
    assert from_source("baseline") == [
        "PROD › trunk oc1.example.net › sbc SBC-8: missing",
        "Profile_6: unexpected (not in the baseline)",
        "Profile_7: missing (in the baseline)",
    ]
    assert list(result.sources) == ["part0", "part1", "part2", "baseline", "rules"]
    assert result.sources == {source: sum(check.source == source for check in result.checks) for source in result.sources}
    assert sum(result.sources.values()) == len(result.checks)
    # PROD has an entry of its own, which overrides that of for_each.
    assert result.sources["part2"] == 0


def test_without_an_expected_state_all_checks_are_rules() -> None:
    assert list(compared(FLEET, **ALL_RULES).sources) == ["rules"]
    assert compared(FLEET).sources == {"rules": 0}


def test_profiles_that_nothing_names_have_their_own_source() -> None:
    result = compared(FLEET, {"profiles": {"PROD": "present"}}, fail_unexpected=True)
    assert result.sources == {"expected": 1, "rules": 0, "unexpected_profiles": 1}


def test_a_check_has_its_name_and_source_as_data() -> None:
    (check,) = compared([PROD], {"profiles": {"PROD": "present"}}).checks
    assert isinstance(check, Check)
    assert {key: check.as_dict()[key] for key in ("name", "source")} == {"name": "present", "source": "expected"}
