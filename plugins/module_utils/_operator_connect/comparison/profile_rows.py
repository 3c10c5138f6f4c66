# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of one profile's record, by the trunk or the SBC that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..canonical import canonical
from ..expected_state.operators import Fold, as_is
from ..fleet.topology import Trunk, trunk_identity

if TYPE_CHECKING:
    from ..fleet.records import Record
    from ..fleet.topology import Profile, Sbc
    from .parts import Part


class ProfileRows:
    """The rows of one profile's record; several rows may be about one trunk or SBC.

    Attributes:
        by_trunk: the rows about each trunk.
        by_sbc: the rows about each SBC, by the trunk that lists it, or None for an additional SBC.
    """

    def __init__(self, profile: Profile) -> None:
        self.by_trunk: dict[Trunk, list[Record]] = defaultdict(list)
        self.by_sbc: dict[Trunk | None, dict[Sbc, list[Record]]] = defaultdict(dict)
        by_fqdn = {fqdn.casefold(): trunk for trunk in profile.trunks.values() for fqdn in trunk.fqdns}
        for row in profile.record["trunks"]:
            trunk = profile.trunks.get(trunk_identity(row["id"], row["fqdn"])) or by_fqdn[row["fqdn"].casefold()]
            self.by_trunk[trunk].append(row)
            for sbc_row in row["sbcs"]:
                self.by_sbc[trunk].setdefault(profile.sbcs[sbc_row["id"]], []).append(sbc_row)
        for sbc_row in profile.record["additional_sbcs"]:
            self.by_sbc[None].setdefault(profile.additional_sbcs[sbc_row["id"]], []).append(sbc_row)

    def of_part(self, part: Part, trunk: Trunk | None) -> list[Record]:
        """The rows about a trunk, or about an SBC: on `trunk`, or as an additional SBC if that is None."""
        if isinstance(part, Trunk):
            return self.by_trunk.get(part, [])
        return self.by_sbc[trunk].get(part, [])


def value_of(rows: Sequence[Mapping[str, Any]], field: str, fold: Fold = as_is) -> Any:
    """The value of a field in some rows: a list of all values if they differ."""
    first = rows[0].get(field)
    if len(rows) == 1:
        return first
    values: dict[str, Any] = {}
    for row in rows:
        value = row.get(field)
        values.setdefault(canonical(fold(value) if isinstance(value, str) else value), value)
    return [values[key] for key in sorted(values)] if len(values) > 1 else first
