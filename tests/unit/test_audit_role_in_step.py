# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role calling_profile_audit: defaults, argument specs and README say the same."""

from __future__ import annotations

import re
from typing import Any

import yaml
from support.checkout import CHECKOUT

from ansible_collections.audiocodes.operator_connect.plugins.modules import calling_profile_assert

ROLE = CHECKOUT / "roles" / "calling_profile_audit"


def read(path: str) -> Any:
    return yaml.safe_load((ROLE / path).read_text("utf-8"))


def specified() -> Any:
    return read("meta/argument_specs.yml")["argument_specs"]["main"]["options"]


def test_the_defaults_are_as_specified() -> None:
    assert read("defaults/main.yml") == {name: words["default"] for name, words in specified().items()}


def test_the_readme_has_every_variable_with_its_default() -> None:
    rows = re.findall(r"^\| `(calling_profile_audit_\w+)` \| `([^`]+)` \| \S", (ROLE / "README.md").read_text("utf-8"), re.MULTILINE)
    assert {name: yaml.safe_load(default) for name, default in rows} == read("defaults/main.yml")
    assert [name for name, _default in rows] == list(specified())


def test_the_formats_are_those_that_have_a_template() -> None:
    variables = read("vars/main.yml")
    formats = specified()["calling_profile_audit_formats"]["choices"]
    assert list(variables["__calling_profile_audit_templates"]) == list(variables["__calling_profile_audit_file_names"]) == formats
    assert all((ROLE / "templates" / name).exists() for name in variables["__calling_profile_audit_templates"].values())


def test_what_is_called_an_option_of_the_module_is_one() -> None:
    options = yaml.safe_load(calling_profile_assert.DOCUMENTATION)["options"]
    named = [re.findall(r"the option C\((\w+)\)", " ".join(words["description"])) for words in specified().values()]
    assert [name for names in named for name in names] == ["expected_from", "baseline", "waivers"]
    assert {name for names in named for name in names} <= options.keys()


def test_every_variable_starts_with_the_name_of_the_role() -> None:
    names = [*read("defaults/main.yml"), *read("vars/main.yml"), *specified()]
    assert all(re.fullmatch(r"(__)?calling_profile_audit_\w+", name) for name in names)
