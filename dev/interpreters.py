# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python interpreters of this machine."""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

# `ensurepip` is missing on Debian until python3-venv is installed, and ansible-test requires it.
PROBE = """
import ensurepip, os, sys
print("%d.%d.%d" % sys.version_info[:3])
print(os.path.realpath(sys._base_executable))
"""


class Python(NamedTuple):
    """One interpreter: its full version, for example 3.13.0, and the path of its program."""

    version: str
    path: str


@functools.cache
def pythons() -> dict[tuple[int, int], Python]:
    """Find one interpreter for each version of Python.

    Returns:
        The interpreters by version, for example `(3, 13)`: the one that runs this program, those on PATH and those of pyenv.
    """
    names = [f"python3.{minor}" for minor in range(9, 15)]
    candidates = [sys.executable, *(str(folder / name) for folder in interpreter_folders() for name in names)]
    found: dict[tuple[int, int], Python] = {}
    for candidate in filter(os.path.exists, candidates):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            answer = subprocess.run([candidate, "-c", PROBE], check=True, capture_output=True, text=True, timeout=30)
            version, path = answer.stdout.splitlines()
            major, minor = map(int, version.split(".")[:2])
            found.setdefault((major, minor), Python(version, path))
    return found


@functools.cache
def interpreter_folders() -> list[Path]:
    """List the folders of PATH, with the real interpreters of pyenv in place of its shims.

    ansible-test fails if it finds a shim for a version that pyenv has not activated.
    """
    folders: list[Path] = []
    for folder in map(Path, os.get_exec_path()):
        folders += sorted(folder.parent.glob("versions/3.*/bin")) if folder.name == "shims" else [folder]
    return folders
