# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How SBCs and trunks are called as hosts: no two alike, none that means something else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, count
from typing import NamedTuple, Union

from ...module_utils._operator_connect.errors import OptionError
from ...module_utils._operator_connect.fleet.topology import Sbc, Trunk
from ...module_utils._operator_connect.text import is_blank
from .naming import RESERVED_HOST_NAMES, fitted, host_name


class NamedHost(NamedTuple):
    """An SBC, or a trunk without one, and what it is called as a host."""

    thing: Union[Sbc, Trunk]
    name: str


def name_hosts(
    sbcs: Sequence[Sbc], trunks: Sequence[Trunk], hostnames: Sequence[str], prefix: str, *, has_suffixes: bool, taken: Collection[str]
) -> tuple[list[NamedHost], list[str]]:
    """Name all hosts of a tree.

    Args:
        sbcs: the SBCs.
        trunks: the trunks that have a host of their own; where a name is not free they give way.
        hostnames: the fields of an SBC that may name it, the first that has something.
        prefix: what every name starts with.
        has_suffixes: whether SBCs that would share a name all get their ids; else it is an error.
        taken: names that no host may have, those of groups.

    Returns:
        The hosts, and a warning that lists the names that had to be changed, where there are any.

    Raises:
        OptionError: two SBCs share a name, or one has that of a group even with its id.
    """
    wanted = {sbc: _wanted(sbc, hostnames) for sbc in sbcs}
    names = {sbc: _free_name(sbc, wanted[sbc], prefix, taken) for sbc in sbcs}
    _settle_collisions(names, wanted, prefix, has_suffixes=has_suffixes)
    _refuse_names_of_groups(names.values(), taken)
    hosts = [NamedHost(sbc, name) for sbc, name in names.items()]
    hosts.extend(NamedHost(trunk, name) for trunk, name in _name_trunks(trunks, prefix, {*taken, *names.values()}).items())
    asked = [(_called(host.thing, hostnames if isinstance(host.thing, Sbc) else ["fqdn"]), host.name) for host in hosts]
    changed = [(called, name) for called, name in asked if called and name != prefix + called]
    return hosts, [_tell_changes(changed)] if changed else []


def _called(thing: Sbc | Trunk, fields: Iterable[str]) -> str:
    """What the service calls it: the first field that has something, whatever that is."""
    return next((value for value in (getattr(thing, field) for field in fields) if not is_blank(value)), "")


def _name_trunks(trunks: Sequence[Trunk], prefix: str, used: set[str]) -> dict[Trunk, str]:
    """Names for trunks; one whose FQDN is not free, or that another trunk has too, takes its id."""
    wishes = {trunk: fitted(prefix, host_name(trunk.fqdn or "")) for trunk in trunks}
    wished = Counter(wishes.values())
    names: dict[Trunk, str] = {}
    for trunk, wish in wishes.items():
        label, suffix = host_name(trunk.fqdn or ""), "-" + host_name(trunk.id or trunk.identity)
        # A number comes last: ids may differ only in what no host name may have.
        suffixes = chain([suffix], (f"{suffix}-{number}" for number in count(2)))
        candidates = chain([wish] if label and wished[wish] == 1 else [], (fitted(prefix, label or "trunk", more) for more in suffixes))
        names[trunk] = next(name for name in candidates if not _is_taken(name, used))
        used.add(names[trunk])
    return names


def _is_taken(name: str, taken: Collection[str]) -> bool:
    return name in taken or name.casefold() in RESERVED_HOST_NAMES


def _wanted(sbc: Sbc, hostnames: Iterable[str]) -> str:
    """The first field that has something which can be part of a name."""
    values = (getattr(sbc, field) for field in hostnames)
    return next((value for value in values if not is_blank(value) and host_name(value)), "")


def _free_name(sbc: Sbc, wanted: str, prefix: str, taken: Collection[str]) -> str:
    name = fitted(prefix, host_name(wanted))
    return name if wanted and not _is_taken(name, taken) else _with_id(sbc, wanted, prefix)


def _with_id(sbc: Sbc, wanted: str, prefix: str) -> str:
    return fitted(prefix, host_name(wanted) or "sbc", f"-{sbc.id}")


def _settle_collisions(names: dict[Sbc, str], wanted: dict[Sbc, str], prefix: str, *, has_suffixes: bool) -> None:
    while True:
        sharing: dict[str, list[Sbc]] = defaultdict(list)
        for sbc, name in names.items():
            sharing[name].append(sbc)
        collisions = {name: shared for name, shared in sharing.items() if len(shared) > 1}
        if not collisions:
            return
        suffixed = {sbc: _with_id(sbc, wanted[sbc], prefix) for shared in collisions.values() for sbc in shared}
        if not has_suffixes or all(names[sbc] == name for sbc, name in suffixed.items()):
            told = "; ".join(f"{name} (sbcId {' and '.join(str(sbc.id) for sbc in shared)})" for name, shared in collisions.items())
            raise OptionError(
                f"SBCs would share the name of one host, and a play would reach one of them alone: {told}",
                next_step="Give them names of their own, choose other hostnames, or set on_name_collision to suffix.",
            )
        names.update(suffixed)


def _refuse_names_of_groups(names: Iterable[str], taken: Collection[str]) -> None:
    for name in names:
        if _is_taken(name, taken):
            raise OptionError(f"Host {name} would have the name of a group", next_step="Set name_prefix, or choose other hostnames.")


def _tell_changes(changed: Iterable[tuple[str, str]]) -> str:
    told = ", ".join(f"{old!r} is {new}" for old, new in changed)
    return f"Some hosts are not called what the service calls them: {told}."
