# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which text stays plain and which becomes inert, tested with Ansible's own export and templating."""

from __future__ import annotations

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from hypothesis import given
from hypothesis import strategies as st
from support.inventories import exported

from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.template_protection import TemplateProtection

HARMLESS = ["", "NL-SBC05", "10.0.0.1", "oc1.example.net", "https://live.example.net/x", "Zürich Nord", "a_b,c+d@e", "+31201234567", "now"]
HOSTILE = [
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
    "'x'",
    '"x"',
    "a\\b",
    "a<b",
    "a&b",
    "%raw",
    "$x",
    "~",
    "a\u2028b",
    "a\x00",
    "!vault",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_exported_as_it_is(text: str) -> None:
    assert exported(TemplateProtection().protect(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_any_other_text_is_inert(text: str) -> None:
    protected = TemplateProtection().protect(text)
    assert protected == text
    assert exported(protected) == {"__ansible_unsafe": text}
    assert Templar(DataLoader(), variables={"x": "evaluated"}).template(protected) == text


@given(st.text())
def test_only_text_of_harmless_characters_is_plain(text: str) -> None:
    protected = TemplateProtection().protect(text)
    assert protected == text
    is_plain = exported(protected) == text
    assert is_plain == all(character.isalnum() or character in "_ .:@/+,-" for character in text)


def test_every_string_in_a_value_is_protected() -> None:
    hostile, harmless = "{{ 1 }}", "harmless"
    value = {
        "list": [hostile, [harmless]],
        "tuple": (hostile, harmless),
        "set": {hostile},
        "mapping": {"key": hostile},
        "null": None,
        "number": 7,
        "boolean": True,
    }
    unsafe = {"__ansible_unsafe": hostile}
    assert exported(TemplateProtection().protect(value)) == {
        "list": [unsafe, ["harmless"]],
        "tuple": [unsafe, "harmless"],
        "set": [unsafe],
        "mapping": {"key": unsafe},
        "null": None,
        "number": 7,
        "boolean": True,
    }


def test_the_given_value_is_not_changed() -> None:
    value = ["{{ 1 }}"]
    assert TemplateProtection().protect(value) is not value
    assert value[0].__class__ is str
