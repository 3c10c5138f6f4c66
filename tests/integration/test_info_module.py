# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The query module in a real play, over HTTP to the simulator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.documents import profile
from support.failing import EMPTY, FAILURES, Failing, fail_with
from support.plays import PlayResult, play, task
from support.returned import faults_of_result

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from simulator import Simulator, documented_example

MODULE = "calling_profile_info"
DOCUMENT = [
    *documented_example(),
    profile(1, region="APAC", note={"of": "the service"}, additionalSbcList=[{"sbcId": 7, "name": "Spare", "note": [1]}]),
]
NAMES = [row["name"] for row in DOCUMENT]
STORED = {
    "url": "https://live.example.net/tenantui/api/v2/oc/callingprofile",
    "tenant_id": "a-tenant",
    "fetched_at": "2026-01-31T03:00:00Z",
}
PROXY = "http://proxyuser:proxy-pass%2Fword@127.0.0.1:1"


class Asked:
    """One play with every question that has an answer, and the simulator that answered."""

    def __init__(self, simulator: Simulator, played: PlayResult) -> None:
        self.simulator = simulator
        self.played = played

    def names(self, name: str) -> list[str]:
        return [record["name"] for record in self.played[name]["calling_profiles"]]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("info")
    (folder / "answer.json").write_text(json.dumps(DOCUMENT), "utf-8")
    (folder / "snapshot.json").write_text(write_snapshot(Snapshot(read_profiles(DOCUMENT), STORED, {})), "utf-8")
    quoting = [profile(1, name=f"It is {Simulator.client_secret}, they say")]
    (folder / "quoting.json").write_text(json.dumps(quoting), "utf-8")
    elsewhere = {"AUDIOCODES_BASE_URL": "https://elsewhere.invalid/tenantui"}
    with Simulator(DOCUMENT) as simulator:
        token = simulator.issue_token()
        options = {**simulator.options(), "client_secret": "{{ secret }}"}
        tasks = [
            task("everything", MODULE),
            {**task("check mode", MODULE), "check_mode": True},
            task("include", MODULE, include=[{"name": "prod_*", "region": None}]),
            task("exclude", MODULE, exclude=[{"region": None}]),
            task("fill", MODULE, fill=[{"match": {"name": "*_EMEA"}, "set": {"region": "EMEA"}}], include=[{"region": ["emea", "APAC"]}]),
            task("nothing", MODULE, include=[{"name": "nobody"}]),
            {**task("written", MODULE, **options), "environment": elsewhere},
            {
                **task("module_defaults", MODULE),
                "module_defaults": {"group/audiocodes.operator_connect.all": options},
                "environment": elsewhere,
            },
            task("empty is not written", MODULE, base_url="", client_secret=" ", access_token="", proxy=""),
            task("token", MODULE, access_token="{{ token }}"),
            task("file that quotes the secret", MODULE, from_file="quoting.json"),
            task("vendor file", MODULE, from_file="answer.json"),
            task("snapshot file", MODULE, from_file=str(folder / "snapshot.json"), proxy=PROXY),
            {
                **task("file over the connection", MODULE, from_file="answer.json", include=[{"name": "Profile_1"}]),
                "module_defaults": {"group/audiocodes.operator_connect.all": options},
            },
        ]
        environment = {**simulator.environment(), "ANSIBLE_INJECT_FACT_VARS": "False"}
        secret = {"secret": simulator.client_secret, "token": token}
        yield Asked(simulator, play(folder, tasks, environment, "-vvvvvv", vars=secret))


def test_no_task_fails_or_changes_anything(asked: Asked) -> None:
    assert asked.played.rc == 0, asked.played.output
    for name, result in asked.played.results.items():
        assert (result.get("failed", False), result["changed"]) == (False, False), (name, result)


def test_every_result_is_as_documented(asked: Asked) -> None:
    for name, result in asked.played.results.items():
        assert faults_of_result(MODULE, result) == [], name


def test_the_records_are_those_of_the_document_in_its_order(asked: Asked) -> None:
    result = asked.played["everything"]
    assert result["calling_profiles"] == read_profiles(DOCUMENT)
    assert "warnings" not in result
    assert result["calling_profiles"][2]["extra"] == {"note": {"of": "the service"}}
    assert result["calling_profiles"][2]["additional_sbcs"] == [
        {"id": 7, "name": "Spare", "fqdn": None, "ip_address": None, "extra": {"note": [1]}}
    ]


def test_check_mode_asks_as_well(asked: Asked) -> None:
    assert asked.played["check mode"]["calling_profiles"] == asked.played["everything"]["calling_profiles"]


def test_the_source_is_the_service(asked: Asked) -> None:
    source = asked.played["everything"]["source"]
    fetched_at = source.pop("fetched_at")
    url = asked.simulator.base_url + "/api/v2/oc/callingprofile"
    assert source == {"kind": "service", "url": url, "tenant_id": asked.simulator.tenant_id}
    assert len(fetched_at) == len("2026-01-31T03:00:00Z") and fetched_at.endswith("Z")


def test_selection_and_fill(asked: Asked) -> None:
    assert asked.names("include") == NAMES[:2]
    assert asked.names("exclude") == NAMES[2:]
    assert asked.names("fill") == [NAMES[0], NAMES[2]]
    filled, as_it_was = asked.played["fill"]["calling_profiles"]
    assert (filled["region"], filled["filled"]) == ("EMEA", ["region"])
    assert (as_it_was["region"], "filled" in as_it_was) == ("APAC", False)


def test_an_empty_answer_is_one_with_a_warning_that_is_shown(asked: Asked) -> None:
    assert asked.played["nothing"]["calling_profiles"] == []
    assert "include[0] matches no calling profile: {'name': 'nobody'}" in asked.played.words


def test_what_is_written_counts_over_the_environment(asked: Asked) -> None:
    for name in ("written", "module_defaults", "empty is not written"):
        assert asked.names(name) == NAMES


def test_a_written_token_makes_the_secret_of_the_environment_ignored(asked: Asked) -> None:
    assert asked.names("token") == NAMES
    from_service = [name for name, result in asked.played.results.items() if result["source"]["kind"] == "service"]
    assert len(asked.simulator.document_requests) == len(from_service)
    assert len(asked.simulator.token_requests) == len(from_service) - 1


def test_a_file_of_the_service_or_a_snapshot(asked: Asked) -> None:
    for name in ("vendor file", "snapshot file"):
        records = sorted(asked.played[name]["calling_profiles"], key=lambda record: record["id"])
        assert [record["id"] for record in records] == sorted(row["callingProfileId"] for row in DOCUMENT)
    source = asked.played["vendor file"]["source"]
    assert (source["kind"], Path(source["path"]).name, source["tenant_id"]) == ("file", "answer.json", None)
    assert Path(source["path"]).is_absolute()
    source = asked.played["snapshot file"]["source"]
    assert (source["kind"], source["tenant_id"], source["fetched_at"]) == ("file", "a-tenant", "2026-01-31T03:00:00Z")
    assert asked.names("file over the connection") == ["Profile_1"]


def test_a_proxy_is_shown_without_its_user_and_password(asked: Asked) -> None:
    # The playbook holds it, and is not printed.
    assert '"proxy": "http://127.0.0.1:1"' in asked.played.output
    for part in ("proxyuser", "proxy-pass"):
        assert part not in asked.played.output


def test_no_secret_is_shown_at_any_verbosity(asked: Asked) -> None:
    assert '"client_secret": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"' in asked.played.output
    for secret in (asked.simulator.client_secret, *asked.simulator.tokens):
        assert secret not in asked.played.output
        assert secret not in json.dumps(asked.played.results)


def test_a_secret_of_the_environment_is_masked_wherever_it_shows_up(asked: Asked) -> None:
    assert asked.names("file that quotes the secret") == ["It is ********, they say"]


# --- what goes wrong


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failing]:
    with fail_with(MODULE, tmp_path_factory.mktemp("info"), FAILURES) as failing:
        yield failing


@pytest.mark.parametrize("name", [failure.name for failure in FAILURES])
def test_a_failure_says_what_where_and_what_to_do(failed: Failing, name: str) -> None:
    failed.check(name)


def test_a_failure_shows_no_secret_at_any_verbosity(failed: Failing) -> None:
    failed.check_for_secrets()


def test_an_empty_list_is_an_answer(tmp_path: Path) -> None:
    with Simulator([]) as simulator:
        played = play(tmp_path, [task(EMPTY.name, MODULE)], simulator.environment())
    assert played[EMPTY.name]["calling_profiles"] == []
    assert played.rc == 0


def test_without_requests_the_library_is_named(tmp_path: Path) -> None:
    (tmp_path / "requests.py").write_text("raise ModuleNotFoundError('No module named requests', name='requests')\n")
    with Simulator() as simulator:
        library = {"PYTHONPATH": str(tmp_path)}
        # With pipelining, the variable comes too late for the Python that runs the module.
        environment = {**simulator.environment(), "ANSIBLE_PIPELINING": "False"}
        result = play(tmp_path, [{**task("ask", MODULE), "environment": library}], environment)["ask"]
    assert result["failed"]
    assert "requests" in result["msg"] and "Python" in result["msg"]
    assert simulator.requests == []
