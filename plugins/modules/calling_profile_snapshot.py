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

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ..module_utils._operator_connect.argument_specs import CONNECTION, GUARDS, SELECTION
from ..module_utils._operator_connect.errors import DocumentError, GuardError, OptionError
from ..module_utils._operator_connect.expected_state.draft import draft_expectation
from ..module_utils._operator_connect.expected_state.yaml_text import write_yaml
from ..module_utils._operator_connect.fleet.snapshot import Snapshot, is_same_state, named_lines, read_snapshot, write_snapshot
from ..module_utils._operator_connect.fleet.view import Query, View
from ..module_utils._operator_connect.module import run_module
from ..module_utils._operator_connect.readers import LoadedDocument, reader_for
from ..module_utils._operator_connect.strict_json import InvalidJsonError, parse_json
from ..module_utils._operator_connect.target_file import TargetFile

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

COMMENT = "The expected state of the calling profiles, drafted from the live one. Edit it: what is left out is not checked."


class Content(NamedTuple):
    """What a file should hold, whether it does, and the two states for a diff."""

    text: str
    is_there: bool
    before: str
    after: str


def store(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    question = Query(options)
    source = reader_for(options, os.environ)
    file = TargetFile(module, options["path"])
    reading = source.read()
    view = question.view_of(reading.profiles, reading.source.address)
    for warning in view.warnings:
        module.warn(warning)
    if options["format"] == "expected":
        content = expected_state(view, reading, file.read())
    else:
        content = snapshot(view, reading, question, file.read())
    counts = {what: count for what, count in view.summary().items() if what in ("profiles", "trunks", "sbcs")}
    result = {"path": file.path, "summary": counts, "source": reading.source.as_dict()}
    if not content.is_there:
        backup_file = file.back_up() if options["backup"] else None
        file.replace(content.text)
        result.update({"backup_file": backup_file} if backup_file else {})
        result["diff"] = {"before": content.before, "after": content.after, "before_header": file.path, "after_header": file.path}
    has_new_attributes = file.set_attributes()
    return {**result, "changed": not content.is_there or has_new_attributes}


def snapshot(view: View, reading: LoadedDocument, question: Query, old: bytes | None) -> Content:
    selected = {profile.id for profile in view.profiles}
    profiles = [record for record in reading.profiles if record["id"] in selected]
    new = Snapshot(profiles, reading.source.as_stored(), selection_of(question, reading))
    text = write_snapshot(new)
    if old is None:
        return Content(text, False, "", named_lines(new))
    try:
        known = read_snapshot(parse_json(old))
    except (InvalidJsonError, DocumentError):
        return Content(text, False, old.decode("utf-8", "replace"), text)
    return Content(text, is_same_state(known, new), named_lines(known), named_lines(new))


def selection_of(question: Query, reading: LoadedDocument) -> dict[str, Any]:
    """What the snapshot says of itself; a file that holds a selection already goes on saying so."""
    selection = question.selection.as_written()
    if not reading.selection or reading.selection == selection:
        return selection
    if selection:
        raise OptionError(
            f"{reading.source.address} holds a selection, and a snapshot of a selection out of it could not say what it is",
            next_step="Leave out include and exclude, or read the service.",
        )
    return reading.selection


def expected_state(view: View, reading: LoadedDocument, old: bytes | None) -> Content:
    draft = draft_expectation(view)
    if not draft:
        raise GuardError(f"{reading.source.address}: nothing is there to be expected, and an expected state of nothing is none")
    text = write_yaml(draft, COMMENT)
    before = "" if old is None else old.decode("utf-8", "replace")
    return Content(text, before == text, before, text)


def main() -> None:
    own = {
        "path": {"type": "path", "required": True},
        "format": {"type": "str", "choices": ["snapshot", "expected"], "default": "snapshot"},
        "backup": {"type": "bool", "default": False},
    }
    run_module({**CONNECTION, **SELECTION, **GUARDS, **own}, store, add_file_common_args=True)


if __name__ == "__main__":
    main()
