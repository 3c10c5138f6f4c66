#!/usr/bin/python
# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The assert module: compares the live state with an expected state."""

from __future__ import annotations

DOCUMENTATION = r"""
module: calling_profile_assert
short_description: Assert the expected state of the Operator Connect calling profiles of AudioCodes Live Platform
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Compares the live Microsoft Operator Connect calling profiles with an expected state that you keep in git, with a baseline, and with
    the rules of a healthy fleet. One run reports every difference, one line each.
  - The message starts with V(COMPLIANT), V(NOT COMPLIANT) or V(NOT CHECKED). V(NOT CHECKED) means that the profiles could not be read.
    The module fails unless the message starts with V(COMPLIANT).
  - Wrong options are reported before anything is fetched, without any of these words.
  - The message names what the profiles were compared with, for example C((expected/, baseline.json, 12 of 14 rules)). Without O(expected),
    O(expected_from) and O(baseline), only the rules are checked, and the message says C(rules only).
  - If the task passes, Ansible displays the message only with C(-v). Use M(ansible.builtin.debug), or the role
    P(audiocodes.operator_connect.calling_profile_audit#role), to see it.
  - Runs on the machine that runs Ansible. Use C(hosts=localhost), or C(delegate_to=localhost) with C(run_once).
extends_documentation_fragment:
  - audiocodes.operator_connect.expectation
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.policy
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.rules
  - audiocodes.operator_connect.rules.guards
  - audiocodes.operator_connect.attributes
  - audiocodes.operator_connect.attributes.read_only
options:
  return_checks:
    description:
      - Which checks to return. V(failed) returns failed and waived checks, V(broken) also those with the status warning, V(all) all checks.
      - V(all) also returns RV(findings) and RV(emergency_paths). Set it to write a report of your own.
    type: str
    choices: [failed, broken, all]
    default: failed
  lint:
    description:
      - Only read and check the options, the files of O(expected_from), and O(baseline). Nothing is fetched, and no connection is required.
      - Set this in the pipeline of a merge request to find mistakes in the files. V(VALID) says nothing about the fleet.
    type: bool
    default: false
seealso:
  - module: audiocodes.operator_connect.calling_profile_report
  - module: audiocodes.operator_connect.calling_profile_facts
  - module: audiocodes.operator_connect.calling_profile_snapshot
  - module: audiocodes.operator_connect.calling_profile_info
  - plugin: audiocodes.operator_connect.calling_profiles
    plugin_type: inventory
"""

EXAMPLES = r"""
- name: Check the calling profiles
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Assert the expected state that is kept in git
      audiocodes.operator_connect.calling_profile_assert:
        base_url: https://live.example.net/tenantui
        tenant_id: 00000000-0000-0000-0000-000000000001
        client_id: 00000000-0000-0000-0000-000000000002
        client_secret: "{{ vault_client_secret }}"
        scope: api://00000000-0000-0000-0000-000000000003/.default
        expected_from: "{{ playbook_dir }}/expected"

# On other hosts, delegate the task to localhost and run it once. The connection is set in the environment.
- name: Check the calling profiles in a play on SBCs
  hosts: sbcs
  gather_facts: false
  vars:
    known_problems:
      - check: test_numbers
        profile: PROD_EMEA_Calling
        reason: CHG0031337
        until: '2099-12-31'
  tasks:
    - name: Assert an expected state in the task, with a waiver, and fail on warnings too
      audiocodes.operator_connect.calling_profile_assert:
        expected:
          for_each:
            - match:
                name: PROD_*
              expect:
                carrier: Contoso
                failover_ready: true
                validation:
                  Calling: Passed
                test_numbers:
                  Calling:
                    count:
                      min: 3
          profiles:
            PROD_EMEA_Calling:
              region: EMEA
              environment:
                one_of: [Production, Staging]
              emergency_profile: PROD_EMEA_Emergency
              emergency_dial_strings:
                contains: ['112']
              trunks:
                oc1.emea.example.net: [SBC-AMS-01]
                oc2.emea.example.net:
                  contains: [SBC-LON-01]
            PROD_EMEA_Emergency: present
            PROD_EMEA_Old: absent
          sbcs:
            SBC-AMS-01:
              ip_address: 10.1.1.10
              fqdn: sbc-ams-01.mgmt.example.net
            SBC-FRA-01: absent
        unexpected_profiles: fail
        waivers: "{{ known_problems }}"
        fail_on: warning
      delegate_to: localhost
      run_once: true

    - name: Assert that a change had the expected effect and that nothing else changed
      audiocodes.operator_connect.calling_profile_assert:
        baseline: "{{ playbook_dir }}/before.json"
        ignore: [validation]
        expected:
          sbcs:
            SBC-LON-01:
              ip_address: 10.1.2.11
      delegate_to: localhost
      run_once: true

    # The result has `compliant` only if the comparison was possible.
    - name: Show the failed checks as a list
      delegate_to: localhost
      run_once: true
      block:
        - name: Assert the expected state
          audiocodes.operator_connect.calling_profile_assert:
            expected_from: "{{ playbook_dir }}/expected"
          register: state
      rescue:
        - name: Show the failed checks
          ansible.builtin.debug:
            msg: "{{ state.checks | selectattr('status', 'equalto', 'failed') | map(attribute='message') }}"
          when: state.compliant is defined

        - name: Fail with the message of the module
          ansible.builtin.fail:
            msg: "{{ state.msg }}"
"""

RETURN = r"""
msg:
  description:
    - The verdict in one line, V(COMPLIANT) or V(NOT COMPLIANT) with the number of checks and warnings and what the profiles were held
      against, then a line for each failed check. Or V(NOT CHECKED) and the reason. With O(lint), V(VALID).
  returned: always
  type: str
  sample: |-
    NOT COMPLIANT: 1 of 412 checks failed, 5 warnings (expected/, 14 of 14 rules)
    PROD_EMEA › trunk oc1.example.net › sbc SBC-AMS-01 › ip_address: expected 10.0.0.1, found 10.0.0.9
compliant:
  description: Whether no check failed. Not returned if there is no verdict.
  returned: when the profiles were checked
  type: bool
valid:
  description: The options and files are right. A wrong one fails the task.
  returned: when O(lint) is true
  type: bool
summary:
  description: The counts.
  returned: when the profiles were checked, or O(lint) is true
  type: dict
  sample: {checks: 412, passed: 405, warnings: 5, failed: 1, waived: 1, profiles: 12, trunks: 24, sbcs: 30}
  contains:
    checks:
      description: All checks, also those that are not returned.
      type: int
      returned: when the profiles were checked
    passed:
      description: Checks that passed.
      type: int
      returned: when the profiles were checked
    warnings:
      description: Checks that did not pass, with a severity below O(fail_on).
      type: int
      returned: when the profiles were checked
    failed:
      description: Checks that failed.
      type: int
      returned: when the profiles were checked
    waived:
      description: Checks that did not pass and are waived.
      type: int
      returned: when the profiles were checked
    profiles:
      description: Selected calling profiles. With O(lint), profiles that the expected state names.
      type: int
      returned: always
    trunks:
      description: Trunks that the selected profiles enroll. With O(lint), trunks that the expected state names.
      type: int
      returned: always
    sbcs:
      description:
        - SBCs that serve the selected profiles, with additional SBCs. With O(lint), SBCs that the expected state names.
      type: int
      returned: always
    files:
      description: Files that were read, with the baseline. The option O(expected) counts as one.
      type: int
      returned: when O(lint) is true
    for_each:
      description: Entries of C(for_each).
      type: int
      returned: when O(lint) is true
scope:
  description: What the profiles were compared with, and what was left out.
  returned: when the profiles were checked
  type: dict
  sample:
    expected: [expected/]
    baseline: {path: /srv/fleet/before.json, fetched_at: '2026-01-31T03:00:00Z', age_days: 1}
    rules: {'on': [failover, unmatched_trunk], 'off': [test_numbers]}
    selection: {include: [{name: PROD_*}]}
    policy: /srv/fleet/policy.yml
    fill: 3
    ignore: [validation]
    fail_on: error
    unexpected_profiles: ignore
    waivers: []
    from_file: null
    checks: {expected/emea.yml: 120, baseline: 250, rules: 42}
  contains:
    expected:
      description: The paths of O(expected_from) as they were set, or V(inline) for O(expected). Empty without an expected state.
      type: list
      elements: str
      returned: always
    baseline:
      description:
        - The O(baseline), with C(path), C(fetched_at), and C(age_days), its age in days, or null if that is not known. Null without a
          baseline.
      type: raw
      returned: always
    rules:
      description: The rules that are C(on), and those that are C(off).
      type: dict
      returned: always
    selection:
      description: The options O(include) and O(exclude), if they are set.
      type: dict
      returned: always
    policy:
      description: The path of the policy, or null without one. See O(policy_from).
      type: str
      returned: always
    fill:
      description: Number of entries of O(fill), or of C(fill) in the policy.
      type: int
      returned: always
    ignore:
      description: The option O(ignore).
      type: list
      elements: str
      returned: always
    fail_on:
      description: The option O(fail_on).
      type: str
      returned: always
    unexpected_profiles:
      description: The option O(unexpected_profiles).
      type: str
      returned: always
    waivers:
      description:
        - The waivers, each with C(check), C(profile), C(trunk), C(sbc), C(reason), C(until), C(status), and C(checks), the number of failed
          checks that it matches. C(status) is C(used), C(ended), C(unused) if it matches no failed check, or C(elsewhere) if it matches
          none here and another audit can need it.
      type: list
      elements: dict
      returned: always
    from_file:
      description: The file that the profiles were read from, or null if they came from the service.
      type: str
      returned: always
    checks:
      description: How many checks each source gave. A source is a file with an expected state, C(expected), C(baseline) or C(rules).
      type: dict
      returned: always
checks:
  description: Checks, each one field or one rule of one object, as O(return_checks) selects them. A key that does not apply is null.
  returned: when the profiles were checked
  type: list
  elements: dict
  sample:
    - check: ip_address
      profile: PROD_EMEA
      trunk: oc1.example.net
      sbc: SBC-AMS-01
      field: ip_address
      status: failed
      severity: error
      expected: 10.0.0.1
      found: 10.0.0.9
      message: 'PROD_EMEA › trunk oc1.example.net › sbc SBC-AMS-01 › ip_address: expected 10.0.0.1, found 10.0.0.9'
      source: expected/emea.yml
      name: trunk oc1.example.net › sbc SBC-AMS-01 › ip_address
  contains:
    check:
      description: A rule, a field, or V(missing), V(unexpected) or V(ambiguous). Use it as C(check) of a waiver.
      type: str
      returned: always
    profile:
      description: Key of the profile, or the expected name.
      type: str
      returned: always
    trunk:
      description: Key of the trunk, or the expected FQDN.
      type: str
      returned: always
    sbc:
      description: Key of the SBC, or the expected name or ID.
      type: str
      returned: always
    field:
      description: The field, with its offer type if it has one, for example C(validation.Calling).
      type: str
      returned: always
    status:
      description: Either V(passed), V(warning) (did not pass, severity below O(fail_on)), V(failed) or V(waived).
      type: str
      returned: always
    severity:
      description: Either V(error) or V(warning).
      type: str
      returned: always
    expected:
      description: The expected value.
      type: raw
      returned: always
    found:
      description: The value that was found.
      type: raw
      returned: always
    message:
      description: The check in one line, starting with the object.
      type: str
      returned: always
    source:
      description: Where the expectation comes from, a file, V(expected), V(baseline) or V(rules).
      type: str
      returned: always
    name:
      description: Name for test reports. It is unique among the checks of one profile, and among those without a profile.
      type: str
      returned: always
findings:
  description: The rules that are broken. See M(audiocodes.operator_connect.calling_profile_facts).
  returned: when O(return_checks) is V(all)
  type: list
  elements: dict
emergency_paths:
  description: Where the emergency calls of each selected profile go, sorted by profile.
  returned: when O(return_checks) is V(all)
  type: list
  elements: dict
  sample:
    - profile: PROD_EMEA_Calling
      is_emergency: false
      emergency_profile: PROD_EMEA_Emergency
      target: PROD_EMEA_Emergency
      numbers: ['112', '911']
      sbcs: [SBC-AMS-01, SBC-LON-01]
  contains:
    profile:
      description: Key of the profile.
      type: str
      returned: always
    is_emergency:
      description: Whether the profile is used only for emergency calls.
      type: bool
      returned: always
    emergency_profile:
      description: Key of the emergency profile that it names, or null.
      type: str
      returned: always
    target:
      description: Key of the profile whose SBCs take its emergency calls, the profile itself if it takes its own, or null.
      type: str
      returned: always
    numbers:
      description: Emergency dial strings of the profile and of its emergency profile.
      type: list
      elements: str
      returned: always
    sbcs:
      description: Keys of the matching SBCs that take its emergency calls.
      type: list
      elements: str
      returned: always
source:
  description: Where the calling profiles came from. See M(audiocodes.operator_connect.calling_profile_info).
  returned: when the profiles were checked
  type: dict
failure:
  description: What went wrong, as data. See M(audiocodes.operator_connect.calling_profile_info).
  returned: when the profiles were not checked
  type: dict
"""

from ..module_utils._operator_connect.argument_specs import CONNECTION, EXPECTATION, GUARDS, POLICY, RULES, SELECTION
from ..module_utils._operator_connect.assertion import assert_state
from ..module_utils._operator_connect.module import run_module

RESULT = {
    "return_checks": {"type": "str", "choices": ["failed", "broken", "all"], "default": "failed"},
    "lint": {"type": "bool", "default": False},
}


def main() -> None:
    run_module({**CONNECTION, **POLICY, **SELECTION, **RULES, **GUARDS, **EXPECTATION, **RESULT}, assert_state)


if __name__ == "__main__":
    main()
