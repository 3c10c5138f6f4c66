# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that select calling profiles: include, exclude and fill, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  include:
    description:
      - Select the calling profiles that match at least one of these matchers. If it is empty, all profiles are selected.
      - A matcher is a mapping of C(id), C(name), C(region), C(carrier), C(environment), C(offer_type) or C(is_emergency). A profile
        matches if all fields match. A list of values matches if any of its values does.
      - A string is a glob that ignores case. Null matches only null, and C(*) does not match null.
      - A matcher that matches no profile is a warning, with the likely reason. An unknown field is an error.
    type: list
    elements: dict
  exclude:
    description:
      - Remove the calling profiles that match at least one of these matchers. They have the same form as in O(include).
    type: list
    elements: dict
  fill:
    description:
      - Values for fields that the service leaves null. Set this if your service does not send C(region), C(environment) or C(carrier).
      - Each entry has C(match), a matcher as in O(include), and C(set), a mapping of C(region), C(environment) or C(carrier) to a string.
      - Only null fields are set. If several entries match, the first one that sets a field is used. Matchers see the values of the
        service; selection and rules see the filled values.
      - A matcher that matches no profile is a warning as long as a field that it would set is null in some profile.
      - The key C(filled) of a profile lists the fields that were set.
      - To set it once for everything, use O(policy_from).
    type: list
    elements: dict
"""
