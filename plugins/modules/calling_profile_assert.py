#!/usr/bin/python
# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judging module: a declared expected state against the live one."""

from __future__ import annotations

DOCUMENTATION = r"""
module: calling_profile_assert
short_description: Assert the expected state of the Operator Connect calling profiles of AudioCodes Live Platform
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Compares the live Microsoft Operator Connect calling profiles with an expected state that a team keeps in git, with a baseline, and with
    the rules of a healthy fleet, and names every difference in one run, one line for each.
  - The message starts with V(COMPLIANT), V(NOT COMPLIANT) or, where the look itself failed, V(NOT CHECKED). The module fails on the last
    two. Wrong input has neither of these words, and nothing is fetched for it.
  - Without O(expected), O(expected_from) and O(baseline), the rules alone are checked.
  - Runs where Ansible runs. Say C(hosts=localhost), or C(delegate_to=localhost) with C(run_once).
extends_documentation_fragment:
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.judgement
  - audiocodes.operator_connect.judgement.guards
  - audiocodes.operator_connect.attributes
  - audiocodes.operator_connect.attributes.read_only
requirements:
  - PyYAML, for O(expected_from)
options:
  expected:
    description:
      - The expected state, a mapping of C(for_each), C(profiles), C(trunks) and C(sbcs), each optional.
      - A list that is written is the whole list, a field that is left out is not checked. Null means that the service says null, an empty
        list that there is nothing. Order counts nothing, and what is listed twice counts once. FQDNs and ids are the same in upper and
        lower case; everything else is compared exactly, and with its type.
      - C(profiles) maps the name of a profile to V(present), to V(absent), or to its fields C(region), C(environment), C(carrier),
        C(is_emergency), C(emergency_profile) (name or id of a profile), C(emergency_dial_strings), C(offer_types), C(test_numbers) and
        C(validation) (both by offer type; only those that are named are checked), C(trunks), C(additional_sbcs) and C(failover_ready).
      - C(trunks) of a profile is a list of FQDNs, or a mapping from FQDN to a list of SBCs. In a list of SBCs a string is a name and an
        integer an sbcId.
      - C(for_each) is a list of mappings with C(match), a matcher as in O(include), and C(expect), fields of a profile. What stands under
        C(profiles) wins over it field by field, and of several entries the later wins. One that matches no selected profile is a failed
        check.
      - C(trunks) maps an FQDN, and C(sbcs) the name of an SBC, to V(present), to V(absent), which means nowhere in the whole fleet, or to
        its fields, C(id) and C(sbcs) of a trunk, C(id), C(name), C(fqdn) and C(ip_address) of an SBC.
      - Instead of a value, a mapping of operators may be written; several of them all apply. C(one_of) is a list of values, and C(like) a
        glob that keeps case, except for FQDNs, and never matches null. For lists, C(contains) is a list of what must be in it, and
        C(count) a mapping of C(min), C(max) or both.
      - A thing without a name, or that shares its name, is named by its id. A shared name is the failed check V(ambiguous).
      - A name under C(profiles) that exists and is not selected by O(include) and O(exclude) is an error.
      - Module arguments lose some of their types before the module sees them. O(expected_from) is checked more strictly.
    type: dict
  expected_from:
    description:
      - Files that hold what O(expected) would, in YAML; of a folder, and the folders in it, every C(.yml), C(.yaml) and C(.json) file.
      - They are read by the module itself, and strictly. A number, a boolean or a date where a string belongs, a key that is no string, a
        key that is written twice, and one thing that is named twice, in one file or in two, are errors with file and line.
      - C(docs/expected-state.schema.json) in the collection is a JSON schema for editors.
    type: list
    elements: path
  baseline:
    description:
      - A snapshot, or the JSON answer of the service, that everything must equal, new and vanished profiles included.
      - Where O(expected) or O(expected_from) speaks too, it wins. So a change is asserted with the baseline from before it, and what should
        change as the expected state. What is V(absent) there is lifted from every place in the baseline.
      - Things are matched by id or, where none has the id, by name.
      - O(fill), O(include) and O(exclude) apply to it as to the live profiles. A snapshot of a selection is taken for the same selection
        alone.
    type: path
  ignore:
    description:
      - Fields of the records that are not compared with O(baseline), at any level, such as V(validation), V(test_numbers) or V(extra).
      - Where V(id) is ignored, things are matched by name first.
    type: list
    elements: str
  unexpected_profiles:
    description:
      - What a selected profile is that O(expected) does not name under C(profiles), V(fail) for a difference.
      - With a O(baseline), the profiles in it count as named, and any other is a difference in either case.
    type: str
    choices: [ignore, fail]
    default: ignore
  waivers:
    description:
      - What is known to be broken, and until when that is accepted. It is waived through that day, in UTC, and counts again after it.
      - Each is a mapping of C(check), a rule, a field, or V(missing), V(unexpected) or V(ambiguous); of C(reason); of C(until), a day such
        as V('2026-12-31'), quoted; and, all optional, of C(profile), C(trunk) and C(sbc), globs for what it is about.
      - One that matches nothing that is broken is a warning, and so is one that has ended.
    type: list
    elements: dict
  fail_on:
    description:
      - The least severity that fails. Differences from the expected state and the baseline are errors, findings have the severity of their
        rule.
    type: str
    choices: [error, warning]
    default: error
seealso:
  - module: audiocodes.operator_connect.calling_profile_facts
  - module: audiocodes.operator_connect.calling_profile_info
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

# In a play on other hosts, delegate the task to localhost and run it once. The connection is set in the environment.
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
    waivers:
      - check: test_numbers
        profile: PROD_EMEA_Calling
        reason: CHG0031337
        until: '2099-12-31'
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
    - The verdict in one line, such as C(COMPLIANT) with the number of checks and warnings, or C(NOT COMPLIANT) with the number of failed
      checks, and then a line for each check that failed; or C(NOT CHECKED) and why.
  returned: always
  type: str
  sample: |-
    NOT COMPLIANT: 1 of 412 checks failed, 5 warnings
    PROD_EMEA › trunk oc1.example.net › sbc SBC-AMS-01 › ip_address: expected 10.0.0.1, found 10.0.0.9
compliant:
  description: Whether no check failed. Missing where there is no verdict.
  returned: when the profiles were checked
  type: bool
summary:
  description: The counts.
  returned: when the profiles were checked
  type: dict
  contains:
    checks:
      description: All checks.
      type: int
      returned: always
    passed:
      description: Checks that passed.
      type: int
      returned: always
    warnings:
      description: Checks that are broken, below O(fail_on).
      type: int
      returned: always
    failed:
      description: Checks that failed.
      type: int
      returned: always
    waived:
      description: Checks that are broken and waived.
      type: int
      returned: always
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
checks:
  description: Every check, one field or one rule on one object. A key is null where it does not apply.
  returned: when the profiles were checked
  type: list
  elements: dict
  contains:
    check:
      description: A rule, a field, or V(missing), V(unexpected) or V(ambiguous). It is what a waiver names.
      type: str
      returned: always
    profile:
      description: Key of the profile, or the name that was expected.
      type: str
      returned: always
    trunk:
      description: Key of the trunk, or the FQDN that was expected.
      type: str
      returned: always
    sbc:
      description: Key of the SBC, or the name or id that was expected.
      type: str
      returned: always
    field:
      description: The field, with its offer type where it has one.
      type: str
      returned: always
      sample: validation.Calling
    status:
      description: Either V(passed), V(warning) (broken, below O(fail_on)), V(failed) or V(waived).
      type: str
      returned: always
    severity:
      description: Either V(error) or V(warning).
      type: str
      returned: always
    expected:
      description: What was expected, as it was written.
      type: raw
      returned: always
    found:
      description: What was found.
      type: raw
      returned: always
    message:
      description: The same for a person, in one line.
      type: str
      returned: always
findings:
  description: What breaks a rule, as M(audiocodes.operator_connect.calling_profile_facts) returns it.
  returned: when the profiles were checked
  type: list
  elements: dict
source:
  description: Where the profiles came from, as M(audiocodes.operator_connect.calling_profile_info) returns it.
  returned: when the profiles were checked
  type: dict
failure:
  description: What went wrong, as data, as M(audiocodes.operator_connect.calling_profile_info) returns it.
  returned: when the profiles were not checked
  type: dict
"""

from ..module_utils._operator_connect.argument_specs import CONNECTION, GUARDS, RULES, SELECTION
from ..module_utils._operator_connect.assertion import assert_state
from ..module_utils._operator_connect.module import run_module

EXPECTATION = {
    "expected": {"type": "dict"},
    "expected_from": {"type": "list", "elements": "path"},
    "baseline": {"type": "path"},
    "ignore": {"type": "list", "elements": "str"},
    "unexpected_profiles": {"type": "str", "choices": ["ignore", "fail"], "default": "ignore"},
    "waivers": {"type": "list", "elements": "dict"},
    "fail_on": {"type": "str", "choices": ["error", "warning"], "default": "error"},
}


def main() -> None:
    run_module({**CONNECTION, **SELECTION, **RULES, **GUARDS, **EXPECTATION}, assert_state)


if __name__ == "__main__":
    main()
