# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that Ansible could evaluate as a template: which text is harmless, how the rest is marked, and the keys that nothing can mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from .errors import DocumentError
from .text import quoted

# In YAML, Ansible never evaluates a text with this tag, also if the file is loaded as variables.
UNSAFE_TAG = "!unsafe"
# In JSON, Ansible takes a mapping with one of these keys for something else than a mapping.
UNSAFE_KEY = "__ansible_unsafe"
_RESERVED = frozenset({UNSAFE_KEY, "__ansible_vault", "__ansible_type"})
_HARMLESS = re.compile(r"[\w .:@/+,-]*")


def is_harmless(text: str) -> bool:
    """Whether no program reads a text as a template or an expression: an allowlist of characters, since an expression needs no braces."""
    return _HARMLESS.fullmatch(text) is not None


def has_template(text: str) -> bool:
    """Whether a text has the start of an expression, a statement or a comment of Jinja."""
    return any(mark in text for mark in ("{{", "{%", "{#"))


def marked(value: Any, mark: Callable[[str], Any]) -> Any:
    """Mark every text in a value that is not harmless. Nothing can mark a key.

    Args:
        value: plain data. It is not changed.
        mark: gives what a file has in place of such a text.
    """
    if isinstance(value, str):
        return value if is_harmless(value) else mark(value)
    if isinstance(value, list):
        return [marked(entry, mark) for entry in value]
    return {key: marked(entry, mark) for key, entry in value.items()} if isinstance(value, dict) else value


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
