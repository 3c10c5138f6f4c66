# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards stop what is suspiciously small, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import GuardError, OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.guards import Guards

URL = "https://live.example.net/x"
NO_PROFILE_AT_ALL = (0, 0, 0)
NOT_ONE_SELECTED = (0, 0, 4)
NO_SBC = (2, 0, 4)


def check(guards: Guards, counts: tuple[int, int, int]) -> list[str]:
    profiles, sbcs, known = counts
    return guards.check(profiles, sbcs, known_profiles=known, address=URL)


EMPTY = [
    (NO_PROFILE_AT_ALL, "the document has no calling profile"),
    (NOT_ONE_SELECTED, "none of the 4 calling profiles is selected"),
    (NO_SBC, "no trunk of the 2 selected calling profiles has a matching SBC"),
]


@pytest.mark.parametrize(("counts", "text"), EMPTY)
@pytest.mark.parametrize("options", [{}, {"on_empty": None}, {"on_empty": "fail"}])
def test_an_empty_list_is_an_error_by_default(options: dict[str, Any], counts: tuple[int, int, int], text: str) -> None:
    with pytest.raises(GuardError) as caught:
        check(Guards(**options), counts)
    assert caught.value.what == f"{URL}: {text}"
    assert caught.value.url == URL
    assert "on_empty" in caught.value.next_step


@pytest.mark.parametrize(("counts", "text"), EMPTY)
def test_an_empty_list_can_be_a_warning_or_nothing(counts: tuple[int, int, int], text: str) -> None:
    assert check(Guards("warn"), counts) == [f"{URL}: {text}. on_empty is warn, so the run goes on."]
    assert check(Guards("allow"), counts) == []


def test_a_full_list_passes() -> None:
    assert check(Guards(), (1, 1, 1)) == check(Guards("warn"), (1, 1, 1)) == []


@pytest.mark.parametrize("on_empty", ["fail", "warn", "allow"])
def test_a_floor_is_an_error_whatever_on_empty_says(on_empty: str) -> None:
    assert check(Guards(on_empty, 2, 3), (2, 3, 9)) == []
    with pytest.raises(GuardError, match=f"^{URL}: 1 calling profiles, and min_profiles asks for 2"):
        check(Guards(on_empty, 2, 3), (1, 3, 9))
    with pytest.raises(GuardError, match=f"^{URL}: 2 matching SBCs, and min_sbcs asks for 3"):
        check(Guards(on_empty, 2, 3), (2, 2, 9))
    with pytest.raises(GuardError, match="min_profiles"):
        check(Guards(on_empty, 1), NO_PROFILE_AT_ALL)


@pytest.mark.parametrize("value", ["", "Fail", "ignore", True, 1])
def test_a_word_that_is_none_of_the_three(value: object) -> None:
    with pytest.raises(OptionError, match="on_empty: .*is unknown"):
        Guards(value)


@pytest.mark.parametrize("value", [-1, 1.5, "1", True, []])
def test_a_floor_is_a_whole_number(value: object) -> None:
    for option in ("min_profiles", "min_sbcs"):
        with pytest.raises(OptionError, match=f"^{option}: a whole number from 0 was expected"):
            Guards(**{option: value})
