# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option that names the policy, shared by all modules and the inventory plugin, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  policy_from:
    description:
      - A YAML file with what your team decides once about its fleet, for the inventory and for all modules. It is a mapping of C(fill),
        C(rules), C(required_regions), C(validation_ok) and C(waivers), in the form of the options of these names. All of them are optional.
      - An option that is set overrides the policy. Of C(rules), it overrides the same rule only.
      - Waivers are checked everywhere and applied by M(audiocodes.operator_connect.calling_profile_assert) and
        M(audiocodes.operator_connect.calling_profile_report) only.
      - The file is read as strictly as C(expected_from) of M(audiocodes.operator_connect.calling_profile_assert). The file
        C(docs/policy.schema.json) of the collection is a JSON schema for editors.
      - Defaults to E(AUDIOCODES_POLICY). A path in this variable must be absolute.
      - In a task, a relative path starts in the working directory. In an inventory file, it starts in the folder of that file.
    type: str
requirements:
  - PyYAML, for O(policy_from)
"""
