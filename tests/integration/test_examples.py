# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files under examples/ and the examples in the README run unchanged."""

from __future__ import annotations

import base64
import re
import textwrap
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.inventories import CommandResult, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator import Simulator

CHECKOUT = Path(__file__).parent.parent.parent
EXAMPLES = CHECKOUT / "examples"
INVENTORY = EXAMPLES / "inventory" / "operator_connect.calling_profiles.yml"


def ansible(command: str, *arguments: object, simulator: Simulator, **environment: str) -> CommandResult:
    return run(command, *arguments, cwd=CHECKOUT, environment={**simulator.environment(), **environment})


class SbcApi(BaseHTTPRequestHandler):
    """The part of an SBC's REST API that the example uses."""

    server: SbcApiServer
    server_version = "Mediant"

    def do_GET(self) -> None:
        self.server.requests.append((self.path, self.headers.get("Authorization")))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_arguments: object) -> None:
        """Log nothing."""


class SbcApiServer(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SbcApi)
        self.requests: list[tuple[str, str | None]] = []  # path, Authorization


@pytest.fixture
def sbc_api() -> Iterator[SbcApiServer]:
    server = SbcApiServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_example_prints_the_graph_in_the_readme(simulator: Simulator) -> None:
    result = ansible("ansible-inventory", "-i", INVENTORY, "--graph", simulator=simulator)
    readme = (CHECKOUT / "README.md").read_text()
    lines = [line[4:] for line in readme.splitlines() if line.startswith("    ") and ("|--" in line or "@all:" in line)]
    assert result.stdout.splitlines() == lines


def test_the_example_of_facts_shows_the_findings(simulator: Simulator) -> None:
    result = ansible("ansible-playbook", EXAMPLES / "assert_facts.yml", simulator=simulator)
    assert result.rc == 0, result.output
    assert "trunk oc1.customers.audio-code.co.il › unmatched_trunk: no matching SBC (profiles: " in result.output


def test_the_example_of_facts_fails_with_the_finding(simulator: Simulator) -> None:
    simulator.document[0]["emergencyProfileId"] = "nobody"
    result = ansible("ansible-playbook", EXAMPLES / "assert_facts.yml", simulator=simulator)
    assert result.rc == 2
    message = "PROD_AudioCodesRD_Calling_AC_EMEA › emergency_profile: emergency profile nobody does not exist"
    assert f'"msg": "{message}"' in result.output


def test_a_play_connects_to_sbcs_but_not_to_placeholder_hosts(simulator: Simulator, sbc_api: SbcApiServer) -> None:
    api = f"sbc_api=http://127.0.0.1:{sbc_api.server_port}/api/v1/{{{{ ansible_host }}}}"
    result = ansible(
        "ansible-playbook", "-i", INVENTORY, EXAMPLES / "talk_to_sbcs.yml", "-e", api, simulator=simulator, SBC_PASSWORD="open sesame"
    )
    assert result.rc == 0, result.output
    credentials = "Basic " + base64.b64encode(b"backup:open sesame").decode()
    assert sbc_api.requests == [("/api/v1/172.17.239.165/status", credentials)]
    assert "NL-SBC05: status code 200" in result.output


def test_the_play_in_the_readme_runs(simulator: Simulator, tmp_path: Path) -> None:
    section = (CHECKOUT / "README.md").read_text().split("\n## Facts that you can assert\n", 1)[1]
    block = re.search(r"(?m)(?:^(?: {4}.*)?\n)+", section)
    assert block
    playbook = tmp_path / "readme.yml"
    playbook.write_text(textwrap.dedent(block[0]))
    result = ansible("ansible-playbook", playbook, simulator=simulator)
    assert result.rc == 0, result.output
    assert "All assertions passed" in result.output
