# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict on all checks, as a message and as data."""

from __future__ import annotations

from collections.abc import Iterable

from ..fleet.rules import ERROR, WARNING
from ..text import count_of, listed
from .checks import FAILED, PASSED, WAIVED, WARNED, Check

COMPLIANT, NOT_COMPLIANT, NOT_CHECKED = "COMPLIANT", "NOT COMPLIANT", "NOT CHECKED"
# Files are right; says nothing about the fleet.
VALID = "VALID"
# What `return_checks` returns: the checks with these statuses.
RETURNED_STATUSES = {
    "failed": frozenset({FAILED, WAIVED}),
    "broken": frozenset({FAILED, WAIVED, WARNED}),
    "all": frozenset({FAILED, WAIVED, WARNED, PASSED}),
}


class Verdict:
    """The verdict on all checks.

    Args:
        checks: all checks, each `passed`, `failed` or `waived`.
        fail_on: lowest severity that fails, `error` or `warning`; a failed check below it becomes a `warning`.
    """

    def __init__(self, checks: Iterable[Check], fail_on: str = ERROR) -> None:
        failing = (ERROR, WARNING) if fail_on == WARNING else (ERROR,)
        self.checks = [
            check._replace(status=WARNED) if check.status == FAILED and check.severity not in failing else check for check in checks
        ]
        self._counts: dict[str, int] = dict.fromkeys((PASSED, WARNED, FAILED, WAIVED), 0)
        for check in self.checks:
            self._counts[check.status] += 1

    @property
    def is_compliant(self) -> bool:
        """Whether no check failed."""
        return not self._counts[FAILED]

    def summary(self) -> dict[str, int]:
        """The number of checks, in all and by status."""
        counts = self._counts
        return {
            "checks": len(self.checks),
            "passed": counts[PASSED],
            "warnings": counts[WARNED],
            "failed": counts[FAILED],
            "waived": counts[WAIVED],
        }

    def message(self, scope: str) -> str:
        """The verdict in one line, then one line for each failed check.

        Args:
            scope: what the fleet was compared with, in a few words.
        """
        counts = self._counts
        notes = [count_of(counts[WARNED], "warning")] if counts[WARNED] or self.is_compliant else []
        notes += [f"{counts[WAIVED]} waived"] if counts[WAIVED] else []
        if self.is_compliant:
            head = f"{COMPLIANT}: {count_of(len(self.checks), 'check')}"
        else:
            head = f"{NOT_COMPLIANT}: {counts[FAILED]} of {count_of(len(self.checks), 'check')} failed"
        line = f"{', '.join([head, *notes])} ({scope})"
        return "\n".join([line, *(check.message for check in self.checks if check.status == FAILED)])

    def warning(self) -> str | None:
        """One line for all checks with the status warning, or None."""
        messages = [check.message for check in self.checks if check.status == WARNED]
        return f"{count_of(len(messages), 'warning')}: {listed(messages, separator='; ')}" if messages else None
