# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every play and every task that runs on the controller sets the same variables.

A play can read them from a file. A task cannot, and a file of variables for a whole role would also apply to the other tasks of the play.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.checkout import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("playbooks", "examples", "docs/assert-state")
FILE = "vars/controller.yml"
PATHS = [path for folder in FOLDERS for path in sorted((CHECKOUT / folder).rglob("*.yml"))]


class TolerantLoader(yaml.SafeLoader):
    """Reads the tag !unsafe too."""


def read_scalar(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
    return loader.construct_scalar(node)


TolerantLoader.add_constructor("!unsafe", read_scalar)


def read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), TolerantLoader)  # noqa: S506


EXPECTED = read(CHECKOUT / "playbooks" / FILE)


def tasks_in(value: Any) -> Iterator[dict[str, Any]]:
    """All tasks and blocks of a file."""
    if isinstance(value, list):
        for entry in value:
            yield from tasks_in(entry)
    elif isinstance(value, dict):
        yield value
        for keyword in ("pre_tasks", "tasks", "block"):
            yield from tasks_in(value.get(keyword))


def test_the_files_are_equal() -> None:
    assert EXPECTED.keys() == {"ansible_connection", "ansible_become", "ansible_python_interpreter"}
    assert len({(CHECKOUT / folder / FILE).read_text("utf-8") for folder in FOLDERS}) == 1


def test_a_play_on_localhost_reads_the_file() -> None:
    plays = [(path, play) for path in PATHS for play in tasks_in(read(path)) if play.get("hosts") == "localhost"]
    assert len(plays) > 10
    assert [path.name for path, play in plays if not {FILE, f"../{FILE}"} & {*play.get("vars_files", ())}] == []


def test_a_delegated_task_has_the_variables() -> None:
    found = []
    for path in [*PATHS, CHECKOUT / "roles" / "calling_profile_audit" / "tasks" / "main.yml"]:
        content = read(path)
        inherits = any(FILE in play.get("vars_files", ()) for play in tasks_in(content))
        for task in tasks_in(content):
            if task.get("delegate_to") == "localhost" and not inherits:
                assert task["vars"].items() >= EXPECTED.items(), (path, task["name"])
                found.append(path.name)
    assert sorted(set(found)) == ["folder.yml", "main.yml", "over_rest.yml", "over_ssh.yml", "talk_to_sbcs.yml"]


@pytest.mark.parametrize("play", [0, 1])
def test_the_tasks_of_in_waves_have_the_variables(play: int) -> None:
    content = read(CHECKOUT / "playbooks" / "in_waves.yml")[play]
    if play == 0:
        assert FILE in content["vars_files"]
        return
    # The tasks of the user must not have them.
    assert "vars_files" not in content and not content["vars"].keys() & EXPECTED.keys()
    assert all(task.get("vars", {}).items() >= EXPECTED.items() for task in content["pre_tasks"])
    assert [task for task in content["tasks"] if "vars" in task] == []
