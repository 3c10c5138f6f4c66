# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a snapshot for `--diff`: one line for each field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..text import as_json, is_blank, name_or_null
from .snapshot import in_stable_order, without_time

if TYPE_CHECKING:
    from .records import Record
    from .snapshot import Snapshot


def diff_lines(snapshot: Snapshot) -> str:
    """One line for each field, starting with the names of the objects that the field belongs to. The time is left out.

    So a diff of two such texts names the profile, trunk and SBC of every difference, even without any context lines.
    """
    about = {"source": without_time(snapshot).source, "selection": snapshot.selection}
    lines = [_line((part, field), value) for part, fields in about.items() for field, value in sorted(fields.items())]
    profiles = in_stable_order(snapshot.profiles)
    names = Counter(profile["name"] for profile in profiles)
    for profile in profiles:
        lines.extend(_lines_of(profile, (_profile_title(profile, names),)))
    return "".join(line + "\n" for line in lines)


def _line(path: Sequence[str], value: Any) -> str:
    return f"{' › '.join(as_json(step)[1:-1] for step in path)}: {as_json(value)}"


def _lines_of(record: Record, path: tuple[str, ...]) -> Iterator[str]:
    for field, value in record.items():
        if field in ("trunks", "sbcs", "additional_sbcs", "offer_types"):
            for row in value:
                yield from _lines_of(row, (*path, _title(field, row)))
        elif field == "validation":
            for offer_type, status in value.items():
                yield _line((*path, field, offer_type), status)
        else:
            yield _line((*path, field), value)


def _profile_title(profile: Record, names: Counter[str | None]) -> str:
    name = profile["name"]
    if is_blank(name):
        return str(profile["id"])
    return str(name) if names[name] == 1 else f"{name} ({profile['id']})"


def _title(field: str, row: Record) -> str:
    if field == "offer_types":
        return f"offer type {name_or_null(row['name'])}"
    what = {"trunks": "trunk", "sbcs": "sbc", "additional_sbcs": "additional sbc"}[field]
    name = row["fqdn"] if field == "trunks" else row["name"]
    return f"{what} {row['id'] if is_blank(name) else name}"
