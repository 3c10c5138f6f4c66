# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of the reports, and its files: each is written completely or not at all, with the requested mode."""

from __future__ import annotations

import os
import re
import tempfile

from ...module_utils._operator_connect.errors import FileError, OptionError
from ...module_utils._operator_connect.text import quoted

NEW_FILE_MODE = 0o600
_OCTAL = re.compile(r"0?[0-7]{3}")


class ReportFolder:
    """The folder of the reports.

    Args:
        path: the folder.
        mode: the mode of the files, an octal number in a string; None for 0600, and for the mode that an existing file has.

    Raises:
        OptionError: the mode is not an octal number.
    """

    def __init__(self, path: str, mode: object) -> None:
        self.path = os.path.realpath(os.path.expanduser(path))
        self._mode = None if mode in (None, "") else _read_mode(mode)

    def path_of(self, file_name: str) -> str:
        """The path of a file in the folder."""
        return os.path.join(self.path, file_name)

    def create(self) -> None:
        """Create the folder if it does not exist.

        Raises:
            FileError: it cannot be created, or no file can be written in it.
        """
        try:
            os.makedirs(self.path, exist_ok=True)
        except OSError as error:
            raise FileError.of_system(f"Cannot create the folder {self.path}", error) from None
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise FileError(f"Cannot write in the folder {self.path}: permission denied", next_step="Check report_dir and its owner.")

    def write(self, file_name: str, text: str) -> None:
        """Replace a file in one step.

        Raises:
            FileError: it cannot be written.
        """
        path = self.path_of(file_name)
        try:
            descriptor, temporary = tempfile.mkstemp(dir=self.path, prefix=f".{file_name}.")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(text.encode("utf-8", "replace"))
                os.chmod(temporary, self._mode_of(path))
                os.replace(temporary, path)
            except BaseException:
                os.unlink(temporary)
                raise
        except OSError as error:
            raise FileError.of_system(f"Cannot write {path}", error) from None

    def _mode_of(self, path: str) -> int:
        if self._mode is not None:
            return self._mode
        return os.stat(path).st_mode & 0o7777 if os.path.exists(path) else NEW_FILE_MODE


def _read_mode(mode: object) -> int:
    if isinstance(mode, str) and _OCTAL.fullmatch(mode):
        return int(mode, 8)
    raise OptionError(f"mode: {quoted(mode)} is not a mode", next_step="Use an octal number in quotes, such as '0644'.")
