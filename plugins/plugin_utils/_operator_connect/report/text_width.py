# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that fit into a box: how wide a text is at most, and how it is shortened."""

from __future__ import annotations

import functools

ELLIPSIS = "\u2026"
# Widths in parts of the font size, as in DejaVu Sans: no common font of a browser is wider. SVG cannot measure text without a script.
_WIDTHS = {
    **dict.fromkeys("il|'!.,:;Ij`", 0.34),
    **dict.fromkeys(" ()[]/\\tfr-\u00b7", 0.43),
    **dict.fromkeys("_", 0.5),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ0123456789", 0.73),
    **dict.fromkeys("mwMW@%&\u2026\u2014", 1.0),
}
_OTHER, _WIDE = 0.65, 1.1
# Bold letters are wider.
BOLD = 1.08


@functools.lru_cache(maxsize=65536)
def shortened(text: str, room: float) -> str:
    """The text, or as much of its beginning as fits, with an ellipsis.

    Args:
        text: the text.
        room: the width that it can have, in parts of the font size.
    """
    return text[: _fitting(text, room)] + ELLIPSIS if _is_wider(text, room) else text


@functools.lru_cache(maxsize=65536)
def shortened_name(name: str, room: float) -> str:
    """The same for a name, with the ellipsis before the last third: names of one fleet often differ only at their end."""
    if not _is_wider(name, room):
        return name
    end = name[::-1][: _fitting(name[::-1], room / 3)][::-1]
    return name[: _fitting(name, room - width_of(end))] + ELLIPSIS + end


def _is_wider(text: str, room: float) -> bool:
    return len(text) * _WIDE > room and width_of(text) > room


def _fitting(text: str, room: float) -> int:
    """How many characters fit, beside an ellipsis."""
    room -= _width_of_character(ELLIPSIS)
    for count, character in enumerate(text):
        room -= _width_of_character(character)
        if room < 0:
            return count
    return len(text)


@functools.lru_cache(maxsize=65536)
def width_of(text: str) -> float:
    """How wide a text is at most, in parts of the font size."""
    return sum(map(_width_of_character, text))


def _width_of_character(character: str) -> float:
    # Letters of East Asia and most symbols are as wide as they are high.
    return _WIDTHS.get(character, _OTHER if character < "\u2000" else _WIDE)
