# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scope of a verdict: what the fleet was compared with, as data and in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.waivers import (
    read_waivers,
    waive,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import RULES
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.readers import FileReader, Origin
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.scope import scope_in_words, scope_of

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]
# The options of the module that a task does not set.
NOT_SET = {
    **dict.fromkeys(("expected", "expected_from", "ignore", "waivers", "from_file", "rules", "include", "exclude", "fill", "policy_from")),
    "fail_on": "error",
    "unexpected_profiles": "ignore",
}
ALL = f"{len(RULES)} of {len(RULES)}"


def baseline_in(folder: Path, fetched_at: str) -> Origin:
    """The origin of a snapshot that was taken at this time."""
    path = folder / "baseline.json"
    source = {"url": "https://live.example.net/x", "tenant_id": "t", "fetched_at": fetched_at}
    path.write_text(write_snapshot(Snapshot(read_profiles([profile(1)]), source, {})), "utf-8")
    return FileReader(str(path), "baseline").read().origin


def scope(baseline: Origin | None = None, sources: dict[str, int] | None = None, **options: Any) -> Json:
    settings = {**NOT_SET, **options}
    _checks, uses = waive([], read_waivers(settings["waivers"]), date(2026, 6, 30))
    return scope_of(settings, Query(settings), baseline, uses, sources or {"rules": 38})


def words(baseline: Origin | None = None, **options: Any) -> str:
    return scope_in_words(scope(baseline, **options))


def time_ago(**ago: int) -> str:
    return (datetime.now(timezone.utc) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- as data


def test_a_scope_with_rules_only() -> None:
    assert scope() == {
        "expected": [],
        "baseline": None,
        "rules": {"on": list(RULES), "off": []},
        "selection": {},
        "policy": None,
        "fill": 0,
        "ignore": [],
        "fail_on": "error",
        "unexpected_profiles": "ignore",
        "waivers": [],
        "from_file": None,
        "checks": {"rules": 38},
    }


def test_a_scope_with_everything(tmp_path: Path) -> None:
    origin = baseline_in(tmp_path, time_ago(days=2, hours=1))
    chosen = {"include": [{"name": "PROD_*"}], "exclude": [{"region": None}]}
    waivers = [{"check": "failover", "profile": "PROD_X", "reason": "CHG0031337", "until": "2026-12-31"}]
    found = scope(
        origin,
        {"expected/fleet.yml": 12, "b.yml": 0, "baseline": 400, "rules": 0},
        expected_from=["expected/", "b.yml"],
        rules={"failover": "off", "emergency_path": False, "test_numbers": "error"},
        **chosen,
        policy_from="/srv/policy.yml",
        fill=[{"match": {"name": "*"}, "set": {"region": "EMEA"}}],
        ignore=["region"],
        fail_on="warning",
        unexpected_profiles="fail",
        waivers=waivers,
        from_file="answer.json",
    )
    assert found == {
        "expected": ["expected/", "b.yml"],
        "baseline": {"path": str(tmp_path / "baseline.json"), "fetched_at": origin.fetched_at, "age_days": 2},
        "rules": {"on": [rule for rule in RULES if rule not in ("failover", "emergency_path")], "off": ["failover", "emergency_path"]},
        "selection": chosen,
        "policy": "/srv/policy.yml",
        "fill": 1,
        "ignore": ["region"],
        "fail_on": "warning",
        "unexpected_profiles": "fail",
        "waivers": [{**waivers[0], "trunk": None, "sbc": None, "status": "elsewhere", "checks": 0}],
        "from_file": "answer.json",
        # A source that gave no check is named too.
        "checks": {"expected/fleet.yml": 12, "b.yml": 0, "baseline": 400, "rules": 0},
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"expected": {}}, ["inline"]),
        ({"expected": {"profiles": {}}, "expected_from": [""]}, ["inline"]),
        ({"expected_from": []}, []),
        ({"expected_from": ["", "  "]}, []),
        ({"expected_from": ["", "a/b.yml"]}, ["a/b.yml"]),
    ],
)
def test_the_expected_state_is_named_as_the_user_named_it(options: Json, expected: list[str]) -> None:
    assert scope(**options)["expected"] == expected


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_document_that_is_not_from_a_file(blank: str | None) -> None:
    assert scope(from_file=blank)["from_file"] is None


# In the last case, the clock of the machine that took the snapshot is ahead.
@pytest.mark.parametrize(("ago", "age"), [({"hours": 23}, 0), ({"days": 1, "minutes": 1}, 1), ({"days": 400}, 400), ({"days": -2}, 0)])
def test_the_age_of_a_baseline(tmp_path: Path, ago: dict[str, int], age: int) -> None:
    fetched_at = time_ago(**ago)
    found = scope(baseline_in(tmp_path, fetched_at))["baseline"]
    assert found == {"path": str(tmp_path / "baseline.json"), "fetched_at": fetched_at, "age_days": age}


@pytest.mark.parametrize("fetched_at", ["last week", "2026-01-31", "2026-02-30T03:00:00Z", "2026-01-31T03:00:00+02:00"])
def test_the_age_of_a_baseline_that_was_edited_is_not_known(tmp_path: Path, fetched_at: str) -> None:
    found = scope(baseline_in(tmp_path, fetched_at))["baseline"]
    assert found == {"path": str(tmp_path / "baseline.json"), "fetched_at": fetched_at, "age_days": None}


# --- in words


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the files a.yml to g.yml and the folder expected."""
    (tmp_path / "expected").mkdir()
    for name in "abcdefg":
        (tmp_path / f"{name}.yml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({}, f"rules only, {ALL}"),
        ({"rules": {"failover": "off", "emergency_path": "off"}}, f"rules only, {len(RULES) - 2} of {len(RULES)}"),
        ({"expected": {"profiles": {}}}, f"inline, {ALL} rules"),
        ({"expected": {"profiles": {}}, "rules": dict.fromkeys(RULES, "off")}, f"inline, 0 of {len(RULES)} rules"),
        ({"expected_from": ["a.yml"]}, f"a.yml, {ALL} rules"),
        ({"expected_from": ["somewhere/else/a.yml"]}, f"a.yml, {ALL} rules"),
        ({"expected_from": ["expected"]}, f"expected/, {ALL} rules"),
        ({"expected_from": ["expected/"]}, f"expected/, {ALL} rules"),
        ({"expected_from": ["../missing/", "expected", "b.yml"]}, f"missing, expected/, b.yml, {ALL} rules"),
        ({"expected_from": ["c.yml", "b.yml", "a.yml", "d.yml"]}, f"c.yml, b.yml, a.yml and 1 more, {ALL} rules"),
        ({"expected_from": [f"{name}.yml" for name in "abcdefg"]}, f"a.yml, b.yml, c.yml and 4 more, {ALL} rules"),
    ],
)
def test_the_scope_in_words(files: Path, options: Json, shown: str) -> None:
    assert words(**options) == shown


def test_a_folder_with_its_full_path_is_named_without_it(files: Path) -> None:
    assert words(expected_from=[f"{files}/expected"]) == f"expected/, {ALL} rules"


def test_a_baseline_is_named_after_the_expected_state(files: Path) -> None:
    origin = baseline_in(files, time_ago(days=1))
    assert words(origin) == f"baseline.json, {ALL} rules"
    assert words(origin, expected_from=["expected"]) == f"expected/, baseline.json, {ALL} rules"
    names = [f"{name}.yml" for name in "abcdefg"]
    assert words(origin, expected_from=names) == f"a.yml, b.yml, c.yml and 4 more, baseline.json, {ALL} rules"


def test_the_scope_is_one_printable_line() -> None:
    """A line break in the name of a file must not start a line that looks like a verdict."""
    found = words(expected_from=["a\nCOMPLIANT: 1 check\x1b[2J.yml"])
    assert found.isprintable()
    assert found == f'"a\\nCOMPLIANT: 1 check\\u001b[2J.yml", {ALL} rules'
