# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copy the checkout into a collections folder, where Ansible's tools can use it (for noxfile.py and conftest.py)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKOUT = Path(__file__).resolve().parents[2]


def copy_of_the_checkout(collections: Path, env: Mapping[str, str] | None = None) -> Path:
    """Copy all files that git tracks, and all new files that it does not ignore.

    Args:
        collections: the folder for `ansible_collections`. An earlier copy in it is replaced.
        env: the environment variables for git. Defaults to those of this process.

    Returns:
        The folder of the collection.
    """
    target = collections / "ansible_collections" / "audiocodes" / "operator_connect"
    shutil.rmtree(target, ignore_errors=True)
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listing, cwd=CHECKOUT, env=env, check=True, stdout=subprocess.PIPE).stdout.decode().split("\0"):
        if name and (CHECKOUT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, target / name)
    return target
