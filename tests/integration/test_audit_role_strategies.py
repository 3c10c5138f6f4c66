# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role calling_profile_audit runs once for all hosts of a play, in batches and with strategies that ignore run_once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile
from support.inventories import CommandResult, run
from support.plays import ENVIRONMENT

if TYPE_CHECKING:
    from pathlib import Path

    from simulator import Simulator

ROLE = "audiocodes.operator_connect.calling_profile_audit"
AUDIT: dict[str, Any] = {"ansible.builtin.import_role": {"name": ROLE}}
LEAVE = {"ansible.builtin.meta": "end_host"}


def play(folder: Path, simulator: Simulator, tasks: list[dict[str, Any]], keywords: dict[str, Any]) -> CommandResult:
    """Run tasks on four hosts."""
    simulator.document = [profile(1)]
    variables = {"calling_profile_audit_rules_only": True, "calling_profile_audit_formats": []}
    (folder / "play.json").write_text(json.dumps([{"hosts": "all", "gather_facts": False, "vars": variables, "tasks": tasks, **keywords}]))
    environment = {**ENVIRONMENT, **simulator.environment()}
    return run("ansible-playbook", "-i", "h1,h2,h3,h4,", "play.json", cwd=folder, environment=environment)


@pytest.mark.parametrize(
    "keywords", [{"strategy": "free"}, {"strategy": "host_pinned"}, {"serial": 1}, {"serial": 2, "strategy": "free"}], ids=str
)
def test_each_call_of_the_role_runs_once(tmp_path: Path, simulator: Simulator, keywords: dict[str, Any]) -> None:
    result = play(tmp_path, simulator, [AUDIT, AUDIT], keywords)
    assert result.rc == 0, result.output
    assert len(simulator.document_requests) == 2
    assert result.output.count('"msg": "COMPLIANT: ') == 2


@pytest.mark.parametrize("keywords", [{}, {"strategy": "free"}, {"serial": 1}], ids=str)
def test_it_runs_if_the_first_host_has_left_the_play(tmp_path: Path, simulator: Simulator, keywords: dict[str, Any]) -> None:
    leave_first = {**LEAVE, "when": "inventory_hostname == 'h1'"}
    result = play(tmp_path, simulator, [leave_first, AUDIT], keywords)
    assert result.rc == 0, result.output
    assert len(simulator.document_requests) == 1


def test_it_runs_once_if_a_whole_batch_leaves_the_play_after_it(tmp_path: Path, simulator: Simulator) -> None:
    result = play(tmp_path, simulator, [AUDIT, LEAVE], {"serial": 2})
    assert result.rc == 0, result.output
    assert len(simulator.document_requests) == 1


@pytest.mark.parametrize("keywords", [{}, {"serial": 2}], ids=str)
def test_a_second_call_runs_although_the_host_of_the_first_has_left_the_play(
    tmp_path: Path, simulator: Simulator, keywords: dict[str, Any]
) -> None:
    leave_first = {**LEAVE, "when": "inventory_hostname == 'h1'"}
    result = play(tmp_path, simulator, [AUDIT, leave_first, AUDIT], keywords)
    assert result.rc == 0, result.output
    assert len(simulator.document_requests) == 2


@pytest.mark.parametrize("strategy", ["linear", "free"])
def test_a_failed_audit_is_not_repeated(tmp_path: Path, simulator: Simulator, strategy: str) -> None:
    (tmp_path / "expected.yml").write_text("profiles: {Missing: present}\n")
    variables = {"calling_profile_audit_expected_from": "expected.yml", "calling_profile_audit_formats": []}
    result = play(tmp_path, simulator, [AUDIT], {"strategy": strategy, "vars": variables})
    assert result.rc != 0
    assert "NOT COMPLIANT: " in result.output
    assert len(simulator.document_requests) == 1
