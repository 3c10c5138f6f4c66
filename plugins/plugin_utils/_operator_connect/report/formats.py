# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats of reports, their files, and what renders each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ....module_utils._operator_connect.errors import OptionError
from ....module_utils._operator_connect.report_kinds import AUDIT, FLEET
from .csv_report import links_csv, profiles_csv, sbcs_csv
from .json_report import json_report
from .junit_report import junit_report
from .markdown_report import markdown_report
from .markdown_summary import markdown_summary
from .page import html_page, topology_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .report_data import ReportData


class Format(NamedTuple):
    """One format: the name of its file, what renders it, and whether it is written if the user names no formats."""

    file_name: str
    render: Callable[[ReportData], str]
    is_default: bool = True


FORMATS: dict[str, dict[str, Format]] = {
    AUDIT: {
        "html": Format("operator_connect_audit.html", html_page),
        "markdown": Format("operator_connect_audit.md", markdown_report),
        "markdown_summary": Format("operator_connect_summary.md", markdown_summary, is_default=False),
        "junit": Format("operator_connect_audit.xml", junit_report),
        "json": Format("operator_connect_audit.json", json_report),
    },
    FLEET: {
        "html": Format("operator_connect_fleet.html", html_page),
        "topology": Format("topology.svg", topology_svg),
        "sbcs": Format("sbcs.csv", sbcs_csv),
        "links": Format("links.csv", links_csv),
        "profiles": Format("profiles.csv", profiles_csv),
    },
}


def chosen_formats(kind: str, names: Iterable[str] | None) -> dict[str, Format]:
    """The formats with these names; None for the default ones.

    Raises:
        OptionError: a report of this kind has no such format.
    """
    formats = FORMATS[kind]
    if names is None:
        return {name: entry for name, entry in formats.items() if entry.is_default}
    chosen = list(dict.fromkeys(names))
    for name in chosen:
        if name not in formats:
            raise OptionError(f"formats: {name} is not a format if kind is {kind}", next_step=f"Use {', '.join(formats)}.")
    return {name: formats[name] for name in chosen}


def render_reports(data: ReportData, formats: Mapping[str, Format]) -> dict[str, str]:
    """The text of each file, by its name."""
    return {entry.file_name: entry.render(data) for entry in formats.values()}
