# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects checks and words their messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..fleet.rules import ERROR
from ..fleet.topology import Sbc
from ..text import count_of, displayable, printable, quoted, start_of
from .checks import AMBIGUOUS, FAILED, MISSING, PASSED, UNEXPECTED, Check, SubjectPath
from .parts import whereabouts

if TYPE_CHECKING:
    from ..expected_state.operators import ListTest, ValueTest
    from .member_lists import MemberDifferences, Move
    from .parts import Part, PartT
    from .similar_names import KnownNames


class Target(NamedTuple):
    """What a check is about: its kind, its object and its field."""

    kind: str
    subject: SubjectPath
    field: str | None = None

    def text(self) -> str:
        """The object and the field, for the start of a message."""
        return self.subject.text(self.field)


class ValueResult(NamedTuple):
    """The result of a test of one value; `note` is a further remark for the message."""

    test: ValueTest
    found: Any
    holds: bool
    note: str = ""


class CheckLog:
    """The checks so far. Every method adds one check, or one for each difference.

    Args:
        names: the known names, for messages about a name that nothing has.

    Attributes:
        checks: the checks.
        warnings: warnings about what is expected to be gone.
    """

    def __init__(self, names: KnownNames) -> None:
        self.names = names
        self.checks: list[Check] = []
        self.warnings: list[str] = []

    def add(self, check: Check) -> None:
        """Add a check. Its message becomes displayable, whatever it quotes."""
        self.checks.append(check if check.message.isprintable() else check._replace(message=displayable(check.message)))

    def add_passed(self, target: Target, outcome: str, source: str, *, expected: Any = None, found: Any = None) -> None:
        """Add a check that passed; `outcome` ends its message: "as expected", "present"."""
        kind, subject, field = target
        self.add(Check(kind, subject, field, PASSED, ERROR, expected, found, f"{subject.text(field)}: {outcome}", source))

    def add_failed(self, target: Target, message: str, source: str, *, expected: Any = None, found: Any = None) -> None:
        """Add a check that failed. The message starts with the object."""
        kind, subject, field = target
        self.add(Check(kind, subject, field, FAILED, ERROR, expected, found, message, source))

    # --- what exists

    def add_presence(self, subject: SubjectPath, is_there: bool, is_expected: bool, source: str, note: str = "") -> None:
        """An object that must exist, or must not."""
        if is_there == is_expected:
            self.add_passed(Target(MISSING if is_expected else UNEXPECTED, subject), "present" if is_there else "absent", source)
        elif is_expected:
            self.add_missing(subject, source, note)
        else:
            message = f"{subject.text()}: unexpected ({note or 'expected to be absent'})"
            self.add_failed(Target(UNEXPECTED, subject), message, source, expected="absent", found="present")

    def add_missing(
        self, subject: SubjectPath, source: str, note: str = "", *, field: str | None = None, expected: str = "present"
    ) -> None:
        """An object that must exist and does not; the message has a similar name if there is one."""
        similar = self.names.similar(subject)
        notes = "; ".join([note] * bool(note) + ([f"similar: {printable(similar)}"] if similar else []))
        self.add_failed(Target(MISSING, subject, field), f"{subject.text()}: missing{_in_brackets(notes)}", source, expected=expected)

    def add_unexpected(self, subject: SubjectPath, source: str, note: str = "", *, field: str | None = None, found: str) -> None:
        """An object that exists and is not expected."""
        message = f"{subject.text()}: unexpected{_in_brackets(note)}"
        self.add_failed(Target(UNEXPECTED, subject, field), message, source, found=found)

    def add_ambiguous(self, subject: SubjectPath, name: str, ids: Iterable[str], source: str, *, field: str | None = None) -> None:
        """An object that is expected, if several objects have its name."""
        ids = sorted(ids)
        message = f"{subject.text()}: {_ambiguity(subject.noun, 'this name', ids)}"
        self.add_failed(Target(AMBIGUOUS, subject, field), message, source, expected=name, found=ids)

    def add_ambiguous_reference(self, subject: SubjectPath, field: str, name: str, ids: Iterable[str], source: str) -> None:
        """A field that is expected to refer to a profile, if several profiles have its name."""
        ids = sorted(ids)
        target = Target(AMBIGUOUS, subject, field)
        message = f"{target.text()}: {_ambiguity('profile', f'the name {quoted(name)}', ids)}"
        self.add_failed(target, message, source, expected=name, found=ids)

    def warn_if_misspelt(self, place: str, word: str, subject: SubjectPath) -> None:
        """Warn if an object is expected to be gone and nothing ever had its name, but something has a similar one.

        Args:
            place: where this is expected.
            word: how: "absent", "lacks SBC-1".
            subject: the object.
        """
        similar = self.names.similar(subject)
        if similar:
            self.warnings.append(f"{place}: {word}, but no such {subject.noun} is or was known; similar: {printable(similar)}")

    # --- one field

    def add_value(self, target: Target, result: ValueResult) -> None:
        """A single value."""
        test, found, holds, note = result
        if holds:
            self.add_passed(target, "as expected", test.source, expected=test.expected, found=found)
        else:
            message = f"{target.text()}: expected {test}, found {quoted(found)}{note}"
            self.add_failed(target, message, test.source, expected=test.expected, found=found)

    def add_texts(self, target: Target, test: ListTest, found: Sequence[str | None] | None) -> None:
        """A list of strings, in one line; `found` is None if the profile does not offer the offer type."""
        entries = list(dict.fromkeys(found or ()))
        expected, forbidden = {member.key for member in test.members}, {member.key for member in test.lacks}
        missing = [member.key for member in test.members if member.key not in entries]
        unexpected = [entry for entry in entries if entry in forbidden or (test.is_whole and entry not in expected)]
        is_count_right = test.count.holds(len(entries))
        if found is not None and is_count_right and not missing and not unexpected:
            self.add_passed(target, "as expected", test.source, expected=test.expected, found=found)
            return
        shown = "nothing (not offered)"
        if found is not None:
            notes = [f"missing {start_of(missing, quoted)}"] * bool(missing and test.is_whole)
            notes += [f"unexpected {start_of(unexpected, quoted)}"] * bool(unexpected and test.is_whole)
            shown = f"{'' if is_count_right else f'{len(entries)}: '}{quoted(entries)}{_in_brackets('; '.join(notes))}"
        self.add_failed(target, f"{target.text()}: expected {test}, found {shown}", test.source, expected=test.expected, found=found)

    # --- lists of trunks and SBCs

    def add_members(self, target: Target, test: ListTest, found: Iterable[PartT], differences: MemberDifferences[PartT]) -> None:
        """A list of trunks or SBCs, with one check for each that is missing or unexpected."""
        self.add_list(target, test, found, differences)
        self.add_missing_members(target, differences.missing, test.source)
        self.add_unexpected_members(target, differences.unexpected, test.source)

    def add_list(self, target: Target, test: ListTest, found: Iterable[PartT], differences: MemberDifferences[PartT]) -> None:
        """A list of trunks or SBCs, without its `missing` and `unexpected` members."""
        for member in differences.unknown_lacks:
            subject = _member_subject(target, member.label)
            self.warn_if_misspelt(test.source, f"lacks {printable(member.label)}", subject)
        for member in differences.unknown:
            self.add_missing(_member_subject(target, member.label), test.source, field=target.field, expected=member.label)
        for member, parts in differences.ambiguous.items():
            ids = [str(part.id) for part in parts]
            self.add_ambiguous(_member_subject(target, member.label), member.label, ids, test.source, field=target.field)
        keys = sorted(part.key for part in found)
        if differences.is_count_wrong:
            message = f"{target.text()}: expected {test.count}, found {len(keys)}: {quoted(keys)}"
            self.add_failed(target, message, test.source, expected=test.expected, found=keys)
        if not differences:
            self.add_passed(target, "as expected", test.source, expected=test.expected, found=keys)

    def add_missing_members(self, target: Target, parts: Iterable[Part], source: str) -> None:
        """Trunks or SBCs that exist in the fleet and are missing from a list."""
        for part in parts:
            note = f"currently {whereabouts(part)}" if isinstance(part, Sbc) else ""
            self.add_missing(_member_subject(target, part.key), source, note, field=target.field, expected=part.key)

    def add_unexpected_members(self, target: Target, parts: Iterable[Part], source: str) -> None:
        """Trunks or SBCs that are in a list and not expected there."""
        for part in parts:
            self.add_unexpected(_member_subject(target, part.key), source, field=target.field, found=part.key)

    def add_move(self, profile: str, move: Move, source: str) -> None:
        """An SBC that is on another trunk of its profile than expected."""
        expected, found, sbc = move.expected_on.key, move.found_on.key, move.sbc.key
        where = SubjectPath(profile, sbc=sbc).text()
        message = f"{where}: expected on trunk {printable(expected)}, found on trunk {printable(found)}"
        self.add_failed(Target("sbcs", SubjectPath(profile, expected, sbc), "sbcs"), message, source, expected=expected, found=found)


def _member_subject(target: Target, label: str) -> SubjectPath:
    subject = target.subject
    return subject._replace(trunk=label) if target.field == "trunks" else subject._replace(sbc=label)


def _ambiguity(noun: str, name: str, ids: Sequence[str]) -> str:
    return f"ambiguous: {count_of(len(ids), noun)} have {name} (ids {start_of(ids, printable)})"


def _in_brackets(note: str) -> str:
    return f" ({note})" if note else ""
