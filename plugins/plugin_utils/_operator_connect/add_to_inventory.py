# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds a finished tree to Ansible's inventory. Nothing else changes the inventory."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from ...module_utils._operator_connect.errors import OptionError
from ...module_utils._operator_connect.text import quoted
from .tree import DEFAULT_PRIORITY, ROOT

if TYPE_CHECKING:
    from collections.abc import Collection

    from .tree import Tree

# The attribute in which a group of Ansible's inventory keeps `made_for`. The hosts of the group would inherit a variable.
_MADE_FOR = "operator_connect_made_for"
_SET_NAME_PREFIX = "Set name_prefix in one of the two inventory files."
# What decides which device a play reaches, each with the variables of ours that mean the same.
_CONNECTION_VARIABLES = {
    "ansible_host": ("ansible_host",),
    "ansible_ssh_host": ("ansible_ssh_host", "ansible_host"),
    "ansible_connection": ("ansible_connection",),
    "ansible_port": ("ansible_port",),
}


def add_tree(tree: Tree, inventory: Any) -> None:
    """Add a tree to an inventory.

    Args:
        tree: the tree, finished and checked.
        inventory: Ansible's inventory.

    Raises:
        OptionError: another source already has a host or a group with the same name for something else, or a group would be below
            itself. The inventory is not changed.
    """
    _reject_names_of_other_sources(tree, inventory)
    _reject_other_connections(tree, inventory)
    _reject_group_loops(tree, inventory)
    shared = _labels_of_other_sources(tree, inventory)
    for name, group in tree.groups.items():
        inventory.add_group(name)
        if group.made_for:
            setattr(inventory.groups[name], _MADE_FOR, group.made_for)
        # A priority that another source has set stays.
        if name not in shared and inventory.groups[name].priority == DEFAULT_PRIORITY:
            inventory.groups[name].set_priority(group.priority)
    _link_groups(tree, inventory, shared)
    for name, variables in tree.hosts.items():
        inventory.add_host(name)
        # Setting variables one by one through the inventory would take half of the time of a parse.
        inventory.hosts[name].vars.update(variables)
    for name, group in tree.groups.items():
        for host in group.hosts:
            inventory.add_child(name, host)


def _labels_of_other_sources(tree: Tree, inventory: Any) -> set[str]:
    """The label groups that another source has filled with hosts of its own. They stay where they are: these hosts are no SBCs of ours."""
    existing = [name for name in tree.groups[ROOT].groups if name in inventory.groups]
    return {name for name in existing if any(host.name not in tree.hosts for host in inventory.groups[name].get_hosts())}


def _link_groups(tree: Tree, inventory: Any, shared: Collection[str]) -> None:
    """Link the groups before they have hosts: a later link would visit all hosts below it."""
    for name, group in tree.groups.items():
        for child in group.groups:
            if name != ROOT or child not in shared:
                inventory.add_child(name, child)
    for name in tree.groups:
        if not inventory.groups[name].parent_groups:
            inventory.add_child("all", name)


def _reject_names_of_other_sources(tree: Tree, inventory: Any) -> None:
    for name, variables in tree.hosts.items():
        host = inventory.hosts.get(name)
        existing = host.vars.get("oc_instance_id") if host else None
        if existing is not None and existing != variables["oc_instance_id"]:
            message = f"Host {name} already exists from another source, for {existing} (here: {variables['oc_instance_id']})"
            raise OptionError(message, next_step=_SET_NAME_PREFIX)
    for name, group in tree.groups.items():
        existing = getattr(inventory.groups.get(name), _MADE_FOR, None)
        if existing and group.made_for and existing != group.made_for:
            message = f"Group {name} already exists from another source, for {existing} (here: {group.made_for})"
            raise OptionError(message, next_step=_SET_NAME_PREFIX)


def _reject_other_connections(tree: Tree, inventory: Any) -> None:
    """A host of the same name with another address or connection is another device, or a play would reach a mixture of both."""
    for name in (name for name in tree.hosts if name in inventory.hosts):
        existing, ours = inventory.hosts[name].vars, tree.hosts[name]
        for variable, same in _CONNECTION_VARIABLES.items():
            value = next((ours[word] for word in same if word in ours), None)
            # A number can be a string in another source.
            if variable in existing and str(existing[variable]) != str(value):
                here = f"{variable} is not set" if value is None else quoted(value)
                raise OptionError(
                    f"Host {name} already exists from another source, with {variable} {quoted(existing[variable])} (here: {here})",
                    next_step=f"If it is another device, set name_prefix. If it is the same device, remove {variable} from the other "
                    "source, or list the other source after this one to override it.",
                )


def _reject_group_loops(tree: Tree, inventory: Any) -> None:
    """Ansible rejects them too, but only after it has added some of the groups."""
    children = {name: {child.name for child in group.child_groups} for name, group in inventory.groups.items()}
    for name, group in tree.groups.items():
        children.setdefault(name, set()).update(group.groups)
    try:
        TopologicalSorter(children).prepare()
    except CycleError as error:
        raise OptionError(
            f"Group loop: {' → '.join(reversed(error.args[1]))}",
            next_step="Check keyed_groups with a parent_group, and the children of groups in other sources.",
        ) from None
