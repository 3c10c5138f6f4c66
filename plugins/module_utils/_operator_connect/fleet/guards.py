# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards: stop a run if the list of profiles is valid but suspiciously short."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import GuardError, OptionError
from ..text import MAX_LISTED, as_json, count_of, listed, quoted

FAIL, WARN, ALLOW = "fail", "warn", "allow"
_CHECK_SELECTION = "Check include, exclude and fill. If it is correct that nothing is selected, set on_empty."


class Guards:
    """The options that guard against an empty or short list.

    Args:
        on_empty: `fail`, `warn` or `allow`: what to do if no profile or no matching SBC is selected.
        min_profiles: the lowest number of selected profiles that is not an error.
        min_sbcs: the lowest number of selected matching SBCs that is not an error.

    Raises:
        OptionError: a word is unknown, or a number is not an integer of 0 or more.
    """

    def __init__(self, on_empty: object = None, min_profiles: object = None, min_sbcs: object = None) -> None:
        self.on_empty = FAIL if on_empty is None else on_empty
        if self.on_empty not in (FAIL, WARN, ALLOW):
            raise OptionError.unknown("on_empty", on_empty, (FAIL, WARN, ALLOW))
        self.min_profiles = _count(min_profiles, "min_profiles")
        self.min_sbcs = _count(min_sbcs, "min_sbcs")

    def enforce(self, profiles: int, sbcs: int, *, profiles_in_document: int, location: str, warnings: Sequence[str] = ()) -> list[str]:
        """Stop if too little is selected.

        Args:
            profiles: how many calling profiles are selected.
            sbcs: how many SBCs match their trunks.
            profiles_in_document: how many profiles the document has.
            location: the URL or path of the document, for messages.
            warnings: what the selection says about itself: the likely reason.

        Returns:
            A warning if nothing is selected and on_empty is warn.

        Raises:
            GuardError: nothing is selected and on_empty is fail, or less than the minimum is selected.
        """
        for option, minimum, count, noun in (
            ("min_profiles", self.min_profiles, profiles, "calling profile"),
            ("min_sbcs", self.min_sbcs, sbcs, "matching SBC"),
        ):
            if count < minimum:
                problem = f"{location}: only {count_of(count, noun)}, {option} requires at least {minimum}"
                raise GuardError(problem, said=listed(warnings, MAX_LISTED, "; "), url=location)
        if (profiles and sbcs) or self.on_empty == ALLOW:
            return []
        if not profiles_in_document:
            problem = f"{location}: the document has no calling profile"
        elif not profiles:
            problem = f"{location}: none of {count_of(profiles_in_document, 'calling profile')} is selected"
        else:
            problem = f"{location}: {count_of(profiles, 'selected calling profile')} and no matching SBC on any trunk"
        if self.on_empty == FAIL:
            # The service has sent profiles, so the tenant and the permission are not the reason.
            next_step = _CHECK_SELECTION if profiles_in_document and not profiles else None
            raise GuardError(problem, said=listed(warnings, MAX_LISTED, "; "), url=location, next_step=next_step)
        return [f"{problem}. The run continues because on_empty is warn."]


def _count(value: object, option: str) -> int:
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        # In quotes, a string of digits differs from the number.
        shown = as_json(value) if isinstance(value, str) else quoted(value)
        raise OptionError(f"{option}: {shown} is not an integer of 0 or more")
    return value
