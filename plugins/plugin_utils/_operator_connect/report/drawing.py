# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawing as SVG. The shapes are in `templates/symbols.svg`, the colours in `templates/drawing.css`.

The attributes make the drawing readable where style sheets are blocked. It is not a template because a fleet has tens of thousands of
objects, and a template needs several times longer for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ....module_utils._operator_connect.comparison.checks import FAILED, MISSING, UNEXPECTED
from ....module_utils._operator_connect.text import listed
from .escaping import in_markup
from .text_width import BOLD, shortened, shortened_name, width_of
from .topology import ADDITIONAL, PROFILE, SBC, TRUNK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .layout import Drawing, PlacedLink, PlacedNode, Pool, Reference

NOUNS = {PROFILE: "profile", TRUNK: "trunk", SBC: "SBC"}
NAME_SIZE, DETAIL_SIZE = 13, 11
_TEXT_X, _PADDING, _MARK_WIDTH = 36, 7, 19
_FRAMES = {MISSING: ' stroke-dasharray="5 4"', FAILED: ' stroke-width="2"'}
_LINES = {MISSING: ' stroke-dasharray="5 4"', ADDITIONAL: ' stroke-dasharray="1 4"', UNEXPECTED: ' stroke-width="2.5"'}


def svg_parts(drawing: Drawing) -> Markup:
    """The lines and objects of a drawing, at its coordinates."""
    parts = [
        '<g class="links" fill="none" stroke="#8c959f">',
        *map(_link, drawing.links),
        "</g>",
        '<g fill="#fff" stroke="#8c959f">',
        *map(_pool, drawing.pools),
        "</g>",
        f'<g fill="#1b1f24" font-family="sans-serif" font-size="{NAME_SIZE}">',
        *map(_reference, drawing.references),
        *map(_node, drawing.nodes),
        "</g>",
    ]
    # Every text in it is escaped.
    return Markup("\n".join(parts))  # noqa: S704


def _link(link: PlacedLink) -> str:
    state = "" if link.state not in _LINES else f' data-state="{link.state}"{_LINES[link.state]}'
    return f'<path data-from="{link.start}" data-to="{link.end}"{state} d="{link.path}"/>'


def _pool(pool: Pool) -> str:
    box = pool.box
    return f'<rect class="pool" id="{pool.number}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="12"/>'


def _reference(reference: Reference) -> str:
    box, place = reference.box, in_markup(reference.place)
    names = in_markup(shortened(listed(reference.keys, 1), (box.width - 2 * _PADDING) / NAME_SIZE))
    detail = in_markup(shortened(f"see {reference.place}", (box.width - 2 * _PADDING) / DETAIL_SIZE))
    return "".join(
        (
            f'<a id="{reference.number}" class="reference" href="#{reference.ends[0]}" data-ends="{" ".join(reference.ends)}" ',
            f'transform="translate({box.x:g} {box.y:g})"><title>{in_markup(", ".join(reference.keys))}: see {place}</title>',
            f'<rect class="box" width="{box.width:g}" height="{box.height:g}" rx="4" fill="#fff" stroke="#8c959f" stroke-dasharray="1 3"/>',
            f'<text x="12" y="16">{names}</text><text class="detail" x="12" y="31" font-size="{DETAIL_SIZE}">{detail}</text></a>',
        )
    )


def _node(placed: PlacedNode) -> str:
    node, box = placed.node, placed.box
    kind, state, words = node.id.kind, node.state, ", ".join(node.words)
    detail = " \u00b7 ".join(filter(None, (words, node.detail)))
    key, title = in_markup(node.id.key), in_markup(_title(state, words, node.detail))
    shape = f'<use class="box" href="#b-{"pooled" if placed.pool else kind}" fill="#fff" stroke="#6e7781"{_FRAMES.get(state, "")}/>'
    top = 5 if placed.pool else 11
    pool = f' data-pool="{placed.pool}"' if placed.pool else ""
    return (
        f'<g id="{placed.number}" class="node" data-kind="{kind}" data-key="{key}" data-state="{state}"{pool} role="img" '
        f'transform="translate({box.x:g} {box.y:g})"><title>{NOUNS[kind]} {key}: {title}</title>{shape}'
        f'<use class="icon" href="#i-{state}" x="11" y="{top}"/>{_text(placed, detail)}{"".join(_marks(placed))}</g>'
    )


def _text(placed: PlacedNode, detail: str) -> str:
    """The name, and below it the detail; the detail of an SBC in a pool is on the right of its name."""
    key, kind = placed.node.id.key, placed.node.id.kind
    room = placed.box.width - _TEXT_X - _PADDING
    name_room = (room - _MARK_WIDTH * len(placed.node.marks)) / NAME_SIZE
    if not placed.pool:
        name = in_markup(shortened_name(key, name_room / BOLD if kind == PROFILE else name_room))
        text = f'<text x="{_TEXT_X}" y="{16 if detail else 24}">{name}</text>'
        if detail:
            below = in_markup(shortened(detail, room / DETAIL_SIZE))
            text += f'<text class="detail" x="{_TEXT_X}" y="31" font-size="{DETAIL_SIZE}">{below}</text>'
        return text
    name = shortened_name(key, name_room * 0.6)
    room_left = (name_room - width_of(name) - 1) * NAME_SIZE
    beside = in_markup(shortened(detail, room_left / DETAIL_SIZE))
    end = placed.box.width - 10 - _MARK_WIDTH * len(placed.node.marks)
    return (
        f'<text x="{_TEXT_X}" y="18">{in_markup(name)}</text>'
        f'<text class="detail" x="{end:g}" y="17" font-size="{DETAIL_SIZE}" text-anchor="end">{beside}</text>'
    )


def _marks(placed: PlacedNode) -> Iterator[str]:
    for index, mark in enumerate(placed.node.marks):
        right = placed.box.width - 25 - _MARK_WIDTH * index
        yield f'<use class="mark" href="#i-{mark}" x="{right:g}" y="{5 if placed.pool else 3}"/>'


def _title(state: str, words: str, detail: str) -> str:
    return " \u00b7 ".join(filter(None, (words if state in words else ", ".join(filter(None, (state, words))), detail)))
