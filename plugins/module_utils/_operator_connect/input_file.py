# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that a user names: its path, and its content within limits."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from .errors import FileError
from .limits import MAX_BYTES


class InputFile(NamedTuple):
    """The content of a file. `changed_at` is the time of its last change in seconds since 1970."""

    data: bytes
    changed_at: float


def read_input_file(path: str, next_step: str) -> InputFile:
    """Read a regular file of at most 64 MiB.

    Args:
        path: the file.
        next_step: what to do if it cannot be read.

    Raises:
        FileError: the file cannot be read, is not a regular file, or is too large.
    """
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise FileError(f"{path} is not a regular file", next_step=next_step)
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError.of_system(f"Cannot read {path}", error, next_step) from None
    if len(data) > MAX_BYTES:
        raise FileError(f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB", next_step=next_step)
    return InputFile(data, status.st_mtime)


def absolute_path(value: str | None, folder: str | None) -> str | None:
    """The path in an option, or None if the option is not set.

    Args:
        value: the path. It can start with `~`.
        folder: the folder of a relative path; the working directory if it is None.
    """
    if value is None or not value.strip():
        return None
    return os.path.abspath(os.path.join(folder or "", os.path.expanduser(value)))


def _open_without_waiting(path: str, flags: int) -> int:
    # Without O_NONBLOCK, opening a named pipe waits for a writer.
    return os.open(path, flags | os.O_NONBLOCK)
