# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How objects are linked: each SBC and each trunk exists once, and a name that two objects share is the key of neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import documents, offer, profile, sbc, shuffled, trunk, without

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.facts import facts_of
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Fleet, FleetObject
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query

if TYPE_CHECKING:
    from collections.abc import Iterable


def fleet_of(*rows: dict[str, Any]) -> Fleet:
    return Fleet(read_profiles(list(rows)))


def keys(objects: Iterable[FleetObject]) -> list[str]:
    return sorted(fleet_object.key for fleet_object in objects)


def test_an_sbc_exists_once_if_several_profiles_list_it() -> None:
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


def test_the_only_matching_sbc_of_a_profile_is_the_sole_one_for_it() -> None:
    """An additional SBC does not count as a replacement: the vendor's page contradicts itself about them."""
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
def test_if_rows_of_one_sbc_differ_the_first_is_shown(
    first: dict[str, Any], second: dict[str, Any], shown: dict[str, Any], variants: dict[str, list[str]]
) -> None:
    """The first in the order of the profiles' ids, not of the document."""
    rows = [profile(2, trunk(2, sbc(5, **second))), profile(1, trunk(1, sbc(5, **first)))]
    device = fleet_of(*rows).sbcs[5]
    assert {field: getattr(device, field) for field in shown} == shown
    assert {field: list(values) for field, values in device.variants.items()} == variants


def test_a_value_that_differs_in_several_rows_is_a_variant_once() -> None:
    names = ["A", "B", "C", "B", "A"]
    device = fleet_of(*(profile(number, trunk(number, sbc(5, name=name))) for number, name in enumerate(names))).sbcs[5]
    assert list(device.variants["name"]) == ["A", "B", "C"]


def test_trunk_ids_that_differ_only_in_case_are_one_trunk() -> None:
    fleet = fleet_of(profile(1, trunk(1, 5, trunkId="ABC")), profile(2, trunk(1, 5, trunkId="abc")))
    (only,) = list(fleet.trunks.values())
    assert (only.id, keys(only.profiles), only.is_listed_differently, only.fqdns) == (
        "ABC",
        ["Profile_1", "Profile_2"],
        False,
        ["oc1.example.net"],
    )


@pytest.mark.parametrize("missing", [None, "", " "])
def test_trunks_without_an_id_are_one_trunk_if_they_have_the_same_fqdn(missing: str | None) -> None:
    fleet = fleet_of(
        profile(1, trunk(1, 5, trunkId=missing, trunkFqdn="OC.example.net")),
        profile(2, trunk(1, 5, trunkId=missing, trunkFqdn="oc.EXAMPLE.net")),
    )
    (only,) = list(fleet.trunks.values())
    assert (only.id, only.key, keys(only.profiles)) == (None, "OC.example.net", ["Profile_1", "Profile_2"])


@pytest.mark.parametrize("fqdn", ["oc1.example.net", "OC1.Example.NET"])
def test_a_row_without_an_id_is_the_trunk_with_the_same_fqdn_in_any_case(fqdn: str) -> None:
    fleet = fleet_of(profile(1, trunk(1, 5, trunkId=None, trunkFqdn=fqdn)), profile(2, trunk(1, 5)))
    (only,) = list(fleet.trunks.values())
    assert (only.id, only.fqdns, keys(only.profiles)) == ("trunk-1", [fqdn], ["Profile_1", "Profile_2"])


@pytest.mark.parametrize("fqdn", ["oc1.example.net", "OC1.Example.NET"])
def test_a_row_with_an_id_is_the_trunk_with_the_same_fqdn_in_any_case(fqdn: str) -> None:
    """The row with the id has the other spelling, and its id differs in case in a third row."""
    rows = [
        profile(1, trunk(1, 5, trunkId=None)),
        profile(2, trunk(1, 5, trunkFqdn=fqdn)),
        profile(3, trunk(1, 5, trunkId="TRUNK-1", trunkFqdn=fqdn)),
    ]
    (only,) = list(fleet_of(*rows).trunks.values())
    assert (only.id, only.fqdns, keys(only.profiles)) == ("TRUNK-1", ["oc1.example.net"], ["Profile_1", "Profile_2", "Profile_3"])


def test_a_row_without_an_id_is_its_own_trunk_if_two_trunks_have_its_fqdn() -> None:
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
def test_two_profiles_list_one_trunk_with_different_sbcs(listings: list[list[int]], is_different: bool) -> None:
    rows = [profile(number, trunk(1, *sbcs)) for number, sbcs in enumerate(listings, 1)]
    fleet = fleet_of(*rows)
    (only,) = list(fleet.trunks.values())
    assert only.is_listed_differently is is_different
    assert sorted(only.sbcs) == sorted({sbc_id for sbcs in listings for sbc_id in sbcs})
    for profile_, sbcs in zip(fleet.profiles, listings):
        assert sorted(only.sbcs_by_profile[profile_]) == sorted(sbcs)


def test_a_trunk_has_an_sbc_only_in_the_profiles_that_list_one() -> None:
    first, second = fleet_of(profile(1, trunk(1, 5), trunk(2, 6)), profile(2, trunk(1, 5), trunk(2))).profiles
    assert (keys(first.trunks_with_an_sbc), first.is_failover_ready) == (["oc1.example.net", "oc2.example.net"], True)
    assert (keys(second.trunks_with_an_sbc), second.is_failover_ready) == (["oc1.example.net"], False)


@pytest.mark.parametrize("order", [1, -1])
def test_if_a_profile_lists_a_trunk_twice_the_order_does_not_matter(order: int) -> None:
    rows = [trunk(1, 5, 7), trunk(1, 5, 6)]
    assert list(fleet_of(profile(1, *rows[::order])).profiles[0].sbcs) == [5, 6, 7]


@pytest.mark.parametrize("order", [1, -1])
def test_if_rows_of_one_list_differ_their_order_does_not_matter(order: int) -> None:
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
    assert [(device.name, list(device.variants["name"])) for device in fleet.sbcs.values()] == [("A", ["A", "B", "0"]), ("A", ["A", "B"])]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("rows", "trunk_id", "fqdns"),
    [
        ([{"trunkFqdn": None}, {"trunkFqdn": "b"}, {"trunkFqdn": "A"}], "trunk-1", ["A", "b"]),
        ([{"trunkFqdn": "B", "trunkId": "T"}, {"trunkFqdn": "b", "trunkId": "T"}], "T", ["B"]),
        ([{"trunkFqdn": "b", "trunkId": "T"}, {"trunkFqdn": "a", "trunkId": "t"}], "t", ["a", "b"]),
        ([{"trunkFqdn": "b", "trunkId": "T"}, {"trunkFqdn": "B", "trunkId": None}], "T", ["B"]),
        ([{"trunkFqdn": "a", "trunkId": "T"}, {"trunkFqdn": None, "trunkId": "t"}], "t", ["a"]),
    ],
)
def test_rows_of_a_trunk_are_sorted_by_id_and_fqdn(rows: list[dict[str, Any]], trunk_id: str, fqdns: list[str], order: int) -> None:
    """A missing value is sorted before all others. The first id and the first FQDN are shown."""
    listed = [trunk(1, 5, **row) for row in rows][::order]
    (only,) = list(fleet_of(profile(1, *listed)).trunks.values())
    assert (only.id, only.fqdn, only.fqdns) == (trunk_id, fqdns[0], fqdns)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([{"name": None, "fqdn": "m"}, {"name": "A", "fqdn": "z"}], ("A", "m", "10.0.0.5")),
        ([{"name": None, "fqdn": "z"}, {"name": "!", "fqdn": "m"}], ("!", "z", "10.0.0.5")),
        (
            [{"name": "A", "fqdn": None, "ipAddress": "10.0.0.9"}, {"name": "A", "fqdn": "!", "ipAddress": "10.0.0.1"}],
            ("A", "!", "10.0.0.9"),
        ),
        ([{"ipAddress": None}, {"ipAddress": "10.0.0.1"}], ("SBC-5", "sbc-5.example.net", "10.0.0.1")),
        ([{"ipAddress": "10.0.0.9"}, {"ipAddress": "10.0.0.1"}], ("SBC-5", "sbc-5.example.net", "10.0.0.1")),
    ],
)
def test_rows_of_an_sbc_are_sorted_by_name_fqdn_and_address(rows: list[dict[str, Any]], shown: tuple[str, str, str], order: int) -> None:
    """A missing value is sorted before all others, and a later row fills it in."""
    device = fleet_of(profile(1, trunk(1, *[sbc(5, **row) for row in rows][::order]))).sbcs[5]
    assert (device.name, device.fqdn, device.ip_address) == shown


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
def test_the_key_of_a_profile_is_its_name_if_no_other_has_it_else_its_id(names: list[str | None], expected: list[str]) -> None:
    rows = [profile(number, name=name) for number, name in enumerate(names, 1)]
    assert [profile_.key for profile_ in fleet_of(*rows).profiles] == expected


def test_the_key_of_sbcs_and_trunks_that_share_a_name_is_their_id() -> None:
    fleet = fleet_of(
        profile(1, trunk(1, sbc(5, name="A"), sbc(6, name="A"), sbc(7, name="5"), sbc(8, name=None)), trunk(2, trunkFqdn="OC1.example.net"))
    )
    assert [device.key for device in fleet.sbcs.values()] == ["5", "6", "7", "8"]
    assert keys(fleet.trunks.values()) == ["trunk-1", "trunk-2"]


@given(documents())
def test_every_object_has_a_key_of_its_own(document: list[dict[str, Any]]) -> None:
    fleet = Fleet(read_profiles(document))
    for objects in (fleet.profiles, fleet.trunks.values(), fleet.sbcs.values()):
        keys_of_objects = keys(objects)
        assert len(set(keys_of_objects)) == len(keys_of_objects)
        assert all(key.strip() for key in keys_of_objects)


@given(documents())
def test_a_shared_name_is_not_a_key(document: list[dict[str, Any]]) -> None:
    fleet = Fleet(read_profiles(document))
    names = [profile_.record["name"] for profile_ in fleet.profiles]
    for profile_ in fleet.profiles:
        assert profile_.key == profile_.id or names.count(profile_.key) == 1


@given(st.data())
def test_the_order_of_the_document_does_not_matter(data: st.DataObject) -> None:
    document = data.draw(documents())
    again = data.draw(shuffled(document))

    def facts(rows: list[dict[str, Any]]) -> dict[str, Any]:
        view = Query({"on_empty": "allow", "required_regions": ["EMEA"]}).view_of(read_profiles(rows), "here")
        result = facts_of(view, {})
        # The lists of a record are in the order of the service, all others are sorted.
        del result["profiles"]
        result["findings"].sort(key=lambda finding: (finding["rule"], finding["message"]))
        return result

    assert facts(document) == facts(again)


@given(documents())
def test_every_link_is_set_in_both_directions(document: list[dict[str, Any]]) -> None:
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


def test_a_reference_is_looked_up_as_an_id_then_as_a_name() -> None:
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


@pytest.mark.parametrize(
    ("reference", "ids"),
    [
        (None, []),
        ("", []),
        (" ", []),
        ("nobody", []),
        ("profile-2", ["profile-2"]),
        ("PROFILE-2", ["profile-2"]),
        ("Profile_2", ["profile-2"]),
        ("profile_2", []),
        ("profile-1", ["profile-1"]),
        ("Same", ["profile-3", "profile-4"]),
    ],
)
def test_the_emergency_profiles_of_a_profile_are_those_that_its_reference_means(reference: str | None, ids: list[str]) -> None:
    fleet = fleet_of(profile(1, emergencyProfileId=reference), profile(2), profile(3, name="Same"), profile(4, name="Same"))
    assert [found.id for found in fleet.profiles_by_id["profile-1"].emergency_profiles] == ids


def test_an_offer_type_that_is_offered_twice_has_the_test_numbers_of_both() -> None:
    offers = [offer("B", 1), offer(None, 0), offer("A", 2), {"offerTypeName": "B", "testNumbers": ["+1", "+2"]}]
    (only,) = fleet_of(profile(1, offerTypes=offers)).profiles
    assert only.offer_types == ["B", None, "A"]
    assert only.test_numbers == {"B": ["+12005550100", "+1", "+2"], None: [], "A": ["+12005550100", "+12005550101"]}


def test_a_fleet_can_be_empty() -> None:
    fleet = fleet_of()
    assert (fleet.profiles, fleet.trunks, fleet.sbcs) == ([], {}, {})
    bare = fleet_of(without(profile(1), "trunksEnrolled", "name"))
    assert keys(bare.profiles) == ["profile-1"]
