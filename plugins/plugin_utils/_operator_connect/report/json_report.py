# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in JSON: everything, for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ....module_utils._operator_connect.text import as_json, json_line

if TYPE_CHECKING:
    from .report_data import ReportData

KEYS = (
    "title",
    "verdict",
    "message",
    "written_at",
    "counts",
    "summary",
    "scope",
    "checks",
    "findings",
    "emergency_paths",
    "source",
    "failure",
)


def json_report(data: ReportData) -> str:
    """The report as JSON, with one line for each entry of a list."""
    members = [f"{json.dumps(key)}: {_list(data['check_lines']) if key == 'checks' else _member(data[key])}" for key in KEYS]
    return "{\n  " + ",\n  ".join(members) + "\n}\n"


def _member(value: Any) -> str:
    if isinstance(value, list):
        return _list(list(map(json_line, value)))
    if isinstance(value, dict):
        return textwrap.indent(as_json(value, indent=2), "  ").lstrip()
    return as_json(value)


def _list(lines: Sequence[str]) -> str:
    return "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"
