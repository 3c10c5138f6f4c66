# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in which group, under which name, with which variables."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from support.documents import offer, profile, sbc, trunk
from support.inventories import fail_document, load, load_document, write_document, write_source

from simulator import generate_fleet

Json = dict[str, Any]


# --- trunks and profiles


def test_an_sbc_is_one_host_however_often_it_serves(tmp_path: Path) -> None:
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


def test_a_trunk_of_two_profiles_is_one_group_under_both(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1, 2)), profile(2, trunk(1, 2, 1), trunk(2, 3))]
    loaded = load_document(tmp_path, document)
    assert loaded.children["profile_profile_1"] == {"trunk_oc1_example_net"}
    assert loaded.children["profile_profile_2"] == {"trunk_oc1_example_net", "trunk_oc2_example_net"}
    assert loaded.warnings == []


def test_a_play_on_one_profile_never_reaches_the_device_of_another_that_lists_its_trunk(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1)), profile(2, trunk(1, 2)), profile(3, trunk(1, 1))]
    loaded = load_document(tmp_path, document)
    for number, host in ((1, "SBC-1"), (2, "SBC-2"), (3, "SBC-1")):
        assert loaded.groups[f"profile_profile_{number}"] == {host}
        (group,) = loaded.children[f"profile_profile_{number}"]
        assert group.startswith("trunk_oc1_example_net_")
        assert loaded.groups[group] == {host}
    assert "trunk_conflict" in loaded.hosts["SBC-1"]["oc_findings"]
    assert loaded.warnings == []
    # judged on the whole document: the groups keep their names where only one profile is selected
    alone = load_document(tmp_path, document, include=[{"name": "Profile_2"}])
    assert alone.own_groups() <= loaded.own_groups()
    assert set(alone.hosts) == {"SBC-2"}


def test_a_trunk_without_an_sbc_is_not_lost(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1), trunk(2, trunkFqdn="dead.example.net", trunkId="DEAD")), profile(2, trunk(2, 2, trunkId="dead"))]
    unmatched = load_document(tmp_path, document, include=[{"name": "Profile_1"}])
    # profile 2 gives that trunk an SBC, which is not asked for
    assert unmatched.groups["unmatched_trunks"] == {"dead.example.net"}
    host = unmatched.hosts["dead.example.net"]
    assert (host["oc_kind"], host["oc_wave"], host["oc_name"], host["oc_trunks"]) == ("trunk", None, None, [])
    assert host["oc_instance_id"].lower() == "file/trunk/dead"
    assert "ansible_host" not in host
    assert host.keys() | {"ansible_host"} == unmatched.hosts["SBC-1"].keys()
    assert load_document(tmp_path, document).groups["unmatched_trunks"] == set()
    never = load_document(tmp_path, document, include=[{"name": "Profile_1"}], trunk_hosts="never")
    assert set(never.hosts) == {"SBC-1"}
    # the group of the trunk stays, empty
    assert len(never.children["profile_profile_1"]) == 2


def test_an_sbc_that_only_an_additional_list_names_is_in_no_profile(tmp_path: Path) -> None:
    groupings = ["profile", "trunk", "region", "carrier", "environment", "offer_type"]
    document = [profile(1, trunk(1, 1), additionalSbcList=[sbc(2), sbc(1)]), profile(2, additionalSbcList=[sbc(2)])]
    loaded = load_document(tmp_path, document, group_by=groupings)
    assert {group for group, hosts in loaded.groups.items() if "SBC-2" in hosts} == {"all", "operator_connect", "sbcs", "additional_sbcs"}
    assert loaded.groups["additional_sbcs"] == {"SBC-2"}
    assert loaded.hosts["SBC-2"]["oc_additional_for"] == ["Profile_1", "Profile_2"]
    assert loaded.hosts["SBC-2"]["oc_profiles"] == []
    assert loaded.hosts["SBC-1"]["oc_additional_for"] == ["Profile_1"]
    assert "additional_sbcs" not in load_document(tmp_path, [profile(1, trunk(1, 1), additionalSbcList=[sbc(1)])]).groups


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
def test_groups_by_one_thing_alone(tmp_path: Path, grouping: str) -> None:
    loaded = load_document(tmp_path, LABELLED, group_by=[grouping])
    assert {group: loaded.groups[group] for group in loaded.own_groups()} == GROUPED[grouping]
    parent = "calling_profiles" if grouping in ("profile", "trunk") else "operator_connect"
    assert loaded.own_groups() <= loaded.children[parent]
    assert loaded.warnings == []


def test_groups_by_everything_at_once(tmp_path: Path) -> None:
    loaded = load_document(tmp_path, LABELLED, group_by=list(GROUPED))
    expected = {group: hosts for groups in GROUPED.values() for group, hosts in groups.items()}
    assert {group: loaded.groups[group] for group in loaded.own_groups()} == expected
    assert loaded.hosts["SBC-1"]["oc_regions"] == ["EMEA"]
    assert loaded.hosts["SBC-1"]["oc_carriers"] == ["Contoso", "Fabrikam"]
    assert loaded.hosts["SBC-3"]["oc_environments"] == loaded.hosts["SBC-3"]["oc_offer_types"] == []


def test_two_labels_of_one_name_are_one_group_and_said_aloud(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1), region="North EU"), profile(2, trunk(2, 2), region="north-eu")]
    loaded = load_document(tmp_path, document, group_by=["region"])
    assert loaded.groups["region_north_eu"] == {"SBC-1", "SBC-2"}
    assert "'North EU' and 'north-eu' are one group, region_north_eu" in loaded.warning("one group")
    # what is written as "unknown" is not what is not known
    document = [profile(1, trunk(1, 1), region=None), profile(2, trunk(2, 2), region="Unknown")]
    unknown = load_document(tmp_path, document, group_by=["region"])
    assert "None and 'Unknown' are one group" in unknown.warning("one group")


# --- selection


def test_hosts_are_of_the_selection_and_what_is_said_of_them_is_of_the_whole(tmp_path: Path) -> None:
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
    # serving an additional list alone, and matching elsewhere
    other = load_document(tmp_path, [*document, profile(4, trunk(4, 3))], include=[{"name": "Other"}])
    assert other.groups["additional_sbcs"] == {"SBC-3"}
    assert other.hosts["SBC-3"]["oc_profiles"] == ["Profile_4"]


def test_fills_before_it_selects_and_groups(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, 1), name="A_EMEA", region=None), profile(2, trunk(2, 2), region="APAC")]
    fill = [{"match": {"name": "*_EMEA"}, "set": {"region": "EMEA"}}]
    loaded = load_document(tmp_path, document, fill=fill, include=[{"region": "EMEA"}], group_by=["region"])
    assert set(loaded.hosts) == {"SBC-1"}
    assert loaded.own_groups() == {"region_emea"}


def test_a_matcher_without_a_match_and_a_region_without_a_profile_are_warnings(tmp_path: Path) -> None:
    loaded = load_document(tmp_path, [profile(1)], exclude=[{"name": "nobody"}], required_regions=["EMEA", "APAC"])
    assert "exclude[0]" in loaded.warning("matches no calling profile")
    assert loaded.warning("APAC") == "Region APAC has no calling profile"
    assert len(loaded.warnings) == 2


# --- names


def test_two_devices_of_one_name_are_an_error_or_get_their_ids(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, sbc(1, name="edge"), sbc(2, name="edge"), sbc(3, name="edge-1"), sbc(4)))]
    failure = fail_document(tmp_path, document)
    for word in ("edge (sbcId 1 and 2)", "on_name_collision", "hostnames"):
        assert word in failure
    loaded = load_document(tmp_path, document, on_name_collision="suffix")
    # the third has the name that the first takes
    assert {host: variables["oc_id"] for host, variables in loaded.hosts.items()} == {"edge-1": 1, "edge-2": 2, "edge-1-3": 3, "SBC-4": 4}
    assert loaded.warning("not called").count("'edge' is edge-") == 2
    assert loaded.hosts["edge-2"]["oc_name"] == "edge"


def test_two_names_that_become_one_are_two_devices_of_one_name(tmp_path: Path) -> None:
    assert "a-b (sbcId 1 and 2)" in fail_document(tmp_path, [profile(1, trunk(1, sbc(1, name="a b"), sbc(2, name="a:b")))])


@pytest.mark.parametrize(
    ("hostnames", "host"),
    [
        (["name", "fqdn"], "Edge"),
        (["fqdn", "name"], "e.example.net"),
        (["ip_address"], "192.0.2.9"),
    ],
)
def test_calls_an_sbc_by_the_first_field_that_has_something(tmp_path: Path, hostnames: list[str], host: str) -> None:
    row = sbc(9, name="Edge", fqdn="e.example.net", ipAddress="192.0.2.9")
    assert set(load_document(tmp_path, [profile(1, trunk(1, row))], hostnames=hostnames).hosts) == {host}


def test_calls_an_sbc_by_what_is_left(tmp_path: Path) -> None:
    nameless = [sbc(1, name=None), sbc(2, name=" ", fqdn=None), sbc(3, name="---", fqdn=""), sbc(4, name="...x")]
    loaded = load_document(tmp_path, [profile(1, trunk(1, *nameless))])
    assert set(loaded.hosts) == {"sbc-1.example.net", "sbc-2", "sbc-3", "x"}
    assert loaded.warning("not called").endswith("'---' is sbc-3, '...x' is x.")


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
def test_connects_with_the_first_field_that_is_an_address(
    tmp_path: Path, connect_with: list[str], fields: Json, address: str | None
) -> None:
    loaded = load_document(tmp_path, [profile(1, trunk(1, sbc(1, **fields)))], connect_with=connect_with)
    assert loaded.hosts["SBC-1"].get("ansible_host") == address
    assert len(loaded.warnings) == (0 if address else 1)
    if not address:
        assert "Host SBC-1 has no ansible_host" in loaded.warnings[0]


def test_profiles_and_trunks_that_come_out_equal_carry_their_ids(tmp_path: Path) -> None:
    document = [
        profile(1, trunk(1, 1), name="A-B", callingProfileId="11112222-aaaa"),
        profile(2, trunk(2, 2, trunkFqdn="OC1.example.net"), name="a_b", callingProfileId="11112222-bbbb"),
        profile(3, trunk(3, 3), name="c", callingProfileId="33334444"),
        profile(4, trunk(4, 4), name=None, callingProfileId="44445555"),
    ]
    loaded = load_document(tmp_path, document, include=[{"name": ["A-B", "c"]}, {"name": None}])
    # 8 characters do not tell the first two apart; the second is not even selected
    assert loaded.children["calling_profiles"] == {"profile_a_b_11112222_a", "profile_c", "profile_44445555"}
    assert loaded.children["profile_a_b_11112222_a"] == {"trunk_oc1_example_net_trunk_1"}
    assert "profile_a_b_11112222_a, profile_a_b_11112222_b" in loaded.warning("2 groups would all be profile_a_b")
    assert "2 groups would all be trunk_oc1_example_net" in loaded.warning("trunk_oc1_example_net,")


def test_a_stand_in_gives_way(tmp_path: Path) -> None:
    stand_ins = [
        trunk(1, trunkFqdn="SBC-1", trunkId="t1"),
        trunk(2, trunkFqdn="localhost", trunkId="t2"),
        trunk(3, trunkFqdn="twin.example.net", trunkId="a/b"),
        trunk(4, trunkFqdn="twin.example.net", trunkId="a:b"),
        trunk(5, trunkFqdn=None, trunkId="t5"),
        trunk(6, trunkFqdn="own.example.net", trunkId="x" * 500),
    ]
    loaded = load_document(tmp_path, [profile(1, trunk(9, 1), *stand_ins)])
    expected = {"SBC-1-t1", "localhost-t2", "twin.example.net-a-b", "twin.example.net-a-b-2", "trunk-t5", "own.example.net"}
    assert loaded.groups["unmatched_trunks"] == expected
    assert loaded.hosts["SBC-1"]["oc_kind"] == "sbc"


# --- more than one source


def source(folder: Path, name: str, document: Any, **options: Any) -> Path:
    path = write_document(folder, document, name + ".json")
    return write_source(folder, {"from_file": str(path), **options}, name + ".calling_profiles.yml")


def snapshot(tenant: str, number: int) -> Json:
    enrolled = {"id": "t-" + tenant, "fqdn": "oc.example.net", "sbcs": [{"id": number, "name": "edge"}]}
    record = {"id": "id-" + tenant, "name": "P", "trunks": [enrolled]}
    where = {"url": "https://live.example.net/tenantui/api/v2/oc/callingprofile", "tenant_id": tenant}
    return {"format": "audiocodes.operator_connect/snapshot", "version": 1, "source": where, "selection": {}, "calling_profiles": [record]}


def test_two_tenants_stand_side_by_side_with_a_prefix(tmp_path: Path) -> None:
    second = source(tmp_path, "b", snapshot("b", 1), name_prefix="b_", group_by=["profile", "region"])
    loaded = load(source(tmp_path, "a", snapshot("a", 1)), second)
    assert loaded.failures == []
    assert {host: variables["oc_instance_id"] for host, variables in loaded.hosts.items()} == {
        "edge": "live.example.net/tenantui/a/sbc/1",
        "b_edge": "live.example.net/tenantui/b/sbc/1",
    }
    assert loaded.groups["sbcs"] == {"edge", "b_edge"}
    assert loaded.children["calling_profiles"] == {"profile_p", "b_profile_p"}
    assert loaded.groups["b_region_unknown"] == {"b_edge"}


def test_a_host_or_a_group_of_another_tenant_is_never_taken_over(tmp_path: Path) -> None:
    first = source(tmp_path, "a", snapshot("a", 1))
    loaded = load(first, source(tmp_path, "b", snapshot("b", 1)))
    for word in ("Host edge", "tenantui/a/sbc/1", "tenantui/b/sbc/1", "name_prefix"):
        assert word in loaded.failure
    assert loaded.hosts["edge"]["oc_instance_id"] == "live.example.net/tenantui/a/sbc/1"
    other = snapshot("b", 2)
    other["calling_profiles"][0]["trunks"][0]["sbcs"][0]["name"] = "edge2"
    loaded = load(first, source(tmp_path, "b", other))
    for word in ("Group profile_p", "id-a", "id-b", "name_prefix"):
        assert word in loaded.failure
    assert set(loaded.hosts) == {"edge"}
    loaded = load(first, source(tmp_path, "b", other, group_by=["trunk"]))
    assert "Group trunk_oc_example_net" in loaded.failure
    # one tenant, asked twice for different things, is no conflict
    both = load(first, source(tmp_path, "b", snapshot("a", 1), group_by=["trunk", "carrier"]))
    assert both.failures == []
    assert both.groups["profile_p"] == both.groups["carrier_unknown"] == {"edge"}


@pytest.mark.parametrize("order", [1, -1])
def test_a_static_source_may_say_more_of_a_host(tmp_path: Path, order: int) -> None:
    static = tmp_path / "static.ini"
    static.write_text("[rack7]\nSBC-10 rack=7\n[edge-routers]\nrouter\n")
    ours = source(tmp_path, "a", [profile(1), profile(2, trunk(7, sbc(7, name="edge-routers")))])
    loaded = load(*[static, ours][::order])
    assert loaded.failures == []
    assert loaded.hosts["SBC-10"]["rack"] in (7, "7")
    assert loaded.hosts["SBC-10"]["oc_id"] == 10
    assert loaded.groups["rack7"] == {"SBC-10"}
    if order == 1:
        # a group that is there already is no name for a host
        assert "edge-routers-7" in loaded.hosts


# --- the same fleet, the same inventory


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list):
        return [shuffled(entry, chance) for entry in chance.sample(value, len(value))]
    if isinstance(value, dict):
        return {key: shuffled(entry, chance) for key, entry in chance.sample(list(value.items()), len(value))}
    return value


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_the_service_tells_it_changes_nothing(tmp_path: Path, seed: int) -> None:
    fleet = generate_fleet(60, seed)
    # what differs between rows, and what two share, must not depend on the order either
    twin = copy.deepcopy(fleet[0])
    twin.update(callingProfileId="twin", region="emea", carrier="CONTOSO")
    twin["trunksEnrolled"][0]["matchingSbcList"][0].update(name="Differs", ipAddress="192.0.2.1")
    twin["trunksEnrolled"][1]["matchingSbcList"] = []
    fleet.append(twin)
    options: Json = {"group_by": ["profile", "trunk", "region", "carrier"], "keyed_groups": [{"key": "oc_carriers", "prefix": "k"}]}
    told = [load_document(tmp_path, document, **options) for document in (fleet, shuffled(fleet, random.Random(seed)))]
    first, second = told
    assert list(first.hosts.items()) == list(second.hosts.items())
    assert [*first.groups.items()] == [*second.groups.items()]
    members = [[(name, [host.name for host in group.hosts]) for name, group in loaded.data.groups.items()] for loaded in told]
    assert members[0] == members[1]
    assert first.warnings == second.warnings
