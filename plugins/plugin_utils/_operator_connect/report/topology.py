# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the drawing of a fleet shows: every profile, trunk and SBC once, also missing ones, with its state, and the links between them."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ....module_utils._operator_connect.comparison.checks import FAILED, MISSING, UNEXPECTED, WAIVED, WARNED
from ....module_utils._operator_connect.text import count_of, is_blank, listed
from .sections import Check, problems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .report_data import ReportData

HEALTHY, ADDITIONAL = "healthy", "additional"
EMERGENCY, SOLE = "emergency", "sole"
PROFILE, TRUNK, SBC = KINDS = ("profile", "trunk", "sbc")
# An object has the first state that applies.
STATES = (MISSING, UNEXPECTED, FAILED, WARNED, WAIVED, HEALTHY)
BROKEN = (MISSING, UNEXPECTED, FAILED)
_PLURALS = {PROFILE: "profiles", TRUNK: "trunks", SBC: "sbcs"}


class NodeId(NamedTuple):
    """One object: its kind and its key."""

    kind: str
    key: str


@dataclass
class Node:
    """One object of the drawing.

    Attributes:
        id: its kind and key.
        detail: a few words about it: region and carrier, or the address.
        is_missing: whether it is expected, and not there.
        statuses: how many checks of each status are about it. Those of a profile include the ones of its trunks and SBCs.
        is_unexpected: whether a failed check says that it should not be there.
        is_unmatched: whether it is a trunk without a matching SBC, for one of its profiles or for all of them.
        notes: what else people must know, in words.
        marks: `emergency` if it takes emergency calls, `sole` if a profile has no other SBC.
        group: the region or the carrier that it is drawn in.
    """

    id: NodeId
    detail: str = ""
    is_missing: bool = False
    statuses: dict[str, int] = field(default_factory=lambda: dict.fromkeys((FAILED, WARNED, WAIVED), 0))
    is_unexpected: bool = False
    is_unmatched: bool = False
    notes: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    group: str = ""

    @functools.cached_property
    def state(self) -> str:
        """The worst state of the object. It is final once the topology is complete."""
        if self.is_missing:
            return MISSING
        if self.is_unexpected:
            return UNEXPECTED
        found = next((status for status in (FAILED, WARNED, WAIVED) if self.statuses[status]), HEALTHY)
        # It never looks healthy, also if its rule is off.
        return WARNED if self.is_unmatched and found == HEALTHY else found

    @property
    def state_words(self) -> list[str]:
        """What is wrong, in words."""
        words = [self.state] if self.state in (MISSING, UNEXPECTED) else []
        words += [f"{count} {status}" for status, count in self.statuses.items() if count and status != WARNED]
        words += [count_of(self.statuses[WARNED], "warning")] if self.statuses[WARNED] else []
        return words

    @property
    def words(self) -> list[str]:
        """What is wrong, and the notes."""
        return [*self.state_words, *self.notes]


class Link(NamedTuple):
    """A link from a profile to a trunk, from a trunk to an SBC, or from a profile to an additional SBC.

    `state` is healthy, missing, unexpected or additional.
    """

    start: NodeId
    end: NodeId
    state: str


class Topology(NamedTuple):
    """All objects by id, in the order of the fleet, all links, and what the groups are: regions or carriers."""

    nodes: dict[NodeId, Node]
    links: list[Link]
    group_noun: str


def topology_of(data: ReportData) -> Topology:
    """What the drawing shows. Without facts, it is empty."""
    return _Builder(data).build()


class _Builder:
    def __init__(self, data: ReportData) -> None:
        self._facts: Mapping[str, Any] = data["facts"] or {plural: {} for plural in _PLURALS.values()}
        self._listings: Mapping[str, Mapping[str, list[str]]] = data["listings"] or {}
        self._before = data["before"]
        self._problems = problems_of(data) if data["facts"] else []
        self._nodes: dict[NodeId, Node] = {}
        self._links: dict[tuple[NodeId, NodeId], str] = {}
        self._keys_by_id = {
            kind: {record["id"]: key for key, record in self._facts[plural].items() if record["id"] is not None}
            for kind, plural in _PLURALS.items()
        }

    def build(self) -> Topology:
        for kind, plural in _PLURALS.items():
            for key, record in self._facts[plural].items():
                self._nodes[NodeId(kind, key)] = Node(NodeId(kind, key), _detail(kind, record))
        self._add_links()
        self._add_problems()
        self._mark_new_parts()
        self._add_notes()
        group_noun = self._set_groups()
        return Topology(self._nodes, [Link(start, end, state) for (start, end), state in self._links.items()], group_noun)

    def _add_links(self) -> None:
        for profile, listing in self._listings.items():
            for trunk in listing:
                self._links[NodeId(PROFILE, profile), NodeId(TRUNK, trunk)] = HEALTHY
        for key, trunk in self._facts["trunks"].items():
            for sbc in trunk["sbcs"]:
                self._links[NodeId(TRUNK, key), NodeId(SBC, sbc)] = HEALTHY
        for key, profile in self._facts["profiles"].items():
            for sbc in profile["additional_sbcs"]:
                self._links[NodeId(PROFILE, key), NodeId(SBC, sbc)] = ADDITIONAL

    def _add_problems(self) -> None:
        for check in self._problems:
            path = _path_of(check)
            if not path:
                continue
            subject = path[-1]
            if check["check"] == MISSING and check["field"] in (None, *_PLURALS.values(), "additional_sbcs"):
                self._add_missing(path)
            elif check["check"] == UNEXPECTED and check["status"] == FAILED:
                self._mark_unexpected(path)
            for node_id in dict.fromkeys((path[0], subject)):
                if node_id in self._nodes:
                    self._nodes[node_id].statuses[check["status"]] += 1

    def _add_missing(self, path: list[NodeId]) -> None:
        """The object at the end of the path is missing, from the fleet or only from what is before it in the path."""
        self._add_node(path[-1])
        if len(path) > 1:
            start = path[-2]
            self._add_node(start)
            self._links[start, path[-1]] = MISSING
        elif path[-1].kind == PROFILE and self._before:
            profile = path[-1].key
            for trunk, sbcs in self._before["listings"].get(profile, {}).items():
                trunk_id = self._present(TRUNK, trunk)
                self._add_node(trunk_id)
                self._links[path[-1], trunk_id] = MISSING
                for sbc in sbcs:
                    sbc_id = self._present(SBC, sbc)
                    self._add_node(sbc_id)
                    self._links.setdefault((trunk_id, sbc_id), MISSING)

    def _add_node(self, node_id: NodeId) -> None:
        if node_id not in self._nodes:
            self._nodes[node_id] = Node(node_id, is_missing=True)

    def _present(self, kind: str, key: str) -> NodeId:
        """The object of the fleet that an object of the baseline is today, found by id because its name can have changed."""
        object_id = self._before["facts"][_PLURALS[kind]][key]["id"]
        return NodeId(kind, self._keys_by_id[kind].get(object_id, key))

    def _mark_unexpected(self, path: list[NodeId]) -> None:
        if len(path) == 1:
            self._nodes[path[0]].is_unexpected = True
        elif (path[-2], path[-1]) in self._links:
            self._links[path[-2], path[-1]] = UNEXPECTED

    def _mark_new_parts(self) -> None:
        """A trunk or an SBC is unexpected itself if every link to it is."""
        states: dict[NodeId, set[str]] = defaultdict(set)
        for (_start, end), state in self._links.items():
            states[end].add(state)
        for node_id, found in states.items():
            self._nodes[node_id].is_unexpected = self._nodes[node_id].is_unexpected or found == {UNEXPECTED}

    def _add_notes(self) -> None:
        for key, profile in self._facts["profiles"].items():
            if profile["is_emergency"]:
                self._note(NodeId(PROFILE, key), "emergency profile", EMERGENCY)
        for key, trunk in self._facts["trunks"].items():
            without = [profile for profile in trunk["profiles"] if not self._listings.get(profile, {}).get(key, [key])]
            self._nodes[NodeId(TRUNK, key)].is_unmatched = bool(without) or not trunk["sbcs"]
            if not trunk["sbcs"]:
                self._note(NodeId(TRUNK, key), "no matching SBC")
            elif without:
                self._note(NodeId(TRUNK, key), f"no matching SBC for {listed(without, 2)}")
        for key, sbc in self._facts["sbcs"].items():
            if sbc["sole_for"]:
                self._note(NodeId(SBC, key), f"only SBC of {listed(sbc['sole_for'], 1)}", SOLE)
            if sbc["emergency_for"]:
                self._note(NodeId(SBC, key), "emergency calls", EMERGENCY)

    def _note(self, node_id: NodeId, words: str, mark: str | None = None) -> None:
        self._nodes[node_id].notes.append(words)
        if mark:
            self._nodes[node_id].marks.append(mark)

    def _set_groups(self) -> str:
        """Group by region or, if no profile has a region, by carrier. What profiles share is in the group of the first of them.

        Returns:
            `region` or `carrier`; empty if no profile has either.
        """
        profiles = self._facts["profiles"]
        noun = next((noun for noun in ("region", "carrier") if not all(is_blank(profile[noun]) for profile in profiles.values())), "")
        for node_id, node in self._nodes.items():
            if node_id.kind == PROFILE:
                group = (profiles.get(node_id.key) or self._profile_before(node_id.key)).get(noun)
                nameless = f"No {noun}" if noun else "All profiles"
                node.group = nameless if is_blank(group) else str(group)
        for kinds in ((PROFILE, TRUNK), (TRUNK, SBC), (PROFILE, SBC)):
            for start, end in self._links:
                if (start.kind, end.kind) == kinds and not self._nodes[end].group:
                    self._nodes[end].group = self._nodes[start].group
        for node in self._nodes.values():
            node.group = node.group or "No profile"
        return noun

    def _profile_before(self, key: str) -> Mapping[str, Any]:
        return self._before["facts"]["profiles"].get(key, {}) if self._before else {}


def _path_of(check: Check) -> list[NodeId]:
    """The objects that a check names, from the profile to the SBC."""
    return [NodeId(kind, check[kind]) for kind in KINDS if check[kind] is not None]


def _detail(kind: str, record: Mapping[str, Any]) -> str:
    if kind == PROFILE:
        return " · ".join(str(record[name]) for name in ("carrier", "environment") if not is_blank(record[name]))
    if kind == SBC:
        return str(record["ip_address"] or record["fqdn"] or "no address")
    return count_of(len(record["sbcs"]), "SBC") if record["sbcs"] else ""


def ends_by_start(links: Iterable[Link]) -> dict[NodeId, list[NodeId]]:
    """The objects that each object is linked to."""
    ends: dict[NodeId, list[NodeId]] = defaultdict(list)
    for link in links:
        ends[link.start].append(link.end)
    return ends


def groups_of(topology: Topology) -> dict[str, list[Node]]:
    """The objects by group: groups with the worst states first, then in alphabetical order."""
    groups: dict[str, list[Node]] = defaultdict(list)
    for node in topology.nodes.values():
        groups[node.group].append(node)
    return {name: groups[name] for name in sorted(groups, key=lambda name: (is_sound(groups[name]), name.casefold(), name))}


def is_sound(nodes: Iterable[Node]) -> bool:
    """Whether nothing in a group is broken."""
    return not any(node.state in BROKEN for node in nodes)


def state_counts(nodes: Iterable[Node]) -> Iterator[tuple[str, int]]:
    """How many objects have each state, in words, the worst first, without those that are healthy."""
    states = [node.state for node in nodes]
    for state in STATES:
        if state != HEALTHY and states.count(state):
            yield "with warnings" if state == WARNED else state, states.count(state)
