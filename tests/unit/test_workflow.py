# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The workflow of GitHub runs the steps of the developers, on every supported ansible-core and Python."""

from __future__ import annotations

import re
from typing import Any

import yaml
from support.checkout import CHECKOUT

WORKFLOW = CHECKOUT / ".github" / "workflows" / "ci.yml"
TEXT = WORKFLOW.read_text("utf-8")
JOBS: dict[str, Any] = yaml.safe_load(TEXT)["jobs"]
SUPPORTED = (CHECKOUT / "dev" / "cores.py").read_text("utf-8").partition("PREVIEW")[0]
CORES = re.findall(r'"(\d\.\d+)": Core\("[\d.]+", \(3, (\d+)\), \(3, (\d+)\)\),\n', SUPPORTED)
SESSION = r'@nox\.session(?:\(name="(\w+)"\))?\ndef (?:format_files|(\w+))'
STEPS = {"".join(names) for names in re.findall(SESSION, (CHECKOUT / "noxfile.py").read_text("utf-8"))}


def test_each_core_is_tested_on_its_oldest_and_its_newest_python() -> None:
    rows = {(row["core"], row["python"]) for row in JOBS["core"]["strategy"]["matrix"]["include"]}
    assert rows == {(core, f"3.{minor}") for core, *pythons in CORES for minor in pythons}
    assert {python for _core, python in rows} == {f"3.{minor}" for minor in range(10, 15)}


def test_every_command_is_a_step() -> None:
    commands = re.findall(r"run: python3 dev.py (\S+)", TEXT)
    others = [row["step"] for row in JOBS["others"]["strategy"]["matrix"]["include"]]
    assert len(commands) == 5
    assert {command for command in commands if command != '"$STEP"'} | set(others) <= STEPS


def test_only_the_preview_may_fail() -> None:
    rows = JOBS["others"]["strategy"]["matrix"]["include"]
    assert [row["step"] for row in rows if row["may_fail"]] == ["preview"]


def test_actions_are_pinned_and_may_only_read() -> None:
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", use) for use in re.findall(r"uses: (.*)", TEXT))
    assert yaml.safe_load(TEXT)["permissions"] == {}
    assert all(job["permissions"] == {"contents": "read"} for job in JOBS.values())
    checkouts = [step for job in JOBS.values() for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == len(JOBS)
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)
