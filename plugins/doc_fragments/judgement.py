# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the fleet is judged: rules and guards, written once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  rules:
    description:
      - How much a rule counts, rule by rule, each V(error), V(warning) or V(off). A rule that is not named keeps its default.
      - The rules are C(failover), C(unmatched_trunk), C(trunk_conflict), C(test_numbers), C(validation_not_run), C(validation_not_ok),
        C(emergency_path), C(emergency_profile), C(emergency_dial_strings), C(duplicate_name), C(sbc_conflict), C(unusable_address) and
        C(region_coverage). The table in the README says when each is broken.
    type: dict
  required_regions:
    description:
      - Regions that need at least one calling profile, compared exactly; the rule C(region_coverage).
    type: list
    elements: raw
  validation_ok:
    description:
      - Validation statuses that are good, upper and lower case alike. The boolean true always is, C(NotRun) never.
      - Without it, V(Passed), V(Success) and V(Succeeded) are.
    type: list
    elements: raw
"""

    GUARDS = r"""
options:
  on_empty:
    description:
      - What to do where no calling profile, or no matching SBC, is selected.
      - An empty list is more often a wrong tenant or a lost permission than the truth, so V(fail) is the default.
    type: str
    choices: [fail, warn, allow]
    default: fail
  min_profiles:
    description:
      - Fewer selected calling profiles than this are an error.
    type: int
    default: 0
  min_sbcs:
    description:
      - Fewer selected matching SBCs than this are an error.
    type: int
    default: 0
"""
