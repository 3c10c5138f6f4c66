# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All modules on the oldest Python of a machine that Ansible manages. The step target_python runs this, with a Python of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.documents import profile
from support.plays import PlayResult, play, task

from simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON = os.environ["OPERATOR_CONNECT_TARGET_PYTHON"]


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayResult]:
    folder = tmp_path_factory.mktemp("target")
    (folder / "expected.yml").write_text("profiles: {Profile_1: present}", "utf-8")
    (folder / "policy.yml").write_text("required_regions: [EMEA]", "utf-8")
    policy = {"policy_from": "policy.yml"}
    tasks = [
        {"name": "python", "ansible.builtin.command": "{{ ansible_python_interpreter }} --version"},
        task("info", "calling_profile_info", **policy),
        task("facts", "calling_profile_facts", **policy),
        task("assert", "calling_profile_assert", expected_from="expected.yml", **policy),
        task("snapshot", "calling_profile_snapshot", path="snapshot.json", **policy),
        task("draft", "calling_profile_snapshot", path="draft.yml", format="expected", **policy),
        task("report", "calling_profile_report", kind="fleet", report_dir="reports", **policy),
        task("wrong", "calling_profile_info", client_secret="wrong"),
    ]
    with Simulator([profile(1), profile(2)], tls=True) as simulator:
        yield play(folder, tasks, simulator.environment(), "-e", f"ansible_python_interpreter={PYTHON}")


def test_the_modules_run_on_the_oldest_python(modules: PlayResult) -> None:
    assert modules["python"]["stdout"].startswith("Python 3.9.")


@pytest.mark.parametrize("name", ["info", "facts", "assert", "snapshot", "draft", "report"])
def test_a_module_works(modules: PlayResult, name: str) -> None:
    assert not modules[name].get("failed", False), modules[name]


def test_an_error_is_the_same_as_on_other_pythons(modules: PlayResult) -> None:
    assert modules["wrong"]["failure"]["kind"] == "sign_in"
