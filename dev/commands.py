# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the steps start programs: with a clean environment, and with the command line printed first."""

from __future__ import annotations

import functools
import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from nox.command import CommandFailed

from interpreters import interpreter_folders
from workspace import WORK, temporary_folder

if TYPE_CHECKING:
    import nox

PERSONAL_SETTINGS = ("ANSIBLE_", "AUDIOCODES_", "PYTEST_", "PYTHON", "XDG_", "VIRTUAL_ENV")


def fail(message: str) -> NoReturn:
    """Print a message and end the step as failed.

    Args:
        message: what failed, and what to do.

    Raises:
        CommandFailed: always.
    """
    print(f"\n{message}", file=sys.stderr, flush=True)
    raise CommandFailed(message)


@functools.cache
def home_folder() -> Path:
    """Make the home folder of the programs that the steps start.

    Returns:
        A folder in `.nox/` with an empty Ansible configuration.
    """
    home = WORK / "home"
    home.mkdir(parents=True, exist_ok=True)
    (home / "ansible.cfg").touch()
    return home


@functools.cache
def clean_environment() -> Mapping[str, str]:
    """Compute the environment variables of the programs that the steps start.

    Returns:
        The variables of this process without the Ansible, pytest and Python settings of the person who runs the steps. The home folder
        and the temporary folder are in `.nox/`, so that nothing outside is read or written.
    """
    home = home_folder()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PERSONAL_SETTINGS)}
    environment.update(
        HOME=str(home),
        LC_ALL="C.UTF-8",
        PATH=os.pathsep.join(map(str, interpreter_folders())),
        TMPDIR=str(temporary_folder()),
        ANSIBLE_CONFIG=str(home / "ansible.cfg"),
        # ansible takes the home folder for the files of modules from the password database, not from HOME
        ANSIBLE_REMOTE_TEMP=str(home / ".ansible" / "tmp"),
    )
    if not sys.stdout.isatty():
        environment["NO_COLOR"] = "1"
    return environment


def run(session: nox.Session, folder: Path, program: str, *arguments: str, env: Mapping[str, str] | None = None, **options: Any) -> str:
    """Run a program of an environment.

    Args:
        session: the nox session that runs it.
        folder: the folder with the programs of the environment.
        program: the name of the program.
        arguments: its arguments.
        env: environment variables to add.
        options: further arguments of `nox.Session.run`, for example `silent`.

    Returns:
        What the program printed if `silent` is set.

    Raises:
        CommandFailed: the program failed.
    """
    print(f"\n$ {shlex.join([program, *arguments])}", flush=True)
    environment = {**clean_environment(), **(env or {})}
    environment["PATH"] = os.pathsep.join([str(folder), environment["PATH"]])
    return str(session.run(str(folder / program), *arguments, env=environment, include_outer_env=False, log=False, **options))
