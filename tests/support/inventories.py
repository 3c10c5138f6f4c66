# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories for tests: an `InventoryManager` in this process, and the commands of Ansible as processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLUGIN = "audiocodes.operator_connect.calling_profiles"
# The environment in which AWX runs ansible-inventory (awx/main/tasks/jobs.py).
AWX_ENVIRONMENT = {
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
    "ANSIBLE_INVENTORY_EXPORT": "True",
    "ANSIBLE_VERBOSE_TO_STDERR": "True",
}

Json = dict[str, Any]


# --- files


def write_source(folder: Path, options: Mapping[str, Any], name: str = "test.calling_profiles.yml") -> Path:
    """Write an inventory file as JSON, which is YAML."""
    path = folder / name
    path.write_text(json.dumps({"plugin": PLUGIN, **options}), "utf-8")
    return path


def write_document(folder: Path, document: Any, name: str = "document.json") -> Path:
    """Write a document for `from_file`."""
    path = folder / name
    path.write_text(json.dumps(document), "utf-8")
    return path


# --- in this process


class LoadedInventory:
    """The inventory of some sources, with the warnings and failures that Ansible displayed."""

    def __init__(self, data: Any, warnings: list[str], failures: list[str]) -> None:
        self.data = data
        self.warnings = warnings
        self.failures = failures

    @property
    def hosts(self) -> dict[str, Json]:
        """The variables of each host, without those that Ansible adds."""
        added = ("inventory_file", "inventory_dir")
        return {name: {key: value for key, value in host.vars.items() if key not in added} for name, host in self.data.hosts.items()}

    @property
    def groups(self) -> dict[str, set[str]]:
        """The hosts of each group and of all groups below it."""
        return {name: {host.name for host in group.get_hosts()} for name, group in self.data.groups.items()}

    @property
    def children(self) -> dict[str, set[str]]:
        """The groups directly below each group."""
        return {name: {child.name for child in group.child_groups} for name, group in self.data.groups.items()}

    def own_groups(self) -> set[str]:
        """The groups without those of Ansible and the fixed ones."""
        fixed = {"operator_connect", "calling_profiles", "sbcs", "trunks", "unmatched_trunks", "additional_sbcs"}
        return set(self.data.groups) - {"all", "ungrouped"} - fixed

    @property
    def failure(self) -> str:
        """The message of this plugin about the source that failed. Ansible tries other plugins after it."""
        assert self.failures, f"nothing failed: {self.warnings}"
        return self.failures[0]

    def warning(self, words: str) -> str:
        """The only warning that contains these words."""
        found = [warning for warning in self.warnings if words in warning]
        assert len(found) == 1, f"{words!r} is in {len(found)} of {self.warnings}"
        return found[0]


def load(*sources: Path, extra_vars: Mapping[str, Any] | None = None, loader: Any = None, use_cache: bool = True) -> LoadedInventory:
    """Parse sources as every command of Ansible does. `use_cache=False` is `--flush-cache`."""
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader

    with _recorded_display() as (warnings, failures), _extra_vars(extra_vars or {}):
        manager = InventoryManager(loader or DataLoader(), sources=[str(source) for source in sources], cache=use_cache)
    return LoadedInventory(manager._inventory, warnings, failures)


def effective_variables(host: str, *sources: Path) -> Json:
    """The variables that a task on a host has: its own, those of its groups, and those of host_vars and group_vars beside the sources."""
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader
    from ansible.vars.manager import VariableManager

    loader = DataLoader()
    manager = InventoryManager(loader, sources=[str(source) for source in sources])
    variables: Json = VariableManager(loader=loader, inventory=manager).get_vars(host=manager.get_host(host), include_hostvars=False)
    return variables


def load_document(folder: Path, document: Any, **options: Any) -> LoadedInventory:
    """Load the inventory of a document in a file."""
    loaded = load(write_source(folder, {"from_file": str(write_document(folder, document)), **options}))
    assert not loaded.failures, loaded.failures
    return loaded


def fail_document(folder: Path, document: Any, **options: Any) -> str:
    """Load a document that must fail, check that the inventory is empty, and return the message."""
    loaded = load(write_source(folder, {"from_file": str(write_document(folder, document)), **options}))
    assert_empty(loaded)
    return loaded.failure


def assert_empty(loaded: LoadedInventory) -> None:
    """Check that a source that failed has left nothing behind."""
    assert loaded.hosts == {}
    assert set(loaded.data.groups) == {"all", "ungrouped"}


@contextmanager
def _recorded_display() -> Iterator[tuple[list[str], list[str]]]:
    from ansible.utils.display import Display

    warnings: list[str] = []
    failures: list[str] = []

    def warning(self: Any, msg: str, *args: Any, **kwargs: Any) -> None:
        # ansible-core up to 2.18 displays a failure as a warning.
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

    # Ansible stores the extra vars of the command line here.
    with mock.patch.object(load_extra_vars, "extra_vars", dict(extra_vars), create=True):
        yield


# --- as processes


def exported(value: Any) -> Any:
    """A variable of a host as `ansible-inventory --export` writes it."""
    from ansible.cli.inventory import InventoryCLI

    with mock.patch("ansible.context.CLIARGS", {"yaml": False, "toml": False, "export": True}):
        text = InventoryCLI.dump({"_meta": {"hostvars": {"host": {"variable": value}}}})
    return json.loads(text)["_meta"]["hostvars"]["host"]["variable"]


class CommandResult:
    """The result of a command of Ansible."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.rc = done.returncode
        self.stdout = done.stdout
        self.output = done.stdout + done.stderr
        # Ansible wraps its warnings at the width of a terminal.
        self.words = " ".join(self.output.split())

    def json(self) -> Any:
        """The output of a command that must succeed, parsed."""
        assert self.rc == 0, self.output
        return json.loads(self.stdout)


def run(command: str, *arguments: object, cwd: Path, environment: Mapping[str, str] | None = None, timeout: float = 300) -> CommandResult:
    """Run a command of the ansible-core that runs these tests, for at most `timeout` seconds."""
    program = Path(sys.executable).with_name(command)
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return CommandResult(done)
