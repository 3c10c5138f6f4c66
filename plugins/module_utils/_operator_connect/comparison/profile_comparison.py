# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One profile against its tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..canonical import canonical
from ..expected_state.fields import (
    ADDITIONAL_SBCS,
    ANY_OFFER_TYPE,
    EMERGENCY_NUMBERS,
    EMERGENCY_PROFILE,
    EMERGENCY_PROFILE_ID,
    FAILOVER_READY,
    OFFER_TYPES,
    TRUNKS,
    ListField,
    OfferTypeExtra,
    OfferTypeField,
    ProfileField,
    ValueField,
)
from ..expected_state.operators import as_is
from ..fleet.topology import Trunk
from ..text import is_blank, printable, quoted
from .check_log import CheckLog, Target, ValueResult
from .checks import SubjectPath
from .member_lists import MemberDifferences, compare_members, find_moves
from .parts import subject_of
from .profile_rows import ProfileRows, value_of

if TYPE_CHECKING:
    from ..expected_state.operators import ListTest, ValueTest
    from ..fleet.name_index import NameIndex
    from ..fleet.topology import Profile
    from .named_parts import PartOverrides
    from .parts import Part
    from .profile_tests import ProfileTests, RowTests


class RowResults:
    """The results of row tests. Equal results about one trunk or SBC become one check."""

    def __init__(self) -> None:
        self._first: dict[tuple[Any, ...], tuple[Target, ValueResult]] = {}
        self._places: Counter[tuple[Any, ...]] = Counter()

    def add(self, part: Part, target: Target, result: ValueResult) -> None:
        """Add the result of one test of a field of a trunk or SBC."""
        key = (part, target.kind, result.holds, _comparable(result.test.expected), _comparable(result.found))
        if key in self._first:
            self._places[key] += 1
        else:
            self._first[key] = target, result

    def add_to(self, log: CheckLog) -> None:
        """Add a check for each of the different results."""
        for key, (target, result) in self._first.items():
            if key in self._places:
                shared = target._replace(subject=subject_of(key[0]))
                log.add_value(shared, result._replace(note=f" (in {self._places[key] + 1} places)"))
            else:
                log.add_value(target, result)


class ProfileComparer:
    """Compares profiles with their tests.

    Args:
        index: the names of the fleet.
        overrides: what the named trunks and SBCs override.
        log: takes the checks, apart from those of rows.
        row_results: takes the results of row tests.
    """

    def __init__(self, index: NameIndex, overrides: PartOverrides, log: CheckLog, row_results: RowResults) -> None:
        self._index = index
        self._overrides = overrides
        self._log = log
        self._row_results = row_results

    def compare(self, profile: Profile, tests: ProfileTests) -> None:
        """Compare one profile. The SBCs and the rows of an unexpected trunk are not compared."""
        trunk_differences = self._trunk_differences(profile, tests.lists.get(TRUNKS))
        unexpected = set(trunk_differences.unexpected)
        enrolled = set(profile.trunks.values()) - unexpected
        for field, test in tests.lists.items():
            if field == TRUNKS:
                self._log.add_members(_target(profile, TRUNKS), test, profile.trunks.values(), trunk_differences)
            elif field == ADDITIONAL_SBCS:
                self._check_additional_sbcs(profile, test)
            else:
                self._check_texts(profile, field, test, tests.lists.get(OFFER_TYPES))
        for value_field, value_test in tests.values.items():
            if value_field == EMERGENCY_PROFILE:
                self._check_emergency_profile(profile, value_test)
            elif value_field != EMERGENCY_PROFILE_ID or not self._is_reported(profile, tests.values.get(EMERGENCY_PROFILE)):
                found = _value(profile, value_field)
                self._log.add_value(_target(profile, value_field), ValueResult(value_test, found, value_test.holds(found)))
        for name, any_test in tests.without_offer_type.items():
            target = _target(profile, OfferTypeField(name, ANY_OFFER_TYPE))
            self._log.add_failed(target, f"{target.text()}: no offer type", any_test.source, expected=any_test.expected)
        self._check_sbcs(profile, {trunk: test for trunk, test in tests.sbcs_by_trunk.items() if trunk in enrolled})
        self._check_rows(profile, [row for row in tests.rows if row.part not in unexpected and row.trunk not in unexpected])

    # --- lists of trunks and SBCs

    def _trunk_differences(self, profile: Profile, test: ListTest | None) -> MemberDifferences[Trunk]:
        if test is None:
            return MemberDifferences()
        return compare_members(test, profile.trunks.values(), self._index.trunks, self._overrides.allow)

    def _check_additional_sbcs(self, profile: Profile, test: ListTest) -> None:
        sbcs = profile.additional_sbcs.values()
        differences = compare_members(test, sbcs, self._index.sbcs, self._overrides.allow)
        self._log.add_members(_target(profile, ADDITIONAL_SBCS), test, sbcs, differences)

    def _check_sbcs(self, profile: Profile, tests: Mapping[Trunk, ListTest]) -> None:
        """Check the SBCs on the trunks of a profile; one that is on another trunk than expected is one check."""
        differences = {
            trunk: compare_members(test, trunk.sbcs_by_profile[profile].values(), self._index.sbcs, self._overrides.allow)
            for trunk, test in tests.items()
        }
        moves = find_moves(differences)
        for move in moves:
            self._log.add_move(profile.key, move, tests[move.expected_on].source)
        moved_to = {(move.sbc, move.expected_on) for move in moves}
        moved_from = {(move.sbc, move.found_on) for move in moves}
        for trunk, test in tests.items():
            target = Target("sbcs", SubjectPath(profile.key, trunk.key), "sbcs")
            difference = differences[trunk]
            self._log.add_list(target, test, trunk.sbcs_by_profile[profile].values(), difference)
            missing = [sbc for sbc in difference.missing if (sbc, trunk) not in moved_to]
            self._log.add_missing_members(target, missing, test.source)
            unexpected = [sbc for sbc in difference.unexpected if (sbc, trunk) not in moved_from]
            self._log.add_unexpected_members(target, unexpected, test.source)

    # --- fields

    def _check_texts(self, profile: Profile, field: ListField, test: ListTest, offer_types: ListTest | None) -> None:
        found = _texts(profile, field)
        # The check of the offer types reports that one is missing.
        is_reported = found is None and isinstance(field, OfferTypeField) and offer_types is not None and offer_types.has(field.offer_type)
        if not is_reported:
            self._log.add_texts(_target(profile, field), test, found)

    def _check_emergency_profile(self, profile: Profile, test: ValueTest) -> None:
        """Check the emergency profile: the one whose id or, if there is none, whose name is the reference."""
        target, fleet = _target(profile, EMERGENCY_PROFILE), self._index.fleet
        for text in test.texts:
            named = fleet.find_profiles(text)
            if len(named) > 1:
                ids = [other.id for other in named]
                self._log.add_ambiguous_reference(target.subject, EMERGENCY_PROFILE.name, text, ids, test.source)
                return
        result = _emergency_result(profile, test)
        if not result.holds:
            result = result._replace(note=result.note + self._similar_note(test))
        self._log.add_value(target, result)

    def _similar_note(self, test: ValueTest) -> str:
        """What an expected emergency profile that does not exist is similar to, for a message."""
        similar = {text: self._log.names.similar_profile(text) for text in test.texts}
        notes = [f"no profile {quoted(text)}; similar: {printable(name)}" for text, name in similar.items() if name]
        return f" ({'; '.join(notes)})" if notes else ""

    @staticmethod
    def _is_reported(profile: Profile, test: ValueTest | None) -> bool:
        """Whether the check of the emergency profile reports what it is; the check of its id would repeat that."""
        return test is not None and not _emergency_result(profile, test).holds

    # --- rows

    def _check_rows(self, profile: Profile, tests: Sequence[RowTests]) -> None:
        if not tests:
            return
        rows = ProfileRows(profile)
        for part, trunk, part_tests in tests:
            part_rows = rows.of_part(part, trunk)
            if isinstance(part, Trunk):
                subject = SubjectPath(profile.key, part.key)
            else:
                subject = SubjectPath(profile.key, None if trunk is None else trunk.key, part.key)
            for field, test in part_tests.items():
                found = value_of(part_rows, field, str.casefold if field in ("id", "fqdn") else as_is)
                self._row_results.add(part, Target(field, subject, field), ValueResult(test, found, test.holds(found)))


def _target(profile: Profile, field: ValueField) -> Target:
    return Target(field.name, SubjectPath(profile.key), str(field))


def _texts(profile: Profile, field: ListField) -> list[str | None] | None:
    """The list of strings in a field, or None if the profile does not offer the offer type of the field."""
    if field == OFFER_TYPES:
        return profile.offer_types
    if field == EMERGENCY_NUMBERS:
        return list(profile.emergency_numbers)
    if isinstance(field, ProfileField):
        return list(profile.record[field.name])
    numbers = profile.test_numbers.get(field.offer_type)
    return None if numbers is None else list(numbers)


def _value(profile: Profile, field: ValueField) -> Any:
    if field == FAILOVER_READY:
        return profile.is_failover_ready
    if isinstance(field, OfferTypeField):
        return profile.record[field.name].get(field.offer_type)
    if isinstance(field, OfferTypeExtra):
        return value_of([offer for offer in profile.record["offer_types"] if offer["name"] == field.offer_type], "extra")
    return profile.record.get(field.name)


def _emergency_result(profile: Profile, test: ValueTest) -> ValueResult:
    reference = profile.record["emergency_profile_id"]
    if is_blank(reference):
        return ValueResult(test, None, test.holds(None))
    found = profile.emergency_profile
    if found is None:
        count = len(profile.emergency_profiles)
        return ValueResult(test, reference, False, f", the name of {count} profiles" if count else ", which does not exist")
    name = found.record["name"]
    holds = (name is not None and test.holds(name)) or test.holds(found.id) or test.has_choice(found.id)
    return ValueResult(test, found.key, holds)


def _comparable(value: object) -> object:
    return value if value is None or isinstance(value, str) else canonical(value)
