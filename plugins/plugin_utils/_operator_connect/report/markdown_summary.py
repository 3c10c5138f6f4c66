# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary in Markdown: short enough for a comment on a merge request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....module_utils._operator_connect.comparison.checks import FAILED, WAIVED, WARNED
from ....module_utils._operator_connect.text import count_of
from .escaping import in_markdown
from .markdown_report import heading
from .report_data import ReportData, overview_of
from .sections import Section, detail_of, sections_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LINES = 60
_HEADINGS = {FAILED: "Failed", WARNED: "Warnings", WAIVED: "Waived"}
# Of each status, so that many failed checks do not hide that there are waived ones.
_MOST_CHECKS = {FAILED: 24, WARNED: 6, WAIVED: 6}


def markdown_summary(data: ReportData) -> str:
    """The summary: the verdict, the counts, and the first checks that did not pass."""
    lines = [line for block in heading(data) for line in (block, "")]
    lines += [in_markdown(line) for line in _overview(data)]
    sections = sections_of(data["checks"])
    for status, title in _HEADINGS.items():
        lines += _checks(sections, status, title)
    return "\n".join(lines) + "\n"


def _overview(data: ReportData) -> Iterator[str]:
    counts, summary = data["counts"], data["summary"]
    if summary:
        objects = ", ".join(count_of(summary[f"{noun}s"], noun) for noun in ("profile", "trunk"))
        yield (
            f"{count_of(counts['checks'], 'check')}: {counts['passed']} passed, {counts['failed']} failed, {counts['waived']} waived, "
            + (f"{count_of(counts['warnings'], 'warning')}. {objects}, {count_of(summary['sbcs'], 'SBC')}.")
        )
    yield ". ".join(f"{name}: {value}" for name, value in overview_of(data)) + "."


def _checks(sections: list[Section], status: str, title: str) -> Iterator[str]:
    """The first checks with this status, by profile. The lines of all three statuses fit in the summary."""
    total = sum(section.count(status) for section in sections)
    if not total:
        return
    yield ""
    yield f"## {title}"
    yield ""
    left = _MOST_CHECKS[status]
    for section in sections:
        if left <= 0:
            break
        for check in section.checks[status][:left]:
            left -= 1
            yield f"- **{in_markdown(section.title)}** {in_markdown(detail_of(check))}"
    shown = min(total, _MOST_CHECKS[status])
    if total > shown:
        yield f"- and {total - shown} more, in the report"
