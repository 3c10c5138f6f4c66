# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waves: in which order devices may be touched so that no calling profile loses too many of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable


def assign_waves(teams: Iterable[Collection[int]]) -> dict[int, int]:
    """Give every SBC the lowest wave in which none of its teams loses more than half of its members.

    In order of sbcId, so that one device more or less moves few others. A team is a set of SBCs that stand in for each
    other; it lends at most half of them to one wave, rounded down, and at least one.

    A team fills at most three waves (of three members one at a time may go), so only full waves are remembered: the
    time is linear in the number of memberships, and the number of waves stays small.

    Args:
        teams: the sbcIds of each team; an SBC may be in many.

    Returns:
        The wave of each sbcId, from 1.
    """
    members = [frozenset(team) for team in teams]
    teams_of: dict[int, list[int]] = defaultdict(list)
    for number, team in enumerate(members):
        for sbc_id in team:
            teams_of[sbc_id].append(number)
    allowed = [max(1, len(team) // 2) for team in members]
    taken: list[dict[int, int]] = [defaultdict(int) for _team in members]
    full: list[set[int]] = [set() for _team in members]
    waves: dict[int, int] = {}
    for sbc_id in sorted(teams_of):
        barred = set().union(*(full[number] for number in teams_of[sbc_id]))
        wave = next(candidate for candidate in range(1, len(barred) + 2) if candidate not in barred)
        waves[sbc_id] = wave
        for number in teams_of[sbc_id]:
            taken[number][wave] += 1
            if taken[number][wave] == allowed[number]:
                full[number].add(wave)
    return waves
