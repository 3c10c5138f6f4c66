# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of the drawing: where each object and each line is, in three columns, group by group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ....module_utils._operator_connect.comparison.checks import MISSING, UNEXPECTED
from .topology import HEALTHY, KINDS, PROFILE, SBC, TRUNK, Node, NodeId, Topology, ends_by_start, groups_of, is_sound

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 1120
COLUMNS = {PROFILE: 0.0, TRUNK: 404.0, SBC: 788.0}
NODE_WIDTH = {PROFILE: 340.0, TRUNK: 320.0, SBC: 332.0}
NODE_HEIGHT = 38.0
ROW = 46.0
# An SBC in a pool has one line of text, the others have two.
POOLED_HEIGHT = 26.0
POOLED_ROW = 30.0
# Between the blocks of two profiles, and around the SBCs of a pool.
GAP = 14.0
POOL_MARGIN = 5.0
# A line shows the worst of the links that it stands for: something missing, then something unexpected.
_WORST_FIRST = (MISSING, UNEXPECTED)


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
class Reference:
    """A box that stands for trunks or SBCs of another drawing, where each of them is drawn once.

    Attributes:
        number: what identifies the box in the page.
        box: where it is.
        keys: the keys of the objects.
        ends: the numbers of the objects, or of their pools.
        place: the heading of the drawing that the first of them is in.
    """

    number: str
    box: Box
    keys: tuple[str, ...]
    ends: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class PlacedLink:
    """A line from one object to another object, to a pool, or to a reference."""

    start: str
    end: str
    state: str
    path: str


@dataclass
class Drawing:
    """What is drawn together, at its own coordinates: a whole group or, if the group is large, one profile and what only it has."""

    heading: str
    height: float = 0.0
    nodes: list[PlacedNode] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    links: list[PlacedLink] = field(default_factory=list)


@dataclass
class PlacedGroup:
    """One region or carrier. It has one drawing, or one for each profile if it is large."""

    name: str
    drawings: list[Drawing] = field(default_factory=list)

    @property
    def nodes(self) -> Iterator[PlacedNode]:
        return (node for drawing in self.drawings for node in drawing.nodes)


def layout_of(topology: Topology, most_objects: int | None = None) -> list[PlacedGroup]:
    """Place every object once.

    A profile, its trunks and their SBCs are beside each other. What several profiles share is beside the first of them. The time is linear
    in the number of objects and links.

    Args:
        topology: what is drawn.
        most_objects: a group of more objects has a drawing for each profile. None: each group has one drawing.
    """
    return _Layout(topology).place(most_objects)


class _Stub(NamedTuple):
    """A reference while objects of other drawings are not placed yet."""

    drawing: Drawing
    number: str
    box: Box
    ends: tuple[NodeId, ...]


class _Layout:
    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self._ends = ends_by_start(topology.links)
        self._pools = _pools_of(topology)
        self._pool_boxes: dict[str, Box] = {}
        self._placed: dict[NodeId, tuple[Drawing, PlacedNode]] = {}
        self._stubs: dict[tuple[NodeId, str], _Stub] = {}
        self._count = 0
        # Where the current block is: the group, the drawing, and the references that the drawing has already.
        self._group = ""
        self._drawing = Drawing("")
        self._stubs_here: dict[tuple[NodeId, ...], _Stub] = {}

    def place(self, most_objects: int | None) -> list[PlacedGroup]:
        groups = []
        for name, nodes in groups_of(self._topology).items():
            group = PlacedGroup(name)
            self._group = name
            is_large = most_objects is not None and len(nodes) > most_objects
            for node in sorted(nodes, key=_reading_order):
                if node.id in self._placed:
                    continue
                if not group.drawings or (is_large and node.id.kind == PROFILE):
                    self._drawing = Drawing(node.id.key if is_large and node.id.kind == PROFILE else name)
                    self._stubs_here = {}
                    group.drawings.append(self._drawing)
                self._place_block(node.id)
            groups.append(group)
        for drawing in (drawing for group in groups for drawing in group.drawings):
            drawing.height = max(drawing.height - GAP, ROW)
        self._place_references()
        self._place_links()
        return groups

    def _place_block(self, start: NodeId) -> None:
        """Place an object that is not placed yet, and to its right what depends on it."""
        top = self._drawing.height
        y = {TRUNK: top, SBC: top}
        below = [start] if start.kind != PROFILE else self._unplaced(start)
        for trunk in [end for end in below if end.kind == TRUNK]:
            first = y[SBC] = max(y.values())
            for sbc in self._unplaced(trunk):
                y[SBC] = self._place_pool(sbc, y[SBC])
            y[SBC] = self._place_stub(trunk, SBC, y[SBC])
            self._place_node(trunk, _centred(first, y[SBC]))
            y[TRUNK] = max(first + ROW, y[SBC])
        if start.kind == PROFILE:
            y[TRUNK] = self._place_stub(start, TRUNK, y[TRUNK])
        # Below the last trunk, so that the line to an additional SBC meets no trunk.
        y[SBC] = max(y.values())
        for sbc in [end for end in below if end.kind == SBC]:
            y[SBC] = self._place_pool(sbc, y[SBC])
        if start.kind == PROFILE:
            y[SBC] = self._place_stub(start, SBC, y[SBC])
            # In a tall block, the profile stays near the top, where people start to read.
            self._place_node(start, min(_centred(top, max(y.values())), top + 2 * ROW))
        self._drawing.height = max(*y.values(), top + ROW) + GAP

    def _unplaced(self, start: NodeId) -> list[NodeId]:
        return [end for end in self._ends.get(start, ()) if end not in self._placed and self._is_here(end)]

    def _is_here(self, node_id: NodeId) -> bool:
        """Whether an object is in the current drawing, or can be placed in it."""
        placed = self._placed.get(node_id)
        return placed[0] is self._drawing if placed else self._topology.nodes[node_id].group == self._group

    def _number(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def _place_node(self, node_id: NodeId, y: float, pool: str = "") -> None:
        kind = node_id.kind
        inset = POOL_MARGIN if pool else 0.0
        box = Box(COLUMNS[kind] + inset, y, NODE_WIDTH[kind] - 2 * inset, POOLED_HEIGHT if pool else NODE_HEIGHT)
        placed = PlacedNode(self._topology.nodes[node_id], self._number(kind[0]), box, pool)
        self._placed[node_id] = self._drawing, placed
        self._drawing.nodes.append(placed)

    def _place_pool(self, first: NodeId, y: float) -> float:
        """Place an SBC with all SBCs of its pool. Returns where the next one can be."""
        if first in self._placed:
            return y
        members = self._pools[first]
        if len(members) == 1:
            self._place_node(first, y)
            return y + ROW
        height = len(members) * POOLED_ROW - (POOLED_ROW - POOLED_HEIGHT) + 2 * POOL_MARGIN
        pool = Pool(self._number("k"), Box(COLUMNS[SBC], y, NODE_WIDTH[SBC], height))
        self._pool_boxes[pool.number] = pool.box
        self._drawing.pools.append(pool)
        for index, member in enumerate(members):
            self._place_node(member, y + POOL_MARGIN + index * POOLED_ROW, pool.number)
        return y + height + ROW - NODE_HEIGHT

    def _place_stub(self, start: NodeId, kind: str, y: float) -> float:
        """Place a box for what an object is linked to in other drawings. Returns where the next one can be."""
        ends = tuple(end for end in self._ends.get(start, ()) if end.kind == kind and not self._is_here(end))
        if not ends:
            return y
        stub = self._stubs_here.get(ends)
        if stub is None:
            box = Box(COLUMNS[kind], y, NODE_WIDTH[kind], NODE_HEIGHT)
            stub = self._stubs_here[ends] = _Stub(self._drawing, self._number("r"), box, ends)
            y += ROW
        self._stubs[start, kind] = stub
        return y

    def _place_references(self) -> None:
        for stub in {stub.number: stub for stub in self._stubs.values()}.values():
            placed = [self._placed[end] for end in stub.ends]
            numbers = tuple(dict.fromkeys(node.pool or node.number for _drawing, node in placed))
            keys = tuple(end.key for end in stub.ends)
            stub.drawing.references.append(Reference(stub.number, stub.box, keys, numbers, placed[0][0].heading))

    def _place_links(self) -> None:
        """Draw the lines: one for all links to the same pool or reference, in the state of the worst of them."""
        lines: dict[tuple[str, str], tuple[Drawing, PlacedLink]] = {}
        for link in self._topology.links:
            drawing, start = self._placed[link.start]
            end_drawing, end = self._placed[link.end]
            if end_drawing is drawing:
                number, box = (end.pool, self._pool_boxes[end.pool]) if end.pool else (end.number, end.box)
            else:
                stub = self._stubs[link.start, link.end.kind]
                number, box = stub.number, stub.box
            known = lines.get((start.number, number))
            if known is None or (link.state in _WORST_FIRST and known[1].state != MISSING):
                draw = _line_past_trunks if (link.start.kind, link.end.kind) == (PROFILE, SBC) else _line_between
                lines[start.number, number] = drawing, PlacedLink(start.number, number, link.state, draw(start.box, box))
        for drawing, line in lines.values():
            drawing.links.append(line)


def _line_between(start: Box, end: Box) -> str:
    """The path of a line from the right side of one box to the left side of another."""
    x1, y1, x2, y2 = start.x + start.width, start.middle, end.x, end.middle
    return f"M{x1:g} {y1:g}{_curve(x1, y1, x2, y2)}"


def _line_past_trunks(start: Box, end: Box) -> str:
    """The same from a profile to an SBC: straight through the column of the trunks."""
    left, right = COLUMNS[TRUNK], COLUMNS[TRUNK] + NODE_WIDTH[TRUNK]
    x1, y1, y2 = start.x + start.width, start.middle, end.middle
    return f"M{x1:g} {y1:g}{_curve(x1, y1, left, y2)}H{max(right, end.x):g}"


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


def _reading_order(node: Node) -> tuple[int, int, str, str]:
    """Profiles first; what is broken before what has warnings or waivers, and that before the rest; then in alphabetical order."""
    rank = 2 if node.state == HEALTHY else int(is_sound([node]))
    return KINDS.index(node.id.kind), rank, node.id.key.casefold(), node.id.key
