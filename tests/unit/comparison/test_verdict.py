# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waivers and the verdict."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.checks import (
    Check,
    SubjectPath,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.verdict import Verdict
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.waivers import (
    read_waivers,
    waive,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError

TODAY = date(2026, 6, 30)


def check(name: str = "region", status: str = "failed", severity: str = "error", **fields: Any) -> Check:
    subject = SubjectPath(**{"profile": "PROD_X", **{key: fields.pop(key) for key in SubjectPath._fields if key in fields}})
    message = fields.pop("message", f"{name}: no")
    return Check(name, subject, name, status, severity, "A", "B", message, "rules")


def waiver(**fields: Any) -> dict[str, Any]:
    return {"check": "region", "reason": "CHG0031337", "until": "2026-12-31", **fields}


def waived(entry: dict[str, Any], *checks: Check) -> tuple[list[str], list[str]]:
    settled, warnings = waive(checks or [check()], read_waivers([entry]), TODAY)
    return [one.status for one in settled], warnings


def test_a_waived_check_has_the_reason_and_the_last_day() -> None:
    (settled,), warnings = waive([check()], read_waivers([waiver(profile="PROD_*")]), TODAY)
    assert (settled.status, settled.message) == ("waived", "region: no (waived until 2026-12-31: CHG0031337)")
    assert warnings == []


@pytest.mark.parametrize(("until", "status"), [("2026-06-30", "waived"), ("2026-06-29", "failed"), ("2026-07-01", "waived")])
def test_a_waiver_applies_through_its_last_day(until: str, status: str) -> None:
    statuses, warnings = waived(waiver(until=until))
    assert statuses == [status]
    expected = ["waivers[0] (CHG0031337) ended on 2026-06-29, so the checks that it waived count again."]
    assert warnings == (expected if status == "failed" else [])


@pytest.mark.parametrize(
    ("entry", "about", "matches"),
    [
        (waiver(profile="PROD_*"), check(), True),
        (waiver(profile="prod_*"), check(), False),
        (waiver(profile="*"), check(profile=None), False),
        (waiver(profile="PROD_*"), check(profile=None, sharing_profiles=("PROD_A", "PROD_B")), True),
        (waiver(profile="PROD_A"), check(profile=None, sharing_profiles=("PROD_A", "PROD_B")), False),
        (waiver(trunk="oc?.EXAMPLE.net"), check(trunk="oc1.example.net"), True),
        (waiver(sbc="SBC-1", profile="PROD_X"), check(sbc="SBC-1"), True),
        (waiver(sbc="SBC-1", profile="PROD_Y"), check(sbc="SBC-1"), False),
        (waiver(check="failover"), check("failover", severity="warning"), True),
        (waiver(check="missing"), check("missing"), True),
        (waiver(check="missing"), check("unexpected"), False),
    ],
)
def test_which_checks_a_waiver_matches(entry: dict[str, Any], about: Check, matches: bool) -> None:
    statuses, warnings = waived(entry, about)
    assert statuses == ["waived" if matches else "failed"]
    assert warnings == ([] if matches else ["waivers[0] (CHG0031337) matches no failed check. Remove it."])


def test_a_waiver_of_a_passed_check_is_a_warning() -> None:
    statuses, warnings = waived(waiver(), check(status="passed"))
    assert statuses == ["passed"]
    assert len(warnings) == 1


def test_the_first_waiver_that_has_not_ended_applies() -> None:
    entries = [waiver(until="2026-01-01"), waiver(reason="one"), waiver(reason="two")]
    (settled,), warnings = waive([check()], read_waivers(entries), TODAY)
    assert settled.message.endswith("(waived until 2026-12-31: one)")
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({}, "waivers: a list was expected"),
        (["failover"], "waivers[0]: a mapping was expected"),
        ([waiver(), {}], "waivers[1]: check is missing"),
        ([waiver(reason=None)], "waivers[0]: reason is missing"),
        ([waiver(reason=" ")], "waivers[0]: reason is empty"),
        ([waiver(until="")], "waivers[0]: until is empty"),
        ([waiver(until="2026-02-30")], "waivers[0].until: 2026-02-30 is not a date"),
        ([waiver(until="20260230")], "waivers[0].until: 20260230 is not a date"),
        (
            [waiver(until="datetime.date(2026, 12, 31)")],
            "waivers[0].until: datetime.date(2026, 12, 31) is not a date. Use a quoted date, such as '2026-12-31'.",
        ),
        ([waiver(until=20261231)], "waivers[0].until: a string was expected, not 20261231. Quote it."),
        ([waiver(check="failovr")], "waivers[0].check: failovr is unknown. Did you mean failover?"),
        ([waiver(until=None)], "waivers[0]: until is missing"),
        ([waiver(sbc=True)], "waivers[0].sbc: a string was expected, not true. Quote it."),
        ([{True: 1}], "waivers[0]: true is unknown."),
        ([waiver(profil="X")], "waivers[0]: profil is unknown. Did you mean profile?"),
    ],
)
def test_an_invalid_waiver_is_an_error(entries: Any, message: str) -> None:
    with pytest.raises(OptionError) as raised:
        read_waivers(entries)
    assert str(raised.value).startswith(message)


# --- the verdict

PASSED = [check(status="passed")] * 4
WARNING = check("failover", severity="warning", message="failover: no")


@pytest.mark.parametrize(
    ("checks", "fail_on", "message"),
    [
        ([], "error", "COMPLIANT: 0 checks, 0 warnings"),
        (PASSED[:1], "error", "COMPLIANT: 1 check, 0 warnings"),
        ([*PASSED, WARNING], "error", "COMPLIANT: 5 checks, 1 warning"),
        ([*PASSED, check(status="waived")], "warning", "COMPLIANT: 5 checks, 0 warnings, 1 waived"),
        ([*PASSED, check()], "error", "NOT COMPLIANT: 1 of 5 checks failed\nregion: no"),
        ([*PASSED, WARNING, check()], "error", "NOT COMPLIANT: 1 of 6 checks failed, 1 warning\nregion: no"),
        ([*PASSED, WARNING, check()], "warning", "NOT COMPLIANT: 2 of 6 checks failed\nfailover: no\nregion: no"),
    ],
)
def test_the_message_of_a_verdict(checks: list[Check], fail_on: str, message: str) -> None:
    verdict = Verdict(checks, fail_on)
    assert verdict.message() == message
    assert verdict.is_compliant is message.startswith("COMPLIANT")


def test_the_verdict_as_data() -> None:
    result = Verdict([*PASSED, WARNING, check(), check(status="waived")]).as_result()
    assert result["compliant"] is False
    assert result["summary"] == {"checks": 7, "passed": 4, "warnings": 1, "failed": 1, "waived": 1}
    assert list(result["checks"][0]) == [
        "check", "profile", "trunk", "sbc", "field", "status", "severity", "expected", "found", "message", "source", "name"
    ]  # fmt: skip
