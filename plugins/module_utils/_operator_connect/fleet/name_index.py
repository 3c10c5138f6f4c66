# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look up profiles, trunks and SBCs by name. A name can belong to one object, to none or to several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import TypeVar

from .topology import Fleet, Profile, Sbc, Trunk

_Object = TypeVar("_Object", Trunk, Sbc)


class NameIndex:
    """All names of a fleet.

    A text is looked up as a name first, then as the key of an object: objects that share a name, or have none, have their id as key.
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
        """The profiles with this name or, if there are none, with this id."""
        return self.fleet.find_profiles_by_name(name) or self.fleet.find_profiles(name)

    def trunks(self, key: Hashable) -> list[Trunk]:
        """The trunks with this FQDN, in lower case; for a trunk, the trunk itself."""
        if isinstance(key, Trunk):
            return [key]
        if not isinstance(key, str):
            return []
        return self.trunks_by_fqdn.get(key) or _list_of(self._trunks_by_key.get(key))

    def sbcs(self, key: Hashable) -> list[Sbc]:
        """The SBCs with this name, or with this sbcId for an integer; for an SBC, the SBC itself."""
        if isinstance(key, Sbc):
            return [key]
        if isinstance(key, int):
            return _list_of(self.fleet.sbcs.get(key))
        if not isinstance(key, str):
            return []
        return self.sbcs_by_name.get(key) or _list_of(self._sbcs_by_key.get(key))


def _list_of(fleet_object: _Object | None) -> list[_Object]:
    return [] if fleet_object is None else [fleet_object]
