# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The helper that compares results with RETURN finds every kind of difference."""

from __future__ import annotations

from typing import Any

import pytest
from support.returned import faults_of_result

MODULE = "calling_profile_info"
SBC = {"id": 1, "name": None, "fqdn": None, "ip_address": None}
RECORD: dict[str, Any] = {
    "id": "1",
    **dict.fromkeys(["name", "environment", "region", "carrier", "emergency_profile_id"]),
    "is_emergency": False,
    "emergency_dial_strings": [],
    "offer_types": [],
    "validation": {},
    "trunks": [{"id": None, "fqdn": "x", "sbcs": [SBC]}],
    "additional_sbcs": [],
}
SOURCE = {"kind": "service", "url": "https://x", "tenant_id": None, "fetched_at": "2026-01-31T03:00:00Z"}
GOOD: dict[str, Any] = {"changed": False, "failed": False, "calling_profiles": [RECORD], "source": SOURCE}
FAILURE = {"kind": "service", "url": None, "status": 500, "said": "", "next_step": "x"}
BAD = {"changed": False, "failed": True, "msg": "x", "failure": FAILURE}


def test_a_documented_result_has_no_fault() -> None:
    assert faults_of_result(MODULE, GOOD) == faults_of_result(MODULE, BAD) == []


@pytest.mark.parametrize(
    ("result", "faults"),
    [
        ({**GOOD, "more": 1}, ["more is not documented"]),
        ({**GOOD, "calling_profiles": None}, ["calling_profiles is documented as list, but is None"]),
        ({**GOOD, "calling_profiles": {}}, ["calling_profiles is documented as list, but is {}"]),
        ({"source": SOURCE}, ["calling_profiles is missing"]),
        ({**GOOD, "failure": FAILURE}, ["failure is returned on success, but documented for failure"]),
        ({**BAD, "source": SOURCE}, ["source is returned on failure, but documented for success"]),
        ({**BAD, "failure": {**FAILURE, "status": "500"}}, ["failure.status is documented as int, but is '500'"]),
        ({**BAD, "failure": {**FAILURE, "status": True}}, ["failure.status is documented as int, but is True"]),
        ({"failed": True, "msg": "x"}, ["failure is missing"]),
        ({**GOOD, "calling_profiles": [{**RECORD, "new": 1}]}, ["calling_profiles[0].new is not documented"]),
        ({**GOOD, "calling_profiles": [{**RECORD, "trunks": None}]}, ["calling_profiles[0].trunks is documented as list, but is None"]),
        (
            {**GOOD, "calling_profiles": [{**RECORD, "trunks": [{"id": None, "fqdn": "x", "sbcs": [{**SBC, "id": "1"}]}]}]},
            ["calling_profiles[0].trunks[0].sbcs[0].id is documented as int, but is '1'"],
        ),
        ({**GOOD, "source": {**SOURCE, "fetched_at": 5}}, ["source.fetched_at is documented as str, but is 5"]),
    ],
)
def test_a_difference_is_reported(result: dict[str, Any], faults: list[str]) -> None:
    assert faults_of_result(MODULE, result) == faults
