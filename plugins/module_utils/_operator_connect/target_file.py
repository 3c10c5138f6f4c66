# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that a module writes: whole or not at all, with the owner and the mode that were asked for."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from .errors import FileError

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


class TargetFile:
    """One file at a path, as it is and as it should be.

    Args:
        module: a module with `add_file_common_args`.
        path: where it is; a link is followed, so that it goes on pointing there.

    Raises:
        FileError: nothing can be written there; found before anything is asked of the service.
    """

    def __init__(self, module: AnsibleModule, path: str) -> None:
        self.module = module
        self.path = os.path.realpath(path)
        folder = os.path.dirname(self.path)
        if os.path.isdir(self.path):
            raise FileError(f"Cannot write {self.path}: it is a folder", next_step="Name a file in path.")
        if not os.path.isdir(folder):
            raise FileError(f"Cannot write {self.path}: there is no folder {folder}", next_step="Create the folder, or check path.")

    def read(self) -> bytes | None:
        """What is in it; nothing where it does not exist.

        Raises:
            FileError: it exists and cannot be read.
        """
        try:
            with open(self.path, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FileError.of_system(f"Cannot read {self.path}", error, "Check path.") from None

    def replace(self, text: str) -> None:
        """Put this text in its place, in one step; in check mode nothing happens.

        Raises:
            FileError: it cannot be written.
        """
        if self.module.check_mode:
            return
        try:
            descriptor, temporary = tempfile.mkstemp(dir=self.module.tmpdir)
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode("utf-8"))
        except OSError as error:
            raise FileError.of_system(f"Cannot write {self.module.tmpdir}", error) from None
        self.module.atomic_move(temporary, self.path, unsafe_writes=self.module.params["unsafe_writes"])

    def back_up(self) -> str | None:
        """Keep what is there under a name with the time; its path, or nothing in check mode or without a file."""
        if self.module.check_mode or not os.path.exists(self.path):
            return None
        return str(self.module.backup_local(self.path))

    def set_attributes(self) -> bool:
        """Give it the owner and the mode that were asked for; whether that changed, or would change, anything."""
        asked_for = self.module.load_file_common_arguments(self.module.params, self.path)
        return bool(self.module.set_fs_attributes_if_different(asked_for, False))
