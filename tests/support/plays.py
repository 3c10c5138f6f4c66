# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run tasks on localhost with a real ansible-playbook, and return the result of each task."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .inventories import run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Json = dict[str, Any]
COLLECTION = "audiocodes.operator_connect."
ENVIRONMENT = {
    "ANSIBLE_LOCALHOST_WARNING": "False",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
    "ANSIBLE_PIPELINING": "True",
    # Since ansible-core 2.21, results contain the module's arguments only if this is set.
    "ANSIBLE_INJECT_INVOCATION": "True",
}


@dataclass(frozen=True)
class PlayResult:
    """The result of a play.

    Attributes:
        results: the result of each task, by its name.
        output: everything that ansible-playbook printed.
        words: the output on one line, with single spaces.
        rc: the return code of ansible-playbook.
    """

    results: dict[str, Json]
    output: str
    words: str
    rc: int

    def __getitem__(self, name: str) -> Json:
        return self.results[name]


def play(folder: Path, tasks: Sequence[Json], environment: Mapping[str, str] | None = None, *arguments: str, **keywords: Any) -> PlayResult:
    """Run tasks one after the other on localhost. A failed task does not stop the next ones, but a failed block does.

    Args:
        folder: the folder for files, and the current folder of the command.
        tasks: the tasks as in a playbook, each with a name. Blocks have no result.
        environment: variables that override those of this process.
        arguments: more arguments for ansible-playbook.
        keywords: more keywords for the play (module_defaults, vars, environment).
    """
    results = folder / "results.json"
    # A task that registers its result keeps its own variable: later tasks may use it. Blocks cannot register a result.
    variables = {number: task.get("register", f"result_{number}") for number, task in enumerate(tasks) if "block" not in task}
    registered = [
        {**task, "register": variables[number], "ignore_errors": True} if number in variables else task for number, task in enumerate(tasks)
    ]
    kept = ", ".join(f"{json.dumps(tasks[number]['name'])}: {variable}" for number, variable in variables.items())
    keep = {
        "ansible.builtin.copy": {"dest": str(results), "content": f"{{{{ {{{kept}}} | to_json }}}}"},
        "check_mode": False,
        "no_log": True,
    }
    playbook = [{"hosts": "localhost", "gather_facts": False, "tasks": [*registered, keep], **keywords}]
    path = folder / "playbook.json"
    path.write_text(json.dumps(playbook), "utf-8")
    # A play can have many tasks, and the machine can be busy.
    result = run("ansible-playbook", path, *arguments, cwd=folder, environment={**ENVIRONMENT, **(environment or {})}, timeout=600)
    kept_results = json.loads(results.read_text("utf-8")) if results.exists() else {}
    return PlayResult(kept_results, result.output, result.words, result.rc)


def task(name: str, module: str, **options: Any) -> Json:
    """A task that calls a module of the collection."""
    return {"name": name, COLLECTION + module: options}
