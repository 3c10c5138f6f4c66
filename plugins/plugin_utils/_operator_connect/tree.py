# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A view of the fleet as an inventory tree: hosts, groups and variables, as plain data.

Built whole, named and checked before anything of it is added to an inventory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ...module_utils._operator_connect.errors import OptionError
from ...module_utils._operator_connect.fleet.addresses import is_address
from ...module_utils._operator_connect.fleet.topology import Profile, Sbc, Trunk
from ...module_utils._operator_connect.text import is_blank
from .host_names import NamedHost, name_hosts
from .naming import NAME_PREFIX, group_name, tell_apart

if TYPE_CHECKING:
    from ...module_utils._operator_connect.fleet.view import View
    from ...module_utils._operator_connect.readers import Source

ROOT = "operator_connect"
PROFILES, SBCS, TRUNKS = "calling_profiles", "sbcs", "trunks"
UNMATCHED_TRUNKS, ADDITIONAL_SBCS = "unmatched_trunks", "additional_sbcs"

LABELS = ("region", "carrier", "environment", "offer_type")
GROUPINGS = ("profile", "trunk", *LABELS)
HOST_FIELDS = ("name", "fqdn", "ip_address")
UNKNOWN = "unknown"


class TreeOptions:
    """How the tree is to look; the defaults are those of the inventory plugin's documentation.

    Raises:
        OptionError: a word that is none of the known ones, or a prefix that no name may have.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.group_by = _words(options, "group_by", GROUPINGS)
        self.hostnames = _words(options, "hostnames", HOST_FIELDS)
        self.connect_with = _words(options, "connect_with", HOST_FIELDS[1:])
        self.name_prefix = options.get("name_prefix") or ""
        if self.name_prefix and not NAME_PREFIX.fullmatch(self.name_prefix):
            raise OptionError(
                f"name_prefix: {self.name_prefix} cannot start the name of a group",
                next_step="Use lower-case letters, digits and underscores, a letter first, 64 characters at most.",
            )
        self.suffixes_collisions = options["on_name_collision"] == "suffix"
        self.has_trunk_hosts = options["trunk_hosts"] == "unmatched"


class Group:
    """One group: what stands directly below it. `made_for` tells whose group it is, where it is one thing's."""

    def __init__(self, made_for: str | None = None) -> None:
        self.made_for = made_for
        self.groups: dict[str, None] = {}
        self.hosts: dict[str, None] = {}


class Tree:
    """Hosts with their variables, and groups in an order in which parents come first."""

    def __init__(self) -> None:
        self.hosts: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, Group] = {}
        self.warnings: list[str] = []

    def add_group(self, name: str, parent: str | None = None, made_for: str | None = None) -> str:
        """Add a group, once, and put it below its parent."""
        if name not in self.groups:
            self.groups[name] = Group(made_for)
        if parent is not None:
            self.groups[parent].groups[name] = None
        return name

    def add_hosts(self, group: str, hosts: Iterable[str]) -> None:
        self.groups[group].hosts.update(dict.fromkeys(hosts))


class TrunkGroup(NamedTuple):
    """A trunk's group: one for all profiles that list the same SBCs for it, or one profile's own."""

    trunk: Trunk
    profile: Profile | None


def build_tree(view: View, source: Source, options: TreeOptions, taken: Collection[str], mark: Callable[[Any], Any]) -> Tree:
    """The tree of a view.

    Args:
        view: the fleet, as it was asked for.
        source: where it came from.
        options: how the tree is to look.
        taken: names of groups that the inventory has already.
        mark: what is applied to every value that the service sent.

    Raises:
        OptionError: two SBCs share a name, and on_name_collision is not suffix.
    """
    return _Builder(view, source, options, mark).build(taken)


class _Builder:
    def __init__(self, view: View, source: Source, options: TreeOptions, mark: Callable[[Any], Any]) -> None:
        self.view = view
        self.source = source
        self.options = options
        self.mark = mark
        self.tree = Tree()
        self.host_of: dict[int, str] = {}

    def build(self, taken: Collection[str]) -> Tree:
        self._add_fixed_groups()
        unmatched = self._unmatched_trunks() if self.options.has_trunk_hosts else []
        profile_groups = self._add_profile_groups()
        trunk_groups = self._add_trunk_groups(profile_groups)
        label_groups = self._add_label_groups()
        named, warnings = name_hosts(
            self.view.sbcs, unmatched, self.options.hostnames, self.options.name_prefix,
            has_suffixes=self.options.suffixes_collisions, taken={*taken, *self.tree.groups},
        )  # fmt: skip
        self.tree.warnings.extend(warnings)
        self.host_of = {host.thing.id: host.name for host in named if isinstance(host.thing, Sbc)}
        self._fill_groups(profile_groups, trunk_groups, label_groups)
        self._add_host_variables(named)
        return self.tree

    def _add_fixed_groups(self) -> None:
        self.tree.add_group(ROOT)
        for name in (PROFILES, SBCS, TRUNKS):
            self.tree.add_group(name, ROOT)
        self.tree.add_group(UNMATCHED_TRUNKS, TRUNKS)
        if any(not self.view.matches(sbc) for sbc in self.view.sbcs):
            self.tree.add_group(ADDITIONAL_SBCS, ROOT)

    def _unmatched_trunks(self) -> list[Trunk]:
        """Trunks that no selected profile lists with an SBC: without a host of their own they would be missing."""
        matched = {trunk for profile in self.view.profiles for trunk in profile.trunks_with_an_sbc}
        return [trunk for trunk in self.view.trunks if trunk not in matched]

    def _add_profile_groups(self) -> dict[Profile, str]:
        if "profile" not in self.options.group_by:
            return {}
        profiles = self.view.fleet.profiles
        names = {profile: self._group("profile", profile.record["name"] or profile.id) for profile in profiles}
        told = self._tell_apart(names, {profile: profile.id for profile in profiles})
        return {
            profile: self.tree.add_group(told[profile], PROFILES, f"{self.source.realm}/profile/{profile.id.casefold()}")
            for profile in self.view.profiles
        }

    def _add_trunk_groups(self, profile_groups: Mapping[Profile, str]) -> dict[TrunkGroup, str]:
        if "trunk" not in self.options.group_by:
            return {}
        groups: dict[TrunkGroup, list[Profile]] = defaultdict(list)
        for trunk in self.view.fleet.trunks.values():
            listed = trunk.sbcs_by_profile
            is_one = len({frozenset(sbcs) for sbcs in listed.values()}) == 1
            for profile in listed:
                groups[TrunkGroup(trunk, None if is_one else profile)].append(profile)
        names = {group: self._group("trunk", group.trunk.fqdn or group.trunk.key) for group in groups}
        ids = {group: _trunk_group_id(group) for group in groups}
        told = self._tell_apart(names, ids, always=[group for group in groups if group.profile])
        selected = set(self.view.profiles)
        added = {}
        for group, profiles in groups.items():
            for profile in profiles:
                if profile in selected:
                    made_for = f"{self.source.realm}/trunk/{ids[group]}"
                    added[group] = self.tree.add_group(told[group], profile_groups.get(profile, PROFILES), made_for)
        return added

    def _add_label_groups(self) -> dict[tuple[str, str | None], str]:
        values: dict[tuple[str, str | None], None] = {}
        for label in LABELS:
            if label in self.options.group_by:
                values.update(((label, value), None) for profile in self.view.profiles for value in _values(profile, label))
        added: dict[tuple[str, str | None], str] = {}
        first_of: dict[str, str | None] = {}
        for label, value in values:
            name = self._group(label, UNKNOWN if value is None else value)
            if name in first_of:
                self.tree.warnings.append(f"{label} {first_of[name]!r} and {value!r} are one group, {name}.")
            first_of.setdefault(name, value)
            added[label, value] = self.tree.add_group(name, ROOT)
        return added

    def _group(self, kind: str, text: str) -> str:
        return group_name(f"{self.options.name_prefix}{kind}_", text)

    def _tell_apart(self, names: Mapping[Any, str], ids: Mapping[Any, str], always: Collection[Any] = ()) -> dict[Any, str]:
        told, shared = tell_apart(names, ids, always)
        for things in shared:
            all_told = ", ".join(sorted(told[thing] for thing in things))
            self.tree.warnings.append(f"{len(things)} groups would all be {names[things[0]]}, so they carry ids: {all_told}.")
        return told

    def _fill_groups(
        self,
        profile_groups: Mapping[Profile, str],
        trunk_groups: Mapping[TrunkGroup, str],
        label_groups: Mapping[tuple[str, str | None], str],
    ) -> None:
        for group, name in trunk_groups.items():
            self._add_sbcs(name, group.trunk.sbcs_by_profile[group.profile] if group.profile else group.trunk.sbcs)
        for profile in self.view.profiles:
            # A profile's SBCs stand in its trunk groups, where there are any.
            if profile in profile_groups and not trunk_groups:
                self._add_sbcs(profile_groups[profile], profile.sbcs)
            for label in LABELS:
                for value in _values(profile, label) if label in self.options.group_by else ():
                    self._add_sbcs(label_groups[label, value], profile.sbcs)
        self._add_sbcs(SBCS, (sbc.id for sbc in self.view.sbcs))
        if ADDITIONAL_SBCS in self.tree.groups:
            self._add_sbcs(ADDITIONAL_SBCS, (sbc.id for sbc in self.view.sbcs if not self.view.matches(sbc)))

    def _add_sbcs(self, group: str, sbc_ids: Iterable[int]) -> None:
        self.tree.add_hosts(group, (self.host_of[sbc_id] for sbc_id in sbc_ids))

    def _add_host_variables(self, named: Iterable[NamedHost]) -> None:
        variables = HostVariables(self.view, self.source, self.mark)
        for host in named:
            if isinstance(host.thing, Trunk):
                self.tree.hosts[host.name] = variables.of_trunk(host.thing)
                self.tree.add_hosts(UNMATCHED_TRUNKS, [host.name])
                continue
            values = variables.of_sbc(host.thing)
            address = next(filter(is_address, (getattr(host.thing, field) for field in self.options.connect_with)), None)
            if address:
                values["ansible_host"] = self.mark(address)
            elif self.options.connect_with:
                tried = ", ".join(f"{field} {getattr(host.thing, field)!r}" for field in self.options.connect_with)
                self.tree.warnings.append(f"Host {host.name} has no ansible_host: no address in {tried}.")
            self.tree.hosts[host.name] = values


class HostVariables:
    """The variables of hosts: the same names on every host, nothing volatile, lists sorted."""

    def __init__(self, view: View, source: Source, mark: Callable[[Any], Any]) -> None:
        self.realm = source.realm
        self.mark = mark
        self.source = mark(source.address)
        self._of_profiles: dict[tuple[Profile, ...], dict[str, Any]] = {}
        self._rules: dict[object, set[str]] = defaultdict(set)
        for finding, subject in view.judged:
            self._rules[subject].add(finding.rule)

    def of_sbc(self, sbc: Sbc) -> dict[str, Any]:
        rules = set(self._rules.get(sbc, ()))
        for served in (*sbc.trunks.values(), *sbc.profiles):
            rules |= self._rules.get(served, set())
        return {
            "oc_kind": self.mark("sbc"),
            "oc_id": sbc.id,
            "oc_instance_id": self.mark(f"{self.realm}/sbc/{sbc.id}"),
            "oc_name": self.mark(sbc.name),
            "oc_fqdn": self.mark(sbc.fqdn),
            "oc_ip_address": self.mark(sbc.ip_address),
            "oc_trunks": self._keys(sbc.trunks.values()),
            "oc_additional_for": self._keys(sbc.additional_for),
            **self._labels(sbc.profiles),
            "oc_sole_for": self._keys(sbc.sole_for),
            "oc_wave": sbc.wave,
            "oc_findings": self.mark(sorted(rules)),
            "oc_source": self.source,
        }

    def of_trunk(self, trunk: Trunk) -> dict[str, Any]:
        return {
            "oc_kind": self.mark("trunk"),
            "oc_id": self.mark(trunk.id),
            "oc_instance_id": self.mark(f"{self.realm}/trunk/{trunk.id or trunk.key}"),
            "oc_name": None,
            "oc_fqdn": self.mark(trunk.fqdn),
            "oc_ip_address": None,
            "oc_trunks": [],
            "oc_additional_for": [],
            **self._labels(trunk.profiles),
            "oc_sole_for": [],
            "oc_wave": None,
            "oc_findings": self.mark(sorted(self._rules.get(trunk, ()))),
            "oc_source": self.source,
        }

    def _keys(self, things: Iterable[Profile | Trunk]) -> Any:
        return self.mark(sorted(thing.key for thing in things))

    def _labels(self, profiles: list[Profile]) -> dict[str, Any]:
        """What is said of a host's profiles; the hosts of the same profiles share it."""
        key = tuple(profiles)
        labels = self._of_profiles.get(key)
        if labels is None:
            labels = {"oc_profiles": self._keys(profiles)}
            for label in LABELS:
                values = {value for profile in profiles for value in _values(profile, label)}
                labels[f"oc_{label}s"] = self.mark(sorted(value for value in values if value is not None))
            self._of_profiles[key] = labels
        return labels


def _values(profile: Profile, label: str) -> list[str | None]:
    """What a profile has of a label; a blank is as good as nothing."""
    values = (profile.offer_types or [None]) if label == "offer_type" else [profile.record[label]]
    return list(dict.fromkeys(None if is_blank(value) else value for value in values))


def _trunk_group_id(group: TrunkGroup) -> str:
    trunk_id = (group.trunk.id or group.trunk.identity).casefold()
    return f"{group.profile.id.casefold()}_{trunk_id}" if group.profile else trunk_id


def _words(options: Mapping[str, Any], option: str, known: Collection[str]) -> list[str]:
    words = options[option]
    for word in words:
        if word not in known:
            raise OptionError.unknown(option, word, known)
    return list(dict.fromkeys(words))
