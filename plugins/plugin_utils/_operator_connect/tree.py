# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory as plain data: hosts with their variables, and groups. Finished and checked before Ansible's inventory is touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# The groups that every inventory has.
ROOT = "operator_connect"
PROFILES, SBCS, TRUNKS = "calling_profiles", "sbcs", "trunks"
UNMATCHED_TRUNKS = "unmatched_trunks"
# Only if an SBC is in an additional list and matches no trunk.
ADDITIONAL_SBCS = "additional_sbcs"


class Group:
    """One group, with the groups and the hosts directly below it. They are the keys of dicts, which keep their order.

    Args:
        made_for: the profile or the trunk to which this group belongs, unique over all sources; None for a group that sources share.
    """

    def __init__(self, made_for: str | None = None) -> None:
        self.made_for = made_for
        self.groups: dict[str, None] = {}
        self.hosts: dict[str, None] = {}


class Tree:
    """Hosts with their variables, groups with parents before their children, and warnings about both."""

    def __init__(self) -> None:
        self.hosts: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, Group] = {}
        self.warnings: list[str] = []

    def add_group(self, name: str, parent: str | None = None, made_for: str | None = None) -> str:
        """Add a group, unless it exists, and put it below its parent. Returns its name."""
        if name not in self.groups:
            self.groups[name] = Group(made_for)
        if parent is not None:
            self.groups[parent].groups[name] = None
        return name

    def add_hosts(self, group: str, hosts: Iterable[str]) -> None:
        """Put hosts directly into a group."""
        self.groups[group].hosts.update(dict.fromkeys(hosts))
