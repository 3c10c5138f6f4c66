# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of mappings that Ansible would evaluate as templates. Nothing marks a key as unsafe, so such a mapping is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .errors import DocumentError
from .text import has_template, quoted

# In JSON, Ansible takes a mapping with one of these keys for something else than a mapping.
UNSAFE_KEY = "__ansible_unsafe"
_RESERVED = frozenset({UNSAFE_KEY, "__ansible_vault", "__ansible_type"})


def refuse_template_keys(value: Any, what: str) -> None:
    """Refuse a value with a key that is a template, or that Ansible reserves.

    Args:
        value: plain data.
        what: what would hold the key, for the message: "The draft".

    Raises:
        DocumentError: there is such a key.
    """
    key = next(_unsafe_keys(value), None)
    if key is not None:
        raise DocumentError(
            f"{what} would have the key {quoted(key)}, which Ansible could evaluate",
            next_step="Correct the name in the service, or select other profiles.",
        )


def _unsafe_keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, entry in value.items():
            if isinstance(key, str) and (key in _RESERVED or has_template(key)):
                yield key
            if isinstance(entry, (dict, list)):
                yield from _unsafe_keys(entry)
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, (dict, list)):
                yield from _unsafe_keys(entry)
