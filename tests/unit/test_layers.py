# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house has floors and wings: imports run downward, and from one wing to another only as the table says."""

from __future__ import annotations

import ast
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from support.checkout import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

PLUGINS = CHECKOUT / "plugins"
FILES = sorted(path.relative_to(PLUGINS).as_posix() for path in PLUGINS.rglob("*.py"))

# What a file may import of the collection, by the layer each is in. A module runs without the controller, and the doc fragments
# are read alone.
BELOW = {
    "modules": {"module", "policy", "readers", "service", "comparison", "expected_state", "fleet", "ground"},
    "action": {"report", "plugin_utils", "module", "ground"},
    "inventory": {"plugin_utils", "policy", "readers", "service", "fleet", "ground"},
    "filter": {"ground"},
    "doc_fragments": set(),
    "plugin_utils": {"plugin_utils", "readers", "service", "fleet", "ground"},
    "report": {"report", "readers", "comparison", "expected_state", "fleet", "ground"},
    "module": {"module", "policy", "readers", "service", "comparison", "expected_state", "fleet", "ground"},
    "policy": {"policy", "comparison", "fleet", "ground"},
    "readers": {"service", "fleet", "ground"},
    "service": {"service", "ground"},
    "comparison": {"comparison", "expected_state", "fleet", "ground"},
    "expected_state": {"expected_state", "fleet", "ground"},
    "fleet": {"fleet", "ground"},
    "ground": {"ground"},
}
SHARED = "module_utils/_operator_connect"
OF_MODULES = {"module", "argument_specs", "assertion", "report_data", "scope", "state_file", "target_file"}
OF_POLICY = {"policy", "policy_file"}
WINGS = {"service", "comparison", "expected_state", "fleet"}
REQUIRED = {"ansible", "requests", "urllib3", "yaml"}
# They come with ansible-core, on the controller.
FOR_REPORTS = {"jinja2", "markupsafe"}
# The meaning of a document depends on the document alone.
NOT_IN_FLEET = {*REQUIRED, "http", "os", "pathlib", "random", "shutil", "socket", "subprocess", "tempfile", "time", "urllib"}
# Only the service wing uses HTTP. It imports the library at first use, so that the error for a missing library names it.
LAZY = {"requests", "urllib3"}


def layer_of(path: str) -> str:
    """The layer of a file, or of a module as an import names it: `module_utils/_operator_connect/fleet/rules`."""
    steps = path.split("/")
    if steps[0] == "plugin_utils" and "report" in steps[2:3]:
        return "report"
    if steps[0] != "module_utils":
        return steps[0]
    step = steps[2] if len(steps) > 2 else ""
    if step in OF_MODULES:
        return "module"
    if step in OF_POLICY:
        return "policy"
    return step if step in WINGS or step == "readers" else "ground"


def imports_of(path: str, text: str) -> Iterator[tuple[str, bool, bool]]:
    """Every import in a file: its target (of the collection, a path below plugins/), whether it is relative, whether it runs at once."""
    tree = ast.parse(text)
    inner = {id(node) for scope in ast.walk(tree) if isinstance(scope, ast.FunctionDef) for node in ast.walk(scope)}
    for guard in ast.walk(tree):
        if isinstance(guard, ast.If) and ast.unparse(guard.test).endswith("TYPE_CHECKING"):
            inner.update(id(node) for node in ast.walk(guard))
    for node in ast.walk(tree):
        at_once = id(node) not in inner
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, False, at_once
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or "", False, at_once
        elif isinstance(node, ast.ImportFrom):
            folder = PurePosixPath(path).parents[node.level - 1]
            names = [node.module.replace(".", "/")] if node.module else [alias.name for alias in node.names]
            for name in names:
                yield (folder / name).as_posix(), True, at_once


def faults_in(path: str, text: str) -> list[str]:
    """What is wrong with the imports of a file."""
    layer = layer_of(path.removesuffix(".py"))
    faults = []
    for target, is_relative, at_once in imports_of(path, text):
        top = target.split(".")[0]
        if is_relative:
            if layer_of(target) not in BELOW[layer]:
                faults.append(f"{layer} imports {layer_of(target)}: {target}")
        elif top == "ansible_collections":
            faults.append(f"the collection is imported by its absolute name: {target}")
        elif top not in sys.stdlib_module_names and top not in REQUIRED and not (layer == "report" and top in FOR_REPORTS):
            faults.append(f"{target} is nothing that the collection requires")
        elif layer == "fleet" and top in NOT_IN_FLEET:
            faults.append(f"fleet is pure and imports {target}")
        elif top in LAZY and (layer != "service" or at_once):
            faults.append(f"{target} is imported outside of the service wing, or before it is needed")
    return faults


@pytest.mark.parametrize("path", FILES)
def test_imports_run_downward(path: str) -> None:
    assert faults_in(path, (PLUGINS / path).read_text("utf-8")) == []


def test_every_file_stands_on_a_floor() -> None:
    assert {layer_of(path.removesuffix(".py")) for path in FILES} == set(BELOW)


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("module_utils/_operator_connect/fleet/rules.py", "from ..service.settings import ServiceSettings"),
        ("module_utils/_operator_connect/fleet/rules.py", "from ..service import settings"),
        ("module_utils/_operator_connect/fleet/rules.py", "from .. import readers"),
        ("module_utils/_operator_connect/fleet/rules.py", "from ..module import run_module"),
        ("module_utils/_operator_connect/fleet/rules.py", "import ansible.errors"),
        ("module_utils/_operator_connect/fleet/rules.py", "def f():\n    import requests"),
        ("module_utils/_operator_connect/fleet/rules.py", "from yaml import safe_load"),
        ("module_utils/_operator_connect/fleet/rules.py", "import os.path"),
        ("module_utils/_operator_connect/service/client.py", "from ..fleet.records import read_profiles"),
        ("module_utils/_operator_connect/service/client.py", "import requests"),
        ("module_utils/_operator_connect/service/client.py", "from ..readers import reader_for"),
        ("module_utils/_operator_connect/errors.py", "from .service.redaction import Redactor"),
        ("module_utils/_operator_connect/errors.py", "from .fleet import records"),
        ("module_utils/_operator_connect/errors.py", "from . import module"),
        ("module_utils/_operator_connect/readers.py", "from .module import run_module"),
        ("module_utils/_operator_connect/readers.py", "from .policy import with_policy"),
        ("module_utils/_operator_connect/policy.py", "from .module import run_module"),
        ("module_utils/_operator_connect/readers.py", "from .expected_state import files"),
        ("module_utils/_operator_connect/expected_state/files.py", "from ..readers import reader_for"),
        ("module_utils/_operator_connect/expected_state/files.py", "from ..comparison.checks import Check"),
        ("module_utils/_operator_connect/comparison/compare.py", "from ..readers import reader_for"),
        ("module_utils/_operator_connect/fleet/rules.py", "from ..comparison.checks import Check"),
        ("module_utils/_operator_connect/expected_state/files.py", "from ..service.client import fetch_document"),
        ("module_utils/_operator_connect/readers.py", "def f():\n    from requests import Session"),
        (
            "module_utils/_operator_connect/module.py",
            "from ...plugin_utils._operator_connect.template_protection import TemplateProtection",
        ),
        ("module_utils/_operator_connect/fleet/rules.py", "from ....plugin_utils._operator_connect import tree"),
        ("modules/calling_profile_info.py", "from ..plugin_utils._operator_connect.tree_builder import build_tree"),
        ("modules/calling_profile_info.py", "from .calling_profile_facts import gather"),
        (
            "modules/calling_profile_info.py",
            "from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect import errors",
        ),
        ("modules/calling_profile_info.py", "import ansible_collections.audiocodes.operator_connect"),
        ("modules/calling_profile_info.py", "import attr"),
        ("modules/calling_profile_report.py", "import jinja2"),
        ("plugin_utils/_operator_connect/tree_builder.py", "from .report import page"),
        ("plugin_utils/_operator_connect/report/page.py", "from ..tree import Tree"),
        ("plugin_utils/_operator_connect/report/page.py", "from ....module_utils._operator_connect.argument_specs import REPORT"),
        ("plugin_utils/_operator_connect/report/page.py", "from ....module_utils._operator_connect.service import settings"),
        ("action/calling_profile_report.py", "from ..module_utils._operator_connect.fleet.topology import Fleet"),
        ("inventory/calling_profiles.py", "from ..module_utils._operator_connect.module import run_module"),
        ("plugin_utils/_operator_connect/tree.py", "from ...inventory import calling_profiles"),
        ("doc_fragments/connection.py", "from ..module_utils._operator_connect.errors import OptionError"),
    ],
)
def test_an_import_that_runs_upward_is_found(path: str, statement: str) -> None:
    assert len(faults_in(path, f"import re\n{statement}\n")) == 1


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("module_utils/_operator_connect/service/transport.py", "def f():\n    import requests"),
        ("module_utils/_operator_connect/service/transport.py", "if TYPE_CHECKING:\n    from requests import Session"),
        ("module_utils/_operator_connect/readers.py", "from .fleet.records import Record\nfrom .service.client import fetch_document"),
        (
            "inventory/calling_profiles.py",
            "from ansible.errors import AnsibleParserError\nfrom ..plugin_utils._operator_connect import tree",
        ),
    ],
)
def test_an_import_that_runs_downward_is_none_of_them(path: str, statement: str) -> None:
    assert faults_in(path, statement) == []
