# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of a call that the service repeats in its document: they must not reach results, snapshots and caches."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from .redaction import MASK

# A shorter one can be a word of the document.
MIN_LENGTH = 16


def mask_secrets(document: Any, secrets: Collection[str]) -> Any:
    """Replace the secrets of a call in a document.

    Args:
        document: parsed JSON.
        secrets: only those of 16 characters or more are replaced.

    Returns:
        The same object if no secret is in it, else a copy with `********` in place of each, also in keys.
    """
    long = sorted((secret for secret in secrets if len(secret) >= MIN_LENGTH), key=len, reverse=True)
    # One text, because to visit every string of a large document would take ten times as long.
    text = json.dumps(document, ensure_ascii=False) if long else ""
    found = [secret for secret in long if json.dumps(secret, ensure_ascii=False)[1:-1] in text]
    return _masked(document, found) if found else document


def _masked(value: Any, secrets: Collection[str]) -> Any:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
        return value
    if isinstance(value, list):
        return [_masked(entry, secrets) for entry in value]
    if isinstance(value, dict):
        return {_masked(key, secrets): _masked(entry, secrets) for key, entry in value.items()}
    return value
