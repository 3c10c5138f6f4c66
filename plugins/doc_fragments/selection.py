# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which calling profiles are meant: include, exclude and fill, written once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  include:
    description:
      - Choose the calling profiles that at least one of these matchers means. All where it is empty.
      - A matcher is a mapping of C(id), C(name), C(region), C(carrier), C(environment), C(offer_type) or C(is_emergency). Every field
        must match; of a list of values any will do.
      - A string is a glob, upper and lower case alike. Null matches null alone, and C(*) does not match null.
      - A matcher that matches nothing is a warning, an unknown field an error.
    type: list
    elements: dict
  exclude:
    description:
      - Leave out the calling profiles that one of these matchers means. The matchers are those of O(include).
    type: list
    elements: dict
  fill:
    description:
      - What is known and the service leaves null. Each entry has a matcher C(match), as in O(include), and C(set), a mapping of
        C(region), C(environment) or C(carrier) to a text.
      - Only what is null is set. Of several entries the first that matches counts, for each field. A matcher looks at what the service
        says; the selection and the rules see the filled values.
      - The record names what was set, in C(filled).
    type: list
    elements: dict
"""
