# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run all commands of docs/awx.md that need no controller, in their order."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml
from support.checkout import CHECKOUT, copy_of_the_checkout

from simulator import Simulator, generate_fleet

GUIDE = CHECKOUT / "docs" / "awx.md"


def test_the_commands_of_the_guide(simulator: Simulator, tmp_path: Path) -> None:
    simulator.document = generate_fleet(12, defects=False)
    clone = copy_of_the_checkout(tmp_path / "clone")
    # A function instead of TMPDIR: ansible-core creates sockets in TMPDIR, and the path of a socket must be short.
    runner = tmp_path / "runner"
    runner.mkdir()
    mktemp = f'mktemp() {{ echo "{runner}"; }}'
    commands = re.findall(r"<!-- commands -->\n```shell\n(.*?)```\n", GUIDE.read_text("utf-8"), re.DOTALL)
    environment = {**os.environ, **simulator.environment()}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for name in ("ANSIBLE_CONFIG", "ANSIBLE_COLLECTIONS_PATH"):
        environment.pop(name)
    result = subprocess.run(
        ["bash", "-ec", "\n".join([mktemp, *commands])],
        cwd=clone,
        env=environment,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert result.returncode == 0, result.stdout
    assert len(json.loads((runner / "inventory.json").read_text())["_meta"]["hostvars"]) == 12
    assert "COMPLIANT" in (runner / "artifacts" / "audit" / "stdout").read_text()
    assert "Would change" in (runner / "artifacts" / "waves" / "stdout").read_text()
    assert simulator.client_secret not in result.stdout


def test_the_guide_shows_what_the_tarball_lacks() -> None:
    block = re.search(r"<!-- examples/audit.yml -->\n```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert block
    ignored = [Path(path) for path in yaml.safe_load((CHECKOUT / "galaxy.yml").read_text("utf-8"))["build_ignore"] if "examples/" in path]
    assert [path.stem for path in ignored] == ["audit", "in_waves", "snapshot"]
    for path in ignored:
        shown = block[1].replace("connect.audit", f"connect.{path.stem}")
        assert yaml.safe_load((CHECKOUT / path).read_text("utf-8")) == yaml.safe_load(shown)


def test_all_linked_files_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", GUIDE.read_text("utf-8")):
        assert (GUIDE.parent / target).exists(), target
