# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Escaping for XML, HTML and Markdown. Remote text stays text: markup becomes character references, which all of them support."""

from __future__ import annotations

import re

# Quotes too, because texts are in attributes; line breaks, because an attribute or a row of a table would lose them.
_REFERENCES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
_MARKDOWN = str.maketrans({character: f"\\{character}" for character in "\\`*_[]|~!"})
_LINE = ("\n", "\r", "\t")
# Most texts need no escaping, and there are a lot of them.
_HARMLESS = re.compile(r"[\w .:,;@/+=(){}›#%-]*")


def in_markup(text: str) -> str:
    """The text for XML and HTML. A character that cannot be printed becomes U+FFFD."""
    return text if _HARMLESS.fullmatch(text) else visible(text).translate(_REFERENCES)


def in_markdown(text: str) -> str:
    """The text for Markdown, also in a cell of a table. A character that cannot be printed becomes U+FFFD."""
    return in_markup(text.translate(_MARKDOWN))


def visible(text: str) -> str:
    """The text with U+FFFD in place of characters that cannot be printed: they would change how a page or a terminal shows the rest."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() or character in _LINE else "\ufffd" for character in text)
