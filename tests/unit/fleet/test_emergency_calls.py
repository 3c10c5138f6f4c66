# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where emergency calls go: the profile whose SBCs take them, the rule emergency_unreachable, and the facts about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import profile, sbc, trunk

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.facts import emergency_paths, facts_of
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Profile
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query, View
from simulator import documented_example

if TYPE_CHECKING:
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import RuleResult

Json = dict[str, Any]


def view_of(*rows: Json, **options: Any) -> View:
    return Query({"on_empty": "allow", **options}).view_of(read_profiles(list(rows)), "the test")


def judged(*rows: Json, **options: Any) -> dict[str, str]:
    """The problem of each profile that the rule is about, by key; empty if its emergency calls reach an SBC."""
    results = judged_by_id(*rows, **options).values()
    assert {result.severity for result in results} <= {"error"}
    return {str(result.as_finding()["profile"]): result.problem for result in results}


def judged_by_id(*rows: Json, **options: Any) -> dict[str, RuleResult]:
    results = view_of(*rows, **options).rule_results
    return {
        result.subject.id: result for result in results if isinstance(result.subject, Profile) and result.rule == "emergency_unreachable"
    }


def broken(*rows: Json, **options: Any) -> dict[str, set[str]]:
    """The rules about emergency calls that each profile breaks."""
    rules: dict[str, set[str]] = {}
    for finding in view_of(*rows, **options).findings:
        if finding.rule.startswith("emergency"):
            rules.setdefault(str(finding.as_finding()["profile"]), set()).add(finding.rule)
    return rules


def without_sbc(number: int, **fields: Any) -> Json:
    """A profile whose trunks have no matching SBC."""
    return profile(number, trunk(10 * number), trunk(10 * number + 1), **fields)


def emergency(number: int = 9, **fields: Any) -> Json:
    return profile(number, isEmergencyProfile=True, **fields)


OWN = "emergency calls go to its own trunks, which have no matching SBC"
TO_9 = "emergency calls go to Profile_9, which has no matching SBC"
DEAD_9 = without_sbc(9, isEmergencyProfile=True)
OFF = {"emergency_profile": "off"}


class Case(NamedTuple):
    """A document, what the rule says about each of its profiles, and the rules about emergency calls that they break."""

    rows: list[Json]
    judged: dict[str, str]
    broken: dict[str, set[str]]
    rules: dict[str, str] | None = None


UNREACHABLE = {"emergency_unreachable"}
WRONG_REFERENCE = {"emergency_profile"}

CASES = {
    # It is for emergencies: it needs an SBC itself, whoever names it.
    "for emergencies, nobody names it": Case([DEAD_9], {"Profile_9": OWN}, {"Profile_9": UNREACHABLE}),
    "for emergencies, with SBCs": Case([emergency()], {"Profile_9": ""}, {}),
    "for emergencies, without dial strings": Case(
        [without_sbc(9, isEmergencyProfile=True, emergencyDialStrings=[])],
        {"Profile_9": OWN},
        {"Profile_9": {"emergency_unreachable", "emergency_dial_strings"}},
    ),
    "for emergencies, names another one that has SBCs": Case(
        [without_sbc(1, isEmergencyProfile=True, emergencyProfileId="profile-9"), emergency()],
        {"Profile_1": OWN, "Profile_9": ""},
        {"Profile_1": UNREACHABLE},
    ),
    "for emergencies, names another one that has none": Case(
        [emergency(1, emergencyProfileId="profile-9"), DEAD_9], {"Profile_1": "", "Profile_9": OWN}, {"Profile_9": UNREACHABLE}
    ),
    "for emergencies, names one that does not exist": Case(
        [emergency(1, emergencyProfileId="nobody")], {"Profile_1": ""}, {"Profile_1": WRONG_REFERENCE}
    ),
    # It names one profile: that one needs an SBC.
    "names one by id": Case(
        [profile(1, emergencyProfileId="profile-9"), DEAD_9],
        {"Profile_1": TO_9, "Profile_9": OWN},
        {"Profile_1": UNREACHABLE, "Profile_9": UNREACHABLE},
    ),
    "names one by name": Case(
        [profile(1, emergencyProfileId="Profile_9"), DEAD_9],
        {"Profile_1": TO_9, "Profile_9": OWN},
        {"Profile_1": UNREACHABLE, "Profile_9": UNREACHABLE},
    ),
    "names one and has no dial strings": Case(
        [profile(1, emergencyProfileId="profile-9", emergencyDialStrings=[]), DEAD_9],
        {"Profile_1": TO_9, "Profile_9": OWN},
        {"Profile_1": UNREACHABLE, "Profile_9": UNREACHABLE},
    ),
    "names one that has SBCs, and has none itself": Case(
        [without_sbc(1, emergencyProfileId="profile-9"), emergency()], {"Profile_1": "", "Profile_9": ""}, {}
    ),
    "several name one": Case(
        [profile(1, emergencyProfileId="profile-9"), profile(2, emergencyProfileId="Profile_9"), profile(3), DEAD_9],
        {"Profile_1": TO_9, "Profile_2": TO_9, "Profile_3": "", "Profile_9": OWN},
        {"Profile_1": UNREACHABLE, "Profile_2": UNREACHABLE, "Profile_9": UNREACHABLE},
    ),
    "names one that is not for emergencies": Case(
        [profile(1, emergencyProfileId="profile-9"), without_sbc(9)],
        {"Profile_1": TO_9, "Profile_9": OWN},
        {"Profile_1": {"emergency_unreachable", "emergency_profile"}, "Profile_9": UNREACHABLE},
    ),
    "names one that is not for emergencies and has no emergency setting": Case(
        [profile(1, emergencyProfileId="profile-9"), without_sbc(9, emergencyDialStrings=[])],
        {"Profile_1": TO_9},
        {"Profile_1": {"emergency_unreachable", "emergency_profile"}, "Profile_9": {"emergency_path"}},
    ),
    "names one that is not for emergencies and has SBCs": Case(
        [profile(1, emergencyProfileId="profile-9"), profile(9)],
        {"Profile_1": "", "Profile_9": ""},
        {"Profile_1": WRONG_REFERENCE},
    ),
    "names one that names a third": Case(
        # Only the named profile counts, not the one that it names.
        [profile(1, emergencyProfileId="profile-2"), without_sbc(2, emergencyProfileId="profile-9"), emergency()],
        {"Profile_1": "emergency calls go to Profile_2, which has no matching SBC", "Profile_2": "", "Profile_9": ""},
        {"Profile_1": {"emergency_unreachable", "emergency_profile"}},
    ),
    "names itself": Case(
        [without_sbc(1, emergencyProfileId="profile-1")],
        {"Profile_1": OWN},
        {"Profile_1": {"emergency_unreachable", "emergency_profile"}},
    ),
    "names an id that is the name of another": Case(
        [profile(1, emergencyProfileId="PROFILE-9"), DEAD_9, emergency(3, name="PROFILE-9")],
        {"Profile_1": TO_9, "profile-3": "", "Profile_9": OWN},
        {"Profile_1": UNREACHABLE, "Profile_9": UNREACHABLE},
    ),
    "names an id that is the name of another without an SBC": Case(
        [profile(1, emergencyProfileId="profile-9"), emergency(), without_sbc(3, name="profile-9", isEmergencyProfile=True)],
        {"Profile_1": "", "profile-3": OWN, "Profile_9": ""},
        {"profile-3": UNREACHABLE},
    ),
    # It names none, or two: only the rule emergency_profile reports it, unless that one is off.
    "names none": Case([profile(1, emergencyProfileId="nobody")], {}, {"Profile_1": WRONG_REFERENCE}),
    "names none, and emergency_profile is a warning": Case(
        [profile(1, emergencyProfileId="nobody")], {}, {"Profile_1": WRONG_REFERENCE}, {"emergency_profile": "warning"}
    ),
    "names none, and emergency_profile is off": Case(
        [profile(1, emergencyProfileId="nobody")],
        {"Profile_1": "emergency calls reach no SBC: emergency profile nobody does not exist"},
        {"Profile_1": UNREACHABLE},
        OFF,
    ),
    "names two": Case(
        [profile(1, emergencyProfileId="Same"), emergency(2, name="Same"), emergency(3, name="Same")],
        {"profile-2": "", "profile-3": ""},
        {"Profile_1": WRONG_REFERENCE},
    ),
    "names two, and emergency_profile is off": Case(
        [profile(1, emergencyProfileId="Same"), emergency(2, name="Same"), emergency(3, name="Same")],
        {
            "Profile_1": "emergency calls reach no SBC: emergency profile Same is ambiguous: 2 profiles have this name",
            "profile-2": "",
            "profile-3": "",
        },
        {"Profile_1": UNREACHABLE},
        OFF,
    ),
    "names one that is not for emergencies, and emergency_profile is off": Case(
        [profile(1, emergencyProfileId="profile-9"), profile(9)], {"Profile_1": "", "Profile_9": ""}, {}, OFF
    ),
    # It names nothing and has dial strings: it needs an SBC itself.
    "has dial strings": Case([without_sbc(1)], {"Profile_1": OWN}, {"Profile_1": UNREACHABLE}),
    "has dial strings and no trunk": Case([profile(1, trunksEnrolled=[])], {"Profile_1": OWN}, {"Profile_1": UNREACHABLE}),
    "has dial strings and a blank reference": Case(
        [without_sbc(1, emergencyProfileId=" ")], {"Profile_1": OWN}, {"Profile_1": UNREACHABLE}
    ),
    "has dial strings and SBCs": Case([profile(1)], {"Profile_1": ""}, {}),
    # It names nothing and has none: only the rule emergency_path reports it.
    "has nothing": Case([without_sbc(1, emergencyDialStrings=[])], {}, {"Profile_1": {"emergency_path"}}),
    "has blank dial strings": Case([without_sbc(1, emergencyDialStrings=["", " "])], {}, {"Profile_1": {"emergency_path"}}),
    "has nothing but SBCs": Case([profile(1, emergencyDialStrings=[])], {}, {"Profile_1": {"emergency_path"}}),
    "has nothing, and emergency_profile is off": Case(
        [without_sbc(1, emergencyDialStrings=[])], {}, {"Profile_1": {"emergency_path"}}, OFF
    ),
    # Additional SBCs do not count, nor does an SBC that another profile lists for the same trunk.
    "only additional SBCs": Case([without_sbc(1, additionalSbcList=[sbc(7)])], {"Profile_1": OWN}, {"Profile_1": UNREACHABLE}),
    "only additional SBCs of the named one": Case(
        [profile(1, emergencyProfileId="profile-9"), without_sbc(9, isEmergencyProfile=True, additionalSbcList=[sbc(7)])],
        {"Profile_1": TO_9, "Profile_9": OWN},
        {"Profile_1": UNREACHABLE, "Profile_9": UNREACHABLE},
    ),
    "only SBCs that another profile lists": Case(
        [profile(1, trunk(5)), profile(2, trunk(5, 5))], {"Profile_1": OWN, "Profile_2": ""}, {"Profile_1": UNREACHABLE}
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_who_needs_an_sbc_for_emergency_calls(name: str) -> None:
    case = CASES[name]
    options = {"rules": case.rules} if case.rules else {}
    assert judged(*case.rows, **options) == case.judged
    assert broken(*case.rows, **options) == case.broken


def test_the_message_names_the_profile_that_the_calls_go_to() -> None:
    rows = [
        profile(1, name="PROD_EMEA_Calling", emergencyProfileId="PROD_EMEA_Emergency"),
        without_sbc(9, name="PROD_EMEA_Emergency", isEmergencyProfile=True),
    ]
    messages = [finding.message for finding in view_of(*rows).findings if finding.rule == "emergency_unreachable"]
    assert messages == [
        "PROD_EMEA_Calling › emergency_unreachable: emergency calls go to PROD_EMEA_Emergency, which has no matching SBC",
        "PROD_EMEA_Emergency › emergency_unreachable: emergency calls go to its own trunks, which have no matching SBC",
    ]


def test_an_unprintable_name_is_escaped_in_the_message() -> None:
    rows = [profile(1, emergencyProfileId="profile-9"), without_sbc(9, name="A\nCOMPLIANT: 1 check", isEmergencyProfile=True)]
    assert judged(*rows)["Profile_1"] == r'emergency calls go to "A\nCOMPLIANT: 1 check", which has no matching SBC'


def test_the_named_profile_need_not_be_selected() -> None:
    rows = [profile(1, emergencyProfileId="profile-9"), profile(2, emergencyProfileId="profile-8"), emergency(8), DEAD_9]
    assert judged(*rows, include=[{"is_emergency": False}]) == {"Profile_1": TO_9, "Profile_2": ""}
    assert judged(*rows, exclude=[{"id": "profile-1"}, {"id": "profile-9"}]) == {"Profile_2": "", "Profile_8": ""}


def test_the_rule_can_be_off_or_a_warning() -> None:
    assert judged(DEAD_9, rules={"emergency_unreachable": "off"}) == {}
    view = view_of(DEAD_9, rules={"emergency_unreachable": "warning"})
    assert [finding.severity for finding in view.findings if finding.rule == "emergency_unreachable"] == ["warning"]


def test_the_vendors_example_does_not_change() -> None:
    first, second = (row["name"] for row in documented_example())
    assert judged(*documented_example()) == {}
    assert broken(*documented_example()) == {first: {"emergency_path"}, second: {"emergency_path"}}


# --- facts


def facts(*rows: Json, **options: Any) -> Json:
    return facts_of(view_of(*rows, **options), {})


PATHS = [
    profile(1, trunk(1, 1), trunk(2, 2), emergencyDialStrings=["112", "911"], emergencyProfileId="Profile_9"),
    profile(2, trunk(2, 2), emergencyDialStrings=["999", "110"]),
    profile(3, trunk(3, 3), emergencyDialStrings=[]),
    profile(4, trunk(4, 4), emergencyDialStrings=["112"], emergencyProfileId="nobody"),
    profile(
        9, trunk(8, 8), trunk(9, 2, 9), isEmergencyProfile=True, emergencyDialStrings=["112", "000", "112"], additionalSbcList=[sbc(7)]
    ),
]


@pytest.mark.parametrize(
    ("key", "emergency_profile", "numbers", "sbcs"),
    [
        ("Profile_1", "Profile_9", ["000", "112", "911"], ["SBC-2", "SBC-8", "SBC-9"]),
        ("Profile_2", None, ["110", "999"], ["SBC-2"]),
        ("Profile_3", None, [], []),
        ("Profile_4", None, ["112"], []),
        ("Profile_9", None, ["000", "112"], ["SBC-2", "SBC-8", "SBC-9"]),
    ],
)
def test_the_emergency_facts_of_a_profile(key: str, emergency_profile: str | None, numbers: list[str], sbcs: list[str]) -> None:
    found = facts(*PATHS)["profiles"][key]
    assert found["emergency_profile"] == emergency_profile
    assert found["emergency_numbers"] == numbers
    assert found["emergency_sbcs"] == sbcs


def test_the_emergency_facts_of_an_sbc() -> None:
    found = {key: device["emergency_for"] for key, device in facts(*PATHS)["sbcs"].items()}
    assert found == {
        "SBC-1": [],
        "SBC-2": ["Profile_1", "Profile_2", "Profile_9"],
        "SBC-3": [],
        "SBC-4": [],
        "SBC-7": [],
        "SBC-8": ["Profile_1", "Profile_9"],
        "SBC-9": ["Profile_1", "Profile_9"],
    }


def test_the_facts_of_an_emergency_profile_that_names_another_one() -> None:
    """It takes its own calls, but a number of the other one is a number of it too."""
    found = facts(emergency(1, emergencyProfileId="profile-9"), emergency(9, emergencyDialStrings=["911"]))["profiles"]["Profile_1"]
    assert found["emergency_profile"] == "Profile_9"
    assert found["emergency_numbers"] == ["112", "911"]
    assert found["emergency_sbcs"] == ["SBC-10", "SBC-11"]


def test_the_facts_of_a_profile_that_names_two() -> None:
    rows = [emergency(2, name="Same", emergencyDialStrings=["911"]), emergency(3, name="Same", emergencyDialStrings=["999"])]
    found = facts(profile(1, emergencyProfileId="Same"), *rows)["profiles"]["Profile_1"]
    assert (found["emergency_profile"], found["emergency_numbers"], found["emergency_sbcs"]) == (None, ["112"], [])


def test_the_facts_name_an_emergency_profile_by_its_key_even_if_it_is_not_selected() -> None:
    rows = [profile(1, emergencyProfileId="Same"), emergency(9, callingProfileId="Same", name="A"), profile(3, name="A")]
    found = facts(*rows, include=[{"id": "profile-1"}])["profiles"]["Profile_1"]
    assert found["emergency_profile"] == "Same"
    assert found["emergency_sbcs"] == ["SBC-90", "SBC-91"]


def test_the_facts_of_an_sbc_are_about_the_whole_document() -> None:
    found = facts(*PATHS, include=[{"id": "profile-9"}])
    assert found["sbcs"]["SBC-8"]["emergency_for"] == ["Profile_1", "Profile_9"]


def test_the_emergency_paths_are_sorted_and_only_of_selected_profiles() -> None:
    rows = [profile(3, name="b", emergencyProfileId="B"), emergency(2, name="B"), profile(1, name="C"), profile(4, name="a")]
    found = emergency_paths(view_of(*rows, exclude=[{"name": "C"}]))
    assert [(path["profile"], path["target"]) for path in found] == [("a", "a"), ("B", "B"), ("b", "B")]
    assert found[2] == {
        "profile": "b",
        "is_emergency": False,
        "emergency_profile": "B",
        "target": "B",
        "numbers": ["112"],
        "sbcs": ["SBC-20", "SBC-21"],
    }


# --- against the table, for any document


@st.composite
def profiles(draw: Any, number: int) -> Json:
    """A profile with few names and references, so that many of them meet."""
    matching = draw(st.lists(st.integers(1, 4), max_size=2))
    return {
        "callingProfileId": f"profile-{number}",
        "name": draw(st.sampled_from([None, " ", "A", "a", "B", "profile-1", "Profile-2"])),
        "isEmergencyProfile": draw(st.sampled_from([None, False, True])),
        "emergencyProfileId": draw(st.sampled_from([None, "", " ", "A", "a", "B", "profile-1", "PROFILE-2", "profile-9"])),
        "emergencyDialStrings": draw(st.sampled_from([None, [], [" "], ["112"], ["911", "112"], ["999"]])),
        "trunksEnrolled": draw(st.sampled_from([[], [trunk(1)], [trunk(1), trunk(number, *matching)]])),
        "additionalSbcList": draw(st.sampled_from([[], [sbc(7)]])),
    }


def documents() -> st.SearchStrategy[list[Json]]:
    return st.integers(1, 5).flatmap(lambda count: st.tuples(*(profiles(number) for number in range(count)))).map(list)


def is_blank(text: str | None) -> bool:
    return text is None or text.strip() == ""


def named_by(row: Json, document: list[Json]) -> list[Json]:
    """The profiles that a profile names: by id or, if there is none, by name."""
    reference = row["emergencyProfileId"]
    if is_blank(reference):
        return []
    by_id = [other for other in document if other["callingProfileId"].lower() == reference.lower()]
    return by_id or [other for other in document if other["name"] == reference]


def dial_strings(row: Json) -> list[str]:
    return [number for number in row["emergencyDialStrings"] or () if not is_blank(number)]


def destination(row: Json, document: list[Json]) -> Json | None:
    """The profile that must have an SBC, straight from the table: for emergencies; names one; names none or two; dial strings; nothing."""
    if row["isEmergencyProfile"]:
        return row
    named = named_by(row, document)
    if len(named) == 1:
        return named[0]
    if not is_blank(row["emergencyProfileId"]):
        return None
    return row if dial_strings(row) else None


def matching_sbcs(row: Json | None) -> set[int]:
    return {device["sbcId"] for enrolled in (row or {"trunksEnrolled": []})["trunksEnrolled"] for device in enrolled["matchingSbcList"]}


def expected_verdict(row: Json, document: list[Json], *, emergency_profile_is_off: bool) -> bool | None:
    """Whether the rule holds for a profile; None if another rule is about it."""
    if destination(row, document):
        return bool(matching_sbcs(destination(row, document)))
    return False if emergency_profile_is_off and not is_blank(row["emergencyProfileId"]) else None


@given(documents(), st.booleans())
def test_the_rule_is_the_table(document: list[Json], is_off: bool) -> None:
    found = judged_by_id(*document, rules={"emergency_profile": "off" if is_off else "error"})
    expected = {row["callingProfileId"]: expected_verdict(row, document, emergency_profile_is_off=is_off) for row in document}
    assert {profile_id: not result.is_broken for profile_id, result in found.items()} == {
        profile_id: verdict for profile_id, verdict in expected.items() if verdict is not None
    }


@given(documents())
def test_the_facts_follow_the_table(document: list[Json]) -> None:
    view = view_of(*document)
    takers: dict[int, set[str]] = {device.id: set() for device in view.sbcs}
    for found, row in zip(view.profiles, document):
        sbcs = matching_sbcs(destination(row, document))
        for sbc_id in sbcs:
            takers[sbc_id].add(found.id)
        named = named_by(row, document)
        inherited = dial_strings(named[0]) if len(named) == 1 else []
        assert found.id == row["callingProfileId"]
        assert {device.id for device in found.emergency_sbcs} == sbcs
        assert found.emergency_numbers == sorted({*dial_strings(row), *inherited})
    assert {device.id: {taken.id for taken in device.emergency_for} for device in view.sbcs} == takers


@given(documents())
def test_the_rule_does_not_depend_on_the_selection(document: list[Json]) -> None:
    whole = judged_by_id(*document)
    alone = [judged_by_id(*document, include=[{"id": row["callingProfileId"]}]) for row in document]
    messages = {profile_id: result.message for found in alone for profile_id, result in found.items()}
    assert messages == {profile_id: result.message for profile_id, result in whole.items()}
