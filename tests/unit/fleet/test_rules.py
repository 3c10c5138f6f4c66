# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a healthy fleet: for each, a document that breaks it and nothing else, and neighbours of that one that do not."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from support.documents import documents, offer, profile, property_settings, sbc, trunk

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import (
    RULES,
    Finding,
    Rulebook,
    Subject,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Fleet
from simulator import documented_example, generate_fleet

HEALTHY = profile(1)
EMERGENCY = profile(9, isEmergencyProfile=True)


def judged_by(rulebook: Rulebook, fleet: Fleet) -> list[tuple[Finding, Subject]]:
    return rulebook.findings(rulebook.verdicts(fleet))


def judge(*rows: dict[str, Any], **options: Any) -> list[Finding]:
    judged = judged_by(Rulebook(options.pop("rules", None), **options), Fleet(read_profiles(list(rows))))
    return [finding for finding, _subject in judged]


def broken(*rows: dict[str, Any], **options: Any) -> list[str]:
    return [finding.rule for finding in judge(*rows, **options)]


class Case(NamedTuple):
    """Documents that break a rule and no other, with what the one finding is about; and documents that break none."""

    breaking: dict[str, list[dict[str, Any]]]
    about: dict[str, str]
    message: str
    healthy: dict[str, list[dict[str, Any]]]
    options: dict[str, Any] = {}


def offering(validation: Any, *offers: dict[str, Any]) -> list[dict[str, Any]]:
    return [profile(1, validation=validation, offerTypes=list(offers) or [offer("Calling")])]


CASES = {
    "failover": Case(
        breaking={
            "no trunk": [profile(1, trunksEnrolled=[])],
            "one trunk": [profile(1, trunk(1, 1, 2))],
            "two trunks on one SBC": [profile(1, trunk(1, 1), trunk(2, 1))],
        },
        about={"profile": "Profile_1"},
        message="rofile",
        healthy={
            "two trunks on two SBCs": [profile(1, trunk(1, 1), trunk(2, 2))],
            "two trunks that share one of two": [profile(1, trunk(1, 1, 2), trunk(2, 1))],
        },
    ),
    "unmatched_trunk": Case(
        breaking={"a third trunk without": [profile(1, trunk(1, 1), trunk(2, 2), trunk(3))]},
        about={"trunk": "oc3.example.net"},
        message="Trunk oc3.example.net has no matching SBC (profiles: Profile_1)",
        healthy={"each has one": [HEALTHY]},
    ),
    "trunk_conflict": Case(
        breaking={
            "other SBCs": [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 3), trunk(2, 2))],
            "one more SBC": [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 1, 3), trunk(2, 2))],
            "no SBC in one": [profile(1, trunk(1, 1), trunk(2, 2), trunk(3, 3)), profile(2, trunk(1), trunk(2, 2), trunk(3, 3))],
            "other FQDNs": [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 1, trunkFqdn="x"), trunk(2, 2))],
        },
        about={"trunk": "oc1.example.net"},
        message="Trunk oc1.example.net is listed with different ",
        healthy={
            "the same in both": [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 1), trunk(2, 2))],
            "FQDNs in another case": [
                profile(1, trunk(1, 1), trunk(2, 2)),
                profile(2, trunk(1, 1, trunkFqdn="OC1.example.net"), trunk(2, 2)),
            ],
            "a null FQDN": [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 1, trunkFqdn=None), trunk(2, 2))],
        },
    ),
    "test_numbers": Case(
        breaking={
            "two": [profile(1, offerTypes=[offer("Calling", 2)])],
            "none": [profile(1, offerTypes=[offer("Calling", 0)])],
            "a null": [profile(1, offerTypes=[{"offerTypeName": "Calling", "testNumbers": None}])],
            "blanks": [profile(1, offerTypes=[{"offerTypeName": "Calling", "testNumbers": ["+1", "+2", "", " "]}])],
            "one of them twice": [profile(1, offerTypes=[{"offerTypeName": "Calling", "testNumbers": ["+1", "+2", "+2"]}])],
        },
        about={"profile": "Profile_1", "offer_type": "Calling"},
        message=" of 3 test numbers for offer type Calling of profile Profile_1",
        healthy={"three": [HEALTHY], "four": [profile(1, offerTypes=[offer("Calling", 4)])], "none offered": [profile(1, offerTypes=[])]},
    ),
    "validation_not_run": Case(
        breaking={
            "NotRun": offering({"Calling": "NotRun"}),
            "in another case": offering({"Calling": " notRUN "}),
            "null": offering({"Calling": None}),
            "blank": offering({"Calling": ""}),
            "white space": offering({"Calling": "  "}),
            "no status": offering({"OCMobile": "Passed"}),
            "an empty map": offering({}),
            "no map": offering(None),
        },
        about={"profile": "Profile_1", "offer_type": "Calling"},
        message="Validation was never run for offer type Calling of profile Profile_1",
        healthy={"passed": [HEALTHY], "of what is not offered": offering({"Calling": "Passed", "OCMobile": "NotRun"})},
        options={"validation_ok": ["Passed", "NotRun"]},
    ),
    "validation_not_ok": Case(
        breaking={
            "a word": offering({"Calling": "PartlyDone"}),
            "false": offering(False),
            "false of one": offering({"Calling": False}),
            "a number": offering({"Calling": 1}),
            "a fraction": offering({"Calling": 0.0}),
        },
        about={"profile": "Profile_1", "offer_type": "Calling"},
        message='Validation is "',
        healthy={
            "Passed": offering({"Calling": "PASSED"}),
            "Success": offering({"Calling": "success"}),
            "Succeeded": offering({"Calling": " Succeeded"}),
            "true": offering(True),
            "true of one": offering({"Calling": True}),
            "of what is not offered": offering({"Calling": "Passed", "OCMobile": "Failed"}),
        },
    ),
    "emergency_path": Case(
        breaking={
            "none": [profile(1, emergencyDialStrings=[])],
            "blank ones": [profile(1, emergencyDialStrings=["", " "])],
            "an empty reference": [profile(1, emergencyDialStrings=[""], emergencyProfileId="")],
            "a blank reference": [profile(1, emergencyDialStrings=[], emergencyProfileId=" ")],
        },
        about={"profile": "Profile_1"},
        message="Profile Profile_1 has neither an emergency profile nor an emergency dial string",
        healthy={
            "a dial string": [HEALTHY],
            "an emergency profile": [profile(1, emergencyDialStrings=[], emergencyProfileId="profile-9"), EMERGENCY],
        },
    ),
    "emergency_profile": Case(
        breaking={
            "nothing": [profile(1, emergencyProfileId="nobody")],
            "not for emergencies": [profile(1, emergencyProfileId="profile-2"), profile(2)],
            "itself": [profile(1, emergencyProfileId="profile-1")],
            "a name in another case": [profile(1, emergencyProfileId="PROFILE_9"), EMERGENCY],
        },
        about={"profile": "Profile_1"},
        message="Profile Profile_1 names the emergency profile ",
        healthy={
            "an id": [profile(1, emergencyProfileId="profile-9"), EMERGENCY],
            "an id in another case": [profile(1, emergencyProfileId="PROFILE-9"), EMERGENCY],
            "a name": [profile(1, emergencyProfileId="Profile_9"), EMERGENCY],
            "an id before a name": [profile(1, emergencyProfileId="profile-9"), EMERGENCY, profile(3, name="profile-9")],
        },
    ),
    "emergency_dial_strings": Case(
        breaking={
            "none": [profile(1, isEmergencyProfile=True, emergencyDialStrings=[])],
            "blank ones": [profile(1, isEmergencyProfile=True, emergencyDialStrings=["", "\t"])],
            "null": [profile(1, isEmergencyProfile=True, emergencyDialStrings=None)],
        },
        about={"profile": "Profile_1"},
        message="Emergency profile Profile_1 has no emergency dial string",
        healthy={"one": [EMERGENCY]},
    ),
    "sbc_conflict": Case(
        breaking={
            "two names": [profile(1, trunk(1, sbc(1)), trunk(2, 2)), profile(2, trunk(3, sbc(1, name="Other")), trunk(4, 4))],
            "two addresses": [profile(1, trunk(1, sbc(1)), trunk(2, sbc(1, ipAddress="10.9.9.9"), 2))],
            "two FQDNs": [profile(1, trunk(1, sbc(1)), trunk(2, 2), additionalSbcList=[sbc(1, fqdn="other.example.net")])],
        },
        about={"sbc": "SBC-1"},
        message="SBC SBC-1 (sbcId 1) is listed with different data: ",
        healthy={
            "the same in both": [profile(1, trunk(1, 1), trunk(2, 1, 2))],
            "null against a value": [profile(1, trunk(1, sbc(1, name=None, ipAddress=None)), trunk(2, 1, 2))],
            "FQDNs in another case": [profile(1, trunk(1, sbc(1, fqdn="SBC-1.example.net")), trunk(2, 1, 2))],
        },
    ),
    "unusable_address": Case(
        breaking={
            "none": [profile(1, trunk(1, sbc(1, fqdn=None, ipAddress=None)), trunk(2, 2))],
            "neither is one": [profile(1, trunk(1, sbc(1, fqdn="-oProxyCommand=x", ipAddress="2886856613")), trunk(2, 2))],
            "an additional one": [profile(1, trunk(2, 2), trunk(3, 3), additionalSbcList=[sbc(1, fqdn="", ipAddress=" ")])],
        },
        about={"sbc": "SBC-1"},
        message="SBC SBC-1 (sbcId 1) has neither an IP address nor a DNS name",
        healthy={
            "a name alone": [profile(1, trunk(1, sbc(1, ipAddress="unknown, ask")), trunk(2, 2))],
            "an address alone": [profile(1, trunk(1, sbc(1, fqdn=None)), trunk(2, 2))],
        },
    ),
    "region_coverage": Case(
        breaking={"no profile": [HEALTHY], "in another case": [profile(1, region="apac")], "a null": [profile(1, region=None)]},
        about={"region": "APAC"},
        message="Region APAC has no calling profile",
        healthy={"one": [profile(1, region="APAC")]},
        options={"required_regions": ["APAC", "APAC"]},
    ),
}
BREAKING = [(rule, name) for rule, case in CASES.items() for name in case.breaking]
HEALTHY_ONES = [(rule, name) for rule, case in CASES.items() for name in case.healthy]


@pytest.mark.parametrize(("rule", "name"), BREAKING)
def test_a_rule_is_broken_and_only_it(rule: str, name: str) -> None:
    case = CASES[rule]
    (finding,) = judge(*case.breaking[name], **case.options)
    everything = {"profile": None, "trunk": None, "sbc": None, "offer_type": None, "region": None}
    expected = {"rule": rule, "severity": RULES[rule].severity, **everything, **case.about, "message": finding.message}
    assert finding.as_dict() == expected
    assert case.message in finding.message


@pytest.mark.parametrize(("rule", "name"), HEALTHY_ONES)
def test_a_rule_holds(rule: str, name: str) -> None:
    case = CASES[rule]
    assert broken(*case.healthy[name], **case.options) == []


def test_a_shared_name_is_found_at_each_of_its_profiles() -> None:
    findings = judge(profile(1, name="Same"), profile(2, name="Same"), profile(3, name="same"))
    assert [(finding.rule, finding.severity, finding.profile, finding.message) for finding in findings] == [
        ("duplicate_name", "error", "profile-1", "Profile profile-1 shares the name Same with another profile"),
        ("duplicate_name", "error", "profile-2", "Profile profile-2 shares the name Same with another profile"),
    ]
    assert broken(profile(1, name=None), profile(2, name=None), profile(3, name=""), profile(4, name="")) == []


def test_a_reference_to_a_name_of_two_is_broken() -> None:
    findings = judge(
        profile(1, emergencyProfileId="Same"),
        profile(2, name="Same", isEmergencyProfile=True),
        profile(3, name="Same", isEmergencyProfile=True),
        rules={"duplicate_name": "off"},
    )
    assert [(finding.rule, finding.message) for finding in findings] == [
        ("emergency_profile", "Profile Profile_1 names the emergency profile Same, a name that 2 profiles share")
    ]


def test_every_rule_has_a_case() -> None:
    assert {*CASES, "duplicate_name"} == set(RULES)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([profile(1, trunksEnrolled=[])], "Profile Profile_1 has 0 of 2 trunks with an SBC that failover needs (0 enrolled)"),
        ([profile(1, trunk(1, 1, 2))], "Profile Profile_1 has 1 of 2 trunks with an SBC that failover needs (1 enrolled)"),
        ([profile(1, trunk(1, 1), trunk(2), trunk(3))], "Profile Profile_1 has 1 of 2 trunks with an SBC that failover needs (3 enrolled)"),
        ([profile(1, trunk(1, 1), trunk(2, 1), trunk(3))], "All 2 trunks of profile Profile_1 end on one SBC, SBC-1"),
    ],
)
def test_the_message_says_why_there_is_no_failover(rows: list[dict[str, Any]], message: str) -> None:
    assert [finding.message for finding in judge(*rows) if finding.rule == "failover"] == [message]


def test_a_conflict_of_sbcs_and_fqdns_is_one_finding() -> None:
    rows = [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 3, trunkFqdn="other"), trunk(2, 2))]
    assert [finding.message for finding in judge(*rows)] == [
        "Trunk oc1.example.net is listed with different SBCs and FQDNs (oc1.example.net, other) (profiles: Profile_1, Profile_2)"
    ]


def test_a_status_is_quoted_as_the_service_says_it() -> None:
    assert 'Validation is "Partly Done" for' in judge(*offering({"Calling": "Partly Done"}))[0].message


def test_one_finding_for_each_offered_type() -> None:
    rows = offering({"A": "NotRun", "B": "Failed"}, offer("A", 0), offer("B"), offer("C", 1), offer("A", 0))
    assert [(finding.rule, finding.offer_type) for finding in judge(*rows)] == [
        ("test_numbers", "A"),
        ("validation_not_run", "A"),
        ("validation_not_ok", "B"),
        ("test_numbers", "C"),
        ("validation_not_run", "C"),
    ]


@pytest.mark.parametrize(
    ("words", "status", "rules"),
    [
        (["OK"], "ok", []),
        (["OK"], "Passed", ["validation_not_ok"]),
        ([" Green "], "green", []),
        ([], "Passed", ["validation_not_ok"]),
        ([], True, []),
        (["NotRun"], "NotRun", ["validation_not_run"]),
        (["False"], False, ["validation_not_ok"]),
    ],
)
def test_validation_ok(words: list[str], status: object, rules: list[str]) -> None:
    assert broken(*offering({"Calling": status}), validation_ok=words) == rules


def test_what_the_service_says_is_quoted_on_one_line() -> None:
    name = "A\nCOMPLIANT: 1 check\x1b[31m\u202e"
    rows = [profile(1, trunk(1, 1, trunkFqdn=name), name=name, validation={"Calling": name}, emergencyProfileId=name)]
    findings = judge(*rows)
    assert {"failover", "validation_not_ok", "emergency_profile"} == {finding.rule for finding in findings}
    assert all(finding.message.isprintable() for finding in findings)
    assert "A COMPLIANT: 1 check [31m" in findings[0].message
    assert findings[0].profile == name


# --- severities


@pytest.mark.parametrize("off", ["off", False])
def test_a_rule_that_is_off_finds_nothing(off: object) -> None:
    assert broken(profile(1, trunk(1, 1)), rules={"failover": off}) == []


def test_a_severity_can_be_set_and_the_others_stay() -> None:
    rows = [profile(1, trunk(1, 1), trunk(2), emergencyProfileId="nobody")]
    findings = judge(*rows, rules={"failover": "error", "emergency_profile": "warning"})
    assert {finding.rule: finding.severity for finding in findings} == {
        "failover": "error",
        "emergency_profile": "warning",
        "unmatched_trunk": "warning",
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rules": {"failovr": "error"}}, "rules: failovr is unknown. Did you mean failover?"),
        ({"rules": {"failover": "eror"}}, "rules.failover: eror is unknown. Did you mean error?"),
        ({"rules": {"failover": "Error"}}, "rules.failover: Error is unknown. Did you mean error?"),
        ({"rules": {"failover": True}}, "rules.failover: True is unknown."),
        ({"rules": {"failover": None}}, "rules.failover: None is unknown."),
        ({"rules": {"failover": ["error"]}}, "rules.failover: ['error'] is unknown."),
        ({"rules": {"failover": 0}}, "rules.failover: 0 is unknown."),
        ({"rules": ["failover"]}, "rules: a mapping from rule to severity was expected. For example: rules: {failover: error}."),
        ({"required_regions": [False]}, "required_regions: a list of strings was expected. Quote what YAML would read"),
        ({"required_regions": "EMEA"}, "required_regions: a list of strings was expected."),
        ({"validation_ok": ["Passed", 1]}, "validation_ok: a list of strings was expected."),
        ({"validation_ok": "Passed"}, "validation_ok: a list of strings was expected."),
    ],
)
def test_what_is_no_rulebook(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        judge(HEALTHY, **options)
    assert str(caught.value).startswith(message)


# --- what holds


def test_a_rule_that_holds_is_a_verdict_too() -> None:
    rows = [profile(1, trunk(1, 1), trunk(2), additionalSbcList=[sbc(7)])]
    verdicts = list(Rulebook({"failover": "off"}, ["EMEA", "APAC"]).verdicts(Fleet(read_profiles(rows))))
    assert [(rule, getattr(subject, "key", None), bool(message)) for rule, subject, _names, message in verdicts] == [
        ("duplicate_name", "Profile_1", False),
        ("emergency_path", "Profile_1", False),
        ("test_numbers", "Profile_1", False),
        ("validation_not_run", "Profile_1", False),
        ("validation_not_ok", "Profile_1", False),
        ("unmatched_trunk", "oc1.example.net", False),
        ("trunk_conflict", "oc1.example.net", False),
        ("unmatched_trunk", "oc2.example.net", True),
        ("trunk_conflict", "oc2.example.net", False),
        ("sbc_conflict", "SBC-1", False),
        ("unusable_address", "SBC-1", False),
        ("sbc_conflict", "SBC-7", False),
        ("unusable_address", "SBC-7", False),
        ("region_coverage", None, False),
        ("region_coverage", None, True),
    ]


@property_settings
@given(documents())
def test_findings_are_the_verdicts_that_are_broken(document: list[dict[str, Any]]) -> None:
    fleet, rulebook = Fleet(read_profiles(document)), Rulebook()
    verdicts = [(rule, subject, message) for rule, subject, _names, message in rulebook.verdicts(fleet) if message]
    assert [(finding.rule, subject, finding.message) for finding, subject in judged_by(rulebook, fleet)] == verdicts


# --- whole documents


def test_the_documented_example() -> None:
    found = [(finding.rule, finding.profile or finding.trunk, finding.offer_type) for finding in judge(*documented_example())]
    first, second = (row["name"] for row in documented_example())
    expected = []
    for name in (first, second):
        expected += [("failover", name, None), ("emergency_path", name, None)]
        for offered in ("Calling", "AudioConferencing"):
            expected += [("test_numbers", name, offered), ("validation_not_run", name, offered)]
    expected += [("unmatched_trunk", f"oc{number}.customers.audio-code.co.il", None) for number in (1, 2)]
    assert sorted(map(str, found)) == sorted(map(str, expected))


def test_a_fleet_without_defects_breaks_nothing() -> None:
    assert judge(*generate_fleet(300, defects=False), required_regions=["EMEA", "APAC", "AMER"]) == []


@property_settings
@given(documents())
def test_failover_ready_means_that_the_rule_holds(document: list[dict[str, Any]]) -> None:
    fleet = Fleet(read_profiles(document))
    not_ready = {profile_.key for profile_ in fleet.profiles if not profile_.is_failover_ready}
    judged = judged_by(Rulebook(), fleet)
    assert {finding.profile for finding, _subject in judged if finding.rule == "failover"} == not_ready


@property_settings
@given(documents())
def test_a_finding_names_what_it_is_about_and_fits_on_a_line(document: list[dict[str, Any]]) -> None:
    for finding, _subject in judged_by(Rulebook(required_regions=["EMEA"]), Fleet(read_profiles(document))):
        about = RULES[finding.rule].about
        named = [kind for kind in ("profile", "trunk", "sbc", "region") if getattr(finding, kind) is not None]
        assert named == [{"offer type": "profile"}.get(about, about)]
        assert finding.offer_type is None or about == "offer type"
        assert finding.message.isprintable()
