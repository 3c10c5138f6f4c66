# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is true of the tree of any fleet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ansible.inventory.data import InventoryData
from hypothesis import assume, given
from hypothesis import strategies as st
from support.documents import Json, documents, offer, shuffled
from support.documents import profile as make_profile

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query, View
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.readers import Origin
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.add_to_inventory import add_tree
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.tree_builder import build_tree
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.tree_options import TreeOptions

if TYPE_CHECKING:
    from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.tree import Tree

HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
GROUP_NAME = re.compile(r"[a-z_][a-z0-9_]*")
INSTANCE_KEY = "live.example.net/tenant"
ORIGIN = Origin("service", "https://live.example.net/x", "tenant", "2026-01-01T00:00:00Z", INSTANCE_KEY)
LABELS = ["region", "carrier", "environment", "offer_type"]
EXISTING_GROUPS = ["B", "A-1"]

groupings = st.lists(st.sampled_from(["profile", "trunk", *LABELS]), unique=True)
selections = st.sampled_from([{}, {"include": [{"id": ["profile-1", "c", "E"]}]}, {"exclude": [{"name": ["a", None]}]}])


def view_and_tree(document: list[Json], group_by: list[str], selection: Json, prefix: str = "") -> tuple[View, Tree]:
    options = {
        "name_prefix": prefix,
        "on_name_collision": "suffix",
        "trunk_hosts": "unmatched",
        "group_by": group_by,
        "hostnames": ["name", "fqdn"],
        "connect_with": ["ip_address", "fqdn"],
    }
    view = Query({**selection, "on_empty": "allow"}).view_of(read_profiles(document), ORIGIN.location)
    try:
        return view, build_tree(view, ORIGIN, TreeOptions(options), EXISTING_GROUPS, lambda value: value)
    except OptionError:
        # The name of one SBC with its id is the name of another SBC with its id.
        assume(False)
        raise


def sbc_ids_in(tree: Tree, group: str) -> set[int]:
    """The ids of the SBCs in a group or in any group below it."""
    own = {tree.hosts[host]["oc_id"] for host in tree.groups[group].hosts if tree.hosts[host]["oc_kind"] == "sbc"}
    return own.union(*(sbc_ids_in(tree, child) for child in tree.groups[group].groups))


def groups_made_for(tree: Tree, kind: str) -> dict[str, str]:
    """The groups of profiles or of trunks, by the id of the profile or trunk."""
    start = f"{INSTANCE_KEY}/{kind}/"
    owners = {name: group.made_for or "" for name, group in tree.groups.items()}
    return {owner[len(start) :]: name for name, owner in owners.items() if owner.startswith(start)}


@given(documents(), groupings, selections, st.sampled_from(["", "b_"]))
def test_names_are_valid_and_unique(document: list[Json], group_by: list[str], selection: Json, prefix: str) -> None:
    _view, tree = view_and_tree(document, group_by, selection, prefix)
    assert [name for name in tree.hosts if not HOST_NAME.fullmatch(name) or not name.startswith(prefix)] == []
    assert [name for name in tree.groups if not GROUP_NAME.fullmatch(name)] == []
    assert not tree.hosts.keys() & {*tree.groups, *EXISTING_GROUPS}


@given(documents(), groupings, selections)
def test_parents_come_before_their_children(document: list[Json], group_by: list[str], selection: Json) -> None:
    _view, tree = view_and_tree(document, group_by, selection)
    order = list(tree.groups)
    for name, group in tree.groups.items():
        assert group.hosts.keys() <= tree.hosts.keys()
        assert all(order.index(child) > order.index(name) for child in group.groups)


@given(documents(), groupings, selections)
def test_every_selected_sbc_is_one_host(document: list[Json], group_by: list[str], selection: Json) -> None:
    view, tree = view_and_tree(document, group_by, selection)
    sbcs = [host["oc_id"] for host in tree.hosts.values() if host["oc_kind"] == "sbc"]
    assert sbcs == sorted({sbc.id for sbc in view.sbcs})
    assert sbc_ids_in(tree, "operator_connect") == sbc_ids_in(tree, "sbcs") == set(sbcs)
    matching = {sbc_id for profile in view.profiles for sbc_id in profile.sbcs}
    additional = sbc_ids_in(tree, "additional_sbcs") if "additional_sbcs" in tree.groups else set()
    assert additional == set(sbcs) - matching
    assert ("additional_sbcs" in tree.groups) == bool(additional)


@given(documents(), groupings, selections)
def test_the_group_of_a_profile_has_exactly_its_matching_sbcs(document: list[Json], group_by: list[str], selection: Json) -> None:
    view, tree = view_and_tree(document, group_by, selection)
    groups = groups_made_for(tree, "profile")
    assert groups.keys() == ({profile.id.casefold() for profile in view.profiles} if "profile" in group_by else set())
    for profile in view.profiles:
        if "profile" in group_by:
            assert sbc_ids_in(tree, groups[profile.id.casefold()]) == set(profile.sbcs)
    additional = sbc_ids_in(tree, "additional_sbcs") if "additional_sbcs" in tree.groups else set()
    fixed = {"operator_connect", "sbcs", "additional_sbcs"}
    assert [name for name in tree.groups if name not in fixed and sbc_ids_in(tree, name) & additional] == []


@given(documents(), selections)
def test_the_group_of_a_trunk_never_has_an_sbc_that_only_another_profile_lists(document: list[Json], selection: Json) -> None:
    view, tree = view_and_tree(document, ["profile", "trunk"], selection)
    profiles = groups_made_for(tree, "profile")
    trunks = set(groups_made_for(tree, "trunk").values())
    for profile in view.profiles:
        children = tree.groups[profiles[profile.id.casefold()]].groups
        assert len(children) == len(profile.trunks)
        assert children.keys() <= trunks
        listed = sorted(sorted(trunk.sbcs_by_profile[profile]) for trunk in profile.trunks.values())
        assert sorted(sorted(sbc_ids_in(tree, child)) for child in children) == listed


@given(documents(), st.sampled_from(LABELS), selections)
def test_the_group_of_a_label_has_the_sbcs_of_its_profiles(document: list[Json], label: str, selection: Json) -> None:
    view, tree = view_and_tree(document, [label], selection)
    expected: dict[str, set[int]] = {}
    for profile in view.profiles:
        values = profile.offer_types if label == "offer_type" else [profile.record[label]]
        for value in values or [None]:
            word = re.sub("[^a-z0-9_]", "_", value.lower()) if value and value.strip() else "unknown"
            expected.setdefault(f"{label}_{word}", set()).update(profile.sbcs)
    assert {name: sbc_ids_in(tree, name) for name in tree.groups if name.startswith(label + "_")} == expected


@given(documents(), selections)
def test_every_trunk_without_an_sbc_has_a_placeholder_host(document: list[Json], selection: Json) -> None:
    view, tree = view_and_tree(document, [], selection)
    matched = {trunk for profile in view.profiles for trunk in profile.trunks_with_an_sbc}
    placeholders = {host for host, variables in tree.hosts.items() if variables["oc_kind"] == "trunk"}
    assert tree.groups["unmatched_trunks"].hosts.keys() == placeholders
    assert len(placeholders) == len(set(view.trunks) - matched)
    assert all("ansible_host" not in tree.hosts[host] for host in placeholders)


@given(documents(), selections)
def test_every_host_has_the_same_variables(document: list[Json], selection: Json) -> None:
    _view, tree = view_and_tree(document, [], selection)
    assert len({frozenset(variables.keys() | {"ansible_host"}) for variables in tree.hosts.values()}) <= 1
    identities = [variables["oc_instance_id"] for variables in tree.hosts.values()]
    assert len(set(identities)) == len(identities)
    for variables in tree.hosts.values():
        for value in variables.values():
            assert not isinstance(value, list) or value == sorted(set(value))


@given(documents(), groupings)
def test_the_inventory_is_the_tree(document: list[Json], group_by: list[str]) -> None:
    view, tree = view_and_tree(document, group_by, {})
    inventory: Any = InventoryData()
    add_tree(tree, inventory)
    inventory.reconcile_inventory()
    assert inventory.hosts.keys() == tree.hosts.keys()
    for name in tree.groups:
        ids = {host.vars["oc_id"] for host in inventory.groups[name].get_hosts() if host.vars["oc_kind"] == "sbc"}
        assert ids == sbc_ids_in(tree, name)
    # The same tree can be added again.
    add_tree(tree, inventory)
    assert inventory.groups.keys() == {*tree.groups, "all", "ungrouped"}
    assert len(view.sbcs) == len([host for host in inventory.hosts.values() if host.vars["oc_kind"] == "sbc"])


@given(documents().flatmap(lambda document: st.tuples(st.just(document), shuffled(document))), groupings)
def test_the_order_of_the_document_does_not_matter(both: tuple[list[Json], list[Json]], group_by: list[str]) -> None:
    first, second = (view_and_tree(document, group_by, {})[1] for document in both)
    assert list(first.hosts.items()) == list(second.hosts.items())
    assert first.warnings == second.warnings
    groups = [[(name, [*group.groups], [*group.hosts]) for name, group in tree.groups.items()] for tree in (first, second)]
    assert groups[0] == groups[1]


def test_the_order_of_offer_types_does_not_matter() -> None:
    offers = [offer("Calling"), offer(None), offer("AudioConferencing")]
    trees = [view_and_tree([make_profile(1, offerTypes=order)], ["offer_type"], {})[1] for order in (offers, offers[::-1])]
    names = [[name for name in tree.groups if name.startswith("offer_type_")] for tree in trees]
    assert names[0] == names[1] == ["offer_type_unknown", "offer_type_audioconferencing", "offer_type_calling"]
