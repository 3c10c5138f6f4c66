# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for messages: how a value, a name, a count or a list appears in one line. Every message uses these."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

# A plain word or a few need no quotes in a message, unless YAML reads them as null or a boolean. Numbers need none either:
# dial strings are easier to read without.
_PLAIN = re.compile(r"[\w.:@/+*?-]+(?: [\w.:@/+*?-]+)*")
_NOT_A_STRING = ("null", "true", "false", "yes", "no", "on", "off")
# How much of a text and of a list a message shows.
MAX_QUOTED = 1000
MAX_LISTED = 20
_NOT_ASCII = re.compile(r"[^\n\x20-\x7e]")


def is_blank(text: str | None) -> bool:
    """Whether a text is missing, empty or only white space."""
    return text is None or not text.strip()


def one_line(text: str) -> str:
    """The text on one line, with a space in place of line breaks and of characters that cannot be printed."""
    if text.isprintable():
        return text
    return " ".join(printable_only(text, " ").split())


def printable_only(text: str, instead: str) -> str:
    """The text with another character in place of each that cannot be printed."""
    return text if text.isprintable() else "".join(character if character.isprintable() else instead for character in text)


def printable(name: str) -> str:
    """A name as it is, or in quotes with escapes if part of it cannot be printed."""
    return name if name.isprintable() else quoted(name)


def displayable(text: str) -> str:
    """The text with an escape, such as \\n, in place of each character that a terminal or a review does not show as itself.

    A name with a line break cannot forge a line of a message, nor can an escape sequence change what stands before it.
    """
    return text if text.isprintable() else "".join(map(_shown, text))


def name_or_null(name: str | None) -> str:
    """A name as it is, or `null` for an object without one."""
    return "null" if name is None else name


def quoted(value: object) -> str:
    """A value in one line, in the notation of YAML: a plain word as it is, anything ambiguous in quotes.

    A message must not be longer than what it is about, so only the start of a long text or list is in it.
    """
    if isinstance(value, str):
        if len(value) > MAX_QUOTED:
            return as_json(value[:MAX_QUOTED] + "…")
        is_plain = value.isprintable() and _PLAIN.fullmatch(value) is not None and value.lower() not in _NOT_A_STRING
        return value if is_plain else as_json(value)
    if isinstance(value, (list, tuple)):
        return f"[{start_of(value, quoted)}]"
    if isinstance(value, Mapping):
        return f"{{{start_of(value, lambda key: f'{quoted(key)}: {quoted(value[key])}')}}}"
    # YAML has dates, JSON has not.
    return as_json(value) if value is None or isinstance(value, (int, float)) else one_line(str(value))


def start_of(entries: Collection[Any], word: Callable[[Any], str]) -> str:
    """The first 20 entries, each as a word, and how many more there are. The words of the rest are not made."""
    words = [word(entry) for entry in islice(entries, MAX_LISTED)]
    rest = len(entries) - len(words)
    return ", ".join(words) + (f" and {rest} more" if rest else "")


def as_json(value: object, *, indent: int | None = None) -> str:
    """A value as JSON. Characters that a terminal or a review does not show are escaped."""
    return _NOT_ASCII.sub(_escape, json.dumps(value, indent=indent, ensure_ascii=False))


def json_line(value: object) -> str:
    """The same on one line, for very many values: several times faster if nothing has to be escaped."""
    line = json.dumps(value, ensure_ascii=False)
    return line if line.isprintable() else as_json(value)


def _escape(match: re.Match[str]) -> str:
    return _shown(match.group())


def _shown(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]


def path_of(profile: str | None = None, trunk: str | None = None, sbc: str | None = None, detail: str | None = None) -> str:
    """An object of the fleet, and a detail of it, as every message names them: `PROD_EMEA › trunk oc1.example.net › sbc SBC-1 › fqdn`."""
    steps = [] if profile is None else [printable(profile)]
    steps += [] if trunk is None else [f"trunk {printable(trunk)}"]
    steps += [] if sbc is None else [f"sbc {printable(sbc)}"]
    steps += [] if detail is None else [printable(detail)]
    return " › ".join(steps)


def kind_of(value: object) -> str:
    """The kind of a value in the terms of YAML: `a string`, `a number`, `null`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, date):
        return "a date"
    return "a mapping" if isinstance(value, Mapping) else "a list"


def count_of(number: int, noun: str) -> str:
    """A count with its noun: `1 SBC`, `2 SBCs`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def some_of(words: Iterable[str], most: int = 3) -> str:
    """The first of the words in alphabetical order, and how many more there are: `a, b, c and 2 more`."""
    return listed(sorted(words), most)


def listed(words: Sequence[str], most: int = 3, separator: str = ", ") -> str:
    """The first of the words in their own order, and how many more there are."""
    rest = len(words) - most
    return separator.join(words[:most]) + (f" and {rest} more" if rest > 0 else "")


def suggestion(known: Iterable[str], word: object) -> str:
    """A sentence for an unknown word: the nearest of the known words, or all of them."""
    choices = sorted(known)
    near = nearest(choices, word)
    return f"Did you mean {near}?" if near else f"Valid values: {', '.join(choices)}."


def nearest(known: Sequence[str], word: object) -> str | None:
    """The known word that is most like this one, or None if no word is like it."""
    matches = difflib.get_close_matches(str(word).lower(), known, n=1, cutoff=0.5)
    return matches[0] if matches else None
