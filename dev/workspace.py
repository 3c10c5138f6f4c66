# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of the checkout that the steps use. Everything they make is in `.nox/`."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
WORK = CHECKOUT / ".nox"
PINS = CHECKOUT / "requirements" / "steps.txt"

# ansible-core 2.19 and newer put a socket into the temporary folder. The path of a socket has at most 107 bytes.
LONGEST_TEMPORARY_FOLDER = 70


@functools.cache
def temporary_folder() -> Path:
    """Make the folder for temporary files.

    Returns:
        A folder in the checkout. If the path of the checkout is too long for a socket, a folder of the system, removed at the end.
    """
    inside = WORK / "tmp"
    if len(os.fsencode(inside)) <= LONGEST_TEMPORARY_FOLDER:
        inside.mkdir(parents=True, exist_ok=True)
        return inside
    outside = Path(tempfile.mkdtemp(prefix="operator-connect-"))
    atexit.register(shutil.rmtree, outside, ignore_errors=True)
    return outside
