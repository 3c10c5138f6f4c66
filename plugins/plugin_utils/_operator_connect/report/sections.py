# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of a report by profile, as every page for people shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ....module_utils._operator_connect.comparison.checks import FAILED, FROM_RULES, PASSED, WAIVED, WARNED
from ....module_utils._operator_connect.fleet.rules import ERROR
from ....module_utils._operator_connect.report_kinds import AUDIT
from ....module_utils._operator_connect.text import path_of

if TYPE_CHECKING:
    from .report_data import ReportData

Check = Mapping[str, Any]
# The order in which people read them.
NOT_PASSED = (FAILED, WARNED, WAIVED)


class Section(NamedTuple):
    """The checks of one profile, or those of all trunks, all SBCs or the fleet that belong to no profile.

    Attributes:
        profile: key of the profile, or the expected name of a missing one; None if the checks belong to no profile.
        title: the profile, or `Trunks`, `SBCs` or `Fleet`.
        checks: the checks by status.
    """

    profile: str | None
    title: str
    checks: dict[str, list[Check]]

    def count(self, status: str) -> int:
        """How many checks have this status."""
        return len(self.checks[status])

    @property
    def not_passed(self) -> list[Check]:
        """The failed checks, then the warnings, then the waived checks."""
        return [check for status in NOT_PASSED for check in self.checks[status]]

    @property
    def passed_fields(self) -> list[str]:
        """The fields of the passed checks, without the rules: those are the same for all profiles, and the scope lists them."""
        return sorted({check["check"] for check in self.checks[PASSED] if check["source"] != FROM_RULES})

    @property
    def passed_names(self) -> list[str]:
        """The fields and the rules of the passed checks."""
        return sorted({check["check"] for check in self.checks[PASSED]})


def problems_of(data: ReportData) -> list[Check]:
    """The checks that did not pass; for a fleet, the broken rules, each as a check that failed or is a warning."""
    if data["kind"] == AUDIT:
        return [check for check in data["checks"] if check["status"] != PASSED]
    return [
        {**finding, "check": finding["rule"], "field": finding["rule"], "status": FAILED if finding["severity"] == ERROR else WARNED}
        for finding in data["findings"]
    ]


def sections_of(checks: Iterable[Check], profiles: Iterable[str] = ()) -> list[Section]:
    """The checks by profile, in alphabetical order. What belongs to no profile comes first: it can concern all of them.

    Args:
        checks: the checks.
        profiles: keys of profiles that have a section even without a check.
    """
    sections: dict[tuple[bool, str], Section] = {}

    def section(key: tuple[bool, str]) -> Section:
        if key not in sections:
            sections[key] = Section(key[1] if key[0] else None, key[1], {status: [] for status in (*NOT_PASSED, PASSED)})
        return sections[key]

    for profile in profiles:
        section((True, profile))
    for check in checks:
        section(_key(check)).checks[check["status"]].append(check)
    return [sections[key] for key in sorted(sections, key=lambda key: (key[0], key[1].casefold(), key[1]))]


def detail_of(check: Check) -> str:
    """The message of a check without its profile, for a place where the profile is the heading."""
    profile, message = check["profile"], str(check["message"])
    if profile is None:
        return message
    return message.removeprefix(path_of(profile)).removeprefix(" › ").removeprefix(": ")


def _key(check: Check) -> tuple[bool, str]:
    if check["profile"] is not None:
        return True, check["profile"]
    return False, "Trunks" if check["trunk"] is not None else "SBCs" if check["sbc"] is not None else "Fleet"
