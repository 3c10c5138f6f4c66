# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which profile, trunk or SBC of the fleet is which one of a baseline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from ..fleet.topology import Profile, Sbc, Trunk
from ..text import is_blank

if TYPE_CHECKING:
    from ..expected_state.baseline import Baseline
    from ..fleet.name_index import NameIndex

_ObjectT = TypeVar("_ObjectT", Profile, Trunk, Sbc)


class Pairing:
    """The objects of a baseline, each with its counterpart in the fleet: the object with its id, or else with its name.

    So a device that was replaced under its name is one device with another id, not one that is missing and one that is new. If
    ids are ignored, names come first.

    Attributes:
        baseline: the baseline.
        profiles: profile of the baseline → profile of the fleet.
        trunks: trunk of the baseline → trunk of the fleet.
        sbcs: SBC of the baseline → SBC of the fleet.
    """

    def __init__(self, baseline: Baseline, index: NameIndex) -> None:
        fleet, by_name_first = index.fleet, "id" in baseline.ignored
        self._index = index
        self.baseline = baseline
        self.profiles: dict[Profile, Profile] = _pair(
            baseline.fleet.profiles,
            lambda old: fleet.profiles_by_id.get(old.id.casefold()),
            lambda old: fleet.find_profiles_by_name(old.record["name"]),
            by_name_first,
        )
        self.trunks: dict[Trunk, Trunk] = _pair(
            baseline.fleet.trunks.values(),
            lambda old: fleet.trunks.get(old.identity),
            lambda old: index.trunks_by_fqdn.get((old.fqdn or "").casefold(), []),
            by_name_first,
        )
        self.sbcs: dict[Sbc, Sbc] = _pair(
            baseline.fleet.sbcs.values(),
            lambda old: fleet.sbcs.get(old.id),
            lambda old: [] if is_blank(old.name) else index.sbcs_by_name.get(old.name or "", []),
            by_name_first,
        )

    def trunk_key(self, old: Trunk) -> Hashable:
        """What a trunk of the baseline is in a list of trunks: its counterpart, or a key that no trunk of the fleet has."""
        return self.trunks.get(old, ("gone", old.key))

    def sbc_key(self, old: Sbc) -> Hashable:
        """The same for an SBC."""
        return self.sbcs.get(old, ("gone", old.key))

    def find_trunks(self, key: Hashable) -> Collection[Hashable]:
        """What an FQDN in lower case means in a list of the baseline: trunks of the fleet, or else those that once had it."""
        return self._index.trunks(key) or [self.trunk_key(old) for old in self.baseline.index.trunks(key)]

    def find_sbcs(self, key: Hashable) -> Collection[Hashable]:
        """The same for the name or the sbcId of an SBC."""
        return self._index.sbcs(key) or [self.sbc_key(old) for old in self.baseline.index.sbcs(key)]

    def profiles_once_named(self, name: str) -> list[Profile]:
        """The profiles that had this name in the baseline."""
        return [self.profiles[old] for old in self.baseline.index.profiles(name) if old in self.profiles]

    def trunks_once_named(self, fqdn: str) -> list[Trunk]:
        """The trunks that had this FQDN, in lower case, in the baseline."""
        return [self.trunks[old] for old in self.baseline.index.trunks(fqdn) if old in self.trunks]

    def sbcs_once_named(self, name: str) -> list[Sbc]:
        """The SBCs that had this name in the baseline."""
        return [self.sbcs[old] for old in self.baseline.index.sbcs(name) if old in self.sbcs]


def _pair(
    olds: Iterable[_ObjectT],
    find_by_id: Callable[[_ObjectT], _ObjectT | None],
    find_by_name: Callable[[_ObjectT], Sequence[_ObjectT]],
    by_name_first: bool,
) -> dict[_ObjectT, _ObjectT]:
    pairs: dict[_ObjectT, _ObjectT] = {}
    paired: set[_ObjectT] = set()
    olds = list(olds)

    def by_id(old: _ObjectT) -> Iterator[_ObjectT]:
        new = find_by_id(old)
        if new is not None:
            yield new

    for candidates in (find_by_name, by_id) if by_name_first else (by_id, find_by_name):
        for old in olds:
            free = [new for new in candidates(old) if new not in paired] if old not in pairs else []
            if len(free) == 1:
                pairs[old] = free[0]
                paired.add(free[0])
    return pairs
