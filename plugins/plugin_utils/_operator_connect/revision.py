# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The revision of the files that a fleet is compared with, as far as CI or git know it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence

# Of GitLab and of GitHub.
CI_VARIABLES = ("CI_COMMIT_SHA", "GITHUB_SHA")
_SECONDS = 5


def find_revision(environment: Mapping[str, str], paths: Sequence[str]) -> str | None:
    """The revision of CI, or the commit that git has checked out. None if there is neither; never an error.

    Args:
        environment: the environment variables.
        paths: files or folders of one repository; none for the current folder.

    Returns:
        The revision. If git knows of changes in the files that are not in the commit, it says so.
    """
    for variable in CI_VARIABLES:
        if environment.get(variable, "").strip():
            return environment[variable].strip()
    files = [os.path.realpath(os.path.expanduser(path)) for path in paths]
    start = files[0] if files else os.getcwd()
    folder = start if os.path.isdir(start) else os.path.dirname(start)
    commit = _git(folder, "rev-parse", "--verify", "HEAD")
    if not commit:
        return None
    # A file that git ignores is not in the commit either.
    changes = _git(folder, "status", "--porcelain", *(["--ignored", "--", *files] if files else []))
    return commit if changes == "" else f"{commit} with uncommitted changes"


def _git(folder: str, *arguments: str) -> str | None:
    """What git prints, or None if it fails."""
    # git status would write to the repository to be faster next time
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        answer = subprocess.run(
            ["git", "-C", folder, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.decode("utf-8", "replace").strip() if answer.returncode == 0 else None
