# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The things of a fleet by the names that people use: one, none, or several that share it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import TypeVar

from .topology import Fleet, Profile, Sbc, Trunk

_Thing = TypeVar("_Thing", Trunk, Sbc)


class NameIndex:
    """Every name of a fleet.

    A name is looked up as a name first. Where nothing has it, it may be the key of a thing: the id of one that shares its name,
    or has none.
    """

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.trunks_by_fqdn: dict[str, list[Trunk]] = defaultdict(list)
        self.sbcs_by_name: dict[str, list[Sbc]] = defaultdict(list)
        self._trunks_by_key: dict[str, Trunk] = {}
        self._sbcs_by_key: dict[str, Sbc] = {}
        for trunk in fleet.trunks.values():
            self._trunks_by_key[trunk.key.casefold()] = trunk
            for fqdn in trunk.fqdns:
                self.trunks_by_fqdn[fqdn.casefold()].append(trunk)
        for sbc in fleet.sbcs.values():
            self._sbcs_by_key[sbc.key] = sbc
            for name in sbc.variants.get("name", [sbc.name]):
                if name is not None:
                    self.sbcs_by_name[name].append(sbc)

    def profiles(self, name: str) -> list[Profile]:
        """The profiles of a name or, where there is none, of an id."""
        return self.fleet.find_profiles_by_name(name) or self.fleet.find_profiles(name)

    def trunks(self, key: Hashable) -> list[Trunk]:
        """The trunks of an FQDN in lower case; a trunk is itself."""
        if isinstance(key, Trunk):
            return [key]
        if not isinstance(key, str):
            return []
        return self.trunks_by_fqdn.get(key) or _one(self._trunks_by_key.get(key))

    def sbcs(self, key: Hashable) -> list[Sbc]:
        """The SBCs of a name, or of an sbcId where it is an integer; an SBC is itself."""
        if isinstance(key, Sbc):
            return [key]
        if isinstance(key, int):
            return _one(self.fleet.sbcs.get(key))
        if not isinstance(key, str):
            return []
        return self.sbcs_by_name.get(key) or _one(self._sbcs_by_key.get(key))


def _one(thing: _Thing | None) -> list[_Thing]:
    return [thing] if thing is not None else []
