# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that shape the tree, checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ...module_utils._operator_connect.errors import OptionError
from ...module_utils._operator_connect.text import quoted
from .host_names import HostNaming
from .host_variables import LABELS
from .naming import NAME_PREFIX

GROUPINGS = ("profile", "trunk", *LABELS)
HOST_FIELDS = ("name", "fqdn", "ip_address")
ADDRESS_FIELDS = ("ip_address", "fqdn")


class TreeOptions:
    """How the tree is built.

    Args:
        options: the options of the inventory plugin, by name. Its documentation has the defaults.

    Raises:
        OptionError: a value is unknown, or the prefix cannot start the name of a group.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.group_by = _choices(options, "group_by", GROUPINGS)
        self.connect_with = _choices(options, "connect_with", ADDRESS_FIELDS)
        self.has_placeholder_hosts = options["trunk_hosts"] == "unmatched"
        self.name_prefix = options.get("name_prefix") or ""
        if self.name_prefix and not NAME_PREFIX.fullmatch(self.name_prefix):
            raise OptionError(
                f"name_prefix: {quoted(self.name_prefix)} cannot start the name of a group",
                next_step="Use at most 64 lower-case letters, digits and underscores, and start with a letter.",
            )
        hostnames = _choices(options, "hostnames", HOST_FIELDS)
        self.host_naming = HostNaming(hostnames, self.name_prefix, options["on_name_collision"] == "suffix")


def _choices(options: Mapping[str, Any], option: str, known: Collection[str]) -> list[str]:
    """The values of a list option, each once."""
    values = options[option]
    for value in values:
        if value not in known:
            raise OptionError.unknown(option, value, known)
    return list(dict.fromkeys(values))
