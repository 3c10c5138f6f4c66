# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The constructed features, worked out on a private inventory, so that a failure leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.inventory.data import InventoryData

from ...module_utils._operator_connect.errors import OptionError
from ...module_utils._operator_connect.fleet.addresses import is_address
from .tree import UNMATCHED_TRUNKS, Tree

# What a connection plugin hands to a command line: ssh takes an address that starts with a hyphen for an option, and runs it.
ADDRESS_VARIABLES = ("ansible_host", "ansible_ssh_host")
_BUILT_IN = ("all", "ungrouped")


def construct(plugin: Any, tree: Tree, mark: Callable[[Any], Any]) -> None:
    """Add to the tree what compose, groups and keyed_groups make of its SBCs.

    Args:
        plugin: the inventory plugin, which has the options and Ansible's own implementation of them.
        tree: the tree.
        mark: what is applied to every value that an expression makes of remote text.

    Raises:
        OptionError: a group would have the name of a host.
        AnsibleError: an expression fails, and strict is on.
    """
    compose, groups, keyed_groups = (plugin.get_option(option) for option in ("compose", "groups", "keyed_groups"))
    if not (compose or groups or keyed_groups):
        return
    for name in groups or ():
        _refuse_name_of_host(plugin._sanitize_group_name(name), tree)
    strict = plugin.get_option("strict")
    shared, private = plugin.inventory, InventoryData()
    plugin.inventory = private
    try:
        for host in _sbc_hosts(tree):
            variables = {**tree.hosts[host], "inventory_hostname": host}
            private.add_host(host)
            private_variables = private.hosts[host].vars
            private_variables.clear()
            plugin._set_composite_vars(compose, variables, host, strict=strict)
            composed = {name: mark(value) for name, value in private.hosts[host].vars.items()}
            _drop_what_is_no_address(composed, host, tree)
            variables.update(composed)
            tree.hosts[host].update(composed)
            plugin._add_host_to_composed_groups(groups, variables, host, strict=strict, fetch_hostvars=False)
            plugin._add_host_to_keyed_groups(keyed_groups, variables, host, strict=strict, fetch_hostvars=False)
    finally:
        plugin.inventory = shared
    _take_over_groups(private, tree)


def _sbc_hosts(tree: Tree) -> list[str]:
    stand_ins = tree.groups[UNMATCHED_TRUNKS].hosts
    return [host for host in tree.hosts if host not in stand_ins]


def _drop_what_is_no_address(composed: dict[str, Any], host: str, tree: Tree) -> None:
    for variable in ADDRESS_VARIABLES:
        if variable in composed and not (isinstance(composed[variable], str) and is_address(composed[variable])):
            del composed[variable]
            tree.warnings.append(f"Host {host}: what compose makes of {variable} is no address, and is left out.")


def _take_over_groups(private: InventoryData, tree: Tree) -> None:
    for name, group in private.groups.items():
        if name in _BUILT_IN:
            continue
        _refuse_name_of_host(name, tree)
        tree.add_group(name)
        tree.add_hosts(name, (host.name for host in group.hosts))
    for name, group in private.groups.items():
        if name not in _BUILT_IN:
            tree.groups[name].groups.update((child.name, None) for child in group.child_groups if child.name not in _BUILT_IN)


def _refuse_name_of_host(group: str, tree: Tree) -> None:
    if group in tree.hosts:
        raise OptionError(f"The group {group} would have the name of a host", next_step="Give the group a prefix, or the hosts.")
