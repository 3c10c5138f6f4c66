# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is connected to whom: one device is one, one trunk is one, and a name is never the key of one of two."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import documents, offer, profile, property_settings, sbc, shuffled, trunk, without

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.facts import facts_of
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Fleet
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query


def fleet_of(*rows: dict[str, Any]) -> Fleet:
    return Fleet(read_profiles(list(rows)))


def keys(things: Any) -> list[str]:
    return sorted(thing.key for thing in things)


def test_an_sbc_is_one_however_many_list_it() -> None:
    fleet = fleet_of(
        profile(1, trunk(1, 5), trunk(2, 5, 6)), profile(2, trunk(3, 5), additionalSbcList=[sbc(6), sbc(7)]), profile(3, trunk(4))
    )
    assert list(fleet.sbcs) == [5, 6, 7]
    five, six, seven = list(fleet.sbcs.values())
    assert (keys(five.profiles), keys(five.trunks.values()), keys(five.additional_for)) == (
        ["Profile_1", "Profile_2"],
        ["oc1.example.net", "oc2.example.net", "oc3.example.net"],
        [],
    )
    assert (keys(six.profiles), keys(six.additional_for)) == (["Profile_1"], ["Profile_2"])
    assert (keys(seven.profiles), keys(seven.trunks.values()), keys(seven.additional_for)) == ([], [], ["Profile_2"])


def test_a_profile_is_left_without_an_sbc_if_its_only_matching_one_stops() -> None:
    """An additional SBC is no stand-in here: the page contradicts itself about them."""
    fleet = fleet_of(profile(1, trunk(1, 5), trunk(2, 5), additionalSbcList=[sbc(6)]), profile(2, trunk(3, 5, 6)), profile(3, trunk(4)))
    assert keys(fleet.sbcs[5].sole_for) == ["Profile_1"]
    assert keys(fleet.sbcs[6].sole_for) == []


@pytest.mark.parametrize(
    ("first", "second", "shown", "variants"),
    [
        ({}, {}, {"name": "SBC-5"}, {}),
        ({"name": "A"}, {"name": "B"}, {"name": "A"}, {"name": ["A", "B"]}),
        ({"name": "A"}, {"name": "a"}, {"name": "A"}, {"name": ["A", "a"]}),
        ({"ipAddress": "10.0.0.1"}, {"ipAddress": "10.0.0.9"}, {"ip_address": "10.0.0.1"}, {"ip_address": ["10.0.0.1", "10.0.0.9"]}),
        ({"fqdn": "A.example.net"}, {"fqdn": "b.example.net"}, {"fqdn": "A.example.net"}, {"fqdn": ["A.example.net", "b.example.net"]}),
        ({"fqdn": "A.example.net"}, {"fqdn": "a.EXAMPLE.net"}, {"fqdn": "A.example.net"}, {}),
        ({"name": None}, {"name": "B"}, {"name": "B"}, {}),
        ({"name": "A"}, {"name": None}, {"name": "A"}, {}),
        ({"name": ""}, {"name": "B"}, {"name": "B"}, {}),
        ({"name": "A"}, {"name": " "}, {"name": "A"}, {}),
        ({"name": None}, {"name": ""}, {"name": ""}, {}),
        ({"name": None}, {"name": None}, {"name": None}, {}),
    ],
)
def test_where_rows_of_one_sbc_differ_the_first_is_shown(
    first: dict[str, Any], second: dict[str, Any], shown: dict[str, Any], variants: dict[str, list[str]]
) -> None:
    """The first in the order of the profiles' ids, wherever it stands in the document."""
    rows = [profile(2, trunk(2, sbc(5, **second))), profile(1, trunk(1, sbc(5, **first)))]
    device = fleet_of(*rows).sbcs[5]
    assert {field: getattr(device, field) for field in shown} == shown
    assert device.variants == variants


def test_a_trunk_is_one_by_its_id_in_any_case() -> None:
    fleet = fleet_of(profile(1, trunk(1, 5, trunkId="ABC")), profile(2, trunk(1, 5, trunkId="abc")))
    (only,) = list(fleet.trunks.values())
    assert (only.id, keys(only.profiles), only.is_listed_differently, only.fqdns) == (
        "ABC",
        ["Profile_1", "Profile_2"],
        False,
        ["oc1.example.net"],
    )


@pytest.mark.parametrize("missing", [None, "", " "])
def test_a_trunk_without_an_id_is_one_by_its_fqdn(missing: str | None) -> None:
    fleet = fleet_of(
        profile(1, trunk(1, 5, trunkId=missing, trunkFqdn="OC.example.net")),
        profile(2, trunk(1, 5, trunkId=missing, trunkFqdn="oc.EXAMPLE.net")),
    )
    (only,) = list(fleet.trunks.values())
    assert (only.id, only.key, keys(only.profiles)) == (None, "OC.example.net", ["Profile_1", "Profile_2"])


def test_a_row_without_an_id_is_the_trunk_that_has_its_fqdn_elsewhere() -> None:
    fleet = fleet_of(profile(1, trunk(1, 5, trunkId=None)), profile(2, trunk(1, 5)))
    (only,) = list(fleet.trunks.values())
    assert (only.id, keys(only.profiles)) == ("trunk-1", ["Profile_1", "Profile_2"])


def test_a_row_without_an_id_is_none_of_two_trunks_that_have_its_fqdn() -> None:
    fleet = fleet_of(profile(1, trunk(1, 5, trunkId=None)), profile(2, trunk(1, 6, trunkId="t-1")), profile(3, trunk(1, 7, trunkId="t-2")))
    assert keys(fleet.trunks.values()) == ["fqdn:oc1.example.net", "t-1", "t-2"]


@pytest.mark.parametrize(
    ("listings", "is_different"),
    [
        ([[5], [5]], False),
        ([[5, 6], [6, 5]], False),
        ([[], []], False),
        ([[5], [6]], True),
        ([[5], []], True),
        ([[], [5]], True),
        ([[5, 6], [5]], True),
        ([[5], [6], [5, 6]], True),
    ],
)
def test_listings_of_one_trunk_that_name_other_sbcs(listings: list[list[int]], is_different: bool) -> None:
    rows = [profile(number, trunk(1, *sbcs)) for number, sbcs in enumerate(listings, 1)]
    fleet = fleet_of(*rows)
    (only,) = list(fleet.trunks.values())
    assert only.is_listed_differently is is_different
    assert sorted(only.sbcs) == sorted({sbc_id for sbcs in listings for sbc_id in sbcs})
    for profile_, sbcs in zip(fleet.profiles, listings):
        assert sorted(only.sbcs_by_profile[profile_]) == sorted(sbcs)


def test_a_trunk_without_an_sbc_in_this_profile_is_no_trunk_with_an_sbc() -> None:
    first, second = fleet_of(profile(1, trunk(1, 5), trunk(2, 6)), profile(2, trunk(1, 5), trunk(2))).profiles
    assert first.is_failover_ready
    assert not second.is_failover_ready


@pytest.mark.parametrize("order", [1, -1])
def test_where_rows_of_one_list_differ_their_order_does_not_matter(order: int) -> None:
    rows = [
        trunk(1, *[sbc(5, name="A"), sbc(5, name="B")][::order], trunkId="T"),
        trunk(1, trunkId="t", trunkFqdn="another.example.net"),
        trunk(2, sbc(5, name="0"), trunkId="Z"),
    ]
    fleet = fleet_of(profile(1, *rows[::order], additionalSbcList=[sbc(6, name="A"), sbc(6, name="B")][::order]))
    assert [(known.id, known.fqdns) for known in fleet.trunks.values()] == [
        ("t", ["another.example.net", "oc1.example.net"]),
        ("Z", ["oc2.example.net"]),
    ]
    assert [(device.name, device.variants["name"]) for device in fleet.sbcs.values()] == [("A", ["A", "B", "0"]), ("A", ["A", "B"])]


# --- keys


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["A", "B"], ["A", "B"]),
        (["A", "A"], ["profile-1", "profile-2"]),
        (["A", "a"], ["A", "a"]),
        ([None, None], ["profile-1", "profile-2"]),
        ([None, ""], ["profile-1", "profile-2"]),
        ([" ", "B"], ["profile-1", "B"]),
        (["profile-2", "B"], ["profile-1", "B"]),
        (["PROFILE-2", "B"], ["profile-1", "B"]),
        (["profile-1", "B"], ["profile-1", "B"]),
    ],
)
def test_a_profile_is_keyed_by_a_name_of_its_own_else_by_its_id(names: list[str | None], expected: list[str]) -> None:
    rows = [profile(number, name=name) for number, name in enumerate(names, 1)]
    assert [profile_.key for profile_ in fleet_of(*rows).profiles] == expected


def test_sbcs_and_trunks_that_share_a_name_are_keyed_by_their_ids() -> None:
    fleet = fleet_of(
        profile(1, trunk(1, sbc(5, name="A"), sbc(6, name="A"), sbc(7, name="5"), sbc(8, name=None)), trunk(2, trunkFqdn="OC1.example.net"))
    )
    assert [device.key for device in fleet.sbcs.values()] == ["5", "6", "7", "8"]
    assert keys(fleet.trunks.values()) == ["trunk-1", "trunk-2"]


@property_settings
@given(documents())
def test_no_two_things_have_one_key(document: list[dict[str, Any]]) -> None:
    fleet = Fleet(read_profiles(document))
    for things in (fleet.profiles, fleet.trunks.values(), fleet.sbcs.values()):
        assert len({thing.key for thing in things}) == len(things)
        assert all(thing.key.strip() for thing in things)


@property_settings
@given(documents())
def test_a_shared_name_is_nobodys_key(document: list[dict[str, Any]]) -> None:
    fleet = Fleet(read_profiles(document))
    names = [profile_.record["name"] for profile_ in fleet.profiles]
    for profile_ in fleet.profiles:
        assert profile_.key == profile_.id or names.count(profile_.key) == 1


@property_settings
@given(st.data())
def test_the_order_of_the_document_never_matters(data: st.DataObject) -> None:
    document = data.draw(documents())
    again = data.draw(shuffled(document))

    def facts(rows: list[dict[str, Any]]) -> dict[str, Any]:
        view = Query({"on_empty": "allow", "required_regions": ["EMEA"]}).view_of(read_profiles(rows), "here")
        result = facts_of(view, {})
        # What a record lists, it lists in the order of the service; all that is worked out has an order of its own.
        del result["profiles"]
        result["findings"].sort(key=lambda finding: (finding["rule"], finding["message"]))
        return result

    assert facts(document) == facts(again)


@property_settings
@given(documents())
def test_both_ends_of_every_link_know_it(document: list[dict[str, Any]]) -> None:
    fleet = Fleet(read_profiles(document))
    for profile_ in fleet.profiles:
        assert all(profile_ in trunk_.profiles for trunk_ in profile_.trunks.values())
        assert all(profile_ in device.profiles for device in profile_.sbcs.values())
        assert all(profile_ in device.additional_for for device in profile_.additional_sbcs.values())
    for trunk_ in fleet.trunks.values():
        assert all(trunk_ in profile_.trunks.values() for profile_ in trunk_.profiles)
        assert all(trunk_ in device.trunks.values() for device in trunk_.sbcs.values())
    for device in fleet.sbcs.values():
        assert device.profiles or device.additional_for
        assert device.wave >= 1


# --- references


def test_a_reference_is_an_id_then_a_name() -> None:
    fleet = fleet_of(
        profile(1, callingProfileId="AAA", name="One"),
        profile(2, callingProfileId="BBB", name="AAA"),
        profile(3, name="Same"),
        profile(4, name="Same"),
        profile(5, name=None),
    )
    by_id = {profile_.id: profile_ for profile_ in fleet.profiles}
    assert fleet.find_profiles("aaa") == [by_id["AAA"]]
    assert fleet.find_profiles("One") == [by_id["AAA"]]
    assert fleet.find_profiles("one") == []
    assert fleet.find_profiles("Same") == [by_id["profile-3"], by_id["profile-4"]]
    assert fleet.find_profiles_by_name("AAA") == [by_id["BBB"]]
    assert fleet.find_profiles_by_name(None) == fleet.find_profiles_by_name(" ") == []


def test_offer_types_are_named_once() -> None:
    (only,) = fleet_of(profile(1, offerTypes=[offer("B"), offer(None), offer("A"), offer("B")])).profiles
    assert only.offer_types == ["B", None, "A"]


def test_an_empty_fleet_is_one() -> None:
    fleet = fleet_of()
    assert (fleet.profiles, fleet.trunks, fleet.sbcs) == ([], {}, {})
    bare = fleet_of(without(profile(1), "trunksEnrolled", "name"))
    assert keys(bare.profiles) == ["profile-1"]
