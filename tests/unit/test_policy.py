# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy: read strictly, checked completely, and merged with the options of a task."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7
from support.checkout import CHECKOUT

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.waivers import KNOWN_CHECKS
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import (
    FileError,
    OperatorConnectError,
    OptionError,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import RULES
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.policy import OPTION, VARIABLE, with_policy
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.policy_file import SECTIONS, read_policy

if TYPE_CHECKING:
    from pathlib import Path


def schema(name: str) -> Any:
    return json.loads((CHECKOUT / "docs" / name).read_text("utf-8"))


REGISTRY: Any = Registry().with_resource("expected-state.schema.json", DRAFT7.create_resource(schema("expected-state.schema.json")))
SCHEMA = Draft7Validator(schema("policy.schema.json"), registry=REGISTRY)

GOOD = """\
---
# our policy
fill:
  - match: {name: '*_EMEA*'}
    set: {region: EMEA, carrier: Contoso}
  - match: {name: '*_APAC*', is_emergency: false}
    set: {region: APAC}
rules:
  failover: error
  test_numbers: off
required_regions: [EMEA, 'NO']
validation_ok: [Passed, OK]
waivers:
  - {check: failover, profile: PROD_APAC_*, reason: second trunk is ordered CHG0031337, until: '2999-12-31'}
"""
VALUES = {
    "fill": [
        {"match": {"name": "*_EMEA*"}, "set": {"region": "EMEA", "carrier": "Contoso"}},
        {"match": {"name": "*_APAC*", "is_emergency": False}, "set": {"region": "APAC"}},
    ],
    "rules": {"failover": "error", "test_numbers": False},
    "required_regions": ["EMEA", "NO"],
    "validation_ok": ["Passed", "OK"],
    "waivers": [
        {"check": "failover", "profile": "PROD_APAC_*", "reason": "second trunk is ordered CHG0031337", "until": "2999-12-31"},
    ],
}
WAIVER = "check: failover, reason: CHG0031337, until: '2999-12-31'"


def write(folder: Path, text: str) -> str:
    path = folder / "policy.yml"
    path.write_text(text, "utf-8")
    return str(path)


# --- the file


def test_a_policy_with_everything(tmp_path: Path) -> None:
    assert read_policy(write(tmp_path, GOOD)) == VALUES
    assert set(VALUES) == set(SECTIONS)
    SCHEMA.validate(VALUES)


@pytest.mark.parametrize("section", SECTIONS)
def test_each_part_is_optional_and_can_be_empty(tmp_path: Path, section: str) -> None:
    text = json.dumps({section: VALUES[section]})
    assert read_policy(write(tmp_path, text)) == {section: VALUES[section]}
    empty = SECTIONS[section]()
    assert read_policy(write(tmp_path, json.dumps({section: empty}))) == {section: empty}
    assert SCHEMA.is_valid({section: VALUES[section]}) and SCHEMA.is_valid({section: empty})


# What is wrong, its error, and whether the schema can refuse it too.
WRONG = {
    "unknown part": ("rule: {}\n", "policy.yml:1: rule: rule is unknown. Did you mean rules?", True),
    "nothing": ("{}\n", "policy.yml:1: empty mapping", True),
    "a list": ("- fill\n", "policy.yml:1: a mapping of fill, rules, required_regions, validation_ok, waivers was expected", True),
    "null": ("rules:\n", "policy.yml:1: rules: a mapping was expected, not null", True),
    "a list of rules": ("rules: [failover]\n", "policy.yml:1: rules: a mapping was expected, not a list", True),
    "a mapping of regions": ("\nrequired_regions: {EMEA: 1}\n", "policy.yml:2: required_regions: a list was expected, not a mapping", True),
    "region as a boolean": ("required_regions: [EMEA, NO]\n", "policy.yml:1: required_regions: not a list of strings. Quote values", True),
    "rule": ("rules:\n  fail_over: error\n", "policy.yml:1: rules: fail_over is unknown. Did you mean failover?", True),
    "severity": ("rules:\n  failover: of\n", "policy.yml:2: rules.failover: of is unknown. Did you mean off?", True),
    "matcher": (
        "fill:\n  - match: {name: A}\n    set: {region: A}\n  - match: {nmae: B}\n    set: {region: B}\n",
        "policy.yml:4: fill[1].match: nmae is unknown. Did you mean name?",
        True,
    ),
    "field": (
        "fill:\n  - match: {name: A}\n    set: {regoin: A}\n",
        "policy.yml:3: fill[0].set: regoin is unknown. Did you mean region?",
        True,
    ),
    "nothing to set": ("fill:\n  - match: {name: A}\n", "policy.yml:2: fill[0].set: set at least one field", True),
    "blank value": (
        "fill:\n  - match: {name: A}\n    set: {region: ' '}\n",
        'policy.yml:3: fill[0].set.region: " " is not a string with text in it',
        True,
    ),
    "waiver without an end": (
        "waivers:\n  - {check: failover, reason: CHG0031337}\n",
        "policy.yml:2: waivers[0]: until is missing. A waiver requires check, reason and until.",
        True,
    ),
    "check": (
        f"waivers:\n  - {{{WAIVER}}}\n  - {{{WAIVER.replace('failover', 'failver')}}}\n",
        "policy.yml:3: waivers[1].check: failver is unknown. Did you mean failover?",
        True,
    ),
    "date": (
        "waivers:\n  - {check: failover, reason: x, until: '2026-02-30'}\n",
        "policy.yml:2: waivers[0].until: 2026-02-30 is not a date",
        False,
    ),
    "date without quotes": (
        "waivers:\n  - {check: failover, reason: x, until: 2026-12-31}\n",
        "policy.yml:2: waivers[0].until: 2026-12-31 without quotes is a date. Quote it: '2026-12-31'.",
        True,
    ),
    "template": (
        "validation_ok: ['{{ ok }}']\n",
        'policy.yml:1: validation_ok[0]: "{{ ok }}" is a template, and policies are not evaluated',
        False,
    ),
    "key twice": ("rules: {failover: error}\nrules: {}\n", "policy.yml:2: the key rules occurs twice, first on line 1", False),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    text, message, is_in_schema = WRONG[name]
    with pytest.raises(OptionError) as caught:
        read_policy(write(tmp_path, text))
    assert str(caught.value).replace(f"{tmp_path}/", "").startswith(message)
    if is_in_schema:
        assert not SCHEMA.is_valid(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "is empty. It must contain one document, with fill, rules,"), ("a: [", "is not valid YAML"), (None, "Cannot read")],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, text: str | None, message: str) -> None:
    path = str(tmp_path / "missing.yml") if text is None else write(tmp_path, text)
    with pytest.raises(FileError) as caught:
        read_policy(path)
    assert message in str(caught.value) and path in str(caught.value)
    assert text == "" or caught.value.next_step == "Check policy_from."


def test_the_schema_knows_every_rule_and_every_check() -> None:
    properties = SCHEMA.schema["properties"]  # type: ignore[index]
    assert list(properties["rules"]["properties"]) == list(RULES)
    assert properties["waivers"]["items"]["properties"]["check"]["enum"] == sorted(KNOWN_CHECKS)


_text = st.sampled_from(["", " ", "A", "EMEA", "*"])
_anything = st.none() | st.booleans() | st.integers(0, 2) | _text
_fields = st.dictionaries(st.sampled_from(["region", "carrier", "environment", "name", "is_emergency", "x"]), _anything, max_size=2)
_policies = st.fixed_dictionaries(
    {},
    optional={
        "fill": st.lists(st.fixed_dictionaries({}, optional={"match": _fields, "set": _fields, "x": _text}), max_size=2),
        "rules": st.dictionaries(
            st.sampled_from(["failover", "region_coverage", "x"]), st.sampled_from(["error", "off", False, True, None])
        ),
        "required_regions": st.lists(_anything, max_size=2),
        "validation_ok": st.lists(_anything, max_size=2),
        "waivers": st.lists(
            st.fixed_dictionaries(
                {"check": st.sampled_from(["failover", "missing", "x"]), "reason": _anything},
                optional={"until": st.sampled_from(["2999-12-31", "x"]), "profile": _anything, "sbc": _anything},
            ),
            max_size=2,
        ),
    },
)


@given(_policies)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_code_and_the_schema_accept_the_same(tmp_path: Path, policy: Any) -> None:
    try:
        read_policy(write(tmp_path, json.dumps(policy)))
        is_valid = True
    except OperatorConnectError:
        is_valid = False
    assert SCHEMA.is_valid(policy) is is_valid


# --- with the options of a task


def test_without_a_policy_the_options_stay_as_they_are() -> None:
    options = {"fill": None, "rules": {"failover": "off"}, OPTION: None}
    assert with_policy(options, {}) == options
    assert with_policy({**options, OPTION: " "}, {VARIABLE: " "}) == options


def test_a_policy_sets_what_is_not_set(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    result = with_policy({**dict.fromkeys(SECTIONS), OPTION: path}, {})
    places = {section: f"{path}: {section}" for section in SECTIONS}
    assert result == {**VALUES, OPTION: path, "places": places}


@pytest.mark.parametrize("section", [section for section in SECTIONS if section != "rules"])
def test_an_option_that_is_set_replaces_that_of_the_policy(tmp_path: Path, section: str) -> None:
    path = write(tmp_path, GOOD)
    result = with_policy({**dict.fromkeys(SECTIONS), section: [], OPTION: path}, {})
    assert result[section] == []
    assert section not in result["places"]
    assert {name: result[name] for name in SECTIONS if name != section} == {name: VALUES[name] for name in SECTIONS if name != section}


def test_rules_are_merged_rule_by_rule(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    result = with_policy({"rules": {"test_numbers": "warning", "sbc_conflict": "off"}, OPTION: path}, {})
    assert result["rules"] == {"failover": "error", "test_numbers": "warning", "sbc_conflict": "off"}
    assert with_policy({"rules": {}, OPTION: path}, {})["rules"] == VALUES["rules"]
    # What is not a mapping stays for the error about the option.
    assert with_policy({"rules": ["failover"], OPTION: path}, {})["rules"] == ["failover"]


def test_the_option_overrides_the_variable(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    missing = str(tmp_path / "missing.yml")
    assert with_policy({OPTION: path}, {VARIABLE: missing})[OPTION] == path
    assert with_policy({OPTION: ""}, {VARIABLE: f" {path} "})[OPTION] == path


def test_a_relative_path_starts_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, GOOD)
    assert with_policy({OPTION: "policy.yml"}, {}, folder=str(tmp_path))[OPTION] == path
    monkeypatch.chdir(tmp_path)
    assert with_policy({OPTION: "policy.yml"}, {})[OPTION] == path
    monkeypatch.setenv("HOME", str(tmp_path))
    assert with_policy({OPTION: "~/policy.yml"}, {})[OPTION] == path
    assert with_policy({OPTION: None}, {VARIABLE: "~/policy.yml"})[OPTION] == path


def test_a_relative_path_in_the_variable_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, GOOD)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OptionError) as caught:
        with_policy({}, {VARIABLE: "policy.yml"}, folder=str(tmp_path))
    assert str(caught.value) == "AUDIOCODES_POLICY is a relative path: policy.yml. Set it to an absolute path."
