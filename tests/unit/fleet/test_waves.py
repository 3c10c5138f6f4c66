# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The promise of the waves: whoever works on one wave at a time leaves every profile at least half of its SBCs."""

from __future__ import annotations

import random
import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import documents, property_settings

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Fleet
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.waves import assign_waves
from simulator import generate_fleet

teams_of_any_kind = st.lists(st.frozensets(st.integers(1, 30), max_size=12), max_size=12)


def assert_every_team_keeps_half(teams: Any, waves: dict[int, int]) -> None:
    for team in teams:
        stopped = Counter(waves[sbc_id] for sbc_id in team)
        if len(team) >= 2:
            assert all(2 * (len(team) - count) >= len(team) for count in stopped.values()), (team, stopped)


@property_settings
@given(teams_of_any_kind)
def test_every_team_keeps_at_least_half_in_every_wave(teams: list[frozenset[int]]) -> None:
    assert_every_team_keeps_half(teams, assign_waves(teams))


@property_settings
@given(teams_of_any_kind)
def test_waves_are_the_lowest_in_order_of_the_ids_and_have_no_gap(teams: list[frozenset[int]]) -> None:
    """The definition, said once more in the plainest way."""
    expected: dict[int, int] = {}
    for sbc_id in sorted(set().union(*teams)):
        wave = 1
        while any(
            sbc_id in team and sum(1 for other in team if expected.get(other) == wave) + 1 > max(1, len(team) // 2) for team in teams
        ):
            wave += 1
        expected[sbc_id] = wave
    assert assign_waves(teams) == expected
    assert set(expected.values()) == set(range(1, max(expected.values(), default=0) + 1))


@property_settings
@given(teams_of_any_kind, st.randoms(use_true_random=False))
def test_the_order_of_teams_and_members_does_not_matter(teams: list[frozenset[int]], chance: random.Random) -> None:
    shuffled = [chance.sample(sorted(team), len(team)) for team in chance.sample(teams, len(teams))]
    assert assign_waves(shuffled) == assign_waves(teams)


@property_settings
@given(documents())
def test_a_profile_keeps_half_of_the_matching_and_half_of_all(document: list[dict[str, Any]]) -> None:
    fleet = Fleet(read_profiles(document))
    waves = {sbc.id: sbc.wave for sbc in fleet.sbcs.values()}
    for profile in fleet.profiles:
        assert_every_team_keeps_half([set(profile.sbcs), {*profile.sbcs, *profile.additional_sbcs}], waves)


@pytest.mark.parametrize(
    ("teams", "waves"),
    [
        ([], {}),
        ([[]], {}),
        ([[7]], {7: 1}),
        ([[1, 2]], {1: 1, 2: 2}),
        ([[1, 2, 3]], {1: 1, 2: 2, 3: 3}),
        ([[1, 2, 3, 4]], {1: 1, 2: 1, 3: 2, 4: 2}),
        ([[1, 2, 3, 4, 5]], {1: 1, 2: 1, 3: 2, 4: 2, 5: 3}),
        ([[1, 2], [2, 3]], {1: 1, 2: 2, 3: 1}),
        ([[1, 2], [2, 3], [1, 3]], {1: 1, 2: 2, 3: 3}),
        ([[1], [1, 2]], {1: 1, 2: 2}),
    ],
)
def test_small_fleets(teams: list[list[int]], waves: dict[int, int]) -> None:
    assert assign_waves(teams) == waves


def teams_of(sbcs: int) -> list[set[int]]:
    return [set(profile.sbcs) for profile in Fleet(read_profiles(generate_fleet(sbcs))).profiles]


def test_a_large_fleet_has_few_waves() -> None:
    """2,000 SBCs in profiles of twenty: two halves, and what is odd."""
    assert max(assign_waves(teams_of(2000)).values()) <= 4


def test_one_device_less_moves_few_others() -> None:
    teams = teams_of(400)
    before = assign_waves(teams)
    for gone in range(1, 401, 40):
        after = assign_waves([team - {gone} for team in teams])
        assert sum(1 for sbc_id, wave in after.items() if before[sbc_id] != wave) <= 20


def lines_run(teams: list[set[int]]) -> int:
    """How many lines the assignment runs: operations, not time."""
    count = 0

    def trace(frame: Any, event: str, _argument: object) -> Any:
        nonlocal count
        if frame.f_code.co_filename != assign_waves.__code__.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assign_waves(teams)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "shape",
    [
        lambda size: [set(range(size))],
        lambda size: [{sbc_id, sbc_id + 1} for sbc_id in range(size)],
        lambda size: [{0, sbc_id} for sbc_id in range(1, size)],
        lambda size: [set(range(size)), *({sbc_id, sbc_id + 1} for sbc_id in range(0, size, 2))],
    ],
    ids=["one profile of all", "a chain of pairs", "one SBC in all", "all, and pairs"],
)
def test_the_work_grows_with_the_memberships_alone(shape: Any) -> None:
    small, large = lines_run(shape(100)), lines_run(shape(1000))
    assert 0 < large <= 11 * small
