#!/usr/bin/python
# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The snapshot module: the live state into a file that git can diff."""

from __future__ import annotations

DOCUMENTATION = r"""
module: calling_profile_snapshot
short_description: Store the Operator Connect calling profiles of AudioCodes Live Platform in a file
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Writes the Microsoft Operator Connect calling profiles to a file, in an order that does not depend on the service and one field on a
    line, so that C(git diff) shows what changed and nothing else.
  - The task is changed where the fleet is not what the file says. In check mode nothing is written, so C(--check --diff) shows the drift.
    When the profiles were fetched makes no difference, and a file without a difference is not touched.
  - Every plugin of the collection reads a snapshot back through O(from_file), and M(audiocodes.operator_connect.calling_profile_assert)
    compares the live state with it as C(baseline).
  - A snapshot holds what the service says. O(fill) has a part in the selection, and its values are not stored.
  - Runs where Ansible runs. Say C(hosts=localhost), or C(delegate_to=localhost) with C(run_once).
options:
  path:
    description:
      - The file to write. Its folder must exist. A link is followed.
      - A relative path starts in the working directory of the module, which is the folder of the playbook.
    type: path
    required: true
  format:
    description:
      - V(snapshot) is the whole state as JSON.
      - V(expected) is an expected state as YAML, which M(audiocodes.operator_connect.calling_profile_assert) takes as C(expected_from) and
        a person goes on editing. It says what is there by name, with the values of O(fill), and leaves out what is null or empty.
      - An expected state is written anew as well, over what a person made of it. See O(backup).
    type: str
    choices: [snapshot, expected]
    default: snapshot
  backup:
    description:
      - Keep the file that is replaced, under a name with the time.
    type: bool
    default: false
extends_documentation_fragment:
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.judgement.guards
  - audiocodes.operator_connect.attributes
  - audiocodes.operator_connect.attributes.diff
  - ansible.builtin.files
seealso:
  - module: audiocodes.operator_connect.calling_profile_assert
  - module: audiocodes.operator_connect.calling_profile_info
"""

EXAMPLES = r"""
- name: Keep the calling profiles in git
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Write a snapshot
      audiocodes.operator_connect.calling_profile_snapshot:
        base_url: https://live.example.net/tenantui
        tenant_id: 00000000-0000-0000-0000-000000000001
        client_id: 00000000-0000-0000-0000-000000000002
        client_secret: "{{ vault_client_secret }}"
        scope: api://00000000-0000-0000-0000-000000000003/.default
        path: "{{ playbook_dir }}/state/calling_profiles.json"
        mode: '0644'

# In a play on other hosts, delegate the task to localhost and run it once. The connection is set in the environment.
- name: Show what changed since the snapshot, and write nothing
  audiocodes.operator_connect.calling_profile_snapshot:
    path: "{{ playbook_dir }}/state/calling_profiles.json"
  check_mode: true
  diff: true
  delegate_to: localhost
  run_once: true
  register: drift

- name: Draft an expected state of the production profiles
  audiocodes.operator_connect.calling_profile_snapshot:
    path: "{{ playbook_dir }}/expected/production.yml"
    format: expected
    include:
      - name: 'PROD_*'
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
path:
  description: The file, absolute, its links resolved.
  returned: success
  type: str
  sample: /srv/fleet/state/calling_profiles.json
backup_file:
  description: The copy of the file as it was.
  returned: when O(backup) is true and a file was replaced
  type: str
summary:
  description: What is stored.
  returned: success
  type: dict
  contains:
    profiles:
      description: Calling profiles.
      type: int
      returned: always
    trunks:
      description: Trunks that they enrol.
      type: int
      returned: always
    sbcs:
      description: SBCs that serve them, additional ones included.
      type: int
      returned: always
owner:
  description: Who owns the file.
  returned: when the file exists
  type: str
uid:
  description: The number of its owner.
  returned: when the file exists
  type: int
group:
  description: The group of the file.
  returned: when the file exists
  type: str
gid:
  description: The number of its group.
  returned: when the file exists
  type: int
mode:
  description: The permissions of the file.
  returned: when the file exists
  type: str
  sample: '0644'
size:
  description: The size of the file in bytes.
  returned: when the file exists
  type: int
state:
  description: The kind of the file, V(file).
  returned: when the file exists
  type: str
source:
  description: Where the profiles came from, as M(audiocodes.operator_connect.calling_profile_info) returns it.
  returned: success
  type: dict
failure:
  description: What went wrong, as data, as M(audiocodes.operator_connect.calling_profile_info) returns it.
  returned: failure
  type: dict
"""

from ..module_utils._operator_connect.argument_specs import CONNECTION, GUARDS, SELECTION
from ..module_utils._operator_connect.module import run_module
from ..module_utils._operator_connect.state_file import FORMATS, SNAPSHOT, store


def main() -> None:
    own = {
        "path": {"type": "path", "required": True},
        "format": {"type": "str", "choices": list(FORMATS), "default": SNAPSHOT},
        "backup": {"type": "bool", "default": False},
    }
    run_module({**CONNECTION, **SELECTION, **GUARDS, **own}, store, add_file_common_args=True)


if __name__ == "__main__":
    main()
