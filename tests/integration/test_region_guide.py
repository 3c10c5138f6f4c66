# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide "Region is null: fill it", and the first example of the README: all files in them are read, and the messages are true."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml
from support.checkout import CHECKOUT
from support.inventories import run, write_source
from support.plays import ENVIRONMENT, play, task

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.policy_file import SECTIONS, read_policy
from simulator import Simulator, documented_example

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = (CHECKOUT / "docs" / "region-is-null.md").read_text("utf-8")
README = (CHECKOUT / "README.md").read_text("utf-8")
POLICIES = re.findall(r"<!-- policy -->\n```yaml\n(.*?)```\n<!-- /policy -->", GUIDE, re.DOTALL)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yml"
    path.write_text(POLICIES[-1], "utf-8")
    return path


def test_the_policies_of_the_guide_are_valid(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    read = []
    for text in POLICIES:
        path.write_text(text, "utf-8")
        read.append(read_policy(str(path)))
    assert [list(policy) for policy in read] == [["fill"], list(SECTIONS)]


def test_the_message_of_the_guide(tmp_path: Path, simulator: Simulator) -> None:
    source = write_source(tmp_path, {"include": [{"region": "EMEA"}]})
    result = run("ansible-inventory", "--list", "-i", source, cwd=tmp_path, environment=simulator.environment())
    shown = re.search(r"(?m)(?:^    .*\n)+", GUIDE)
    assert shown
    assert one_line(shown[0]) in result.words


def test_the_policy_of_the_guide_makes_an_audit_with_a_waiver(tmp_path: Path, policy: Path, simulator: Simulator) -> None:
    environment = {**simulator.environment(), "AUDIOCODES_POLICY": str(policy)}
    result = play(tmp_path, [task("audit", "calling_profile_assert", return_checks="broken")], environment)["audit"]
    checks = {(check["profile"], check["status"]) for check in result["checks"] if check["check"] == "failover"}
    assert checks == {("PROD_AudioCodesRD_Calling_AC_EMEA", "failed"), ("PROD_AudioCodesRD_Calling_AC_EMEA_Call_Conf", "waived")}


def test_the_last_command_of_the_guide(tmp_path: Path, policy: Path, simulator: Simulator) -> None:
    command = re.findall(r"(?m)^    ansible-playbook (.*)$", GUIDE)[-1].split()
    result = run("ansible-playbook", *command, cwd=tmp_path, environment={**ENVIRONMENT, **simulator.environment()})
    assert result.rc == 0, result.output
    assert '"EMEA"' in (tmp_path / "reports" / "profiles.csv").read_text("utf-8")
    assert policy.is_file()


def test_the_variables_of_the_guide_exist() -> None:
    playbooks = {path.stem: path.read_text("utf-8") for path in (CHECKOUT / "playbooks").glob("*.yml")}
    for name, variable in re.findall(r"\| playbook `(\w+)` \| `(\w+)`", GUIDE):
        assert variable in playbooks[name]


@pytest.mark.parametrize("name", ["examples/policy.yml", "examples/inventory/operator_connect.calling_profiles.yml"])
def test_the_readme_shows_the_files_of_the_example(name: str) -> None:
    block = re.search(rf"<!-- {re.escape(name)} -->\n```yaml\n(.*?)```", README, re.DOTALL)
    assert block
    assert yaml.safe_load(block[1]) == yaml.safe_load((CHECKOUT / name).read_text("utf-8"))


@pytest.mark.parametrize("secret", ["right", "wrong"])
def test_two_lines_of_ansible_cfg_show_our_message_alone(tmp_path: Path, simulator: Simulator, secret: str) -> None:
    block = re.search(r"<!-- ansible.cfg -->\n```ini\n(.*?)```", README, re.DOTALL)
    assert block
    (tmp_path / "ansible.cfg").write_text(block[1])
    source = write_source(tmp_path, {})
    environment = {**simulator.environment(), "ANSIBLE_CONFIG": str(tmp_path / "ansible.cfg")}
    if secret == "wrong":
        environment["AUDIOCODES_CLIENT_SECRET"] = "wrong-secret"
    playbook = tmp_path / "play.json"
    tasks = [{"ansible.builtin.debug": {"msg": "started"}}]
    playbook.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]))
    result = run("ansible-playbook", "-i", source, playbook, cwd=tmp_path, environment=environment)
    assert (result.rc == 0) is (secret == "right"), result.output
    assert ("started" in result.output) is (secret == "right")
    if secret == "wrong":
        assert "AADSTS7000215" in result.words
        assert not re.search(r"\b(?:yaml|ini|host_list|script|auto|toml|advanced_host_list)\b.* plugin", result.output), result.output


def test_the_example_needs_the_policy() -> None:
    assert all(row["region"] is None for row in documented_example())
