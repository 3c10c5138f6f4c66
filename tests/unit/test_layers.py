# Copyright: Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house has floors and two wings: imports run downward, and from one wing to the other never."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest
from checkout import CHECKOUT

PLUGINS = CHECKOUT / "plugins"
FILES = sorted(path.relative_to(PLUGINS).as_posix() for path in PLUGINS.rglob("*.py"))

# What a file may import of the collection, by where both stand. A face imports what it likes, but a module runs without the
# controller, and the doc fragments are read alone.
BELOW = {
    "modules": {"boundary", "source", "files", "service", "fleet", "ground"},
    "inventory": {"plugin_utils", "source", "service", "fleet", "ground"},
    "doc_fragments": set(),
    "plugin_utils": {"plugin_utils", "source", "service", "fleet", "ground"},
    "boundary": {"boundary", "source", "service", "fleet", "ground"},
    "source": {"service", "fleet", "ground"},
    "files": {"fleet", "ground"},
    "service": {"service", "ground"},
    "fleet": {"fleet", "ground"},
    "ground": {"ground"},
}
HALLS = {
    "module_utils/module": "boundary",
    "module_utils/arguments": "boundary",
    "module_utils/source": "source",
    "module_utils/expected_files": "files",
}
REQUIRED = {"ansible", "requests", "urllib3", "yaml"}
# The meaning of a document depends on the document alone.
NOT_IN_FLEET = {*REQUIRED, "http", "os", "pathlib", "random", "shutil", "socket", "subprocess", "tempfile", "time", "urllib"}
# Only the service wing speaks HTTP, and imports the library when it does, so that a missing one can be told.
LAZY = {"requests", "urllib3"}


def floor_of(path: str) -> str:
    """The floor of a file, or of a module as an import names it: C(module_utils/fleet/rules)."""
    steps = path.split("/")
    if steps[0] != "module_utils":
        return steps[0]
    if path in HALLS:
        return HALLS[path]
    return steps[1] if steps[1] in ("service", "fleet") else "ground"


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
    floor = floor_of(path.removesuffix(".py"))
    faults = []
    for target, is_relative, at_once in imports_of(path, text):
        top = target.split(".")[0]
        if is_relative:
            if floor_of(target) not in BELOW[floor]:
                faults.append(f"{floor} imports {floor_of(target)}: {target}")
        elif top == "ansible_collections":
            faults.append(f"the collection is imported by its absolute name: {target}")
        elif top not in sys.stdlib_module_names and top not in REQUIRED:
            faults.append(f"{target} is nothing that the collection requires")
        elif floor == "fleet" and top in NOT_IN_FLEET:
            faults.append(f"fleet is pure and imports {target}")
        elif top in LAZY and (floor != "service" or at_once):
            faults.append(f"{target} is imported outside of the service wing, or before it is needed")
    return faults


@pytest.mark.parametrize("path", FILES)
def test_imports_run_downward(path: str) -> None:
    assert faults_in(path, (PLUGINS / path).read_text("utf-8")) == []


def test_every_file_stands_on_a_floor() -> None:
    assert {floor_of(path.removesuffix(".py")) for path in FILES} == set(BELOW)


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("module_utils/fleet/rules.py", "from ..service.connection import Connection"),
        ("module_utils/fleet/rules.py", "from ..service import connection"),
        ("module_utils/fleet/rules.py", "from .. import source"),
        ("module_utils/fleet/rules.py", "from ..module import run_module"),
        ("module_utils/fleet/rules.py", "import ansible.errors"),
        ("module_utils/fleet/rules.py", "def f():\n    import requests"),
        ("module_utils/fleet/rules.py", "from yaml import safe_load"),
        ("module_utils/fleet/rules.py", "import os.path"),
        ("module_utils/service/client.py", "from ..fleet.records import read_profiles"),
        ("module_utils/service/client.py", "import requests"),
        ("module_utils/service/client.py", "from ..source import source_from"),
        ("module_utils/errors.py", "from .service.disclosure import Redactor"),
        ("module_utils/errors.py", "from .fleet import records"),
        ("module_utils/errors.py", "from . import module"),
        ("module_utils/source.py", "from .module import run_module"),
        ("module_utils/source.py", "from . import expected_files"),
        ("module_utils/expected_files.py", "from .source import source_from"),
        ("module_utils/expected_files.py", "from .service.client import fetch_document"),
        ("module_utils/source.py", "def f():\n    from requests import Session"),
        ("module_utils/module.py", "from ..plugin_utils.trust import Marker"),
        ("module_utils/fleet/rules.py", "from ...plugin_utils import tree"),
        ("modules/calling_profile_info.py", "from ..plugin_utils.tree import build_tree"),
        ("modules/calling_profile_info.py", "from .calling_profile_facts import gather"),
        ("modules/calling_profile_info.py", "from ansible_collections.audiocodes.operator_connect.plugins.module_utils import errors"),
        ("modules/calling_profile_info.py", "import ansible_collections.audiocodes.operator_connect"),
        ("modules/calling_profile_info.py", "import attr"),
        ("inventory/calling_profiles.py", "from ..module_utils.module import run_module"),
        ("plugin_utils/tree.py", "from ..inventory import calling_profiles"),
        ("doc_fragments/connection.py", "from ..module_utils.errors import OptionError"),
    ],
)
def test_an_import_that_runs_upward_is_found(path: str, statement: str) -> None:
    assert len(faults_in(path, f"import re\n{statement}\n")) == 1


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("module_utils/service/transport.py", "def f():\n    import requests"),
        ("module_utils/service/transport.py", "if TYPE_CHECKING:\n    from requests import Session"),
        ("module_utils/source.py", "from .fleet.records import Record\nfrom .service.client import fetch_document"),
        ("inventory/calling_profiles.py", "from ansible.errors import AnsibleParserError\nfrom ..plugin_utils import tree"),
    ],
)
def test_an_import_that_runs_downward_is_none_of_them(path: str, statement: str) -> None:
    assert faults_in(path, statement) == []
