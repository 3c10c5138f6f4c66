# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands and the files in the guides work, and the messages in them exist."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.checkout import CHECKOUT
from support.documents import profile
from support.inventories import CommandResult, load, run
from support.plays import ENVIRONMENT

from simulator import Simulator, documented_example

if TYPE_CHECKING:
    from pathlib import Path

DOCS = CHECKOUT / "docs"
GUIDES = sorted(path.name for path in DOCS.glob("*.md"))


def guide(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def commands(name: str) -> list[list[str]]:
    """The commands of Ansible in a guide."""
    return [shlex.split(line) for line in re.findall(r"(?m)^    ((?:ansible|ansible-[a-z]+) .*)$", guide(name))]


def execute(command: list[str], folder: Path, simulator: Simulator) -> CommandResult:
    program, *arguments = command
    return run(program, *arguments, cwd=folder, environment={**ENVIRONMENT, **simulator.environment()})


def marked(name: str, mark: str) -> str:
    block = re.search(rf"<!-- {re.escape(mark)} -->\n```yaml\n(.*?)```", guide(name), re.DOTALL)
    assert block
    return block[1]


def test_five_minutes(tmp_path: Path, simulator: Simulator) -> None:
    (tmp_path / "my.calling_profiles.yml").write_text(marked("five-minutes.md", "my.calling_profiles.yml"))
    install, *steps = commands("five-minutes.md")
    assert install[:3] == ["ansible-galaxy", "collection", "install"]
    assert [step[0] for step in steps] == ["ansible", "ansible-playbook", "ansible-inventory", "ansible-playbook", "ansible-playbook"]
    results = [execute(step, tmp_path, simulator) for step in steps]
    assert [result.rc for result in results] == [0, 0, 0, 0, 0], [result.output for result in results]
    assert documented_example()[0]["name"] in results[0].output
    assert (tmp_path / "reports" / "operator_connect_fleet.html").is_file()
    assert "NL-SBC05" in results[2].output
    assert "COMPLIANT" in results[4].output


def test_drift(tmp_path: Path, simulator: Simulator) -> None:
    simulator.document = [profile(1), profile(2)]
    snapshot, look, alarm = commands("drift.md")
    assert execute(snapshot, tmp_path, simulator).rc == 0
    assert [execute(step, tmp_path, simulator).rc for step in (look, alarm)] == [0, 0]
    simulator.document[0]["region"] = "ELSEWHERE"
    looked, alarmed = execute(look, tmp_path, simulator), execute(alarm, tmp_path, simulator)
    assert (looked.rc, alarmed.rc) == (0, 2)
    assert "changed=1" in looked.output and "ELSEWHERE" in looked.output
    assert "ELSEWHERE" in alarmed.output


def test_reports(tmp_path: Path, simulator: Simulator) -> None:
    (command,) = commands("reports.md")
    assert execute(command, tmp_path, simulator).rc == 0
    written = {path.name for path in (tmp_path / "reports").iterdir()}
    assert written == {"operator_connect_fleet.html", "topology.svg", "sbcs.csv", "links.csv", "profiles.csv"}
    assert all(name in guide("reports.md") for name in written)
    snapshot = ["ansible-playbook", "audiocodes.operator_connect.snapshot"]
    assert execute(snapshot, tmp_path, simulator).rc == 0
    (tmp_path / "report.yml").write_text(marked("reports.md", "report"))
    result = execute(["ansible-playbook", "report.yml"], tmp_path, simulator)
    assert (tmp_path / "reports" / "operator_connect_audit.html").is_file(), result.output


def test_waves(tmp_path: Path, simulator: Simulator) -> None:
    simulator.document = [profile(1), profile(2)]
    (tmp_path / "my.calling_profiles.yml").write_text("plugin: audiocodes.operator_connect.calling_profiles\ngroup_by: [region]\n")
    (tmp_path / "backup.yml").write_text("- ansible.builtin.debug: {msg: touched}\n")
    (command,) = commands("waves.md")
    result = execute(command, tmp_path, simulator)
    assert result.rc == 0, result.output
    assert result.output.count("touched") >= 4


@pytest.mark.parametrize("recipe", list(yaml.safe_load_all(marked("inventory.md", "recipes"))), ids=str)
def test_a_recipe_of_the_inventory(tmp_path: Path, simulator: Simulator, recipe: dict[str, Any]) -> None:
    simulator.document = [profile(1), profile(2)]
    (tmp_path / "policy.yml").write_text("required_regions: [EMEA]\n")
    cache = {"cache_connection": str(tmp_path / "cache")} if "cache" in recipe else {}
    source = tmp_path / "recipe.calling_profiles.yml"
    source.write_text(yaml.safe_dump({**recipe, **cache, **simulator.options()}))
    loaded = load(source)
    assert not loaded.failures, loaded.failures
    assert len(loaded.hosts) == 4


def tree_in(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("    ") and ("|--" in line or "@all:" in line)]


def test_the_tree_is_that_of_the_readme() -> None:
    assert tree_in(guide("inventory.md")) == tree_in((CHECKOUT / "README.md").read_text("utf-8")) != []


# The messages of Ansible, Microsoft and AWX, and the names of variables and groups.
OTHERS = "Failed to parse|unknown plugin|AADSTS|no hosts matched|ansible_password|failed|Attempting to decrypt|region_|ssh|sudo"


@pytest.mark.parametrize("name", ["troubleshooting.md", "awx.md"])
def test_the_symptoms_are_messages_of_the_collection_or_of_others(name: str) -> None:
    files = [path for folder in ("plugins", "roles", "playbooks", "examples") for path in (CHECKOUT / folder).rglob("*.*")]
    code = " ".join(path.read_text("utf-8") for path in files if path.suffix in (".py", ".yml"))
    section = guide(name).partition("## Limitations")[0].partition("## Troubleshooting")[2] or guide(name)
    symptoms = re.findall(r"(?m)^\| (.*?) \|", section)
    messages = [text for symptom in symptoms for text in re.findall(r"`([^`]+)`", symptom) if not re.match(OTHERS, text)]
    assert len(messages) >= 6
    assert [message for message in messages for part in message.split("…") if part.strip() not in code] == []


def headings_of(file: Path) -> set[str]:
    """The anchors of the headings of a page, as GitHub makes them."""
    lines = [line for line in file.read_text("utf-8").splitlines() if line.startswith("#")]
    return {re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("name", GUIDES)
def test_links_lead_to_files_and_headings(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", guide(name)):
        if ":" in target:
            continue
        path, _hash, heading = target.partition("#")
        file = (DOCS / path).resolve() if path else DOCS / name
        assert file.exists(), target
        assert not heading or heading in headings_of(file), target
