# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that decide what is wrong with a fleet: rules and guards, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  rules:
    description:
      - Severity of each rule, V(error), V(warning) or V(off). A rule that is not listed keeps its default severity.
      - Set this if a rule matters more, or less, to your fleet than the default says.
      - The rules are C(failover), C(unmatched_trunk), C(trunk_conflict), C(test_numbers), C(validation_not_run), C(validation_not_ok),
        C(emergency_path), C(emergency_profile), C(emergency_unreachable), C(emergency_dial_strings), C(duplicate_name), C(sbc_conflict),
        C(unusable_address) and C(region_coverage). C(docs/rules.md) of the collection has a table that says when each rule is broken.
    type: dict
  required_regions:
    description:
      - Regions that need at least one calling profile. The names are compared exactly. Checked by the rule C(region_coverage).
      - Set this to notice if all profiles of a region disappear.
    type: list
    elements: raw
  validation_ok:
    description:
      - Validation statuses that are good. Case does not matter. The boolean true is always good, C(NotRun) never.
      - Set this if your service uses other words than the defaults V(Passed), V(Success) and V(Succeeded).
    type: list
    elements: raw
"""

    GUARDS = r"""
options:
  on_empty:
    description:
      - What to do if no calling profile, or no matching SBC, is selected.
      - An empty list usually means a wrong tenant or a missing permission, so V(fail) is the default.
    type: str
    choices: [fail, warn, allow]
    default: fail
  min_profiles:
    description:
      - Lowest number of selected calling profiles. Fails if there are fewer.
      - Set this to a number that your fleet always has, to notice if profiles disappear.
    type: int
    default: 0
  min_sbcs:
    description:
      - Lowest number of selected matching SBCs. Fails if there are fewer.
      - Set this to a number that your fleet always has, to notice if SBCs disappear.
    type: int
    default: 0
"""
