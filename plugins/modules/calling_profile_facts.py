#!/usr/bin/python
# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fact module: the fleet by name, with the findings of the rules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: calling_profile_facts
short_description: Gather the Operator Connect calling profiles of AudioCodes Live Platform as facts
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Puts the Microsoft Operator Connect calling profiles into C(ansible_facts.operator_connect), keyed by name and judged by the rules of
    a healthy fleet, ready for M(ansible.builtin.assert).
  - Things that share a name, or have none, are keyed by their id instead, so that a name is never one of two.
  - Always write C(ansible_facts.operator_connect) in full. The short form is off by default from ansible-core 2.24.
  - With a fact cache, facts outlive the task. Assert the age of C(source.fetched_at), as the example does.
  - Runs where Ansible runs. Say C(hosts=localhost), or C(delegate_to=localhost) with C(run_once).
extends_documentation_fragment:
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.judgement
  - audiocodes.operator_connect.judgement.guards
  - audiocodes.operator_connect.attributes
  - audiocodes.operator_connect.attributes.read_only
  - audiocodes.operator_connect.attributes.facts
seealso:
  - module: audiocodes.operator_connect.calling_profile_info
  - module: ansible.builtin.assert
"""

EXAMPLES = r"""
- name: Assert the state of the calling profiles
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Gather the calling profiles
      audiocodes.operator_connect.calling_profile_facts:
        base_url: https://live.example.net/tenantui
        tenant_id: 00000000-0000-0000-0000-000000000001
        client_id: 00000000-0000-0000-0000-000000000002
        client_secret: "{{ vault_client_secret }}"
        scope: api://00000000-0000-0000-0000-000000000003/.default
        rules:
          test_numbers: 'off'

    - name: Assert that there are no errors, and that the facts are not older than ten minutes
      ansible.builtin.assert:
        that:
          - ansible_facts.operator_connect.summary.errors == 0
          - ansible_facts.operator_connect.profiles['PROD_EMEA_Calling'].failover_ready
          - (now(utc=true).replace(tzinfo=none) - (ansible_facts.operator_connect.source.fetched_at
            | to_datetime('%Y-%m-%dT%H:%M:%SZ'))).total_seconds() < 600
        fail_msg: >-
          {{ ansible_facts.operator_connect.findings | selectattr('severity', 'equalto', 'error')
             | map(attribute='message') | join('; ') }}

    - name: Show all profiles without failover
      ansible.builtin.debug:
        msg: "{{ ansible_facts.operator_connect.findings | selectattr('rule', 'equalto', 'failover') | map(attribute='message') }}"

# In a play on other hosts, delegate the task to localhost and run it once. The connection is set in the environment.
- name: Gather the calling profiles of one region
  audiocodes.operator_connect.calling_profile_facts:
    include:
      - region: APAC
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
ansible_facts:
  description: The facts.
  returned: success
  type: dict
  contains:
    operator_connect:
      description: The selected calling profiles and what serves them.
      type: dict
      returned: always
      contains:
        source:
          description: Where the profiles came from, as M(audiocodes.operator_connect.calling_profile_info) returns it.
          type: dict
          returned: always
        summary:
          description: The counts.
          type: dict
          returned: always
          contains:
            profiles:
              description: Selected calling profiles.
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
            unmatched_trunks:
              description: Trunks among them without any SBC.
              type: int
              returned: always
            errors:
              description: Findings that are errors.
              type: int
              returned: always
            warnings:
              description: Findings that are warnings.
              type: int
              returned: always
        profiles:
          description:
            - Name to record, as M(audiocodes.operator_connect.calling_profile_info) returns it, but with C(trunks) and C(additional_sbcs)
              as lists of keys, and with C(failover_ready), whether the rule C(failover) holds.
          type: dict
          returned: always
        trunks:
          description: FQDN to a mapping of C(id), C(fqdn), and the keys of its C(profiles) and C(sbcs).
          type: dict
          returned: always
        sbcs:
          description:
            - Name to a mapping of C(id), C(name), C(fqdn), C(ip_address), and the keys of the C(profiles) and C(trunks) that it matches, of
              the profiles that list it as an additional one (C(additional_for)), and of those that are left without any matching SBC if it
              stops (C(sole_for)); and its C(wave), from 1. In every wave, every profile that has two SBCs or more keeps at least half.
          type: dict
          returned: always
        findings:
          description: What breaks a rule, one entry for each thing. A key is null where it does not apply.
          type: list
          elements: dict
          returned: always
          contains:
            rule:
              description: The rule.
              type: str
              returned: always
            severity:
              description: Either V(error) or V(warning).
              type: str
              returned: always
            profile:
              description: Key of the profile.
              type: str
              returned: always
            trunk:
              description: Key of the trunk.
              type: str
              returned: always
            sbc:
              description: Key of the SBC.
              type: str
              returned: always
            offer_type:
              description: Name of the offer type.
              type: str
              returned: always
            region:
              description: The region.
              type: str
              returned: always
            message:
              description: The same for a person, in one line.
              type: str
              returned: always
failure:
  description: What went wrong, as data, as M(audiocodes.operator_connect.calling_profile_info) returns it.
  returned: failure
  type: dict
"""

import os
from typing import TYPE_CHECKING, Any

from ..module_utils._operator_connect.argument_specs import CONNECTION, GUARDS, RULES, SELECTION
from ..module_utils._operator_connect.fleet.facts import facts_of
from ..module_utils._operator_connect.fleet.view import Query
from ..module_utils._operator_connect.module import run_module, view_of
from ..module_utils._operator_connect.readers import reader_for

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


def gather(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    query = Query(options)
    view, document = view_of(module, query, reader_for(options, os.environ))
    return {"ansible_facts": {"operator_connect": facts_of(view, document.origin.as_dict())}}


def main() -> None:
    run_module({**CONNECTION, **SELECTION, **RULES, **GUARDS}, gather)


if __name__ == "__main__":
    main()
