# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook examples/audit_and_upload.yml: the reports and the snapshot of a job, on a server that accepts HTTP PUT."""

from __future__ import annotations

import base64
import json
import shutil
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from support.checkout import CHECKOUT
from support.inventories import CommandResult, run
from support.plays import ENVIRONMENT

from simulator import Fault, Simulator, generate_fleet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REPORTS = {f"operator_connect_audit.{ending}" for ending in ("html", "md", "xml", "json")}


class Upload(BaseHTTPRequestHandler):
    """Stores what is uploaded."""

    server: UploadServer

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.files[self.path] = body
        self.server.accounts.add(self.headers.get("Authorization"))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Log nothing."""


class UploadServer(ThreadingHTTPServer):
    """A server that accepts files.

    Attributes:
        files: the content of each file by its path.
        accounts: the Authorization headers that came.
        status: the status of each answer.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Upload)
        self.files: dict[str, bytes] = {}
        self.accounts: set[str | None] = set()
        self.status = 201


@pytest.fixture
def server() -> Iterator[UploadServer]:
    server = UploadServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def audit(folder: Path, simulator: Simulator, server: UploadServer, **variables: Any) -> CommandResult:
    project = folder / "project"
    shutil.copytree(CHECKOUT / "examples", project, ignore=shutil.ignore_patterns("ansible.cfg"), dirs_exist_ok=True)
    upload = {"upload_url": f"http://127.0.0.1:{server.server_port}/fleet", "calling_profile_audit_expected_from": "expected"}
    arguments = ["audit_and_upload.yml", "-e", json.dumps({**upload, **variables})]
    return run("ansible-playbook", *arguments, cwd=project, environment={**ENVIRONMENT, **simulator.environment()})


def test_reports_and_a_snapshot_are_uploaded(tmp_path: Path, simulator: Simulator, server: UploadServer) -> None:
    simulator.document = generate_fleet(40, defects=False)
    result = audit(tmp_path, simulator, server)
    assert result.rc == 0, result.output
    assert set(server.files) == {f"/fleet/{name}" for name in {*REPORTS, "calling_profiles.json"}}
    assert b"<html" in server.files["/fleet/operator_connect_audit.html"]
    assert json.loads(server.files["/fleet/calling_profiles.json"])["calling_profiles"]
    assert server.accounts == {None}


def test_they_are_uploaded_whatever_the_verdict_is(tmp_path: Path, simulator: Simulator, server: UploadServer) -> None:
    result = audit(tmp_path, simulator, server, upload_user="robot", upload_password="sesame")
    assert result.rc == 2
    assert json.loads(server.files["/fleet/operator_connect_audit.json"])["verdict"] == "NOT COMPLIANT"
    assert server.accounts == {"Basic " + base64.b64encode(b"robot:sesame").decode()}


def test_without_profiles_the_report_says_why(tmp_path: Path, simulator: Simulator, server: UploadServer) -> None:
    simulator.faults.document.append(replace(Fault.status(500, "Internal Server Error"), times=None))
    result = audit(tmp_path, simulator, server)
    assert result.rc == 2
    assert set(server.files) == {f"/fleet/{name}" for name in REPORTS}
    assert json.loads(server.files["/fleet/operator_connect_audit.json"])["verdict"] == "NOT CHECKED"


def test_an_upload_that_fails_fails_the_job(tmp_path: Path, simulator: Simulator, server: UploadServer) -> None:
    simulator.document = generate_fleet(40, defects=False)
    server.status = 403
    result = audit(tmp_path, simulator, server)
    assert result.rc == 2
    assert "COMPLIANT: " in result.output


def test_a_missing_folder_is_an_error_before_anything_is_read(tmp_path: Path, simulator: Simulator, server: UploadServer) -> None:
    result = audit(tmp_path, simulator, server, upload_url="")
    assert result.rc == 2
    assert "Set upload_url" in result.output
    assert simulator.requests == []
