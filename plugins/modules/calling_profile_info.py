#!/usr/bin/python
# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The query module: the calling profiles as a list of records."""

from __future__ import annotations

DOCUMENTATION = r"""
module: calling_profile_info
short_description: Query the Operator Connect calling profiles of AudioCodes Live Platform
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Returns the Microsoft Operator Connect calling profiles of AudioCodes Live Platform, with their SIP trunks and the session border
    controllers (SBCs) that match each trunk.
  - This module does not check anything, and an empty list is not an error. To find out what is wrong, use
    M(audiocodes.operator_connect.calling_profile_facts) or M(audiocodes.operator_connect.calling_profile_assert).
  - Runs on the machine that runs Ansible. Use C(hosts=localhost), or C(delegate_to=localhost) with C(run_once).
extends_documentation_fragment:
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.policy
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.attributes
  - audiocodes.operator_connect.attributes.read_only
seealso:
  - module: audiocodes.operator_connect.calling_profile_facts
  - module: audiocodes.operator_connect.calling_profile_assert
  - module: audiocodes.operator_connect.calling_profile_snapshot
  - plugin: audiocodes.operator_connect.calling_profiles
    plugin_type: inventory
"""

EXAMPLES = r"""
- name: List the calling profiles
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Get all calling profiles
      audiocodes.operator_connect.calling_profile_info:
        base_url: https://live.example.net/tenantui
        tenant_id: 00000000-0000-0000-0000-000000000001
        client_id: 00000000-0000-0000-0000-000000000002
        client_secret: "{{ vault_client_secret }}"
        scope: api://00000000-0000-0000-0000-000000000003/.default
      register: result

    - name: Show each trunk with the names of its SBCs
      ansible.builtin.debug:
        msg: "{{ item.fqdn }}: {{ item.sbcs | map(attribute='name') | join(', ') }}"
      loop: "{{ result.calling_profiles | map(attribute='trunks') | flatten }}"
      loop_control:
        label: "{{ item.id }}"

# On other hosts, delegate the task to localhost and run it once. The connection is set in the environment.
- name: Get calling profiles in a play on SBCs
  hosts: sbcs
  gather_facts: false
  tasks:
    - name: Get the production profiles of two regions
      audiocodes.operator_connect.calling_profile_info:
        fill:
          - match: {name: '*_EMEA*'}
            set: {region: EMEA}
        include:
          - name: 'PROD_*'
            region: [EMEA, APAC]
      delegate_to: localhost
      run_once: true
"""

RETURN = r"""
calling_profiles:
  description: The selected calling profiles, in the order of the service.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 9097a8b4-1cc8-461c-af93-e5b14943f5d7
      name: PROD_AudioCodesRD_Calling_AC_EMEA
      environment: null
      region: null
      carrier: null
      is_emergency: false
      emergency_profile_id: null
      emergency_dial_strings: []
      offer_types:
        - name: Calling
          test_numbers: []
        - name: AudioConferencing
          test_numbers: []
      validation:
        Calling: NotRun
        AudioConferencing: NotRun
        OCMobile: NotRun
      trunks:
        - id: ecb022e4-cc18-499f-a625-6646dc55c2b4
          fqdn: oc.sandbox1.audiocodes.be
          sbcs:
            - id: 2
              name: NL-SBC05
              fqdn: NL-SBC05.lab.lan
              ip_address: 172.17.239.165
      additional_sbcs: []
  contains:
    id:
      description: ID of the calling profile.
      type: str
      returned: always
    name:
      description: Name of the calling profile. The service does not guarantee that it is unique.
      type: str
      returned: always
    environment:
      description: Deployment environment, for example V(Production). Often null.
      type: str
      returned: always
    region:
      description: Deployment region. Often null.
      type: str
      returned: always
    carrier:
      description: Name of the carrier. Often null.
      type: str
      returned: always
    is_emergency:
      description: Whether the profile is used only for emergency calls.
      type: bool
      returned: always
    emergency_profile_id:
      description: ID or name of the emergency profile.
      type: str
      returned: always
    emergency_dial_strings:
      description: Emergency dial strings, without blank ones.
      type: list
      elements: str
      returned: always
    offer_types:
      description: The offer types.
      type: list
      elements: dict
      returned: always
      contains:
        name:
          description: Name of the offer type.
          type: str
          returned: always
        test_numbers:
          description: Test numbers of the offer type, without blank ones.
          type: list
          elements: str
          returned: always
        extra:
          description: Fields that the service sends and this collection does not know.
          type: dict
          returned: when there are any
    validation:
      description: Validation status of each offer type, a word of the service or a boolean.
      type: dict
      returned: always
    trunks:
      description: The enrolled trunks.
      type: list
      elements: dict
      returned: always
      contains:
        id:
          description: ID of the trunk.
          type: str
          returned: always
        fqdn:
          description: FQDN of the trunk.
          type: str
          returned: always
        sbcs:
          description: The SBCs that match the trunk.
          type: list
          elements: dict
          returned: always
          contains:
            id:
              description: ID of the SBC (sbcId). The same ID is the same device, on whatever trunk it is listed.
              type: int
              returned: always
            name:
              description: Name of the SBC.
              type: str
              returned: always
            fqdn:
              description: FQDN of the SBC.
              type: str
              returned: always
            ip_address:
              description: IP address of the SBC.
              type: str
              returned: always
            extra:
              description: Fields that the service sends and this collection does not know.
              type: dict
              returned: when there are any
        extra:
          description: Fields that the service sends and this collection does not know.
          type: dict
          returned: when there are any
    additional_sbcs:
      description: SBCs that serve the profile but match no trunk by name. They have the same keys as C(trunks[].sbcs[]).
      type: list
      elements: dict
      returned: always
    filled:
      description: The fields that O(fill) set.
      type: list
      elements: str
      returned: when O(fill) set any
    extra:
      description: Fields that the service sends and this collection does not know.
      type: dict
      returned: when there are any
source:
  description: Where the calling profiles came from.
  returned: success
  type: dict
  sample:
    kind: service
    url: https://live.example.net/tenantui/api/v2/oc/callingprofile
    tenant_id: 00000000-0000-0000-0000-000000000001
    fetched_at: '2026-01-31T03:00:00Z'
  contains:
    kind:
      description: Either V(service) or V(file).
      type: str
      returned: always
    url:
      description: The URL that was read.
      type: str
      returned: when RV(source.kind) is V(service)
    path:
      description: The file that was read.
      type: str
      returned: when RV(source.kind) is V(file)
    tenant_id:
      description: The tenant, or null if it is not known.
      type: str
      returned: always
    fetched_at:
      description: Time in UTC when the service answered. For a file that is not a snapshot, time of its last change.
      type: str
      returned: always
failure:
  description: What went wrong, as data. Use it to branch on the kind of failure.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - One of V(options), V(library), V(sign_in), V(connection), V(access_denied), V(service), V(document), V(file) and V(guard).
      type: str
      returned: always
    url:
      description: The URL that was requested.
      type: str
      returned: always
    status:
      description: The HTTP status of the response.
      type: int
      returned: always
    said:
      description: What the service, or the system, said about it.
      type: str
      returned: always
    next_step:
      description: What to do next.
      type: str
      returned: always
"""

from typing import TYPE_CHECKING, Any

from ..module_utils._operator_connect.argument_specs import CONNECTION, POLICY, SELECTION
from ..module_utils._operator_connect.fleet.view import Query
from ..module_utils._operator_connect.module import module_reader, run_module, show_warnings

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


def fetch(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    query = Query(options)
    document = module_reader(module, options).read()
    selection = query.select(document.profiles)
    show_warnings(module, selection.warnings)
    return {"calling_profiles": selection.selected, "source": document.origin.as_dict()}


def main() -> None:
    run_module({**CONNECTION, **POLICY, **SELECTION}, fetch)


if __name__ == "__main__":
    main()
