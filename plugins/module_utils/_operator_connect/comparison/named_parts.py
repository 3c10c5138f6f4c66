# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trunks and SBCs that an expected state names by themselves, under `trunks` and `sbcs`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..expected_state.fields import ABSENT
from ..fleet.topology import Sbc, Trunk
from .check_log import CheckLog, Target, ValueResult
from .checks import SubjectPath
from .member_lists import compare_members
from .parts import profiles_of, subject_of, whereabouts
from .profile_tests import ProfileTests, RowTests

if TYPE_CHECKING:
    from ..expected_state.baseline import Baseline
    from ..expected_state.expectation import Expectation, NamedEntry
    from ..expected_state.fields import PartFields
    from ..expected_state.operators import ListTest, ValueTest
    from ..fleet.name_index import NameIndex
    from .pairing import Pairing
    from .parts import Part


class NamedPart(NamedTuple):
    """An entry of `trunks` or `sbcs`, its subject in messages, and the trunks or SBCs of the fleet that it names."""

    entry: NamedEntry[PartFields]
    subject: SubjectPath
    found: Sequence[Part]


def find_named_parts(expectation: Expectation, index: NameIndex, pairing: Pairing | None) -> list[NamedPart]:
    """Look up the named trunks and SBCs: by their name, or else by the name that they had in the baseline."""
    parts = []
    for fqdn, entry in expectation.trunks.items():
        trunks = index.trunks(fqdn) or (pairing.trunks_once_named(fqdn) if pairing else [])
        parts.append(NamedPart(entry, SubjectPath(trunk=entry.name), trunks))
    for name, entry in expectation.sbcs.items():
        sbcs = index.sbcs(name) or (pairing.sbcs_once_named(name) if pairing else [])
        parts.append(NamedPart(entry, SubjectPath(sbc=entry.name), sbcs))
    return parts


def find_absent_in_baseline(expectation: Expectation, baseline: Baseline) -> list[Part]:
    """The trunks and SBCs of a baseline that the expected state wants absent."""
    fqdns = [fqdn for fqdn, entry in expectation.trunks.items() if not entry.is_present]
    names = [name for name, entry in expectation.sbcs.items() if not entry.is_present]
    trunks = [trunk for fqdn in fqdns for trunk in baseline.index.trunks(fqdn)]
    sbcs = [sbc for name in names for sbc in baseline.index.sbcs(name)]
    return [*trunks, *sbcs]


class PartOverrides:
    """What the named trunks and SBCs override in the lists and in the rows of all profiles.

    Attributes:
        fields: the trunks and SBCs with their fields that a baseline is not compared with: they are set, or reported already.
        changes: the trunks whose SBCs may differ from a baseline by some entries, each with its test of all its SBCs.
        present: the trunks and SBCs that are expected to exist.
        absent: the trunks and SBCs that are expected not to exist.
    """

    def __init__(self, parts: Iterable[NamedPart]) -> None:
        self.fields: set[tuple[Part, str]] = set()
        self.changes: dict[Trunk, ListTest] = {}
        self.present: set[Part] = set()
        self.absent: set[Part] = set()
        for entry, _subject, found in parts:
            if len(found) != 1:
                continue
            part = found[0]
            (self.present if entry.is_present else self.absent).add(part)
            if entry.fields:
                self._add_fields(part, entry.fields)

    def _add_fields(self, part: Part, fields: PartFields) -> None:
        for field, test in fields.values.items():
            if test.has_choices or not _result_of(part, field, test).holds:
                self.fields.add((part, field))
        if isinstance(part, Trunk) and fields.sbcs is not None:
            if fields.sbcs.is_whole:
                self.fields.add((part, "sbcs"))
            else:
                self.changes[part] = fields.sbcs

    def allow(self, part: Part, test: ListTest, is_forbidden: bool) -> bool:
        """Whether a trunk or SBC may be in a list that does not name it: it has its own check, or is new since the baseline."""
        is_new = test.is_baseline and not is_forbidden and part in self.present
        return is_new or part in self.absent or part in test.exempt

    def over_baseline(self, tests: ProfileTests, find_sbcs: Callable[[Hashable], Collection[Hashable]]) -> ProfileTests:
        """The tests of a baseline, without those of overridden fields and without the changed SBCs of trunks."""
        if not self.fields and not self.changes:
            return tests
        sbcs_by_trunk = {trunk: test for trunk, test in tests.sbcs_by_trunk.items() if (trunk, "sbcs") not in self.fields}
        for trunk in sbcs_by_trunk.keys() & self.changes.keys():
            sbcs_by_trunk[trunk] = _without_changes(sbcs_by_trunk[trunk], self.changes[trunk], trunk, find_sbcs)
        return ProfileTests(tests.values, tests.lists, sbcs_by_trunk, [self._without_overridden_fields(row) for row in tests.rows])

    def _without_overridden_fields(self, row_tests: RowTests) -> RowTests:
        part, trunk, tests = row_tests
        return RowTests(part, trunk, {field: test for field, test in tests.items() if (part, field) not in self.fields})


def _without_changes(baseline: ListTest, change: ListTest, trunk: Trunk, find_sbcs: Callable[[Hashable], Collection[Hashable]]) -> ListTest:
    """The SBCs of a trunk as they were, without those that the check of the trunk itself is about."""
    lacked = {key for member in change.lacks for key in find_sbcs(member.key)}
    contained = {key for member in change.members for key in find_sbcs(member.key)}
    return baseline.without(lacked | (contained - set(trunk.sbcs.values())), lacked | contained)


def check_named_parts(parts: Iterable[NamedPart], index: NameIndex, log: CheckLog) -> None:
    """Check the presence and the fields of the named trunks and SBCs."""
    for entry, subject, found in parts:
        if len(found) > 1:
            log.add_ambiguous(subject, entry.name, [str(part.id) for part in found], entry.source)
        elif not found:
            log.add_presence(subject, False, entry.is_present, entry.source)
            if not entry.is_present:
                log.warn_if_misspelt(str(entry.node), ABSENT, subject)
        elif not entry.is_present:
            where = subject._replace(sharing_profiles=profiles_of(found[0]))
            log.add_presence(where, True, False, entry.source, f"currently {whereabouts(found[0])}")
        else:
            log.add_presence(subject_of(found[0]), True, True, entry.source)
            if entry.fields:
                _check_fields(found[0], entry.fields, index, log)


def _check_fields(part: Part, fields: PartFields, index: NameIndex, log: CheckLog) -> None:
    subject = subject_of(part)
    for field, test in fields.values.items():
        log.add_value(Target(field, subject, field), _result_of(part, field, test))
    if fields.sbcs is not None and isinstance(part, Trunk):
        sbcs = list(part.sbcs.values())
        log.add_members(Target("sbcs", subject, "sbcs"), fields.sbcs, sbcs, compare_members(fields.sbcs, sbcs, index.sbcs))


def _result_of(part: Part, field: str, test: ValueTest) -> ValueResult:
    """The value of a field against its test, which must hold for every value if rows of the document differ."""
    values: list[Any] = list(part.variants.get(field, ())) if isinstance(part, Sbc) else []
    values = values or [getattr(part, field)]
    return ValueResult(test, values[0] if len(values) == 1 else values, all(map(test.holds, values)))
