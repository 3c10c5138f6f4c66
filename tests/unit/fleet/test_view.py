# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judged on the whole, reported for the selected; and what that looks like as facts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from support.documents import documents, profile, property_settings, sbc, trunk

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import GuardError, OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.facts import facts_of
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query, View
from simulator import documented_example, generate_fleet


def view_of(rows: list[dict[str, Any]], **options: Any) -> View:
    return Query(options).view_of(read_profiles(rows), "https://live.example.net/x")


def keys(things: Any) -> list[str]:
    return [thing.key for thing in things]


def found(view: View) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.profile or finding.trunk or finding.sbc or finding.region) for finding in view.findings]


ONE = [{"id": "profile-1"}]

# Three profiles: the first shares a trunk, and an SBC, with the second; the third stands alone, and is broken all over.
SHARED = [
    profile(1, trunk(1, 1), trunk(2, 2)),
    profile(2, trunk(1, 1, 3), trunk(3, sbc(2, name="Other"), 4), emergencyDialStrings=[]),
    profile(3, trunk(4), trunk(5, sbc(5, fqdn=None, ipAddress=None)), name="Profile_1", emergencyProfileId="nobody"),
]


def test_the_selected_profiles_and_what_serves_them() -> None:
    view = view_of(SHARED, include=ONE)
    assert [profile_.id for profile_ in view.profiles] == ["profile-1"]
    assert sorted(keys(view.trunks)) == ["oc1.example.net", "oc2.example.net"]
    # SBC 3 serves a trunk that the first enrols, but not there.
    assert keys(view.sbcs) == ["SBC-1", "SBC-2"]
    assert view.summary() == {"profiles": 1, "trunks": 2, "sbcs": 2, "unmatched_trunks": 0, "errors": 3, "warnings": 0}


def test_what_is_not_selected_still_counts_when_it_is_judged() -> None:
    """Another profile has the name, lists the trunk otherwise, and calls the SBC something else."""
    assert sorted(found(view_of(SHARED, include=ONE))) == [
        ("duplicate_name", "profile-1"),
        ("sbc_conflict", "SBC-2"),
        ("trunk_conflict", "oc1.example.net"),
    ]


def test_what_is_not_selected_is_not_reported() -> None:
    whole = found(view_of(SHARED))
    assert ("emergency_profile", "profile-3") in whole
    assert ("unusable_address", "SBC-5") in whole
    assert ("emergency_path", "Profile_2") in whole
    assert ("unmatched_trunk", "oc4.example.net") in whole
    reported = found(view_of(SHARED, exclude=ONE))
    assert set(whole) - set(reported) == {("duplicate_name", "profile-1")}


def test_a_reference_to_a_profile_that_is_not_selected_resolves() -> None:
    rows = [profile(1, emergencyProfileId="Profile_9"), profile(9, isEmergencyProfile=True)]
    assert found(view_of(rows, include=ONE)) == []


def test_region_coverage_is_about_the_whole_document_and_always_reported() -> None:
    rows = [profile(1), profile(2, region="APAC")]
    assert found(view_of(rows, include=ONE, required_regions=["APAC", "AMER"])) == [("region_coverage", "AMER")]


def test_fill_comes_before_selection_and_rules() -> None:
    rows = [profile(1, region=None), profile(2, region=None)]
    fill = [{"match": {"name": "Profile_1"}, "set": {"region": "AMER"}}]
    view = view_of(rows, fill=fill, include=[{"region": "AMER"}], required_regions=["AMER"])
    assert [(profile_.id, profile_.record["filled"]) for profile_ in view.profiles] == [("profile-1", ["region"])]
    assert view.findings == []


def test_sole_for_and_waves_speak_of_the_whole_document() -> None:
    rows = [profile(1, trunk(1, 1), trunk(2, 2)), profile(2, trunk(3, 2), trunk(4, 2))]
    view = view_of(rows, include=ONE)
    assert {device.key: keys(device.sole_for) for device in view.sbcs} == {"SBC-1": [], "SBC-2": ["Profile_2"]}
    whole = {device.id: device.wave for device in view_of(generate_fleet(100)).sbcs}
    part = view_of(generate_fleet(100), include=[{"region": "EMEA"}]).sbcs
    assert {device.id: device.wave for device in part}.items() <= whole.items()


def test_an_additional_sbc_serves_and_does_not_match() -> None:
    view = view_of([profile(1, trunk(1, 1), trunk(2, 2), additionalSbcList=[sbc(2), sbc(3)])])
    assert [(device.id, view.matches(device)) for device in view.sbcs] == [(1, True), (2, True), (3, False)]


def test_guards_look_at_what_is_selected_and_at_matching_sbcs_alone() -> None:
    rows = [profile(1, trunk(1), additionalSbcList=[sbc(7)]), profile(2)]
    with pytest.raises(GuardError, match="no trunk of the 1 selected calling profiles has a matching SBC"):
        view_of(rows, include=ONE)
    with pytest.raises(GuardError, match="none of the 2 calling profiles is selected"):
        view_of(rows, include=[{"name": "nobody"}])
    with pytest.raises(GuardError, match="1 matching SBCs, and min_sbcs asks for 2"):
        view_of([profile(1, trunk(1, 1), trunk(2, 1), additionalSbcList=[sbc(7)])], min_sbcs=2)
    assert view_of(rows, min_sbcs=2, min_profiles=2).warnings == []


def test_warnings_come_from_fill_selection_and_guards() -> None:
    options = {"fill": [{"match": {"name": "A"}, "set": {"region": "X"}}], "exclude": [{"name": "B"}], "on_empty": "warn"}
    view = view_of([profile(1, trunk(1))], **options)
    assert [warning.split(" ")[0] for warning in view.warnings] == ["fill[0].match", "exclude[0]", "https://live.example.net/x:"]


@pytest.mark.parametrize(
    "options", [{"include": [{}]}, {"exclude": "x"}, {"fill": [{}]}, {"rules": {"x": "off"}}, {"on_empty": "x"}, {"min_sbcs": -1}]
)
def test_a_question_is_checked_before_anything_is_looked_at(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        Query(options)


def test_a_query_has_the_records_in_the_order_of_the_document() -> None:
    records = read_profiles([profile(3), profile(1), profile(2)])
    assert Query({}).choose(records) == (records, [])
    assert Query({"exclude": ONE}).choose(records) == ([records[0], records[2]], [])
    assert Query({"include": [{"name": "x"}]}).choose(records)[0] == []


@property_settings
@given(documents())
def test_selecting_everything_changes_nothing(document: list[dict[str, Any]]) -> None:
    allow = {"on_empty": "allow"}
    everything = facts_of(view_of(document, **allow), {})
    assert facts_of(view_of(document, include=[{"id": "*"}], **allow), {}) == everything


@property_settings
@given(documents())
def test_what_is_reported_for_each_is_reported_for_all(document: list[dict[str, Any]]) -> None:
    """Every finding on the whole is reported when the profiles that it is about are; and no other ever is."""
    whole = set(view_of(document, on_empty="allow").findings)
    parts = [view_of(document, include=[{"id": row["callingProfileId"]}], on_empty="allow").findings for row in document]
    assert {finding for part in parts for finding in part} == whole


# --- facts


def test_the_facts_of_the_documented_example() -> None:
    facts = facts_of(view_of(documented_example()), {"kind": "service"})
    first, second = (row["name"] for row in documented_example())
    one, two = (f"oc{number}.customers.audio-code.co.il" for number in (1, 2))
    assert list(facts) == ["source", "summary", "profiles", "trunks", "sbcs", "findings"]
    assert facts["source"] == {"kind": "service"}
    assert facts["summary"] == {"profiles": 2, "trunks": 3, "sbcs": 1, "unmatched_trunks": 2, "errors": 0, "warnings": 14}
    assert list(facts["profiles"]) == [first, second]
    record = read_profiles(documented_example())[1]
    assert facts["profiles"][second] == {**record, "trunks": [one, two], "additional_sbcs": [], "failover_ready": False}
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
            "wave": 1,
        }
    }
    assert len(facts["findings"]) == 14
    assert facts["findings"][0] == {
        "rule": "failover",
        "severity": "warning",
        "profile": first,
        "trunk": None,
        "sbc": None,
        "offer_type": None,
        "region": None,
        "message": f"Profile {first} has 1 of 2 trunks with an SBC that failover needs (1 enrolled)",
    }


def test_things_that_share_a_name_are_keyed_by_their_ids_in_every_reference() -> None:
    rows = [profile(1, trunk(1, sbc(1, name="A"), sbc(2, name="A")), name="Same"), profile(2, trunk(2, 3), name="Same")]
    facts = facts_of(view_of(rows), {})
    assert list(facts["profiles"]) == ["profile-1", "profile-2"]
    assert facts["sbcs"].keys() == {"1", "2", "SBC-3"}
    assert facts["trunks"]["oc1.example.net"]["profiles"] == ["profile-1"]
    assert facts["trunks"]["oc1.example.net"]["sbcs"] == ["1", "2"]
    assert facts["sbcs"]["1"]["name"] == "A"
    assert facts["profiles"]["profile-1"]["name"] == "Same"


def test_a_name_that_is_shared_in_the_whole_document_is_nobodys_key_in_a_selection() -> None:
    assert list(facts_of(view_of(SHARED, include=ONE), {})["profiles"]) == ["profile-1"]


def test_additional_sbcs_stand_in_additional_for_alone() -> None:
    facts = facts_of(view_of([profile(1, trunk(1, 1), trunk(2, 2), additionalSbcList=[sbc(3)])]), {})
    assert facts["profiles"]["Profile_1"]["additional_sbcs"] == ["SBC-3"]
    three = facts["sbcs"]["SBC-3"]
    assert (three["profiles"], three["trunks"], three["additional_for"]) == ([], [], ["Profile_1"])


@property_settings
@given(documents())
def test_every_reference_is_a_key(document: list[dict[str, Any]]) -> None:
    facts = facts_of(view_of(document, on_empty="allow"), {})
    profiles, trunks, sbcs = facts["profiles"].keys(), facts["trunks"].keys(), facts["sbcs"].keys()
    for record in facts["profiles"].values():
        assert trunks >= set(record["trunks"]) and sbcs >= set(record["additional_sbcs"])
    for row in facts["trunks"].values():
        assert profiles >= set(row["profiles"]) and sbcs >= set(row["sbcs"])
    for row in facts["sbcs"].values():
        assert profiles >= {*row["profiles"], *row["additional_for"], *row["sole_for"]} and trunks >= set(row["trunks"])
    for finding in facts["findings"]:
        assert finding["profile"] is None or finding["profile"] in profiles
        assert finding["trunk"] is None or finding["trunk"] in trunks
        assert finding["sbc"] is None or finding["sbc"] in sbcs
    assert json.loads(json.dumps(facts)) == facts


def test_each_thing_stands_there_once() -> None:
    """An SBC of twenty profiles costs one address; the rest are keys."""
    rows = [profile(number, trunk(1, 1, 2), trunk(2, 2)) for number in range(20)]
    text = json.dumps(facts_of(view_of(rows), {}))
    assert text.count('"10.0.0.1"') == 1
    assert text.count('"sbc-1.example.net"') == 1
