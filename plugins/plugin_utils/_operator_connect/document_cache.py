# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The raw document with its time, behind Ansible's cache plugins.

It is kept as one string of JSON: no cache plugin changes or marks what is inside, and reading it is one `json.loads`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

# Part of every key, so that a later format never reads an earlier one.
FORMAT = 1


class DocumentCache:
    """The cache of one inventory source.

    Args:
        store: the cache of the inventory plugin, a mapping that Ansible fills from its cache plugin.
        is_read: whether what it holds may be used, or is only to be written anew.
        warn: told of an entry that cannot be read.
    """

    def __init__(self, store: Any, *, is_read: bool, warn: Any) -> None:
        self._store = store
        self._is_read = is_read
        self._warn = warn

    def get(self, key: tuple[str, ...]) -> tuple[object, str] | None:
        """The document and when it was fetched, or nothing."""
        if not self._is_read:
            return None
        try:
            text = self._store.get(_entry(key))
        except KeyError:  # an entry of the jsonfile plugin that has expired
            return None
        except Exception:  # one that it cannot read: what it raises then differs from release to release
            text = ""
        if text is None:
            return None
        entry = _read(text)
        if entry is None:
            self._warn("The cached calling profiles cannot be read, and are fetched anew.")
        return entry

    def put(self, key: tuple[str, ...], document: object, fetched_at: str) -> None:
        """Keep a document."""
        self._store[_entry(key)] = json.dumps({"document": document, "fetched_at": fetched_at})


def _read(text: object) -> tuple[object, str] | None:
    """What `put` wrote, if it is that."""
    try:
        entry = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("document"), list) or not isinstance(entry.get("fetched_at"), str):
        return None
    return entry["document"], entry["fetched_at"]


def _entry(key: tuple[str, ...]) -> str:
    """The name of an entry: the whole key counts, and none of it can be read from the name of a file."""
    digest = hashlib.sha256(json.dumps([FORMAT, *key]).encode()).hexdigest()
    return f"audiocodes_operator_connect_{digest[:32]}"
