# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs of the system that the tests of the web page need."""

from __future__ import annotations

import shutil

from commands import fail

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "Install Chromium and Java. On Debian: apt-get install chromium default-jre-headless."


def chromium() -> str | None:
    """Give the path of Chromium, or None if this machine does not have it."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def missing_for_browser_tests() -> list[str]:
    """List what the tests of the web page need, and this machine does not have: Chromium, and Java for the HTML validator."""
    return [name for name, found in (("Chromium", chromium()), ("Java", shutil.which("java"))) if not found]


def required_chromium() -> str:
    """Give the path of Chromium.

    Raises:
        CommandFailed: a program is missing.
    """
    missing = missing_for_browser_tests()
    path = chromium()
    if missing or path is None:
        fail(f"This machine does not have {' and '.join(missing)}, which the tests of the web page need. {ADVICE}")
    return path
