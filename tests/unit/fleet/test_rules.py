# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules: for each rule, documents that break this rule and no other, and similar documents that break no rule."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from support.documents import documents, offer, profile, sbc, trunk

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import (
    RULES,
    Rulebook,
    RuleResult,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Fleet
from simulator import documented_example, generate_fleet

Document = list[dict[str, Any]]

HEALTHY = profile(1)
EMERGENCY = profile(9, isEmergencyProfile=True)


def results(*rows: dict[str, Any], **options: Any) -> list[RuleResult]:
    rulebook = Rulebook(options.pop("rules", None), **options)
    return list(rulebook.results(Fleet(read_profiles(list(rows)))))


def findings(*rows: dict[str, Any], **options: Any) -> list[RuleResult]:
    return [result for result in results(*rows, **options) if result.is_broken]


def broken(*rows: dict[str, Any], **options: Any) -> list[str]:
    return [finding.rule for finding in findings(*rows, **options)]


def messages(*rows: dict[str, Any], **options: Any) -> list[str]:
    return [finding.message for finding in findings(*rows, **options)]


class Case(NamedTuple):
    """Documents that break one rule: by name, with the problem of the only finding; and documents that break no rule."""

    path: str
    about: dict[str, str]
    breaking: dict[str, tuple[Document, str]]
    healthy: dict[str, Document]
    options: dict[str, Any] | None = None


def offering(validation: Any, *offers: dict[str, Any]) -> Document:
    return [profile(1, validation=validation, offerTypes=list(offers) or [offer("Calling")])]


def with_numbers(*numbers: str) -> Document:
    return [profile(1, offerTypes=[{"offerTypeName": "Calling", "testNumbers": list(numbers)}])]


NOT_RUN = "validation was never run"
NO_PATH = "no emergency profile and no emergency dial string"
NO_DIAL_STRING = "no emergency dial string"
NO_ADDRESS = "neither ip_address nor fqdn is an address"
NO_PROFILE = "no calling profile has this region"

CASES = {
    "failover": Case(
        path="Profile_1 › failover",
        about={"profile": "Profile_1"},
        breaking={
            "no trunk": (
                [profile(1, trunksEnrolled=[], emergencyProfileId="profile-9"), EMERGENCY],
                "0 trunks with an SBC, 2 required (0 enrolled)",
            ),
            "one trunk": ([profile(1, trunk(1, 1, 2))], "1 trunk with an SBC, 2 required (1 enrolled)"),
            "two trunks on one SBC": ([profile(1, trunk(1, 1), trunk(2, 1))], "all 2 trunks end on one SBC, SBC-1"),
            "three trunks on one SBC": ([profile(1, trunk(1, 1), trunk(2, 1), trunk(3, 1))], "all 3 trunks end on one SBC, SBC-1"),
        },
        healthy={
            "two trunks on two SBCs": [profile(1, trunk(1, 1), trunk(2, 2))],
            "two trunks that share one of two": [profile(1, trunk(1, 1, 2), trunk(2, 1))],
        },
    ),
    "unmatched_trunk": Case(
        path="trunk oc3.example.net › unmatched_trunk",
        about={"trunk": "oc3.example.net"},
        breaking={
            "a third trunk without": (
                [profile(1, trunk(1, 1), trunk(2, 2), trunk(3))],
                "no matching SBC (profiles: Profile_1)",
            ),
            "a trunk of many profiles": (
                [profile(number, trunk(1, 1), trunk(2, 2), trunk(3)) for number in range(1, 6)],
                "no matching SBC (profiles: Profile_1, Profile_2, Profile_3 and 2 more)",
            ),
        },
        healthy={"each has one": [HEALTHY]},
    ),
    "trunk_conflict": Case(
        path="trunk oc1.example.net › trunk_conflict",
        about={"trunk": "oc1.example.net"},
        breaking={
            "other SBCs": (
                [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 3), trunk(2, 2))],
                "listed with different SBCs (profiles: Profile_1, Profile_2)",
            ),
            "one more SBC": (
                [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 1, 3), trunk(2, 2))],
                "listed with different SBCs (profiles: Profile_1, Profile_2)",
            ),
            "no SBC in one": (
                [profile(1, trunk(1, 1), trunk(2, 2), trunk(3, 3)), profile(2, trunk(1), trunk(2, 2), trunk(3, 3))],
                "listed with different SBCs (profiles: Profile_1, Profile_2)",
            ),
            "other FQDNs": (
                [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 1, trunkFqdn="x"), trunk(2, 2))],
                "listed with different FQDNs (oc1.example.net, x) (profiles: Profile_1, Profile_2)",
            ),
            "other SBCs and FQDNs": (
                [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(1, 3, trunkFqdn="other"), trunk(2, 2))],
                "listed with different SBCs and FQDNs (oc1.example.net, other) (profiles: Profile_1, Profile_2)",
            ),
        },
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
        path="Profile_1 › test_numbers.Calling",
        about={"profile": "Profile_1", "offer_type": "Calling"},
        breaking={
            "two": ([profile(1, offerTypes=[offer("Calling", 2)])], "2 test numbers, 3 required"),
            "one": ([profile(1, offerTypes=[offer("Calling", 1)])], "1 test number, 3 required"),
            "none": ([profile(1, offerTypes=[offer("Calling", 0)])], "0 test numbers, 3 required"),
            "null": ([profile(1, offerTypes=[{"offerTypeName": "Calling", "testNumbers": None}])], "0 test numbers, 3 required"),
            "blanks": (with_numbers("+1", "+2", "", " "), "2 test numbers, 3 required"),
            "one of them twice": (with_numbers("+1", "+2", "+2"), "2 test numbers, 3 required"),
        },
        healthy={
            "three": [HEALTHY],
            "four": [profile(1, offerTypes=[offer("Calling", 4)])],
            "three in two offers of one type": [
                profile(1, offerTypes=[offer("Calling", 1), {"offerTypeName": "Calling", "testNumbers": ["+1", "+2"]}])
            ],
            "none offered": [profile(1, offerTypes=[])],
        },
    ),
    "validation_not_run": Case(
        path="Profile_1 › validation_not_run.Calling",
        about={"profile": "Profile_1", "offer_type": "Calling"},
        breaking={
            "NotRun": (offering({"Calling": "NotRun"}), NOT_RUN),
            "in another case": (offering({"Calling": " notRUN "}), NOT_RUN),
            "null": (offering({"Calling": None}), NOT_RUN),
            "empty": (offering({"Calling": ""}), NOT_RUN),
            "white space": (offering({"Calling": "  "}), NOT_RUN),
            "status of another type": (offering({"OCMobile": "Passed"}), NOT_RUN),
            "an empty mapping": (offering({}), NOT_RUN),
            "no mapping": (offering(None), NOT_RUN),
        },
        healthy={"passed": [HEALTHY], "a type that is not offered": offering({"Calling": "Passed", "OCMobile": "NotRun"})},
        options={"validation_ok": ["Passed", "NotRun"]},
    ),
    "validation_not_ok": Case(
        path="Profile_1 › validation_not_ok.Calling",
        about={"profile": "Profile_1", "offer_type": "Calling"},
        breaking={
            "a word": (offering({"Calling": "PartlyDone"}), "validation is PartlyDone"),
            "several words": (offering({"Calling": "Partly Done"}), "validation is Partly Done"),
            "words with a comma": (offering({"Calling": "Failed, twice"}), 'validation is "Failed, twice"'),
            "false": (offering(False), "validation is false"),
            "false for one type": (offering({"Calling": False}), "validation is false"),
            "the string false": (offering({"Calling": "False"}), 'validation is "False"'),
            "a number": (offering({"Calling": 1}), "validation is 1"),
            "a fraction": (offering({"Calling": 0.0}), "validation is 0.0"),
        },
        healthy={
            "Passed": offering({"Calling": "PASSED"}),
            "Success": offering({"Calling": "success"}),
            "Succeeded": offering({"Calling": " Succeeded"}),
            "true": offering(True),
            "true for one type": offering({"Calling": True}),
            "a type that is not offered": offering({"Calling": "Passed", "OCMobile": "Failed"}),
        },
    ),
    "emergency_path": Case(
        path="Profile_1 › emergency_path",
        about={"profile": "Profile_1"},
        breaking={
            "no dial string": ([profile(1, emergencyDialStrings=[])], NO_PATH),
            "blank dial strings": ([profile(1, emergencyDialStrings=["", " "])], NO_PATH),
            "an empty reference": ([profile(1, emergencyDialStrings=[""], emergencyProfileId="")], NO_PATH),
            "a blank reference": ([profile(1, emergencyDialStrings=[], emergencyProfileId=" ")], NO_PATH),
        },
        healthy={
            "a dial string": [HEALTHY],
            "an emergency profile": [profile(1, emergencyDialStrings=[], emergencyProfileId="profile-9"), EMERGENCY],
        },
    ),
    "emergency_profile": Case(
        path="Profile_1 › emergency_profile",
        about={"profile": "Profile_1"},
        breaking={
            "no such profile": ([profile(1, emergencyProfileId="nobody")], "emergency profile nobody does not exist"),
            "a name in another case": (
                [profile(1, emergencyProfileId="PROFILE_9"), EMERGENCY],
                "emergency profile PROFILE_9 does not exist",
            ),
            "not for emergencies": (
                [profile(1, emergencyProfileId="profile-2"), profile(2)],
                "emergency profile profile-2 is not for emergency calls",
            ),
            "itself": ([profile(1, emergencyProfileId="profile-1")], "emergency profile profile-1 is not for emergency calls"),
        },
        healthy={
            "an id": [profile(1, emergencyProfileId="profile-9"), EMERGENCY],
            "an id in another case": [profile(1, emergencyProfileId="PROFILE-9"), EMERGENCY],
            "a name": [profile(1, emergencyProfileId="Profile_9"), EMERGENCY],
            "an id that is also a name": [profile(1, emergencyProfileId="profile-9"), EMERGENCY, profile(3, name="profile-9")],
        },
    ),
    # More in test_emergency_calls.py.
    "emergency_unreachable": Case(
        path="Profile_1 › emergency_unreachable",
        about={"profile": "Profile_1"},
        breaking={
            "dial strings": ([profile(1, trunk(1))], "emergency calls go to its own trunks, which have no matching SBC"),
            "for emergencies": (
                [profile(1, trunk(1), isEmergencyProfile=True)],
                "emergency calls go to its own trunks, which have no matching SBC",
            ),
        },
        healthy={
            "one SBC is enough": [profile(1, trunk(1), trunk(2, 2))],
            "one SBC of its emergency profile is enough": [
                profile(1, trunk(1), emergencyProfileId="profile-9"),
                profile(9, trunk(2, 2), isEmergencyProfile=True),
            ],
        },
        options={"rules": {"failover": "off", "unmatched_trunk": "off"}},
    ),
    "emergency_dial_strings": Case(
        path="Profile_1 › emergency_dial_strings",
        about={"profile": "Profile_1"},
        breaking={
            "none": ([profile(1, isEmergencyProfile=True, emergencyDialStrings=[])], NO_DIAL_STRING),
            "blanks": ([profile(1, isEmergencyProfile=True, emergencyDialStrings=["", "\t"])], NO_DIAL_STRING),
            "null": ([profile(1, isEmergencyProfile=True, emergencyDialStrings=None)], NO_DIAL_STRING),
        },
        healthy={"one": [EMERGENCY]},
    ),
    "sbc_conflict": Case(
        path="sbc SBC-1 › sbc_conflict",
        about={"sbc": "SBC-1"},
        breaking={
            "two names": (
                [profile(1, trunk(1, sbc(1)), trunk(2, 2)), profile(2, trunk(3, sbc(1, name="Other")), trunk(4, 4))],
                "listed with different data: name SBC-1 or Other",
            ),
            "two addresses": (
                [profile(1, trunk(1, sbc(1)), trunk(2, sbc(1, ipAddress="10.9.9.9"), 2))],
                "listed with different data: ip_address 10.0.0.1 or 10.9.9.9",
            ),
            "two FQDNs": (
                [profile(1, trunk(1, sbc(1)), trunk(2, 2), additionalSbcList=[sbc(1, fqdn="other.example.net")])],
                "listed with different data: fqdn sbc-1.example.net or other.example.net",
            ),
            "three names and two FQDNs": (
                [profile(1, trunk(1, sbc(1)), trunk(2, sbc(1, name="SBC, 1", fqdn="x"), 2), trunk(3, sbc(1, name="Z", fqdn="x")))],
                'listed with different data: name SBC-1 or "SBC, 1" or Z; fqdn sbc-1.example.net or x',
            ),
        },
        healthy={
            "the same in both": [profile(1, trunk(1, 1), trunk(2, 1, 2))],
            "null against a value": [profile(1, trunk(1, sbc(1, name=None, ipAddress=None)), trunk(2, 1, 2))],
            "FQDNs in another case": [profile(1, trunk(1, sbc(1, fqdn="SBC-1.example.net")), trunk(2, 1, 2))],
        },
    ),
    "unusable_address": Case(
        path="sbc SBC-1 › unusable_address",
        about={"sbc": "SBC-1"},
        breaking={
            "null": ([profile(1, trunk(1, sbc(1, fqdn=None, ipAddress=None)), trunk(2, 2))], NO_ADDRESS),
            "not addresses": (
                [profile(1, trunk(1, sbc(1, fqdn="-oProxyCommand=x", ipAddress="2886856613")), trunk(2, 2))],
                NO_ADDRESS,
            ),
            "blanks of an additional SBC": (
                [profile(1, trunk(2, 2), trunk(3, 3), additionalSbcList=[sbc(1, fqdn="", ipAddress=" ")])],
                NO_ADDRESS,
            ),
        },
        healthy={
            "only a DNS name": [profile(1, trunk(1, sbc(1, ipAddress="unknown, ask")), trunk(2, 2))],
            "only an IP address": [profile(1, trunk(1, sbc(1, fqdn=None)), trunk(2, 2))],
        },
    ),
    "region_coverage": Case(
        path="region APAC › region_coverage",
        about={"region": "APAC"},
        breaking={
            "no profile": ([HEALTHY], NO_PROFILE),
            "in another case": ([profile(1, region="apac")], NO_PROFILE),
            "null": ([profile(1, region=None), profile(2)], NO_PROFILE),
            "null everywhere": (
                [profile(1, region=None)],
                f"{NO_PROFILE} (region is null in every calling profile: set it with fill)",
            ),
        },
        healthy={"one": [profile(1, region="APAC")]},
        options={"required_regions": ["APAC", "APAC"]},
    ),
}
BREAKING = [(rule, name) for rule, case in CASES.items() for name in case.breaking]
HEALTHY_ONES = [(rule, name) for rule, case in CASES.items() for name in case.healthy]
NO_OBJECT = {"profile": None, "trunk": None, "sbc": None, "offer_type": None, "region": None}


@pytest.mark.parametrize(("rule", "name"), BREAKING)
def test_a_document_breaks_one_rule_and_no_other(rule: str, name: str) -> None:
    case = CASES[rule]
    document, problem = case.breaking[name]
    (finding,) = findings(*document, **(case.options or {}))
    assert (finding.rule, finding.path, finding.problem) == (rule, case.path, problem)
    assert finding.as_finding() == {
        "rule": rule,
        "severity": RULES[rule].severity,
        **NO_OBJECT,
        **case.about,
        "message": f"{case.path}: {problem}",
    }


@pytest.mark.parametrize(("rule", "name"), HEALTHY_ONES)
def test_a_similar_document_breaks_no_rule(rule: str, name: str) -> None:
    case = CASES[rule]
    assert messages(*case.healthy[name], **(case.options or {})) == []


def test_a_shared_name_is_reported_for_each_of_its_profiles() -> None:
    found = findings(profile(1, name="Same"), profile(2, name="Same"), profile(3, name="same"))
    assert [finding.as_finding() for finding in found] == [
        {
            "rule": "duplicate_name",
            "severity": "error",
            **NO_OBJECT,
            "profile": key,
            "message": f"{key} › duplicate_name: another profile has the name Same",
        }
        for key in ("profile-1", "profile-2")
    ]


def test_profiles_without_a_name_do_not_share_a_name() -> None:
    assert broken(profile(1, name=None), profile(2, name=None), profile(3, name=""), profile(4, name="")) == []


def test_a_reference_to_a_name_of_two_profiles_is_ambiguous() -> None:
    rows = [
        profile(1, emergencyProfileId="Same"),
        profile(2, name="Same", isEmergencyProfile=True),
        profile(3, name="Same", isEmergencyProfile=True),
    ]
    assert messages(*rows, rules={"duplicate_name": "off"}) == [
        "Profile_1 › emergency_profile: emergency profile Same is ambiguous: 2 profiles have this name"
    ]


def test_every_rule_has_a_case() -> None:
    assert {*CASES, "duplicate_name"} == set(RULES)


@pytest.mark.parametrize(
    ("trunks", "problem"),
    [
        ([trunk(1, 1), trunk(2), trunk(3)], "1 trunk with an SBC, 2 required (3 enrolled)"),
        ([trunk(1), trunk(2)], "0 trunks with an SBC, 2 required (2 enrolled)"),
        ([trunk(1, 1), trunk(2, 1), trunk(3)], "all 2 trunks end on one SBC, SBC-1"),
    ],
)
def test_failover_counts_only_trunks_with_an_sbc(trunks: Document, problem: str) -> None:
    found = findings(profile(1, *trunks))
    assert [finding.message for finding in found if finding.rule == "failover"] == [f"Profile_1 › failover: {problem}"]


def test_each_offered_type_has_its_own_findings() -> None:
    rows = offering({"A": "NotRun", "B": "Failed"}, offer("A", 0), offer("B"), offer("C", 1), offer("A", 0), offer(None, 2))
    assert messages(*rows) == [
        "Profile_1 › test_numbers.A: 0 test numbers, 3 required",
        "Profile_1 › validation_not_run.A: validation was never run",
        "Profile_1 › validation_not_ok.B: validation is Failed",
        "Profile_1 › test_numbers.C: 1 test number, 3 required",
        "Profile_1 › validation_not_run.C: validation was never run",
        "Profile_1 › test_numbers.null: 2 test numbers, 3 required",
        "Profile_1 › validation_not_run.null: validation was never run",
    ]
    assert [finding.offer_type for finding in findings(*rows)] == ["A", "A", "B", "C", "C", None, None]


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
def test_validation_ok_replaces_the_good_statuses(words: list[str], status: object, rules: list[str]) -> None:
    assert broken(*offering({"Calling": status}), validation_ok=words) == rules


@pytest.mark.parametrize(
    ("status", "is_good"),
    [("PASSED", True), (" succeeded ", True), (True, True), (False, False), ("True", False), (1, False), (None, False)],
)
def test_good_statuses_by_default(status: object, is_good: bool) -> None:
    assert Rulebook().is_good_status(status) is is_good


def test_an_unprintable_name_is_escaped_in_every_message() -> None:
    name = "A\nCOMPLIANT: 1 check\x1b[31m\u202e"
    shown = r'"A\nCOMPLIANT: 1 check\u001b[31m\u202e"'
    rows = [profile(1, trunk(1, 1, trunkFqdn=name), name=name, validation={"Calling": name}, emergencyProfileId="no\nbody")]
    found = findings(*rows, required_regions=[name])
    assert [finding.message for finding in found] == [
        f"{shown} › failover: 1 trunk with an SBC, 2 required (1 enrolled)",
        f'{shown} › emergency_profile: emergency profile "no\\nbody" does not exist',
        f"{shown} › validation_not_ok.Calling: validation is {shown}",
        f"region {shown} › region_coverage: no calling profile has this region",
    ]
    assert found[0].as_finding()["profile"] == name


# --- severities


@pytest.mark.parametrize("off", ["off", False])
def test_a_rule_that_is_off_is_not_applied(off: object) -> None:
    assert "failover" not in {result.rule for result in results(profile(1, trunk(1, 1)), rules={"failover": off})}


def test_setting_a_severity_does_not_change_the_others() -> None:
    rows = [profile(1, trunk(1, 1), trunk(2), emergencyProfileId="nobody")]
    found = findings(*rows, rules={"failover": "error", "emergency_profile": "warning"})
    assert {finding.rule: finding.severity for finding in found} == {
        "failover": "error",
        "emergency_profile": "warning",
        "unmatched_trunk": "warning",
    }


NOT_STRINGS = "not a list of strings. Quote values that YAML reads as a number or a boolean."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rules": {"failovr": "error"}}, "rules: failovr is unknown. Did you mean failover?"),
        ({"rules": {"failover": "eror"}}, "rules.failover: eror is unknown. Did you mean error?"),
        ({"rules": {"failover": "Error"}}, "rules.failover: Error is unknown. Did you mean error?"),
        ({"rules": {"failover": True}}, "rules.failover: true is unknown. Valid values: error, off, warning."),
        ({"rules": {"failover": None}}, "rules.failover: null is unknown. Valid values: error, off, warning."),
        ({"rules": {"failover": ["error"]}}, "rules.failover: [error] is unknown. Did you mean error?"),
        ({"rules": {"failover": 0}}, "rules.failover: 0 is unknown. Valid values: error, off, warning."),
        ({"rules": ["failover"]}, "rules: not a mapping from rule to severity. For example: rules: {failover: error}."),
        ({"required_regions": [False]}, f"required_regions: {NOT_STRINGS}"),
        ({"required_regions": "EMEA"}, f"required_regions: {NOT_STRINGS}"),
        ({"validation_ok": ["Passed", 1]}, f"validation_ok: {NOT_STRINGS}"),
        ({"validation_ok": "Passed"}, f"validation_ok: {NOT_STRINGS}"),
    ],
)
def test_a_wrong_option_is_an_error(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        results(HEALTHY, **options)
    assert str(caught.value) == message


# --- rules that hold


def test_a_rule_that_holds_has_a_result_too() -> None:
    rows = [profile(1, trunk(1, 1), trunk(2), additionalSbcList=[sbc(7)])]
    found = results(*rows, rules={"failover": "off"}, required_regions=["EMEA", "APAC"])
    assert [result.message for result in found] == [
        "Profile_1 › duplicate_name: ok",
        "Profile_1 › emergency_path: ok",
        "Profile_1 › emergency_unreachable: ok",
        "Profile_1 › test_numbers.Calling: ok",
        "Profile_1 › validation_not_run.Calling: ok",
        "Profile_1 › validation_not_ok.Calling: ok",
        "trunk oc1.example.net › unmatched_trunk: ok",
        "trunk oc1.example.net › trunk_conflict: ok",
        "trunk oc2.example.net › unmatched_trunk: no matching SBC (profiles: Profile_1)",
        "trunk oc2.example.net › trunk_conflict: ok",
        "sbc SBC-1 › sbc_conflict: ok",
        "sbc SBC-1 › unusable_address: ok",
        "sbc SBC-7 › sbc_conflict: ok",
        "sbc SBC-7 › unusable_address: ok",
        "region EMEA › region_coverage: ok",
        "region APAC › region_coverage: no calling profile has this region",
    ]
    assert [result.path for result in found if result.is_broken] == [
        "trunk oc2.example.net › unmatched_trunk",
        "region APAC › region_coverage",
    ]


@given(documents())
def test_every_result_has_a_path_of_its_own(document: Document) -> None:
    paths = [result.path for result in results(*document, required_regions=["EMEA", "APAC"])]
    assert len(set(paths)) == len(paths)


# --- whole documents


def test_the_findings_of_the_vendors_example() -> None:
    first, second = (row["name"] for row in documented_example())
    expected = [f"trunk oc{number}.customers.audio-code.co.il › unmatched_trunk: no matching SBC (profiles: {second})" for number in (1, 2)]
    for name, problem in (
        (first, "1 trunk with an SBC, 2 required (1 enrolled)"),
        (second, "0 trunks with an SBC, 2 required (2 enrolled)"),
    ):
        expected += [f"{name} › failover: {problem}", f"{name} › emergency_path: no emergency profile and no emergency dial string"]
        for offer_type in ("Calling", "AudioConferencing"):
            expected += [
                f"{name} › test_numbers.{offer_type}: 0 test numbers, 3 required",
                f"{name} › validation_not_run.{offer_type}: validation was never run",
            ]
    assert sorted(messages(*documented_example())) == sorted(expected)


def test_a_fleet_without_defects_has_no_finding() -> None:
    assert messages(*generate_fleet(300, defects=False), required_regions=["EMEA", "APAC", "AMER"]) == []


@given(documents())
def test_failover_ready_means_that_the_rule_holds(document: Document) -> None:
    not_ready = {profile_.key for profile_ in Fleet(read_profiles(document)).profiles if not profile_.is_failover_ready}
    assert {finding.as_finding()["profile"] for finding in findings(*document) if finding.rule == "failover"} == not_ready


@given(documents())
def test_a_finding_names_its_object_in_one_printable_line(document: Document) -> None:
    for result in findings(*document, required_regions=["EMEA"]):
        finding, about = result.as_finding(), RULES[result.rule].about
        named = [kind for kind in ("profile", "trunk", "sbc", "region") if finding[kind] is not None]
        assert named == [{"offer type": "profile"}.get(about, about)]
        assert finding["offer_type"] is None or about == "offer type"
        assert finding["message"] == f"{result.path}: {result.problem}"
        assert finding["message"].isprintable()
