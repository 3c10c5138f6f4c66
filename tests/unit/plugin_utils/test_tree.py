# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds of the tree of any fleet, however odd."""

from __future__ import annotations

import re
from typing import Any

from ansible.inventory.data import InventoryData
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.documents import Json, documents, property_settings, shuffled

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query, View
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.readers import Source
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.add_to_inventory import add_tree
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.tree import Tree, TreeOptions, build_tree

HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
GROUP_NAME = re.compile(r"[a-z_][a-z0-9_]*")
SOURCE = Source("service", "https://live.example.net/x", "tenant", "2026-01-01T00:00:00Z", "live.example.net/tenant")
ALL = ["profile", "trunk", "region", "carrier", "environment", "offer_type"]

# a whole document takes its time to be thought of
fewer = settings(property_settings, max_examples=60)
groupings = st.lists(st.sampled_from(ALL), unique=True)
selections = st.sampled_from([{}, {"include": [{"id": ["profile-1", "c", "E"]}]}, {"exclude": [{"name": ["a", None]}]}])


def grow(document: list[Json], group_by: list[str], selection: Json, prefix: str = "") -> tuple[View, Tree]:
    options = {"name_prefix": prefix, "on_name_collision": "suffix", "trunk_hosts": "unmatched", "group_by": group_by}
    options.update(hostnames=["name", "fqdn"], connect_with=["ip_address", "fqdn"])
    view = Query({**selection, "on_empty": "allow"}).view_of(read_profiles(document), SOURCE.address)
    try:
        return view, build_tree(view, SOURCE, TreeOptions(options), ["B", "A-1"], lambda value: value)
    except OptionError:
        # a device whose name with its id is another's name with its id
        assume(False)
        raise


def below(tree: Tree, group: str) -> set[int]:
    """The ids of the SBCs in a group or anywhere below it."""
    own = {tree.hosts[host]["oc_id"] for host in tree.groups[group].hosts if tree.hosts[host]["oc_kind"] == "sbc"}
    return own.union(*(below(tree, child) for child in tree.groups[group].groups))


def made_for(tree: Tree, kind: str) -> dict[str, str]:
    """Profile or trunk → its group."""
    start = f"{SOURCE.realm}/{kind}/"
    return {(group.made_for or "")[len(start) :]: name for name, group in tree.groups.items() if (group.made_for or "").startswith(start)}


@fewer
@given(documents(), groupings, selections, st.sampled_from(["", "b_"]))
def test_names_are_allowed_and_mean_one_thing(document: list[Json], group_by: list[str], selection: Json, prefix: str) -> None:
    _view, tree = grow(document, group_by, selection, prefix)
    assert [name for name in tree.hosts if not HOST_NAME.fullmatch(name) or not name.startswith(prefix)] == []
    assert [name for name in tree.groups if not GROUP_NAME.fullmatch(name)] == []
    assert not tree.hosts.keys() & {*tree.groups, "B", "A-1"}
    for name, group in tree.groups.items():
        assert group.hosts.keys() <= tree.hosts.keys()
        # parents come first
        order = list(tree.groups)
        assert all(order.index(child) > order.index(name) for child in group.groups)


@fewer
@given(documents(), groupings, selections)
def test_every_sbc_of_the_selection_is_one_host(document: list[Json], group_by: list[str], selection: Json) -> None:
    view, tree = grow(document, group_by, selection)
    sbcs = [host["oc_id"] for host in tree.hosts.values() if host["oc_kind"] == "sbc"]
    assert sbcs == sorted({sbc.id for sbc in view.sbcs})
    assert below(tree, "operator_connect") == below(tree, "sbcs") == set(sbcs)
    matching = {sbc_id for profile in view.profiles for sbc_id in profile.sbcs}
    additional = below(tree, "additional_sbcs") if "additional_sbcs" in tree.groups else set()
    assert additional == set(sbcs) - matching
    assert ("additional_sbcs" in tree.groups) == bool(additional)


@fewer
@given(documents(), groupings, selections)
def test_a_profile_s_group_holds_exactly_the_sbcs_that_match_it(document: list[Json], group_by: list[str], selection: Json) -> None:
    view, tree = grow(document, group_by, selection)
    groups = made_for(tree, "profile")
    assert groups.keys() == ({profile.id.casefold() for profile in view.profiles} if "profile" in group_by else set())
    for profile in view.profiles:
        if "profile" in group_by:
            assert below(tree, groups[profile.id.casefold()]) == set(profile.sbcs)
    additional = below(tree, "additional_sbcs") if "additional_sbcs" in tree.groups else set()
    fixed = {"operator_connect", "sbcs", "additional_sbcs"}
    assert [name for name in tree.groups if name not in fixed and below(tree, name) & additional] == []


@fewer
@given(documents(), selections)
def test_a_trunk_s_group_never_holds_what_only_another_profile_lists(document: list[Json], selection: Json) -> None:
    view, tree = grow(document, ["profile", "trunk"], selection)
    profiles = made_for(tree, "profile")
    trunks = set(made_for(tree, "trunk").values())
    for profile in view.profiles:
        children = tree.groups[profiles[profile.id.casefold()]].groups
        assert len(children) == len(profile.trunks)
        assert children.keys() <= trunks
        listed = sorted(sorted(trunk.sbcs_by_profile[profile]) for trunk in profile.trunks.values())
        assert sorted(sorted(below(tree, child)) for child in children) == listed


@fewer
@given(documents(), st.sampled_from(ALL[2:]), selections)
def test_a_label_s_group_holds_the_sbcs_of_its_profiles(document: list[Json], label: str, selection: Json) -> None:
    view, tree = grow(document, [label], selection)
    expected: dict[str, set[int]] = {}
    for profile in view.profiles:
        values = profile.offer_types if label == "offer_type" else [profile.record[label]]
        for value in values or [None]:
            word = re.sub("[^a-z0-9_]", "_", value.lower()) if value and value.strip() else "unknown"
            expected.setdefault(f"{label}_{word}", set()).update(profile.sbcs)
    assert {name: below(tree, name) for name in tree.groups if name.startswith(label + "_")} == expected


@fewer
@given(documents(), selections)
def test_a_stand_in_is_there_for_every_trunk_without_an_sbc(document: list[Json], selection: Json) -> None:
    view, tree = grow(document, [], selection)
    matched = {trunk for profile in view.profiles for trunk in profile.trunks_with_an_sbc}
    stand_ins = {host for host, variables in tree.hosts.items() if variables["oc_kind"] == "trunk"}
    assert tree.groups["unmatched_trunks"].hosts.keys() == stand_ins
    assert len(stand_ins) == len(set(view.trunks) - matched)
    assert all("ansible_host" not in tree.hosts[host] for host in stand_ins)


@fewer
@given(documents(), selections)
def test_every_host_has_the_same_variables(document: list[Json], selection: Json) -> None:
    _view, tree = grow(document, [], selection)
    assert len({frozenset(variables.keys() | {"ansible_host"}) for variables in tree.hosts.values()}) <= 1
    identities = [variables["oc_instance_id"] for variables in tree.hosts.values()]
    assert len(set(identities)) == len(identities)
    for variables in tree.hosts.values():
        for value in variables.values():
            assert not isinstance(value, list) or value == sorted(set(value))


@fewer
@given(documents(), groupings)
def test_what_is_planted_is_the_tree(document: list[Json], group_by: list[str]) -> None:
    view, tree = grow(document, group_by, {})
    inventory: Any = InventoryData()
    add_tree(tree, inventory)
    inventory.reconcile_inventory()
    assert inventory.hosts.keys() == tree.hosts.keys()
    for name in tree.groups:
        ids = {host.vars["oc_id"] for host in inventory.groups[name].get_hosts() if host.vars["oc_kind"] == "sbc"}
        assert ids == below(tree, name)
    # once more is the same again
    add_tree(tree, inventory)
    assert inventory.groups.keys() == {*tree.groups, "all", "ungrouped"}
    assert len(view.sbcs) == len([host for host in inventory.hosts.values() if host.vars["oc_kind"] == "sbc"])


@fewer
@given(documents().flatmap(lambda document: st.tuples(st.just(document), shuffled(document))), groupings)
def test_the_order_of_the_document_does_not_matter(both: tuple[list[Json], list[Json]], group_by: list[str]) -> None:
    first, second = (grow(document, group_by, {})[1] for document in both)
    assert list(first.hosts.items()) == list(second.hosts.items())
    assert first.warnings == second.warnings
    told = [[(name, [*group.groups], [*group.hosts]) for name, group in tree.groups.items()] for tree in (first, second)]
    assert told[0] == told[1]
