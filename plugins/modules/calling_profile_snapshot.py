#!/usr/bin/python
# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The snapshot module: the live state as a file that git can diff."""

from __future__ import annotations

DOCUMENTATION = r"""
module: calling_profile_snapshot
short_description: Store the Operator Connect calling profiles of AudioCodes Live Platform in a file
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Writes the Microsoft Operator Connect calling profiles to a file, sorted, with one field per line. So C(git diff) shows only what
    changed in the service.
  - The task is changed if the file differs from the live state. The time when the profiles were fetched does not count. A file that does
    not differ is not touched. In check mode nothing is written, so C(--check --diff) shows the drift.
  - All modules and the inventory plugin read a snapshot with O(from_file). M(audiocodes.operator_connect.calling_profile_assert) also
    compares the live state with it, with C(baseline).
  - A snapshot holds the values of the service. O(fill) is applied before profiles are selected, but its values are not stored.
  - Runs on the machine that runs Ansible. Use C(hosts=localhost), or C(delegate_to=localhost) with C(run_once).
options:
  path:
    description:
      - The file to write. Its folder must exist. A link is followed, and what is not a regular file is never replaced.
      - Only its owner can read a new file, unless O(mode) is set. The mode of a file that exists stays.
      - A relative path starts in the working directory of the module, which is the folder of the playbook.
    type: path
    required: true
  format:
    description:
      - V(snapshot) writes the whole state as JSON.
      - V(expected) drafts an expected state as YAML, for C(expected_from) of M(audiocodes.operator_connect.calling_profile_assert). The
        draft lists what exists by name, with the values of O(fill). Null and empty fields are left out. Edit it to your needs.
    type: str
    choices: [snapshot, expected]
    default: snapshot
  force:
    description:
      - Whether to replace a file that could hold your work.
      - By default, V(expected) does not replace an existing file, because that would discard manual edits, and V(snapshot) replaces only a
        snapshot.
    type: bool
    default: false
  backup:
    description:
      - Keep a copy of the file that is replaced. The name of the copy contains the time.
    type: bool
    default: false
extends_documentation_fragment:
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.policy
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.rules.guards
  - audiocodes.operator_connect.attributes
  - audiocodes.operator_connect.attributes.diff
  - ansible.builtin.files
seealso:
  - module: audiocodes.operator_connect.calling_profile_assert
  - module: audiocodes.operator_connect.calling_profile_info
  - plugin: audiocodes.operator_connect.calling_profiles
    plugin_type: inventory
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

# On other hosts, delegate the task to localhost and run it once. The connection is set in the environment.
- name: Use snapshots in a play on SBCs
  hosts: sbcs
  gather_facts: false
  tasks:
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
  description: The absolute path of the file, with links resolved.
  returned: success
  type: str
  sample: /srv/fleet/state/calling_profiles.json
backup_file:
  description: The copy of the replaced file.
  returned: when O(backup) is true and a file was replaced
  type: str
summary:
  description: The counts of what is stored.
  returned: success
  type: dict
  sample: {profiles: 2, trunks: 3, sbcs: 1}
  contains:
    profiles:
      description: Calling profiles.
      type: int
      returned: always
    trunks:
      description: Trunks that they enroll.
      type: int
      returned: always
    sbcs:
      description: SBCs that serve them, with additional SBCs.
      type: int
      returned: always
owner:
  description: The owner of the file.
  returned: when the file exists
  type: str
uid:
  description: The user ID of the owner.
  returned: when the file exists
  type: int
group:
  description: The group of the file.
  returned: when the file exists
  type: str
gid:
  description: The ID of the group.
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
  description: Where the calling profiles came from. See M(audiocodes.operator_connect.calling_profile_info).
  returned: success
  type: dict
failure:
  description: What went wrong, as data. See M(audiocodes.operator_connect.calling_profile_info).
  returned: failure
  type: dict
"""

from ..module_utils._operator_connect.argument_specs import CONNECTION, GUARDS, POLICY, SELECTION
from ..module_utils._operator_connect.module import run_module
from ..module_utils._operator_connect.state_file import FORMATS, SNAPSHOT, store


def main() -> None:
    own = {
        "path": {"type": "path", "required": True},
        "format": {"type": "str", "choices": list(FORMATS), "default": SNAPSHOT},
        "force": {"type": "bool", "default": False},
        "backup": {"type": "bool", "default": False},
    }
    run_module({**CONNECTION, **POLICY, **SELECTION, **GUARDS, **own}, store, add_file_common_args=True)


if __name__ == "__main__":
    main()
