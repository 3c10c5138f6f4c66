# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in Markdown: the verdict, what it covers, what did not pass by profile, and the evidence for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....module_utils._operator_connect.comparison.checks import FAILED, PASSED, WAIVED, WARNED
from .escaping import in_markdown
from .report_data import ReportData, overview_of, scope_rows
from .sections import Section, detail_of, sections_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


def markdown_report(data: ReportData) -> str:
    """The report in Markdown."""
    sections = sections_of(data["checks"])
    blocks = [
        *heading(data),
        *_overview(data),
        *_scope(data["scope"]),
        *_not_passed(sections),
        *_profiles(sections, data["facts"]),
        *_waivers(data["scope"]),
        *_emergency_paths(data["emergency_paths"]),
    ]
    return "\n\n".join(blocks) + "\n"


def heading(data: ReportData) -> list[str]:
    """The title and the verdict."""
    return [f"# {in_markdown(data['title'])}", f"**{in_markdown(data['message'].splitlines()[0])}**"]


def _overview(data: ReportData) -> Iterator[str]:
    counts = data["counts"]
    yield _facts(
        [
            ("Verdict", data["verdict"]),
            *overview_of(data),
            ("Checks", counts["checks"]),
            ("Passed", counts["passed"]),
            ("Warnings", counts["warnings"]),
            ("Failed", counts["failed"]),
            ("Waived", counts["waived"]),
        ]
    )


def _scope(scope: Mapping[str, Any] | None) -> Iterator[str]:
    if scope is not None:
        yield "## Scope"
        yield _facts(scope_rows(scope))


def _not_passed(sections: Iterable[Section]) -> Iterator[str]:
    shown = [section for section in sections if section.not_passed]
    if shown:
        yield "## Checks that did not pass"
    for section in shown:
        yield f"### {in_markdown(section.title)}"
        yield _table(["Status", "Check"], ([check["status"], detail_of(check)] for check in section.not_passed))


def _profiles(sections: Iterable[Section], facts: Mapping[str, Any] | None) -> Iterator[str]:
    """One row for each profile, also if nothing is wrong: the evidence."""
    rows = []
    for section in sections:
        profile = facts["profiles"].get(section.profile) if facts else None
        counts = [section.count(status) for status in (PASSED, WARNED, FAILED, WAIVED)]
        objects = [len(profile["trunks"]), "yes" if profile["failover_ready"] else "no"] if profile else [None, None]
        rows.append([section.title, *counts, *objects, section.passed_fields])
    if rows:
        yield "## Checks by profile"
        yield _table(["Profile", "Passed", "Warnings", "Failed", "Waived", "Trunks", "Failover", "Fields that passed"], rows)


def _waivers(scope: Mapping[str, Any] | None) -> Iterator[str]:
    if scope is None or not scope["waivers"]:
        return
    fields = ("check", "profile", "trunk", "sbc", "reason", "until", "status")
    yield "## Waivers"
    yield _table(
        ["Check", "Profile", "Trunk", "SBC", "Reason", "Last day", "Status"],
        ([waiver[field] for field in fields] for waiver in scope["waivers"]),
    )


def _emergency_paths(paths: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if paths:
        yield "## Emergency paths"
        yield _table(
            ["Profile", "Emergency calls go to", "Numbers", "SBCs"],
            ([path["profile"], path["target"] or "none", path["numbers"], path["sbcs"] or "none"] for path in paths),
        )


def _facts(rows: Iterable[tuple[str, Any]]) -> str:
    return "\n".join(["| | |", "|---|---|", *map(_row, rows)])


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return "\n".join([_row(header), "|" + "---|" * len(header), *map(_row, rows)])


def _row(values: Sequence[Any]) -> str:
    return "| " + " | ".join(map(_cell, values)) + " |"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return in_markdown(", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value))
