# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scope of a verdict: what the fleet was compared with, and what was left out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .expected_state.reading import paths_set_in
from .fleet.rules import OFF, RULES
from .readers import TIME_FORMAT
from .text import is_blank, listed, printable

if TYPE_CHECKING:
    from .comparison.waivers import WaiverUse
    from .fleet.view import Query
    from .readers import Origin

INLINE = "inline"


def scope_of(
    options: Mapping[str, Any], query: Query, baseline: Origin | None, waivers: Sequence[WaiverUse], sources: Mapping[str, int]
) -> dict[str, Any]:
    """The scope of one run, as data.

    Args:
        options: the options of calling_profile_assert.
        query: the same options for selection and rules, read.
        baseline: where the baseline came from, if there is one.
        waivers: how each waiver was used.
        sources: how many checks each source gave.
    """
    severities = query.rulebook.severities
    return {
        "expected": expected_names(options),
        "baseline": None if baseline is None else _baseline_scope(baseline),
        "rules": {
            "on": [rule for rule in RULES if severities[rule] != OFF],
            "off": [rule for rule in RULES if severities[rule] == OFF],
        },
        "selection": query.selection.as_options(),
        "policy": options["policy_from"],
        "fill": len(query.fill.entries),
        "ignore": list(options["ignore"] or ()),
        "fail_on": options["fail_on"],
        "unexpected_profiles": options["unexpected_profiles"],
        "waivers": [use.as_dict() for use in waivers],
        "from_file": None if is_blank(options["from_file"]) else options["from_file"],
        "checks": dict(sources),
    }


def expected_names(options: Mapping[str, Any]) -> list[str]:
    """The expected state as the user named it: paths, or `inline` for the option `expected`."""
    if options["expected"] is not None:
        return [INLINE]
    return paths_set_in(options["expected_from"])


def scope_in_words(scope: Mapping[str, Any]) -> str:
    """The scope in a few words, for the verdict: `expected/, baseline.json, 12 of 14 rules`, or `rules only, 12 of 14`."""
    rules = f"{len(scope['rules']['on'])} of {len(RULES)}"
    sources = [listed([_short_name(path) for path in scope["expected"]])] if scope["expected"] else []
    if scope["baseline"]:
        sources.append(_short_name(scope["baseline"]["path"]))
    return ", ".join([*sources, f"{rules} rules"]) if sources else f"rules only, {rules}"


def _short_name(path: str) -> str:
    name = os.path.basename(path.rstrip("/"))
    return printable(f"{name}/" if os.path.isdir(path) else name)


def _baseline_scope(origin: Origin) -> dict[str, Any]:
    return {"path": origin.location, "fetched_at": origin.fetched_at, "age_days": _age_in_days(origin.fetched_at)}


def _age_in_days(fetched_at: str) -> int | None:
    try:
        fetched = datetime.strptime(fetched_at, TIME_FORMAT).replace(tzinfo=timezone.utc)
    except ValueError:  # the snapshot was edited
        return None
    return max((datetime.now(timezone.utc) - fetched).days, 0)
