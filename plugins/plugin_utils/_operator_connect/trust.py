# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be left plain in an inventory, and what is marked so that it never becomes code.

Up to ansible-core 2.18 every string that a plugin sets is a template; from 2.19 only one that is tagged as trusted is. And an
expression needs no brace to run: `when` and `assert` evaluate a bare word. So nothing is property_settings for that looks
dangerous; a string is plain only if all of it is harmless.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Any

from ansible.utils.unsafe_proxy import wrap_var

try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core up to 2.18
    trust_as_template = None

_HARMLESS = re.compile(r"[\w .:@/+,-]*")


class Marker:
    """Marks the values of one inventory source, each distinct string once."""

    def __init__(self) -> None:
        self._marked: dict[str, Any] = {}

    def mark(self, value: Any) -> Any:
        """The value, its strings marked: harmless ones plain (and trusted, where there is such a thing), others inert."""
        if isinstance(value, str):
            marked = self._marked.get(value)
            if marked is None:
                marked = self._marked[value] = _mark_text(value)
            return marked
        if isinstance(value, (list, tuple, Set)):
            return [self.mark(entry) for entry in value]
        if isinstance(value, Mapping):
            return {key: self.mark(entry) for key, entry in value.items()}
        return value


def _mark_text(text: str) -> Any:
    is_harmless = _HARMLESS.fullmatch(text) is not None
    if trust_as_template is not None:
        # Untagged, every string exports as {"__ansible_unsafe": …}; tagged, a harmless one stays what it is.
        return trust_as_template(text) if is_harmless else text
    return text if is_harmless else wrap_var(text)
