# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-runner, the engine of AWX, on the project of examples/: inventory updates and jobs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import documents

from simulator import Fault, Simulator, documented_example, generate_fleet

# What AWX takes for a host or a group (names with a colon lose their "port", braces fail the whole import; source: its code).
HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
GROUP_NAME = re.compile(r"[a-z_][a-z0-9_]*")
VARIABLE_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def hosts_of(inventory: Any) -> dict[str, Any]:
    return dict(inventory["_meta"]["hostvars"])


def everything_under(folder: Path) -> str:
    return "\n".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())


def test_a_sync_brings_the_fleet(controller: Any) -> None:
    result = controller.sync()
    assert result.returncode == 0, result.stdout
    assert set(hosts_of(controller.inventory)) == {"NL-SBC05", "oc1.customers.audio-code.co.il", "oc2.customers.audio-code.co.il"}


def test_a_sync_signs_in_with_a_ready_token(controller: Any, simulator: Simulator) -> None:
    controller.sign_in_with({"base_url": simulator.base_url, "access_token": simulator.issue_token()})
    result = controller.sync()
    assert result.returncode == 0, result.stdout
    assert simulator.token_requests == []


def test_the_importer_refuses_no_name(controller: Any, simulator: Simulator) -> None:
    simulator.document = [*generate_fleet(100), *documented_example()]
    simulator.document[0]["trunksEnrolled"][0]["matchingSbcList"][0]["name"] = "a:22 {{ b }}\n"
    assert controller.sync().returncode == 0
    hosts = hosts_of(controller.inventory)
    assert len(hosts) >= 100
    assert all(HOST_NAME.fullmatch(name) for name in hosts)
    assert all(GROUP_NAME.fullmatch(name) for name in controller.inventory if name != "_meta")
    assert all(VARIABLE_NAME.fullmatch(name) for variables in hosts.values() for name in variables)
    ids = [variables["oc_instance_id"] for variables in hosts.values()]
    assert len(set(ids)) == len(ids) and all(len(identity) < 256 for identity in ids)
    assert {variables["oc_kind"] for variables in hosts.values()} == {"sbc", "trunk"}


def test_an_unchanged_fleet_rewrites_no_host(controller: Any, simulator: Simulator) -> None:
    simulator.document = generate_fleet(40)
    assert controller.sync().returncode == 0
    before = controller.inventory
    simulator.document.reverse()
    assert controller.sync().returncode == 0
    assert hosts_of(controller.inventory) == hosts_of(before)


def test_a_sync_with_a_wrong_secret_fails_and_the_last_good_inventory_remains(controller: Any, inputs: dict[str, Any]) -> None:
    assert controller.sync().returncode == 0
    good = controller.inventory
    controller.sign_in_with({**inputs, "client_secret": "wrong-secret"})
    result = controller.sync()
    assert result.returncode != 0
    assert controller.inventory == good
    assert "AADSTS7000215" in controller.said("sync")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.status(500, "Internal Server Error"), "answered 500"),
        (Fault.json([]), "has no calling profile"),
        (Fault.html(), "is a web page"),
        (Fault.truncated(), "was cut off"),
    ],
    ids=["API down", "empty answer", "a page", "cut off"],
)
def test_a_sync_that_learns_nothing_fails(controller: Any, simulator: Simulator, fault: Fault, words: str) -> None:
    simulator.faults.document.append(replace(fault, times=None))
    assert controller.sync().returncode != 0
    assert controller.inventory is None
    assert words in controller.said("sync")


def test_a_sync_without_a_service_fails(controller: Any, simulator: Simulator) -> None:
    simulator.stop()
    assert controller.sync().returncode != 0
    simulator.start()


def test_nothing_of_a_sync_shows_a_secret(controller: Any, simulator: Simulator, inputs: dict[str, Any]) -> None:
    controller.sync()
    seen = json.dumps(controller.inventory) + _shown(controller, "sync")
    assert simulator.client_secret not in seen
    assert not any(token in seen for token in simulator.tokens)
    controller.sign_in_with({**inputs, "client_secret": "wrong-secret"})
    controller.sync()
    assert "wrong-secret" not in _shown(controller, "sync")


def test_an_audit_that_is_content(controller: Any, simulator: Simulator) -> None:
    simulator.document = generate_fleet(40, defects=False)
    controller.sync()
    result = controller.job("audit.yml", **audit_survey())
    assert result.returncode == 0, result.stdout
    verdict = controller.stats()["operator_connect_audit"]
    assert verdict["verdict"] == "COMPLIANT" and verdict["failed"] == 0 < verdict["checks"]


def test_an_audit_that_is_not_content(controller: Any, simulator: Simulator) -> None:
    simulator.document = documented_example()
    controller.sync()
    result = controller.job("audit.yml", **audit_survey())
    assert result.returncode == 2
    verdict = controller.stats()["operator_connect_audit"]
    assert verdict["verdict"] == "NOT COMPLIANT" and verdict["failed"] > 0
    assert '"' not in verdict["text"]


@pytest.mark.parametrize("trouble", ["wrong secret", "API down", "empty answer"])
def test_an_audit_that_could_not_look(controller: Any, simulator: Simulator, inputs: dict[str, Any], trouble: str) -> None:
    controller.sync()
    if trouble == "wrong secret":
        controller.sign_in_with({**inputs, "client_secret": "wrong-secret"})
    elif trouble == "API down":
        simulator.faults.document.append(Fault.status(500, "Internal Server Error"))
    else:
        simulator.faults.document.append(Fault.json([]))
    result = controller.job("audit.yml", **audit_survey())
    assert result.returncode == 2
    verdict = controller.stats()["operator_connect_audit"]
    assert verdict["verdict"] == "NOT CHECKED" and verdict["text"].startswith("NOT CHECKED: ")
    assert "wrong-secret" not in _shown(controller, "job")


def test_job_events_carry_no_secret(controller: Any, simulator: Simulator) -> None:
    controller.sync()
    controller.job("audit.yml", "-vvv", **audit_survey())
    seen = _shown(controller, "job")
    assert "calling_profile_assert" in seen
    assert simulator.client_secret not in seen
    assert not any(token in seen for token in simulator.tokens)


def test_drift_is_shown_and_nothing_written(controller: Any, simulator: Simulator) -> None:
    simulator.document = generate_fleet(40, defects=False)
    controller.sync()
    path = {"calling_profile_snapshot_path": "calling_profiles.json"}
    assert controller.job("snapshot.yml", **path).returncode == 0
    stored = (controller.project / "calling_profiles.json").read_text()
    simulator.document[0]["region"] = "ELSEWHERE"
    result = controller.job("snapshot.yml", "--cmdline", "--check --diff", **path)
    assert result.returncode == 0, result.stdout
    assert "ELSEWHERE" in _shown(controller, "job")
    assert (controller.project / "calling_profiles.json").read_text() == stored


def test_the_waves_run_on_a_synced_inventory(controller: Any, simulator: Simulator) -> None:
    simulator.document = [documents.profile(1), documents.profile(2, name="{{ lookup('ansible.builtin.pipe', 'touch PWN') }}")]
    controller.sync()
    (controller.project / "tasks.yml").write_text("- ansible.builtin.debug: {msg: touched}\n")
    result = controller.job("in_waves.yml", target="sbcs", tasks_file="tasks.yml")
    assert result.returncode == 0, result.stdout
    touched = [event["event_data"]["host"] for event in controller.events("job") if is_touch(event)]
    assert sorted(touched[:2]) == ["SBC-10", "SBC-20"] and sorted(touched[2:]) == ["SBC-11", "SBC-21"]
    assert controller.stats()["operator_connect_waves"]["not_touched"] == []
    assert not list(controller.folder.rglob("PWN"))


def is_touch(event: dict[str, Any]) -> bool:
    return event["event"] == "runner_on_ok" and event["event_data"].get("res", {}).get("msg") == "touched"


def audit_survey() -> dict[str, Any]:
    """What the survey and the template of the audit hand over where nothing is typed."""
    return {"calling_profile_audit_expected_from": "expected", "calling_profile_audit_baseline": "", "calling_profile_audit_formats": []}


def _shown(controller: Any, ident: str) -> str:
    """What AWX keeps and shows: events and output. (The file "command", with the environment, it masks itself.)"""
    folder = controller.artifacts / ident
    return everything_under(folder / "job_events") + (folder / "stdout").read_text()
