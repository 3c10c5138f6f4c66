# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a message may quote of a response: a short line of printable characters, without any secret.

A secret is masked if it is in the text as it is. A program can also return it encoded: percent-encoded, escaped for JSON, HTML or
Python, in base64, or in several of these at once. The redactor does not look for all these forms. It decodes the text step by step and
hides it as a whole if a secret is in it after any step. So the text is shown only if no step of its decoding contains a secret.
"""

from __future__ import annotations

import base64
import html
import re
import sys
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from ..text import one_line

MASK = "********"
HIDDEN = "(hidden: it contains a secret)"
MAX_LENGTH = 300

# Only the start of a text is examined: enough for a message that comes after a lot of white space.
_EXAMINED = 50 * MAX_LENGTH
# A character in two encodings is not longer than this: four percent-encoded bytes, each with its % as `&#x25;`, have 32 characters.
_LONGEST_ENCODED_CHARACTER = 40
# A shorter secret is masked only where it is a word: it would be found inside ordinary words.
_SHORTEST_SECRET = 4
_SHORTEST_BASE64 = 5
_MOST_DECODING_STEPS = 8

# Any JSON Web Token, also one of another call. It starts at the start of a word, so that the search takes linear time.
_WEB_TOKEN = re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)*", re.ASCII)
_HTML_REFERENCE = r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_CHARACTER_REFERENCE = re.compile(_HTML_REFERENCE)
_PERCENT_ENCODED = r"(?:%[0-9A-Fa-f]{2})+"
_BACKSLASH_ESCAPE = r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U000[0-9A-Fa-f]{5}|U0010[0-9A-Fa-f]{4})"
_ENCODED = re.compile(f"{_PERCENT_ENCODED}|{_HTML_REFERENCE}|{_BACKSLASH_ESCAPE}")
# What is the same for a comparison: an escape such as \n and the character itself, a space and + (in a form), the two alphabets of base64.
_SAME = str.maketrans({"\\": None, "\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", "+": " ", "-": " ", "_": "/"})


class Redactor:
    """Keeps the secrets of one call out of messages."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._words: list[str] = []
        self._secrets: list[str] = []
        self._searched: set[str] = set()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Redact this secret too. An empty one is ignored."""
        if not secret or secret in self._secrets or secret in self._words:
            return
        if len(secret) >= _SHORTEST_SECRET:
            # The longest first: a secret inside another must not leave the rest of that one.
            self._secrets = sorted({*self._secrets, secret}, key=len, reverse=True)
            self._searched.update(_comparable_steps(secret), _base64_parts(secret))
        else:
            self._words.append(secret)

    def redact(self, text: str) -> str:
        """The text with `********` in place of each secret, or `HIDDEN` if a secret can be in it in another form."""
        masked = text
        for secret in self._secrets:
            masked = masked.replace(secret, MASK)
        for word in self._words:
            masked = re.sub(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", MASK, masked)
        masked = _WEB_TOKEN.sub(MASK, masked)
        # A secret that ends in & is found before amp; too, and the mask would leave the rest of an encoded character.
        is_mixed = masked != text and _ENCODED.search(masked) is not None
        return HIDDEN if is_mixed or self._contains_encoded_secret(masked) else masked

    def excerpt(self, text: str, limit: int = MAX_LENGTH, *, is_cut: bool = False) -> str:
        """The text for a message: redacted, on one line, of printable characters, and not longer than the limit.

        Args:
            text: any text; only its start is examined, so that the length of a response does not matter.
            limit: the number of characters.
            is_cut: whether the text was cut off at its end, perhaps in the middle of a secret.
        """
        margin = _LONGEST_ENCODED_CHARACTER * max(map(len, [*self._secrets, *self._words]), default=0)
        examined = text[: _EXAMINED + margin]
        redacted = self.redact(examined)
        if (is_cut or len(examined) < len(text)) and redacted != HIDDEN:
            # The end can be the start of a secret.
            redacted = redacted[: max(len(redacted) - margin, 0)]
        # Redacted again: with a line break in place of its space, a secret was not found before.
        line = self.redact(" ".join(one_line(redacted).split()))
        return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"

    def _contains_encoded_secret(self, text: str) -> bool:
        if not self._searched:
            return False
        steps = list(_comparable_steps(text))
        # A text with more levels than programs make is not decoded to its end, so it is not known to be free of secrets.
        return len(steps) > _MOST_DECODING_STEPS or any(secret in step for step in steps for secret in self._searched)


def redacted_url(url: str) -> str:
    """A URL for a message: scheme, host, port and path; no user name, password, query or fragment."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return "an invalid URL"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def unescape_html(text: str) -> str:
    """The text with HTML's character references replaced. `html.unescape` fails for a number of thousands of digits."""
    return _CHARACTER_REFERENCE.sub(lambda match: html.unescape(match.group()), text)


def _comparable_steps(text: str) -> Iterator[str]:
    """The text, then the text decoded once, twice and so on while there is something to decode, each in a form for comparisons."""
    for _step in range(_MOST_DECODING_STEPS + 1):
        yield _comparable(text)
        decoded = _ENCODED.sub(_decoded, text)
        if decoded == text:
            return
        text = decoded


def _decoded(match: re.Match[str]) -> str:
    encoded = match.group()
    if encoded[0] == "%":
        return unquote(encoded)
    if encoded[0] == "\\":
        return chr(int(encoded.lstrip("\\xuU"), 16))
    if encoded[1] != "#":
        return html.unescape(encoded)
    # Not by html.unescape, which leaves out control characters.
    digits = encoded[2:-1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return chr(number) if number <= sys.maxunicode else "\N{REPLACEMENT CHARACTER}"


def _comparable(text: str) -> str:
    # JSON escapes a character beyond U+FFFF as two surrogates, which are one character in UTF-16.
    return text.translate(_SAME).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _base64_parts(secret: str) -> Iterator[str]:
    """What base64 makes of a secret with other bytes before and after it, for the three ways it can be aligned."""
    raw = secret.encode("utf-8", "surrogatepass")
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw).decode("ascii")
        # Without the characters at both ends, which also depend on the other bytes.
        part = encoded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        if len(part) >= _SHORTEST_BASE64:
            yield _comparable(part)
