# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waivers and the verdict."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.documents import profile, sbc

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.checks import (
    Check,
    SubjectPath,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.verdict import (
    RETURNED_STATUSES,
    Verdict,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.waivers import (
    WaiverUse,
    read_waivers,
    waive,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query

TODAY = date(2026, 6, 30)


def check(name: str = "region", status: str = "failed", severity: str = "error", **fields: Any) -> Check:
    subject = SubjectPath(**{"profile": "PROD_X", **{key: fields.pop(key) for key in SubjectPath._fields if key in fields}})
    message = fields.pop("message", f"{name}: no")
    return Check(name, subject, name, status, severity, "A", "B", message, "rules")


def waiver(**fields: Any) -> dict[str, Any]:
    return {"check": "region", "reason": "CHG0031337", "until": "2026-12-31", **fields}


def waived(entry: dict[str, Any], *checks: Check) -> tuple[list[str], WaiverUse]:
    settled, (use,) = waive(checks or [check()], read_waivers([entry]), TODAY)
    return [one.status for one in settled], use


def test_a_waived_check_has_the_reason_and_the_last_day() -> None:
    (settled,), (use,) = waive([check()], read_waivers([waiver(profile="PROD_*")]), TODAY)
    assert (settled.status, settled.message) == ("waived", "region: no (waived until 2026-12-31: CHG0031337)")
    assert use.warning() is None


def test_without_waivers_all_checks_stay_as_they_are() -> None:
    checks = [check(), check(status="passed")]
    assert waive(checks, [], TODAY) == (checks, [])


@pytest.mark.parametrize(("until", "status"), [("2026-06-30", "waived"), ("2026-06-29", "failed"), ("2026-07-01", "waived")])
def test_a_waiver_applies_through_its_last_day(until: str, status: str) -> None:
    statuses, use = waived(waiver(until=until))
    assert statuses == [status]
    expected = "waivers[0] (CHG0031337) ended on 2026-06-29, so the checks that it waived count again."
    assert use.warning() == (expected if status == "failed" else None)


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
    statuses, use = waived(entry, about)
    assert statuses == ["waived" if matches else "failed"]
    # A run that makes no check of its kind says nothing about a waiver.
    is_silent = matches or entry["check"] != about.kind
    assert use.warning() == (None if is_silent else "waivers[0] (CHG0031337) matches no failed check. Remove it.")


def test_a_waiver_of_a_passed_check_is_a_warning() -> None:
    statuses, use = waived(waiver(), check(status="passed"))
    assert statuses == ["passed"]
    assert use.warning() == "waivers[0] (CHG0031337) matches no failed check. Remove it."


# A waiver in a shared policy: "Remove it" would break the audit that needs it.
@pytest.mark.parametrize(
    ("entry", "warns"),
    [
        (waiver(profile="Profile_1"), True),
        (waiver(profile="Profile_2"), False),
        (waiver(profile="Profile_*"), False),
        (waiver(), False),
        (waiver(profile="Profil_2"), True),
        (waiver(profile="Profile_2", trunk="OC20.example.net"), False),
        (waiver(profile="Profile_2", trunk="oc10.example.net"), True),
        (waiver(sbc="SBC-21"), False),
        (waiver(sbc="SBC-10"), True),
        (waiver(sbc="SBC-9"), False),
        (waiver(check="failover"), False),
        (waiver(check="missing", profile="PROD_NEW"), False),
    ],
)
def test_a_waiver_that_another_audit_can_need_is_no_warning(entry: dict[str, Any], warns: bool) -> None:
    additional = {"additionalSbcList": [sbc(9)]}
    fleet = Query({"include": [{"name": "Profile_1"}]}).view_of(read_profiles([profile(1), profile(2, **additional)]), "x")
    checks, (use,) = waive([check(status="passed", profile="Profile_1")], read_waivers([entry]), TODAY, fleet.profiles_not_selected())
    assert [one.status for one in checks] == ["passed"]
    assert use.status == ("unused" if warns else "elsewhere")
    assert (use.warning() is not None) is warns


def test_the_first_waiver_that_has_not_ended_applies() -> None:
    entries = [waiver(until="2026-01-01"), waiver(reason="one"), waiver(reason="two")]
    (settled,), uses = waive([check()], read_waivers(entries), TODAY)
    assert settled.message.endswith("(waived until 2026-12-31: one)")
    assert [use.warning() is None for use in uses] == [False, True, True]


@pytest.mark.parametrize(
    ("entry", "checks", "status", "number"),
    [
        (waiver(), [check(), check(profile="PROD_Y"), check(status="passed"), check("carrier")], "used", 2),
        (waiver(until="2026-06-29"), [check()], "ended", 1),
        (waiver(until="2026-06-29"), [check(status="passed")], "unused", 0),
        (waiver(profile="PROD_Y"), [check()], "unused", 0),
    ],
)
def test_the_use_of_a_waiver_as_data(entry: dict[str, Any], checks: list[Check], status: str, number: int) -> None:
    _statuses, use = waived(entry, *checks)
    subjects = {"profile": entry.get("profile"), "trunk": None, "sbc": None}
    assert use.as_dict() == {
        "check": "region",
        **subjects,
        "reason": "CHG0031337",
        "until": entry["until"],
        "status": status,
        "checks": number,
    }


def test_a_waiver_that_is_listed_twice_is_used_twice() -> None:
    """Two equal entries are two waivers: each has its own use."""
    _settled, uses = waive([check()], read_waivers([waiver(), waiver()]), TODAY)
    assert [(use.status, use.checks) for use in uses] == [("used", 1), ("used", 1)]


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
        (PASSED[:1], "error", "COMPLIANT: 1 check, 0 warnings (SCOPE)"),
        ([*PASSED, WARNING], "error", "COMPLIANT: 5 checks, 1 warning (SCOPE)"),
        ([*PASSED, check(status="waived")], "warning", "COMPLIANT: 5 checks, 0 warnings, 1 waived (SCOPE)"),
        ([check()], "error", "NOT COMPLIANT: 1 of 1 check failed (SCOPE)\nregion: no"),
        ([*PASSED, check()], "error", "NOT COMPLIANT: 1 of 5 checks failed (SCOPE)\nregion: no"),
        ([*PASSED, WARNING, check()], "error", "NOT COMPLIANT: 1 of 6 checks failed, 1 warning (SCOPE)\nregion: no"),
        ([*PASSED, check(), check(status="waived")], "error", "NOT COMPLIANT: 1 of 6 checks failed, 1 waived (SCOPE)\nregion: no"),
        ([*PASSED, WARNING, check()], "warning", "NOT COMPLIANT: 2 of 6 checks failed (SCOPE)\nfailover: no\nregion: no"),
    ],
)
def test_the_message_of_a_verdict(checks: list[Check], fail_on: str, message: str) -> None:
    verdict = Verdict(checks, fail_on)
    assert verdict.message("SCOPE") == message
    assert verdict.is_compliant is message.startswith("COMPLIANT")


def test_the_summary_of_a_verdict() -> None:
    verdict = Verdict([*PASSED, WARNING, check(), check(status="waived")])
    assert not verdict.is_compliant
    assert verdict.summary() == {"checks": 7, "passed": 4, "warnings": 1, "failed": 1, "waived": 1}
    assert list(verdict.checks[0].as_dict()) == [
        "check", "profile", "trunk", "sbc", "field", "status", "severity", "expected", "found", "message", "source", "name"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "warning"),
    [
        (0, None),
        (1, "1 warning: failover 0"),
        (3, "3 warnings: failover 0; failover 1; failover 2"),
        (4, "4 warnings: failover 0; failover 1; failover 2 and 1 more"),
        (130, "130 warnings: failover 0; failover 1; failover 2 and 127 more"),
    ],
)
def test_all_warnings_are_one_line(number: int, warning: str | None) -> None:
    broken = [WARNING._replace(message=f"failover {position}") for position in range(number)]
    assert Verdict([*PASSED, *broken, check(), check(status="waived")]).warning() == warning


def test_with_fail_on_warning_nothing_is_a_warning() -> None:
    assert Verdict([*PASSED, WARNING], "warning").warning() is None


@pytest.mark.parametrize(
    ("return_checks", "statuses"),
    [
        ("failed", ["failed", "waived"]),
        ("broken", ["warning", "failed", "waived"]),
        ("all", ["passed", "warning", "failed", "waived"]),
    ],
)
def test_which_checks_are_returned(return_checks: str, statuses: list[str]) -> None:
    checks = Verdict([PASSED[0], WARNING, check(), check(status="waived")]).checks
    assert [one.status for one in checks if one.status in RETURNED_STATUSES[return_checks]] == statuses
