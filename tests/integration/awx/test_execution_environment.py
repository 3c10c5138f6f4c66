# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-builder with the execution environment of examples/awx, without building the image."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from .conftest import EXAMPLES

DEFINITION = EXAMPLES / "awx" / "execution-environment.yml"


def ansible_builder(*arguments: object) -> str:
    command = [str(Path(sys.executable).with_name("ansible-builder")), *map(str, arguments)]
    result = subprocess.run(command, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert result.returncode == 0, result.stdout
    return result.stdout


def test_the_build_context_is_created(tmp_path: Path) -> None:
    ansible_builder("create", "-f", DEFINITION, "-c", tmp_path / "context", "--output-filename", "Containerfile")
    containerfile = (tmp_path / "context" / "Containerfile").read_text()
    definition: dict[str, Any] = yaml.safe_load(DEFINITION.read_text())
    assert definition["images"]["base_image"]["name"] in containerfile
    requirements = yaml.safe_load((tmp_path / "context" / "_build" / "requirements.yml").read_text())
    assert requirements["collections"] == definition["dependencies"]["galaxy"]["collections"]


def test_the_installed_collection_lists_its_requirements(requirements_collections: Path) -> None:
    printed = yaml.safe_load(ansible_builder("introspect", requirements_collections).partition("---\n")[2])
    assert [line.partition(" ")[0] for line in printed["python"]] == ["requests>=2.25.1", "urllib3>=1.26.5"]
    assert (requirements_collections / "ansible_collections/audiocodes/operator_connect/meta/execution-environment.yml").is_file()
