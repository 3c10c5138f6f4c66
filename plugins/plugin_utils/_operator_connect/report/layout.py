# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of the drawing: where each object and each line is, in three columns, group by group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .topology import PROFILE, SBC, TRUNK, Link, Node, NodeId, Topology, ends_by_start, groups_of, is_sound

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 1120
COLUMNS = {PROFILE: 0.0, TRUNK: 400.0, SBC: 790.0}
NODE_WIDTH = {PROFILE: 320.0, TRUNK: 310.0, SBC: 318.0}
NODE_HEIGHT = 38.0
ROW = 46.0
# Between the blocks of two profiles, and around the SBCs of a pool.
GAP = 14.0
POOL_MARGIN = 5.0


@dataclass(frozen=True)
class Box:
    """A rectangle, in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class PlacedNode:
    """An object and where it is. `number` identifies it in the page; `pool` is the pool that it is in."""

    node: Node
    number: str
    box: Box
    pool: str = ""


@dataclass(frozen=True)
class Pool:
    """SBCs that the same trunks and profiles are linked to: one line leads to all of them."""

    number: str
    box: Box


@dataclass(frozen=True)
class PlacedLink:
    """A line from one object to another object, or to a pool."""

    start: str
    end: str
    state: str
    path: str


@dataclass
class PlacedGroup:
    """One region or carrier: everything in it, at its own coordinates.

    `references` are the links to objects that are drawn in another group.
    """

    name: str
    height: float = 0.0
    nodes: list[PlacedNode] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    links: list[PlacedLink] = field(default_factory=list)
    references: list[tuple[PlacedNode, PlacedNode]] = field(default_factory=list)


def layout_of(topology: Topology) -> list[PlacedGroup]:
    """Place every object once.

    A profile, its trunks and their SBCs are beside each other. What several profiles share is beside the first of them. The time is linear
    in the number of objects and links.
    """
    return _Layout(topology).place()


class _Layout:
    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self._ends = ends_by_start(topology.links)
        self._placed: dict[NodeId, tuple[PlacedGroup, PlacedNode]] = {}
        self._pools: dict[str, Pool] = {}
        self._members = _pools_of(topology)

    def place(self) -> list[PlacedGroup]:
        groups = []
        for name, nodes in groups_of(self._topology).items():
            group = PlacedGroup(name)
            # A trunk or an SBC without a profile or trunk starts a block of its own.
            for kind in (PROFILE, TRUNK, SBC):
                for node in sorted((node for node in nodes if node.id.kind == kind), key=_reading_order):
                    self._place_block(group, node)
            group.height = max(group.height - GAP, ROW)
            groups.append(group)
        self._place_links(self._topology.links)
        return groups

    def _place_block(self, group: PlacedGroup, node: Node) -> None:
        """Place an object that is not placed yet, and to its right what depends on it."""
        if node.id in self._placed:
            return
        top = group.height
        heights = dict.fromkeys(COLUMNS, top)
        below = self._unplaced(group, [node.id])
        trunks = [node.id] if node.id.kind == TRUNK else [found for found in below if found.kind == TRUNK]
        sbcs = [node.id] if node.id.kind == SBC else [found for found in below if found.kind == SBC]
        for trunk in trunks:
            start = max(heights[TRUNK], heights[SBC])
            for sbc in [*self._unplaced(group, [trunk]), *(sbcs if trunk == trunks[-1] else ())]:
                heights[SBC] = self._place_pool(group, sbc, max(heights[SBC], start))
            self._place_node(group, trunk, _centred(start, heights[SBC]))
            heights[TRUNK] = max(start + ROW, heights[SBC])
        if not trunks:
            for sbc in sbcs:
                heights[SBC] = self._place_pool(group, sbc, heights[SBC])
        bottom = max(heights.values())
        if node.id.kind == PROFILE:
            self._place_node(group, node.id, _centred(top, bottom))
            bottom = max(bottom, top + ROW)
        group.height = bottom + GAP

    def _unplaced(self, group: PlacedGroup, starts: Iterable[NodeId]) -> list[NodeId]:
        found = (end for start in starts for end in self._ends.get(start, ()))
        return [end for end in found if end not in self._placed and self._topology.nodes[end].group == group.name]

    def _place_node(self, group: PlacedGroup, node_id: NodeId, y: float, pool: str = "", inset: float = 0.0) -> None:
        kind = node_id.kind
        box = Box(COLUMNS[kind] + inset, y, NODE_WIDTH[kind] - 2 * inset, NODE_HEIGHT)
        placed = PlacedNode(self._topology.nodes[node_id], f"{kind[0]}{len(self._placed)}", box, pool)
        self._placed[node_id] = group, placed
        group.nodes.append(placed)

    def _place_pool(self, group: PlacedGroup, first: NodeId, y: float) -> float:
        """Place an SBC with all SBCs of its pool. Returns where the next one can be."""
        if first in self._placed:
            return y
        members = [member for member in self._members[first] if self._topology.nodes[member].group == group.name]
        if len(members) == 1:
            self._place_node(group, first, y)
            return y + ROW
        number = f"k{len(self._pools)}"
        height = len(members) * ROW - (ROW - NODE_HEIGHT) + 2 * POOL_MARGIN
        pool = Pool(number, Box(COLUMNS[SBC], y, NODE_WIDTH[SBC], height))
        self._pools[number] = pool
        group.pools.append(pool)
        for index, member in enumerate(members):
            self._place_node(group, member, y + POOL_MARGIN + index * ROW, number, POOL_MARGIN)
        return y + height + ROW - NODE_HEIGHT

    def _place_links(self, links: Iterable[Link]) -> None:
        drawn: dict[tuple[str, str, str], None] = {}
        for link in links:
            start_group, start = self._placed[link.start]
            end_group, end = self._placed[link.end]
            if start_group is not end_group:
                start_group.references.append((start, end))
                continue
            target = self._pools[end.pool] if end.pool else end
            key = (start.number, target.number, link.state)
            if key not in drawn:
                drawn[key] = None
                skips_trunks = (link.start.kind, link.end.kind) == (PROFILE, SBC)
                path = _line_below_trunks(start.box, target.box) if skips_trunks else _line_between(start.box, target.box)
                start_group.links.append(PlacedLink(*key, path))


def _line_between(start: Box, end: Box) -> str:
    """The path of a line from the right side of one box to the left side of another."""
    x1, y1, x2, y2 = start.x + start.width, start.middle, end.x, end.middle
    return f"M{x1:g} {y1:g}{_curve(x1, y1, x2, y2)}"


def _line_below_trunks(start: Box, end: Box) -> str:
    """The same from a profile to an SBC, below the row of the profile, so that it does not seem to come from a trunk."""
    x1, y1, gap = start.x + start.width, start.middle, start.y + NODE_HEIGHT + (ROW - NODE_HEIGHT) / 2
    left, right = COLUMNS[TRUNK], COLUMNS[TRUNK] + NODE_WIDTH[TRUNK]
    return f"M{x1:g} {y1:g}{_curve(x1, y1, left, gap)}H{right:g}{_curve(right, gap, end.x, end.middle)}"


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = (x2 - x1) / 2
    return f"C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"


def _pools_of(topology: Topology) -> dict[NodeId, list[NodeId]]:
    """The pool of each SBC: all SBCs that exactly the same objects are linked to, in the same way."""
    starts: dict[NodeId, list[tuple[NodeId, str]]] = defaultdict(list)
    for link in topology.links:
        if link.end.kind == SBC:
            starts[link.end].append((link.start, link.state))
    pools: dict[object, list[NodeId]] = defaultdict(list)
    signatures: dict[NodeId, object] = {}
    for node_id in topology.nodes:
        if node_id.kind == SBC:
            # An SBC without links is alone.
            signatures[node_id] = (topology.nodes[node_id].group, frozenset(starts[node_id])) if node_id in starts else node_id
            pools[signatures[node_id]].append(node_id)
    return {node_id: pools[signature] for node_id, signature in signatures.items()}


def _centred(top: float, bottom: float) -> float:
    """Where a box is that stands in the middle of a block."""
    return max(top, (top + bottom - ROW) / 2)


def _reading_order(node: Node) -> tuple[bool, str, str]:
    """What is broken first, then in alphabetical order."""
    return is_sound([node]), node.id.key.casefold(), node.id.key
