# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot: records as the text of a file that git can diff, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..canonical import canonical
from ..errors import DocumentError
from ..text import as_json, quoted
from ..unsafe_text import UNSAFE_KEY, marked, refuse_template_keys
from .records import RECORD_NAMES, Record, read_profiles
from .selection import selection_key

FORMAT = "audiocodes.operator_connect/snapshot"
VERSION = 1
# It changes from one run to the next without any change in the fleet.
VOLATILE = "fetched_at"
_SOURCE_FIELDS = ("url", "tenant_id", VOLATILE)
_SELECTION_FIELDS = ("include", "exclude")
_KNOWN_FIELDS = frozenset({"format", "version", *_SOURCE_FIELDS, *_SELECTION_FIELDS, "calling_profiles"})


class Snapshot(NamedTuple):
    """The content of a snapshot: the values of the service, unfilled.

    `source` has `url`, `tenant_id` and `fetched_at`; `selection` is empty if every profile is stored.
    """

    profiles: list[Record]
    source: dict[str, Any]
    selection: dict[str, Any]


def write_snapshot(snapshot: Snapshot) -> str:
    """The text of a snapshot, one field per line, in an order that does not depend on the service.

    A text that a program could take for a template is stored as Ansible stores unsafe texts, also if the file is loaded as variables.

    Raises:
        DocumentError: a key is a template.
    """
    refuse_template_keys(snapshot.profiles, "The snapshot")
    # No top-level value is a mapping or null: of a JSON file in an inventory folder, Ansible makes a group of each of these.
    document = {
        "format": FORMAT,
        "version": VERSION,
        **{field: value for field, value in snapshot.source.items() if value is not None},
        **_sorted_keys(snapshot.selection),
        "calling_profiles": marked(in_stable_order(snapshot.profiles), lambda text: {UNSAFE_KEY: text}),
    }
    return as_json(document, indent=2) + "\n"


def read_snapshot(document: object) -> Snapshot:
    """Read the text of a snapshot.

    Args:
        document: the parsed JSON.

    Raises:
        DocumentError: the document is not a snapshot, or has another version.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DocumentError(
            "not a list of calling profiles and not a snapshot",
            next_step="Use a file that holds the JSON answer of the service, or a file that calling_profile_snapshot wrote.",
        )
    if document.get("version") != VERSION:
        raise DocumentError(
            f"a snapshot of version {quoted(document.get('version'))}, this release reads version {VERSION}",
            next_step="Use the release of the collection that wrote it, or a newer one.",
        )
    unknown = sorted(set(document) - _KNOWN_FIELDS)
    if unknown:
        raise DocumentError(f"{quoted(unknown[0])} is not a field of a snapshot", next_step=_TAKE_AGAIN)
    for field in _SOURCE_FIELDS:
        if not isinstance(document.get(field), (str, type(None))):
            raise DocumentError(f"{field} is not a string", next_step=_TAKE_AGAIN)
    profiles = document.get("calling_profiles")
    if not isinstance(profiles, list):
        raise DocumentError("the list calling_profiles is missing", next_step=_TAKE_AGAIN)
    for field in _SELECTION_FIELDS:
        if not isinstance(document.get(field, []), list):
            raise DocumentError(f"{field} is not a list", next_step=_TAKE_AGAIN)
    return Snapshot(
        profiles=read_profiles(_unmarked(profiles), RECORD_NAMES),
        source={field: document.get(field) for field in _SOURCE_FIELDS},
        selection={field: document[field] for field in _SELECTION_FIELDS if document.get(field)},
    )


def _unmarked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unmarked(entry) for entry in value]
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(value.get(UNSAFE_KEY), str):
            return value[UNSAFE_KEY]
        return {key: _unmarked(entry) for key, entry in value.items()}
    return value


def is_same_state(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same state of the same selection.

    Their times and the order of lists do not matter, not even in unknown fields.
    """
    return _state_key(one) == _state_key(other)


def _state_key(snapshot: Snapshot) -> object:
    profiles = sorted(canonical(profile) for profile in snapshot.profiles)
    return profiles, canonical(without_time(snapshot).source), selection_key(snapshot.selection)


def in_stable_order(profiles: Iterable[Record]) -> list[Record]:
    """The same profiles sorted by id, with every list in an order that does not depend on the service."""
    return sorted((_ordered(profile) for profile in profiles), key=_by_id)


_TAKE_AGAIN = "Take the snapshot again: the file is truncated or was edited."


def without_time(snapshot: Snapshot) -> Snapshot:
    return snapshot._replace(source={field: value for field, value in snapshot.source.items() if field != VOLATILE})


def _ordered(profile: Record) -> Record:
    """A profile with sorted lists."""
    offers = [_with_extra_sorted({**offer, "test_numbers": sorted(offer["test_numbers"])}) for offer in profile["offer_types"]]
    trunks = [_with_extra_sorted({**trunk, "sbcs": _rows(trunk["sbcs"])}) for trunk in profile["trunks"]]
    return _with_extra_sorted(
        {
            **profile,
            "emergency_dial_strings": sorted(profile["emergency_dial_strings"]),
            "offer_types": sorted(offers, key=lambda offer: (offer["name"] or "", as_json(offer))),
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
        return "", identity, "", as_json(record)
    # Rows with the same id and FQDN are sorted by their whole content.
    return (identity or "").casefold(), 0, (record.get("fqdn") or "").casefold(), as_json(record)


def _with_extra_sorted(record: Record) -> Record:
    return {**record, "extra": _sorted_keys(record["extra"])} if "extra" in record else record


def _sorted_keys(value: Any) -> Any:
    """Unknown fields: their keys in order, their lists as they are, since nothing says that their order means nothing."""
    if isinstance(value, dict):
        return {key: _sorted_keys(entry) for key, entry in sorted(value.items())}
    return [_sorted_keys(entry) for entry in value] if isinstance(value, list) else value
