# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of a report: what every format shows, in plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

from ....module_utils._operator_connect.comparison.verdict import COMPLIANT, NOT_CHECKED, NOT_COMPLIANT
from ....module_utils._operator_connect.readers import TIME_FORMAT
from ....module_utils._operator_connect.report_kinds import AUDIT
from ....module_utils._operator_connect.text import as_json

ReportData = Mapping[str, Any]
COUNTS = ("checks", "passed", "warnings", "failed", "waived")
_TITLES = {True: "Operator Connect audit", False: "Operator Connect fleet"}


class ReportHead(NamedTuple):
    """What a user sets about a report: its kind, title and revision. None for a default title, or no revision."""

    kind: str
    title: str | None
    revision: str | None


def report_data(head: ReportHead, result: Mapping[str, Any], collected: Mapping[str, Any] | None) -> ReportData:
    """The data of one report.

    Args:
        head: what the user set.
        result: the result of the module.
        collected: what the module collected; None if it could not read the profiles.

    Returns:
        All keys are always there. What is not known is None, or an empty list.
    """
    is_audit = head.kind == AUDIT
    found = collected or {}
    scope, summary = found.get("scope"), found.get("summary")
    return {
        "kind": head.kind,
        "title": head.title or _TITLES[is_audit],
        "verdict": _verdict(result) if is_audit else None,
        "message": str(result.get("msg") or "No answer") if is_audit else "",
        "written_at": datetime.now(timezone.utc).strftime(TIME_FORMAT),
        "counts": {name: summary[name] if summary else 0 for name in COUNTS} if is_audit else None,
        "summary": summary,
        "scope": None if scope is None else {**scope, "revision": head.revision},
        "checks": found.get("checks", []),
        "check_lines": found.get("check_lines", []),
        "findings": found.get("findings", []),
        "emergency_paths": found.get("emergency_paths", []),
        "source": found.get("source"),
        "failure": result.get("failure"),
        "facts": found.get("facts"),
        "listings": found.get("listings"),
        "before": found.get("before"),
    }


def read_collected(text: str) -> dict[str, Any]:
    """What the module collected, from the text that it wrote. `check_lines` are the checks as the module wrote them."""
    rest, *lines = text.split("\n")
    return {**json.loads(rest), "checks": json.loads(f"[{','.join(lines)}]"), "check_lines": lines}


def overview_of(data: ReportData) -> list[tuple[str, str]]:
    """What a reader wants to know about the report itself: names and values, without those that are not known."""
    source, scope = data["source"] or {}, data["scope"] or {}
    baseline = scope.get("baseline")
    rows = [
        ("Source", source.get("url") or source.get("path")),
        ("As of", source.get("fetched_at")),
        ("Compared with", f"{baseline['path']}, as of {baseline['fetched_at']}" if baseline else None),
        ("Revision", scope.get("revision")),
        ("Written", data["written_at"]),
    ]
    return [(name, value) for name, value in rows if value]


def scope_rows(scope: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """The scope of the verdict in words."""
    if scope is None:
        return []
    baseline = scope["baseline"]
    return [
        ("Expected state", _list(scope["expected"])),
        (
            "Baseline",
            f"{baseline['path']}, fetched at {baseline['fetched_at']}, age in days: {baseline['age_days']}" if baseline else "none",
        ),
        ("Checks of each source", _list([f"{source}: {count}" for source, count in scope["checks"].items()])),
        ("Rules on", _list(scope["rules"]["on"])),
        ("Rules off", _list(scope["rules"]["off"])),
        ("Selection", as_json(scope["selection"]) if scope["selection"] else "all calling profiles"),
        ("Policy", scope["policy"] or "none"),
        ("Entries in fill", str(scope["fill"])),
        ("Ignored fields of the baseline", _list(scope["ignore"])),
        ("Fails on", scope["fail_on"]),
        ("Unexpected profiles", scope["unexpected_profiles"]),
        ("Read from a file", scope["from_file"] or "no"),
    ]


def _list(entries: Sequence[str]) -> str:
    return ", ".join(entries) or "none"


def _verdict(result: Mapping[str, Any]) -> str:
    if result.get("compliant") is None:
        return NOT_CHECKED
    return COMPLIANT if result["compliant"] else NOT_COMPLIANT
