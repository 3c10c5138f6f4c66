# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays for tests: tasks on localhost by a real ansible-playbook, and the result of each as Ansible keeps it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .inventories import CommandResult

Json = dict[str, Any]
COLLECTION = "audiocodes.operator_connect."
ENVIRONMENT = {
    "ANSIBLE_LOCALHOST_WARNING": "False",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
    "ANSIBLE_PIPELINING": "True",
    # From ansible-core 2.21 on, results have what the module was called with only where they are asked to; before, always.
    "ANSIBLE_INJECT_INVOCATION": "True",
}


@dataclass(frozen=True)
class PlayResult:
    """What came of a play: the result of each task by its name, all that was printed (`words`: without line breaks), how it ended."""

    results: dict[str, Json]
    output: str
    words: str
    rc: int

    def __getitem__(self, name: str) -> Json:
        return self.results[name]


def play(folder: Path, tasks: Sequence[Json], environment: Mapping[str, str] | None = None, *arguments: str, **keywords: Any) -> PlayResult:
    """Run tasks one after the other on localhost, each whatever became of the one before.

    Args:
        folder: where to write, and where to start the command.
        tasks: as in a playbook, each with a name.
        environment: variables for the command, over those of this process.
        arguments: further arguments of ansible-playbook.
        keywords: further keywords of the play (module_defaults, vars, environment).
    """
    results = folder / "results.json"
    # A task that keeps its own result goes on doing so: what comes after it may rely on the name.
    variables = [task.get("register", f"result_{number}") for number, task in enumerate(tasks)]
    registered = [{**task, "register": variable, "ignore_errors": True} for variable, task in zip(variables, tasks)]
    kept = ", ".join(f"{json.dumps(task['name'])}: {variable}" for variable, task in zip(variables, tasks))
    keep = {
        "ansible.builtin.copy": {"dest": str(results), "content": f"{{{{ {{{kept}}} | to_json }}}}"},
        "check_mode": False,
        "no_log": True,
    }
    playbook = [{"hosts": "localhost", "gather_facts": False, "tasks": [*registered, keep], **keywords}]
    path = folder / "playbook.json"
    path.write_text(json.dumps(playbook), "utf-8")
    ran = _ansible_playbook(path, *arguments, environment={**os.environ, **ENVIRONMENT, **(environment or {})})
    kept_results = json.loads(results.read_text("utf-8")) if results.exists() else {}
    return PlayResult(kept_results, ran.output, ran.words, ran.rc)


def _ansible_playbook(path: Path, *arguments: str, environment: Mapping[str, str]) -> CommandResult:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("ansible-playbook")), str(path), *arguments],
        cwd=path.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        # A play has many tasks, and the machine may be busy.
        timeout=600,
        check=False,
    )
    return CommandResult(done)


def task(name: str, module: str, **options: Any) -> Json:
    """A task with a module of the collection."""
    return {"name": name, COLLECTION + module: options}
