# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of a policy: read strictly, and checked completely."""

from __future__ import annotations

import re
from typing import Any

from .comparison.waivers import read_waivers
from .errors import OptionError
from .fleet.view import Query
from .strict_yaml import YamlFile, read_yaml_file
from .text import kind_of
from .value_tree import ValueTree, path_text

# What a policy can have, and the kind of each. All of them are options too.
SECTIONS: dict[str, type] = {"fill": list, "rules": dict, "required_regions": list, "validation_ok": list, "waivers": list}
_STEP = re.compile(r"\[([0-9]+)\]|\.?([^.\[\]:]+)")


class PolicyFile(YamlFile):
    """One policy."""

    kind = "policies"
    option = "policy_from"
    keys = ", ".join(SECTIONS)


def read_policy(path: str) -> dict[str, Any]:
    """Read and check a policy.

    Raises:
        OptionError: something in it is not valid.
        FileError: the file cannot be read, or it is not YAML.
        ImportError: PyYAML is missing.
    """
    tree = read_yaml_file(path, PolicyFile)
    policy = {}
    for section in tree.root.entries(f"a mapping of {PolicyFile.keys}", SECTIONS):
        if not isinstance(section.value, SECTIONS[section.name]):
            raise section.kind_error(kind_of(SECTIONS[section.name]()))
        policy[section.name] = section.value
    try:
        Query(policy)
        read_waivers(policy.get("waivers"))
    except OptionError as error:
        raise _located(error, tree) from None
    return policy


def _located(error: OptionError, tree: ValueTree) -> OptionError:
    """The error with the file and the line of the value that it names: `policy.yml:12: fill[0].set: regoin is unknown`."""
    place = error.what.partition(": ")[0]
    steps: list[str | int] = []
    value: Any = tree.value
    for match in _STEP.finditer(place):
        number, key = match.groups()
        step = int(number) if number else key
        try:
            value = value[step]
        except (IndexError, KeyError, TypeError):
            break
        steps.append(step)
    path = tuple(steps)
    return error.with_context(prefix=tree.location(path).removesuffix(path_text(path)))
