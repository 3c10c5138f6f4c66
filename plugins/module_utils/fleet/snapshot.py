# Copyright: Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot: records as the text of a file that git can diff, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..errors import DocumentError
from .records import RECORD_NAMES, Record, read_profiles

FORMAT = "audiocodes.operator_connect/snapshot"
VERSION = 1


class Snapshot(NamedTuple):
    """What a snapshot holds: the service's own values, unfilled.

    C(source) has C(url), C(tenant_id) and C(fetched_at); C(selection) is empty where every profile was stored.
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
        "selection": snapshot.selection,
        "calling_profiles": [_ordered(profile) for profile in sorted(snapshot.profiles, key=lambda profile: _by_id(profile))],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def read_snapshot(document: object) -> Snapshot:
    """Read what C(write_snapshot) wrote.

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
            "It is a snapshot of version %s, and this release reads version %d" % (document.get("version"), VERSION),
            next_step="Use the release of the collection that wrote it, or a later one.",
        )
    return Snapshot(
        profiles=read_profiles(document.get("calling_profiles"), RECORD_NAMES),
        source=_plain_mapping(document, "source"),
        selection=_plain_mapping(document, "selection"),
    )


def _plain_mapping(document: dict[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    if not isinstance(value, dict):
        raise DocumentError("Its %s is missing" % key, next_step="Write the snapshot anew: it was cut or edited.")
    return value


def _ordered(profile: Record) -> Record:
    """A profile whose lists do not depend on the order in which the service sent them."""
    trunks: Sequence[Record] = [{**trunk, "sbcs": sorted(trunk["sbcs"], key=_by_id)} for trunk in profile["trunks"]]
    return {
        **profile,
        "offer_types": sorted(profile["offer_types"], key=lambda offer: offer["name"] or ""),
        "validation": dict(sorted(profile["validation"].items())),
        "trunks": sorted(trunks, key=_by_id),
        "additional_sbcs": sorted(profile["additional_sbcs"], key=_by_id),
    }


def _by_id(record: Record) -> tuple[str, int | str]:
    identity = record["id"]
    if isinstance(identity, int):
        return ("", identity)
    return (identity or "").casefold(), record.get("fqdn") or ""
