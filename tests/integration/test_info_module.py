# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module calling_profile_info in a real play, over HTTP to the simulator."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.documents import profile
from support.failing import EMPTY, FAILURES, Failing, fail_with
from support.plays import Json, PlayResult, play, task
from support.returned import faults_of_result

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from simulator import Simulator, documented_example

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class InfoPlay:
    """The result of a play with tasks that all succeed, and the simulator that it used."""

    def __init__(self, simulator: Simulator, result: PlayResult) -> None:
        self.simulator = simulator
        self.results = result.results
        self.output = result.output
        self.words = result.words
        self.rc = result.rc

    def __getitem__(self, name: str) -> Json:
        return self.results[name]

    def names(self, name: str) -> list[str]:
        """The names of the profiles that a task returned."""
        return [record["name"] for record in self[name]["calling_profiles"]]


@pytest.fixture(scope="module")
def info(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfoPlay]:
    folder = tmp_path_factory.mktemp("info")
    (folder / "answer.json").write_text(json.dumps(DOCUMENT), "utf-8")
    (folder / "snapshot.json").write_text(write_snapshot(Snapshot(read_profiles(DOCUMENT), STORED, {})), "utf-8")
    with_secret = [profile(1, name=f"The secret is {Simulator.client_secret}.")]
    (folder / "with_secret.json").write_text(json.dumps(with_secret), "utf-8")
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
            {**task("options", MODULE, **options), "environment": elsewhere},
            {
                **task("module_defaults", MODULE),
                "module_defaults": {"group/audiocodes.operator_connect.all": options},
                "environment": elsewhere,
            },
            task("empty options", MODULE, base_url="", client_secret=" ", access_token="", proxy=""),
            task("token", MODULE, access_token="{{ token }}"),
            task("file with the secret", MODULE, from_file="with_secret.json"),
            task("vendor file", MODULE, from_file="answer.json"),
            task("snapshot file", MODULE, from_file=str(folder / "snapshot.json"), proxy=PROXY),
            {
                **task("file and connection", MODULE, from_file="answer.json", include=[{"name": "Profile_1"}]),
                "module_defaults": {"group/audiocodes.operator_connect.all": options},
            },
        ]
        environment = {**simulator.environment(), "ANSIBLE_INJECT_FACT_VARS": "False"}
        secrets = {"secret": simulator.client_secret, "token": token}
        yield InfoPlay(simulator, play(folder, tasks, environment, "-vvvvvv", vars=secrets))


def test_no_task_fails_or_changes_anything(info: InfoPlay) -> None:
    assert info.rc == 0, info.output
    for name, result in info.results.items():
        assert (result.get("failed", False), result["changed"]) == (False, False), (name, result)


def test_every_result_is_as_documented(info: InfoPlay) -> None:
    for name, result in info.results.items():
        assert faults_of_result(MODULE, result) == [], name


def test_the_records_are_those_of_the_document_in_its_order(info: InfoPlay) -> None:
    result = info["everything"]
    assert result["calling_profiles"] == read_profiles(DOCUMENT)
    assert "warnings" not in result
    assert result["calling_profiles"][2]["extra"] == {"note": {"of": "the service"}}
    assert result["calling_profiles"][2]["additional_sbcs"] == [
        {"id": 7, "name": "Spare", "fqdn": None, "ip_address": None, "extra": {"note": [1]}}
    ]


def test_check_mode_returns_the_same(info: InfoPlay) -> None:
    assert info["check mode"]["calling_profiles"] == info["everything"]["calling_profiles"]


def test_the_source_is_the_service(info: InfoPlay) -> None:
    source = info["everything"]["source"]
    fetched_at = source.pop("fetched_at")
    url = info.simulator.base_url + "/api/v2/oc/callingprofile"
    assert source == {"kind": "service", "url": url, "tenant_id": info.simulator.tenant_id}
    assert len(fetched_at) == len("2026-01-31T03:00:00Z") and fetched_at.endswith("Z")


def test_selection_and_fill(info: InfoPlay) -> None:
    assert info.names("include") == NAMES[:2]
    assert info.names("exclude") == NAMES[2:]
    assert info.names("fill") == [NAMES[0], NAMES[2]]
    filled, unchanged = info["fill"]["calling_profiles"]
    assert (filled["region"], filled["filled"]) == ("EMEA", ["region"])
    assert (unchanged["region"], "filled" in unchanged) == ("APAC", False)


def test_a_selection_without_a_match_returns_an_empty_list_and_a_warning(info: InfoPlay) -> None:
    assert info["nothing"]["calling_profiles"] == []
    assert "include[0] matches no calling profile: {name: nobody}" in info.words


def test_options_override_the_environment(info: InfoPlay) -> None:
    for name in ("options", "module_defaults"):
        assert info.names(name) == NAMES


def test_empty_options_are_ignored(info: InfoPlay) -> None:
    assert info.names("empty options") == NAMES


def test_a_token_in_the_options_overrides_the_secret_of_the_environment(info: InfoPlay) -> None:
    assert info.names("token") == NAMES
    from_service = [name for name, result in info.results.items() if result["source"]["kind"] == "service"]
    assert len(info.simulator.document_requests) == len(from_service)
    assert len(info.simulator.token_requests) == len(from_service) - 1


def test_a_file_is_a_document_of_the_service_or_a_snapshot(info: InfoPlay) -> None:
    for name in ("vendor file", "snapshot file"):
        records = sorted(info[name]["calling_profiles"], key=lambda record: record["id"])
        assert [record["id"] for record in records] == sorted(row["callingProfileId"] for row in DOCUMENT)
    source = info["vendor file"]["source"]
    assert (source["kind"], Path(source["path"]).name, source["tenant_id"]) == ("file", "answer.json", None)
    assert Path(source["path"]).is_absolute()
    source = info["snapshot file"]["source"]
    assert (source["kind"], source["tenant_id"], source["fetched_at"]) == ("file", "a-tenant", "2026-01-31T03:00:00Z")
    assert info.names("file and connection") == ["Profile_1"]


def test_a_proxy_is_shown_without_its_user_and_password(info: InfoPlay) -> None:
    # The password is in the playbook, which is not printed.
    assert '"proxy": "http://127.0.0.1:1"' in info.output
    for part in ("proxyuser", "proxy-pass"):
        assert part not in info.output


def test_no_secret_is_shown_at_any_verbosity(info: InfoPlay) -> None:
    assert '"client_secret": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"' in info.output
    for secret in (info.simulator.client_secret, *info.simulator.tokens):
        assert secret not in info.output
        assert secret not in json.dumps(info.results)


def test_a_secret_of_the_environment_is_masked_in_the_result(info: InfoPlay) -> None:
    assert info.names("file with the secret") == ["The secret is ********."]


# --- failures


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failing]:
    with fail_with(MODULE, tmp_path_factory.mktemp("info"), FAILURES) as failing:
        yield failing


@pytest.mark.parametrize("name", [failure.name for failure in FAILURES])
def test_a_failure_reports_what_failed_where_and_what_to_do(failed: Failing, name: str) -> None:
    failed.check(name)


def test_a_failure_shows_no_secret_at_any_verbosity(failed: Failing) -> None:
    failed.check_for_secrets()


def test_an_empty_list_of_the_service_is_returned(tmp_path: Path) -> None:
    with Simulator([]) as simulator:
        result = play(tmp_path, [task(EMPTY.name, MODULE)], simulator.environment())
    assert result[EMPTY.name]["calling_profiles"] == []
    assert result.rc == 0


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("requests", r"Failed to import the required Python library \(requests\)"),
        (
            "urllib3.packages.six.moves",
            r"A Python library cannot be imported by \S+: No module named urllib3\.packages\.six\.moves\. Install requests 2\.25\.1 and"
            r" urllib3 1\.26\.5, or newer, for this Python\.",
        ),
    ],
)
def test_a_library_that_cannot_be_imported_is_reported(tmp_path: Path, missing: str, message: str) -> None:
    (tmp_path / "requests.py").write_text(f"raise ModuleNotFoundError('No module named {missing}', name='{missing}')\n")
    with Simulator() as simulator:
        library = {"PYTHONPATH": str(tmp_path)}
        # With pipelining, PYTHONPATH would be set too late for the Python that runs the module.
        environment = {**simulator.environment(), "ANSIBLE_PIPELINING": "False"}
        result = play(tmp_path, [{**task("get", MODULE), "environment": library}], environment)["get"]
    assert result["failed"]
    assert re.match(message, result["msg"]), result["msg"]
    assert result["failure"]["kind"] == "library"
    assert simulator.requests == []
