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
  - Sets the fact C(ansible_facts.operator_connect) to the Microsoft Operator Connect calling profiles, their trunks and SBCs by name, and
    to the findings of the rules of a healthy fleet. Check the facts with M(ansible.builtin.assert).
  - Objects that have no name, or the same name as another object, have their ID as key. So a key never means two objects.
  - Always use the full name C(ansible_facts.operator_connect). The short form is off by default from ansible-core 2.24.
  - With a fact cache, facts are older than the task that reads them. Check the age of C(source.fetched_at), as in the example.
  - Runs on the machine that runs Ansible. Use C(hosts=localhost), or C(delegate_to=localhost) with C(run_once).
extends_documentation_fragment:
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.policy
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.rules
  - audiocodes.operator_connect.rules.guards
  - audiocodes.operator_connect.attributes
  - audiocodes.operator_connect.attributes.read_only
  - audiocodes.operator_connect.attributes.facts
seealso:
  - module: audiocodes.operator_connect.calling_profile_assert
  - module: audiocodes.operator_connect.calling_profile_info
  - plugin: audiocodes.operator_connect.calling_profiles
    plugin_type: inventory
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

# On other hosts, delegate the task to localhost and run it once. The connection is set in the environment.
- name: Gather calling profiles in a play on SBCs
  hosts: sbcs
  gather_facts: false
  tasks:
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
      description: The selected calling profiles, their trunks and SBCs, and the findings of the rules.
      type: dict
      returned: always
      contains:
        source:
          description: Where the calling profiles came from. See M(audiocodes.operator_connect.calling_profile_info).
          type: dict
          returned: always
        summary:
          description: The counts.
          type: dict
          returned: always
          sample: {profiles: 2, trunks: 3, sbcs: 1, unmatched_trunks: 2, errors: 0, warnings: 14}
          contains:
            profiles:
              description: Selected calling profiles.
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
            unmatched_trunks:
              description: Trunks without any matching SBC.
              type: int
              returned: always
            errors:
              description: Findings with the severity error.
              type: int
              returned: always
            warnings:
              description: Findings with the severity warning.
              type: int
              returned: always
        profiles:
          description:
            - The calling profiles by name. The keys are those of M(audiocodes.operator_connect.calling_profile_info), but C(trunks) and
              C(additional_sbcs) are lists of keys. C(failover_ready) is true if the profile meets the rule C(failover).
            - C(emergency_profile) is the key of its emergency profile, or null. C(emergency_numbers) are its own emergency dial strings and
              those of its emergency profile. C(emergency_sbcs) are the keys of the matching SBCs that take its emergency calls.
          type: dict
          returned: always
        trunks:
          description: The trunks by FQDN, with C(id), C(fqdn), and the keys of their C(profiles) and C(sbcs).
          type: dict
          returned: always
          sample:
            oc.sandbox1.audiocodes.be:
              id: ecb022e4-cc18-499f-a625-6646dc55c2b4
              fqdn: oc.sandbox1.audiocodes.be
              profiles: [PROD_AudioCodesRD_Calling_AC_EMEA]
              sbcs: [NL-SBC05]
        sbcs:
          description:
            - The SBCs by name, with C(id), C(name), C(fqdn), C(ip_address), and the keys of the C(profiles) and C(trunks) that they match.
            - C(additional_for) lists profiles that have the SBC as an additional SBC. C(sole_for) lists profiles that have no other
              matching SBC. C(emergency_for) lists profiles whose emergency calls it takes.
            - C(wave) is a number from 1. If all SBCs of one wave are out of service, each profile and each trunk with two SBCs or more
              still has at least half of them. C(no_failover_in_wave) lists the profiles of the SBC that have no failover meanwhile.
          type: dict
          returned: always
          sample:
            NL-SBC05:
              id: 2
              name: NL-SBC05
              fqdn: NL-SBC05.lab.lan
              ip_address: 172.17.239.165
              profiles: [PROD_AudioCodesRD_Calling_AC_EMEA]
              trunks: [oc.sandbox1.audiocodes.be]
              additional_for: []
              sole_for: [PROD_AudioCodesRD_Calling_AC_EMEA]
              emergency_for: []
              no_failover_in_wave: [PROD_AudioCodesRD_Calling_AC_EMEA]
              wave: 1
        findings:
          description: The rules that are broken, one entry for each rule and object. A key that does not apply is null.
          type: list
          elements: dict
          returned: always
          sample:
            - rule: failover
              severity: warning
              profile: PROD_AudioCodesRD_Calling_AC_EMEA
              trunk: null
              sbc: null
              offer_type: null
              region: null
              message: 'PROD_AudioCodesRD_Calling_AC_EMEA › failover: 1 trunk with an SBC, 2 required (1 enrolled)'
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
              description: The finding in one line, starting with the object.
              type: str
              returned: always
failure:
  description: What went wrong, as data. See M(audiocodes.operator_connect.calling_profile_info).
  returned: failure
  type: dict
"""

from typing import TYPE_CHECKING, Any

from ..module_utils._operator_connect.argument_specs import CONNECTION, GUARDS, POLICY, RULES, SELECTION
from ..module_utils._operator_connect.fleet.facts import facts_of
from ..module_utils._operator_connect.fleet.view import Query
from ..module_utils._operator_connect.module import module_reader, run_module, view_of

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


def gather(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    query = Query(options)
    view, document = view_of(module, query, module_reader(module, options))
    return {"ansible_facts": {"operator_connect": facts_of(view, document.origin.as_dict())}}


def main() -> None:
    run_module({**CONNECTION, **POLICY, **SELECTION, **RULES, **GUARDS}, gather)


if __name__ == "__main__":
    main()
