# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The profiles that an expected state or a baseline names: which of them exist."""

from __future__ import annotations

import dataclasses
from collections.abc import Container
from typing import TYPE_CHECKING, NamedTuple

from ..errors import OptionError
from ..expected_state.fields import ABSENT
from ..text import printable
from .checks import FROM_BASELINE, FROM_UNEXPECTED_PROFILES, SubjectPath

if TYPE_CHECKING:
    from ..expected_state.expectation import Expectation, NamedEntry
    from ..expected_state.fields import ProfileFields
    from ..fleet.name_index import NameIndex
    from ..fleet.topology import Profile
    from ..fleet.view import View
    from .check_log import CheckLog
    from .pairing import Pairing


class NamedProfiles:
    """The profiles that an expected state names under `profiles`.

    Attributes:
        found: each entry, with the profiles of the fleet that it names.
        entries: profile → its entry; without fields if several profiles have the name, since it is not known which one is meant.
    """

    def __init__(self, found: list[tuple[NamedEntry[ProfileFields], list[Profile]]]) -> None:
        self.found = found
        self.entries: dict[Profile, NamedEntry[ProfileFields]] = {}
        for entry, profiles in found:
            own = entry if len(profiles) == 1 else dataclasses.replace(entry, fields=None)
            self.entries.update(dict.fromkeys(profiles, own))
        self._names = {entry.name for entry, _profiles in found}

    def is_absent(self, profile: Profile) -> bool:
        """Whether a profile is expected not to exist."""
        return profile in self.entries and not self.entries[profile].is_present

    def have_name_of(self, profile: Profile) -> bool:
        """Whether an entry has the name or the id of this profile."""
        return profile.record["name"] in self._names or profile.id in self._names


def find_named_profiles(expectation: Expectation, view: View, index: NameIndex, pairing: Pairing | None) -> NamedProfiles:
    """Look up the named profiles: by their name, or else by the name that they had in the baseline.

    Raises:
        OptionError: a named profile exists and is not selected.
    """
    selected = set(view.profiles)
    named = []
    for name, entry in expectation.profiles.items():
        found = index.profiles(name) or (pairing.profiles_once_named(name) if pairing else [])
        if any(profile not in selected for profile in found):
            raise OptionError(
                f"{entry.node}: profile {name} exists and is not selected by include and exclude",
                next_step="Select it, or remove it from the expected state.",
            )
        named.append((entry, found))
    return NamedProfiles(named)


class BaselineProfiles(NamedTuple):
    """What became of the profiles of a baseline.

    Attributes:
        kept: selected profile of the fleet → the profile of the baseline.
        missing: selected profiles of the baseline that no longer exist.
        unselected: profiles of the fleet that are no longer selected.
    """

    kept: dict[Profile, Profile]
    missing: list[Profile]
    unselected: list[Profile]

    def warnings(self) -> list[str]:
        """A warning for each profile that exists and is no longer checked."""
        keys = [printable(profile.key) for profile in self.unselected]
        return [f"Profile {key} of the baseline still exists and is no longer selected, so it was not checked" for key in keys]


def find_baseline_profiles(view: View, pairing: Pairing | None) -> BaselineProfiles:
    """Find what became of the profiles of a baseline; all are empty if there is no baseline."""
    history = BaselineProfiles({}, [], [])
    if pairing is None:
        return history
    selected, selected_before = set(view.profiles), pairing.baseline.selected_ids
    for old in pairing.baseline.fleet.profiles:
        new = pairing.profiles.get(old)
        if new is not None and new in selected:
            history.kept[new] = old
        elif old.id in selected_before and new is not None:
            history.unselected.append(new)
        elif old.id in selected_before:
            history.missing.append(old)
    return history


def check_named_profiles(profiles: NamedProfiles, log: CheckLog) -> None:
    """Check that the named profiles are present or absent, as expected."""
    for entry, found in profiles.found:
        if len(found) > 1:
            log.add_ambiguous(SubjectPath(entry.name), entry.name, [profile.id for profile in found], entry.source)
        else:
            subject = SubjectPath(found[0].key if found else entry.name)
            log.add_presence(subject, bool(found), entry.is_present, entry.source)
            if not found and not entry.is_present:
                log.warn_if_misspelt(str(entry.node), ABSENT, subject)


def check_baseline_profiles(history: BaselineProfiles, profiles: NamedProfiles, log: CheckLog) -> None:
    """Check that the profiles of a baseline still exist, apart from those that the expected state names."""
    for profile in history.kept:
        if profile not in profiles.entries:
            log.add_presence(SubjectPath(profile.key), True, True, FROM_BASELINE)
    for old in history.missing:
        if not profiles.have_name_of(old):
            log.add_missing(SubjectPath(old.key), FROM_BASELINE, "in the baseline")


def check_unexpected_profiles(view: View, expected: Container[Profile], log: CheckLog, *, has_baseline: bool) -> None:
    """Check that every selected profile is expected."""
    reason = "not in the baseline" if has_baseline else "not in the expected state"
    for profile in view.profiles:
        if profile not in expected:
            source = FROM_BASELINE if has_baseline else FROM_UNEXPECTED_PROFILES
            log.add_unexpected(SubjectPath(profile.key), source, reason, found=profile.key)
