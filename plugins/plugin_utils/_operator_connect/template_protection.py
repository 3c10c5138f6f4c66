# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes text from the service inert, so that Ansible never evaluates it.

Up to ansible-core 2.18, every string that a plugin sets is a template; from 2.19, only a string that is tagged as trusted is. An
expression runs even without braces: `when` and `assert` evaluate a bare word. So this does not look for dangerous text; it leaves
a string plain only if every character in it is harmless.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from ansible.utils.unsafe_proxy import wrap_var

from ...module_utils._operator_connect.unsafe_text import is_harmless

try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core up to 2.18
    trust_as_template = None


class TemplateProtection:
    """Protects the values of one inventory source. Each distinct string is protected once, which saves time."""

    def __init__(self) -> None:
        self._protected: dict[str, Any] = {}

    def protect(self, value: Any) -> Any:
        """Protect every string in a value.

        Args:
            value: a value from the service. It is not changed.

        Returns:
            The same value, with harmless strings plain and all others inert; tuples and sets become lists.
        """
        if isinstance(value, str):
            protected = self._protected.get(value)
            if protected is None:
                protected = self._protected[value] = _protect_text(value)
            return protected
        if isinstance(value, (list, tuple, Set)):
            return [self.protect(entry) for entry in value]
        if isinstance(value, Mapping):
            return {key: self.protect(entry) for key, entry in value.items()}
        return value


def _protect_text(text: str) -> Any:
    if trust_as_template is not None:
        # A string without a tag is exported as {"__ansible_unsafe": …}, a tagged one as it is.
        return trust_as_template(text) if is_harmless(text) else text
    return text if is_harmless(text) else wrap_var(text)
