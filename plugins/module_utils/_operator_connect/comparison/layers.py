# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is expected of each profile, in layers: a baseline, then the entries of `for_each`, then the profile's own entry.

A later layer overrides an earlier one, field by field. Operators that do not name a whole list or a value change the baseline, they do
not override it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..expected_state.fields import (
    ADDITIONAL_SBCS,
    EMERGENCY_PROFILE,
    EMERGENCY_PROFILE_ID,
    TEST_NUMBERS,
    TRUNKS,
    VALIDATION,
    OfferTypeField,
    ProfileFields,
)
from .check_log import CheckLog, Target
from .checks import MISSING, SubjectPath

if TYPE_CHECKING:
    from ..expected_state.expectation import ForEach
    from ..expected_state.fields import ListField, ValueField
    from ..expected_state.operators import ListTest, ValueTest
    from ..fleet.name_index import NameIndex
    from ..fleet.topology import Profile, Trunk
    from ..fleet.view import View
    from .named_parts import PartOverrides
    from .named_profiles import NamedProfiles
    from .pairing import Pairing
    from .profile_tests import ProfileTests


class ForEachMatch(NamedTuple):
    """An entry of `for_each`, and the selected profiles that it matches."""

    entry: ForEach
    profiles: list[Profile]


def match_for_each(entries: Iterable[ForEach], view: View) -> list[ForEachMatch]:
    """Find the selected profiles that each entry matches."""
    return [ForEachMatch(entry, [profile for profile in view.profiles if entry.matcher.matches(profile.record)]) for entry in entries]


def check_for_each(matches: Iterable[ForEachMatch], view: View, log: CheckLog) -> None:
    """Add a failed check for each entry that matches no selected profile."""
    for entry, profiles in matches:
        if not profiles:
            reason = entry.matcher.unmatched_text([profile.record for profile in view.profiles])
            message = f"{entry.node}: no selected calling profile matches {reason}"
            log.add_failed(Target(MISSING, SubjectPath(), "for_each"), message, entry.node.tree.name, expected=entry.matcher.fields)


class Layers:
    """The layers of an expected state.

    Args:
        matches: the entries of `for_each`; a later one overrides an earlier one.
        profiles: the profiles that have an entry of their own.
        overrides: what the named trunks and SBCs override.
        index: the names of the fleet.
        pairing: which object of the fleet is which of the baseline, if there is one.
    """

    def __init__(
        self,
        matches: Iterable[ForEachMatch],
        profiles: NamedProfiles,
        overrides: PartOverrides,
        index: NameIndex,
        pairing: Pairing | None = None,
    ) -> None:
        self._overrides = overrides
        self._index = index
        self._find_trunks = pairing.find_trunks if pairing else index.trunks
        self._find_sbcs = pairing.find_sbcs if pairing else index.sbcs
        self._layers: dict[Profile, list[ProfileFields]] = defaultdict(list)
        for entry, matching in matches:
            for profile in matching:
                self._layers[profile].append(entry.fields)
        for profile, named in profiles.entries.items():
            if named.fields:
                self._layers[profile].append(named.fields)

    def over(self, baseline_tests: ProfileTests, profile: Profile) -> ProfileTests:
        """The tests of a profile: the layers of the expected state over those of a baseline."""
        tests = self._overrides.over_baseline(baseline_tests, self._find_sbcs)
        layers = self._layers.get(profile)
        if layers:
            fields = ProfileFields()
            for layer in layers:
                fields.override(layer)
            self._override(tests, fields, profile)
        return tests

    def _override(self, tests: ProfileTests, fields: ProfileFields, profile: Profile) -> None:
        emergency = fields.values.get(EMERGENCY_PROFILE)
        if emergency and emergency.has_choices:
            # Both are about the same field of the record.
            tests.values.pop(EMERGENCY_PROFILE_ID, None)
        values: dict[ValueField, ValueTest] = {}
        lists: dict[ListField, ListTest] = {}
        for offer_type in profile.offer_types:
            if fields.any_validation:
                values[OfferTypeField(VALIDATION, offer_type)] = fields.any_validation
            if fields.any_test_numbers:
                lists[OfferTypeField(TEST_NUMBERS, offer_type)] = fields.any_test_numbers
        values.update(fields.values)
        lists.update(fields.lists)
        for field, test in values.items():
            baseline = tests.values.get(field)
            tests.values[field] = test.over(baseline) if baseline else test
        for list_field, list_test in lists.items():
            baseline_list = tests.lists.get(list_field)
            tests.lists[list_field] = list_test.over(baseline_list, self._find(list_field)) if baseline_list else list_test
        if not profile.offer_types:
            any_tests = {VALIDATION: fields.any_validation, TEST_NUMBERS: fields.any_test_numbers}
            tests.without_offer_type = {field: test for field, test in any_tests.items() if test}
        tests.sbcs_by_trunk.update(self._sbcs_by_trunk(fields, tests.sbcs_by_trunk))

    def _find(self, field: ListField) -> Callable[[Hashable], Collection[Hashable]]:
        return self._find_trunks if field == TRUNKS else self._find_sbcs if field == ADDITIONAL_SBCS else _text_itself

    def _sbcs_by_trunk(self, fields: ProfileFields, baseline: Mapping[Trunk, ListTest]) -> dict[Trunk, ListTest]:
        tests = {}
        for fqdn, test in fields.sbcs_by_fqdn.items():
            trunks = self._index.trunks(fqdn)
            # The check of the list of trunks reports an FQDN that no trunk has, or several.
            if len(trunks) == 1:
                trunk = trunks[0]
                tests[trunk] = test.over(baseline[trunk], self._find_sbcs) if trunk in baseline else test
        return tests


def _text_itself(text: Hashable) -> Collection[Hashable]:
    return (text,)
