# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A baseline: an earlier state that the fleet must still equal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING

from ..errors import OptionError
from ..fleet.name_index import NameIndex
from ..fleet.records import SERVICE_NAMES
from ..fleet.topology import Fleet
from ..text import quoted

if TYPE_CHECKING:
    from ..fleet.records import Record

# The fields of a record, at every level.
RECORD_FIELDS = frozenset({"extra"}.union(*SERVICE_NAMES))


class Baseline:
    """An earlier state.

    Args:
        records: all its profiles, filled.
        selected_ids: the ids of its selected profiles.
        ignored: fields of the records that are not compared, at any level; from `read_ignore`.
    """

    def __init__(self, records: Sequence[Record], selected_ids: Iterable[str], ignored: Set[str]) -> None:
        self.fleet = Fleet(records)
        self.selected_ids = set(selected_ids)
        self.ignored = ignored
        self.index = NameIndex(self.fleet)


def read_ignore(fields: Iterable[object]) -> frozenset[str]:
    """Read the option `ignore`: the fields that are not compared.

    Raises:
        OptionError: one of them is not a field of a record.
    """
    names = [field if isinstance(field, str) else quoted(field) for field in fields]
    for name in names:
        if name not in RECORD_FIELDS:
            raise OptionError.unknown("ignore", name, RECORD_FIELDS)
    return frozenset(names)
