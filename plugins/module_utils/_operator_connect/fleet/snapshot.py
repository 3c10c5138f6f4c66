# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot: records as the text of a file that git can diff, and back."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ..errors import DocumentError
from ..text import is_blank
from .records import RECORD_NAMES, Record, read_profiles

FORMAT = "audiocodes.operator_connect/snapshot"
VERSION = 1
# What changes from one look to the next without any change in the fleet.
VOLATILE = "fetched_at"


class Snapshot(NamedTuple):
    """What a snapshot holds: the service's own values, unfilled.

    `source` has `url`, `tenant_id` and `fetched_at`; `selection` is empty where every profile was stored.
    """

    profiles: list[Record]
    source: dict[str, Any]
    selection: dict[str, Any]


def write_snapshot(snapshot: Snapshot) -> str:
    """The text of a snapshot: in the order of ids, one field a line, the same for the same fleet."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "source": snapshot.source,
        "selection": _sorted_keys(snapshot.selection),
        "calling_profiles": in_stable_order(snapshot.profiles),
    }
    return _HIDDEN.sub(_show, json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def read_snapshot(document: object) -> Snapshot:
    """Read what `write_snapshot` wrote.

    Args:
        document: the parsed JSON.

    Raises:
        DocumentError: it is no snapshot, or one of a later version.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DocumentError(
            "It is neither a list of calling profiles nor a snapshot",
            next_step="Name a file with the answer of the service, or one that calling_profile_snapshot wrote.",
        )
    if document.get("version") != VERSION:
        raise DocumentError(
            f"It is a snapshot of version {document.get('version')}, and this release reads version {VERSION}",
            next_step="Use the release of the collection that wrote it, or a later one.",
        )
    source = _plain_mapping(document, "source")
    for field in ("url", "tenant_id", VOLATILE):
        if not isinstance(source.get(field), (str, type(None))):
            raise DocumentError(f"Its source.{field} is no string", next_step=_WRITE_ANEW)
    profiles = document.get("calling_profiles")
    if not isinstance(profiles, list):
        raise DocumentError("Its list of calling_profiles is missing", next_step=_WRITE_ANEW)
    return Snapshot(
        profiles=read_profiles(profiles, RECORD_NAMES),
        source=source,
        selection=_plain_mapping(document, "selection"),
    )


def is_same_state(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same state, whenever each was taken and however its file is laid out."""
    return write_snapshot(_timeless(one)) == write_snapshot(_timeless(other))


def in_stable_order(profiles: Iterable[Record]) -> list[Record]:
    """The same profiles in the order of their ids, with every list in an order that does not depend on the service."""
    return sorted((_ordered(profile) for profile in profiles), key=_by_id)


def named_lines(snapshot: Snapshot) -> str:
    """One line for each field, each beginning with the names of what it belongs to, and nothing volatile.

    A diff of two such texts names the profile, the trunk and the SBC of every difference, however little of the context it shows.
    """
    about = {"source": _timeless(snapshot).source, "selection": snapshot.selection}
    lines = [_line((part, field), value) for part, fields in about.items() for field, value in sorted(fields.items())]
    profiles = in_stable_order(snapshot.profiles)
    names = Counter(profile["name"] for profile in profiles)
    for profile in profiles:
        lines.extend(_lines_of(profile, (_profile_title(profile, names),)))
    return "".join(line + "\n" for line in lines)


_WRITE_ANEW = "Write the snapshot anew: it was cut or edited."


def _plain_mapping(document: dict[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    if not isinstance(value, dict):
        raise DocumentError(f"Its {key} is missing", next_step=_WRITE_ANEW)
    return value


def _timeless(snapshot: Snapshot) -> Snapshot:
    return snapshot._replace(source={field: value for field, value in snapshot.source.items() if field != VOLATILE})


def _ordered(profile: Record) -> Record:
    """A profile whose lists do not depend on the order in which the service sent them."""
    offers = [_with_extra_sorted({**offer, "test_numbers": sorted(offer["test_numbers"])}) for offer in profile["offer_types"]]
    trunks = [_with_extra_sorted({**trunk, "sbcs": _rows(trunk["sbcs"])}) for trunk in profile["trunks"]]
    return _with_extra_sorted(
        {
            **profile,
            "emergency_dial_strings": sorted(profile["emergency_dial_strings"]),
            "offer_types": sorted(offers, key=lambda offer: (offer["name"] or "", _text(offer))),
            "validation": dict(sorted(profile["validation"].items())),
            "trunks": sorted(trunks, key=_by_id),
            "additional_sbcs": _rows(profile["additional_sbcs"]),
        }
    )


def _rows(sbcs: Sequence[Record]) -> list[Record]:
    return sorted((_with_extra_sorted(sbc) for sbc in sbcs), key=_by_id)


def _by_id(record: Record) -> tuple[str, int, str, str]:
    identity = record["id"]
    if isinstance(identity, int):
        return "", identity, "", _text(record)
    # Whatever is left equal after id and FQDN is told apart by all that it says.
    return (identity or "").casefold(), 0, (record.get("fqdn") or "").casefold(), _text(record)


def _with_extra_sorted(record: Record) -> Record:
    return {**record, "extra": _sorted_keys(record["extra"])} if "extra" in record else record


def _sorted_keys(value: Any) -> Any:
    """Unknown fields: their keys in order, their lists as they are, since nothing says that their order means nothing."""
    if isinstance(value, dict):
        return {key: _sorted_keys(entry) for key, entry in sorted(value.items())}
    return [_sorted_keys(entry) for entry in value] if isinstance(value, list) else value


# Controls, separators, marks that turn the direction of writing: a terminal or a review would not show them.
_HIDDEN = re.compile(r"[^\n\x20-\x7e]")


def _show(match: re.Match[str]) -> str:
    character = match.group()
    return character if character.isprintable() else json.dumps(character)[1:-1]


def _text(value: Any) -> str:
    return _HIDDEN.sub(_show, json.dumps(value, ensure_ascii=False))


def _line(path: Sequence[str], value: Any) -> str:
    return f"{' › '.join(_text(step)[1:-1] for step in path)}: {_text(value)}"


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
        return f"offer type {row['name']}"
    what = {"trunks": "trunk", "sbcs": "sbc", "additional_sbcs": "additional sbc"}[field]
    name = row["fqdn"] if field == "trunks" else row["name"]
    return f"{what} {row['id'] if is_blank(name) else name}"
