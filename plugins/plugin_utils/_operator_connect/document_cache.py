# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document as the service sent it, with its time, in one of Ansible's cache plugins.

It is stored as one string: the time, a line break, and the document as JSON. So no cache plugin changes or tags what is inside, and the
document is read as strictly as a response of the service: anybody who can write to the cache could have written the entry.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ...module_utils._operator_connect.strict_json import InvalidJsonError, parse_json

# Part of every key, so that an entry of another format is never read.
FORMAT = 2
ENTRY_MODE = 0o600
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


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
        self._written: list[str] = []

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
            self.warn_unreadable()
        return entry

    def put(self, key: tuple[str, ...], document: object, fetched_at: str) -> None:
        """Store a document."""
        name = _entry_name(key)
        self._store[name] = f"{fetched_at}\n{json.dumps(document)}"
        self._written.append(name)

    def make_private(self) -> None:
        """Let nobody but its owner read a new entry, if the cache plugin keeps files: Ansible makes them readable for all."""
        folder = getattr(self._store._plugin, "_cache_dir", None)
        for name in self._written if folder else ():
            # Ansible puts a prefix in front of the name, which depends on its version.
            for path in glob.glob(os.path.join(glob.escape(str(folder)), f"*{name}")):
                with suppress(OSError):
                    os.chmod(path, ENTRY_MODE)

    def warn_unreadable(self) -> None:
        """Say that the entry cannot be used, and that the document is fetched again."""
        self._warn("Cannot read the cached calling profiles; fetching them again")


def _parse_entry(text: object) -> tuple[object, str] | None:
    if not isinstance(text, str):
        return None
    fetched_at, _line_break, document = text.partition("\n")
    if not _TIME.fullmatch(fetched_at):
        return None
    try:
        return parse_json(document.encode("utf-8", "surrogatepass")), fetched_at
    except InvalidJsonError:
        return None


def _entry_name(key: tuple[str, ...]) -> str:
    """A digest of the whole key: it becomes the name of a file, which must not show any part of the key."""
    digest = hashlib.sha256(json.dumps([FORMAT, *key]).encode()).hexdigest()
    return f"audiocodes_operator_connect_{digest[:32]}"
