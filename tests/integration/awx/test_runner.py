# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory updates and jobs with ansible-runner, which AWX uses, and the project in examples/."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from support import documents

from simulator import Fault, Simulator, documented_example, generate_fleet

from .conftest import EXAMPLES, ExecutionNode, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

# The names that AWX accepts. It removes a "port" after a colon, and braces make the whole import fail (source: the code of AWX).
HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
GROUP_NAME = re.compile(r"[a-z_][a-z0-9_]*")
VARIABLE_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def hosts_of(inventory: Any) -> dict[str, Any]:
    return dict(inventory["_meta"]["hostvars"])


def content_of(folder: Path) -> str:
    return "\n".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())


def test_a_sync_imports_the_fleet(node: ExecutionNode) -> None:
    result = node.sync()
    assert result.returncode == 0, result.stdout
    assert set(hosts_of(node.inventory)) == {"NL-SBC05", "oc1.customers.audio-code.co.il", "oc2.customers.audio-code.co.il"}


def test_a_sync_can_use_an_access_token(node: ExecutionNode, simulator: Simulator) -> None:
    node.set_credential({"base_url": simulator.base_url, "access_token": simulator.issue_token()})
    result = node.sync()
    assert result.returncode == 0, result.stdout
    assert simulator.token_requests == []


def test_awx_accepts_all_names(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.document = [*generate_fleet(100), *documented_example()]
    simulator.document[0]["trunksEnrolled"][0]["matchingSbcList"][0]["name"] = "a:22 {{ b }}\n"
    assert node.sync().returncode == 0
    hosts = hosts_of(node.inventory)
    assert len(hosts) >= 100
    assert all(HOST_NAME.fullmatch(name) for name in hosts)
    assert all(GROUP_NAME.fullmatch(name) for name in node.inventory if name != "_meta")
    assert all(VARIABLE_NAME.fullmatch(name) for variables in hosts.values() for name in variables)
    ids = [variables["oc_instance_id"] for variables in hosts.values()]
    assert len(set(ids)) == len(ids) and all(len(identity) < 256 for identity in ids)
    assert {variables["oc_kind"] for variables in hosts.values()} == {"sbc", "trunk"}


def test_a_sync_of_an_unchanged_fleet_changes_no_host(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.document = generate_fleet(40)
    assert node.sync().returncode == 0
    before = node.inventory
    simulator.document.reverse()
    assert node.sync().returncode == 0
    assert hosts_of(node.inventory) == hosts_of(before)


def test_a_sync_with_a_wrong_secret_fails_and_keeps_the_inventory(node: ExecutionNode, inputs: dict[str, Any]) -> None:
    assert node.sync().returncode == 0
    last_inventory = node.inventory
    node.set_credential({**inputs, "client_secret": "wrong-secret"})
    result = node.sync()
    assert result.returncode != 0
    assert node.inventory == last_inventory
    assert "AADSTS7000215" in node.output("sync")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.status(500, "Internal Server Error"), "answered 500"),
        (Fault.json([]), "has no calling profile"),
        (Fault.html(), "is a web page"),
        (Fault.truncated(), "was cut off"),
    ],
    ids=["error of the service", "empty list", "web page", "truncated"],
)
def test_a_sync_without_a_usable_response_fails(node: ExecutionNode, simulator: Simulator, fault: Fault, words: str) -> None:
    simulator.faults.document.append(replace(fault, times=None))
    assert node.sync().returncode != 0
    assert node.inventory is None
    assert words in node.output("sync")


def test_a_sync_without_a_service_fails(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.stop()
    assert node.sync().returncode != 0
    simulator.start()


def test_a_sync_shows_no_secret(node: ExecutionNode, simulator: Simulator, inputs: dict[str, Any]) -> None:
    node.sync()
    text = json.dumps(node.inventory) + _shown(node, "sync")
    assert simulator.client_secret not in text
    assert not any(token in text for token in simulator.tokens)
    node.set_credential({**inputs, "client_secret": "wrong-secret"})
    node.sync()
    assert "wrong-secret" not in _shown(node, "sync")


def test_a_compliant_audit(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.document = generate_fleet(40, defects=False)
    node.sync()
    result = node.job("audit.yml", **audit_survey())
    assert result.returncode == 0, result.stdout
    verdict = node.stats()["operator_connect_audit"]
    assert verdict["verdict"] == "COMPLIANT" and verdict["failed"] == 0 < verdict["checks"]


def test_a_not_compliant_audit(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.document = documented_example()
    node.sync()
    result = node.job("audit.yml", **audit_survey())
    assert result.returncode == 2
    verdict = node.stats()["operator_connect_audit"]
    assert verdict["verdict"] == "NOT COMPLIANT" and verdict["failed"] > 0
    assert '"' not in verdict["text"]


def test_an_audit_without_answers_in_the_survey_fails(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.document = generate_fleet(40, defects=False)
    node.sync()
    result = node.job("audit.yml", **{**audit_survey(), "calling_profile_audit_expected_from": ""})
    assert result.returncode == 2
    assert "There is nothing to compare with." in _shown(node, "job")


@pytest.mark.parametrize("failure", ["wrong secret", "error of the service", "empty list"])
def test_an_audit_without_a_verdict(node: ExecutionNode, simulator: Simulator, inputs: dict[str, Any], failure: str) -> None:
    node.sync()
    if failure == "wrong secret":
        node.set_credential({**inputs, "client_secret": "wrong-secret"})
    elif failure == "error of the service":
        simulator.faults.document.append(Fault.status(500, "Internal Server Error"))
    else:
        simulator.faults.document.append(Fault.json([]))
    result = node.job("audit.yml", **audit_survey())
    assert result.returncode == 2
    verdict = node.stats()["operator_connect_audit"]
    assert verdict["verdict"] == "NOT CHECKED" and verdict["text"].startswith("NOT CHECKED: ")
    assert "wrong-secret" not in _shown(node, "job")


def test_job_events_contain_no_secret(node: ExecutionNode, simulator: Simulator) -> None:
    node.sync()
    node.job("audit.yml", "-vvv", **audit_survey())
    text = _shown(node, "job")
    assert "calling_profile_report" in text
    assert simulator.client_secret not in text
    assert not any(token in text for token in simulator.tokens)


def template(name: str) -> dict[str, Any]:
    """The extra variables with which AWX starts a template without answers: those of the template, and the defaults of its survey."""
    (found,) = [item for item in read_yaml(EXAMPLES / "awx" / "configuration.yml")["controller_templates"] if item["name"].endswith(name)]
    answers = {question["variable"]: question["default"] for question in found["survey_spec"]["spec"]}
    return {**found.get("extra_vars", {}), **answers}


def test_the_audit_starts_without_answers(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.document = generate_fleet(40, defects=False)
    node.sync()
    assert node.job("audit.yml", **template("audit")).returncode == 0
    assert node.stats()["operator_connect_audit"]["differences"] == []


def test_a_verdict_has_the_first_differences(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.document = [documents.profile(number, region='"{{ x }}" (\\', name=f"PROD_{number:02}") for number in range(30)]
    (node.project / "expected" / "every_profile.yml").write_text("for_each: [{match: {name: '*'}, expect: {region: EMEA}}]\n")
    node.sync()
    assert node.job("audit.yml", **template("audit")).returncode == 2
    differences = node.stats()["operator_connect_audit"]["differences"]
    assert len(differences) == 20
    assert differences[0].startswith("PROD_00 › region: expected EMEA, found ")
    assert all(re.fullmatch(r"[\w .:@/+,›-]+", difference) for difference in differences)


def test_the_drift_job_fails_if_something_changed(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.document = generate_fleet(40)
    node.sync()
    assert node.job("snapshot.yml", calling_profile_snapshot_path="calling_profiles.json").returncode == 0
    assert node.job("audit.yml", **template("drift")).returncode == 0
    simulator.document[0]["carrier"] = "ELSEWHERE"
    result = node.job("audit.yml", **template("drift"))
    assert result.returncode == 2, result.stdout
    (difference,) = node.stats()["operator_connect_audit"]["differences"]
    assert "carrier: expected " in difference and "ELSEWHERE" in difference


def test_the_drift_job_requires_a_snapshot(node: ExecutionNode) -> None:
    node.sync()
    result = node.job("audit.yml", **{**template("drift"), "calling_profile_audit_baseline": "typo.json"})
    assert result.returncode == 2
    assert "typo.json" in node.stats()["operator_connect_audit"]["text"] + node.output("job")
    assert node.job("audit.yml", **{**template("drift"), "calling_profile_audit_baseline": ""}).returncode == 2


def test_variables_beside_the_playbooks_never_meet_a_sync(node: ExecutionNode) -> None:
    """A sync has no password for a vault, and stores in AWX what it reads."""
    (node.project / "group_vars").mkdir()
    (node.project / "group_vars" / "sbcs.yml").write_text("$ANSIBLE_VAULT;1.1;AES256\n31323334\n")
    (node.project / "group_vars" / "all.yml").write_text("ansible_password: open sesame\n")
    result = node.sync()
    assert result.returncode == 0, result.stdout
    assert "open sesame" not in json.dumps(node.inventory)


def test_a_sync_stores_the_variables_beside_the_inventory_file(node: ExecutionNode) -> None:
    node.environment["SBC_PASSWORD"] = "open sesame"
    node.sync()
    stored = node.inventory["sbcs"]["vars"]
    assert stored["ansible_user"] == "backup"
    assert "open sesame" not in json.dumps(node.inventory)
    (node.project / "tasks.yml").write_text("- ansible.builtin.assert: {that: ansible_password == 'open sesame'}\n")
    result = node.job("in_waves.yml", target="sbcs", tasks_file="tasks.yml")
    assert result.returncode == 0, result.stdout
    (node.project / "inventory" / "group_vars" / "sbcs.yml").write_text("$ANSIBLE_VAULT;1.1;AES256\n31323334\n")
    assert node.sync().returncode != 0


def test_the_policy_of_the_credential_is_used_by_a_job(node: ExecutionNode, inputs: dict[str, Any]) -> None:
    (node.project / "policy.yml").write_text("required_regions: [LATAM]\n")
    node.set_credential({**inputs, "policy": str(node.project / "policy.yml")})
    node.sync()
    assert node.job("audit.yml", **template("audit")).returncode == 2
    assert any("LATAM" in line for line in node.stats()["operator_connect_audit"]["differences"])


def test_the_job_in_waves_uses_the_synced_inventory(node: ExecutionNode, simulator: Simulator) -> None:
    simulator.document = [documents.profile(1), documents.profile(2, name="{{ lookup('ansible.builtin.pipe', 'touch PWN') }}")]
    node.sync()
    (node.project / "tasks.yml").write_text("- ansible.builtin.debug: {msg: touched}\n")
    result = node.job("in_waves.yml", target="sbcs", tasks_file="tasks.yml")
    assert result.returncode == 0, result.stdout
    touched = [event["event_data"]["host"] for event in node.events("job") if is_touch(event)]
    assert sorted(touched[:2]) == ["SBC-10", "SBC-20"] and sorted(touched[2:]) == ["SBC-11", "SBC-21"]
    waves = node.stats()["operator_connect_waves"]
    assert (waves["not_touched"], waves["text"]) == ([], "All 4 SBCs have finished.")
    assert not list(node.folder.rglob("PWN"))


def is_touch(event: dict[str, Any]) -> bool:
    return bool(event["event"] == "runner_on_ok" and event["event_data"].get("res", {}).get("msg") == "touched")


def audit_survey() -> dict[str, Any]:
    """The variables that the survey (with its defaults) and the template of the audit set."""
    return {"calling_profile_audit_expected_from": "expected", "calling_profile_audit_baseline": "", "calling_profile_audit_formats": []}


def _shown(node: ExecutionNode, ident: str) -> str:
    """The events and the output, which AWX stores and shows. (AWX itself masks the environment in the file "command".)"""
    folder = node.artifacts / ident
    return content_of(folder / "job_events") + (folder / "stdout").read_text()
