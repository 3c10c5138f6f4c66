# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards: an answer that is well-formed and suspiciously small is stopped before anybody acts on it."""

from __future__ import annotations

from ..errors import GuardError, OptionError

FAIL, WARN, ALLOW = "fail", "warn", "allow"


class Guards:
    """What a judging face asks of a list before it believes it.

    Args:
        on_empty: `fail`, `warn` or `allow`, where no profile or no matching SBC is selected.
        min_profiles: fewer selected profiles than this are an error.
        min_sbcs: fewer selected matching SBCs than this are an error.

    Raises:
        OptionError: a word or a number that is none of these.
    """

    def __init__(self, on_empty: object = None, min_profiles: object = None, min_sbcs: object = None) -> None:
        self.on_empty = FAIL if on_empty is None else on_empty
        if self.on_empty not in (FAIL, WARN, ALLOW):
            raise OptionError.unknown("on_empty", on_empty, (FAIL, WARN, ALLOW))
        self.min_profiles = _floor(min_profiles, "min_profiles")
        self.min_sbcs = _floor(min_sbcs, "min_sbcs")

    def check(self, profiles: int, sbcs: int, *, known_profiles: int, address: str) -> list[str]:
        """Look at the counts; a warning where the list is empty and may be.

        Args:
            profiles: how many calling profiles are selected.
            sbcs: how many SBCs match their trunks.
            known_profiles: how many profiles the document has.
            address: where it came from.

        Raises:
            GuardError: the list is empty and must not be, or is below a floor.
        """
        for option, floor, count, what in (
            ("min_profiles", self.min_profiles, profiles, "calling profiles"),
            ("min_sbcs", self.min_sbcs, sbcs, "matching SBCs"),
        ):
            if count < floor:
                raise GuardError(f"{address}: {count} {what}, and {option} asks for {floor}", url=address)
        if (profiles and sbcs) or self.on_empty == ALLOW:
            return []
        if not known_profiles:
            text = f"{address}: the document has no calling profile"
        elif not profiles:
            text = f"{address}: none of the {known_profiles} calling profiles is selected"
        else:
            text = f"{address}: no trunk of the {profiles} selected calling profiles has a matching SBC"
        if self.on_empty == FAIL:
            raise GuardError(text, url=address)
        return [f"{text}. on_empty is warn, so the run goes on."]


def _floor(value: object, option: str) -> int:
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise OptionError(f"{option}: a whole number from 0 was expected, not {value!r}")
    return value
