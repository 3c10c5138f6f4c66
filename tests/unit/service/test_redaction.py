# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a message may quote: no secret in any form that a program makes of it, one line, short."""

from __future__ import annotations

import base64
import html
import json
import string
import time
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.redaction import (
    HIDDEN,
    MASK,
    Redactor,
    redacted_url,
)

if TYPE_CHECKING:
    from collections.abc import Callable

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


def _base64_after(length: int, text: str) -> str:
    """Base64 of the text after other bytes, as Basic authentication has it after a user name."""
    return base64.b64encode(b"u" * (length - 1) + b":" + text.encode()).decode()


IN_BASE64: dict[str, Callable[[str], str]] = {f"after {length} bytes": partial(_base64_after, length) for length in (1, 2, 3)}
IN_BASE64["for URLs"] = lambda text: base64.urlsafe_b64encode(text.encode()).decode()

SECRETS = st.text(string.printable + "é€😀", min_size=6, max_size=20)


def is_redacted(text: str, most_left: int) -> bool:
    """Whether a text is hidden, or contains a mask and at most so many other characters."""
    return text == HIDDEN or (MASK in text and len(text) - len(MASK) <= most_left)


@given(SECRETS, st.sampled_from(sorted(ENCODERS)), st.sampled_from(sorted(ENCODERS)))
def test_an_encoded_secret_is_redacted_also_if_it_is_encoded_twice(secret: str, first: str, second: str) -> None:
    encoded = ENCODERS[second](ENCODERS[first](secret))
    assert is_redacted(Redactor([secret]).redact(f"<{encoded}>"), most_left=16), "only quotes are left around the mask"


@given(SECRETS, st.sampled_from(sorted(IN_BASE64)), st.sampled_from(sorted(ENCODERS)))
def test_a_secret_in_base64_is_redacted_also_if_that_is_encoded(secret: str, form: str, encoder: str) -> None:
    assert is_redacted(Redactor([secret]).redact(ENCODERS[encoder](IN_BASE64[form](secret))), most_left=10)


@given(
    SECRETS,
    st.sampled_from(sorted(ENCODERS)),
    st.sampled_from(["", "%", "&#", "\\", "\\u00", "100%25", "a"]),
    st.sampled_from(["", "4", ";", "\\", "%", "41"]),
)
def test_a_secret_is_redacted_whatever_is_next_to_it(secret: str, encoder: str, before: str, after: str) -> None:
    redactor = Redactor([secret])
    assert is_redacted(redactor.redact(before + secret + after), most_left=len(before + after))
    encoded = ENCODERS[encoder](f"{before}<{secret}>{after}")
    assert redactor.redact(encoded) != encoded


@given(SECRETS, st.text())
def test_text_without_the_secret_stays_as_it_is(secret: str, text: str) -> None:
    assume(any(character.isascii() and character.isalnum() and character not in text for character in secret))
    assert Redactor([secret]).redact(text) == text


def test_a_secret_inside_another_leaves_nothing_of_the_longer_one() -> None:
    redactor = Redactor(["abcd", "xxabcdyy"])
    assert redactor.redact("xxabcdyy abcd") == f"{MASK} {MASK}"


def test_an_encoded_secret_beside_a_plain_one_hides_the_text() -> None:
    assert Redactor(["s3cret+x/y"]).redact("s3cret+x/y and s3cret%2Bx%2Fy") == HIDDEN


@pytest.mark.parametrize("letters", ["%73%33%63%72%65%74", "&#115;&#x33;&#99;&#114;&#101;&#116;", r"\u0073\u0033\x63\u0072\U00000065t"])
def test_letters_can_be_encoded_too(letters: str) -> None:
    assert Redactor(["s3cret"]).redact(f"got {letters}!") == HIDDEN


@pytest.mark.parametrize("levels", [3, 7, 8, 9, 50])
def test_a_text_that_is_encoded_many_times_is_hidden(levels: int) -> None:
    text = "s3cret+x/y"
    for _level in range(levels):
        text = quote(text, safe="")
    assert Redactor(["s3cret+x/y"]).redact(text) == HIDDEN


def test_a_run_of_backslashes_is_found_and_costs_no_more_than_any_other_text() -> None:
    secret = "a" + "\\" * 20 + "b"
    redactor = Redactor([secret])
    for encoded in (secret, repr(secret), json.dumps(json.dumps(secret)), quote(secret), quote(json.dumps(secret))):
        assert is_redacted(redactor.redact(encoded), most_left=2)
    text = "a" + "\\" * 100_000
    assert redactor.redact(text) == text


@pytest.mark.parametrize("secret", ["!" * 16_000, "\\" * 16_000, "%41" * 5_000, "a" * 16_000, "eyJ" * 5_000])
@pytest.mark.parametrize("part", ["!", "\\", "%25", "&amp;", "&#", "a", "eyJa", " ", "<", "\\u0041", "aaaaaaab"])
def test_neither_a_long_secret_nor_a_long_text_takes_long(secret: str, part: str) -> None:
    started = time.process_time()
    excerpt = Redactor([secret]).excerpt(part * 1_000_000)
    assert len(excerpt) <= 300
    assert time.process_time() - started < 5


def test_a_secret_that_is_added_later() -> None:
    redactor = Redactor()
    assert redactor.redact("a-token") == "a-token"
    redactor.add("a-token")
    redactor.add("")
    assert redactor.redact("got a-token") == "got " + MASK


def test_a_secret_with_a_line_break_in_place_of_a_space_is_masked() -> None:
    assert Redactor(["s3 cret"]).excerpt("got s3\r\n\tcret") == "got " + MASK


def test_a_very_short_secret_is_masked_only_as_a_word() -> None:
    assert Redactor(["ab"]).redact("ab cab abc (ab) ab:x") == f"{MASK} cab abc ({MASK}) {MASK}:x"


def test_an_unknown_web_token_is_masked() -> None:
    token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhcGk6Ly94In0.c2lnbmF0dXJl-_"
    assert Redactor().redact(f"got Bearer {token}!") == f"got Bearer {MASK}!"


def test_a_text_is_shortened_only_after_masking() -> None:
    redactor = Redactor(["s3cret-" * 100])
    assert redactor.excerpt("x" * 290 + "s3cret-" * 100) == "x" * 290 + MASK
    assert redactor.excerpt(" " * 20000 + "s3cret-" * 100) in ("", MASK)
    assert "s3cret" not in redactor.excerpt("s3cret-" * 100 * 10000)


@pytest.mark.parametrize("spaces", [14_000, 15_000, 18_000, 18_900, 18_990, 19_000, 19_100])
@pytest.mark.parametrize("encoder", ["as it is", "percent-encoded, slashes too", "HTML by hexadecimal numbers"])
def test_half_a_secret_at_the_end_of_what_is_examined_is_not_shown(spaces: int, encoder: str) -> None:
    secret = "s3cret+/" * 12 + "s3cr"
    text = "x" + " " * spaces + ENCODERS[encoder](secret) + " " * 100_000
    excerpt = Redactor([secret]).excerpt(text)
    assert "s3c" not in excerpt
    assert "s3c" not in Redactor([secret]).excerpt(text[: 1 + spaces + 50], is_cut=True)


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
    assert Redactor().excerpt(text) == line


def test_the_limit_of_an_excerpt() -> None:
    assert Redactor().excerpt("x" * 300) == "x" * 300
    assert Redactor().excerpt("x" * 301) == "x" * 299 + "…"
    assert Redactor().excerpt("x " * 500, 10) == "x x x x x…"


@pytest.mark.parametrize(
    ("url", "redacted"),
    [
        ("https://user:pa55@host.example:8443/path?token=pa55#pa55", "https://host.example:8443/path"),
        ("https://user@name:pa55@host/", "https://host/"),
        ("https://[2001:db8::1]/x?y", "https://[2001:db8::1]/x"),
        ("/relative?code=pa55", "/relative"),
        ("https://[bad/?pa55", "an invalid URL"),
    ],
)
def test_a_url_without_secrets(url: str, redacted: str) -> None:
    assert redacted_url(url) == redacted
