# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter `unknown_variables`: finds misspelt variables of a role or playbook."""

from __future__ import annotations

DOCUMENTATION = r"""
name: unknown_variables
short_description: Find misspelt variables of a role or playbook
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Ansible ignores variables that nobody uses, so a misspelt variable changes nothing. The role and the playbooks of this collection use
    this filter to report one.
positional: known, prefix
options:
  _input:
    description:
      - The names of the variables that are set, for example from the lookup P(ansible.builtin.varnames#lookup).
    type: list
    elements: str
    required: true
  known:
    description:
      - The names of the variables that exist.
    type: list
    elements: str
    required: true
  prefix:
    description:
      - The prefix of the names. It is left out when the filter looks for the most similar name.
    type: str
    default: ''
seealso:
  - plugin: ansible.builtin.varnames
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Check the names of the variables
  ansible.builtin.assert:
    that: unknown == []
    fail_msg: "{{ unknown | join(' ') }}"
  vars:
    known: [site_backup_folder, site_backup_days]
    unknown: "{{ query('ansible.builtin.varnames', '^site_backup_')
      | audiocodes.operator_connect.unknown_variables(known, prefix='site_backup_') }}"
"""

RETURN = r"""
_value:
  description: A sentence for each unknown variable, sorted, with the most similar known one and all known ones.
  type: list
  elements: str
  sample:
    - 'site_backup_day is not a variable. Did you mean site_backup_days? Known variables: site_backup_days, site_backup_folder.'
"""

from collections.abc import Callable, Iterable

from ..module_utils._operator_connect.text import nearest


def unknown_variables(names: Iterable[str], known: Iterable[str], prefix: str = "") -> list[str]:
    """Find the variables that do not exist.

    Args:
        names: the names of the variables that are set.
        known: the names of the variables that exist.
        prefix: the prefix of the names. It would make all names similar.

    Returns:
        A sentence for each unknown variable.
    """
    existing = {name.removeprefix(prefix): name for name in sorted(known)}
    sentences = []
    for name in sorted(set(names) - set(existing.values())):
        near = nearest(list(existing), name.removeprefix(prefix))
        hint = f" Did you mean {existing[near]}?" if near else ""
        sentences.append(f"{name} is not a variable.{hint} Known variables: {', '.join(existing.values())}.")
    return sentences


class FilterModule:
    """The filters of this file, for Ansible."""

    def filters(self) -> dict[str, Callable[..., list[str]]]:
        return {"unknown_variables": unknown_variables}
