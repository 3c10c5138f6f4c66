# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of a fleet with its expected state: every difference is one line that names the object."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import documents, offer, profile, sbc, shuffled, trunk, with_value
from support.expectations import baseline, broken, compared, expectation, lines, reordered, states, view

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.compare import compare
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.waivers import (
    read_waivers,
    waive,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError

Json = dict[str, Any]
EMERGENCY = profile(9, trunk(8, 8), trunk(9, 9), name="EMEA_Emergency", isEmergencyProfile=True)
CALLING = profile(
    1,
    trunk(1, 1, 2),
    trunk(2, 3),
    name="PROD_EMEA",
    emergencyProfileId="profile-9",
    emergencyDialStrings=["112", "911"],
    offerTypes=[offer("Calling"), offer("AudioConferencing", 4)],
    validation={"Calling": "Passed", "AudioConferencing": True},
    additionalSbcList=[sbc(9)],
)
FLEET = [CALLING, EMERGENCY]
STATE: Json = {
    "for_each": [{"match": {"name": "PROD_*"}, "expect": {"carrier": "Contoso", "failover_ready": True}}],
    "profiles": {
        "PROD_EMEA": {
            "region": "EMEA",
            "environment": {"one_of": ["Production", "Staging"]},
            "is_emergency": False,
            "offer_types": ["AudioConferencing", "Calling"],
            "emergency_profile": "EMEA_Emergency",
            "emergency_dial_strings": ["911", "112"],
            "test_numbers": {"Calling": {"count": {"min": 3}}, "AudioConferencing": {"contains": ["+12005550103"], "count": {"max": 4}}},
            "validation": {"Calling": {"like": "Pass*"}, "AudioConferencing": True, "OCMobile": None},
            "trunks": {"OC1.example.net": ["SBC-2", 1], "oc2.example.net": {"contains": ["SBC-3"]}},
            "additional_sbcs": [9],
        },
        "EMEA_Emergency": "present",
        "PROD_OLD": "absent",
    },
    "trunks": {"oc1.example.net": {"id": "TRUNK-1", "sbcs": ["SBC-1", "SBC-2"]}, "oc.old.example.net": "absent"},
    "sbcs": {"SBC-1": {"ip_address": "10.0.0.1", "fqdn": "SBC-1.example.net", "id": 1}, "SBC-FRA-01": "absent", "SBC-8": "present"},
}


def changed(path: str, value: Any, state: Json | None = None) -> Json:
    """The state with another value at one path."""
    return dict(with_value(STATE if state is None else state, path, value))


def test_a_fleet_that_is_as_expected() -> None:
    checks = compared(FLEET, STATE).checks
    assert broken(checks) == []
    assert sorted(check.message.partition(": ")[0] for check in checks) == [
        "EMEA_Emergency",
        "EMEA_Emergency › trunk oc8.example.net › sbc SBC-8",
        "PROD_EMEA",
        "PROD_EMEA › additional_sbcs",
        "PROD_EMEA › carrier",
        "PROD_EMEA › emergency_dial_strings",
        "PROD_EMEA › emergency_profile",
        "PROD_EMEA › environment",
        "PROD_EMEA › failover_ready",
        "PROD_EMEA › is_emergency",
        "PROD_EMEA › offer_types",
        "PROD_EMEA › region",
        "PROD_EMEA › test_numbers.AudioConferencing",
        "PROD_EMEA › test_numbers.Calling",
        "PROD_EMEA › trunk oc1.example.net",
        "PROD_EMEA › trunk oc1.example.net › id",
        "PROD_EMEA › trunk oc1.example.net › sbc SBC-1",
        "PROD_EMEA › trunk oc1.example.net › sbc SBC-1 › fqdn",
        "PROD_EMEA › trunk oc1.example.net › sbc SBC-1 › id",
        "PROD_EMEA › trunk oc1.example.net › sbc SBC-1 › ip_address",
        "PROD_EMEA › trunk oc1.example.net › sbcs",
        "PROD_EMEA › trunk oc1.example.net › sbcs",
        "PROD_EMEA › trunk oc2.example.net › sbcs",
        "PROD_EMEA › trunks",
        "PROD_EMEA › validation.AudioConferencing",
        "PROD_EMEA › validation.Calling",
        "PROD_EMEA › validation.OCMobile",
        "PROD_OLD",
        "sbc SBC-FRA-01",
        "trunk oc.old.example.net",
    ]


WRONG = {
    "a name": ("profiles/PROD_NEW", "present", "PROD_NEW: missing"),
    "a name, with fields": ("profiles/PROD_NEW", {"region": "EMEA"}, "PROD_NEW: missing"),
    "the case of a name": ("profiles/prod_emea", "present", "prod_emea: missing (similar: PROD_EMEA)"),
    "region": ("profiles/PROD_EMEA/region", "APAC", "PROD_EMEA › region: expected APAC, found EMEA"),
    "region, null": ("profiles/PROD_EMEA/region", None, "PROD_EMEA › region: expected null, found EMEA"),
    "region, the word null": ("profiles/PROD_EMEA/region", "null", 'PROD_EMEA › region: expected "null", found EMEA'),
    "environment": (
        "profiles/PROD_EMEA/environment",
        {"one_of": ["Test", "Staging"]},
        "PROD_EMEA › environment: expected one of Test, Staging, found Production",
    ),
    "two operators": (
        "profiles/PROD_EMEA/environment",
        {"one_of": ["Production"], "like": "prod*"},
        "PROD_EMEA › environment: expected Production and like prod*, found Production",
    ),
    "is_emergency": ("profiles/PROD_EMEA/is_emergency", True, "PROD_EMEA › is_emergency: expected true, found false"),
    "for_each": ("for_each/0/expect/carrier", "Fabrikam", "PROD_EMEA › carrier: expected Fabrikam, found Contoso"),
    "for_each that matches nothing": (
        "for_each/0/match/name",
        "TEST_*",
        "expected.for_each[0]: no selected calling profile matches {name: TEST_*}",
    ),
    "for_each with a typing error": (
        "for_each/0/match/name",
        "PRD_*",
        "expected.for_each[0]: no selected calling profile matches {name: PRD_*} (the most similar name is PROD_EMEA)",
    ),
    "failover_ready": ("for_each/0/expect/failover_ready", False, "PROD_EMEA › failover_ready: expected false, found true"),
    "trunk missing": (
        "profiles/PROD_EMEA/trunks/oc3.example.net",
        [],
        "PROD_EMEA › trunk oc3.example.net: missing",
    ),
    "trunk of another profile": (
        "profiles/PROD_EMEA/trunks/oc8.example.net",
        ["SBC-8"],
        "PROD_EMEA › trunk oc8.example.net: missing",
    ),
    "trunk extra": ("profiles/PROD_EMEA/trunks", ["oc1.example.net"], "PROD_EMEA › trunk oc2.example.net: unexpected"),
    "SBC missing": (
        "profiles/PROD_EMEA/trunks/oc2.example.net",
        ["SBC-3", "SBC-77"],
        "PROD_EMEA › trunk oc2.example.net › sbc SBC-77: missing",
    ),
    "SBC that serves another trunk": (
        "profiles/PROD_EMEA/trunks/oc2.example.net",
        {"contains": ["SBC-8"]},
        "PROD_EMEA › trunk oc2.example.net › sbc SBC-8: missing (currently on trunk oc8.example.net)",
    ),
    "SBC extra": (
        "profiles/PROD_EMEA/trunks/OC1.example.net",
        ["SBC-2"],
        "PROD_EMEA › trunk oc1.example.net › sbc SBC-1: unexpected",
    ),
    "SBC moved": (
        "profiles/PROD_EMEA/trunks",
        {"oc1.example.net": ["SBC-1"], "oc2.example.net": ["SBC-2", "SBC-3"]},
        "PROD_EMEA › sbc SBC-2: expected on trunk oc2.example.net, found on trunk oc1.example.net",
    ),
    "count of SBCs": (
        "profiles/PROD_EMEA/trunks/oc2.example.net",
        {"count": {"min": 2, "max": 2}},
        "PROD_EMEA › trunk oc2.example.net › sbcs: expected exactly 2, found 1: [SBC-3]",
    ),
    "additional SBC": (
        "profiles/PROD_EMEA/additional_sbcs",
        [],
        "PROD_EMEA › sbc SBC-9: unexpected",
    ),
    "SBC re-addressed": (
        "sbcs/SBC-1/ip_address",
        "10.0.0.9",
        "PROD_EMEA › trunk oc1.example.net › sbc SBC-1 › ip_address: expected 10.0.0.9, found 10.0.0.1",
    ),
    "SBC of another id": ("sbcs/SBC-1/id", 7, "PROD_EMEA › trunk oc1.example.net › sbc SBC-1 › id: expected 7, found 1"),
    "SBC that does not exist": ("sbcs/SBC-77", {"ip_address": "10.0.0.9"}, "sbc SBC-77: missing"),
    "SBC that should be gone": ("sbcs/SBC-8", "absent", "sbc SBC-8: unexpected (currently on trunk oc8.example.net)"),
    "trunk of another id": (
        "trunks/oc1.example.net/id",
        "trunk-7",
        "PROD_EMEA › trunk oc1.example.net › id: expected trunk-7, found trunk-1",
    ),
    "SBC of a trunk": (
        "trunks/oc1.example.net/sbcs",
        [1, 2, 3],
        "PROD_EMEA › trunk oc1.example.net › sbc SBC-3: missing (currently on trunk oc2.example.net)",
    ),
    "trunk that should be gone": (
        "trunks/OC8.example.net",
        "absent",
        "trunk OC8.example.net: unexpected (currently in profile EMEA_Emergency)",
    ),
    "test numbers short": (
        "profiles/PROD_EMEA/test_numbers/Calling",
        {"count": {"min": 4}},
        "PROD_EMEA › test_numbers.Calling: expected at least 4, found 3: [+12005550100, +12005550101, +12005550102]",
    ),
    "test numbers of an offer type that is not offered": (
        "profiles/PROD_EMEA/test_numbers/OCMobile",
        {"count": {"max": 4}},
        "PROD_EMEA › test_numbers.OCMobile: expected at most 4, found nothing (not offered)",
    ),
    "validation": ("profiles/PROD_EMEA/validation/Calling", "NotRun", "PROD_EMEA › validation.Calling: expected NotRun, found Passed"),
    "validation, typed": (
        "profiles/PROD_EMEA/validation/AudioConferencing",
        "true",
        'PROD_EMEA › validation.AudioConferencing: expected "true", found true',
    ),
    "like never matches null": (
        "profiles/PROD_EMEA/validation/OCMobile",
        {"like": "*"},
        "PROD_EMEA › validation.OCMobile: expected like *, found null",
    ),
    "dial string missing": (
        "profiles/PROD_EMEA/emergency_dial_strings",
        ["112", "911", "999"],
        "PROD_EMEA › emergency_dial_strings: expected [112, 911, 999], found [112, 911] (missing 999)",
    ),
    "dial string missing, contains": (
        "profiles/PROD_EMEA/emergency_dial_strings",
        {"contains": ["999"]},
        "PROD_EMEA › emergency_dial_strings: expected to contain [999], found [112, 911]",
    ),
    "offer types": (
        "profiles/PROD_EMEA/offer_types",
        ["Calling", "X"],
        "PROD_EMEA › offer_types: expected [Calling, X], found [Calling, AudioConferencing] (missing X; unexpected AudioConferencing)",
    ),
    "emergency profile": (
        "profiles/PROD_EMEA/emergency_profile",
        "PROD_EMEA",
        "PROD_EMEA › emergency_profile: expected PROD_EMEA, found EMEA_Emergency",
    ),
    "emergency profile, null": (
        "profiles/PROD_EMEA/emergency_profile",
        None,
        "PROD_EMEA › emergency_profile: expected null, found EMEA_Emergency",
    ),
    "absent profile present": ("profiles/EMEA_Emergency", "absent", "EMEA_Emergency: unexpected (expected to be absent)"),
}


@pytest.mark.parametrize("what", WRONG)
def test_one_wrong_value_is_one_line(what: str) -> None:
    path, value, line = WRONG[what]
    assert lines(FLEET, changed(path, value)) == [line]


def test_all_differences_are_found_in_one_run() -> None:
    kinds = [
        "a name",
        "region",
        "trunk missing",
        "SBC re-addressed",
        "test numbers short",
        "validation",
        "dial string missing",
        "emergency profile, null",
        "absent profile present",
    ]
    state = STATE
    for kind in kinds:
        path, value, _line = WRONG[kind]
        state = changed(path, value, state)
    found = lines(FLEET, state)
    assert sorted(found) == sorted(WRONG[kind][2] for kind in kinds)


def test_a_broken_emergency_reference() -> None:
    document = [{**CALLING, "emergencyProfileId": "gone"}, EMERGENCY]
    assert lines(document, STATE) == ["PROD_EMEA › emergency_profile: expected EMEA_Emergency, found gone, which does not exist"]
    state = {"profiles": {"PROD_EMEA": {"emergency_profile": "gone"}}}
    assert lines(document, state) == ["PROD_EMEA › emergency_profile: expected gone, found gone, which does not exist"]


@pytest.mark.parametrize("reference", ["profile-9", "PROFILE-9", "EMEA_Emergency"])
@pytest.mark.parametrize("expected", ["profile-9", "Profile-9", "EMEA_Emergency", {"like": "EMEA_*"}, {"one_of": [None, "profile-9"]}])
def test_an_emergency_profile_is_resolved_on_both_sides(reference: str, expected: Any) -> None:
    document = [{**CALLING, "emergencyProfileId": reference}, EMERGENCY]
    assert lines(document, {"profiles": {"PROD_EMEA": {"emergency_profile": expected}}}) == []


def test_shared_names_are_ambiguous() -> None:
    document = [
        profile(1, trunk(1, sbc(1, name="A"), sbc(2, name="A")), trunk(2, 3), name="Same"),
        profile(2, trunk(5, 5, trunkFqdn="OC2.example.net"), trunk(6, 6), name="Same", emergencyProfileId="Same"),
    ]
    state = {
        "profiles": {
            "Same": {"region": "APAC"},
            "profile-1": {"trunks": {"oc1.example.net": ["A", 1], "oc2.example.net": []}, "emergency_profile": "Same"},
        },
        "trunks": {"oc2.example.net": "present", "trunk-2": {"sbcs": [3]}},
        "sbcs": {"A": "absent"},
    }
    assert sorted(lines(document, state)) == [
        "Same: ambiguous: 2 profiles have this name (ids profile-1, profile-2)",
        "profile-1 › emergency_profile: ambiguous: 2 profiles have the name Same (ids profile-1, profile-2)",
        "profile-1 › trunk oc1.example.net › sbc A: ambiguous: 2 SBCs have this name (ids 1, 2)",
        "profile-1 › trunk oc2.example.net: ambiguous: 2 trunks have this name (ids trunk-2, trunk-5)",
        "sbc A: ambiguous: 2 SBCs have this name (ids 1, 2)",
        "trunk oc2.example.net: ambiguous: 2 trunks have this name (ids trunk-2, trunk-5)",
    ]


def test_profiles_override_for_each_field_by_field() -> None:
    state = {
        "for_each": [
            {"match": {"name": "*"}, "expect": {"region": "APAC", "carrier": "Fabrikam", "validation": {"Calling": "Passed", "X": "Y"}}},
            {"match": {"name": "PROD_*"}, "expect": {"carrier": "Northwind"}},
        ],
        "profiles": {"PROD_EMEA": {"region": "EMEA", "validation": {"X": None}}},
    }
    assert lines(FLEET, state) == [
        "EMEA_Emergency › carrier: expected Fabrikam, found Contoso",
        "EMEA_Emergency › region: expected APAC, found EMEA",
        "EMEA_Emergency › validation.X: expected Y, found null",
        "PROD_EMEA › carrier: expected Northwind, found Contoso",
    ]


def test_a_later_list_of_trunks_is_the_whole_list() -> None:
    state = {
        "for_each": [{"match": {"name": "PROD_*"}, "expect": {"trunks": {"oc1.example.net": [77], "oc2.example.net": [77]}}}],
        "profiles": {"PROD_EMEA": {"trunks": {"oc1.example.net": {"count": {"min": 1}}}}},
    }
    assert lines(FLEET, state) == ["PROD_EMEA › trunk oc2.example.net: unexpected"]


def test_unexpected_profiles() -> None:
    state = {"profiles": {"PROD_EMEA": "present"}}
    assert lines(FLEET, state) == []
    assert lines(FLEET, state, fail_unexpected=True) == ["EMEA_Emergency: unexpected (not in the expected state)"]


def test_profiles_that_are_not_selected_are_not_checked() -> None:
    only = [{"name": "EMEA_*"}]
    state: Json = {"for_each": [{"match": {"name": "*"}, "expect": {"is_emergency": True}}]}
    assert lines(FLEET, state, include=only) == []
    state["profiles"] = {"EMEA_Emergency": "present"}
    assert lines(FLEET, state, include=only, fail_unexpected=True) == []


@pytest.mark.parametrize("wanted", ["present", "absent", {"region": "EMEA"}])
def test_a_name_outside_the_selection_is_an_error(wanted: Any) -> None:
    with pytest.raises(OptionError) as raised:
        compared(FLEET, {"profiles": {"PROD_EMEA": wanted}}, include=[{"name": "EMEA_*"}])
    assert str(raised.value).startswith("expected.profiles.PROD_EMEA: profile PROD_EMEA exists and is not selected")


def test_emergency_profiles_outside_the_selection_are_found() -> None:
    state = {"profiles": {"PROD_EMEA": {"emergency_profile": "EMEA_Emergency"}}}
    assert lines(FLEET, state, include=[{"name": "PROD_*"}]) == []


def test_an_absent_sbc_is_nowhere_in_the_fleet() -> None:
    document = [profile(1, additionalSbcList=[sbc(7)]), profile(2)]
    assert lines(document, {"sbcs": {"SBC-7": "absent"}}, include=[{"name": "Profile_2"}]) == [
        "sbc SBC-7: unexpected (currently an additional SBC of profile Profile_1)"
    ]


def test_every_address_of_an_sbc_must_be_as_expected() -> None:
    document = [profile(1, trunk(1, 1), trunk(2, sbc(1, ipAddress="10.0.0.9")))]
    state = {"sbcs": {"SBC-1": {"ip_address": "10.0.0.1"}}}
    assert lines(document, state) == ["sbc SBC-1 › ip_address: expected 10.0.0.1, found [10.0.0.1, 10.0.0.9]"]


def test_a_message_is_one_printable_line() -> None:
    document = [profile(1, region="A\nNOT CHECKED", name="Evil\x1b[31m\u2028")]
    (line,) = lines(document, {"for_each": [{"match": {"name": "*"}, "expect": {"region": "EMEA"}}]})
    assert line.isprintable()
    assert line == '"Evil\\u001b[31m\\u2028" › region: expected EMEA, found "A\\nNOT CHECKED"'


def test_rules_are_checks_that_pass_or_fail() -> None:
    document = [CALLING, {**EMERGENCY, "emergencyDialStrings": []}]
    checks = compared(document, rules={"emergency_path": "error"}, required_regions=["EMEA", "APAC"]).checks
    rules = {(check.kind, check.subject.profile): (check.status, check.severity) for check in checks if check.subject.profile}
    assert rules["failover", "PROD_EMEA"] == ("passed", "warning")
    assert rules["emergency_path", "PROD_EMEA"] == ("passed", "error")
    assert ("emergency_path", "EMEA_Emergency") not in rules
    assert rules["emergency_dial_strings", "EMEA_Emergency"] == ("failed", "warning")
    assert [(check.expected, check.status) for check in checks if check.kind == "region_coverage"] == [
        ("APAC", "failed"),
        ("EMEA", "passed"),
    ]
    assert [check.message for check in broken(checks)] == [
        "EMEA_Emergency › emergency_dial_strings: no emergency dial string",
        "region APAC › region_coverage: no calling profile has this region",
    ]


def test_rules_on_offer_types_name_the_field() -> None:
    document = [profile(1, offerTypes=[offer("Calling", 2)])]
    rules = {"test_numbers": "error", "validation_not_ok": "error"}
    (found,) = [check for check in compared(document, rules=rules).checks if check.kind == "test_numbers"]
    assert (found.field, found.status) == ("test_numbers.Calling", "failed")
    assert found.message == "Profile_1 › test_numbers.Calling: 2 test numbers, 3 required"


def test_a_rule_and_a_field_of_one_sbc_have_the_same_subject() -> None:
    unusable = {"name": "A", "fqdn": None, "ipAddress": None}
    state = {"sbcs": {"A": {"ip_address": "10.0.0.1"}}}
    for document, path in (
        ([profile(1, trunk(1, sbc(1, **unusable)))], "Profile_1 › trunk oc1.example.net › sbc A"),
        (
            [profile(1, trunk(1, sbc(1, **unusable)), trunk(2, sbc(1, **unusable))), profile(2, additionalSbcList=[sbc(1, **unusable)])],
            "sbc A",
        ),
    ):
        checks = {check.kind: check for check in broken(compared(document, state, rules={"unusable_address": "error"}).checks)}
        assert checks["unusable_address"].subject == checks["ip_address"].subject
        assert checks["unusable_address"].message.startswith(f"{path} › unusable_address: ")
        assert checks["ip_address"].message.startswith(f"{path} › ip_address: ")


@pytest.mark.parametrize(("globs", "is_waived"), [("Profile_?", True), ("Profile_1", False)])
@pytest.mark.parametrize("kind", ["unusable_address", "ip_address", "unexpected"])
def test_a_waiver_of_the_profiles_that_share_an_sbc_fits_every_check_of_it(kind: str, globs: str, is_waived: bool) -> None:
    shared = trunk(1, sbc(1, name="A", fqdn=None, ipAddress=None))
    state = {"sbcs": {"A": "absent" if kind == "unexpected" else {"ip_address": "10.0.0.1"}}}
    checks = compared([profile(1, shared), profile(2, shared)], state, rules={"unusable_address": "error"}).checks
    waivers = read_waivers([{"check": kind, "profile": globs, "reason": "CHG0031337", "until": "2026-12-31"}])
    settled, (use,) = waive(checks, waivers, date(2026, 6, 30))
    assert [check.status for check in settled if check.kind == kind and check.subject.sbc] == ["waived" if is_waived else "failed"]
    assert use.status == ("used" if is_waived else "unused")
    assert (use.warning() is None) is is_waived


def test_rules_on_an_offer_type_without_a_name_say_null() -> None:
    document = [profile(1, offerTypes=[offer(None, 0)])]
    (found,) = [check for check in compared(document, rules={"test_numbers": "error"}).checks if check.kind == "test_numbers"]
    assert found.field == "test_numbers.null"
    assert found.message.startswith("Profile_1 › test_numbers.null: ")


WRONG_REGION = changed("profiles/PROD_EMEA/region", "APAC")


def kinds_and_messages(document: list[Json], state: Json) -> list[tuple[str, str]]:
    return [(check.kind, check.message) for check in compared(document, state).checks]


@given(shuffled(FLEET))
def test_the_order_of_the_document_does_not_matter(document: list[Json]) -> None:
    assert kinds_and_messages(document, WRONG_REGION) == kinds_and_messages(FLEET, WRONG_REGION)


@given(reordered(WRONG_REGION))
def test_the_order_of_the_expected_state_does_not_matter(state: Json) -> None:
    assert kinds_and_messages(FLEET, state) == kinds_and_messages(FLEET, WRONG_REGION)


HOSTILE = st.text(alphabet=st.sampled_from("A\n\r\x1b\u2028 '\"\\"), min_size=1, max_size=4).filter(lambda text: not text.isspace())


@given(st.lists(HOSTILE, min_size=4, max_size=4, unique_by=str.casefold))
def test_no_name_from_the_service_can_break_a_line(names: list[str]) -> None:
    fqdn, other_fqdn, name, profile_name = names
    trunks = [trunk(1, sbc(1, name=name), trunkFqdn=fqdn), trunk(2, 2, trunkFqdn=other_fqdn)]
    document = [
        profile(1, *trunks, name=profile_name, region=name, additionalSbcList=[sbc(3, name=name)]),
        profile(2, *trunks, name=profile_name, callingProfileId=fqdn),
        profile(3, name="other"),
    ]
    state = {
        "for_each": [
            {
                "match": {"id": "*"},
                "expect": {"region": "x", "trunks": {fqdn: ["SBC-2"], other_fqdn: [1]}, "emergency_profile": profile_name},
            }
        ],
        "profiles": {profile_name: "absent"},
        "trunks": {fqdn: "absent", other_fqdn: {"sbcs": [name, 3]}},
        "sbcs": {name: "absent", "SBC-2": "absent"},
    }
    checks = compared(document, state, baseline([profile(1, name=profile_name + "x"), profile(7, name=name)])).checks
    assert broken(checks)
    assert [check.message for check in checks if not check.message.isprintable()] == []


def test_parts_are_one_expectation() -> None:
    parts = [{"profiles": {"PROD_EMEA": {"region": "APAC"}}}, {"profiles": {"EMEA_Emergency": {"region": "AMER"}}}]
    checks = compare(expectation(*parts), view(FLEET)).checks
    assert len(broken(checks)) == 2


@given(documents(), states, documents(), st.booleans())
def test_any_expectation_can_be_compared_with_any_fleet(document: list[Json], state: Json, before: list[Json], has_baseline: bool) -> None:
    checks = compared(document, state, baseline(before) if has_baseline else None, fail_unexpected=True).checks
    assert all(check.message.isprintable() for check in checks)


def test_no_name_can_forge_a_line_of_a_message() -> None:
    forged = "a\nCOMPLIANT: 1 check\x1b[2K"
    shared = [trunk(1, sbc(1, name=forged), trunkFqdn=forged), trunk(2, sbc(2, name=forged))]
    document = [profile(1, *shared, name=forged), profile(2, *shared, name=forged, emergencyProfileId=forged)]
    state = {
        "profiles": {forged: "present", "X": {"emergency_profile": forged}},
        "trunks": {forged: {"sbcs": [forged, "Y"]}, f"{forged}2": "present"},
        "sbcs": {forged: {"ip_address": forged}},
    }
    comparison = compared(document, state, baseline([profile(1, trunk(1, 3), name=forged)]), fail_unexpected=True, rules={})
    assert len([check for check in comparison.checks if check.status == "failed"]) > 5
    assert [check.message for check in comparison.checks if not check.message.isprintable()] == []
