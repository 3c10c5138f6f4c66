# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for messages: one line, printable, in YAML's words."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.text import (
    as_json,
    count_of,
    is_blank,
    kind_of,
    nearest,
    one_line,
    path_of,
    printable,
    quoted,
    some_of,
    suggestion,
)

# Characters that break a line, control a terminal, change the direction of text or are invisible, and a lone surrogate.
UNPRINTABLE = "\n\r\t\v\f\0\x1b\x7f\x85\xa0\xad\u200b\u2028\u2029\u202e\u3000\ufeff\ud800\U000e0001"
texts = st.text() | st.text(alphabet=UNPRINTABLE + "aé, :{}[]\"'\\😀", max_size=12)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts


def nested(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The leaves, and lists and mappings of them."""
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=10)


@pytest.mark.parametrize(("text", "expected"), [(None, True), ("", True), (" \t\n\u3000", True), ("x", False), (" 0 ", False)])
def test_is_blank(text: str | None, expected: bool) -> None:
    assert is_blank(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as it  is", "as it  is"),
        ("a\nb\r\nc", "a b c"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("a\u202eb\u2028c", "a b c"),
        ("\n", ""),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("A, b: {c}", "A, b: {c}"), ("Müller 😀", "Müller 😀"), ("", ""), ("A\nB", r'"A\nB"'), ("A\x1b\u202e", r'"A\u001b\u202e"')],
)
def test_printable(name: str, expected: str) -> None:
    assert printable(name) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("PROD_*", "PROD_*"),
        ("Northwind Traders", "Northwind Traders"),
        ("sbc-1.example.net:5061", "sbc-1.example.net:5061"),
        ("+12005550100", "+12005550100"),
        ("112", "112"),
        ("Zürich", "Zürich"),
        ("", '""'),
        (" ", '" "'),
        ("a  b", '"a  b"'),
        (" a", '" a"'),
        ("a, b", '"a, b"'),
        ("Zürich, 😀", '"Zürich, 😀"'),
        ("[a]", '"[a]"'),
        ("{a}", '"{a}"'),
        ('say "a"', r'"say \"a\""'),
        ("a\nb\x1b\x7f\u202e", r'"a\nb\u001b\u007f\u202e"'),
        ("\ud800", r'"\ud800"'),
        ("\U000e0001", r'"\udb40\udc01"'),
    ],
)
def test_quoted_texts(value: str, expected: str) -> None:
    assert quoted(value) == expected


@pytest.mark.parametrize("word", ["null", "true", "false", "yes", "no", "on", "off", "True", "FALSE", "NO", "Off"])
def test_a_string_that_yaml_reads_as_null_or_a_boolean_is_in_quotes(word: str) -> None:
    assert quoted(word) == f'"{word}"'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-1.5, "-1.5"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 3, tzinfo=timezone.utc), "2026-01-31 03:00:00+00:00"),
        ([], "[]"),
        (("a", "b, c", None), '[a, "b, c", null]'),
        ({}, "{}"),
        ({"name": ["A*", None], "is_emergency": True}, "{name: [A*, null], is_emergency: true}"),
        ({1: {"a, b": "c\nd"}, None: date(2026, 1, 31)}, r'{1: {"a, b": "c\nd"}, null: 2026-01-31}'),
    ],
)
def test_quoted_values(value: object, expected: str) -> None:
    assert quoted(value) == expected


@given(nested(scalars | st.dates() | st.datetimes()))
def test_a_quoted_value_is_one_printable_line(value: object) -> None:
    assert quoted(value).isprintable()


@given(texts)
def test_a_name_is_one_printable_line(name: str) -> None:
    assert printable(name).isprintable()
    assert one_line(name).isprintable()
    for path in (path_of(profile=name), path_of(trunk=name), path_of(sbc=name), path_of(detail=name)):
        assert path.isprintable()


@given(texts, texts)
def test_two_texts_are_never_quoted_the_same(one: str, other: str) -> None:
    assert (quoted(one) == quoted(other)) == (one == other)


@given(nested(scalars))
def test_json_is_printable_and_read_back(value: Any) -> None:
    for indent in (None, 2):
        text = as_json(value, indent=indent)
        assert text.replace("\n", "").isprintable()
        assert json.loads(text) == value


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({}, ""),
        ({"profile": "PROD_EMEA"}, "PROD_EMEA"),
        ({"trunk": "oc1.example.net"}, "trunk oc1.example.net"),
        ({"sbc": "SBC 1", "detail": "fqdn"}, "sbc SBC 1 › fqdn"),
        ({"detail": "x", "sbc": "S", "trunk": "T", "profile": "P"}, "P › trunk T › sbc S › x"),
        ({"profile": "A\nB", "detail": "validation.C\tD"}, r'"A\nB" › "validation.C\tD"'),
    ],
)
def test_path_of(steps: dict[str, str], expected: str) -> None:
    assert path_of(**steps) == expected


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "a boolean"),
        (0, "a number"),
        (1.5, "a number"),
        ("", "a string"),
        ([], "a list"),
        ((), "a list"),
        ({}, "a mapping"),
        (date(2026, 1, 31), "a date"),
        (datetime(2026, 1, 31, tzinfo=timezone.utc), "a date"),
    ],
)
def test_kind_of(value: object, kind: str) -> None:
    assert kind_of(value) == kind


@pytest.mark.parametrize(("number", "text"), [(0, "0 SBCs"), (1, "1 SBC"), (2, "2 SBCs")])
def test_count_of(number: int, text: str) -> None:
    assert count_of(number, "SBC") == text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["b", "a"], "a, b"),
        (["c", "b", "a"], "a, b, c"),
        (["d", "c", "b", "a"], "a, b, c and 1 more"),
        ("edcba", "a, b, c and 2 more"),
    ],
)
def test_some_of(words: list[str], text: str) -> None:
    assert some_of(words) == text
    assert some_of(iter(words)) == text


def test_some_of_with_another_limit() -> None:
    assert some_of(["c", "b", "a"], 1) == "a and 2 more"


KNOWN = ["warning", "error", "off"]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("error", "error"),
        ("eror", "error"),
        ("ERROR", "error"),
        ("of", "off"),
        (["error"], "error"),
        ("xyz", None),
        ("", None),
        (None, None),
    ],
)
def test_the_nearest_of_the_known_words(word: object, near: str | None) -> None:
    assert nearest(KNOWN, word) == near


def test_a_suggestion_is_the_nearest_word_or_all_words() -> None:
    assert suggestion(KNOWN, "warn") == "Did you mean warning?"
    assert suggestion(iter(KNOWN), "xyz") == "Valid values: error, off, warning."
