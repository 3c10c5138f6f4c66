# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation agrees with the code: DOCUMENTATION, fragments, README, meta."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.checkout import CHECKOUT

from ansible_collections.audiocodes.operator_connect.plugins.inventory import calling_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import DEFAULT_VALIDATION_OK, RULES
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.libraries import OLDEST
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.policy import OPTION, VARIABLE
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.settings import (
    DEFAULT_AUTHORITY,
    DEFAULT_DEADLINE,
    DEFAULT_RETRIES,
    DEFAULT_TIMEOUT,
    ENVIRONMENT,
    SECRET_OPTIONS,
    URL_OPTIONS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = "audiocodes.operator_connect."
PACKAGE = "ansible_collections.audiocodes.operator_connect.plugins."
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*.py"))
Options = dict[str, dict[str, Any]]


def fragment(name: str) -> dict[str, Any]:
    """A documentation fragment of the collection, for example `rules` or `rules.guards`."""
    file, _dot, variable = name.partition(".")
    attributes = importlib.import_module(PACKAGE + "doc_fragments." + file).ModuleDocFragment
    return dict(yaml.safe_load(getattr(attributes, variable.upper() or "DOCUMENTATION")))


def documented_options(documentation: str) -> Options:
    """The options of a plugin, including those from fragments of the collection."""
    own = yaml.safe_load(documentation)
    options: Options = {}
    for name in own.get("extends_documentation_fragment", []):
        if name.startswith(OURS):
            options.update(fragment(name[len(OURS) :]).get("options", {}))
    return {**options, **own.get("options", {})}


def import_module(name: str) -> Any:
    return importlib.import_module(PACKAGE + "modules." + name)


def argument_spec(name: str, monkeypatch: pytest.MonkeyPatch) -> Options:
    """The argument spec of a module."""
    module, specs = import_module(name), []
    monkeypatch.setattr(module, "run_module", lambda spec, *_arguments, **_settings: specs.append(spec))
    module.main()
    (spec,) = specs
    return dict(spec)


def contract(option: dict[str, Any]) -> dict[str, Any]:
    """The properties of an option that users rely on, with their defaults."""
    return {
        "type": option.get("type", "str"),
        "elements": option.get("elements"),
        "required": option.get("required", False),
        "default": option.get("default"),
        "choices": option.get("choices"),
    }


# --- options


@pytest.mark.parametrize("name", MODULES)
def test_all_options_are_documented(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    documented = documented_options(import_module(name).DOCUMENTATION)
    spec = argument_spec(name, monkeypatch)
    assert {name: contract(option) for name, option in documented.items()} == {name: contract(option) for name, option in spec.items()}
    assert all(option.get("description") for option in documented.values())


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_the_name_of_its_file(name: str) -> None:
    assert yaml.safe_load(import_module(name).DOCUMENTATION)["module"] == name


def test_the_inventory_has_the_same_shared_options_as_the_modules() -> None:
    inventory = documented_options(calling_profiles.DOCUMENTATION)
    shared = documented_options(import_module("calling_profile_facts").DOCUMENTATION)
    assert {option: inventory[option] for option in shared} == shared


def test_the_defaults_of_the_connection_are_documented() -> None:
    options = fragment("connection")["options"]
    assert [options[option]["default"] for option in ("timeout", "deadline", "retries")] == [
        DEFAULT_TIMEOUT,
        DEFAULT_DEADLINE,
        DEFAULT_RETRIES,
    ]
    assert f"V({DEFAULT_AUTHORITY})" in " ".join(options["authority"]["description"])


def test_the_environment_variables_are_documented() -> None:
    options = fragment("connection")["options"]
    pattern = re.compile(r"(?:Defaults to|or to V\(false\) if) E\((\w+)\)")
    documented = {option: pattern.findall(" ".join(words["description"])) for option, words in options.items()}
    assert {option: names for option, names in documented.items() if names} == {option: [name] for option, name in ENVIRONMENT.items()}


def test_the_environment_variable_of_the_policy_is_documented() -> None:
    (option,) = fragment("policy")["options"].items()
    assert option[0] == OPTION
    assert f"Defaults to E({VARIABLE})." in " ".join(option[1]["description"])


def test_no_other_environment_variable_is_mentioned() -> None:
    texts = [path.read_text("utf-8") for path in (CHECKOUT / "plugins").rglob("*.py")]
    names = {name for text in texts for name in re.findall(r"AUDIOCODES_\w+", text)}
    assert names == {*ENVIRONMENT.values(), VARIABLE}


def test_secrets_are_never_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MODULES:
        spec = argument_spec(name, monkeypatch)
        assert {option for option, properties in spec.items() if properties.get("no_log")} == {*SECRET_OPTIONS, *URL_OPTIONS}


def test_the_oldest_libraries_are_the_same_everywhere() -> None:
    declared = [f"{package} >= {version}" for package, version in OLDEST.items()]
    assert fragment("connection")["requirements"] == declared
    assert (CHECKOUT / "meta" / "ee-requirements.txt").read_text("utf-8").split() == [line.replace(" ", "") for line in declared]
    pinned = (CHECKOUT / "requirements" / "oldest-requests.txt").read_text("utf-8").split("\n")
    assert {f"{package}=={version}" for package, version in OLDEST.items()} <= set(pinned)
    assert all(f"`{package}` {version}" in (CHECKOUT / "README.md").read_text("utf-8") for package, version in OLDEST.items())


# --- rules


def test_the_option_rules_lists_all_rules() -> None:
    (line,) = [line for line in fragment("rules")["options"]["rules"]["description"] if line.startswith("The rules are ")]
    assert re.findall(r"C\((\w+)\)", line) == list(RULES)


def test_the_default_of_validation_ok_is_documented() -> None:
    description = " ".join(fragment("rules")["options"]["validation_ok"]["description"])
    assert tuple(re.findall(r"V\((\w+)\)", description)) == DEFAULT_VALIDATION_OK


def readme() -> str:
    return (CHECKOUT / "README.md").read_text("utf-8")


def test_the_guide_has_a_table_of_all_rules() -> None:
    guide = (CHECKOUT / "docs" / "rules.md").read_text("utf-8")
    tables = re.findall(r"<!-- rules -->\n(.*?)<!-- /rules -->", guide, re.DOTALL)
    assert len(tables) == 1, "docs/rules.md needs the table of rules between <!-- rules --> and <!-- /rules -->"
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in tables[0].splitlines() if line.startswith("| `")]
    assert rows == [[f"`{name}`", rule.about, rule.severity, rule.broken_when] for name, rule in RULES.items()]


# --- content


def contents() -> Iterator[str]:
    """The names of all plugins, roles and playbooks. An action plugin has the name of its module."""
    for kind in ("modules", "inventory", "lookup", "filter", "callback"):
        yield from (path.stem for path in (CHECKOUT / "plugins" / kind).glob("*.py"))
    yield from (path.name for path in (CHECKOUT / "roles").glob("*") if path.is_dir())
    yield from (path.stem for path in (CHECKOUT / "playbooks").glob("*.yml"))


def test_the_readme_lists_the_content() -> None:
    (table,) = re.findall(r"^\| [Cc]ontent \|.*\n\|[-|]+\n((?:\|.*\n)+)", readme(), re.MULTILINE)
    first_cells = [line.split("|")[1] for line in table.splitlines()]
    assert sorted(name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)) == sorted(contents())


def test_the_action_group_has_all_modules() -> None:
    runtime = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text("utf-8"))
    assert runtime["action_groups"] == {"all": MODULES}


@pytest.mark.parametrize("name", MODULES)
def test_every_module_documents_its_attributes(name: str) -> None:
    documentation = yaml.safe_load(import_module(name).DOCUMENTATION)
    attributes: dict[str, Any] = dict(documentation.get("attributes", {}))
    for extended in documentation["extends_documentation_fragment"]:
        if extended.startswith(OURS):
            attributes.update(fragment(extended[len(OURS) :]).get("attributes", {}))
    assert {"check_mode", "diff_mode", "action_group"} <= attributes.keys()
    assert attributes["action_group"]["membership"] == [OURS + "all"]


def test_the_page_about_verdicts_explains_every_rule() -> None:
    page = (CHECKOUT / "docs" / "what-a-verdict-means.md").read_text("utf-8")
    table = page.split("## What each rule promises")[1].split("###")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(RULES)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_a_page_names_the_oldest_python_that_dev_py_accepts(page: str) -> None:
    accepted = re.findall(r"Python (3\.\d+) or newer is required", (CHECKOUT / "dev.py").read_text("utf-8"))
    assert accepted == re.findall(r"Python (3\.\d+) or newer and git", (CHECKOUT / page).read_text("utf-8"))
    assert len(accepted) == 1
