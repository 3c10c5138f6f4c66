# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards: an empty or short list stops the run, any other list does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import GuardError, OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.guards import Guards

URL = "https://live.example.net/x"
NEXT_STEP = (
    "Check the service first: an empty or short list usually means a wrong tenant or a missing permission. If the list is correct,"
    " set on_empty, min_profiles or min_sbcs."
)
CHECK_SELECTION = "Check include, exclude and fill. If it is correct that nothing is selected, set on_empty."


def enforce(guards: Guards, profiles: int, sbcs: int, profiles_in_document: int) -> list[str]:
    return guards.enforce(profiles, sbcs, profiles_in_document=profiles_in_document, location=URL)


EMPTY = [
    ((0, 0, 0), "the document has no calling profile"),
    ((0, 0, 1), "none of 1 calling profile is selected"),
    ((0, 0, 4), "none of 4 calling profiles is selected"),
    ((1, 0, 4), "1 selected calling profile and no matching SBC on any trunk"),
    ((2, 0, 4), "2 selected calling profiles and no matching SBC on any trunk"),
]


@pytest.mark.parametrize(("counts", "problem"), EMPTY)
@pytest.mark.parametrize("options", [{}, {"on_empty": None}, {"on_empty": "fail"}])
def test_an_empty_list_is_an_error_by_default(options: dict[str, Any], counts: tuple[int, int, int], problem: str) -> None:
    with pytest.raises(GuardError) as caught:
        enforce(Guards(**options), *counts)
    profiles, _sbcs, in_document = counts
    next_step = CHECK_SELECTION if in_document and not profiles else NEXT_STEP
    assert str(caught.value) == f"{URL}: {problem}. {next_step}"
    assert caught.value.url == URL


@pytest.mark.parametrize(("counts", "problem"), EMPTY)
def test_an_empty_list_can_be_a_warning_or_allowed(counts: tuple[int, int, int], problem: str) -> None:
    assert enforce(Guards("warn"), *counts) == [f"{URL}: {problem}. The run continues because on_empty is warn."]
    assert enforce(Guards("allow"), *counts) == []


@pytest.mark.parametrize("on_empty", ["fail", "warn", "allow"])
def test_a_list_that_is_not_empty_passes(on_empty: str) -> None:
    assert enforce(Guards(on_empty), 1, 1, 1) == []


@pytest.mark.parametrize("on_empty", ["fail", "warn", "allow"])
@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ((1, 3, 9), "only 1 calling profile, min_profiles requires at least 2"),
        ((0, 0, 9), "only 0 calling profiles, min_profiles requires at least 2"),
        ((0, 0, 0), "only 0 calling profiles, min_profiles requires at least 2"),
        ((2, 2, 9), "only 2 matching SBCs, min_sbcs requires at least 3"),
        ((2, 1, 9), "only 1 matching SBC, min_sbcs requires at least 3"),
    ],
)
def test_less_than_a_minimum_is_an_error_with_any_on_empty(on_empty: str, counts: tuple[int, int, int], problem: str) -> None:
    with pytest.raises(GuardError) as caught:
        enforce(Guards(on_empty, 2, 3), *counts)
    assert str(caught.value) == f"{URL}: {problem}. {NEXT_STEP}"
    assert caught.value.url == URL


@pytest.mark.parametrize("on_empty", ["fail", "warn", "allow"])
def test_exactly_the_minimum_passes(on_empty: str) -> None:
    assert enforce(Guards(on_empty, 2, 3), 2, 3, 9) == []


def test_a_minimum_of_0_can_be_set_and_is_the_default() -> None:
    guards = Guards("allow", 0, 0)
    assert (guards.min_profiles, guards.min_sbcs) == (0, 0) == (Guards().min_profiles, Guards().min_sbcs)
    assert enforce(guards, 0, 0, 0) == []


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", 'on_empty: "" is unknown. Valid values: allow, fail, warn.'),
        ("Fail", "on_empty: Fail is unknown. Did you mean fail?"),
        ("ignore", "on_empty: ignore is unknown. Valid values: allow, fail, warn."),
        (True, "on_empty: true is unknown. Valid values: allow, fail, warn."),
        (1, "on_empty: 1 is unknown. Valid values: allow, fail, warn."),
        (["fail"], "on_empty: [fail] is unknown. Did you mean fail?"),
    ],
)
def test_an_unknown_value_of_on_empty_is_an_error(value: object, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        Guards(value)
    assert str(caught.value) == message


@pytest.mark.parametrize("option", ["min_profiles", "min_sbcs"])
@pytest.mark.parametrize(
    ("value", "shown"),
    [(-1, "-1"), (1.5, "1.5"), ("1", '"1"'), (True, "true"), ([], "[]"), (date(2026, 1, 31), "2026-01-31")],
)
def test_a_minimum_that_is_not_a_whole_number_is_an_error(option: str, value: object, shown: str) -> None:
    with pytest.raises(OptionError) as caught:
        Guards(**{option: value})
    assert str(caught.value) == f"{option}: {shown} is not an integer of 0 or more."
