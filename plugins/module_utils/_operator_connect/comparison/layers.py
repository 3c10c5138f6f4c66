# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is expected of each profile, in layers: a baseline, then the entries of `for_each`, then the profile's own entry.

A later layer overrides an earlier one, field by field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ..expected_state.fields import EMERGENCY_PROFILE, EMERGENCY_PROFILE_ID, ProfileFields
from ..text import quoted
from .check_log import CheckLog, Target
from .checks import MISSING, SubjectPath

if TYPE_CHECKING:
    from ..expected_state.expectation import ForEach
    from ..fleet.name_index import NameIndex
    from ..fleet.topology import Profile
    from ..fleet.view import View
    from .named_parts import PartOverrides
    from .named_profiles import NamedProfiles
    from .profile_tests import ProfileTests


class ForEachMatch(NamedTuple):
    """An entry of `for_each`, and the selected profiles that it matches."""

    entry: ForEach
    profiles: list[Profile]


def match_for_each(entries: Iterable[ForEach], view: View) -> list[ForEachMatch]:
    """Find the selected profiles that each entry matches."""
    return [ForEachMatch(entry, [profile for profile in view.profiles if entry.matcher.matches(profile.record)]) for entry in entries]


def check_for_each(matches: Iterable[ForEachMatch], log: CheckLog) -> None:
    """Add a failed check for each entry that matches no selected profile."""
    for entry, profiles in matches:
        if not profiles:
            fields = entry.matcher.fields
            message = f"{entry.node}: no selected calling profile matches {quoted(fields)}"
            log.add_failed(Target(MISSING, SubjectPath(), "for_each"), message, expected=fields)


class Layers:
    """The layers of an expected state.

    Args:
        matches: the entries of `for_each`; a later one overrides an earlier one.
        profiles: the profiles that have an entry of their own.
        overrides: what the named trunks and SBCs override.
        index: the names of the fleet.
    """

    def __init__(self, matches: Iterable[ForEachMatch], profiles: NamedProfiles, overrides: PartOverrides, index: NameIndex) -> None:
        self._overrides = overrides
        self._index = index
        self._layers: dict[Profile, list[ProfileFields]] = defaultdict(list)
        for entry, matching in matches:
            for profile in matching:
                self._layers[profile].append(entry.fields)
        for profile, named in profiles.entries.items():
            if named.fields:
                self._layers[profile].append(named.fields)

    def over(self, baseline_tests: ProfileTests, profile: Profile) -> ProfileTests:
        """The tests of a profile: the layers of the expected state over those of a baseline."""
        tests = self._overrides.without_overridden(baseline_tests)
        for fields in self._layers.get(profile, ()):
            self._override(tests, fields)
        return tests

    def _override(self, tests: ProfileTests, fields: ProfileFields) -> None:
        if EMERGENCY_PROFILE in fields.values:
            # Both are about the same field of the record.
            tests.values.pop(EMERGENCY_PROFILE_ID, None)
        tests.values.update(fields.values)
        tests.lists.update(fields.lists)
        for fqdn, test in fields.sbcs_by_fqdn.items():
            trunks = self._index.trunks(fqdn)
            # The check of the list of trunks reports an FQDN that no trunk has, or several.
            if len(trunks) == 1:
                tests.sbcs_by_trunk[trunks[0]] = test
