# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of SBCs and of waves in the web page."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ....module_utils._operator_connect.text import listed
from .escaping import in_markup
from .topology import SBC, NodeId, Topology

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .report_data import ReportData

# A cell with more entries ends with how many more there are; the tables in CSV and the report in JSON have all of them.
MOST_ENTRIES = 10
SBC_LISTS = {"profiles": MOST_ENTRIES, "trunks": MOST_ENTRIES, "additional_for": 3, "sole_for": 3, "emergency_for": 3}


def sbc_rows(data: ReportData, topology: Topology, numbers: Mapping[NodeId, str]) -> Markup:
    """The rows of the table of SBCs. Like the drawing, they are not in a template because a fleet has very many."""
    sbcs = data["facts"]["sbcs"] if data["facts"] else {}
    # Where a missing SBC was.
    before = data["before"]["facts"]["sbcs"] if data["before"] else {}
    rows = []
    for node_id, node in topology.nodes.items():
        if node_id.kind == SBC:
            sbc = sbcs.get(node_id.key, {})
            words = in_markup(", ".join(node.state_words) or node.state)
            lists = [listed(sbc.get(name, ()), most) for name, most in SBC_LISTS.items()]
            known = sbc or before.get(node_id.key, {})
            cells = [known.get("ip_address"), known.get("fqdn"), *lists, sbc.get("wave")]
            name = f'<td><a href="#{numbers[node_id]}">{in_markup(node_id.key)}</a></td>'
            state = f'<td data-state="{node.state}"><svg class="icon" aria-hidden="true"><use href="#i-{node.state}"/></svg>{words}</td>'
            rows.append(f"<tr>{name}{_cell(known.get('id'))}{state}{''.join(map(_cell, cells))}</tr>")
    # Every text in it is escaped.
    return Markup("\n".join(rows))  # noqa: S704


def wave_rows(data: ReportData) -> list[dict[str, Any]]:
    """The rows of the table of waves."""
    waves: dict[int, list[str]] = defaultdict(list)
    sbcs = data["facts"]["sbcs"] if data["facts"] else {}
    for key, sbc in sbcs.items():
        waves[sbc["wave"]].append(key)
    return [
        {
            "wave": wave,
            "count": len(keys),
            "sbcs": _cut(keys),
            "profiles": _cut(sorted({profile for key in keys for profile in sbcs[key]["no_failover_in_wave"]})),
        }
        for wave, keys in sorted(waves.items())
    ]


def _cell(value: object) -> str:
    return f"<td>{in_markup(str(value))}</td>" if value or value == 0 else "<td></td>"


def _cut(entries: Iterable[str]) -> str:
    return listed(list(entries), MOST_ENTRIES)
