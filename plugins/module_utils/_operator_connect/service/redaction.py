# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be printed of what the service, the sign-in or the system says: short, on one line, without any secret."""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Iterable, Iterator
from html.entities import codepoint2name
from urllib.parse import urlsplit

MASK = "********"
SHORT = 300

# Any JSON Web Token, also one that nobody told us about. It starts where a word starts, so that a search stays linear.
_WEB_TOKEN = r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)*"


class Redactor:
    """Knows the secrets of one call, and takes them out of texts.

    A secret is found as it is and as a program quotes it: percent-encoded, escaped for JSON, HTML or Python, in base64 (as Basic
    authentication has it, beside a user's name), and several of these in one.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = {secret for secret in secrets if secret}
        self._pattern: re.Pattern[str] | None = None

    def add(self, secret: str) -> None:
        """From now on this one is masked too; an empty one is nothing to hide."""
        if secret and secret not in self._secrets:
            self._secrets.add(secret)
            self._pattern = None

    def mask(self, text: str) -> str:
        """The text with `********` in place of every secret, otherwise unchanged."""
        if self._pattern is None:
            # The longest first: a secret inside another must not leave the rest of that one.
            forms = [form for secret in sorted(self._secrets, key=len, reverse=True) for form in _forms(secret)]
            self._pattern = re.compile("|".join([*forms, _WEB_TOKEN]), re.ASCII)
        return self._pattern.sub(MASK, text)

    def clean(self, text: str, limit: int = SHORT) -> str:
        """The text for a message: masked, on one line, of printable characters, at most so many of them."""
        # Cut only what is masked: half a secret would not be found.
        masked = self.mask(text)[: limit * 50]
        line = " ".join("".join(character if character.isprintable() else " " for character in masked).split())
        return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def shown_url(url: str) -> str:
    """A URL as it may be printed: scheme, host, port and path; no user, password, query or fragment."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return "an address that cannot be read"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _forms(secret: str) -> list[str]:
    """Patterns, one for each thing that a secret can look like in a text."""
    quoted = _quoted(secret)
    if len(secret) < 4:
        # A very short one would eat into ordinary words.
        return [rf"(?<![A-Za-z0-9]){quoted}(?![A-Za-z0-9])"]
    return [quoted, *_in_base64(secret)]


def _quoted(secret: str) -> str:
    """A pattern for a secret as it is, or quoted."""
    forms = []
    for part in re.split(r"(\\+)", secret):
        if part.startswith("\\"):
            # A run of them as one: whatever quotes doubles them, and a search must not try all the ways to share them out.
            forms.append(_any_of([*_quoted_forms("\\", _QUOTED_TWICE), r"\\"]) + f"{{{len(part)},{len(part) * 8}}}")
        else:
            forms += [_forms_of_character(character, _QUOTED_TWICE) for character in part]
    return "".join(forms)


def _forms_of_character(character: str, times: int) -> str:
    """A pattern for one character: as it is, or as programs leave it that quote so many times, one after the other."""
    if character in _NEVER_QUOTED:
        return re.escape(character)
    # As it is comes last: what quotes it may start with it.
    return _any_of([*_quoted_forms(character, times), r"\\{1,8}" if character == "\\" else re.escape(character)])


def _quoted_forms(character: str, times: int) -> Iterator[str]:
    for quoted in _quotings(character) if times else ():
        # Hexadecimal digits come in either case.
        yield "".join(f"[{c}{c.upper()}]" if c.islower() and c.isascii() else _forms_of_character(c, times - 1) for c in quoted)


def _any_of(forms: list[str]) -> str:
    return f"(?:{'|'.join(forms)})"


def _quotings(character: str) -> Iterator[str]:
    """The ways to quote one character: for URLs and forms, JSON, Python, HTML."""
    code = ord(character)
    in_utf16 = character.encode("utf-16-be", "surrogatepass").hex()
    if character in _SHORT_ESCAPES:
        yield "\\" + _SHORT_ESCAPES[character]
    yield "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    yield "".join("\\u" + in_utf16[at : at + 4] for at in range(0, len(in_utf16), 4))
    yield f"\\u{code:08x}"
    yield f"&#{code};"
    yield f"&#x{code:x};"
    if code < 256:
        yield f"\\x{code:02x}"
    if code in codepoint2name:
        yield f"&{codepoint2name[code]};"
    if character == " ":
        yield "+"


_QUOTED_TWICE = 2
_NEVER_QUOTED = frozenset(string.ascii_letters + string.digits + "-_.")
_SHORT_ESCAPES = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", "'": "'", '"': '"', "/": "/"}


def _in_base64(secret: str) -> list[str]:
    """Patterns for a secret inside something that was encoded as a whole: one for each of the three ways it can lie there."""
    raw = secret.encode("utf-8", "surrogatepass")
    found = []
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw).decode("ascii")
        # Only the characters that no neighbour of the secret has a bit in.
        own = encoded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        if len(own) >= 5:
            found.append("".join(_IN_BASE64.get(character, character) for character in own))
    return found


# The second one is the alphabet for URLs; the others, one that was percent-encoded afterwards.
_IN_BASE64 = {"+": "(?:[+-]|%2[bB])", "/": "(?:[/_]|%2[fF])"}
