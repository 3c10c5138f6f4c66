# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Views and facts: rules are applied to the whole fleet, and reported for the selected profiles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from support.documents import documents, profile, sbc, trunk

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import GuardError, OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.facts import facts_of
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query, View
from simulator import documented_example, generate_fleet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import FleetObject


def view_of(rows: list[dict[str, Any]], **options: Any) -> View:
    return Query(options).view_of(read_profiles(rows), URL)


def keys(objects: Iterable[FleetObject]) -> list[str]:
    return [fleet_object.key for fleet_object in objects]


def paths(view: View) -> list[str]:
    return [finding.path for finding in view.findings]


URL = "https://live.example.net/x"
ONE = [{"id": "profile-1"}]

# The first profile shares a trunk and an SBC with the second. The third shares its name with the first, and breaks many rules.
SHARED = [
    profile(1, trunk(1, 1), trunk(2, 2)),
    profile(2, trunk(1, 1, 3), trunk(3, sbc(2, name="Other"), 4), emergencyDialStrings=[]),
    profile(3, trunk(4), trunk(5, sbc(5, fqdn=None, ipAddress=None)), name="Profile_1", emergencyProfileId="nobody"),
]


def test_a_view_has_the_selected_profiles_with_their_trunks_and_sbcs() -> None:
    view = view_of(SHARED, include=ONE)
    assert [profile_.id for profile_ in view.profiles] == ["profile-1"]
    assert sorted(keys(view.trunks)) == ["oc1.example.net", "oc2.example.net"]
    # SBC 3 matches a trunk of the first profile, but only in the second.
    assert keys(view.sbcs) == ["SBC-1", "SBC-2"]
    assert view.counts() == {"profiles": 1, "trunks": 2, "sbcs": 2}
    assert view.summary() == {"profiles": 1, "trunks": 2, "sbcs": 2, "unmatched_trunks": 0, "errors": 3, "warnings": 0}


def test_rules_are_applied_to_profiles_that_are_not_selected() -> None:
    """Profiles that are not selected have the same name, list other SBCs for the trunk, and have another name for the SBC."""
    assert [finding.message for finding in view_of(SHARED, include=ONE).findings] == [
        "profile-1 › duplicate_name: another profile has the name Profile_1",
        "trunk oc1.example.net › trunk_conflict: listed with different SBCs (profiles: Profile_2, profile-1)",
        "sbc SBC-2 › sbc_conflict: listed with different data: name SBC-2 or Other",
    ]


def test_findings_of_objects_that_are_not_selected_are_not_reported() -> None:
    whole = paths(view_of(SHARED))
    assert "profile-3 › emergency_profile" in whole
    assert "sbc SBC-5 › unusable_address" in whole
    assert "Profile_2 › emergency_path" in whole
    assert "trunk oc4.example.net › unmatched_trunk" in whole
    reported = paths(view_of(SHARED, exclude=ONE))
    assert set(whole) - set(reported) == {"profile-1 › duplicate_name"}
    assert set(reported) < set(whole)


def test_a_view_has_a_result_of_every_rule_for_every_reported_object() -> None:
    view = view_of(SHARED, include=ONE, rules={"failover": "off"}, required_regions=["EMEA"])
    assert [result.message for result in view.rule_results if not result.is_broken] == [
        "profile-1 › emergency_path: ok",
        "profile-1 › emergency_unreachable: ok",
        "profile-1 › test_numbers.Calling: ok",
        "profile-1 › validation_not_run.Calling: ok",
        "profile-1 › validation_not_ok.Calling: ok",
        "trunk oc1.example.net › unmatched_trunk: ok",
        "trunk oc2.example.net › unmatched_trunk: ok",
        "trunk oc2.example.net › trunk_conflict: ok",
        "sbc SBC-1 › sbc_conflict: ok",
        "sbc SBC-1 › unusable_address: ok",
        "sbc SBC-2 › unusable_address: ok",
        "region EMEA › region_coverage: ok",
    ]
    assert view.findings == [result for result in view.rule_results if result.is_broken]


def test_a_reference_to_a_profile_that_is_not_selected_is_found() -> None:
    rows = [profile(1, emergencyProfileId="Profile_9"), profile(9, isEmergencyProfile=True)]
    assert paths(view_of(rows, include=ONE)) == []


def test_region_coverage_is_about_the_whole_document_and_always_reported() -> None:
    rows = [profile(1), profile(2, region="APAC")]
    assert paths(view_of(rows, include=ONE, required_regions=["APAC", "AMER"])) == ["region AMER › region_coverage"]


def test_fill_is_applied_before_selection_and_rules() -> None:
    rows = [profile(1, region=None), profile(2, region=None)]
    fill = [{"match": {"name": "Profile_1"}, "set": {"region": "AMER"}}]
    view = view_of(rows, fill=fill, include=[{"region": "AMER"}], required_regions=["AMER"])
    assert [(profile_.id, profile_.record["filled"]) for profile_ in view.profiles] == [("profile-1", ["region"])]
    assert view.findings == []


def test_sole_for_and_waves_are_about_the_whole_document() -> None:
    rows = [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(3, 2), trunk(4, 2))]
    view = view_of(rows, include=ONE)
    assert {device.key: keys(device.sole_for) for device in view.sbcs} == {"SBC-1": [], "SBC-2": ["Profile_2"]}
    whole = {device.id: device.wave for device in view_of(generate_fleet(100)).sbcs}
    part = view_of(generate_fleet(100), include=[{"region": "EMEA"}]).sbcs
    assert {device.id: device.wave for device in part}.items() <= whole.items()


def test_an_additional_sbc_is_not_a_matching_sbc() -> None:
    view = view_of([profile(1, trunk(1, 1), trunk(2, 2), additionalSbcList=[sbc(2), sbc(3)])])
    assert [(device.id, view.is_matching(device)) for device in view.sbcs] == [(1, True), (2, True), (3, False)]


NO_MATCHING_SBC = [profile(1, trunk(1), additionalSbcList=[sbc(7)]), profile(2)]
ONE_MATCHING_SBC = [profile(1, trunk(1, 1), trunk(2, 1), additionalSbcList=[sbc(7)])]


@pytest.mark.parametrize(
    ("rows", "options", "problem"),
    [
        ([], {}, "the document has no calling profile"),
        (NO_MATCHING_SBC, {"include": [{"name": "nobody"}]}, "none of 2 calling profiles is selected"),
        (NO_MATCHING_SBC, {"include": ONE}, "1 selected calling profile and no matching SBC on any trunk"),
        (NO_MATCHING_SBC, {"include": ONE, "min_profiles": 2}, "only 1 calling profile, min_profiles requires at least 2"),
        (ONE_MATCHING_SBC, {"min_sbcs": 2}, "only 1 matching SBC, min_sbcs requires at least 2"),
    ],
)
def test_guards_count_selected_profiles_and_their_matching_sbcs(rows: list[dict[str, Any]], options: dict[str, Any], problem: str) -> None:
    with pytest.raises(GuardError) as caught:
        view_of(rows, **options)
    assert (caught.value.what, caught.value.url) == (f"{URL}: {problem}", URL)


def test_guards_pass_if_enough_is_selected() -> None:
    assert view_of(NO_MATCHING_SBC, min_sbcs=2, min_profiles=2).warnings == []
    assert view_of(ONE_MATCHING_SBC, min_sbcs=1, min_profiles=1).warnings == []


def test_warnings_of_fill_selection_and_guards_are_in_this_order() -> None:
    include = [{"name": "Profile_1"}, {"name": "B"}]
    options = {
        "fill": [{"match": {"name": "A"}, "set": {"region": "X"}}],
        "include": include,
        "exclude": [{"name": "C"}],
        "on_empty": "warn",
    }
    assert view_of([profile(1, trunk(1), region=None)], **options).warnings == [
        "fill[0].match matches no calling profile: {name: A}",
        "include[1] matches no calling profile: {name: B}",
        f"{URL}: 1 selected calling profile and no matching SBC on any trunk. The run continues because on_empty is warn.",
    ]


@pytest.mark.parametrize("guard", [{}, {"min_profiles": 1}])
def test_a_guard_names_the_matcher_that_matches_nothing_and_why(guard: dict[str, Any]) -> None:
    rows = [profile(1, region=None), profile(2, region=None)]
    with pytest.raises(GuardError) as caught:
        view_of(rows, include=[{"region": "EMEA"}], **guard)
    assert caught.value.said == (
        "include[0] matches no calling profile: {region: EMEA} (region is null in every calling profile: set it with fill)"
    )
    if not guard:
        assert "tenant" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"include": [{}]}, "include[0]"),
        ({"exclude": "x"}, "exclude"),
        ({"fill": [{}]}, "fill[0].set"),
        ({"rules": {"x": "off"}}, "rules"),
        ({"required_regions": "x"}, "required_regions"),
        ({"validation_ok": "x"}, "validation_ok"),
        ({"on_empty": "x"}, "on_empty"),
        ({"min_profiles": -1}, "min_profiles"),
        ({"min_sbcs": -1}, "min_sbcs"),
    ],
)
def test_a_query_checks_every_option_before_anything_is_read(options: dict[str, Any], place: str) -> None:
    with pytest.raises(OptionError) as caught:
        Query(options)
    assert caught.value.what.startswith(f"{place}: ")


def test_a_query_selects_records_in_the_order_of_the_document() -> None:
    records = read_profiles([profile(3), profile(1), profile(2)])
    assert Query({}).select(records) == (records, records, [])
    assert Query({"exclude": ONE}).select(records) == (records, [records[0], records[2]], [])
    warnings = ["include[0] matches no calling profile: {name: x}"]
    assert Query({"include": [{"name": "x"}]}).select(records) == (records, [], warnings)


def test_a_query_fills_all_records_and_selects_some() -> None:
    records = read_profiles([profile(1, region=None), profile(2)])
    query = Query({"fill": [{"match": {"region": None}, "set": {"region": "AMER"}}], "include": [{"region": "AMER"}]})
    filled = {**records[0], "region": "AMER", "filled": ["region"]}
    assert query.select(records) == ([filled, records[1]], [filled], [])


@given(documents())
def test_selecting_every_profile_is_the_same_as_no_selection(document: list[dict[str, Any]]) -> None:
    allow = {"on_empty": "allow"}
    everything = facts_of(view_of(document, **allow), {})
    assert facts_of(view_of(document, include=[{"id": "*"}], **allow), {}) == everything


@given(documents())
def test_the_findings_of_all_profiles_are_the_findings_of_each_profile(document: list[dict[str, Any]]) -> None:
    whole = {finding.message for finding in view_of(document, on_empty="allow").findings}
    parts = [view_of(document, include=[{"id": row["callingProfileId"]}], on_empty="allow").findings for row in document]
    assert {finding.message for part in parts for finding in part} == whole


# --- facts


def test_the_facts_of_the_vendors_example() -> None:
    facts = facts_of(view_of(documented_example()), {"kind": "service"})
    first, second = (row["name"] for row in documented_example())
    one, two = (f"oc{number}.customers.audio-code.co.il" for number in (1, 2))
    assert list(facts) == ["source", "summary", "profiles", "trunks", "sbcs", "findings"]
    assert facts["source"] == {"kind": "service"}
    severities = [finding["severity"] for finding in facts["findings"]]
    assert facts["summary"] == {
        "profiles": 2,
        "trunks": 3,
        "sbcs": 1,
        "unmatched_trunks": 2,
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
    }
    assert list(facts["profiles"]) == [first, second]
    record = read_profiles(documented_example())[1]
    assert facts["profiles"][second] == {
        **record,
        "trunks": [one, two],
        "additional_sbcs": [],
        "failover_ready": False,
        "emergency_profile": None,
        "emergency_numbers": [],
        "emergency_sbcs": [],
    }
    assert facts["trunks"][one] == {"id": "8734a246-317e-4146-bf93-fb39f353b920", "fqdn": one, "profiles": [second], "sbcs": []}
    assert facts["trunks"]["oc.sandbox1.audiocodes.be"]["sbcs"] == ["NL-SBC05"]
    assert facts["sbcs"] == {
        "NL-SBC05": {
            "id": 2,
            "name": "NL-SBC05",
            "fqdn": "NL-SBC05.lab.lan",
            "ip_address": "172.17.239.165",
            "profiles": [first],
            "trunks": ["oc.sandbox1.audiocodes.be"],
            "additional_for": [],
            "sole_for": [first],
            "emergency_for": [],
            "no_failover_in_wave": [first],
            "wave": 1,
        }
    }
    nothing = {"profile": None, "trunk": None, "sbc": None, "offer_type": None, "region": None}
    failover = {"rule": "failover", "severity": "warning", **nothing}
    number = {**failover, "rule": "test_numbers", "offer_type": "Calling"}
    trunk_without_sbc = {**failover, "rule": "unmatched_trunk"}
    by_message = {finding["message"]: finding for finding in facts["findings"]}
    for finding in (
        {**failover, "profile": first, "message": f"{first} › failover: 1 trunk with an SBC, 2 required (1 enrolled)"},
        {**failover, "profile": second, "message": f"{second} › failover: 0 trunks with an SBC, 2 required (2 enrolled)"},
        {**number, "profile": first, "message": f"{first} › test_numbers.Calling: 0 test numbers, 3 required"},
        {**trunk_without_sbc, "trunk": one, "message": f"trunk {one} › unmatched_trunk: no matching SBC (profiles: {second})"},
    ):
        assert by_message[finding["message"]] == finding


def test_the_summary_counts_the_findings_by_severity() -> None:
    view = view_of(SHARED)
    severities = [finding.severity for finding in view.findings]
    assert set(severities) == {"error", "warning"}
    assert (view.summary()["errors"], view.summary()["warnings"]) == (severities.count("error"), severities.count("warning"))


def test_objects_that_share_a_name_have_their_id_as_key_in_every_reference() -> None:
    rows = [profile(1, trunk(1, sbc(1, name="A"), sbc(2, name="A")), name="Same"), profile(2, trunk(2, 3), name="Same")]
    facts = facts_of(view_of(rows), {})
    assert list(facts["profiles"]) == ["profile-1", "profile-2"]
    assert facts["sbcs"].keys() == {"1", "2", "SBC-3"}
    assert facts["trunks"]["oc1.example.net"]["profiles"] == ["profile-1"]
    assert facts["trunks"]["oc1.example.net"]["sbcs"] == ["1", "2"]
    assert facts["sbcs"]["1"]["name"] == "A"
    assert facts["profiles"]["profile-1"]["name"] == "Same"


def test_a_name_that_two_profiles_share_is_not_a_key_if_one_of_them_is_selected() -> None:
    assert list(facts_of(view_of(SHARED, include=ONE), {})["profiles"]) == ["profile-1"]


def test_an_additional_sbc_is_only_in_additional_for() -> None:
    facts = facts_of(view_of([profile(1, trunk(1, 1), trunk(2, 2), additionalSbcList=[sbc(3)])]), {})
    assert facts["profiles"]["Profile_1"]["additional_sbcs"] == ["SBC-3"]
    three = facts["sbcs"]["SBC-3"]
    assert (three["profiles"], three["trunks"], three["additional_for"]) == ([], [], ["Profile_1"])


@given(documents())
def test_every_reference_of_the_facts_is_a_key(document: list[dict[str, Any]]) -> None:
    facts = facts_of(view_of(document, on_empty="allow"), {})
    profiles, trunks, sbcs = facts["profiles"].keys(), facts["trunks"].keys(), facts["sbcs"].keys()
    for record in facts["profiles"].values():
        assert trunks >= set(record["trunks"]) and sbcs >= {*record["additional_sbcs"], *record["emergency_sbcs"]}
        assert record["emergency_profile"] is None or record["emergency_profile"] in profiles
    for row in facts["trunks"].values():
        assert profiles >= set(row["profiles"]) and sbcs >= set(row["sbcs"])
    for row in facts["sbcs"].values():
        for field in ("profiles", "additional_for", "sole_for", "emergency_for", "no_failover_in_wave"):
            assert profiles >= set(row[field])
        assert trunks >= set(row["trunks"])
    for finding in facts["findings"]:
        assert finding["profile"] is None or finding["profile"] in profiles
        assert finding["trunk"] is None or finding["trunk"] in trunks
        assert finding["sbc"] is None or finding["sbc"] in sbcs
    assert json.loads(json.dumps(facts)) == facts


def test_facts_contain_each_object_once() -> None:
    """The address of an SBC that serves twenty profiles appears once, all other references are keys."""
    rows = [profile(number, trunk(1, 1, 2), trunk(2, 2)) for number in range(20)]
    text = json.dumps(facts_of(view_of(rows), {}))
    assert text.count('"10.0.0.1"') == 1
    assert text.count('"sbc-1.example.net"') == 1
