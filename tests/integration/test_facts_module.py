# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module calling_profile_facts in a real play, over HTTP to the simulator, without the injection of facts as variables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile, trunk
from support.failing import EMPTY, FAILURES, Failing, Failure, fail_with
from support.plays import PlayResult, play, task
from support.returned import faults_of_result

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE = "calling_profile_facts"
# The first profile is healthy. The second has a trunk without an SBC, and references an emergency profile that is not one.
DOCUMENT = [
    profile(1, trunk(1, 1), trunk(2, 2)),
    profile(2, trunk(3, 1), trunk(4), region=None, emergencyProfileId="Profile_1"),
    profile(3, trunk(1, 1), trunk(2, 2), name="Shared"),
    profile(4, trunk(1, 1), trunk(2, 2), name="Shared"),
]
ONLY_HEALTHY = [{"name": "Profile_1"}]


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayResult]:
    folder = tmp_path_factory.mktemp("facts")
    stored = {"url": "https://live.example.net/tenantui", "tenant_id": None, "fetched_at": "2026-01-31T03:00:00Z"}
    (folder / "snapshot.json").write_text(write_snapshot(Snapshot(read_profiles(DOCUMENT), stored, {})), "utf-8")
    conditions = [
        "ansible_facts.operator_connect.summary.errors > 0",
        "ansible_facts.operator_connect.profiles.Profile_1.failover_ready",
        "ansible_facts.operator_connect.profiles.Shared is undefined",
        "operator_connect is undefined",
        "not ansible_facts.operator_connect.profiles['Profile_2'].failover_ready",
        "ansible_facts.operator_connect.findings | selectattr('rule', 'equalto', 'failover') | map(attribute='profile') == ['Profile_2']",
    ]
    tasks = [
        task("everything", MODULE),
        {"name": "conditions", "ansible.builtin.assert": {"that": conditions}},
        {**task("check mode", MODULE), "check_mode": True},
        task("include", MODULE, include=ONLY_HEALTHY),
        task("exclude and fill", MODULE, exclude=ONLY_HEALTHY, fill=[{"match": {"region": None}, "set": {"region": "APAC"}}]),
        task(
            "rules",
            MODULE,
            rules={"failover": "error", "emergency_profile": "warning", "duplicate_name": False, "unmatched_trunk": "off"},
            required_regions=["EMEA", "AMER"],
            validation_ok=["Green"],
        ),
        task("nothing, with a warning", MODULE, include=[{"name": "nobody"}], on_empty="warn"),
        task("nothing, allowed", MODULE, include=[{"name": "nobody"}], on_empty="allow"),
        task("minimums", MODULE, min_profiles=4, min_sbcs=2),
        task("snapshot file", MODULE, from_file="snapshot.json"),
    ]
    with Simulator(DOCUMENT) as simulator:
        yield play(folder, tasks, {**simulator.environment(), "ANSIBLE_INJECT_FACT_VARS": "False"})


def facts(gathered: PlayResult, name: str) -> dict[str, Any]:
    return dict(gathered[name]["ansible_facts"]["operator_connect"])


def broken(gathered: PlayResult, name: str) -> list[tuple[str, str, str | None]]:
    return [
        (finding["rule"], finding["severity"], finding["profile"] or finding["trunk"] or finding["region"])
        for finding in facts(gathered, name)["findings"]
    ]


def test_no_task_fails_or_changes_anything(gathered: PlayResult) -> None:
    assert gathered.rc == 0, gathered.output
    for name, result in gathered.results.items():
        assert (result.get("failed", False), result["changed"]) == (False, False), (name, result)


def test_every_result_is_as_documented(gathered: PlayResult) -> None:
    for name, result in gathered.results.items():
        if "ansible_facts" in result:
            assert faults_of_result(MODULE, result) == [], name


def test_the_facts_are_available_under_their_full_name_only(gathered: PlayResult) -> None:
    assert gathered["conditions"]["msg"] == "All assertions passed"


def test_the_facts_have_all_objects_by_key_and_all_findings(gathered: PlayResult) -> None:
    everything = facts(gathered, "everything")
    assert list(everything) == ["source", "summary", "profiles", "trunks", "sbcs", "findings"]
    severities = [finding["severity"] for finding in everything["findings"]]
    counts = {"profiles": 4, "trunks": 4, "sbcs": 2, "unmatched_trunks": 1}
    assert everything["summary"] == {**counts, "errors": severities.count("error"), "warnings": severities.count("warning")}
    assert list(everything["profiles"]) == ["Profile_1", "Profile_2", "profile-3", "profile-4"]
    assert everything["profiles"]["Profile_2"]["trunks"] == ["oc3.example.net", "oc4.example.net"]
    assert everything["trunks"]["oc1.example.net"] == {
        "id": "trunk-1",
        "fqdn": "oc1.example.net",
        "profiles": ["Profile_1", "profile-3", "profile-4"],
        "sbcs": ["SBC-1"],
    }
    assert everything["sbcs"]["SBC-1"]["sole_for"] == ["Profile_2"]
    assert broken(gathered, "everything") == [
        ("failover", "warning", "Profile_2"),
        ("emergency_profile", "error", "Profile_2"),
        ("duplicate_name", "error", "profile-3"),
        ("duplicate_name", "error", "profile-4"),
        ("unmatched_trunk", "warning", "oc4.example.net"),
    ]


def test_check_mode_returns_the_same(gathered: PlayResult) -> None:
    checked, everything = facts(gathered, "check mode"), facts(gathered, "everything")
    assert {**checked, "source": None} == {**everything, "source": None}


def test_the_facts_are_those_of_the_selected_profiles(gathered: PlayResult) -> None:
    assert facts(gathered, "include")["summary"] == {
        "profiles": 1,
        "trunks": 2,
        "sbcs": 2,
        "unmatched_trunks": 0,
        "errors": 0,
        "warnings": 0,
    }
    # The values of an SBC take all profiles of the document into account, also those that are not selected.
    assert facts(gathered, "include")["sbcs"]["SBC-1"]["sole_for"] == ["Profile_2"]
    rest = facts(gathered, "exclude and fill")
    assert list(rest["profiles"]) == ["Profile_2", "profile-3", "profile-4"]
    assert (rest["profiles"]["Profile_2"]["region"], rest["profiles"]["Profile_2"]["filled"]) == ("APAC", ["region"])


def test_rules_regions_and_statuses_can_be_set(gathered: PlayResult) -> None:
    not_ok = [("validation_not_ok", "warning", key) for key in ("Profile_1", "Profile_2", "profile-3", "profile-4")]
    assert sorted(broken(gathered, "rules")) == sorted(
        [
            *not_ok,
            ("failover", "error", "Profile_2"),
            ("emergency_profile", "warning", "Profile_2"),
            ("region_coverage", "error", "AMER"),
        ]
    )


def test_guards_can_be_set(gathered: PlayResult) -> None:
    text = "none of 4 calling profiles is selected. The run continues because on_empty is warn."
    assert gathered.words.count(text) == 1
    for name in ("nothing, with a warning", "nothing, allowed"):
        assert facts(gathered, name)["profiles"] == {}
    assert facts(gathered, "minimums")["summary"]["profiles"] == 4


def test_the_source_has_the_time_of_the_response(gathered: PlayResult) -> None:
    assert facts(gathered, "everything")["source"]["kind"] == "service"
    source = facts(gathered, "snapshot file")["source"]
    assert (source["kind"], source["fetched_at"], Path(source["path"]).name) == ("file", "2026-01-31T03:00:00Z", "snapshot.json")


# --- failures

SERVICE_FAILURES = [
    failure for failure in FAILURES if failure.name in ("secret wrong", "403", "500", "HTML", "message", "truncated", "no route")
]
OPTION_FAILURES = [
    EMPTY,
    Failure(
        "nothing selected",
        "guard",
        "{url}: none of 2 calling profiles is selected. ",
        "set on_empty",
        options={"include": [{"name": "nobody"}]},
    ),
    Failure(
        "too few",
        "guard",
        "{url}: only 1 matching SBC, min_sbcs requires at least 5. ",
        "set on_empty",
        options={"min_sbcs": 5, "on_empty": "allow"},
    ),
    Failure(
        "unknown rule", "options", "rules: failovr is unknown", "Did you mean failover?", url=None, options={"rules": {"failovr": "error"}}
    ),
    Failure("a boolean for a region", "options", "required_regions: ", "Quote", url=None, options={"required_regions": [False]}),
]


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failing]:
    with fail_with(MODULE, tmp_path_factory.mktemp("facts"), [*SERVICE_FAILURES, *OPTION_FAILURES]) as failing:
        yield failing


@pytest.mark.parametrize("name", [failure.name for failure in [*SERVICE_FAILURES, *OPTION_FAILURES]])
def test_a_failure_reports_what_failed_where_and_what_to_do(failed: Failing, name: str) -> None:
    failed.check(name)


def test_a_failure_shows_no_secret_at_any_verbosity(failed: Failing) -> None:
    failed.check_for_secrets()


def test_a_wrong_option_fails_before_any_request(failed: Failing) -> None:
    requested = [
        failure
        for failure in [*SERVICE_FAILURES, *OPTION_FAILURES]
        if failure.kind != "options" and failure.name not in ("secret wrong", "no route")
    ]
    assert len(failed.simulator.document_requests) == len(requested)


def test_the_facts_contain_each_object_once(gathered: PlayResult) -> None:
    assert json.dumps(facts(gathered, "everything")).count('"10.0.0.1"') == 1
