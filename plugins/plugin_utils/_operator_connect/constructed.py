# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The constructed features: compose, groups and keyed_groups.

Ansible's own code evaluates them. It writes to `plugin.inventory`, and if an expression fails, what it has added so far stays there.
So the plugin has a private inventory while that code runs, and the result is copied into the tree. Neither a subclass nor a second
plugin object would be simpler: Ansible's methods have no argument for the inventory, only `self.inventory`, and a second object
would need the options, the templar and the variables of the plugin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

from ansible.inventory.data import InventoryData

from ...module_utils._operator_connect.errors import OptionError
from ...module_utils._operator_connect.fleet.addresses import is_address
from ...module_utils._operator_connect.unsafe_text import refuse_template_keys
from .tree import LABEL_PRIORITY, UNMATCHED_TRUNKS, Tree

# Connection plugins put these on a command line: ssh takes an address that starts with a hyphen for an option, and executes it.
ADDRESS_VARIABLES = ("ansible_host", "ansible_ssh_host")
_BUILT_IN = ("all", "ungrouped")


def construct(plugin: Any, tree: Tree, protect: Callable[[Any], Any]) -> None:
    """Add the results of compose, groups and keyed_groups to the tree. They apply to SBCs, not to placeholder hosts.

    Args:
        plugin: the inventory plugin, with its options and Ansible's implementation of the features.
        tree: the tree.
        protect: applied to every result, because it can contain text from the service.

    Raises:
        OptionError: a group would have the same name as a host.
        DocumentError: a key of a composed mapping is a template.
        AnsibleError: an expression fails, and `strict` is on.
    """
    compose, groups, keyed_groups = (plugin.get_option(option) for option in ("compose", "groups", "keyed_groups"))
    if not (compose or groups or keyed_groups):
        return
    for name in groups or ():
        _reject_host_name(plugin._sanitize_group_name(name), tree)
    strict = plugin.get_option("strict")
    placeholders = tree.groups[UNMATCHED_TRUNKS].hosts
    with _private_inventory(plugin) as private:
        for host in [name for name in tree.hosts if name not in placeholders]:
            variables = {**tree.hosts[host], "inventory_hostname": host}
            private.add_host(host)
            private.hosts[host].vars.clear()
            plugin._set_composite_vars(compose, variables, host, strict=strict)
            composed = {name: protect(value) for name, value in private.hosts[host].vars.items()}
            for name, value in composed.items():
                refuse_template_keys(value, f"The variable {name} of host {host}, from compose,")
            _remove_invalid_addresses(composed, host, tree)
            variables.update(composed)
            tree.hosts[host].update(composed)
            plugin._add_host_to_composed_groups(groups, variables, host, strict=strict, fetch_hostvars=False)
            plugin._add_host_to_keyed_groups(keyed_groups, variables, host, strict=strict, fetch_hostvars=False)
    _copy_groups(private, tree)


@contextmanager
def _private_inventory(plugin: Any) -> Iterator[Any]:
    shared = plugin.inventory
    plugin.inventory = InventoryData()
    try:
        yield plugin.inventory
    finally:
        plugin.inventory = shared


def _remove_invalid_addresses(composed: dict[str, Any], host: str, tree: Tree) -> None:
    for variable in ADDRESS_VARIABLES:
        if variable in composed and not (isinstance(composed[variable], str) and is_address(composed[variable])):
            del composed[variable]
            tree.warnings.append(f"Host {host}: ignored {variable} from compose, which is not an IP address or DNS name")


def _copy_groups(private: InventoryData, tree: Tree) -> None:
    groups = {name: group for name, group in private.groups.items() if name not in _BUILT_IN}
    children = {name: [child.name for child in group.child_groups if child.name in groups] for name, group in groups.items()}
    have_parent = set(chain.from_iterable(children.values()))
    for name, group in groups.items():
        _reject_host_name(name, tree)
        if name not in tree.groups:
            if children[name]:
                # A parent_group is directly below `all`. Below the root, the groups in it would be as deep as trunks and override profiles.
                tree.add_group(name)
            elif name in have_parent:
                tree.add_group(name, priority=LABEL_PRIORITY)
            else:
                tree.add_label(name)
        tree.add_hosts(name, (host.name for host in group.hosts))
    for name in groups:
        tree.groups[name].groups.update(dict.fromkeys(children[name]))


def _reject_host_name(group: str, tree: Tree) -> None:
    if group in tree.hosts:
        raise OptionError(
            f"Group {group} would have the same name as a host",
            next_step="Set a prefix for the group, or name_prefix for the hosts.",
        )
