# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waves: if one wave is worked on at a time, every profile keeps at least half of its SBCs."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import documents

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import Fleet
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.waves import assign_waves
from simulator import generate_fleet

if TYPE_CHECKING:
    import random

redundant_sets_of_any_kind = st.lists(st.frozensets(st.integers(1, 30), max_size=12), max_size=12)


def assert_every_set_keeps_half(redundant_sets: Any, waves: dict[int, int]) -> None:
    for redundant_set in redundant_sets:
        stopped = Counter(waves[sbc_id] for sbc_id in redundant_set)
        if len(redundant_set) >= 2:
            assert all(2 * (len(redundant_set) - count) >= len(redundant_set) for count in stopped.values()), (redundant_set, stopped)


@given(redundant_sets_of_any_kind)
def test_every_set_keeps_at_least_half_of_its_members_in_every_wave(redundant_sets: list[frozenset[int]]) -> None:
    assert_every_set_keeps_half(redundant_sets, assign_waves(redundant_sets))


@given(redundant_sets_of_any_kind)
def test_every_sbc_in_order_of_the_ids_gets_the_lowest_possible_wave(redundant_sets: list[frozenset[int]]) -> None:
    """The definition, calculated in the simplest way."""
    expected: dict[int, int] = {}
    for sbc_id in sorted(set().union(*redundant_sets)):
        wave = 1
        while any(
            sbc_id in redundant_set
            and sum(1 for other in redundant_set if expected.get(other) == wave) + 1 > max(1, len(redundant_set) // 2)
            for redundant_set in redundant_sets
        ):
            wave += 1
        expected[sbc_id] = wave
    assert assign_waves(redundant_sets) == expected
    assert set(expected.values()) == set(range(1, max(expected.values(), default=0) + 1))


@given(redundant_sets_of_any_kind, st.randoms(use_true_random=False))
def test_the_order_of_sets_and_members_does_not_matter(redundant_sets: list[frozenset[int]], chance: random.Random) -> None:
    shuffled = [
        chance.sample(sorted(redundant_set), len(redundant_set)) for redundant_set in chance.sample(redundant_sets, len(redundant_sets))
    ]
    assert assign_waves(shuffled) == assign_waves(redundant_sets)


@given(documents())
def test_profiles_and_trunks_keep_half_of_their_sbcs(document: list[dict[str, Any]]) -> None:
    fleet = Fleet(read_profiles(document))
    waves = {sbc.id: sbc.wave for sbc in fleet.sbcs.values()}
    for profile in fleet.profiles:
        assert_every_set_keeps_half([set(profile.sbcs), {*profile.sbcs, *profile.additional_sbcs}], waves)
    for trunk in fleet.trunks.values():
        assert_every_set_keeps_half([set(trunk.sbcs), *map(set, trunk.sbcs_by_profile.values())], waves)


@given(documents())
def test_profiles_without_failover_in_a_wave(document: list[dict[str, Any]]) -> None:
    """The definition: the rule failover, on a document from which the SBCs of the wave were removed."""
    fleet = Fleet(read_profiles(document))
    for wave in {sbc.wave for sbc in fleet.sbcs.values()}:
        records = read_profiles(document)
        for record in records:
            for trunk in record["trunks"]:
                trunk["sbcs"] = [row for row in trunk["sbcs"] if fleet.sbcs[row["id"]].wave != wave]
        ready = {profile.id for profile in Fleet(records).profiles if profile.is_failover_ready}
        for sbc in fleet.sbcs.values():
            if sbc.wave == wave:
                assert {profile.id for profile in sbc.no_failover_in_wave} == {profile.id for profile in sbc.profiles} - ready


@pytest.mark.parametrize(
    ("redundant_sets", "waves"),
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
def test_the_waves_of_small_fleets(redundant_sets: list[list[int]], waves: dict[int, int]) -> None:
    assert assign_waves(redundant_sets) == waves


def redundant_sets_of(sbcs: int) -> list[set[int]]:
    fleet = Fleet(read_profiles(generate_fleet(sbcs)))
    return [*(set(profile.sbcs) for profile in fleet.profiles), *(set(trunk.sbcs) for trunk in fleet.trunks.values())]


@pytest.mark.parametrize("sbcs", [200, 2000, 10000])
def test_a_large_fleet_has_few_waves(sbcs: int) -> None:
    """Two halves, and a few SBCs more of trunks with an odd number of SBCs."""
    assert max(assign_waves(redundant_sets_of(sbcs)).values()) <= 4


def test_removing_one_sbc_changes_the_wave_of_few_others() -> None:
    redundant_sets = redundant_sets_of(400)
    before = assign_waves(redundant_sets)
    for removed in range(1, 401, 40):
        after = assign_waves([redundant_set - {removed} for redundant_set in redundant_sets])
        assert sum(1 for sbc_id, wave in after.items() if before[sbc_id] != wave) <= 20


def lines_run(redundant_sets: list[set[int]]) -> int:
    """The number of lines that the assignment runs: a measure of work that does not depend on time."""
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
        assign_waves(redundant_sets)
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
    ids=["one set", "a chain of pairs", "pairs that share one SBC", "one set and pairs"],
)
def test_the_work_is_linear_in_the_number_of_memberships(shape: Any) -> None:
    small, large = lines_run(shape(100)), lines_run(shape(1000))
    assert 0 < large <= 11 * small
