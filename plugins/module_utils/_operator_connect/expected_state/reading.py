# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what is expected of a fleet: from options, from files, and from the records of a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from ..errors import OptionError
from ..text import quoted
from ..value_tree import ValueTree
from .baseline import Baseline
from .expectation import Expectation
from .files import read_expected_files

if TYPE_CHECKING:
    from ..fleet.records import Record
    from ..fleet.view import Query


def paths_set_in(expected_from: Iterable[str] | None) -> list[str]:
    """The paths in the option `expected_from`; an empty path is ignored."""
    return [path for path in expected_from or () if path.strip()]


def read_expectation(expected: object, expected_from: Iterable[str] | None) -> Expectation:
    """Read the options `expected` and `expected_from`; an empty path is ignored.

    Raises:
        OptionError: both are set, or something in them is not valid.
        FileError: a file cannot be read, or it is not YAML.
        ImportError: PyYAML is missing, and there is a file to read.
    """
    paths = paths_set_in(expected_from)
    if expected is None:
        return Expectation(read_expected_files(paths))
    if paths:
        raise OptionError("expected and expected_from are mutually exclusive", next_step="Set only one of them.")
    return Expectation([ValueTree(expected, "expected")])


def make_baseline(path: str, records: Sequence[Record], selection: Mapping[str, Any], query: Query, ignored: Set[str]) -> Baseline:
    """Make a baseline of the profiles of a file.

    Args:
        path: the file, for messages.
        records: the profiles, as the file has them.
        selection: the selection that the file is limited to; empty if it has all profiles.
        query: fill and selection, which apply to the baseline as to the fleet.
        ignored: fields that are not compared, from `read_ignore`.

    Raises:
        OptionError: the file is limited to another selection than that of the query.
    """
    wanted = query.selection.as_options()
    if selection and not query.selection.is_same_as(selection):
        raise OptionError(
            f"baseline: {path} contains only the profiles of the selection {quoted(selection)}, and this task selects "
            f"{quoted(wanted) if wanted else 'all profiles'}",
            next_step="Set the same include and exclude, or take a snapshot of all profiles.",
        )
    filled, selected, _warnings = query.select(records)
    return Baseline(filled, {record["id"] for record in (filled if selection else selected)}, ignored)
