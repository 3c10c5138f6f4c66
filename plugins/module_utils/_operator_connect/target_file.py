# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that a module writes: completely or not at all, with the requested owner and mode."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from .errors import FileError
from .input_file import read_input_file

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


NEW_FILE_MODE = "0600"


class TargetFile:
    """The file that a module writes.

    Args:
        module: a module with `add_file_common_args`.
        path: the file; a link is followed and stays a link.

    Raises:
        FileError: no file can be written there. This is found before anything is fetched.
    """

    def __init__(self, module: AnsibleModule, path: str) -> None:
        self.module = module
        self.path = os.path.realpath(path)
        self._folder = os.path.dirname(self.path)
        self._is_new = not os.path.lexists(self.path)
        if os.path.isdir(self.path):
            raise FileError(f"Cannot write {self.path}: it is a folder", next_step="Set path to a file.")
        if not (self._is_new or os.path.isfile(self.path)):
            # A device or a named pipe would be replaced, and be gone.
            raise FileError(f"Cannot write {self.path}: it is not a regular file", next_step="Set path to a file.")
        if not os.path.isdir(self._folder):
            what = f"Cannot write {self.path}: the folder {self._folder} does not exist"
            raise FileError(what, next_step="Create the folder, or check path.")

    def read(self) -> bytes | None:
        """The content of the file, or None if it does not exist.

        Raises:
            FileError: the file exists and cannot be read.
        """
        return read_input_file(self.path, "Check path.").data if os.path.lexists(self.path) else None

    def replace(self, text: str) -> None:
        """Replace the content of the file in one step. Does nothing in check mode.

        Raises:
            FileError: the file cannot be written. It keeps its content.
        """
        if self.module.check_mode:
            return
        unsafe_writes = self.module.params["unsafe_writes"]
        # Beside the file: a disk that is full shows here, and what follows only renames. Hidden, so that nobody reads half of it.
        folder = self.module.tmpdir if unsafe_writes and not os.access(self._folder, os.W_OK) else self._folder
        try:
            descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{os.path.basename(self.path)}.")
            self.module.add_cleanup_file(temporary)
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode("utf-8"))
        except OSError as error:
            raise FileError.of_system(f"Cannot write {self.path}", error) from None
        self.module.atomic_move(temporary, self.path, unsafe_writes=unsafe_writes)

    def back_up(self) -> str | None:
        """Copy the file to a name with the time. Returns the path of the copy, or None in check mode or if there is no file."""
        if self.module.check_mode or not os.path.exists(self.path):
            return None
        return str(self.module.backup_local(self.path))

    def set_attributes(self) -> bool:
        """Set the requested owner and mode. Returns whether that changed, or would change, the file.

        A new file is for its owner alone, unless a mode is requested: addresses and phone numbers are in it.
        """
        options = dict(self.module.params)
        if self._is_new and options["mode"] is None:
            options["mode"] = NEW_FILE_MODE
        return bool(self.module.set_fs_attributes_if_different(self.module.load_file_common_arguments(options, self.path), False))
