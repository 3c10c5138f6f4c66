# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The strict JSON parser: it accepts all JSON, and refuses what only Python's own parser accepts."""

from __future__ import annotations

import codecs
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.strict_json import InvalidJsonError, parse_json

# Strings with brackets and quotes, which are not levels.
STRINGS = st.text(alphabet='[]{}"\\,:aé\n😀')
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | STRINGS,
    lambda inner: st.lists(inner) | st.dictionaries(STRINGS, inner),
)


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_every_json_value_is_parsed(value: Any, ascii_only: bool, indent: int | None) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()
    assert parse_json(data) == value


def nested(levels: int, shape: str) -> bytes:
    start, end = {"lists": ("[", "]"), "objects": ('{"a":', "}"), "both": ('[{"a":', "}]")}[shape]
    times = levels // start.count("[{") // 2 if shape == "both" else levels
    return (start * times + "0" + end * times).encode()


@pytest.mark.parametrize("shape", ["lists", "objects", "both"])
def test_100_levels_are_accepted_and_more_are_not(shape: str) -> None:
    assert parse_json(nested(100, shape)) is not None
    with pytest.raises(InvalidJsonError, match="nested more than 100 levels"):
        parse_json(nested(102, shape))


@given(VALUES, st.integers(0, 4))
def test_levels_are_counted_past_strings_and_siblings(value: Any, beyond: int) -> None:
    def depth(value: Any) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max(map(depth, inner), default=0)

    levels = 98 + beyond
    document: Any = value
    for level in range(levels - depth(value)):
        document = [["[[{", []], document] if level % 2 else {'\\"[': document, "]": {}}
    data = json.dumps(document).encode()
    if depth(document) <= 100:
        assert parse_json(data) == document
    else:
        with pytest.raises(InvalidJsonError, match="nested more than 100 levels"):
            parse_json(data)


@pytest.mark.parametrize("data", [b"[" * 1_000_000, b'{"a":' * 1_000_000, b"[" * 1_000_000 + b"]" * 1_000_000, b'[["",' * 100_000])
def test_deep_nesting_does_not_exhaust_the_stack(data: bytes) -> None:
    with pytest.raises(InvalidJsonError, match="nested more than 100 levels"):
        parse_json(data)


@pytest.mark.parametrize("levels", [101, 900, 3000, 9000, 30_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
def test_more_than_100_levels_are_refused_whatever_the_limit_of_python(levels: int, start: str, end: str) -> None:
    with pytest.raises(InvalidJsonError, match="nested more than 100 levels"):
        parse_json((start * levels + "0" + end * levels).encode())


@pytest.mark.parametrize("data", [b"[" * 5000 + b"x" + b"]" * 5000, b"[" * 3000 + b'"]]]'])
def test_deep_nesting_with_a_syntax_error(data: bytes) -> None:
    # Python reports one or the other, depending on its limit.
    with pytest.raises(InvalidJsonError, match=r"nested more than 100 levels|line 1 column \d+"):
        parse_json(data)


@pytest.mark.parametrize(
    "data",
    [b"NaN", b"[Infinity]", b"-Infinity", b"1e999", b"[-1e999]", b"9" * 4301, b"-" + b"9" * 4301, b"0." + b"1" * 4301, b"1" * 4301 + b"e1"],
)
def test_invalid_numbers(data: bytes) -> None:
    with pytest.raises(InvalidJsonError):
        parse_json(data)


def test_numbers_of_up_to_4300_digits() -> None:
    assert parse_json(b"-" + b"9" * 4300) == -int("9" * 4300)
    assert parse_json(b"1e-999") == 0.0
    assert parse_json(b'"%s"' % (b"9" * 5000)) == "9" * 5000


def test_the_last_of_duplicate_keys_counts() -> None:
    assert parse_json(b'{"name": 1, "name": 2}') == {"name": 2}


def test_a_byte_order_mark_is_skipped() -> None:
    assert parse_json(codecs.BOM_UTF8 + b"[1]") == [1]


@pytest.mark.parametrize("data", [b"\xff\xfe[\x00", '["é"]'.encode("latin-1"), "[]".encode("utf-16"), b'["\xed\xa0\x80"]'])
def test_other_encodings_than_utf_8(data: bytes) -> None:
    with pytest.raises(InvalidJsonError, match="not UTF-8"):
        parse_json(data)


@pytest.mark.parametrize(
    "text", [r'"\ud800"', r'"\uDFFF"', r'{"\ud83d": 1}', r'["\ude00\ud83d"]', r'"\ud83d\\\ude00"', r'"\\\ud83d"', r'"\ud83d\\ude00"']
)
def test_half_of_a_surrogate_pair(text: str) -> None:
    with pytest.raises(InvalidJsonError, match=r"\\u[dD]\w{3} in a string is half of a surrogate pair"):
        parse_json(text.encode())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"\uD83D\uDE00"', "😀"),
        (r'"\ud55c"', "한"),
        (r'"\\ud800"', r"\ud800"),
        (r'"\\\ud83d\ude00"', "\\😀"),
    ],
)
def test_whole_surrogate_pairs(text: str, value: str) -> None:
    assert parse_json(text.encode()) == value


@pytest.mark.parametrize("part", [b"0,", b"[],", b"{},", b'{"a":0},'])
def test_more_than_a_million_values(part: bytes) -> None:
    """Refused before any of them takes memory."""
    many = b"[" + part * (1_000_001 // part.count(b",")) + b"0]"
    tracemalloc.start()
    try:
        with pytest.raises(InvalidJsonError, match=r"^it holds more than 1,000,000 values$"):
            parse_json(many)
        assert tracemalloc.get_traced_memory()[1] < len(many) + 1_000_000
    finally:
        tracemalloc.stop()


def test_many_values_are_fine() -> None:
    assert len(parse_json(b"[" + b"0," * 999_990 + b"0]")) == 999_991  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b" \n", codecs.BOM_UTF8])
def test_an_empty_text(data: bytes) -> None:
    with pytest.raises(InvalidJsonError, match="empty"):
        parse_json(data)


@pytest.mark.parametrize("data", [b"[1,]", b"{'a': 1}", b"[] []", b'["\n"]', b"[1", b"<html>", b'["s3cret-token"'])
def test_a_syntax_error_is_reported_without_quoting_the_text(data: bytes) -> None:
    with pytest.raises(InvalidJsonError, match=r"^line \d+ column \d+: ") as caught:
        parse_json(data)
    assert "s3cret" not in str(caught.value)
