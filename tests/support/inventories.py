# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories for tests: an InventoryManager in this process, Ansible's commands as processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

PLUGIN = "audiocodes.operator_connect.calling_profiles"
# What AWX runs ansible-inventory with (awx/main/tasks/jobs.py).
AWX_ENVIRONMENT = {
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
    "ANSIBLE_INVENTORY_EXPORT": "True",
    "ANSIBLE_VERBOSE_TO_STDERR": "True",
}

Json = dict[str, Any]


# --- files


def write_source(folder: Path, options: Mapping[str, Any], name: str = "test.calling_profiles.yml") -> Path:
    """An inventory file; JSON is YAML."""
    path = folder / name
    path.write_text(json.dumps({"plugin": PLUGIN, **options}), "utf-8")
    return path


def write_document(folder: Path, document: Any, name: str = "document.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document), "utf-8")
    return path


# --- in this process


class LoadedInventory:
    """What an InventoryManager made of some sources, and what Ansible said meanwhile."""

    def __init__(self, data: Any, warnings: list[str], failures: list[str]) -> None:
        self.data = data
        self.warnings = warnings
        self.failures = failures

    @property
    def hosts(self) -> dict[str, Json]:
        """Host → its variables, without those that Ansible adds."""
        added = ("inventory_file", "inventory_dir")
        return {name: {key: value for key, value in host.vars.items() if key not in added} for name, host in self.data.hosts.items()}

    @property
    def groups(self) -> dict[str, set[str]]:
        """Group → the hosts in it or anywhere below."""
        return {name: {host.name for host in group.get_hosts()} for name, group in self.data.groups.items()}

    @property
    def children(self) -> dict[str, set[str]]:
        """Group → the groups directly below it."""
        return {name: {child.name for child in group.child_groups} for name, group in self.data.groups.items()}

    def own_groups(self) -> set[str]:
        """The groups that are neither Ansible's nor fixed."""
        fixed = {"operator_connect", "calling_profiles", "sbcs", "trunks", "unmatched_trunks", "additional_sbcs"}
        return set(self.data.groups) - {"all", "ungrouped"} - fixed

    @property
    def failure(self) -> str:
        """What our plugin said of the source that failed; other plugins try their luck only after it."""
        assert self.failures, f"nothing failed: {self.warnings}"
        return self.failures[0]

    def warning(self, words: str) -> str:
        """The one warning that has these words."""
        found = [warning for warning in self.warnings if words in warning]
        assert len(found) == 1, f"{words!r} is in {len(found)} of {self.warnings}"
        return found[0]


def load(*sources: Path, extra_vars: Mapping[str, Any] | None = None, loader: Any = None, use_cache: bool = True) -> LoadedInventory:
    """Parse sources as every command of Ansible does."""
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader

    with _recorded_display() as (warnings, failures), _extra_vars(extra_vars or {}):
        manager = InventoryManager(loader or DataLoader(), sources=[str(source) for source in sources], cache=use_cache)
    return LoadedInventory(manager._inventory, warnings, failures)


def load_document(folder: Path, document: Any, **options: Any) -> LoadedInventory:
    """The inventory of a document in a file."""
    loaded = load(write_source(folder, {"from_file": str(write_document(folder, document)), **options}))
    assert not loaded.failures, loaded.failures
    return loaded


def fail_document(folder: Path, document: Any, **options: Any) -> str:
    """What is said of a document, or of options, that make no inventory. Nothing may be left of it."""
    loaded = load(write_source(folder, {"from_file": str(write_document(folder, document)), **options}))
    assert_empty(loaded)
    return loaded.failure


def assert_empty(loaded: LoadedInventory) -> None:
    assert loaded.hosts == {}
    assert set(loaded.data.groups) == {"all", "ungrouped"}


@contextmanager
def _recorded_display() -> Iterator[tuple[list[str], list[str]]]:
    from ansible.utils.display import Display

    warnings: list[str] = []
    failures: list[str] = []

    def warning(self: Any, msg: str, *args: Any, **kwargs: Any) -> None:
        # ansible-core up to 2.18 tells a failure as a warning
        (failures if "Failed to parse" in msg else warnings).append(msg.strip())

    def error_as_warning(self: Any, msg: str, exception: BaseException | None) -> None:
        chain: list[str] = []
        while exception:
            chain.append(f"{exception} {getattr(exception, '_help_text', '')}")
            exception = exception.__cause__
        failures.append(": ".join([msg, *chain]))

    patches = [mock.patch.object(Display, "warning", warning)]
    if hasattr(Display, "error_as_warning"):
        patches.append(mock.patch.object(Display, "error_as_warning", error_as_warning))
    for patch in patches:
        patch.start()
    try:
        yield warnings, failures
    finally:
        for patch in patches:
            patch.stop()


@contextmanager
def _extra_vars(extra_vars: Mapping[str, Any]) -> Iterator[None]:
    from ansible.utils.vars import load_extra_vars

    # where Ansible keeps what it read from the command line
    with mock.patch.object(load_extra_vars, "extra_vars", dict(extra_vars), create=True):
        yield


# --- as processes


def exported(value: Any) -> Any:
    """What ansible-inventory --export writes of a host's variable."""
    from ansible.cli.inventory import InventoryCLI

    with mock.patch("ansible.context.CLIARGS", {"yaml": False, "toml": False, "export": True}):
        text = InventoryCLI.dump({"_meta": {"hostvars": {"host": {"variable": value}}}})
    return json.loads(text)["_meta"]["hostvars"]["host"]["variable"]


class CommandResult:
    """What one command of Ansible answered."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.rc = done.returncode
        self.stdout = done.stdout
        self.output = done.stdout + done.stderr
        # Ansible wraps its warnings at the width of a terminal
        self.words = " ".join(self.output.split())

    def json(self) -> Any:
        assert self.rc == 0, self.output
        return json.loads(self.stdout)


def run(command: str, *arguments: object, cwd: Path, environment: Mapping[str, str] | None = None) -> CommandResult:
    """Run a command of the Ansible that these tests run with."""
    program = Path(sys.executable).with_name(command)
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return CommandResult(done)
