# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts, groups, names and variables."""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import offer, profile, sbc, trunk
from support.inventories import fail_document, load_document

from simulator import generate_fleet

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]


# --- trunks and profiles


def test_an_sbc_of_several_trunks_and_profiles_is_one_host(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1, 2), trunk(2, 1)), profile(2, trunk(3, 1, 3))]
    loaded = load_document(tmp_path, document)
    assert set(loaded.hosts) == {"SBC-1", "SBC-2", "SBC-3"}
    assert loaded.groups["profile_profile_1"] == {"SBC-1", "SBC-2"}
    assert loaded.groups["profile_profile_2"] == {"SBC-1", "SBC-3"}
    assert loaded.groups["trunk_oc2_example_net"] == {"SBC-1"}
    assert loaded.children["calling_profiles"] == {"profile_profile_1", "profile_profile_2"}
    assert loaded.children["profile_profile_1"] == {"trunk_oc1_example_net", "trunk_oc2_example_net"}
    one = loaded.hosts["SBC-1"]
    assert one["oc_profiles"] == ["Profile_1", "Profile_2"]
    assert one["oc_trunks"] == ["oc1.example.net", "oc2.example.net", "oc3.example.net"]
    assert (one["oc_kind"], one["oc_id"], one["oc_instance_id"]) == ("sbc", 1, "file/sbc/1")
    assert loaded.hosts["SBC-2"]["oc_profiles"] == ["Profile_1"]


def test_a_trunk_of_two_profiles_is_one_group_below_both(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1, 2)), profile(2, trunk(1, 2, 1), trunk(2, 3))]
    loaded = load_document(tmp_path, document)
    assert loaded.children["profile_profile_1"] == {"trunk_oc1_example_net"}
    assert loaded.children["profile_profile_2"] == {"trunk_oc1_example_net", "trunk_oc2_example_net"}
    assert loaded.warnings == []


def test_the_group_of_a_profile_never_has_an_sbc_that_only_another_profile_lists_for_its_trunk(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1)), profile(2, trunk(1, 2)), profile(3, trunk(1, 1))]
    loaded = load_document(tmp_path, document)
    for number, host in ((1, "SBC-1"), (2, "SBC-2"), (3, "SBC-1")):
        assert loaded.groups[f"profile_profile_{number}"] == {host}
        (group,) = loaded.children[f"profile_profile_{number}"]
        assert group.startswith("trunk_oc1_example_net_")
        assert loaded.groups[group] == {host}
    assert "trunk_conflict" in loaded.hosts["SBC-1"]["oc_findings"]
    assert loaded.warnings == []
    # Names depend on the whole document, so a selection does not change them.
    alone = load_document(tmp_path, document, include=[{"name": "Profile_2"}])
    assert alone.own_groups() <= loaded.own_groups()
    assert set(alone.hosts) == {"SBC-2"}


def test_a_trunk_without_an_sbc_has_a_placeholder_host(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1), trunk(2, trunkFqdn="dead.example.net", trunkId="DEAD")), profile(2, trunk(2, 2, trunkId="dead"))]
    unmatched = load_document(tmp_path, document, include=[{"name": "Profile_1"}])
    # Only profile 2, which is not selected, lists an SBC for this trunk.
    assert unmatched.groups["unmatched_trunks"] == {"dead.example.net"}
    host = unmatched.hosts["dead.example.net"]
    assert (host["oc_kind"], host["oc_wave"], host["oc_name"], host["oc_trunks"]) == ("trunk", None, None, [])
    assert host["oc_instance_id"].lower() == "file/trunk/dead"
    assert "ansible_host" not in host
    assert host.keys() | {"ansible_host"} == unmatched.hosts["SBC-1"].keys()
    assert load_document(tmp_path, document).groups["unmatched_trunks"] == set()
    never = load_document(tmp_path, document, include=[{"name": "Profile_1"}], trunk_hosts="never")
    assert set(never.hosts) == {"SBC-1"}
    # The group of the trunk is still there, without hosts.
    assert len(never.children["profile_profile_1"]) == 2


def test_an_additional_sbc_is_not_in_the_groups_of_its_profile(tmp_path: Path) -> None:
    groupings = ["profile", "trunk", "region", "carrier", "environment", "offer_type"]
    document = [profile(1, trunk(1, 1), additionalSbcList=[sbc(2), sbc(1)]), profile(2, additionalSbcList=[sbc(2)])]
    loaded = load_document(tmp_path, document, group_by=groupings)
    assert {group for group, hosts in loaded.groups.items() if "SBC-2" in hosts} == {"all", "operator_connect", "sbcs", "additional_sbcs"}
    assert loaded.groups["additional_sbcs"] == {"SBC-2"}
    assert loaded.hosts["SBC-2"]["oc_additional_for"] == ["Profile_1", "Profile_2"]
    assert loaded.hosts["SBC-2"]["oc_profiles"] == []
    assert loaded.hosts["SBC-1"]["oc_additional_for"] == ["Profile_1"]
    assert "additional_sbcs" not in load_document(tmp_path, [profile(1, trunk(1, 1), additionalSbcList=[sbc(1)])]).groups


def test_an_sbc_has_the_profiles_whose_emergency_calls_it_takes(tmp_path: Path) -> None:
    document = [
        profile(1, trunk(1, 1), emergencyProfileId="Profile_9"),
        profile(2, trunk(2, 2), trunk(3)),
        profile(9, trunk(9, 9), trunk(8, 2), isEmergencyProfile=True, additionalSbcList=[sbc(7)]),
    ]
    loaded = load_document(tmp_path, document)
    assert {name: variables["oc_emergency_for"] for name, variables in loaded.hosts.items()} == {
        "SBC-1": [],
        "SBC-2": ["Profile_1", "Profile_2", "Profile_9"],
        "SBC-7": [],
        "SBC-9": ["Profile_1", "Profile_9"],
        # The placeholder of a trunk takes no calls.
        "oc3.example.net": [],
    }
    # It is about the whole document, as oc_sole_for is.
    alone = load_document(tmp_path, document, include=[{"is_emergency": True}])
    assert alone.hosts["SBC-9"]["oc_emergency_for"] == ["Profile_1", "Profile_9"]


def test_the_rule_emergency_unreachable_is_a_finding_of_the_hosts_of_its_profile(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1), emergencyProfileId="Profile_9"), profile(9, trunk(9), isEmergencyProfile=True)]
    loaded = load_document(tmp_path, document)
    assert "emergency_unreachable" in loaded.hosts["SBC-1"]["oc_findings"]


# --- labels

LABELLED = [
    profile(1, trunk(1, 1), region="EMEA", carrier="Contoso", enviroment="Prod", offerTypes=[offer("Calling"), offer("OCMobile")]),
    profile(2, trunk(2, 2, 1), region=None, carrier="Fabrikam", enviroment=None, offerTypes=[]),
    profile(3, trunk(3, 3), region=" ", carrier=None, enviroment="", offerTypes=[offer(None)]),
]
GROUPED = {
    "region": {"region_emea": {"SBC-1"}, "region_unknown": {"SBC-1", "SBC-2", "SBC-3"}},
    "carrier": {"carrier_contoso": {"SBC-1"}, "carrier_fabrikam": {"SBC-1", "SBC-2"}, "carrier_unknown": {"SBC-3"}},
    "environment": {"environment_prod": {"SBC-1"}, "environment_unknown": {"SBC-1", "SBC-2", "SBC-3"}},
    "offer_type": {"offer_type_calling": {"SBC-1"}, "offer_type_ocmobile": {"SBC-1"}, "offer_type_unknown": {"SBC-1", "SBC-2", "SBC-3"}},
    "profile": {"profile_profile_1": {"SBC-1"}, "profile_profile_2": {"SBC-1", "SBC-2"}, "profile_profile_3": {"SBC-3"}},
    "trunk": {"trunk_oc1_example_net": {"SBC-1"}, "trunk_oc2_example_net": {"SBC-1", "SBC-2"}, "trunk_oc3_example_net": {"SBC-3"}},
}


@pytest.mark.parametrize("grouping", GROUPED)
def test_group_by_one_property(tmp_path: Path, grouping: str) -> None:
    loaded = load_document(tmp_path, LABELLED, group_by=[grouping])
    assert {group: loaded.groups[group] for group in loaded.own_groups()} == GROUPED[grouping]
    parent = "calling_profiles" if grouping in ("profile", "trunk") else "operator_connect"
    assert loaded.own_groups() <= loaded.children[parent]
    assert loaded.warnings == []


def test_group_by_all_properties(tmp_path: Path) -> None:
    loaded = load_document(tmp_path, LABELLED, group_by=list(GROUPED))
    expected = {group: hosts for groups in GROUPED.values() for group, hosts in groups.items()}
    assert {group: loaded.groups[group] for group in loaded.own_groups()} == expected
    assert loaded.hosts["SBC-1"]["oc_regions"] == ["EMEA"]
    assert loaded.hosts["SBC-1"]["oc_carriers"] == ["Contoso", "Fabrikam"]
    assert loaded.hosts["SBC-3"]["oc_environments"] == loaded.hosts["SBC-3"]["oc_offer_types"] == []


def test_values_that_make_the_same_group_name_share_the_group_with_a_warning(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1), region="North EU"), profile(2, trunk(2, 2), region="north-eu")]
    loaded = load_document(tmp_path, document, group_by=["region"])
    assert loaded.groups["region_north_eu"] == {"SBC-1", "SBC-2"}
    assert loaded.warnings == ["region: the values North EU, north-eu share the group region_north_eu"]
    document = [profile(1, trunk(1, 1), region=None), profile(2, trunk(2, 2), region="Unknown")]
    unknown = load_document(tmp_path, document, group_by=["region"])
    assert unknown.warnings == ["region: the values null, Unknown share the group region_unknown"]


# --- selection


def test_a_selection_limits_the_hosts_but_not_their_variables(tmp_path: Path) -> None:
    document = [
        profile(1, trunk(1, 1), region="EMEA"),
        profile(2, trunk(2, 1), region="APAC", name="Other", additionalSbcList=[sbc(3)]),
        profile(3, trunk(3, 2)),
    ]
    loaded = load_document(tmp_path, document, include=[{"name": "profile_*"}], exclude=[{"id": "profile-3"}])
    assert set(loaded.hosts) == {"SBC-1"}
    host = loaded.hosts["SBC-1"]
    assert host["oc_profiles"] == ["Other", "Profile_1"]
    assert host["oc_trunks"] == ["oc1.example.net", "oc2.example.net"]
    assert host["oc_regions"] == ["APAC", "EMEA"]
    assert host["oc_sole_for"] == ["Other", "Profile_1"]
    assert loaded.own_groups() == {"profile_profile_1", "trunk_oc1_example_net"}
    whole = load_document(tmp_path, document)
    assert host["oc_wave"] == whole.hosts["SBC-1"]["oc_wave"]
    # An additional SBC of the selection can match a trunk of a profile that is not selected.
    other = load_document(tmp_path, [*document, profile(4, trunk(4, 3))], include=[{"name": "Other"}])
    assert other.groups["additional_sbcs"] == {"SBC-3"}
    assert other.hosts["SBC-3"]["oc_profiles"] == ["Profile_4"]


def test_fill_is_applied_before_selection_and_grouping(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1), name="A_EMEA", region=None), profile(2, trunk(2, 2), region="APAC")]
    fill = [{"match": {"name": "*_EMEA"}, "set": {"region": "EMEA"}}]
    loaded = load_document(tmp_path, document, fill=fill, include=[{"region": "EMEA"}], group_by=["region"])
    assert set(loaded.hosts) == {"SBC-1"}
    assert loaded.own_groups() == {"region_emea"}


def test_a_matcher_without_a_match_and_a_missing_region_are_warnings(tmp_path: Path) -> None:
    include, exclude = [{"name": "*"}, {"name": "nobody"}], [{"name": "nobody"}]
    loaded = load_document(tmp_path, [profile(1)], include=include, exclude=exclude, required_regions=["EMEA", "APAC"])
    # A matcher of exclude that matches nothing is not a warning.
    assert "include[1]" in loaded.warning("matches no calling profile")
    assert loaded.warning("APAC") == "region APAC › region_coverage: no calling profile has this region"
    assert len(loaded.warnings) == 2


# --- names


def test_sbcs_with_the_same_name_are_an_error_or_get_their_ids(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, sbc(1, name="edge"), sbc(2, name="edge"), sbc(3, name="edge-1"), sbc(4)))]
    failure = fail_document(tmp_path, document)
    for word in ("edge for edge (sbcId 1) and edge (sbcId 2).", "on_name_collision", "hostnames"):
        assert word in failure
    loaded = load_document(tmp_path, document, on_name_collision="suffix")
    # The third has the name that the first gets, so it is changed too.
    assert {host: variables["oc_id"] for host, variables in loaded.hosts.items()} == {"edge-1": 1, "edge-2": 2, "edge-1-3": 3, "SBC-4": 4}
    assert loaded.warnings == ["Host names changed to be valid and unique: edge → edge-1, edge → edge-2, edge-1 → edge-1-3"]
    assert loaded.hosts["edge-2"]["oc_name"] == "edge"


def test_names_that_are_equal_after_a_change_are_an_error_too(tmp_path: Path) -> None:
    failure = fail_document(tmp_path, [profile(1, trunk(1, sbc(1, name="a b"), sbc(2, name="a:b")))])
    assert "a-b for a b (sbcId 1) and a:b (sbcId 2)." in failure
    # Nothing is left of the first characters, so without the names of the service nobody would find these SBCs.
    failure = fail_document(tmp_path, [profile(1, trunk(1, sbc(1, name="北京-01"), sbc(2, name="上海-01")))])
    assert "01 for 北京-01 (sbcId 1) and 上海-01 (sbcId 2)." in failure


@pytest.mark.parametrize(
    ("hostnames", "host"),
    [
        (["name", "fqdn"], "Edge"),
        (["fqdn", "name"], "e.example.net"),
        (["ip_address"], "192.0.2.9"),
    ],
)
def test_the_first_field_with_a_value_is_the_host_name(tmp_path: Path, hostnames: list[str], host: str) -> None:
    row = sbc(9, name="Edge", fqdn="e.example.net", ipAddress="192.0.2.9")
    assert set(load_document(tmp_path, [profile(1, trunk(1, row))], hostnames=hostnames).hosts) == {host}


def test_an_sbc_without_a_usable_name_is_called_by_its_fqdn_or_id(tmp_path: Path) -> None:
    nameless = [sbc(1, name=None), sbc(2, name=" ", fqdn=None), sbc(3, name="---", fqdn=""), sbc(4, name="...x")]
    loaded = load_document(tmp_path, [profile(1, trunk(1, *nameless))])
    assert set(loaded.hosts) == {"sbc-1.example.net", "sbc-2", "sbc-3", "x"}
    assert loaded.warnings == ["Host names changed to be valid and unique: --- → sbc-3, ...x → x"]


@pytest.mark.parametrize(
    ("connect_with", "fields", "address"),
    [
        (["ip_address", "fqdn"], {}, "10.0.0.1"),
        (["fqdn", "ip_address"], {}, "sbc-1.example.net"),
        (["ip_address", "fqdn"], {"ipAddress": "unknown host"}, "sbc-1.example.net"),
        (["ip_address", "fqdn"], {"ipAddress": None}, "sbc-1.example.net"),
        (["ip_address"], {"ipAddress": "10.0.0"}, None),
        (["ip_address", "fqdn"], {"ipAddress": "2001:db8::1"}, "2001:db8::1"),
        (["ip_address", "fqdn"], {"ipAddress": "-oProxyCommand=touch PWN", "fqdn": "--"}, None),
    ],
)
def test_the_first_address_is_ansible_host(tmp_path: Path, connect_with: list[str], fields: Json, address: str | None) -> None:
    loaded = load_document(tmp_path, [profile(1, trunk(1, sbc(1, **fields)))], connect_with=connect_with)
    assert loaded.hosts["SBC-1"].get("ansible_host") == address
    assert [warning.split(":")[0] for warning in loaded.warnings] == ([] if address else ["Host SBC-1 has no ansible_host"])


def test_groups_that_would_have_the_same_name_get_their_ids(tmp_path: Path) -> None:
    document = [
        profile(1, trunk(1, 1), name="A-B", callingProfileId="11112222-aaaa"),
        profile(2, trunk(2, 2, trunkFqdn="OC1.example.net"), name="a_b", callingProfileId="11112222-bbbb"),
        profile(3, trunk(3, 3), name="c", callingProfileId="33334444"),
        profile(4, trunk(4, 4), name=None, callingProfileId="44445555"),
    ]
    loaded = load_document(tmp_path, document, include=[{"name": ["A-B", "c"]}, {"name": None}])
    # The first 8 characters of the first two ids are equal. The second profile is not selected.
    assert loaded.children["calling_profiles"] == {"profile_a_b_11112222_a", "profile_c", "profile_44445555"}
    assert loaded.children["profile_a_b_11112222_a"] == {"trunk_oc1_example_net_trunk_1"}
    assert "profile_a_b_11112222_a, profile_a_b_11112222_b" in loaded.warning("2 groups would have the name profile_a_b,")
    assert loaded.warning("2 groups would have the name trunk_oc1_example_net,")


def test_a_placeholder_host_never_takes_the_name_of_another_host(tmp_path: Path) -> None:
    unmatched = [
        trunk(1, trunkFqdn="SBC-1", trunkId="t1"),
        trunk(2, trunkFqdn="localhost", trunkId="t2"),
        trunk(3, trunkFqdn="twin.example.net", trunkId="a/b"),
        trunk(4, trunkFqdn="twin.example.net", trunkId="a:b"),
        trunk(5, trunkFqdn=None, trunkId="t5"),
        trunk(6, trunkFqdn="own.example.net", trunkId="x" * 500),
    ]
    loaded = load_document(tmp_path, [profile(1, trunk(9, 1), *unmatched)])
    expected = {"SBC-1-t1", "localhost-t2", "twin.example.net-a-b", "twin.example.net-a-b-2", "trunk-t5", "own.example.net"}
    assert loaded.groups["unmatched_trunks"] == expected
    assert loaded.hosts["SBC-1"]["oc_kind"] == "sbc"


# --- order


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list):
        return [shuffled(entry, chance) for entry in chance.sample(value, len(value))]
    if isinstance(value, dict):
        return {key: shuffled(entry, chance) for key, entry in chance.sample(list(value.items()), len(value))}
    return value


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_document_does_not_matter(tmp_path: Path, seed: int) -> None:
    fleet = generate_fleet(60, seed)
    # With rows of one SBC that differ, and values that share a group.
    twin = copy.deepcopy(fleet[0])
    twin.update(callingProfileId="twin", region="emea", carrier="CONTOSO")
    twin["trunksEnrolled"][0]["matchingSbcList"][0].update(name="Differs", ipAddress="192.0.2.1")
    twin["trunksEnrolled"][1]["matchingSbcList"] = []
    fleet.append(twin)
    options: Json = {"group_by": ["profile", "trunk", "region", "carrier"], "keyed_groups": [{"key": "oc_carriers", "prefix": "k"}]}
    both = [load_document(tmp_path, document, **options) for document in (fleet, shuffled(fleet, random.Random(seed)))]
    first, second = both
    assert list(first.hosts.items()) == list(second.hosts.items())
    assert [*first.groups.items()] == [*second.groups.items()]
    members = [[(name, [host.name for host in group.hosts]) for name, group in loaded.data.groups.items()] for loaded in both]
    assert members[0] == members[1]
    assert first.warnings == second.warnings
