# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A baseline: an earlier state, as the expectation that everything still equals it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from ..errors import OptionError
from ..fleet.name_index import NameIndex
from ..fleet.records import SERVICE_NAMES, Record
from ..fleet.topology import Fleet, Profile, Sbc, Trunk
from ..text import is_blank
from .expectation import FieldPath, Fields, Test
from .operators import FQDN, IDENTITY, NUMBER, REFERENCE, TEXT, Fold, Kind, ListTest, Member, ValueTest, canonical, exactly

PROFILE_VALUES: dict[str, Kind] = {
    "name": TEXT,
    "environment": TEXT,
    "region": TEXT,
    "carrier": TEXT,
    "is_emergency": TEXT,
    "emergency_profile_id": REFERENCE,
}
SBC_VALUES: dict[str, Kind] = {"name": TEXT, "fqdn": FQDN, "ip_address": TEXT}
# The names of a record's fields, at every level.
RECORD_FIELDS = frozenset({"extra"}.union(*SERVICE_NAMES))

_Thing = TypeVar("_Thing", Profile, Trunk, Sbc)


class Baseline:
    """An earlier state.

    Args:
        records: all profiles of it, filled.
        selected_ids: the ids of those that are selected.
        ignore: fields of the records that are not compared, at any level.

    Raises:
        OptionError: `ignore` names no field of a record.
    """

    def __init__(self, records: Sequence[Record], selected_ids: Iterable[str], ignore: Iterable[object] = ()) -> None:
        self.fleet = Fleet(records)
        self.selected_ids = set(selected_ids)
        self.ignored = read_ignore(ignore)
        self.directory = NameIndex(self.fleet)


def read_ignore(fields: Iterable[object]) -> frozenset[str]:
    """The names of fields to ignore, checked.

    Raises:
        OptionError: one of them is no field of a record.
    """
    names = [str(field) for field in fields]
    for name in names:
        if name not in RECORD_FIELDS:
            raise OptionError.unknown("ignore", name, RECORD_FIELDS)
    return frozenset(names)


class Counterparts:
    """Which thing of the fleet is which of the baseline: the one of its id or, failing that, of its name.

    So a device that was replaced under its name is one that has another id, not one that is missing and one that is new. Where
    ids are ignored, names come first.
    """

    def __init__(self, baseline: Baseline, directory: NameIndex) -> None:
        fleet, by_name_first = directory.fleet, "id" in baseline.ignored
        self.profiles: dict[Profile, Profile] = _pair(
            baseline.fleet.profiles,
            lambda old: fleet.profiles_by_id.get(old.id.casefold()),
            lambda old: fleet.find_profiles_by_name(old.record["name"]),
            by_name_first,
        )
        self.trunks: dict[Trunk, Trunk] = _pair(
            baseline.fleet.trunks.values(),
            lambda old: fleet.trunks.get(old.identity),
            lambda old: directory.trunks_by_fqdn.get((old.fqdn or "").casefold(), []),
            by_name_first,
        )
        self.sbcs: dict[Sbc, Sbc] = _pair(
            baseline.fleet.sbcs.values(),
            lambda old: fleet.sbcs.get(old.id),
            lambda old: [] if is_blank(old.name) else directory.sbcs_by_name.get(old.name or "", []),
            by_name_first,
        )


def _pair(
    olds: Iterable[_Thing],
    of_id: Callable[[_Thing], _Thing | None],
    of_name: Callable[[_Thing], Sequence[_Thing]],
    by_name_first: bool,
) -> dict[_Thing, _Thing]:
    pairs: dict[_Thing, _Thing] = {}
    claimed: set[_Thing] = set()
    olds = list(olds)

    def by_id(old: _Thing) -> Iterator[_Thing]:
        new = of_id(old)
        if new is not None:
            yield new

    for candidates in (of_name, by_id) if by_name_first else (by_id, of_name):
        for old in olds:
            free = [new for new in candidates(old) if new not in claimed] if old not in pairs else []
            if len(free) == 1:
                pairs[old] = free[0]
                claimed.add(free[0])
    return pairs


class Rows:
    """The rows of one profile's record, by what they are about."""

    def __init__(self, profile: Profile) -> None:
        self.trunks: dict[Trunk, list[Record]] = defaultdict(list)
        # The trunk is null for an additional SBC.
        self.sbcs: dict[tuple[Trunk | None, Sbc], list[Record]] = defaultdict(list)
        by_fqdn = {fqdn.casefold(): trunk for trunk in profile.trunks.values() for fqdn in trunk.fqdns}
        for row in profile.record["trunks"]:
            trunk = profile.trunks.get((row["id"] or "").casefold()) or by_fqdn[row["fqdn"].casefold()]
            self.trunks[trunk].append(row)
            for sbc_row in row["sbcs"]:
                self.sbcs[trunk, profile.sbcs[sbc_row["id"]]].append(sbc_row)
        for sbc_row in profile.record["additional_sbcs"]:
            self.sbcs[None, profile.additional_sbcs[sbc_row["id"]]].append(sbc_row)


def told(rows: Sequence[Mapping[str, Any]], field: str, fold: Fold = exactly) -> Any:
    """What some rows say of a field; where they differ, all of it."""
    first = rows[0].get(field)
    if len(rows) == 1 or all(row.get(field) == first for row in rows):
        return first
    values: dict[str, Any] = {}
    for row in rows:
        value = row.get(field)
        values.setdefault(canonical(fold(value) if isinstance(value, str) else value), value)
    return [values[key] for key in sorted(values)] if len(values) > 1 else first


_Entry = tuple[FieldPath, Test]


class Lifted:
    """Things of the baseline that are expected to be gone: they are lifted from every place in it."""

    def __init__(self, trunks: Iterable[Trunk] = (), sbcs: Iterable[Sbc] = ()) -> None:
        self.trunks = set(trunks)
        self.sbcs = set(sbcs)


class Unchanged:
    """What a baseline expects of each profile: that nothing changed.

    Args:
        counterparts: which thing is which.
        ignored: fields that are not compared.
        lifted: what is expected to be gone.
    """

    def __init__(self, counterparts: Counterparts, ignored: frozenset[str], lifted: Lifted) -> None:
        self.counterparts = counterparts
        self.ignored = ignored
        self.lifted = lifted

    def fields(self, old: Profile, new: Profile) -> Fields:
        """What is expected of the profile that was `old` and is `new`."""
        fields = dict(self._profile(old, new))
        rows, new_rows = Rows(old), Rows(new)
        if "trunks" not in self.ignored:
            fields.update(self._trunks(rows, new_rows))
        if "additional_sbcs" not in self.ignored:
            sbcs = {sbc: sbc_rows for (trunk, sbc), sbc_rows in rows.sbcs.items() if trunk is None}
            fields["additional_sbcs",] = _members(sbcs, self.counterparts.sbcs, self.lifted.sbcs)
            for sbc, sbc_rows in sbcs.items():
                fields.update(self._sbc(("additional_sbcs",), sbc, sbc_rows, None, new_rows))
        return fields

    def _profile(self, old: Profile, new: Profile) -> Iterator[_Entry]:
        was = old.record
        if old.id.casefold() != new.id.casefold() and "id" not in self.ignored:
            yield ("id",), _exact(old.id, IDENTITY)
        for field, kind in PROFILE_VALUES.items():
            if field not in self.ignored:
                yield (field,), _exact(was[field], kind)
        if "emergency_dial_strings" not in self.ignored:
            yield ("emergency_dial_strings",), _whole(was["emergency_dial_strings"])
        if "offer_types" not in self.ignored:
            yield from self._offers(_by_name(was["offer_types"]), _by_name(new.record["offer_types"]))
        if "validation" not in self.ignored:
            for offer_type in dict.fromkeys([*was["validation"], *new.record["validation"]]):
                yield ("validation", offer_type), _exact(was["validation"].get(offer_type), TEXT)
        yield from self._extra(("extra",), [was], [new.record])

    def _offers(self, was: Mapping[str | None, list[Record]], now: Mapping[str | None, list[Record]]) -> Iterator[_Entry]:
        yield ("offer_types",), _whole(list(was))
        for name, rows in was.items():
            if "test_numbers" not in self.ignored:
                yield ("test_numbers", name), _whole([number for row in rows for number in row["test_numbers"]])
            if name in now:
                yield from self._extra(("offer_types", name, "extra"), rows, now[name])

    def _trunks(self, rows: Rows, new_rows: Rows) -> Iterator[_Entry]:
        yield ("trunks",), _members(rows.trunks, self.counterparts.trunks, self.lifted.trunks)
        sbcs: dict[Trunk, dict[Sbc, list[Record]]] = {trunk: {} for trunk in rows.trunks}
        for (trunk, sbc), sbc_rows in rows.sbcs.items():
            if trunk is not None:
                sbcs[trunk][sbc] = sbc_rows
        for trunk, trunk_rows in rows.trunks.items():
            now = self.counterparts.trunks.get(trunk)
            if now is None or now not in new_rows.trunks or trunk in self.lifted.trunks:
                continue
            found = new_rows.trunks[now]
            if told(trunk_rows, "id", str.casefold) != told(found, "id", str.casefold) and "id" not in self.ignored:
                yield ("trunks", now, "id"), _exact(told(trunk_rows, "id", str.casefold), IDENTITY)
            if "fqdn" not in self.ignored:
                yield ("trunks", now, "fqdn"), _exact(told(trunk_rows, "fqdn", str.casefold), FQDN)
            yield from self._extra(("trunks", now, "extra"), trunk_rows, found)
            if "sbcs" not in self.ignored:
                yield ("trunks", now, "sbcs"), _members(sbcs[trunk], self.counterparts.sbcs, self.lifted.sbcs)
                for sbc, sbc_rows in sbcs[trunk].items():
                    yield from self._sbc(("trunks", now, "sbcs"), sbc, sbc_rows, now, new_rows)

    def _sbc(self, path: FieldPath, sbc: Sbc, rows: Sequence[Record], trunk: Trunk | None, new_rows: Rows) -> Iterator[_Entry]:
        now = self.counterparts.sbcs.get(sbc)
        if now is None or (trunk, now) not in new_rows.sbcs or sbc in self.lifted.sbcs:
            return
        if sbc.id != now.id and "id" not in self.ignored:
            yield (*path, now, "id"), _exact(sbc.id, NUMBER)
        for field, kind in SBC_VALUES.items():
            if field not in self.ignored:
                yield (*path, now, field), _exact(told(rows, field, kind.fold), kind)
        yield from self._extra((*path, now, "extra"), rows, new_rows.sbcs[trunk, now])

    def _extra(self, path: FieldPath, rows: Sequence[Record], new_rows: Sequence[Record]) -> Iterator[_Entry]:
        """What the service sends and the collection does not know; checked where there is or was any."""
        if "extra" not in self.ignored:
            was = told(rows, "extra")
            if was is not None or told(new_rows, "extra") is not None:
                yield path, _exact(was, TEXT)


def _by_name(offers: Iterable[Record]) -> dict[str | None, list[Record]]:
    rows: dict[str | None, list[Record]] = defaultdict(list)
    for offer in offers:
        rows[offer["name"]].append(offer)
    return rows


def _exact(value: object, kind: Kind) -> ValueTest:
    return ValueTest(value, [value], fold=kind.fold)


def _whole(texts: Sequence[str | None]) -> ListTest:
    members = [Member("null" if text is None else text, text) for text in texts]
    return ListTest(list(dict.fromkeys(texts)), members, is_whole=True, is_baseline=True)


def _members(olds: Iterable[_Thing], counterparts: Mapping[_Thing, _Thing], lifted: set[_Thing]) -> ListTest:
    """The whole list of what was there; what has no counterpart goes by its own key, and is missing."""
    members = [Member(old.key, counterparts.get(old, ("gone", old.key))) for old in olds if old not in lifted]
    return ListTest([member.label for member in members], members, is_whole=True, is_baseline=True)
