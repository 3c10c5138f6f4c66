# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that say what the fleet is compared with, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
requirements:
  - PyYAML, for O(expected_from)
options:
  expected:
    description:
      - The expected state, a mapping of C(for_each), C(profiles), C(trunks) and C(sbcs). All of them are optional.
      - A list must match completely. A field that is left out is not checked. Null requires null, and an empty list requires an empty
        list. Order and duplicates do not matter. FQDNs and IDs are compared without case. All other values are compared exactly,
        including their type.
      - C(profiles) maps the name of a profile to V(present), to V(absent), or to its fields C(region), C(environment), C(carrier),
        C(is_emergency), C(emergency_profile) (name or ID of a profile), C(emergency_dial_strings), C(offer_types), C(test_numbers) and
        C(validation) (both by offer type, V(*) for every offered type; other offer types are not checked), C(trunks),
        C(additional_sbcs), C(failover_ready) and C(emergency_numbers), its own emergency dial strings and those of its emergency profile.
      - C(trunks) of a profile is a list of FQDNs, or a mapping from FQDN to a list of SBCs. In a list of SBCs, a string is a name and an
        integer is an sbcId.
      - C(for_each) is a list of mappings with C(match), a matcher as in O(include), and C(expect), fields of a profile. Fields under
        C(profiles) override it field by field. A later entry overrides an earlier one. An entry that matches no selected profile is a
        failed check.
      - C(trunks) maps an FQDN, and C(sbcs) maps the name of an SBC, to V(present), to V(absent), or to fields. The fields of a trunk are
        C(id) and C(sbcs), those of an SBC C(id), C(name), C(fqdn) and C(ip_address). V(absent) means absent from the whole fleet.
      - Instead of a value, you can set a mapping of operators. All of them must be met. C(one_of) is a list of values. C(like) is a glob
        that respects case, except for FQDNs, and never matches null. For lists, C(contains) lists required entries, C(lacks) lists entries
        that must not be there, and C(count) is a mapping of C(min), C(max) or both.
      - An object that has no name, or shares its name, is identified by its ID. A shared name is the failed check V(ambiguous).
      - A name under C(profiles) that exists but is not selected by O(include) and O(exclude) is an error.
      - Ansible changes the type of some values in module arguments. O(expected_from) is checked more strictly.
    type: dict
  expected_from:
    description:
      - Files with the expected state in YAML, in the form of O(expected). Of a folder, all C(.yml), C(.yaml) and C(.json) files are read,
        also in folders below it.
      - The module reads the files itself, and strictly. A number, boolean or date in place of a string, a key that is not a string, a
        duplicate key, and an object that is named twice, in one file or in two, are errors with file and line.
      - The files are not templates. A value that contains a template is an error.
      - The file C(docs/expected-state.schema.json) of the collection is a JSON schema for editors.
    type: list
    elements: path
  baseline:
    description:
      - A snapshot, or the JSON answer of the service. Everything must be equal to it. New and missing profiles are differences too.
      - O(expected) and O(expected_from) override the baseline. To check a change, take a snapshot before it, use it as the baseline, and
        set what should change as the expected state. What is V(absent) in the expected state is removed from every place in the baseline.
      - C(contains) and C(lacks) in the expected state mean the list of the baseline with, or without, these entries, and nothing else
        changed. C(count) and C(like) are checked in addition to the baseline.
      - Objects are matched by ID or, if no object has the ID, by name.
      - O(fill), O(include) and O(exclude) are applied to the baseline too. A snapshot of a selection is accepted only with the same
        selection.
    type: path
  ignore:
    description:
      - Fields of the profiles, trunks and SBCs that are not compared with O(baseline), such as V(validation), V(test_numbers) or V(extra).
      - If V(id) is ignored, objects are matched by name first.
    type: list
    elements: str
  unexpected_profiles:
    description:
      - What to do with selected profiles that O(expected) does not name under C(profiles). V(fail) counts each as a difference.
      - With a O(baseline), its profiles count as named, and any other profile is a difference in both cases.
    type: str
    choices: [ignore, fail]
    default: ignore
  waivers:
    description:
      - Known problems, each accepted until a date. A waiver applies through that day in UTC. After it, the check fails again.
      - Each waiver is a mapping of C(check), C(reason) and C(until), and optionally of C(profile), C(trunk) and C(sbc).
      - C(check) is a rule, a field, V(missing), V(unexpected) or V(ambiguous). C(until) is a quoted date such as V('2026-12-31').
        C(profile), C(trunk) and C(sbc) are globs. If several profiles share a trunk or an SBC, C(profile) must match all of them.
      - A waiver that has ended, or that matches no failed check, is a warning. It is no warning if another task can need it, because this
        one does not select its profile, or makes no check of this kind.
    type: list
    elements: dict
  fail_on:
    description:
      - Lowest severity that fails the task. Differences from the expected state and the baseline are errors. A broken rule has the
        severity of the rule.
    type: str
    choices: [error, warning]
    default: error
"""
