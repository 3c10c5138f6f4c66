# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible and AWX accept as the name of a host or a group, and how things that would share one are told apart."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

MAX_HOST_NAME = 253
MAX_GROUP_LABEL = 200
SHORT_ID = 8
# An id that says more than this is told by its digest: the service bounds none of them.
MAX_ID = 64
# A host of one of these names would take over plays that were never meant for it.
RESERVED_HOST_NAMES = frozenset({"all", "ungrouped", "localhost", "127.0.0.1"})
NAME_PREFIX = re.compile(r"[a-z][a-z0-9_]{0,63}")

_NOT_IN_HOST_NAME = re.compile(r"[^A-Za-z0-9._-]")
_NOT_AT_ITS_START = re.compile(r"^[^A-Za-z0-9]+")
_NOT_IN_GROUP_NAME = re.compile(r"[^a-z0-9_]")

Thing = TypeVar("Thing", bound=Hashable)


def host_name(text: str) -> str:
    """The nearest that `[A-Za-z0-9][A-Za-z0-9._-]*` allows; empty where nothing is left of it.

    A slash, a brace, a space or a colon in a host's name is a path, a template, a pattern or a port somewhere else.
    """
    return _NOT_AT_ITS_START.sub("", _NOT_IN_HOST_NAME.sub("-", text.strip()))


def fitted(prefix: str, name: str, suffix: str = "") -> str:
    """A host name of at most 253 characters; what is too long is cut in the middle, and a suffix is whole or a digest."""
    if len(suffix) > MAX_ID:
        suffix = "-" + _digest(suffix)
    return prefix + name[: MAX_HOST_NAME - len(prefix) - len(suffix)] + suffix


def group_name(prefix: str, text: str) -> str:
    """A lower-case identifier: the prefix, which starts with a letter, and what is left of the text."""
    return prefix + _NOT_IN_GROUP_NAME.sub("_", text.lower())[:MAX_GROUP_LABEL]


def tell_apart(
    names: Mapping[Thing, str], ids: Mapping[Thing, str], always: Collection[Thing] = ()
) -> tuple[dict[Thing, str], list[list[Thing]]]:
    """Give things whose group names come out equal the first characters of their ids, as few as tell them apart.

    Args:
        names: the name of each thing, as it came out.
        ids: the id of each thing, no two of them equal.
        always: things that get theirs in any case.

    Returns:
        The names, no two of them equal, and the sets of things that would have shared one.
    """
    length = {thing: SHORT_ID if thing in always else 0 for thing in names}
    shared: list[list[Thing]] = []
    while True:
        told = {thing: _with_id(name, ids[thing], length[thing]) for thing, name in names.items()}
        clashes = [things for things in _by_value(told).values() if len(things) > 1]
        if not clashes:
            return told, shared
        for things in clashes:
            if all(length[thing] == 0 for thing in things):
                shared.append(things)
            for thing in things:
                length[thing] = max(SHORT_ID, length[thing] + 1)


def _with_id(name: str, identity: str, length: int) -> str:
    if not length:
        return name
    # Ids may differ only in what no group name may have, or only at their far end.
    told = identity[:length] if length <= max(SHORT_ID, min(len(identity), MAX_ID)) else _digest(identity)
    return f"{name}_{group_name('', told)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _by_value(names: Mapping[Thing, str]) -> dict[str, list[Thing]]:
    things: dict[str, list[Thing]] = defaultdict(list)
    for thing, name in names.items():
        things[name].append(thing)
    return things
