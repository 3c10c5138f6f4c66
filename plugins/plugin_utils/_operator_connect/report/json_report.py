# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in JSON: everything, for programs."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

from ....module_utils._operator_connect.text import as_json

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
    members = [f"{json.dumps(key)}: {_member(data[key])}" for key in KEYS]
    return "{\n  " + ",\n  ".join(members) + "\n}\n"


def _member(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n    " + ",\n    ".join(map(_line, value)) + "\n  ]"
    if isinstance(value, dict):
        return textwrap.indent(as_json(value, indent=2), "  ").lstrip()
    return as_json(value)


def _line(entry: Any) -> str:
    # as_json alone would take several times longer for the many checks of a large fleet.
    line = json.dumps(entry, ensure_ascii=False)
    return line if line.isprintable() else as_json(entry)
