# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that nothing has: the message names a similar one, and one that should be absent is not a typing error unnoticed."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import profile, sbc, trunk
from support.expectations import baseline, compared, lines

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.similar_names import SimilarNames

Json = dict[str, Any]
EMERGENCY = profile(9, name="PROD_EMEA_Emergency", isEmergencyProfile=True)
FLEET = [
    profile(
        1,
        trunk(1, sbc(1, name="SBC-FRA-01"), sbc(2, name="SBC-FRA-02")),
        trunk(2, sbc(3, name="SBC-AMS-A")),
        name="PROD_EMEA",
        emergencyProfileId="profile-9",
    ),
    EMERGENCY,
]


def find(name: str, *known: str) -> str | None:
    return SimilarNames(lambda: known).find(name)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("prod_emea_emergency", "PROD_EMEA_Emergency"),
        ("PROD_EMEA_Emergncy", "PROD_EMEA_Emergency"),
        ("PROD_EMEA_Emmergency", "PROD_EMEA_Emergency"),
        ("PROD_EMEA_Emregency", "PROD_EMEA_Emergency"),
        ("PROD_EMEA_Emargency", "PROD_EMEA_Emergency"),
        ("PROD-EMEA Emergency", "PROD_EMEA_Emergency"),
        ("SBC-FRA-1", "SBC-FRA-01"),
        ("SBC-FRA-001", "SBC-FRA-01"),
        ("sbcfra01", "SBC-FRA-01"),
        ("oc1.exmaple.net", "oc1.example.net"),
        ("a", "A"),
    ],
)
def test_a_name_is_similar(name: str, known: str) -> None:
    assert find(name, "Other", known, "SBC-FRA-02", "oc2.example.net") == known


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("SBC-FRA-03", "SBC-FRA-01"),
        ("SBC-FRA-1", "SBC-FRA-11"),
        ("oc3.example.net", "oc1.example.net"),
        ("SBC-AMS-B", "SBC-AMS-A"),
        ("PROD_NEW", "PROD_OLD"),
        ("ABC", "ABD"),
        ("--", "++"),
        ("", "A"),
    ],
)
def test_a_name_of_another_object_is_not_similar(name: str, known: str) -> None:
    assert find(name, known) is None


@given(st.lists(st.text(alphabet="ab01-_", min_size=1, max_size=7), min_size=1, max_size=6), st.data())
def test_the_order_of_the_names_does_not_matter(names: list[str], data: Any) -> None:
    name = data.draw(st.text(alphabet="abAB01-", max_size=7))
    assert find(name, *names) == find(name, *data.draw(st.permutations(names)))


def test_the_time_grows_with_the_number_of_missing_names() -> None:
    """Not with its square. A ratio, because the seconds depend on the machine and on what else it does."""

    def seconds(count: int) -> float:
        similar = SimilarNames(lambda: [f"SBC-SITE{number % 26:c}-{number:05}" for number in range(count)])
        start = time.process_time()
        assert all(similar.find(f"SBC-SITE{number % 26:c}-{number}") for number in range(0, count, 2))
        assert not any(similar.find(f"GW-SITE{number % 26:c}-{number:05}") for number in range(1, count, 2))
        return time.process_time() - start

    assert seconds(8000) / seconds(1000) < 8 * 3


MISSING = {
    "a profile": ({"profiles": {"PROD_EMEA_Emergncy": "present"}}, "PROD_EMEA_Emergncy: missing (similar: PROD_EMEA_Emergency)"),
    "a trunk": ({"trunks": {"oc1.exmaple.net": "present"}}, "trunk oc1.exmaple.net: missing (similar: oc1.example.net)"),
    "an SBC": ({"sbcs": {"sbc-fra-01": {"id": 1}}}, "sbc sbc-fra-01: missing (similar: SBC-FRA-01)"),
    "a member of trunks": (
        {"profiles": {"PROD_EMEA": {"trunks": {"contains": ["oc1-example.net"]}}}},
        "PROD_EMEA › trunk oc1-example.net: missing (similar: oc1.example.net)",
    ),
    "a member of the SBCs of a trunk": (
        {"trunks": {"oc1.example.net": {"sbcs": ["SBC-FRA-1", "SBC-FRA-01", "SBC-FRA-02"]}}},
        "PROD_EMEA › trunk oc1.example.net › sbc SBC-FRA-1: missing (similar: SBC-FRA-01)",
    ),
    "an SBC that no name is similar to": ({"sbcs": {"SBC-FRA-03": "present"}}, "sbc SBC-FRA-03: missing"),
    "an emergency profile": (
        {"profiles": {"PROD_EMEA": {"emergency_profile": "PROD_EMEA_Emergncy"}}},
        "PROD_EMEA › emergency_profile: expected PROD_EMEA_Emergncy, found PROD_EMEA_Emergency "
        "(no profile PROD_EMEA_Emergncy; similar: PROD_EMEA_Emergency)",
    ),
}


@pytest.mark.parametrize("what", MISSING)
def test_a_missing_name_is_reported_with_a_similar_one(what: str) -> None:
    state, line = MISSING[what]
    assert lines(FLEET, state) == [line]


SUSPECT = {
    "a profile": (
        {"profiles": {"PROD_EMEA_Emergncy": "absent"}},
        "expected.profiles.PROD_EMEA_Emergncy: absent",
        "profile",
        "PROD_EMEA_Emergency",
    ),
    "a trunk": ({"trunks": {"oc2.example.nett": "absent"}}, "expected.trunks.oc2.example.nett: absent", "trunk", "oc2.example.net"),
    "an SBC": ({"sbcs": {"SBC-FRA-1": "absent"}}, "expected.sbcs.SBC-FRA-1: absent", "SBC", "SBC-FRA-01"),
    "an SBC in a list": (
        {"for_each": [{"match": {"name": "*"}, "expect": {"additional_sbcs": {"lacks": ["SBC-FRA-1"]}}}]},
        "expected: lacks SBC-FRA-1",
        "SBC",
        "SBC-FRA-01",
    ),
    "a trunk in a list": (
        {"profiles": {"PROD_EMEA": {"trunks": {"lacks": ["OC1.exmaple.net"]}}}},
        "expected: lacks OC1.exmaple.net",
        "trunk",
        "oc1.example.net",
    ),
}


@pytest.mark.parametrize("what", SUSPECT)
def test_an_absent_name_that_nothing_ever_had_is_a_warning_if_one_is_similar(what: str) -> None:
    state, place, noun, similar = SUSPECT[what]
    result = compared(FLEET, state)
    assert [check for check in result.checks if check.status != "passed"] == []
    assert result.warnings == [f"{place}, but no such {noun} is or was known; similar: {similar}"]


@pytest.mark.parametrize("name", ["SBC-FRA-03", "SBC-AMS-B", "GATEWAY"])
def test_an_absent_name_that_no_name_is_similar_to_is_no_warning(name: str) -> None:
    assert compared(FLEET, {"sbcs": {name: "absent"}}).warnings == []


def test_what_the_baseline_knows_is_not_misspelt() -> None:
    before = [profile(1, trunk(1, sbc(1, name="SBC-FRA-1")), trunk(7, 7, trunkFqdn="oc2-example.net"), name="PROD_EMEAA"), EMERGENCY]
    state = {
        "profiles": {"PROD_EMEAA": "absent"},
        "trunks": {"oc2-example.net": "absent"},
        "sbcs": {"SBC-FRA-1": "absent"},
    }
    document = [profile(2, trunk(2, sbc(4, name="SBC-FRA-01")), name="PROD_EMEA"), EMERGENCY]
    assert len(compared(document, state).warnings) == 3
    assert compared(document, state, baseline(before)).warnings == []
