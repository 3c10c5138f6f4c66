# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How profiles, trunks and SBCs are linked: every trunk and every SBC once, however many profiles list it.

A fleet is always the whole document. Objects refer to each other by key: the name if no other object has it, else the id.
A name that two objects share is the key of neither.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar, Union

from ..text import is_blank
from .waves import assign_waves

if TYPE_CHECKING:
    from .records import Record


# For failover, as the vendor's page requires.
TRUNKS_NEEDED = 2
# The identity of a trunk without a trunkId starts with this.
NO_ID = "fqdn:"
# Characters of a name that is a key. An FQDN has at most 253.
MAX_KEY = 256


class Sbc:
    """One device, identified by its sbcId."""

    __slots__ = (
        "additional_for",
        "emergency_for",
        "fqdn",
        "id",
        "ip_address",
        "key",
        "name",
        "no_failover_in_wave",
        "profiles",
        "sole_for",
        "trunks",
        "variants",
        "wave",
    )

    def __init__(self, sbc_id: int) -> None:
        self.id = sbc_id
        self.key = ""
        self.name: str | None = None
        self.fqdn: str | None = None
        self.ip_address: str | None = None
        # Fields for which the rows of this id differ: field → every value, the shown one first.
        self.variants: dict[str, dict[str, None]] = {}
        self.profiles: list[Profile] = []
        self.additional_for: list[Profile] = []
        self.trunks: dict[str, Trunk] = {}
        self.sole_for: list[Profile] = []
        # The profiles whose emergency calls this SBC takes.
        self.emergency_for: list[Profile] = []
        self.wave = 0
        # The profiles that it serves and that have no failover while its whole wave is out of service.
        self.no_failover_in_wave: list[Profile] = []

    def add_row(self, row: Record) -> None:
        """Add what one more row says about this device; if two rows differ, the first is shown."""
        for field in ("name", "fqdn", "ip_address"):
            value = row[field]
            known = getattr(self, field)
            if value is None or value == known or (is_blank(value) and known is not None):
                continue
            if is_blank(known):
                setattr(self, field, value)
            elif field != "fqdn" or value.casefold() != known.casefold():
                self.variants.setdefault(field, {known: None})[value] = None


class Trunk:
    """One SIP trunk, identified by its trunkId, or by its FQDN if it has none."""

    __slots__ = ("_fqdns", "fqdn", "id", "identity", "is_listed_differently", "key", "sbcs", "sbcs_by_profile", "unique_id")

    def __init__(self, identity: str, trunk_id: str | None) -> None:
        self.identity = identity
        self.id = trunk_id
        # Its id, or for a trunk without one a text that is the id of no other trunk.
        self.unique_id = trunk_id or identity
        self.key = ""
        self.fqdn: str | None = None
        # In lower case → as it was first listed.
        self._fqdns: dict[str, str] = {}
        self.sbcs: dict[int, Sbc] = {}
        self.sbcs_by_profile: dict[Profile, dict[int, Sbc]] = {}
        # Whether two profiles list different SBCs for this trunk.
        self.is_listed_differently = False

    def add_listing(self, profile: Profile, fqdn: str | None, sbcs: dict[int, Sbc]) -> None:
        """Add one more listing of this trunk."""
        if fqdn is not None and not is_blank(fqdn):
            self._fqdns.setdefault(fqdn.casefold(), fqdn)
            self.fqdn = self.fqdn or fqdn
        if self.sbcs_by_profile and sbcs.keys() != self.sbcs.keys():
            self.is_listed_differently = True
        self.sbcs.update(sbcs)
        self.sbcs_by_profile.setdefault(profile, {}).update(sbcs)

    @property
    def fqdns(self) -> list[str]:
        """All its FQDNs, that of `fqdn` first."""
        return list(self._fqdns.values())

    @property
    def profiles(self) -> list[Profile]:
        return list(self.sbcs_by_profile)


class Profile:
    """One calling profile: its record, and the objects it is linked to.

    `emergency_profiles` are the profiles that its emergencyProfileId means: one if the reference is right, none or several if not.
    `test_numbers` maps each offered type to its test numbers; a type that is offered twice has the numbers of both.
    """

    __slots__ = ("additional_sbcs", "emergency_profiles", "key", "record", "sbcs", "test_numbers", "trunks")

    def __init__(self, record: Record) -> None:
        self.record = record
        self.key = ""
        self.trunks: dict[str, Trunk] = {}
        self.sbcs: dict[int, Sbc] = {}
        self.additional_sbcs: dict[int, Sbc] = {}
        self.emergency_profiles: list[Profile] = []
        self.test_numbers: dict[str | None, list[str]] = {}
        for offer in record["offer_types"]:
            self.test_numbers.setdefault(offer["name"], []).extend(offer["test_numbers"])

    @property
    def id(self) -> str:
        return str(self.record["id"])

    @property
    def emergency_profile(self) -> Profile | None:
        """The profile that its emergencyProfileId means; None if it means none or several."""
        return self.emergency_profiles[0] if len(self.emergency_profiles) == 1 else None

    @property
    def emergency_target(self) -> Profile | None:
        """The profile whose trunks take the emergency calls of this one.

        An emergency profile takes its own calls. Any other profile sends them to its emergency profile or, if it names none and has
        emergency dial strings, to its own trunks. None if there is no such profile, or if the reference is ambiguous.
        """
        if self.record["is_emergency"]:
            return self
        if not is_blank(self.record["emergency_profile_id"]):
            return self.emergency_profile
        return self if self.record["emergency_dial_strings"] else None

    @property
    def emergency_numbers(self) -> list[str]:
        """The emergency dial strings of this profile and of its emergency profile, sorted, without duplicates."""
        own = self.record["emergency_dial_strings"]
        inherited = self.emergency_profile.record["emergency_dial_strings"] if self.emergency_profile else ()
        return sorted({*own, *inherited})

    @property
    def emergency_sbcs(self) -> list[Sbc]:
        """The matching SBCs that take the emergency calls of this profile."""
        target = self.emergency_target
        return list(target.sbcs.values()) if target else []

    @property
    def offer_types(self) -> list[str | None]:
        """The names of the offered types, each once."""
        return list(self.test_numbers)

    @property
    def trunks_with_an_sbc(self) -> list[Trunk]:
        return [trunk for trunk in self.trunks.values() if trunk.sbcs_by_profile[self]]

    @property
    def is_failover_ready(self) -> bool:
        """Whether at least two trunks have an SBC, and not all of them the same one."""
        return self.has_failover_without(wave=None)

    def has_failover_without(self, wave: int | None) -> bool:
        """Whether this profile is still ready for failover while all SBCs of a wave, or of none, are out of service."""
        left = [{sbc.id for sbc in trunk.sbcs_by_profile[self].values() if sbc.wave != wave} for trunk in self.trunks.values()]
        return sum(map(bool, left)) >= TRUNKS_NEEDED and len(set().union(*left)) > 1


FleetObject = Union[Sbc, Trunk, Profile]
_ObjectT = TypeVar("_ObjectT", Sbc, Trunk, Profile)


def sorted_by_key(objects: Iterable[_ObjectT]) -> list[_ObjectT]:
    """The same objects sorted by key; upper and lower case only matter between keys that are equal otherwise."""
    return sorted(objects, key=lambda item: (item.key.casefold(), item.key))


class Fleet:
    """Every profile, trunk and SBC of one document, linked.

    Args:
        records: all profiles of the document; their order does not matter.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self.profiles = [Profile(record) for record in sorted(records, key=lambda record: str(record["id"]).casefold())]
        self.trunks: dict[str, Trunk] = {}
        self.sbcs: dict[int, Sbc] = {}
        trunk_rows = {profile: sorted(profile.record["trunks"], key=_trunk_order) for profile in self.profiles}
        self._trunk_ids = _trunk_ids_by_fqdn(row for rows in trunk_rows.values() for row in rows)
        for profile, rows in trunk_rows.items():
            self._enrol(profile, rows)
        _set_keys((profile, profile.id, profile.record["name"]) for profile in self.profiles)
        _set_unique_ids(self.trunks.values())
        _set_keys(((trunk, trunk.unique_id, trunk.fqdn) for trunk in self.trunks.values()), ignore_case=True)
        _set_keys((sbc, str(sbc.id), sbc.name) for sbc in self.sbcs.values())
        self._set_sole_sbcs()
        self._set_waves()
        self.profiles_by_id = {profile.id.casefold(): profile for profile in self.profiles}
        self._profiles_by_name: dict[str | None, list[Profile]] = defaultdict(list)
        for profile in self.profiles:
            self._profiles_by_name[profile.record["name"]].append(profile)
        for profile in self.profiles:
            reference = profile.record["emergency_profile_id"]
            profile.emergency_profiles = [] if is_blank(reference) else self.find_profiles(reference)
        for profile in self.profiles:
            for sbc in profile.emergency_sbcs:
                sbc.emergency_for.append(profile)

    def find_profiles(self, reference: str) -> list[Profile]:
        """The profile with this id or, if there is none, the profiles with this name.

        The vendor's page calls an emergencyProfileId the name of the profile.
        """
        by_id = self.profiles_by_id.get(reference.casefold())
        return [by_id] if by_id else self.find_profiles_by_name(reference)

    def find_profiles_by_name(self, name: str | None) -> list[Profile]:
        """The profiles with exactly this name; none for a blank name."""
        return [] if is_blank(name) else self._profiles_by_name.get(name, [])

    def _enrol(self, profile: Profile, trunk_rows: Iterable[Record]) -> None:
        for row in trunk_rows:
            trunk_id, fqdn = row["id"], row["fqdn"]
            if is_blank(trunk_id):
                known = self._trunk_ids[fqdn.casefold()]
                trunk_id = next(iter(known.values())) if len(known) == 1 else None
            identity = trunk_identity(trunk_id, fqdn)
            trunk = self.trunks.get(identity)
            if trunk is None:
                trunk = self.trunks[identity] = Trunk(identity, trunk_id)
            sbcs = self._sbcs(row["sbcs"])
            trunk.add_listing(profile, fqdn, sbcs)
            profile.trunks[identity] = trunk
            profile.sbcs.update(sbcs)
            for sbc in sbcs.values():
                sbc.trunks[identity] = trunk
        for sbc in profile.sbcs.values():
            sbc.profiles.append(profile)
        profile.additional_sbcs = self._sbcs(profile.record["additional_sbcs"])
        for sbc in profile.additional_sbcs.values():
            sbc.additional_for.append(profile)

    def _sbcs(self, rows: Iterable[Record]) -> dict[int, Sbc]:
        listed = {}
        for row in sorted(rows, key=_sbc_order):
            sbc = self.sbcs.get(row["id"])
            if sbc is None:
                sbc = self.sbcs[row["id"]] = Sbc(row["id"])
            sbc.add_row(row)
            listed[sbc.id] = sbc
        return listed

    def _set_sole_sbcs(self) -> None:
        for profile in self.profiles:
            if len(profile.sbcs) == 1:
                next(iter(profile.sbcs.values())).sole_for.append(profile)

    def _set_waves(self) -> None:
        for sbc_id, wave in assign_waves(self._redundant_sets()).items():
            self.sbcs[sbc_id].wave = wave
        for profile in self.profiles:
            without_failover = {wave for wave in {sbc.wave for sbc in profile.sbcs.values()} if not profile.has_failover_without(wave)}
            for sbc in profile.sbcs.values():
                if sbc.wave in without_failover:
                    sbc.no_failover_in_wave.append(profile)

    def _redundant_sets(self) -> Iterator[Collection[int]]:
        """The SBCs of each profile and of each trunk: as each profile lists it, and as all profiles together list it."""
        for profile in self.profiles:
            yield profile.sbcs
            if profile.additional_sbcs:
                yield {*profile.sbcs, *profile.additional_sbcs}
        for trunk in self.trunks.values():
            yield trunk.sbcs
            if trunk.is_listed_differently:
                yield from trunk.sbcs_by_profile.values()


def trunk_identity(trunk_id: str | None, fqdn: str | None) -> str:
    """What identifies a trunk: its id or, for a trunk without one, its FQDN. The two never have the same identity."""
    return f"id:{trunk_id.casefold()}" if trunk_id and not is_blank(trunk_id) else f"{NO_ID}{(fqdn or '').casefold()}"


def _trunk_order(row: Record) -> tuple[object, ...]:
    trunk_id, fqdn = row["id"] or "", row["fqdn"] or ""
    # A profile can list a trunk more than once, so the SBCs are part of the order too.
    return trunk_id.casefold(), fqdn.casefold(), trunk_id, fqdn, sorted(map(_sbc_order, row["sbcs"]))


def _sbc_order(row: Record) -> tuple[int, str, str, str]:
    return row["id"], row["name"] or "", row["fqdn"] or "", row["ip_address"] or ""


def _trunk_ids_by_fqdn(rows: Iterable[Record]) -> dict[str, dict[str, str]]:
    """FQDN → the ids that rows with a trunkId have for it, to identify rows without one."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if not is_blank(row["id"]) and not is_blank(row["fqdn"]):
            known[row["fqdn"].casefold()][row["id"].casefold()] = row["id"]
    return known


def _set_unique_ids(trunks: Collection[Trunk]) -> None:
    ids = {trunk.id.casefold() for trunk in trunks if trunk.id}
    for trunk in trunks:
        # The id of another trunk can be any text, this one too.
        while not trunk.id and trunk.unique_id in ids:
            trunk.unique_id = NO_ID + trunk.unique_id


def _set_keys(objects: Iterable[tuple[FleetObject, str, str | None]], *, ignore_case: bool = False) -> None:
    """Set the key of each object: its name if no other object has it as name or id, else its id.

    A name that is longer than names are is no key, because keys are repeated wherever an object is referred to.
    """
    named = list(objects)
    ids = {object_id.casefold() for _object, object_id, _name in named}
    names = Counter(name.casefold() if ignore_case else name for _object, _id, name in named if name)
    for fleet_object, object_id, name in named:
        is_own = (
            name is not None
            and not is_blank(name)
            and len(name) <= MAX_KEY
            and names[name.casefold() if ignore_case else name] == 1
            and (name.casefold() not in ids or name.casefold() == object_id.casefold())
        )
        fleet_object.key = name if is_own and name else object_id
