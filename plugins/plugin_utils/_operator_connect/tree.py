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

# If several groups of a host have the same variable, Ansible uses the value of the group that is deepest below `all`. At the same depth it
# uses the highest priority, and then the last name. Groups of users are directly below `all` and have the priority 1. With these priorities
# a special group always overrides a general one: trunk, profile, label, groups of users, source, sbcs, calling_profiles, operator_connect.
DEFAULT_PRIORITY = 1
LABEL_PRIORITY = SOURCE_PRIORITY = 0
GENERAL_PRIORITY = -1
ROOT_PRIORITY = -2


class Group:
    """One group, with the groups and the hosts directly below it. They are the keys of dicts, which keep their order.

    Args:
        made_for: the profile, the trunk or the source to which this group belongs, unique over all sources; None for a group that sources
            share.
        priority: its `ansible_group_priority`.
    """

    def __init__(self, made_for: str | None = None, priority: int = DEFAULT_PRIORITY) -> None:
        self.made_for = made_for
        self.priority = priority
        self.groups: dict[str, None] = {}
        self.hosts: dict[str, None] = {}


class Tree:
    """Hosts with their variables, groups with parents before their children, and warnings about both."""

    def __init__(self) -> None:
        self.hosts: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, Group] = {}
        self.warnings: list[str] = []

    def add_group(self, name: str, parent: str | None = None, made_for: str | None = None, *, priority: int = DEFAULT_PRIORITY) -> str:
        """Add a group, unless it exists, and put it below its parent, or directly below `all`. Returns its name."""
        if name not in self.groups:
            self.groups[name] = Group(made_for, priority)
        if parent is not None:
            self.groups[parent].groups[name] = None
        return name

    def add_label(self, name: str) -> str:
        """Add the group of a label, or of a property that users group by. Returns its name."""
        return self.add_group(name, ROOT, priority=LABEL_PRIORITY)

    def add_hosts(self, group: str, hosts: Iterable[str]) -> None:
        """Put hosts directly into a group."""
        self.groups[group].hosts.update(dict.fromkeys(hosts))
