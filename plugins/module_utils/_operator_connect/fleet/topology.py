# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is connected to whom: every trunk and every SBC once, however many profiles list it.

A fleet is always the whole document. Things refer to each other by key: the name, where it tells one thing from all
others, else the id. So a name that two things share is the key of neither.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Union

from ..text import is_blank
from .waves import assign_waves

if TYPE_CHECKING:
    from .records import Record


class Sbc:
    """One device, known by its sbcId."""

    __slots__ = ("additional_for", "fqdn", "id", "ip_address", "key", "name", "profiles", "sole_for", "trunks", "variants", "wave")

    def __init__(self, sbc_id: int) -> None:
        self.id = sbc_id
        self.key = ""
        self.name: str | None = None
        self.fqdn: str | None = None
        self.ip_address: str | None = None
        # Where rows of this id differ: field → every value, the one that is shown first.
        self.variants: dict[str, list[str]] = {}
        self.profiles: list[Profile] = []
        self.additional_for: list[Profile] = []
        self.trunks: dict[str, Trunk] = {}
        self.sole_for: list[Profile] = []
        self.wave = 0

    def learn(self, row: Record) -> None:
        """Take over what one more row says of this device; of two answers the first is shown."""
        for field in ("name", "fqdn", "ip_address"):
            told = row[field]
            known = getattr(self, field)
            if told is None or told == known or (is_blank(told) and known is not None):
                continue
            if is_blank(known):
                setattr(self, field, told)
            elif field != "fqdn" or told.casefold() != known.casefold():
                values = self.variants.setdefault(field, [known])
                if told not in values:
                    values.append(told)


class Trunk:
    """One SIP trunk, known by its trunkId, or without one by its FQDN."""

    __slots__ = ("fqdn", "fqdns", "id", "identity", "is_listed_differently", "key", "sbcs", "sbcs_by_profile")

    def __init__(self, identity: str, trunk_id: str | None) -> None:
        self.identity = identity
        self.id = trunk_id
        self.key = ""
        self.fqdn: str | None = None
        self.fqdns: list[str] = []
        self.sbcs: dict[int, Sbc] = {}
        self.sbcs_by_profile: dict[Profile, dict[int, Sbc]] = {}
        # Whether two listings of this trunk name other SBCs.
        self.is_listed_differently = False

    def learn(self, profile: Profile, fqdn: str | None, sbcs: dict[int, Sbc]) -> None:
        """Take over one more listing of this trunk."""
        if fqdn is not None and not is_blank(fqdn) and fqdn.casefold() not in (known.casefold() for known in self.fqdns):
            self.fqdns.append(fqdn)
            self.fqdn = self.fqdns[0]
        if self.sbcs_by_profile and sbcs.keys() != self.sbcs.keys():
            self.is_listed_differently = True
        self.sbcs.update(sbcs)
        self.sbcs_by_profile.setdefault(profile, {}).update(sbcs)

    @property
    def profiles(self) -> list[Profile]:
        return list(self.sbcs_by_profile)


class Profile:
    """One calling profile: its record, and what it is connected to."""

    __slots__ = ("additional_sbcs", "key", "record", "sbcs", "trunks")

    def __init__(self, record: Record) -> None:
        self.record = record
        self.key = ""
        self.trunks: dict[str, Trunk] = {}
        self.sbcs: dict[int, Sbc] = {}
        self.additional_sbcs: dict[int, Sbc] = {}

    @property
    def id(self) -> str:
        return str(self.record["id"])

    @property
    def offer_types(self) -> list[str | None]:
        """The names of the offered types, each once."""
        return list(dict.fromkeys(offer["name"] for offer in self.record["offer_types"]))

    @property
    def trunks_with_an_sbc(self) -> list[Trunk]:
        return [trunk for trunk in self.trunks.values() if trunk.sbcs_by_profile[self]]

    @property
    def is_failover_ready(self) -> bool:
        """Two trunks with an SBC or more, and not all of them on one SBC (the vendor's page asks for two trunks)."""
        return len(self.trunks_with_an_sbc) > 1 and len(self.sbcs) > 1


Thing = Union[Sbc, Trunk, Profile]


class Fleet:
    """Every profile, trunk and SBC of one document, linked.

    Args:
        records: all profiles of the document; their order does not matter.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self.profiles = [Profile(record) for record in sorted(records, key=lambda record: str(record["id"]).casefold())]
        self.trunks: dict[str, Trunk] = {}
        self.sbcs: dict[int, Sbc] = {}
        self._trunk_ids = _trunk_ids_by_fqdn(self.profiles)
        for profile in self.profiles:
            self._enrol(profile)
        _give_keys((profile, profile.id, profile.record["name"]) for profile in self.profiles)
        _give_keys(((trunk, trunk.id or trunk.identity, trunk.fqdn) for trunk in self.trunks.values()), ignore_case=True)
        _give_keys((sbc, str(sbc.id), sbc.name) for sbc in self.sbcs.values())
        self._set_dependence()
        self.profiles_by_id = {profile.id.casefold(): profile for profile in self.profiles}
        self._profiles_by_name: dict[str | None, list[Profile]] = defaultdict(list)
        for profile in self.profiles:
            self._profiles_by_name[profile.record["name"]].append(profile)

    def find_profiles(self, reference: str) -> list[Profile]:
        """The profiles that an id means or, where none has that id, a name (the page calls an emergency profile's id its name)."""
        by_id = self.profiles_by_id.get(reference.casefold())
        return [by_id] if by_id else self.find_profiles_by_name(reference)

    def find_profiles_by_name(self, name: str | None) -> list[Profile]:
        """The profiles of exactly this name; what has no name shares it with nobody."""
        return [] if is_blank(name) else self._profiles_by_name.get(name, [])

    def _enrol(self, profile: Profile) -> None:
        for row in sorted(profile.record["trunks"], key=_trunk_order):
            trunk_id, fqdn = row["id"], row["fqdn"]
            if is_blank(trunk_id):
                known = self._trunk_ids[fqdn.casefold()]
                trunk_id = next(iter(known.values())) if len(known) == 1 else None
            identity = trunk_id.casefold() if trunk_id else "fqdn:" + fqdn.casefold()
            trunk = self.trunks.get(identity)
            if trunk is None:
                trunk = self.trunks[identity] = Trunk(identity, trunk_id)
            sbcs = self._sbcs(row["sbcs"])
            trunk.learn(profile, fqdn, sbcs)
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
            sbc.learn(row)
            listed[sbc.id] = sbc
        return listed

    def _set_dependence(self) -> None:
        for profile in self.profiles:
            if len(profile.sbcs) == 1:
                next(iter(profile.sbcs.values())).sole_for.append(profile)
        teams = [set(profile.sbcs) for profile in self.profiles]
        teams.extend({*profile.sbcs, *profile.additional_sbcs} for profile in self.profiles if profile.additional_sbcs)
        for sbc_id, wave in assign_waves(teams).items():
            self.sbcs[sbc_id].wave = wave


def _trunk_order(row: Record) -> tuple[str, ...]:
    trunk_id, fqdn = row["id"] or "", row["fqdn"] or ""
    return trunk_id.casefold(), fqdn.casefold(), trunk_id, fqdn


def _sbc_order(row: Record) -> tuple[int, str, str, str]:
    return row["id"], row["name"] or "", row["fqdn"] or "", row["ip_address"] or ""


def _trunk_ids_by_fqdn(profiles: Iterable[Profile]) -> dict[str, dict[str, str]]:
    """For a row that has no trunkId: the ids that its FQDN has elsewhere."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for profile in profiles:
        for row in sorted(profile.record["trunks"], key=_trunk_order):
            if not is_blank(row["id"]) and not is_blank(row["fqdn"]):
                known[row["fqdn"].casefold()][row["id"].casefold()] = row["id"]
    return known


def _give_keys(things: Iterable[tuple[Thing, str, str | None]], *, ignore_case: bool = False) -> None:
    """Set each thing's key: its name where no other thing has it, as name or as id; else its id."""
    named = list(things)
    ids = {thing_id.casefold() for _thing, thing_id, _name in named}
    names = Counter(name.casefold() if ignore_case else name for _thing, _id, name in named if name)
    for thing, thing_id, name in named:
        is_own = (
            name is not None
            and not is_blank(name)
            and names[name.casefold() if ignore_case else name] == 1
            and (name.casefold() not in ids or name.casefold() == thing_id.casefold())
        )
        thing.key = name if is_own and name else thing_id
