# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML for people: every parser reads back the same values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.expectations import load_draft

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.yaml_text import write_yaml

values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=12,
)


@given(values)
def test_any_value_is_read_back(value: Any) -> None:
    text = write_yaml(value, "a comment")
    assert text.startswith("---\n# a comment\n")
    assert load_draft(text) == value


NOT_A_STRING_TO_SOME_PARSER = ["NO", "no", "y", "N", "on", "Off", "true", "null", "~", "nan", "=", "<<", ".inf", "1.5", "1e3", "10.1.1"]
NOT_A_STRING_TO_SOME_PARSER += ["000", "0777", "0o7", "0x1F", "0b1", "112", "+31201234567", "1_000", "1:30", "190:20:30", "2026-12-31"]
MARKUP = ["a: b", "a #b", "#a", "- a", "*a", "&a", "!a", "%a", "@a", "`a", "{a", "[a", "a,b", "a]", "'", '"', "|", ">", "?", "a\nb"]
UNCOMMON = ["", " ", "2001:db8::1", "\u00fc", "\u202e", "\ud7ff"]


@pytest.mark.parametrize("text", NOT_A_STRING_TO_SOME_PARSER + MARKUP + UNCOMMON)
def test_an_ambiguous_text_is_quoted(text: str) -> None:
    (line,) = write_yaml([text], "-").splitlines()[2:]
    assert line.strip("[]").removeprefix("!unsafe ")[0] in "'\""
    assert load_draft(line) == [text]


@pytest.mark.parametrize("text", ["{{ x }}", "lookup('pipe', 'x')", "a|b", "a\nb", "A & B", "x == y", "~"])
def test_a_text_that_could_be_a_template_is_marked(text: str) -> None:
    """As a value: Ansible has no mark for a key."""
    assert "!unsafe" in write_yaml({"x": [text]}, "-")
    assert "!unsafe" not in write_yaml({text: "EMEA 1:2/3@4+5,6-7_8"}, "-")


@pytest.mark.parametrize("text", ["EMEA", "PROD_EMEA_Calling", "SBC-AMS-01", "oc1.emea.example.net", "10.1.1.10", "Northwind Traders"])
def test_a_plain_word_is_not_quoted(text: str) -> None:
    assert write_yaml({text: text}, "-").splitlines()[2:] == [f"{{{text}: {text}}}"]


def test_a_short_list_is_on_one_line_and_a_long_one_is_not() -> None:
    names = [f"SBC-{int(number):03}" for number in range(20)]
    text = write_yaml({"short": names[:3], "long": names, "empty": [], "fields": {"a": "b"}}, "-")
    assert "short: [SBC-000, SBC-001, SBC-002]\n" in text
    assert "long:\n  - SBC-000\n" in text
    assert "empty: []\n" in text
    assert "fields: {a: b}\n" in text
