# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document as the service sent it, with its time, in one of Ansible's cache plugins.

It is stored as one string of JSON. So no cache plugin changes or tags what is inside, and reading it is one `json.loads`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

# Part of every key, so that an entry of another format is never read.
FORMAT = 1


class DocumentCache:
    """The cache of one inventory source.

    Args:
        store: the cache of the inventory plugin, a mapping that Ansible connects to its cache plugin.
        refresh: whether to ignore the existing entries, and only write new ones.
        warn: called with a warning about an entry that cannot be read.
    """

    def __init__(self, store: Any, *, refresh: bool, warn: Callable[[str], Any]) -> None:
        self._store = store
        self._refresh = refresh
        self._warn = warn

    def get(self, key: tuple[str, ...]) -> tuple[object, str] | None:
        """Return the document and the time when it was fetched, or None if there is no entry."""
        if self._refresh:
            return None
        try:
            text = self._store.get(_entry_name(key))
        except KeyError:  # an expired entry of the jsonfile plugin
            return None
        except Exception:  # an entry that the cache plugin cannot read; each ansible-core raises something else
            text = ""
        if text is None:
            return None
        entry = _parse_entry(text)
        if entry is None:
            self._warn("Cannot read the cached calling profiles; fetching them again")
        return entry

    def put(self, key: tuple[str, ...], document: object, fetched_at: str) -> None:
        """Store a document."""
        self._store[_entry_name(key)] = json.dumps({"document": document, "fetched_at": fetched_at})


def _parse_entry(text: object) -> tuple[object, str] | None:
    try:
        entry = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("document"), list) or not isinstance(entry.get("fetched_at"), str):
        return None
    return entry["document"], entry["fetched_at"]


def _entry_name(key: tuple[str, ...]) -> str:
    """A digest of the whole key: it becomes the name of a file, which must not show any part of the key."""
    digest = hashlib.sha256(json.dumps([FORMAT, *key]).encode()).hexdigest()
    return f"audiocodes_operator_connect_{digest[:32]}"
