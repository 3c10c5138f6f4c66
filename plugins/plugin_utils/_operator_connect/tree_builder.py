# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a view of the fleet to the tree of the inventory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ...module_utils._operator_connect.fleet.addresses import is_device_address
from ...module_utils._operator_connect.fleet.topology import Profile, Sbc, Trunk
from ...module_utils._operator_connect.text import MAX_LISTED, quoted, some_of, start_of
from .host_names import NamedHost, name_hosts
from .host_variables import LABELS, HostVariables, instance_id, label_values
from .naming import to_group_name, unique_names
from .tree import (
    ADDITIONAL_SBCS,
    GENERAL_PRIORITY,
    PROFILES,
    ROOT,
    ROOT_PRIORITY,
    SBCS,
    SOURCE_PRIORITY,
    TRUNKS,
    UNMATCHED_TRUNKS,
    Tree,
)

if TYPE_CHECKING:
    from ...module_utils._operator_connect.fleet.view import View
    from ...module_utils._operator_connect.readers import Origin
    from .tree_options import TreeOptions

UNKNOWN = "unknown"


class TrunkGroup(NamedTuple):
    """The group of a trunk: one for all profiles that list the same SBCs for it, otherwise one for each profile."""

    trunk: Trunk
    profile: Profile | None

    @property
    def id(self) -> tuple[str, ...]:
        trunk_id = self.trunk.unique_id.casefold()
        return (self.profile.id.casefold(), trunk_id) if self.profile else (trunk_id,)

    @property
    def sbcs(self) -> Mapping[int, Sbc]:
        return self.trunk.sbcs_by_profile[self.profile] if self.profile else self.trunk.sbcs


def build_tree(view: View, origin: Origin, options: TreeOptions, existing_groups: Collection[str], protect: Callable[[Any], Any]) -> Tree:
    """Build the tree of a view.

    Args:
        view: the selected part of the fleet.
        origin: where the document came from.
        options: how the tree is built.
        existing_groups: names of the groups that the inventory already has.
        protect: applied to every value that the service sent.

    Raises:
        OptionError: two SBCs would get the same host name, and `on_name_collision` is not `suffix`.
    """
    return _TreeBuilder(view, origin, options, protect).build(existing_groups)


class _TreeBuilder:
    """Groups are added first and hosts last, because no host may have the name of a group."""

    def __init__(self, view: View, origin: Origin, options: TreeOptions, protect: Callable[[Any], Any]) -> None:
        self.view = view
        self.options = options
        self.protect = protect
        self.instance_key = origin.instance_key
        self.location = origin.location
        self.tree = Tree()
        # Groups with sbcIds, until hosts have names.
        self.members: list[tuple[str, Iterable[int]]] = []

    def build(self, existing_groups: Collection[str]) -> Tree:
        self._add_fixed_groups()
        profile_groups = self._add_profile_groups()
        self._add_trunk_groups(profile_groups)
        for label in LABELS:
            if label in self.options.group_by:
                self._add_label_groups(label)
        unmatched = self._unmatched_trunks() if self.options.has_placeholder_hosts else []
        hosts, warnings = name_hosts(self.view.sbcs, unmatched, self.options.host_naming, {*existing_groups, *self.tree.groups})
        self.tree.warnings.extend(warnings)
        self._add_hosts(hosts)
        return self.tree

    def _add_fixed_groups(self) -> None:
        self.tree.add_group(ROOT, priority=ROOT_PRIORITY)
        for name in (PROFILES, SBCS):
            self.tree.add_group(name, priority=GENERAL_PRIORITY)
        self.tree.add_group(UNMATCHED_TRUNKS, self.tree.add_label(TRUNKS))
        # Also directly below the root: otherwise SBCs that have no label would be missing there.
        for name in (ROOT, SBCS):
            self._add_sbcs(name, (sbc.id for sbc in self.view.sbcs))
        additional = [sbc.id for sbc in self.view.sbcs if not self.view.is_matching(sbc)]
        if additional:
            self._add_sbcs(self.tree.add_label(ADDITIONAL_SBCS), additional)
        if self.options.name_prefix:
            self.tree.add_group(self._source_group, None, self.instance_key, priority=SOURCE_PRIORITY)

    @property
    def _source_group(self) -> str:
        return self.options.name_prefix + ROOT

    def _unmatched_trunks(self) -> list[Trunk]:
        """Trunks that no selected profile lists with an SBC. Without a placeholder host they would be missing from the inventory."""
        matched = {trunk for profile in self.view.profiles for trunk in profile.trunks_with_an_sbc}
        return [trunk for trunk in self.view.trunks if trunk not in matched]

    def _add_profile_groups(self) -> dict[Profile, str]:
        if "profile" not in self.options.group_by:
            return {}
        # All profiles get a name, so that a group is called the same whatever is selected.
        profiles = self.view.fleet.profiles
        preferred = {profile: self._group_name("profile", profile.record["name"] or profile.id) for profile in profiles}
        names = self._unique_names(preferred, {profile: (profile.id,) for profile in profiles})
        for profile in self.view.profiles:
            self.tree.add_group(names[profile], PROFILES, instance_id(self.instance_key, "profile", profile.id.casefold()))
            # Otherwise they are in the groups of its trunks.
            if "trunk" not in self.options.group_by:
                self._add_sbcs(names[profile], profile.sbcs)
        return {profile: names[profile] for profile in self.view.profiles}

    def _add_trunk_groups(self, profile_groups: Mapping[Profile, str]) -> None:
        if "trunk" not in self.options.group_by:
            return
        groups = self._trunk_groups()
        preferred = {group: self._group_name("trunk", group.trunk.fqdn or group.trunk.key) for group in groups}
        not_shared = [group for group in groups if group.profile]
        names = self._unique_names(preferred, {group: group.id for group in groups}, always=not_shared)
        selected = set(self.view.profiles)
        for group, profiles in groups.items():
            parents = [profile_groups.get(profile, PROFILES) for profile in profiles if profile in selected]
            for parent in parents:
                self.tree.add_group(names[group], parent, instance_id(self.instance_key, "trunk", *group.id))
            if parents:
                self._add_sbcs(names[group], group.sbcs)

    def _trunk_groups(self) -> dict[TrunkGroup, list[Profile]]:
        """The trunk groups of the whole fleet, each with the profiles below which it belongs."""
        groups: dict[TrunkGroup, list[Profile]] = defaultdict(list)
        for trunk in self.view.fleet.trunks.values():
            listed = trunk.sbcs_by_profile
            is_shared = len({frozenset(sbcs) for sbcs in listed.values()}) == 1
            for profile in listed:
                groups[TrunkGroup(trunk, None if is_shared else profile)].append(profile)
        return groups

    def _add_label_groups(self, label: str) -> None:
        values_of_group: dict[str, dict[str | None, None]] = defaultdict(dict)
        for profile in self.view.profiles:
            for value in label_values(profile, label):
                name = self.tree.add_label(self._group_name(label, UNKNOWN if value is None else value))
                values_of_group[name][value] = None
                self._add_sbcs(name, profile.sbcs)
        for name, values in values_of_group.items():
            if len(values) > 1:
                self.tree.warnings.append(f"{label}: the values {start_of(values, quoted)} share the group {name}")

    def _group_name(self, kind: str, text: str) -> str:
        return to_group_name(f"{self.options.name_prefix}{kind}_", text)

    def _unique_names(self, names: Mapping[Any, str], ids: Mapping[Any, tuple[str, ...]], always: Collection[Any] = ()) -> dict[Any, str]:
        unique, collisions = unique_names(names, ids, always)
        for members in collisions:
            with_ids = some_of((unique[member] for member in members), MAX_LISTED)
            name = names[members[0]]
            self.tree.warnings.append(f"{len(members)} groups would have the name {name}, so their ids were added: {with_ids}")
        return unique

    def _add_sbcs(self, group: str, sbc_ids: Iterable[int]) -> None:
        self.members.append((group, sbc_ids))

    def _add_hosts(self, hosts: Iterable[NamedHost]) -> None:
        variables = HostVariables(self.view, instance_key=self.instance_key, location=self.location, protect=self.protect)
        host_names: dict[int, str] = {}
        for host in hosts:
            if isinstance(host.subject, Trunk):
                self.tree.hosts[host.name] = variables.of_trunk(host.subject)
                self.tree.add_hosts(UNMATCHED_TRUNKS, [host.name])
            else:
                host_names[host.subject.id] = host.name
                self.tree.hosts[host.name] = variables.of_sbc(host.subject)
                self._set_address(host.subject, host.name)
        for group, sbc_ids in self.members:
            self.tree.add_hosts(group, (host_names[sbc_id] for sbc_id in sbc_ids))
        if self.options.name_prefix:
            self.tree.add_hosts(self._source_group, self.tree.hosts)

    def _set_address(self, sbc: Sbc, host: str) -> None:
        fields = self.options.connect_with
        address = next(filter(is_device_address, (getattr(sbc, field) for field in fields)), None)
        if address:
            self.tree.hosts[host]["ansible_host"] = self.protect(address)
        elif fields:
            tried = ", ".join(f"{field} ({quoted(getattr(sbc, field))})" for field in fields)
            self.tree.warnings.append(f"Host {host} has no ansible_host: no usable address in {tried}")
