# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left plain, and what is marked: checked with what Ansible itself does with it."""

from __future__ import annotations

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from hypothesis import given
from hypothesis import strategies as st
from support.documents import property_settings
from support.inventories import exported

from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.trust import Marker

HARMLESS = ["", "NL-SBC05", "10.0.0.1", "oc1.example.net", "https://live.example.net/x", "Zürich Nord", "a_b,c+d@e", "+31201234567", "now"]
HOSTILE = [
    *(
        "{{ 1 + 1 }}",
        "{% if 1 %}",
        "{# x #}",
        "1 | int",
        "lookup('pipe', 'x')",
        "a == b",
        "a\nb",
        "#jinja2: lstrip_blocks: True",
        "x[0]",
        "x()",
    ),
    *("'x'", '"x"', "a\\b", "a<b", "a&b", "%raw", "$x", "~", "a\u2028b", "a\x00", "!vault"),
]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_exports_as_it_is(text: str) -> None:
    assert exported(Marker().mark(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_any_other_is_inert(text: str) -> None:
    marked = Marker().mark(text)
    assert marked == text
    assert exported(marked) == {"__ansible_unsafe": text}
    assert Templar(DataLoader(), variables={"x": "taken in"}).template(marked) == text


@property_settings
@given(st.text())
def test_nothing_that_jinja_could_read_is_plain(text: str) -> None:
    marked = Marker().mark(text)
    assert marked == text
    is_plain = exported(marked) == text
    assert is_plain == all(character.isalnum() or character in "_ .:@/+,-" for character in text)


def test_marks_whatever_holds_a_text() -> None:
    evil, good = "{{ 1 }}", "good"
    marked = Marker().mark(
        {"list": [evil, [good]], "tuple": (evil, good), "set": {evil}, "map": {"key": evil}, "none": None, "number": 7, "yes": True}
    )
    unsafe = {"__ansible_unsafe": evil}
    assert exported(marked) == {
        "list": [unsafe, ["good"]],
        "tuple": [unsafe, "good"],
        "set": [unsafe],
        "map": {"key": unsafe},
        "none": None,
        "number": 7,
        "yes": True,
    }


def test_what_is_given_is_not_changed() -> None:
    given_list = ["{{ 1 }}"]
    assert Marker().mark(given_list) is not given_list
    assert given_list[0].__class__ is str
