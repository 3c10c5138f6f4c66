# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be printed: no secret in any form that a program gives it, one line, short."""

from __future__ import annotations

import base64
import html
import json
import string
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.redaction import (
    MASK,
    Redactor,
    shown_url,
)

ENCODERS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "percent-encoded": quote,
    "percent-encoded, slashes too": lambda text: quote(text, safe=""),
    "percent-encoded, in lower case": lambda text: quote(text, safe="").replace("%2F", "%2f").replace("%2B", "%2b"),
    "as in a form": quote_plus,
    "JSON in ASCII": json.dumps,
    "JSON": lambda text: json.dumps(text, ensure_ascii=False),
    "Python": repr,
    "Python in ASCII": ascii,
    "HTML": html.escape,
    "HTML by numbers": lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
    "HTML by hexadecimal numbers": lambda text: "".join(c if c.isalnum() or c in "-_." else f"&#x{ord(c):X};" for c in text),
}
IN_BASE64: dict[str, Callable[[str], str]] = {
    f"user:secret{f' and {more} more' if more else ''}": lambda text, more=more: base64.b64encode(  # type: ignore[misc]
        b"u" * more + b":" + text.encode()
    ).decode()
    for more in range(3)
}
IN_BASE64["for URLs"] = lambda text: base64.urlsafe_b64encode(text.encode()).decode()

SECRETS = st.text(string.printable + "é€😀", min_size=6, max_size=20)


@settings(deadline=None, derandomize=True)
@given(SECRETS, st.sampled_from(sorted(ENCODERS)), st.sampled_from(sorted(ENCODERS)))
def test_a_secret_is_masked_however_it_is_quoted_even_twice(secret: str, first: str, second: str) -> None:
    quoted = ENCODERS[second](ENCODERS[first](secret))
    text = f"<{quoted}>"
    masked = Redactor([secret]).mask(text)
    assert MASK in masked
    assert len(masked) <= len(MASK) + 16, "only quotes are left around the mask"


@settings(deadline=None, derandomize=True)
@given(SECRETS, st.sampled_from(sorted(IN_BASE64)))
def test_a_secret_inside_of_base64_is_masked_but_for_the_bits_of_its_neighbours(secret: str, form: str) -> None:
    encoded = IN_BASE64[form](secret)
    masked = Redactor([secret]).mask(encoded)
    assert MASK in masked
    assert len(masked.replace(MASK, "")) <= 10


@settings(deadline=None, derandomize=True)
@given(SECRETS, st.text())
def test_text_without_the_secret_stays_as_it_is(secret: str, text: str) -> None:
    assume(any(character.isascii() and character.isalnum() and character not in text for character in secret))
    assert Redactor([secret]).mask(text) == text


def test_a_secret_inside_another_leaves_nothing_of_the_longer_one() -> None:
    redactor = Redactor(["abcd", "xxabcdyy"])
    assert redactor.mask("xxabcdyy abcd") == f"{MASK} {MASK}"


def test_a_run_of_backslashes_is_found_and_costs_no_more_than_any_other_text() -> None:
    secret = "a" + "\\" * 20 + "b"
    redactor = Redactor([secret])
    for quoted in (secret, repr(secret), json.dumps(json.dumps(secret)), quote(secret), quote(json.dumps(secret))):
        assert MASK in redactor.mask(quoted)
    text = "a" + "\\" * 100_000
    assert redactor.mask(text) == text


def test_a_secret_that_is_learnt_later() -> None:
    redactor = Redactor()
    assert redactor.mask("a-token") == "a-token"
    redactor.add("a-token")
    redactor.add("")
    assert redactor.mask("say a-token") == "say " + MASK


def test_a_very_short_secret_is_masked_as_a_word_alone() -> None:
    assert Redactor(["ab"]).mask("ab cab abc (ab) ab:x") == f"{MASK} cab abc ({MASK}) {MASK}:x"


def test_a_web_token_that_nobody_told_about() -> None:
    token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhcGk6Ly94In0.c2lnbmF0dXJl-_"
    assert Redactor().mask(f"got Bearer {token}!") == f"got Bearer {MASK}!"


def test_cut_only_after_masking() -> None:
    redactor = Redactor(["s3cret-" * 100])
    assert redactor.clean("x" * 290 + "s3cret-" * 100) == "x" * 290 + MASK
    assert redactor.clean(" " * 20000 + "s3cret-" * 100) in ("", MASK)
    assert "s3cret" not in redactor.clean("s3cret-" * 100 * 10000)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\r\n two\t three\x00four", "one two three four"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("left\u202eright\u2028next\u200bx\ufeff", "left right next x"),
        ("\ud800x", "x"),
        ("é 😀 ok", "é 😀 ok"),
        ("", ""),
    ],
)
def test_one_line_of_printable_characters(text: str, line: str) -> None:
    assert Redactor().clean(text) == line


def test_short() -> None:
    assert Redactor().clean("x" * 300) == "x" * 300
    assert Redactor().clean("x" * 301) == "x" * 299 + "…"
    assert Redactor().clean("x " * 500, 10) == "x x x x x…"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pa55@host.example:8443/path?token=pa55#pa55", "https://host.example:8443/path"),
        ("https://user@name:pa55@host/", "https://host/"),
        ("https://[2001:db8::1]/x?y", "https://[2001:db8::1]/x"),
        ("/relative?code=pa55", "/relative"),
        ("https://[bad/?pa55", "an address that cannot be read"),
    ],
)
def test_a_url_as_it_may_be_printed(url: str, shown: str) -> None:
    assert shown_url(url) == shown
