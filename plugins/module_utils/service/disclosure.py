# Copyright: Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be printed of what the service, the sign-in or the system says: short, on one line, without any secret."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
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
        """The text with C(********) in place of every secret, otherwise unchanged."""
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
    quoted = "".join(map(_forms_of_character, secret))
    if len(secret) < 4:
        # A very short one would eat into ordinary words.
        return [r"(?<![A-Za-z0-9])%s(?![A-Za-z0-9])" % quoted]
    return [quoted, *_in_base64(secret)]


def _forms_of_character(character: str) -> str:
    """A pattern for one character: as it is, or as any encoder leaves it. None of them touches letters and digits of ASCII."""
    if character.isascii() and character.isalnum():
        return character
    code = ord(character)
    in_utf8 = character.encode("utf-8", "surrogatepass")
    in_utf16 = character.encode("utf-16-be", "surrogatepass")
    forms = [
        r"\\{0,8}" + re.escape(character),
        "".join("%%(?:25){0,3}%s" % _hex(byte, 2) for byte in in_utf8),
        "".join(r"\\{1,8}u" + _hex(int.from_bytes(in_utf16[at : at + 2], "big"), 4) for at in range(0, len(in_utf16), 2)),
        r"\\{1,8}U" + _hex(code, 8),
        r"&(?:amp;){0,3}(?:#0{0,5}%d|#[xX]0{0,5}%s);?" % (code, _hex(code, 1)),
    ]
    if code < 256:
        forms.append(r"\\{1,8}x" + _hex(code, 2))
    if code in codepoint2name or character == "'":
        forms.append("&(?:amp;){0,3}%s;" % codepoint2name.get(code, "apos"))
    if character == " ":
        forms.append(r"\+")
    if character in _SHORT_ESCAPES:
        forms.append(r"\\{1,8}" + _SHORT_ESCAPES[character])
    return "(?:%s)" % "|".join(forms)


_SHORT_ESCAPES = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}


def _hex(number: int, width: int) -> str:
    """Hexadecimal digits, in either case."""
    return "".join("[%s%s]" % (digit, digit.upper()) if digit.isalpha() else digit for digit in "%0*x" % (width, number))


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
