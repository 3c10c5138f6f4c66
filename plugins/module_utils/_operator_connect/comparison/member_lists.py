# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of trunks and SBCs: what is missing from one, and what is in it unexpectedly."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple

from .parts import PartT

if TYPE_CHECKING:
    from ..expected_state.operators import ListTest, Member
    from ..fleet.topology import Sbc, Trunk


@dataclass(frozen=True)
class MemberDifferences(Generic[PartT]):
    """How a list of trunks or SBCs differs from the expected one.

    Attributes:
        missing: expected, exists in the fleet, not in the list.
        unexpected: in the list and not expected.
        unknown: expected, does not exist in the fleet.
        ambiguous: expected members whose name several objects have, each with these objects.
        unknown_lacks: entries that the list must lack and that do not exist in the fleet; they do not count as differences.
        is_count_wrong: whether the number of entries is not the expected one.
    """

    missing: Sequence[PartT] = ()
    unexpected: Sequence[PartT] = ()
    unknown: Sequence[Member] = ()
    ambiguous: Mapping[Member, Sequence[PartT]] = field(default_factory=dict)
    is_count_wrong: bool = False
    unknown_lacks: Sequence[Member] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.unexpected or self.unknown or self.ambiguous or self.is_count_wrong)


def compare_members(
    test: ListTest,
    found: Iterable[PartT],
    find: Callable[[Hashable], Sequence[PartT]],
    is_allowed: Callable[[PartT, ListTest, bool], bool] | None = None,
) -> MemberDifferences[PartT]:
    """Compare a list of trunks or SBCs with the expected one.

    Args:
        test: the expected list.
        found: the trunks or SBCs of the list.
        find: finds the trunks or SBCs of the fleet by the key of a member.
        is_allowed: whether a trunk or SBC may be in the list although it is not expected there, or although the list must lack it
            (if its last argument is true); none may if None.
    """
    there = dict.fromkeys(found)
    matches = {member: find(member.key) for member in test.members}
    expected = {part for parts in matches.values() for part in parts}
    lacks = {member: find(member.key) for member in test.lacks}
    forbidden = {part for parts in lacks.values() for part in parts}
    unexpected = [part for part in there if part in forbidden or (test.is_whole and part not in expected)]
    return MemberDifferences(
        # Two members can be one object, such as its name and its id.
        missing=list(dict.fromkeys(parts[0] for parts in matches.values() if len(parts) == 1 and parts[0] not in there)),
        unexpected=[part for part in unexpected if is_allowed is None or not is_allowed(part, test, part in forbidden)],
        unknown=[member for member, parts in matches.items() if not parts],
        ambiguous={member: parts for member, parts in matches.items() if len(parts) > 1},
        is_count_wrong=not test.count.holds(len(there)),
        unknown_lacks=[member for member, parts in lacks.items() if not parts],
    )


class Move(NamedTuple):
    """An SBC that is missing from one trunk of a profile and unexpected on another one."""

    sbc: Sbc
    expected_on: Trunk
    found_on: Trunk


def find_moves(differences: Mapping[Trunk, MemberDifferences[Sbc]]) -> list[Move]:
    """The SBCs that moved from one trunk of a profile to another, given the differences on each trunk."""
    unexpected_on: dict[Sbc, list[Trunk]] = {}
    for trunk, difference in differences.items():
        for sbc in difference.unexpected:
            unexpected_on.setdefault(sbc, []).append(trunk)
    moves = []
    for trunk, difference in differences.items():
        for sbc in difference.missing:
            if unexpected_on.get(sbc):
                moves.append(Move(sbc, trunk, unexpected_on[sbc].pop(0)))
    return moves
