# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of hosts: valid in Ansible, and different for every SBC and every trunk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from ...module_utils._operator_connect.errors import OptionError
from ...module_utils._operator_connect.fleet.topology import Sbc, Trunk
from ...module_utils._operator_connect.text import MAX_LISTED, is_blank, listed, quoted
from .naming import RESERVED_HOST_NAMES, fit_host_name, to_host_name


class HostNaming(NamedTuple):
    """How hosts are named.

    `hostnames` are fields of an SBC; the first with a usable value becomes its name. `prefix` starts every name. With
    `add_suffixes`, SBCs that would get the same name are followed by their ids; without it, they are an error.
    """

    hostnames: Sequence[str]
    prefix: str = ""
    add_suffixes: bool = False


class NamedHost(NamedTuple):
    """The name of a host, and the SBC or, for a placeholder host, the trunk that it represents."""

    subject: Sbc | Trunk
    name: str


def name_hosts(
    sbcs: Sequence[Sbc], trunks: Sequence[Trunk], naming: HostNaming, group_names: Collection[str]
) -> tuple[list[NamedHost], list[str]]:
    """Name all hosts of a tree.

    Args:
        sbcs: the SBCs.
        trunks: the trunks that get a placeholder host. If a name is not available, it is the placeholder host that gets another.
        naming: how hosts are named.
        group_names: names of groups, which no host may have.

    Returns:
        The hosts, and at most one warning, which lists the names that were changed.

    Raises:
        OptionError: two SBCs would get the same name, or an SBC that of a group, even with its id.
    """
    preferred = {sbc: _preferred_name(sbc, naming) for sbc in sbcs}
    names = {sbc: _available_name(sbc, name, naming, group_names) for sbc, name in preferred.items()}
    _resolve_collisions(names, preferred, naming)
    _reject_group_names(names.values(), group_names)
    hosts = [NamedHost(sbc, name) for sbc, name in names.items()]
    placeholders = _name_placeholders(trunks, naming.prefix, {*group_names, *names.values()})
    hosts.extend(NamedHost(trunk, name) for trunk, name in placeholders.items())
    changes = list(_changes(hosts, naming))
    return hosts, [f"Host names changed to be valid and unique: {listed(changes, MAX_LISTED)}"] if changes else []


def _preferred_name(sbc: Sbc, naming: HostNaming) -> str:
    """The first field of which something is left in a valid name."""
    values = (getattr(sbc, field) for field in naming.hostnames)
    return next((value for value in values if not is_blank(value) and to_host_name(value)), "")


def _available_name(sbc: Sbc, preferred: str, naming: HostNaming, group_names: Collection[str]) -> str:
    name = fit_host_name(naming.prefix, to_host_name(preferred))
    return name if preferred and not _is_unavailable(name, group_names) else _name_with_id(sbc, preferred, naming)


def _name_with_id(sbc: Sbc, preferred: str, naming: HostNaming) -> str:
    return fit_host_name(naming.prefix, to_host_name(preferred) or "sbc", f"-{sbc.id}")


def _is_unavailable(name: str, names: Collection[str]) -> bool:
    return name in names or name.casefold() in RESERVED_HOST_NAMES


def _resolve_collisions(names: dict[Sbc, str], preferred: dict[Sbc, str], naming: HostNaming) -> None:
    """Change names in place until no two SBCs have the same; a name with an id can be the name of another SBC."""
    while True:
        sbcs_of_name: dict[str, list[Sbc]] = defaultdict(list)
        for sbc, name in names.items():
            sbcs_of_name[name].append(sbc)
        collisions = {name: sbcs for name, sbcs in sbcs_of_name.items() if len(sbcs) > 1}
        if not collisions:
            return
        with_ids = {sbc: _name_with_id(sbc, preferred[sbc], naming) for sbcs in collisions.values() for sbc in sbcs}
        if not naming.add_suffixes or all(names[sbc] == name for sbc, name in with_ids.items()):
            names_with_sbcs = [
                f"{name} for {listed([f'{quoted(preferred[sbc] or sbc.name)} (sbcId {sbc.id})' for sbc in sbcs], separator=' and ')}"
                for name, sbcs in collisions.items()
            ]
            raise OptionError(
                "Several SBCs would get the same host name, so a play would reach only one of them: "
                + listed(names_with_sbcs, MAX_LISTED, "; "),
                next_step="Give the SBCs different names, choose other hostnames, or set on_name_collision to suffix.",
            )
        names.update(with_ids)


def _reject_group_names(names: Iterable[str], group_names: Collection[str]) -> None:
    for name in names:
        if _is_unavailable(name, group_names):
            raise OptionError(f"Host {name} would have the same name as a group", next_step="Set name_prefix, or choose other hostnames.")


def _name_placeholders(trunks: Sequence[Trunk], prefix: str, used: set[str]) -> dict[Trunk, str]:
    """A trunk is called by its FQDN if no other host is, otherwise by its FQDN and its id."""
    preferred = {trunk: fit_host_name(prefix, to_host_name(trunk.fqdn or "")) for trunk in trunks}
    trunks_of_name = Counter(preferred.values())
    # The numbers that were given to a name so far: to try them all again for each trunk would take time with the square of their number.
    numbers: dict[str, int] = defaultdict(int)
    names: dict[Trunk, str] = {}
    for trunk, preferred_name in preferred.items():
        label, suffix = to_host_name(trunk.fqdn or ""), "-" + to_host_name(trunk.unique_id)
        with_id = fit_host_name(prefix, label or "trunk", suffix)
        name = preferred_name if label and trunks_of_name[preferred_name] == 1 else with_id
        if _is_unavailable(name, used):
            name = with_id
        while _is_unavailable(name, used):
            # For ids that only differ in characters that are not valid in a host name.
            numbers[with_id] += 1
            name = fit_host_name(prefix, label or "trunk", f"{suffix}-{numbers[with_id] + 1}")
        names[trunk] = name
        used.add(name)
    return names


def _changes(hosts: Iterable[NamedHost], naming: HostNaming) -> Iterable[str]:
    """The hosts whose names differ from what the service calls them: `A b → A-b`."""
    for host in hosts:
        fields = naming.hostnames if isinstance(host.subject, Sbc) else ["fqdn"]
        values = (getattr(host.subject, field) for field in fields)
        original = next((value for value in values if not is_blank(value)), "")
        if original and host.name != naming.prefix + original:
            yield f"{quoted(original)} → {host.name}"
