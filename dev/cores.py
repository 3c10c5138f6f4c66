# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The releases of ansible-core that the collection supports, and which of them this machine tests.

`python3 dev.py test` tests the oldest and the newest core that this machine can run. The other cores are tested on request:
`python3 dev.py units 2.17`, `python3 dev.py integration all`.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from commands import fail
from interpreters import Python, pythons
from workspace import CHECKOUT


class Core(NamedTuple):
    """A supported release of ansible-core, and the Pythons that it supports as a controller."""

    release: str
    oldest_python: tuple[int, int]
    newest_python: tuple[int, int]


CORES = {
    #     release    oldest   newest
    "2.16": Core("2.16.19", (3, 10), (3, 12)),
    "2.17": Core("2.17.14", (3, 10), (3, 12)),
    "2.18": Core("2.18.19", (3, 11), (3, 13)),
    "2.19": Core("2.19.14", (3, 11), (3, 13)),
    "2.20": Core("2.20.10", (3, 12), (3, 14)),
    "2.21": Core("2.21.5", (3, 12), (3, 14)),
}
# The next release. It is not supported, and `test` does not run on it.
PREVIEW = {"2.22": Core("2.22.0rc1", (3, 13), (3, 14))}
# A variable with a version of Python, such as 3.13, for the cores that can run on it. CI sets it.
CHOSEN_PYTHON = "OPERATOR_CONNECT_PYTHON"


def described(core: str) -> Core:
    """Give the entry of a core, supported or not."""
    return CORES[core] if core in CORES else PREVIEW[core]


def pythons_for(core: str) -> list[tuple[int, int]]:
    """List the Pythons of this machine that can run a core, the oldest first."""
    if has_space_problem(core):
        return []
    oldest, newest = described(core).oldest_python, described(core).newest_python
    versions = [version for version in sorted(pythons()) if oldest <= version <= newest]
    return [version for version in versions if os.environ.get(CHOSEN_PYTHON) == f"{version[0]}.{version[1]}"] or versions


def has_space_problem(core: str) -> bool:
    """Report whether a core cannot run here because the path of the checkout contains a space."""
    return core == "2.16" and " " in str(CHECKOUT)


def runnable_cores() -> list[str]:
    """List the cores that this machine can run, the oldest first.

    Raises:
        CommandFailed: this machine can run none of them.
    """
    cores = [core for core in CORES if pythons_for(core)]
    if not cores:
        fail("This machine has no Python that a supported ansible-core can run on. Install Python 3.10 to 3.14.")
    return cores


def newest_core() -> str:
    """Give the newest core that this machine can run."""
    return runnable_cores()[-1]


def outer_cores() -> list[str]:
    """List the oldest and the newest core that this machine can run."""
    return list(dict.fromkeys([runnable_cores()[0], newest_core()]))


def python_of(core: str) -> Python:
    """Give the interpreter that runs a core: the newest one for the newest core, the oldest one for the others."""
    versions = pythons_for(core)
    return pythons()[versions[-1] if core in PREVIEW or core == newest_core() else versions[0]]


def reason_not_tested(core: str) -> str:
    """Explain why the tests do not run on a core."""
    if core in runnable_cores():
        return f"run `python3 dev.py units {core}` to test it"
    if has_space_problem(core):
        return "it cannot run modules from a folder with a space in its name"
    oldest, newest = described(core).oldest_python, described(core).newest_python
    return f"no Python {oldest[0]}.{oldest[1]} to {newest[0]}.{newest[1]} on this machine"
