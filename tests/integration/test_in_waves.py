# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook in_waves runs on at most half of the SBCs of a profile or trunk at once. It stops after a failed or unreachable SBC."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from support import documents

from simulator import Simulator, generate_fleet

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
BACKUP = EXAMPLES / "backup" / "over_rest.yml"
IN_WAVES = "audiocodes.operator_connect.in_waves"
INI = b"; the configuration of an SBC\n"

# A lookup in a debug task is fast enough for many SBCs.
SEND_REQUEST = """
- name: Send a request to the SBC
  ansible.builtin.debug:
    msg: "{{ lookup('ansible.builtin.url', sbc_api + '/files/ini') }}"
"""
# A request to the REST API, then a task that connects to the SBC itself.
SEND_REQUEST_AND_CONNECT = (
    SEND_REQUEST
    + """
- name: Connect to the SBC
  ansible.builtin.raw: show version
  when: inventory_hostname in unreachable.split(',')
"""
)
UNREACHABLE = '''
"""A connection that always fails."""
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = """
name: unreachable
short_description: A connection that always fails
description: Never connects.
author: the tests
options: {}
"""

class Connection(ConnectionBase):
    transport = "unreachable"

    def _connect(self):
        raise AnsibleConnectionFailure("no route to host")

    def exec_command(self, cmd, in_data=None, sudoable=True):
        self._connect()

    def put_file(self, in_path, out_path):
        self._connect()

    def fetch_file(self, in_path, out_path):
        self._connect()

    def close(self):
        pass
'''


class SbcRequest(NamedTuple):
    """One request to one SBC."""

    sbc: str
    started: float
    ended: float


class SbcApis(ThreadingHTTPServer):
    """The REST APIs of all SBCs. The first part of the path is the name of the SBC."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SbcApi)
        self.requests: list[SbcRequest] = []
        self.failing: set[str] = set()
        self.seconds = 0.05

    @property
    def sbcs(self) -> list[str]:
        """The SBCs in the order of their requests."""
        return [request.sbc for request in self.requests]

    def waves_overlap(self, wave_of: dict[str, int]) -> bool:
        """Whether a request to an SBC started before all requests to the waves before had ended."""
        return any(
            wave_of[first.sbc] < wave_of[second.sbc] and second.started < first.ended for first in self.requests for second in self.requests
        )


class _SbcApi(BaseHTTPRequestHandler):
    server: SbcApis

    def do_GET(self) -> None:
        started = time.monotonic()
        _root, sbc, path = self.path.split("/", 2)
        time.sleep(self.server.seconds)
        is_good = path == "api/v1/files/ini" and sbc not in self.server.failing
        # Recorded before the response: after it, the next wave may start.
        self.server.requests.append(SbcRequest(sbc, started, time.monotonic()))
        self.send_response(200 if is_good else 503)
        self.send_header("Content-Length", str(len(INI)))
        self.end_headers()
        self.wfile.write(INI)

    def log_message(self, *_arguments: object) -> None:
        """Log nothing."""


@pytest.fixture
def sbc_apis() -> Iterator[SbcApis]:
    server = SbcApis()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Fleet:
    """A folder with an inventory file for the simulated service. The playbook runs in this folder."""

    def __init__(self, folder: Path, simulator: Simulator, sbc_apis: SbcApis) -> None:
        self.folder = folder
        self.simulator = simulator
        self.sbc_apis = sbc_apis
        (folder / "connections").mkdir()
        (folder / "connections" / "unreachable.py").write_text(UNREACHABLE)
        (folder / "tasks.yml").write_text(SEND_REQUEST)
        (folder / "group_vars").mkdir()
        (folder / "group_vars" / "sbcs.yml").write_text("ansible_connection: unreachable\n")
        self.inventory("fleet")

    def inventory(self, name: str, **options: Any) -> str:
        path = self.folder / f"{name}.calling_profiles.yml"
        path.write_text(json.dumps({"plugin": "audiocodes.operator_connect.calling_profiles", **options}))
        return path.name

    def waves(self) -> dict[str, int]:
        """The wave of each SBC in the inventory."""
        listing = self._run("ansible-inventory", "-i", "fleet.calling_profiles.yml", "--list")
        hosts = json.loads(listing.stdout)["_meta"]["hostvars"]
        return {name: variables["oc_wave"] for name, variables in hosts.items() if variables["oc_kind"] == "sbc"}

    def run(
        self, *arguments: str, target: str = "sbcs", tasks_file: object = "tasks.yml", playbook: str = IN_WAVES, **variables: str
    ) -> str:
        """Run the playbook. Return its return code (in the first line) and its output."""
        extra_vars = {
            "target": target,
            "tasks_file": str(tasks_file),
            "unreachable": "",
            "ansible_user": "backup",
            "ansible_password": "sesame",
            "sbc_api": f"http://127.0.0.1:{self.sbc_apis.server_port}/{{{{ inventory_hostname }}}}/api/v1",
            "sbc_validate_certs": "false",
        }
        (self.folder / "extra.json").write_text(json.dumps({**extra_vars, **variables}))
        inventories = () if "-i" in arguments else ("-i", "fleet.calling_profiles.yml")
        result = self._run("ansible-playbook", *inventories, playbook, "-e", "@extra.json", "--forks", "10", *arguments)
        assert "DEPRECATION" not in result.stdout
        return f"{result.returncode}\n{result.stdout}"

    def _run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name(command), *arguments],
            cwd=self.folder,
            env={
                **os.environ,
                **self.simulator.environment(),
                "ANSIBLE_CONNECTION_PLUGINS": str(self.folder / "connections"),
                "ANSIBLE_SHOW_CUSTOM_STATS": "true",
                "COLUMNS": "1000",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if command == "ansible-playbook" else subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )


@pytest.fixture
def fleet(tmp_path: Path, simulator: Simulator, sbc_apis: SbcApis) -> Fleet:
    """Two profiles, each with a failover pair: SBC-10 and SBC-11, SBC-20 and SBC-21."""
    simulator.document = [documents.profile(1), documents.profile(2, region="APAC")]
    return Fleet(tmp_path, simulator, sbc_apis)


def test_a_failover_pair_is_never_used_at_once(fleet: Fleet, sbc_apis: SbcApis) -> None:
    output = fleet.run(tasks_file=BACKUP)
    assert output.startswith("0\n"), output
    assert sorted(sbc_apis.sbcs[:2]) == ["SBC-10", "SBC-20"]
    assert sorted(sbc_apis.sbcs[2:]) == ["SBC-11", "SBC-21"]
    assert not sbc_apis.waves_overlap(fleet.waves())
    assert artifact(output)["text"] == "All 4 SBCs have finished."
    backups = fleet.folder / "backups"
    assert {path.name: path.read_bytes() for path in backups.iterdir()} == {f"SBC-{number}.ini": INI for number in (10, 11, 20, 21)}
    assert {path.stat().st_mode & 0o777 for path in backups.iterdir()} == {0o600}


# How df -P shows the file system of a folder: inside a container, in its project, and on a volume.
@pytest.mark.parametrize(("mount", "lasts"), [("/", False), ("/runner", False), ("/runner/project", False), ("/var/lib/backups", True)])
@pytest.mark.parametrize("variable", ["awx_job_id", "tower_job_id"])
def test_a_backup_in_a_job_of_awx_lasts_or_does_not_start(
    fleet: Fleet, sbc_apis: SbcApis, monkeypatch: pytest.MonkeyPatch, mount: str, lasts: bool, variable: str
) -> None:
    df = fleet.folder / "bin" / "df"
    df.parent.mkdir()
    df.write_text(f"#!/bin/sh\necho 'Filesystem 1024-blocks Used Available Capacity Mounted on'\necho 'x 1 1 1 1% {mount}'\n")
    df.chmod(0o700)
    monkeypatch.setenv("PATH", f"{df.parent}{os.pathsep}{os.environ['PATH']}")
    output = fleet.run(tasks_file=BACKUP, backup_dir="", **{variable: "7"})
    assert output.startswith("0\n" if lasts else "2\n"), output
    assert len(sbc_apis.sbcs) == (4 if lasts else 0)
    assert ("The backups would be deleted with this job" in output) is not lasts


def test_a_backup_over_ssh(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    # Simulates the command line of an SBC.
    command_line = fleet.folder / "bin" / "show"
    command_line.parent.mkdir()
    command_line.write_text('#!/bin/sh\n[ "$*" = running-config ] && echo "configure network"\n')
    command_line.chmod(0o700)
    monkeypatch.setenv("PATH", f"{command_line.parent}{os.pathsep}{os.environ['PATH']}")
    (fleet.folder / "group_vars" / "sbcs.yml").write_text("ansible_connection: local\n")
    output = fleet.run(tasks_file=EXAMPLES / "backup" / "over_ssh.yml", target="SBC-10", backup_dir="kept")
    assert output.startswith("0\n"), output
    assert "configure network" not in output
    assert (fleet.folder / "kept" / "SBC-10.cli").read_text().split("\n")[0].strip() == "configure network"


def test_it_shows_the_plan_first(fleet: Fleet) -> None:
    output = fleet.run()
    plan = output[: output.index("Send a request to the SBC")]
    assert f"SBCs: 4. Waves: 2 (2 + 2 SBCs). Tasks: {fleet.folder / 'tasks.yml'}" in plan
    assert "At the same time: all SBCs of a wave. Batches: 2. Canary: none." in plan
    assert "No SBC of the target is the only SBC of a profile." in plan
    for wave in (1, 2):
        assert f"Profiles without failover during wave {wave}, at most 2: Profile_1, Profile_2." in plan
    assert "Not touched until all of these have finished: SBC-11, SBC-21" in plan


def test_a_profile_with_one_sbc_is_listed(fleet: Fleet, simulator: Simulator) -> None:
    simulator.document.append(documents.profile(3, documents.trunk(30, 30), name="Lonely"))
    output = fleet.run()
    assert output.startswith("0\n"), output
    assert "SBC-30 is the only SBC of Lonely" in output[: output.index("Send a request to the SBC")]


def test_a_name_from_the_service_is_never_executed(fleet: Fleet, simulator: Simulator) -> None:
    code = f"lookup('ansible.builtin.pipe','touch {fleet.folder / 'PWN'}')"
    simulator.document.append(documents.profile(3, documents.trunk(30, 30), name=f"{{{{ {code} }}}}"))
    output = fleet.run()
    assert output.startswith("0\n"), output
    assert "is the only SBC of {{ lookup" in output
    assert not (fleet.folder / "PWN").exists()


def test_each_of_many_sbcs_gets_one_request_in_the_order_of_the_waves(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis) -> None:
    simulator.document = generate_fleet(60, defects=False)
    sbc_apis.seconds = 0.0
    output = fleet.run()
    waves = fleet.waves()
    assert output.startswith("0\n"), output
    assert len(waves) == 60 and len(set(waves.values())) > 1
    assert sorted(sbc_apis.sbcs) == sorted(waves)
    assert [waves[sbc] for sbc in sbc_apis.sbcs] == sorted(waves.values())
    assert not sbc_apis.waves_overlap(waves)


def test_any_number_of_waves(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis) -> None:
    simulator.document = [documents.profile(1, documents.trunk(1, 1, 2, 3), documents.trunk(2, 4, 5), documents.trunk(3, 6, 7))]
    simulator.document += [documents.profile(2, documents.trunk(4, 1, 2, 3)), documents.profile(3, documents.trunk(5, 3, 8))]
    waves = fleet.waves()
    assert len(set(waves.values())) == 3
    assert fleet.run().startswith("0\n")
    assert [waves[sbc] for sbc in sbc_apis.sbcs] == sorted(waves.values())


def test_a_failed_sbc_stops_the_next_wave(fleet: Fleet, sbc_apis: SbcApis) -> None:
    sbc_apis.failing = {"SBC-10"}
    output = fleet.run(tasks_file=BACKUP)
    assert output.startswith("2\n"), output
    assert sorted(sbc_apis.sbcs) == ["SBC-10", "SBC-20"]
    assert "Failed or unreachable: SBC-10. Not touched: SBC-11, SBC-21." in output


def test_an_unreachable_sbc_stops_the_next_wave(fleet: Fleet, sbc_apis: SbcApis) -> None:
    (fleet.folder / "tasks.yml").write_text(SEND_REQUEST_AND_CONNECT)
    output = fleet.run(unreachable="SBC-20")
    assert not output.startswith("0\n"), output
    assert "unreachable=1" in output
    assert sorted(sbc_apis.sbcs) == ["SBC-10", "SBC-20"]
    assert "Failed or unreachable: SBC-20. Not touched: SBC-11, SBC-21." in output


@pytest.mark.parametrize("unreachable", ["SBC-10", "SBC-10,SBC-20"])
def test_an_unreachable_wave_stops_the_next_wave(fleet: Fleet, sbc_apis: SbcApis, unreachable: str) -> None:
    (fleet.folder / "tasks.yml").write_text(SEND_REQUEST_AND_CONNECT)
    target = unreachable.replace("0", "*")
    output = fleet.run(target=target, unreachable=unreachable)
    assert not output.startswith("0\n"), output
    assert sorted(sbc_apis.sbcs) == unreachable.split(",")
    left = unreachable.replace("0", "1").replace(",", ", ")
    assert f"Not touched until all of these have finished: {left}" in output
    assert artifact(output) == {
        "begun": unreachable.split(","),
        "not_touched": left.split(", "),
        "text": f"Last batch begun: 1 of 2, {unreachable.replace(',', ', ')}. Not touched: {len(left.split())} SBCs, {left}.",
    }


def test_the_other_sbcs_of_a_wave_run_all_tasks(fleet: Fleet) -> None:
    (fleet.folder / "tasks.yml").write_text(
        SEND_REQUEST_AND_CONNECT + "\n- name: Run the last task\n  ansible.builtin.debug:\n    msg: done\n"
    )
    output = fleet.run(unreachable="SBC-20")
    end = output[output.index("Run the last task") : output.index("Stopped before SBC-11")]
    assert "ok: [SBC-10]" in end and "SBC-20]" not in end


def test_an_sbc_that_ends_early_does_not_stop_the_next_wave(fleet: Fleet, sbc_apis: SbcApis) -> None:
    leave = "- name: Leave\n  ansible.builtin.meta: end_host\n  when: inventory_hostname == 'SBC-10'\n"
    (fleet.folder / "tasks.yml").write_text(leave + SEND_REQUEST)
    assert fleet.run().startswith("0\n")
    assert sorted(sbc_apis.sbcs) == ["SBC-11", "SBC-20", "SBC-21"]


@pytest.mark.parametrize(
    ("target", "sbcs"),
    [
        ("profile_profile_1,profile_profile_2", ["SBC-10", "SBC-20", "SBC-11", "SBC-21"]),
        ("profile_profile_2,SBC-10", ["SBC-20", "SBC-10", "SBC-21"]),
        ("sbcs:!profile_profile_2", ["SBC-10", "SBC-11"]),
        ("sbcs:&profile_profile_1", ["SBC-10", "SBC-11"]),
        ("~SBC-1.", ["SBC-10", "SBC-11"]),
        ("SBC-11", ["SBC-11"]),
    ],
)
def test_a_target_can_be_any_host_pattern(fleet: Fleet, sbc_apis: SbcApis, target: str, sbcs: list[str]) -> None:
    output = fleet.run(target=target)
    assert output.startswith("0\n"), output
    waves = fleet.waves()
    assert sorted(sbc_apis.sbcs) == sorted(sbcs)
    assert [waves[sbc] for sbc in sbc_apis.sbcs] == [waves[sbc] for sbc in sbcs]
    assert not sbc_apis.waves_overlap(waves)


@pytest.mark.parametrize("limit", ["profile_profile_1", "SBC-10,SBC-11", "SBC-1*:!nothing"])
def test_a_limit_selects_sbcs(fleet: Fleet, sbc_apis: SbcApis, limit: str) -> None:
    output = fleet.run("--limit", limit)
    assert output.startswith("0\n"), output
    assert sbc_apis.sbcs == ["SBC-10", "SBC-11"]


def test_a_limit_and_a_failed_sbc(fleet: Fleet, sbc_apis: SbcApis) -> None:
    sbc_apis.failing = {"SBC-20"}
    output = fleet.run("--limit", "SBC-2*,SBC-10")
    assert output.startswith("2\n"), output
    assert "Failed or unreachable: SBC-20. Not touched: SBC-21." in output
    assert sorted(sbc_apis.sbcs) == ["SBC-10", "SBC-20"]


def test_two_tenants_with_prefixes(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis, tmp_path: Path) -> None:
    (tmp_path / "two.json").write_text(json.dumps(simulator.document))
    two = fleet.inventory("two", from_file="two.json", name_prefix="two_")
    output = fleet.run("-i", "fleet.calling_profiles.yml", "-i", two, target="profile_profile_1,two_profile_profile_1")
    assert output.startswith("0\n"), output
    assert sorted(sbc_apis.sbcs[:2]) == ["SBC-10", "two_SBC-10"]
    assert sorted(sbc_apis.sbcs[2:]) == ["SBC-11", "two_SBC-11"]


def test_other_hosts_than_sbcs_are_skipped(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis) -> None:
    simulator.document[0]["trunksEnrolled"].append(documents.trunk(19))
    output = fleet.run("-i", "fleet.calling_profiles.yml", "-i", "switch,", target="all")
    assert output.startswith("0\n"), output
    assert "Skipped, not an SBC: " in output and "oc19.example.net" in output and "switch" in output
    assert sorted(sbc_apis.sbcs) == ["SBC-10", "SBC-11", "SBC-20", "SBC-21"]


@pytest.mark.parametrize("target", ["nobody", "nobody,neither", "unmatched_trunks", "sbcs:!sbcs"])
def test_a_target_without_an_sbc_is_an_error(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis, target: str) -> None:
    simulator.document[0]["trunksEnrolled"].append(documents.trunk(19))
    output = fleet.run(target=target)
    assert output.startswith("2\n"), output
    assert f"The target {target} matches no SBC." in output
    assert sbc_apis.sbcs == []


def test_a_target_outside_the_limit_is_an_error(fleet: Fleet, sbc_apis: SbcApis) -> None:
    output = fleet.run("--limit", "SBC-10", target="SBC-20")
    assert output.startswith("2\n"), output
    assert "The target SBC-20 matches no SBC, within the limit SBC-10." in output
    assert sbc_apis.sbcs == []


def test_an_empty_inventory_is_an_error(fleet: Fleet, sbc_apis: SbcApis) -> None:
    (fleet.folder / "empty.ini").touch()
    output = fleet.run("-i", "empty.ini")
    assert output.startswith("2\n"), output
    assert "The inventory has no hosts, so the target matches no SBC." in output
    assert sbc_apis.sbcs == []


def test_batches_of_a_wave_and_a_canary(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis) -> None:
    """Profile_1 takes its own emergency calls, so the canary is an SBC of Profile_2."""
    simulator.document = [
        documents.profile(1, documents.trunk(1, 1, 2), documents.trunk(2, 3, 4, 5, 6), emergencyDialStrings=["112"]),
        documents.profile(2, documents.trunk(3, 11, 12), documents.trunk(4, 13, 14), emergencyDialStrings=[]),
    ]
    output = fleet.run(at_once="2", canary="true")
    assert output.startswith("0\n"), output
    waves = fleet.waves()
    assert sorted(sbc_apis.sbcs) == sorted(waves)
    batches = [names.split(", ") for names in re.findall(r'"Wave \d, batch \d of \d: (.*)"', output)]
    assert f"At the same time: at most 2 SBCs of a wave. Batches: {len(batches)}. Canary: SBC-11, alone, first." in output
    assert sorted(chain.from_iterable(batches)) == sorted(waves)
    assert (batches[0], max(map(len, batches))) == (["SBC-11"], 2)
    assert all(len({waves[sbc] for sbc in batch}) == 1 for batch in batches)
    assert [waves[batch[0]] for batch in batches] == sorted(waves[batch[0]] for batch in batches)


@pytest.mark.parametrize("canary", ["False", ""])
def test_no_canary(fleet: Fleet, sbc_apis: SbcApis, canary: str) -> None:
    output = fleet.run(canary=canary, at_once="")
    assert output.startswith("0\n"), output
    assert "At the same time: all SBCs of a wave. Batches: 2. Canary: none." in output
    assert len(sbc_apis.sbcs) == 4


def test_a_canary_that_fails_ends_the_run(fleet: Fleet, sbc_apis: SbcApis) -> None:
    """Ansible runs no more tasks then, so what is not touched was printed before."""
    sbc_apis.failing = {"SBC-10", "SBC-20"}
    output = fleet.run(tasks_file=BACKUP, canary="true")
    assert output.startswith("2\n"), output
    assert len(sbc_apis.sbcs) == 1
    canary = sbc_apis.sbcs[0]
    others = sorted({"SBC-10", "SBC-11", "SBC-20", "SBC-21"} - {canary})
    assert artifact(output)["begun"] == [canary]
    assert sorted(artifact(output)["not_touched"]) == others
    assert f"{canary}, alone, first" in output


def test_a_failed_sbc_stops_the_next_batch_of_the_same_wave(fleet: Fleet, sbc_apis: SbcApis) -> None:
    (fleet.folder / "tasks.yml").write_text(SEND_REQUEST_AND_CONNECT)
    output = fleet.run(at_once="1", unreachable="SBC-10")
    assert not output.startswith("0\n"), output
    assert sbc_apis.sbcs == ["SBC-10"]
    assert artifact(output)["begun"] == ["SBC-10"]
    assert artifact(output)["not_touched"] == ["SBC-20", "SBC-11", "SBC-21"]


def test_without_a_quiet_sbc_the_canary_is_the_first_one(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis) -> None:
    simulator.document = [documents.profile(1, documents.trunk(1, 7), emergencyDialStrings=["112"])]
    output = fleet.run(canary="true")
    assert output.startswith("0\n"), output
    assert "Canary: SBC-7, alone, first." in output
    assert sbc_apis.sbcs == ["SBC-7"]


@pytest.mark.parametrize("variables", [{"at_once": value} for value in ("0", "2.5", "true")] + [{"canary": "maybe"}])
def test_a_wrong_at_once_or_canary_is_an_error(fleet: Fleet, sbc_apis: SbcApis, variables: dict[str, str]) -> None:
    output = fleet.run(**variables)
    assert output.startswith("2\n"), output
    assert "at_once must be a positive integer (here: " in output
    assert json.dumps(next(iter(variables.values()))) in output.replace('\\"', '"')
    assert sbc_apis.sbcs == []


def test_a_trunk_keeps_half_of_its_sbcs(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis) -> None:
    simulator.document = [documents.profile(1, documents.trunk(1, 1, 2, 3, 4), documents.trunk(2, 5, 6, 7, 8))]
    output = fleet.run()
    assert output.startswith("0\n"), output
    assert sorted(sbc_apis.sbcs[:4]) == ["SBC-1", "SBC-2", "SBC-5", "SBC-6"]


@pytest.mark.parametrize("variable", ["target", "tasks_file"])
def test_a_missing_variable_is_an_error(fleet: Fleet, variable: str) -> None:
    output = fleet.run(**{variable: ""})
    assert output.startswith("2\n"), output
    assert "Set target and tasks_file" in output


def test_a_misspelt_variable_is_an_error(fleet: Fleet, sbc_apis: SbcApis) -> None:
    output = fleet.run(in_waves_tasks="tasks.yml")
    assert output.startswith("2\n"), output
    known = "Known variables: at_once, canary, target, tasks_file."
    assert f"in_waves_tasks is not a variable. Did you mean tasks_file? {known}" in " ".join(output.split())
    assert sbc_apis.sbcs == []


def test_two_runs_in_one_command(fleet: Fleet, sbc_apis: SbcApis) -> None:
    """The facts that the playbook sets itself are not unknown variables."""
    (fleet.folder / "twice.yml").write_text("- import_playbook: audiocodes.operator_connect.in_waves\n" * 2)
    output = fleet.run(playbook="twice.yml")
    assert output.startswith("0\n"), output
    assert len(sbc_apis.sbcs) == 8


def test_a_missing_task_file_is_reported_with_its_full_path(fleet: Fleet) -> None:
    output = fleet.run(tasks_file="elsewhere.yml")
    assert output.startswith("2\n"), output
    assert f"There is no task file {fleet.folder / 'elsewhere.yml'}." in output


def test_tags_select_tasks_of_the_file(fleet: Fleet, sbc_apis: SbcApis) -> None:
    (fleet.folder / "tasks.yml").write_text(
        SEND_REQUEST + "\n- name: Tagged\n  ansible.builtin.debug:\n    msg: chosen\n  tags: [chosen]\n"
    )
    output = fleet.run("--tags", "chosen")
    assert output.startswith("0\n"), output
    assert output.count('"msg": "chosen"') == 4
    assert sbc_apis.sbcs == []


@pytest.mark.parametrize("arguments", [("--skip-tags", "always"), ("--start-at-task", "Run the task file")])
def test_without_a_plan_no_sbc_is_touched(fleet: Fleet, sbc_apis: SbcApis, arguments: tuple[str, ...]) -> None:
    fleet.run(*arguments)
    assert sbc_apis.sbcs == []


def artifact(output: str) -> Any:
    """The artifact operator_connect_waves, as AWX stores it."""
    start = (
        output.index('{ "operator_connect_waves"') if '{ "operator_connect_waves"' in output else output.index('{"operator_connect_waves"')
    )
    return json.JSONDecoder().raw_decode(output[start:])[0]["operator_connect_waves"]
