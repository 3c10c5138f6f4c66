# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults, argument specs and README of the role calling_profile_audit agree."""

from __future__ import annotations

import re
from typing import Any

import yaml
from support.checkout import CHECKOUT

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.argument_specs import EXPECTATION, POLICY
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.report_kinds import AUDIT
from ansible_collections.audiocodes.operator_connect.plugins.modules import calling_profile_assert
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.formats import FORMATS, chosen_formats

ROLE = CHECKOUT / "roles" / "calling_profile_audit"


def read(path: str) -> Any:
    return yaml.safe_load((ROLE / path).read_text("utf-8"))


def specified_options() -> Any:
    return read("meta/argument_specs.yml")["argument_specs"]["main"]["options"]


def test_the_defaults_are_documented() -> None:
    assert read("defaults/main.yml") == {name: option["default"] for name, option in specified_options().items()}


def test_the_readme_has_every_variable_with_its_default() -> None:
    rows = re.findall(r"^\| `(calling_profile_audit_\w+)` \| `([^`]+)` \| \S", (ROLE / "README.md").read_text("utf-8"), re.MULTILINE)
    assert {name: yaml.safe_load(default) for name, default in rows} == read("defaults/main.yml")
    assert [name for name, _default in rows] == list(specified_options())


def test_the_role_knows_the_formats_of_the_report() -> None:
    variables = read("vars/main.yml")
    assert variables["__calling_profile_audit_known_formats"] == list(FORMATS[AUDIT])
    assert variables["__calling_profile_audit_default_formats"] == list(chosen_formats(AUDIT, None))
    assert specified_options()["calling_profile_audit_formats"]["default"] == list(chosen_formats(AUDIT, None))
    assert {f"V({name})" for name in FORMATS[AUDIT]} <= set(
        re.findall(r"V\(\w+\)", " ".join(specified_options()["calling_profile_audit_formats"]["description"]))
    )


def test_the_mentioned_options_of_the_module_exist() -> None:
    options = {**yaml.safe_load(calling_profile_assert.DOCUMENTATION)["options"], **EXPECTATION, **POLICY}
    text = " ".join(line for option in specified_options().values() for line in option["description"])
    names = re.findall(r"the option C\((\w+)\)", text)
    assert names == ["expected_from", "baseline", "lint", "policy_from", "waivers"]
    assert set(names) <= options.keys()


def test_every_variable_starts_with_the_name_of_the_role() -> None:
    names = [*read("defaults/main.yml"), *read("vars/main.yml"), *specified_options()]
    assert all(re.fullmatch(r"(__)?calling_profile_audit_\w+", name) for name in names)


def test_the_role_knows_its_variables() -> None:
    variables = read("vars/main.yml")
    assert variables["__calling_profile_audit_known"] == list(specified_options())
    tasks = "".join(path.read_text("utf-8") for path in (ROLE / "tasks").glob("*.yml"))
    own = re.findall(r"register: (\w+)|^ +(calling_profile_audit_\w+): \"{{", tasks, re.MULTILINE)
    assert {name for names in own for name in names if name} == set(variables["__calling_profile_audit_own"])
