# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waves: the order in which SBCs can be worked on so that no calling profile and no trunk loses too many of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable


def assign_waves(redundant_sets: Iterable[Collection[int]]) -> dict[int, int]:
    """Give every SBC the lowest wave in which each of its sets keeps at least half of its members.

    SBCs are assigned in order of sbcId, so that adding or removing one device changes few others. A redundant set is a set of SBCs
    that replace each other; at most half of them, rounded down, and at least one, are in the same wave.

    A set fills at most three waves (three members need one wave each), so it is enough to remember full waves: the
    time is linear in the number of memberships, and the number of waves stays small.

    Args:
        redundant_sets: the sbcIds of each set; an SBC may be in many.

    Returns:
        The wave of each sbcId, from 1.
    """
    members = [frozenset(redundant_set) for redundant_set in redundant_sets]
    sets_of: dict[int, list[int]] = defaultdict(list)
    for number, redundant_set in enumerate(members):
        for sbc_id in redundant_set:
            sets_of[sbc_id].append(number)
    limits = [max(1, len(redundant_set) // 2) for redundant_set in members]
    counts: list[dict[int, int]] = [defaultdict(int) for _set in members]
    full: list[set[int]] = [set() for _set in members]
    waves: dict[int, int] = {}
    for sbc_id in sorted(sets_of):
        full_waves = set().union(*(full[number] for number in sets_of[sbc_id]))
        wave = next(candidate for candidate in range(1, len(full_waves) + 2) if candidate not in full_waves)
        waves[sbc_id] = wave
        for number in sets_of[sbc_id]:
            counts[number][wave] += 1
            if counts[number][wave] == limits[number]:
                full[number].add(wave)
    return waves
