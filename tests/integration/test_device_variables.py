# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that are meant for devices have no influence on what runs on the controller."""

from __future__ import annotations

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from support.checkout import CHECKOUT
from support.documents import profile
from support.inventories import CommandResult, run, write_source
from support.plays import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulator import Simulator

ROLE = "audiocodes.operator_connect.calling_profile_audit"
# group_vars/all, and a static file with localhost and with a host before the SBCs.
DEVICES = {
    "ansible_become": True,
    "ansible_become_method": "example.missing.become",
    "ansible_connection": "example.missing.connection",
    "ansible_python_interpreter": "/missing/python",
    "ansible_user": "nobody_there",
    "ansible_port": 2,
}
HOSTS = "app01 ansible_connection=example.missing.connection\nlocalhost\n"


class _SbcApi(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_arguments: object) -> None:
        """Log nothing."""


@pytest.fixture
def sbc_api() -> Iterator[str]:
    """The address of the REST API of all SBCs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _SbcApi)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def folder(tmp_path: Path, simulator: Simulator) -> Path:
    """A folder with the inventory, the variables, and the examples."""
    simulator.document = [profile(1), profile(2)]
    (tmp_path / "group_vars").mkdir()
    (tmp_path / "group_vars" / "all.yml").write_text(json.dumps(DEVICES))
    (tmp_path / "a_static.ini").write_text(HOSTS)
    write_source(tmp_path, {}, "b.calling_profiles.yml")
    for source in (CHECKOUT / "examples", CHECKOUT / "docs" / "assert-state"):
        other = shutil.ignore_patterns("group_vars", "ansible.cfg", "*calling_profiles.yml")
        shutil.copytree(source, tmp_path, ignore=other, dirs_exist_ok=True)
    return tmp_path


def ansible_playbook(folder: Path, simulator: Simulator, *arguments: str, **variables: Any) -> CommandResult:
    inventory = ["-i", "a_static.ini", "-i", "b.calling_profiles.yml"]
    environment = {**ENVIRONMENT, **simulator.environment()}
    return run("ansible-playbook", *inventory, *arguments, "-e", json.dumps(variables), cwd=folder, environment=environment)


def roles(folder: Path, play: dict[str, Any]) -> str:
    """Write a play that runs the role."""
    (folder / "roles.yml").write_text(json.dumps([{"gather_facts": False, **play}]))
    return "roles.yml"


@pytest.mark.parametrize(
    ("playbook", "variables"),
    [
        ("audiocodes.operator_connect.audit", {"calling_profile_audit_rules_only": True}),
        ("audiocodes.operator_connect.snapshot", {}),
        ("audiocodes.operator_connect.inventory_report", {}),
        ("audit.yml", {"calling_profile_audit_rules_only": True}),
        ("snapshot.yml", {}),
        ("assert_facts.yml", {}),
        ("move_an_sbc.yml --tags before", {}),
    ],
)
def test_a_playbook_on_localhost(folder: Path, simulator: Simulator, playbook: str, variables: dict[str, Any]) -> None:
    result = ansible_playbook(folder, simulator, *playbook.split(), **variables)
    assert result.rc == 0, result.output
    # One for the inventory and one for the playbook.
    assert len(simulator.document_requests) == 2


def test_the_role_on_any_hosts(folder: Path, simulator: Simulator) -> None:
    play = {"hosts": "all", "become": True, "tasks": [{"ansible.builtin.import_role": {"name": ROLE, "rolespec_validate": False}}]}
    result = ansible_playbook(folder, simulator, roles(folder, play), calling_profile_audit_rules_only=True)
    assert result.rc == 0, result.output
    assert len(simulator.document_requests) == 2
    assert (folder / "reports").is_dir()


def test_the_role_on_localhost(folder: Path, simulator: Simulator) -> None:
    """Ansible checks the arguments of a role in a task of its own, which requires that the connection plugin is installed."""
    (folder / "group_vars" / "all.yml").write_text(json.dumps({**DEVICES, "ansible_connection": "ssh", "ansible_become_method": "su"}))
    playbook = roles(folder, {"hosts": "localhost", "roles": [ROLE]})
    result = ansible_playbook(folder, simulator, playbook, calling_profile_audit_rules_only=True)
    assert result.rc == 0, result.output


def test_in_waves_over_rest(folder: Path, simulator: Simulator, sbc_api: str) -> None:
    variables = {"target": "sbcs", "tasks_file": "backup/over_rest.yml", "sbc_api": sbc_api, "sbc_validate_certs": False}
    (folder / "group_vars" / "sbcs.yml").write_text("ansible_user: backup\nansible_password: sesame\n")
    result = ansible_playbook(folder, simulator, "in_waves.yml", **variables)
    assert result.rc == 0, result.output
    assert sorted(path.name for path in (folder / "backups").iterdir()) == [f"SBC-{number}.ini" for number in (10, 11, 20, 21)]


def test_a_task_on_an_sbc_has_its_own_variables(folder: Path, simulator: Simulator) -> None:
    """The tasks of over_ssh.yml on the controller do not use them, and the task on the SBC does."""
    command_line = folder / "bin" / "show"
    command_line.parent.mkdir()
    command_line.write_text('#!/bin/sh\necho "configure network"\n')
    command_line.chmod(0o700)
    (folder / "group_vars" / "sbcs.yml").write_text("ansible_connection: local\nansible_become: false\nansible_shell_executable: /bin/sh\n")
    variables = {"target": "SBC-10", "tasks_file": "backup/over_ssh.yml"}
    tasks = folder / "backup" / "over_ssh.yml"
    tasks.write_text(tasks.read_text().replace("raw: show", f"raw: {command_line}"))
    result = ansible_playbook(folder, simulator, "in_waves.yml", **variables)
    assert result.rc == 0, result.output
    assert "configure network" in (folder / "backups" / "SBC-10.cli").read_text()
    (folder / "group_vars" / "sbcs.yml").write_text("ansible_connection: example.missing.connection\n")
    result = ansible_playbook(folder, simulator, "in_waves.yml", **variables)
    assert result.rc == 2
    assert result.output.index("Publish the progress") < result.output.index("Show the configuration") < result.output.index("fatal")


def test_talk_to_sbcs(folder: Path, simulator: Simulator, sbc_api: str) -> None:
    variables = {"sbc_api": sbc_api, "sbc_validate_certs": False, "ansible_password": "sesame"}
    result = ansible_playbook(folder, simulator, "talk_to_sbcs.yml", **variables)
    assert result.rc == 0, result.output
    assert result.output.count("status code 200") == 4


def test_extra_vars_override_everything(folder: Path, simulator: Simulator) -> None:
    result = ansible_playbook(folder, simulator, "audiocodes.operator_connect.snapshot", ansible_connection="example.missing.connection")
    assert result.rc == 2
    assert "the connection plugin 'example.missing.connection' was not found" in result.words
