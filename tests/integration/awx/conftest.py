# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run inventory updates and jobs as AWX does: with rendered credentials, a project with its collections, and ansible-runner."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jinja2.sandbox import ImmutableSandboxedEnvironment
from support.checkout import copy_of_the_checkout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator import Simulator

EXAMPLES = Path(__file__).parent.parent.parent.parent / "examples"
SERVICE = "AudioCodes Live Platform"

# The environment variables of an inventory update (source: the code of AWX).
SYNC_ENVIRONMENT = {
    "ANSIBLE_FORCE_COLOR": "True",
    "ANSIBLE_HOST_KEY_CHECKING": "False",
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
    "ANSIBLE_INVENTORY_EXPORT": "True",
    "ANSIBLE_PARAMIKO_RECORD_HOST_KEYS": "False",
    "ANSIBLE_VERBOSE_TO_STDERR": "True",
    "INVENTORY_UPDATE_ID": "7",
}
SYNC = """
import json, sys
import ansible_runner.interface
settings = json.load(sys.stdin)
_out, _err, rc = ansible_runner.interface.run_command("ansible-inventory", settings.pop("arguments"), quiet=True, **settings)
sys.exit(rc)
"""


class _AnsibleLoader(yaml.SafeLoader):
    """A safe loader that also knows the tag !unsafe of Ansible."""


_AnsibleLoader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))  # type: ignore[arg-type]


def read_yaml(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=_AnsibleLoader)  # noqa: S506


def credential_types() -> dict[str, Any]:
    return dict(read_yaml(EXAMPLES / "awx" / "credential_types.yml"))


def inject(credential_type: Mapping[str, Any], inputs: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """The environment variables that AWX sets for a credential.

    AWX renders the injectors with sandboxed Jinja. Empty strings are undefined, and empty booleans are False.

    Args:
        credential_type: the inputs and injectors of the type.
        inputs: the values of the fields.
        folder: the folder for the files of the injectors.
    """
    environment = ImmutableSandboxedEnvironment()
    namespace: dict[str, Any] = {"tower": SimpleNamespace()}
    for field in credential_type["inputs"]["fields"]:
        if field["type"] == "boolean":
            namespace[field["id"]] = bool(inputs.get(field["id"], False))
        elif inputs.get(field["id"]):
            namespace[field["id"]] = inputs[field["id"]]
    files = {}
    for label, template in credential_type["injectors"].get("file", {}).items():
        path = folder / uuid.uuid4().hex
        path.write_text(environment.from_string(template).render(namespace))
        files[label.partition(".")[2]] = str(path)
    namespace["tower"].filename = SimpleNamespace(**files)
    return {name: environment.from_string(template).render(namespace) for name, template in credential_type["injectors"]["env"].items()}


class ExecutionNode:
    """An execution node of AWX: ansible-runner with a private data directory, as AWX fills it."""

    def __init__(self, folder: Path, collections: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.artifacts = folder / "artifacts"
        for name in ("env", "inventory", "tmp"):
            (folder / name).mkdir(parents=True)
        shutil.copytree(EXAMPLES, self.project)
        configuration = self.project / "ansible.cfg"
        configuration.write_text(configuration.read_text().replace("/runner/requirements_collections", str(collections)))
        self.environment: dict[str, str] = {}
        self.inventory: Any = None  # of the last successful update

    def set_credential(self, inputs: Mapping[str, Any]) -> None:
        self.environment = inject(credential_types()[SERVICE], inputs, self.folder / "env")

    def sync(self) -> subprocess.CompletedProcess[str]:
        """Run an inventory update. As in AWX, a failed update does not change the inventory."""
        self._write_environment(SYNC_ENVIRONMENT)
        output = self.folder / "tmp" / "output.json"
        output.unlink(missing_ok=True)
        source = self.project / "inventory" / "operator_connect.calling_profiles.yml"
        arguments = ["--list", "--export", "-i", source, "--output", output, "--playbook-dir", source.parent, "-vvv"]
        settings = {"private_data_dir": str(self.folder), "ident": "sync", "host_cwd": str(self.project)}
        result = self._run([sys.executable, "-c", SYNC], json.dumps({"arguments": list(map(str, arguments)), **settings}))
        if result.returncode == 0:
            self.inventory = json.loads(output.read_text())
        return result

    def job(self, playbook: str, *arguments: str, **extra_vars: Any) -> subprocess.CompletedProcess[str]:
        """Run a job with the inventory of the last update. AWX passes the inventory as a script."""
        self._write_environment({})
        script = self.folder / "inventory" / "hosts"
        script.write_text(f"#!{sys.executable}\nprint({json.dumps(self.inventory or {})!r})\n")
        script.chmod(0o700)
        (self.folder / "env" / "extravars").write_text(json.dumps(extra_vars))
        command = [sys.executable, "-m", "ansible_runner", "run", self.folder, "-p", playbook, "--ident", "job", *arguments]
        return self._run(list(map(str, command)))

    def events(self, ident: str) -> list[dict[str, Any]]:
        return [json.loads(path.read_text()) for path in sorted((self.artifacts / ident / "job_events").glob("*.json"))]

    def output(self, ident: str) -> str:
        """The output of an update or a job, without colors and line breaks (old cores wrap lines at the width of a terminal)."""
        text = re.sub(r"\x1b\[[0-9;]*m", "", (self.artifacts / ident / "stdout").read_text())
        return " ".join(text.split())

    def stats(self, ident: str = "job") -> dict[str, Any]:
        """The artifacts of a job, from set_stats."""
        ends = [event["event_data"] for event in self.events(ident) if event["event"] == "playbook_on_stats"]
        return dict(ends[-1].get("artifact_data", {}))

    def _write_environment(self, additional: Mapping[str, str]) -> None:
        (self.folder / "env" / "envvars").write_text(json.dumps({**self.environment, **additional}))

    def _run(self, command: list[str], stdin: str = "") -> subprocess.CompletedProcess[str]:
        for ident in ("sync", "job"):
            shutil.rmtree(self.artifacts / ident, ignore_errors=True)
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        for name in ("ANSIBLE_CONFIG", "ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_NOCOLOR"):
            environment.pop(name, None)
        return subprocess.run(
            command, input=stdin, env=environment, cwd=self.folder, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )


@pytest.fixture(scope="session")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built collection."""
    folder = tmp_path_factory.mktemp("tarball")
    tree = copy_of_the_checkout(folder / "tree")
    galaxy("collection", "build", tree, "--output-path", folder)
    return next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="session")
def requirements_collections(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which AWX installs collections/requirements.yml. The collection comes from the tarball."""
    folder = tmp_path_factory.mktemp("requirements_collections")
    requirements = read_yaml(EXAMPLES / "collections" / "requirements.yml")
    assert [entry["name"] for entry in requirements["collections"]] == ["audiocodes.operator_connect"]
    from_tarball = folder / "requirements.yml"
    from_tarball.write_text(json.dumps({"collections": [{"name": str(tarball), "type": "file"}]}))
    galaxy("collection", "install", "-r", from_tarball, "-p", folder, "--offline", "--force")
    return folder


def galaxy(*arguments: object) -> None:
    command = [str(Path(sys.executable).with_name("ansible-galaxy")), *map(str, arguments)]
    result = subprocess.run(command, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert result.returncode == 0, result.stdout


@pytest.fixture
def inputs(simulator: Simulator) -> dict[str, Any]:
    """The fields of the credential for the simulated service."""
    return dict(simulator.options())


@pytest.fixture
def node(tmp_path: Path, requirements_collections: Path, inputs: dict[str, Any]) -> ExecutionNode:
    node = ExecutionNode(tmp_path / "runner", requirements_collections)
    node.set_credential(inputs)
    return node
