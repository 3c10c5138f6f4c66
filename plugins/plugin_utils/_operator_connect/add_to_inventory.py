# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding a finished tree to an inventory, the only step that changes it."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from ...module_utils._operator_connect.errors import OptionError

if TYPE_CHECKING:
    from .tree import Tree

# Where a group of the inventory remembers whose it is; an attribute, for a variable would be inherited by its hosts.
_MADE_FOR = "operator_connect_made_for"
_PREFIX_THEM = "Set name_prefix in one of the two inventory files."


def add_tree(tree: Tree, inventory: Any) -> None:
    """Add a tree to an inventory.

    Variables are set in one go: through the inventory, one by one, they take half of the time of a parse.

    Args:
        tree: the tree, finished and checked.
        inventory: Ansible's.

    Raises:
        OptionError: another source already brought a host or a group of that name for something else, or a group would stand below
            itself; nothing was added.
    """
    _refuse_foreign_things(tree, inventory)
    _refuse_circles(tree, inventory)
    for name, group in tree.groups.items():
        inventory.add_group(name)
        if group.made_for:
            setattr(inventory.groups[name], _MADE_FOR, group.made_for)
    # Edges between groups first: each one added later would walk the hosts below it.
    for name, group in tree.groups.items():
        for child in group.groups:
            inventory.add_child(name, child)
    for name, variables in tree.hosts.items():
        inventory.add_host(name)
        inventory.hosts[name].vars.update(variables)
    for name, group in tree.groups.items():
        for host in group.hosts:
            inventory.add_child(name, host)


def _refuse_foreign_things(tree: Tree, inventory: Any) -> None:
    for name, variables in tree.hosts.items():
        host = inventory.hosts.get(name)
        known = host.vars.get("oc_instance_id") if host else None
        if known is not None and known != variables["oc_instance_id"]:
            what = f"Host {name} is {known} in another source, and {variables['oc_instance_id']} here"
            raise OptionError(what, next_step=_PREFIX_THEM)
    for name, group in tree.groups.items():
        known = getattr(inventory.groups.get(name), _MADE_FOR, None)
        if known and group.made_for and known != group.made_for:
            what = f"Group {name} is made for {known} in another source, and for {group.made_for} here"
            raise OptionError(what, next_step=_PREFIX_THEM)


def _refuse_circles(tree: Tree, inventory: Any) -> None:
    """Ansible refuses them too, but only when half of the groups are there."""
    below = {name: {child.name for child in group.child_groups} for name, group in inventory.groups.items()}
    for name, group in tree.groups.items():
        below.setdefault(name, set()).update(group.groups)
    try:
        TopologicalSorter(below).prepare()
    except CycleError as error:
        raise OptionError(
            f"Groups would stand below themselves: {', '.join(reversed(error.args[1]))}",
            next_step="Look at keyed_groups with a parent_group, and at the children of groups in other sources.",
        ) from None
