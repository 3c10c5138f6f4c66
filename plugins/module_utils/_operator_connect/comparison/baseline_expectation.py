# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a baseline expects of each profile: that nothing changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..expected_state.fields import (
    ADDITIONAL_SBCS,
    OFFER_TYPES,
    TEST_NUMBERS,
    TRUNKS,
    VALIDATION,
    ListField,
    OfferTypeExtra,
    OfferTypeField,
    ProfileField,
    ValueField,
)
from ..expected_state.operators import BOOLEAN, FQDN, IDENTITY, NUMBER, REFERENCE, TEXT, ListTest, Member, ValueTest, ValueType
from ..text import name_or_null
from .checks import FROM_BASELINE
from .profile_rows import ProfileRows, value_of
from .profile_tests import ProfileTests, RowTests

if TYPE_CHECKING:
    from ..fleet.records import Record
    from ..fleet.topology import Profile, Sbc, Trunk
    from .pairing import Pairing
    from .parts import Part, PartT

COMPARED_PROFILE_FIELDS: dict[str, ValueType] = {
    "name": TEXT,
    "environment": TEXT,
    "region": TEXT,
    "carrier": TEXT,
    "is_emergency": BOOLEAN,
    "emergency_profile_id": REFERENCE,
}
COMPARED_SBC_FIELDS: dict[str, ValueType] = {"name": TEXT, "fqdn": FQDN, "ip_address": TEXT}
_EXTRA = "extra"


class BaselineExpectation:
    """What a baseline expects of the profiles of the fleet.

    Args:
        pairing: which object of the fleet is which of the baseline.
        absent: trunks and SBCs of the baseline that are expected to be gone, and so are not expected anywhere.
    """

    def __init__(self, pairing: Pairing, absent: Iterable[Part]) -> None:
        self._pairing = pairing
        self._ignored = pairing.baseline.ignored
        self._absent = set(absent)

    def tests(self, old: Profile, new: Profile) -> ProfileTests:
        """What is expected of a profile that was `old` and is `new`."""
        rows, new_rows = ProfileRows(old), ProfileRows(new)
        return ProfileTests(
            values=dict(self._values(old, new)),
            lists=dict(self._lists(old, rows)),
            sbcs_by_trunk=dict(self._sbcs_by_trunk(rows, new_rows)),
            rows=list(self._rows(rows, new_rows)),
        )

    def _is_compared(self, field: str) -> bool:
        return field not in self._ignored

    # --- fields of the profile

    def _values(self, old: Profile, new: Profile) -> Iterator[tuple[ValueField, ValueTest]]:
        was, now = old.record, new.record
        if old.id.casefold() != new.id.casefold() and self._is_compared("id"):
            yield ProfileField("id"), _equals(old.id, IDENTITY)
        for field, value_type in COMPARED_PROFILE_FIELDS.items():
            if self._is_compared(field):
                yield ProfileField(field), _equals(was[field], value_type)
        if self._is_compared(VALIDATION):
            for offer_type in dict.fromkeys([*was["validation"], *now["validation"]]):
                yield OfferTypeField(VALIDATION, offer_type), _equals(was["validation"].get(offer_type), TEXT)
        for test in self._extra([was], [now]):
            yield ProfileField(_EXTRA), test
        if self._is_compared(OFFER_TYPES.name):
            offers_now = _by_name(now["offer_types"])
            for name, offers in _by_name(was["offer_types"]).items():
                for test in self._extra(offers, offers_now.get(name, [])):
                    yield OfferTypeExtra(name), test

    def _lists(self, old: Profile, rows: ProfileRows) -> Iterator[tuple[ListField, ListTest]]:
        was = old.record
        if self._is_compared("emergency_dial_strings"):
            yield ProfileField("emergency_dial_strings"), _same_texts(was["emergency_dial_strings"])
        if self._is_compared(OFFER_TYPES.name):
            yield OFFER_TYPES, _same_texts(old.offer_types)
            if self._is_compared(TEST_NUMBERS):
                for name, numbers in old.test_numbers.items():
                    yield OfferTypeField(TEST_NUMBERS, name), _same_texts(numbers)
        if self._is_compared(TRUNKS.name):
            yield TRUNKS, self._same_members(rows.by_trunk, self._pairing.trunk_key)
        if self._is_compared(ADDITIONAL_SBCS.name):
            yield ADDITIONAL_SBCS, self._same_members(rows.by_sbc[None], self._pairing.sbc_key)

    def _same_members(self, olds: Iterable[PartT], key_of: Callable[[PartT], Hashable]) -> ListTest:
        """The whole list as it was. A member without a counterpart has a key that no object has, so it is reported as missing."""
        members = [Member(old.key, key_of(old)) for old in olds if old not in self._absent]
        return ListTest([member.label for member in members], members, is_whole=True, is_baseline=True, source=FROM_BASELINE)

    # --- rows about trunks and SBCs

    def _sbcs_by_trunk(self, rows: ProfileRows, new_rows: ProfileRows) -> Iterator[tuple[Trunk, ListTest]]:
        if self._is_compared("sbcs"):
            for old, new in self._trunks_in_both(rows, new_rows):
                yield new, self._same_members(rows.by_sbc[old], self._pairing.sbc_key)

    def _rows(self, rows: ProfileRows, new_rows: ProfileRows) -> Iterator[RowTests]:
        if self._is_compared(ADDITIONAL_SBCS.name):
            yield from self._sbc_rows(rows.by_sbc[None], None, new_rows)
        for old, new in self._trunks_in_both(rows, new_rows):
            yield RowTests(new, None, dict(self._trunk_tests(rows.by_trunk[old], new_rows.by_trunk[new])))
            if self._is_compared("sbcs"):
                yield from self._sbc_rows(rows.by_sbc[old], new, new_rows)

    def _trunks_in_both(self, rows: ProfileRows, new_rows: ProfileRows) -> Iterator[tuple[Trunk, Trunk]]:
        """The trunks to compare: as they were, and as they are now."""
        for old in rows.by_trunk if self._is_compared(TRUNKS.name) else ():
            new = self._pairing.trunks.get(old)
            if new is not None and new in new_rows.by_trunk and old not in self._absent:
                yield old, new

    def _trunk_tests(self, rows: Sequence[Record], new_rows: Sequence[Record]) -> Iterator[tuple[str, ValueTest]]:
        identity = value_of(rows, "id", str.casefold)
        if identity != value_of(new_rows, "id", str.casefold) and self._is_compared("id"):
            yield "id", _equals(identity, IDENTITY)
        if self._is_compared("fqdn"):
            yield "fqdn", _equals(value_of(rows, "fqdn", str.casefold), FQDN)
        for test in self._extra(rows, new_rows):
            yield _EXTRA, test

    def _sbc_rows(self, sbcs: Mapping[Sbc, list[Record]], trunk: Trunk | None, new_rows: ProfileRows) -> Iterator[RowTests]:
        for old, rows in sbcs.items():
            new = self._pairing.sbcs.get(old)
            found = new_rows.by_sbc[trunk].get(new) if new else None
            if new and found and old not in self._absent:
                yield RowTests(new, trunk, dict(self._sbc_tests(old.id, rows, new.id, found)))

    def _sbc_tests(self, old_id: int, rows: Sequence[Record], new_id: int, new_rows: Sequence[Record]) -> Iterator[tuple[str, ValueTest]]:
        if old_id != new_id and self._is_compared("id"):
            yield "id", _equals(old_id, NUMBER)
        for field, value_type in COMPARED_SBC_FIELDS.items():
            if self._is_compared(field):
                yield field, _equals(value_of(rows, field, value_type.fold), value_type)
        for test in self._extra(rows, new_rows):
            yield _EXTRA, test

    def _extra(self, rows: Sequence[Record], new_rows: Sequence[Record]) -> Iterator[ValueTest]:
        """A test of the fields that the collection does not know, if there are or were any."""
        if self._is_compared(_EXTRA) and new_rows:
            was = value_of(rows, _EXTRA)
            if was is not None or value_of(new_rows, _EXTRA) is not None:
                yield _equals(was, TEXT)


def _by_name(offers: Iterable[Record]) -> dict[str | None, list[Record]]:
    by_name: dict[str | None, list[Record]] = defaultdict(list)
    for offer in offers:
        by_name[offer["name"]].append(offer)
    return by_name


def _equals(value: object, value_type: ValueType) -> ValueTest:
    return ValueTest(value, [value], fold=value_type.fold, source=FROM_BASELINE)


def _same_texts(texts: Sequence[str | None]) -> ListTest:
    members = [Member(name_or_null(text), text) for text in texts]
    return ListTest(list(dict.fromkeys(texts)), members, is_whole=True, is_baseline=True, source=FROM_BASELINE)
