# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JUnit XML: each check is a test case, for CI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....module_utils._operator_connect.comparison.checks import FAILED, PASSED, WAIVED, WARNED
from ....module_utils._operator_connect.comparison.verdict import NOT_CHECKED
from .escaping import in_markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .report_data import ReportData


def junit_report(data: ReportData) -> str:
    """The report as JUnit XML. If the profiles could not be checked, there is one test case with an error."""
    title, counts = in_markup(data["title"]), data["counts"]
    errors = [_not_checked(data)] if data["verdict"] == NOT_CHECKED else []
    totals = f'name="{title}" tests="{counts["checks"] + len(errors)}" failures="{counts["failed"]}" errors="{len(errors)}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites {totals} time="0">',
        f'  <testsuite {totals} skipped="{counts["waived"]}" time="0" timestamp="{data["written_at"].rstrip("Z")}">',
        *map(_test_case, data["checks"]),
        *errors,
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def class_of(check: Mapping[str, Any]) -> str:
    """The class of a check: its profile, or the kind of its object."""
    return check["profile"] or ("trunks" if check["trunk"] is not None else "sbcs" if check["sbc"] is not None else "fleet")


def _test_case(check: Mapping[str, Any]) -> str:
    start = f'    <testcase classname="{in_markup(class_of(check))}" name="{in_markup(check["name"])}" time="0"'
    if check["status"] == PASSED:
        return f"{start}/>"
    message = in_markup(check["message"])
    outcome = {
        FAILED: f'<failure type="{in_markup(check["check"])}" message="{message}">{message}</failure>',
        WAIVED: f'<skipped message="{message}"/>',
        WARNED: f"<system-out>WARNING: {message}</system-out>",
    }[check["status"]]
    return f"{start}>\n      {outcome}\n    </testcase>"


def _not_checked(data: ReportData) -> str:
    message, kind = data["message"], (data["failure"] or {}).get("kind", "error")
    return (
        '    <testcase classname="audit" name="the calling profiles were checked" time="0">\n'
        f'      <error type="{in_markup(kind)}" message="{in_markup(message.splitlines()[0])}">{in_markup(message)}</error>\n'
        "    </testcase>"
    )
