# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests that one profile is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..expected_state.fields import ListField, ValueField
    from ..expected_state.operators import ListTest, ValueTest
    from ..fleet.topology import Trunk
    from .parts import Part


class RowTests(NamedTuple):
    """The tests of the rows of a profile about one trunk or SBC, by field.

    `trunk` is the trunk that lists the SBC, or None for an additional SBC and for rows about a trunk itself.
    """

    part: Part
    trunk: Trunk | None
    tests: dict[str, ValueTest]


@dataclass
class ProfileTests:
    """Everything that one profile is compared with, after trunks and SBCs were looked up in the fleet.

    Attributes:
        values: tests of single values.
        lists: tests of lists, but not of the SBCs of trunks.
        sbcs_by_trunk: tests of the SBCs of trunks.
        rows: tests of the rows about trunks and SBCs.
        without_offer_type: the fields that are set for every offered type, if the profile offers none.
    """

    values: dict[ValueField, ValueTest] = field(default_factory=dict)
    lists: dict[ListField, ListTest] = field(default_factory=dict)
    sbcs_by_trunk: dict[Trunk, ListTest] = field(default_factory=dict)
    rows: list[RowTests] = field(default_factory=list)
    without_offer_type: dict[str, ValueTest | ListTest] = field(default_factory=dict)
