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
from .escaping import in_markup
from .topology import ADDITIONAL, PROFILE, SBC, TRUNK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .layout import PlacedGroup, PlacedLink, PlacedNode, Pool

NOUNS = {PROFILE: "profile", TRUNK: "trunk", SBC: "SBC"}
# Where the text of an object starts, and what each mark beside its name takes.
_TEXT_START, _MARK_WIDTH, _MARGIN = 36, 19, 10
# Of a letter, as a part of the size of the font, in the widest fonts that browsers use.
_WIDE, _NARROW = 0.77, 0.63
_FRAMES = {MISSING: ' stroke-dasharray="5 4"', FAILED: ' stroke-width="2"'}
_LINES = {MISSING: ' stroke-dasharray="5 4"', ADDITIONAL: ' stroke-dasharray="1 4"', UNEXPECTED: ' stroke-width="2.5"'}


def svg_parts(group: PlacedGroup) -> Markup:
    """The lines and objects of a group, at the coordinates of the group."""
    parts = [
        '<g class="links" fill="none" stroke="#8c959f">',
        *map(_link, group.links),
        "</g>",
        *map(_pool, group.pools),
        '<g class="nodes" font-family="sans-serif" font-size="12" fill="#1b1f24">',
        *map(_node, group.nodes),
        "</g>",
    ]
    # Every text in it is escaped.
    return Markup("\n".join(parts))  # noqa: S704


def _link(link: PlacedLink) -> str:
    state = "" if link.state not in _LINES else f' data-state="{link.state}"{_LINES[link.state]}'
    return f'<path data-from="{link.start}" data-to="{link.end}"{state} d="{link.path}"/>'


def _pool(pool: Pool) -> str:
    box = pool.box
    return (
        f'<rect class="pool" id="{pool.number}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="12" '
        'fill="none" stroke="#c4ccd4"/>'
    )


def _node(placed: PlacedNode) -> str:
    node, box = placed.node, placed.box
    kind, state, words = node.id.kind, node.state, ", ".join(node.words)
    key = in_markup(node.id.key)
    detail = " · ".join(filter(None, (words, node.detail)))
    room = box.width - _TEXT_START - _MARGIN
    pool = f' data-pool="{placed.pool}"' if placed.pool else ""
    title = f"{NOUNS[kind]} {key}: {in_markup(_title(state, words, node.detail))}"
    return "".join(
        (
            f'<g id="{placed.number}" class="node" data-kind="{kind}" data-key="{key}" data-state="{state}"{pool} role="img" ',
            f'transform="translate({box.x:g} {box.y:g})"><title>{title}</title>',
            f'<use class="box" href="#b-{"pooled" if placed.pool else kind}" fill="#fff" stroke="#6e7781"{_FRAMES.get(state, "")}/>',
            f'<use class="icon" href="#i-{state}" x="11" y="11"/>',
            f'<text x="36" y="{16 if detail else 24}">{_cut(node.id.key, room - _MARK_WIDTH * len(node.marks), 12)}</text>',
            f'<text class="detail" x="36" y="31" font-size="11">{_cut(detail, room, 11)}</text>' if detail else "",
            *_marks(placed),
            "</g>",
        )
    )


def _marks(placed: PlacedNode) -> Iterator[str]:
    for index, mark in enumerate(placed.node.marks):
        yield f'<use class="mark" href="#i-{mark}" x="{placed.box.width - 25 - _MARK_WIDTH * index:g}" y="3"/>'


def _title(state: str, words: str, detail: str) -> str:
    return " · ".join(filter(None, (words if state in words else ", ".join(filter(None, (state, words))), detail)))


def _cut(text: str, room: float, size: int) -> str:
    """The text, cut so that it fits; the title of the object has it as a whole. The end stays, because names often differ only there."""
    if len(text) * size * _WIDE <= room or _fitting(text, room, size) == len(text):
        return in_markup(text)
    kept = _fitting(text, room * 0.48, size), _fitting(text[::-1], room * 0.48, size)
    return in_markup(f"{text[: kept[0]]}\u2026{text[-kept[1] :]}")


def _fitting(text: str, room: float, size: int) -> int:
    """How many of the first characters of a text fit."""
    width = 0.0
    for index, character in enumerate(text):
        width += size * (_WIDE if character.isupper() or character in "_mw@%" or not character.isascii() else _NARROW)
        if width > room:
            return index
    return len(text)
