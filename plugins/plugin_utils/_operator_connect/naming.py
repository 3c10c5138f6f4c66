# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible and AWX accept as the name of a host or a group, and names that differ."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

MAX_HOST_NAME = 253
MAX_GROUP_LABEL = 200
SHORT_ID = 8
# A longer id is replaced by its digest: the service has no limit.
MAX_ID = 64
# A host with one of these names would be reached by plays that are meant for others.
RESERVED_HOST_NAMES = frozenset({"all", "ungrouped", "localhost", "127.0.0.1"})
NAME_PREFIX = re.compile(r"[a-z][a-z0-9_]{0,63}")

_NOT_IN_HOST_NAME = re.compile(r"[^A-Za-z0-9._-]")
_NOT_AT_START_OF_HOST_NAME = re.compile(r"^[^A-Za-z0-9]+")
_NOT_IN_GROUP_NAME = re.compile(r"[^a-z0-9_]")

Member = TypeVar("Member", bound=Hashable)


def to_host_name(text: str) -> str:
    """The most similar name that matches `[A-Za-z0-9][A-Za-z0-9._-]*`, or an empty string if nothing is left.

    In the name of a host, Ansible or AWX would take a slash for a path, a brace for a template, a space for a pattern and a colon
    for a port.
    """
    return _NOT_AT_START_OF_HOST_NAME.sub("", _NOT_IN_HOST_NAME.sub("-", text.strip()))


def fit_host_name(prefix: str, name: str, suffix: str = "") -> str:
    """Join the parts of a host name to at most 253 characters. Only `name` is cut; a long suffix is replaced by its digest."""
    if len(suffix) > MAX_ID:
        suffix = "-" + _digest(suffix)
    return prefix + name[: MAX_HOST_NAME - len(prefix) - len(suffix)] + suffix


def to_group_name(prefix: str, text: str) -> str:
    """A valid group name: the prefix, which must start with a letter, and the text in lower case with `_` for other characters."""
    return prefix + _NOT_IN_GROUP_NAME.sub("_", text.lower())[:MAX_GROUP_LABEL]


def unique_names(
    names: Mapping[Member, str], ids: Mapping[Member, tuple[str, ...]], always: Collection[Member] = ()
) -> tuple[dict[Member, str], list[list[Member]]]:
    """Add ids to group names that are equal, cut to as few characters as make the names differ.

    Args:
        names: the name of each member.
        ids: what identifies each member: one or several ids of the service; no two members have the same.
        always: members whose id is added in any case.

    Returns:
        The names, no two of them equal, and the lists of members whose names were equal.

    Raises:
        ValueError: two members have the same name and the same ids.
    """
    if len({(name, ids[member]) for member, name in names.items()}) < len(names):
        raise ValueError("two members have the same name and the same ids")
    lengths = {member: SHORT_ID if member in always else 0 for member in names}
    collisions: list[list[Member]] = []
    while True:
        unique = {member: _name_with_id(name, ids[member], lengths[member]) for member, name in names.items()}
        equal = [members for members in _by_name(unique).values() if len(members) > 1]
        if not equal:
            return unique, collisions
        for members in equal:
            if all(lengths[member] == 0 for member in members):
                collisions.append(members)
            for member in members:
                lengths[member] = max(SHORT_ID, lengths[member] + 1)


def _name_with_id(name: str, ids: tuple[str, ...], length: int) -> str:
    if not length:
        return name
    text = "_".join(ids)
    # Two ids may only differ in characters that are not valid in a group name, or after many equal characters, or in where one ends.
    part = text[:length] if length <= max(SHORT_ID, min(len(text), MAX_ID)) else _digest(json.dumps(ids))
    return f"{name}_{to_group_name('', part)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _by_name(names: Mapping[Member, str]) -> dict[str, list[Member]]:
    members: dict[str, list[Member]] = defaultdict(list)
    for member, name in names.items():
        members[name].append(member)
    return members
