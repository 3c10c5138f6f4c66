# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/faults.md names a test for each fault, and the limits of the code."""

from __future__ import annotations

import re

from support.checkout import CHECKOUT

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect import limits, text
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.topology import MAX_KEY
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service import body, bounded_reader, settings

FAULTS = (CHECKOUT / "docs" / "faults.md").read_text("utf-8")
MIB = 1024 * 1024


def test_each_fault_has_a_test_that_exists() -> None:
    rows = [line for line in FAULTS.split("## The network")[1].splitlines() if line.startswith("| ") and not line.startswith("| fault |")]
    assert len(rows) > 50
    for row in rows:
        path, name = re.fullmatch(r".*\| `(tests/[\w/]+\.py)::(\w+)` \|", row).groups()  # type: ignore[union-attr]
        assert f"\ndef {name}(" in (CHECKOUT / path).read_text("utf-8"), row


def test_the_limits_are_those_of_the_code() -> None:
    for limit in (
        f"{limits.MAX_BYTES // MIB} MiB",
        f"{limits.MAX_VALUES:,}",
        f"| {limits.MAX_DEPTH} |",
        f"{limits.MAX_DIGITS:,}",
        f"{body.MAX_ERROR_BYTES // MIB} MiB",
        f"{bounded_reader.MAX_LINE // 1024} KiB",
        f"{body._MAX_MEMBERS:,}, in one layer",
        f"{settings.MAX_TOKEN_LENGTH // 1024} KiB",
        f"{settings.DEFAULT_DEADLINE:.0f} s by default",
        f"{MAX_KEY} characters",
        f"{text.MAX_QUOTED:,} characters, {text.MAX_LISTED} entries",
    ):
        assert limit in FAULTS, limit
