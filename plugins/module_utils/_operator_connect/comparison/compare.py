# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of a fleet with its expected state, a baseline and the rules."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ..fleet.name_index import NameIndex
from .baseline_expectation import BaselineExpectation
from .check_log import CheckLog
from .checks import FROM_BASELINE, FROM_RULES, Check, number_names
from .layers import Layers, check_for_each, match_for_each
from .named_parts import PartOverrides, check_named_parts, find_absent_in_baseline, find_named_parts
from .named_profiles import (
    check_baseline_profiles,
    check_named_profiles,
    check_unexpected_profiles,
    find_baseline_profiles,
    find_named_profiles,
)
from .pairing import Pairing
from .profile_comparison import ProfileComparer, RowResults
from .profile_tests import ProfileTests
from .rule_checks import check_rules
from .similar_names import KnownNames

if TYPE_CHECKING:
    from ..expected_state.baseline import Baseline
    from ..expected_state.expectation import Expectation
    from ..fleet.view import View


class Comparison(NamedTuple):
    """The result of a comparison.

    Attributes:
        checks: all checks, in an order that does not depend on the order of the input.
        warnings: warnings about what was not checked, or not as it seems.
        sources: the number of checks of each source: each part of the expected state, `baseline` if there is one, `rules`.
    """

    checks: list[Check]
    warnings: list[str]
    sources: dict[str, int]


def compare(expectation: Expectation, view: View, baseline: Baseline | None = None, *, fail_unexpected: bool = False) -> Comparison:
    """Compare the selected profiles with everything that is expected of them.

    Args:
        expectation: the expected state.
        view: the fleet, and which of its profiles are selected.
        baseline: an earlier state that the profiles must still equal.
        fail_unexpected: whether a selected profile that the expected state does not name is a difference; with a baseline, one
            that neither has always is.

    Raises:
        OptionError: the expected state names a profile that exists and is not selected.
    """
    index = NameIndex(view.fleet)
    pairing = Pairing(baseline, index) if baseline else None
    parts = find_named_parts(expectation, index, pairing)
    profiles = find_named_profiles(expectation, view, index, pairing)
    history = find_baseline_profiles(view, pairing)
    matches = match_for_each(expectation.for_each, view)

    log = CheckLog(KnownNames(index, baseline.index if baseline else None))
    check_named_parts(parts, index, log)
    check_named_profiles(profiles, log)
    check_baseline_profiles(history, profiles, log)
    if fail_unexpected or baseline:
        check_unexpected_profiles(view, {*profiles.entries, *history.kept}, log, has_baseline=baseline is not None)
    check_for_each(matches, view, log)

    overrides, rows = PartOverrides(parts), RowResults()
    layers = Layers(matches, profiles, overrides, index, pairing)
    comparer = ProfileComparer(index, overrides, log, rows)
    unchanged = BaselineExpectation(pairing, find_absent_in_baseline(expectation, pairing.baseline)) if pairing else None
    for profile in view.profiles:
        if not profiles.is_absent(profile):
            old = history.kept.get(profile)
            baseline_tests = unchanged.tests(old, profile) if unchanged and old else ProfileTests()
            comparer.compare(profile, layers.over(baseline_tests, profile))
    rows.add_to(log)
    check_rules(view, log)
    # A message starts with its object, so the checks of one object are together.
    checks = number_names(sorted(log.checks, key=attrgetter("message")))
    warnings = [*history.warnings(), *dict.fromkeys(log.warnings)]
    return Comparison(checks, warnings, _count_sources(checks, [*expectation.sources, *([FROM_BASELINE] if baseline else [])]))


def _count_sources(checks: Iterable[Check], sources: Iterable[str]) -> dict[str, int]:
    """The number of checks of each source, 0 included."""
    counts = {**dict.fromkeys(sources, 0), FROM_RULES: 0}
    for check in checks:
        counts[check.source] = counts.get(check.source, 0) + 1
    return counts
