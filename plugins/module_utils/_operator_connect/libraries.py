# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python libraries that do not come with every Python that runs a task: what is needed, and what to say if it is not there."""

from __future__ import annotations

import sys

from ansible.module_utils.basic import missing_required_lib

from .errors import MissingLibraryError

# The oldest releases that are tested. With urllib3 before 1.26.5, `import requests` fails on Python 3.12.
OLDEST = {"requests": "2.25.1", "urllib3": "1.26.5"}
# The name of the import → the name of the package.
_PACKAGES = {"requests": "requests", "urllib3": "urllib3", "yaml": "PyYAML"}
_OWN_CODE = "ansible_collections"


def missing_library(error: ImportError) -> MissingLibraryError:
    """The error for a library that is not installed, or that cannot be imported because something that it needs is missing.

    Raises:
        ImportError: the same one, if it is about the code of the collection itself.
    """
    name = error.name or ""
    if name.startswith(_OWN_CODE):
        raise error
    if name in _PACKAGES:
        return MissingLibraryError(missing_required_lib(_PACKAGES[name]).rstrip("."))
    versions = " and ".join(f"{package} {version}" for package, version in OLDEST.items())
    return MissingLibraryError(
        f"A Python library cannot be imported by {sys.executable}: {error}",
        next_step=f"Install {versions}, or newer, for this Python.",
    )
