# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook in_waves: never both sides of a failover pair at once, and nothing after a device that is not through."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import documents

from simulator import Simulator, generate_fleet

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
BACKUP = EXAMPLES / "backup" / "over_rest.yml"
INI = b"; an SBC's own words\n"

# Asks the SBC without a module of its own: two hundred times in a few seconds.
TOUCH = """
- name: Touch the SBC
  ansible.builtin.debug:
    msg: "{{ lookup('ansible.builtin.url', sbc_api + '/files/ini') }}"
"""
# One step that dials the device itself, after one that goes through its REST API.
TOUCH_AND_DIAL = (
    TOUCH
    + """
- name: Dial it
  ansible.builtin.raw: show version
  when: inventory_hostname in dialled.split(',')
"""
)
UNREACHABLE = '''
"""A connection to nowhere."""
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = """
name: nowhere
short_description: A connection to nowhere
description: Never connects.
author: the tests
options: {}
"""

class Connection(ConnectionBase):
    transport = "nowhere"

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


class Touch(NamedTuple):
    """One request to one SBC."""

    device: str
    began: float
    ended: float


class SbcApis(ThreadingHTTPServer):
    """The REST APIs of all SBCs, told apart by the first part of the path."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SbcApi)
        self.touches: list[Touch] = []
        self.broken: set[str] = set()
        self.seconds = 0.05

    @property
    def devices(self) -> list[str]:
        return [touch.device for touch in self.touches]

    def waves_overlap(self, wave_of: dict[str, int]) -> bool:
        """Whether a device was touched before every device of the waves before was let go."""
        return any(
            wave_of[early.device] < wave_of[late.device] and late.began < early.ended for early in self.touches for late in self.touches
        )


class _SbcApi(BaseHTTPRequestHandler):
    server: SbcApis

    def do_GET(self) -> None:
        began = time.monotonic()
        _root, device, path = self.path.split("/", 2)
        time.sleep(self.server.seconds)
        is_good = path == "api/v1/files/ini" and device not in self.server.broken
        # noted before the answer is out: whoever has read it may be touched by nobody else yet
        self.server.touches.append(Touch(device, began, time.monotonic()))
        self.send_response(200 if is_good else 503)
        self.send_header("Content-Length", str(len(INI)))
        self.end_headers()
        self.wfile.write(INI)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


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
    """A folder with an inventory file of the simulated service, from which the playbook is started."""

    def __init__(self, folder: Path, simulator: Simulator, sbc_apis: SbcApis) -> None:
        self.folder = folder
        self.simulator = simulator
        self.sbc_apis = sbc_apis
        (folder / "nowhere").mkdir()
        (folder / "nowhere" / "nowhere.py").write_text(UNREACHABLE)
        (folder / "tasks.yml").write_text(TOUCH)
        (folder / "group_vars").mkdir()
        (folder / "group_vars" / "sbcs.yml").write_text("ansible_connection: nowhere\n")
        self.inventory("fleet")

    def inventory(self, name: str, **options: Any) -> str:
        path = self.folder / f"{name}.calling_profiles.yml"
        path.write_text(json.dumps({"plugin": "audiocodes.operator_connect.calling_profiles", **options}))
        return path.name

    def waves(self) -> dict[str, int]:
        """The wave of each device, as the inventory says."""
        listing = self._run("ansible-inventory", "-i", "fleet.calling_profiles.yml", "--list")
        hosts = json.loads(listing.stdout)["_meta"]["hostvars"]
        return {name: variables["oc_wave"] for name, variables in hosts.items() if variables["oc_kind"] == "sbc"}

    def run(self, *arguments: str, target: str = "sbcs", tasks_file: object = "tasks.yml", **variables: str) -> str:
        """What the playbook prints; the first line is how it ended."""
        said = {"target": target, "tasks_file": str(tasks_file), "dialled": "", "ansible_user": "backup", "ansible_password": "sesame"}
        said.update(sbc_api=f"http://127.0.0.1:{self.sbc_apis.server_port}/{{{{ inventory_hostname }}}}/api/v1", sbc_validate_certs="false")
        extra = self.folder / "extra.json"
        extra.write_text(json.dumps({**said, **variables}))
        inventories = () if "-i" in arguments else ("-i", "fleet.calling_profiles.yml")
        playbook = "audiocodes.operator_connect.in_waves"
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
                "ANSIBLE_CONNECTION_PLUGINS": str(self.folder / "nowhere"),
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
    """Two profiles, each with a pair: SBC-10 and SBC-11, SBC-20 and SBC-21."""
    simulator.document = [documents.profile(1), documents.profile(2, region="APAC")]
    return Fleet(tmp_path, simulator, sbc_apis)


def test_a_pair_is_never_touched_at_once(fleet: Fleet, sbc_apis: SbcApis) -> None:
    said = fleet.run(tasks_file=BACKUP)
    assert said.startswith("0\n"), said
    assert sorted(sbc_apis.devices[:2]) == ["SBC-10", "SBC-20"]
    assert sorted(sbc_apis.devices[2:]) == ["SBC-11", "SBC-21"]
    assert not sbc_apis.waves_overlap(fleet.waves())
    backups = fleet.folder / "backups"
    assert {path.name: path.read_bytes() for path in backups.iterdir()} == {f"SBC-{number}.ini": INI for number in (10, 11, 20, 21)}
    assert {path.stat().st_mode & 0o777 for path in backups.iterdir()} == {0o600}


def test_a_backup_over_ssh(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    # stands for the command line of an SBC: what it shows of its configuration
    command_line = fleet.folder / "bin" / "show"
    command_line.parent.mkdir()
    command_line.write_text('#!/bin/sh\n[ "$*" = running-config ] && echo "configure network"\n')
    command_line.chmod(0o700)
    monkeypatch.setenv("PATH", f"{command_line.parent}{os.pathsep}{os.environ['PATH']}")
    (fleet.folder / "group_vars" / "sbcs.yml").write_text("ansible_connection: local\n")
    said = fleet.run(tasks_file=EXAMPLES / "backup" / "over_ssh.yml", target="SBC-10", backup_dir="kept")
    assert said.startswith("0\n"), said
    assert "configure network" not in said
    assert (fleet.folder / "kept" / "SBC-10.cli").read_text().split("\n")[0].strip() == "configure network"


def test_it_says_first_what_is_going_to_happen(fleet: Fleet) -> None:
    said = fleet.run()
    plan = said[: said.index("Touch the SBC")]
    assert f"Devices: 4. Waves: 2, of 2 + 2 devices. Tasks: {fleet.folder / 'tasks.yml'}" in plan
    assert "Every profile has a second device." in plan
    assert "Not touched before all of these are through: SBC-11, SBC-21" in plan


def test_a_profile_with_one_device_is_named(fleet: Fleet, simulator: Simulator) -> None:
    simulator.document.append(documents.profile(3, documents.trunk(30, 30), name="Lonely"))
    said = fleet.run()
    assert said.startswith("0\n"), said
    assert "SBC-30 is the only device of Lonely" in said[: said.index("Touch the SBC")]


def test_a_name_of_the_service_never_becomes_code(fleet: Fleet, simulator: Simulator) -> None:
    code = f"lookup('ansible.builtin.pipe','touch {fleet.folder / 'PWN'}')"
    simulator.document.append(documents.profile(3, documents.trunk(30, 30), name=f"{{{{ {code} }}}}"))
    said = fleet.run()
    assert said.startswith("0\n"), said
    assert "is the only device of {{ lookup" in said
    assert not (fleet.folder / "PWN").exists()


def test_two_hundred_sbcs_are_each_touched_once_in_the_order_of_the_waves(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis) -> None:
    simulator.document = generate_fleet(200, defects=False)
    sbc_apis.seconds = 0.0
    said = fleet.run()
    waves = fleet.waves()
    assert said.startswith("0\n"), said
    assert len(waves) == 200 and len(set(waves.values())) > 1
    assert sorted(sbc_apis.devices) == sorted(waves)
    assert [waves[device] for device in sbc_apis.devices] == sorted(waves.values())
    assert not sbc_apis.waves_overlap(waves)


def test_any_number_of_waves(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis) -> None:
    simulator.document = [documents.profile(1, documents.trunk(1, 1, 2, 3), documents.trunk(2, 4, 5), documents.trunk(3, 6, 7))]
    simulator.document += [documents.profile(2, documents.trunk(4, 1, 2, 3)), documents.profile(3, documents.trunk(5, 3, 8))]
    waves = fleet.waves()
    assert len(set(waves.values())) == 3
    assert fleet.run().startswith("0\n")
    assert [waves[device] for device in sbc_apis.devices] == sorted(waves.values())


def test_a_device_that_fails_stops_what_follows(fleet: Fleet, sbc_apis: SbcApis) -> None:
    sbc_apis.broken = {"SBC-10"}
    said = fleet.run(tasks_file=BACKUP)
    assert said.startswith("2\n"), said
    assert sorted(sbc_apis.devices) == ["SBC-10", "SBC-20"]
    assert "Failed or unreachable: SBC-10. Not touched: SBC-11, SBC-21." in said


def test_a_device_that_is_unreachable_stops_what_follows(fleet: Fleet, sbc_apis: SbcApis) -> None:
    (fleet.folder / "tasks.yml").write_text(TOUCH_AND_DIAL)
    said = fleet.run(dialled="SBC-20")
    assert not said.startswith("0\n"), said
    assert "unreachable=1" in said
    assert sorted(sbc_apis.devices) == ["SBC-10", "SBC-20"]
    assert "Failed or unreachable: SBC-20. Not touched: SBC-11, SBC-21." in said


@pytest.mark.parametrize("dialled", ["SBC-10", "SBC-10,SBC-20"])
def test_a_whole_wave_that_is_unreachable_stops_what_follows(fleet: Fleet, sbc_apis: SbcApis, dialled: str) -> None:
    (fleet.folder / "tasks.yml").write_text(TOUCH_AND_DIAL)
    target = dialled.replace("0", "*")
    said = fleet.run(target=target, dialled=dialled)
    assert not said.startswith("0\n"), said
    assert sorted(sbc_apis.devices) == dialled.split(",")
    left = dialled.replace("0", "1").replace(",", ", ")
    assert f"Not touched before all of these are through: {left}" in said
    assert artifact(said) == {"begun": dialled.split(","), "not_touched": left.split(", ")}


def test_the_others_of_a_wave_go_on_to_the_end(fleet: Fleet) -> None:
    (fleet.folder / "tasks.yml").write_text(TOUCH_AND_DIAL + "\n- name: End well\n  ansible.builtin.debug:\n    msg: through\n")
    said = fleet.run(dialled="SBC-20")
    end = said[said.index("End well") : said.index("Stopped before wave 2")]
    assert "ok: [SBC-10]" in end and "SBC-20]" not in end


def test_a_device_that_is_through_early_stops_nothing(fleet: Fleet, sbc_apis: SbcApis) -> None:
    leave = "- name: Leave\n  ansible.builtin.meta: end_host\n  when: inventory_hostname == 'SBC-10'\n"
    (fleet.folder / "tasks.yml").write_text(leave + TOUCH)
    assert fleet.run().startswith("0\n")
    assert sorted(sbc_apis.devices) == ["SBC-11", "SBC-20", "SBC-21"]


@pytest.mark.parametrize(
    ("target", "devices"),
    [
        ("profile_profile_1,profile_profile_2", ["SBC-10", "SBC-20", "SBC-11", "SBC-21"]),
        ("profile_profile_2,SBC-10", ["SBC-20", "SBC-10", "SBC-21"]),
        ("sbcs:!profile_profile_2", ["SBC-10", "SBC-11"]),
        ("sbcs:&profile_profile_1", ["SBC-10", "SBC-11"]),
        ("~SBC-1.", ["SBC-10", "SBC-11"]),
        ("SBC-11", ["SBC-11"]),
    ],
)
def test_any_pattern_is_a_target(fleet: Fleet, sbc_apis: SbcApis, target: str, devices: list[str]) -> None:
    said = fleet.run(target=target)
    assert said.startswith("0\n"), said
    waves = fleet.waves()
    assert sorted(sbc_apis.devices) == sorted(devices)
    assert [waves[device] for device in sbc_apis.devices] == [waves[device] for device in devices]
    assert not sbc_apis.waves_overlap(waves)


@pytest.mark.parametrize("limit", ["profile_profile_1", "SBC-10,SBC-11", "SBC-1*:!nothing"])
def test_a_limit_limits(fleet: Fleet, sbc_apis: SbcApis, limit: str) -> None:
    said = fleet.run("--limit", limit)
    assert said.startswith("0\n"), said
    assert sbc_apis.devices == ["SBC-10", "SBC-11"]


def test_a_limit_and_a_failing_device(fleet: Fleet, sbc_apis: SbcApis) -> None:
    sbc_apis.broken = {"SBC-20"}
    said = fleet.run("--limit", "SBC-2*,SBC-10")
    assert said.startswith("2\n"), said
    assert "Failed or unreachable: SBC-20. Not touched: SBC-21." in said
    assert sorted(sbc_apis.devices) == ["SBC-10", "SBC-20"]


def test_two_tenants_with_prefixes(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis, tmp_path: Path) -> None:
    (tmp_path / "two.json").write_text(json.dumps(simulator.document))
    two = fleet.inventory("two", from_file="two.json", name_prefix="two_")
    said = fleet.run("-i", "fleet.calling_profiles.yml", "-i", two, target="profile_profile_1,two_profile_profile_1")
    assert said.startswith("0\n"), said
    assert sorted(sbc_apis.devices[:2]) == ["SBC-10", "two_SBC-10"]
    assert sorted(sbc_apis.devices[2:]) == ["SBC-11", "two_SBC-11"]


def test_what_is_no_sbc_is_left_out(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis) -> None:
    simulator.document[0]["trunksEnrolled"].append(documents.trunk(19))
    said = fleet.run("-i", "fleet.calling_profiles.yml", "-i", "switch,", target="all")
    assert said.startswith("0\n"), said
    assert "oc19.example.net" in said and "No SBC, so left out" in said
    assert sorted(sbc_apis.devices) == ["SBC-10", "SBC-11", "SBC-20", "SBC-21"]


@pytest.mark.parametrize("target", ["nobody", "nobody,neither", "unmatched_trunks", "sbcs:!sbcs"])
def test_a_target_without_an_sbc_is_an_error(fleet: Fleet, simulator: Simulator, sbc_apis: SbcApis, target: str) -> None:
    simulator.document[0]["trunksEnrolled"].append(documents.trunk(19))
    said = fleet.run(target=target)
    assert said.startswith("2\n"), said
    assert f"The target {target} matches no SBC." in said
    assert sbc_apis.devices == []


def test_a_target_outside_the_limit_is_an_error(fleet: Fleet, sbc_apis: SbcApis) -> None:
    said = fleet.run("--limit", "SBC-10", target="SBC-20")
    assert said.startswith("2\n"), said
    assert "The target SBC-20 matches no SBC, within the limit SBC-10." in said
    assert sbc_apis.devices == []


def test_an_empty_inventory_is_an_error(fleet: Fleet, sbc_apis: SbcApis) -> None:
    (fleet.folder / "empty.ini").touch()
    said = fleet.run("-i", "empty.ini")
    assert said.startswith("2\n"), said
    assert "The inventory has no host at all, so the target matches no SBC." in said
    assert sbc_apis.devices == []


@pytest.mark.parametrize("variable", ["target", "tasks_file"])
def test_what_is_not_said_is_asked_for(fleet: Fleet, variable: str) -> None:
    said = fleet.run(**{variable: ""})
    assert said.startswith("2\n"), said
    assert "Say which devices and which tasks" in said


def test_a_task_file_that_is_missing_is_named_in_full(fleet: Fleet) -> None:
    said = fleet.run(tasks_file="elsewhere.yml")
    assert said.startswith("2\n"), said
    assert f"There is no task file {fleet.folder / 'elsewhere.yml'}." in said


def test_tags_choose_among_the_tasks_of_the_file(fleet: Fleet, sbc_apis: SbcApis) -> None:
    (fleet.folder / "tasks.yml").write_text(TOUCH + "\n- name: Tagged\n  ansible.builtin.debug:\n    msg: chosen\n  tags: [chosen]\n")
    said = fleet.run("--tags", "chosen")
    assert said.startswith("0\n"), said
    assert said.count('"msg": "chosen"') == 4
    assert sbc_apis.devices == []


@pytest.mark.parametrize("arguments", [("--skip-tags", "always"), ("--start-at-task", "Run the task file")])
def test_without_its_plan_it_touches_nothing(fleet: Fleet, sbc_apis: SbcApis, arguments: tuple[str, ...]) -> None:
    fleet.run(*arguments)
    assert sbc_apis.devices == []


def artifact(said: str) -> Any:
    """What is left for AWX: the artifact operator_connect_waves."""
    start = said.index('{ "operator_connect_waves"') if '{ "operator_connect_waves"' in said else said.index('{"operator_connect_waves"')
    return json.JSONDecoder().raw_decode(said[start:])[0]["operator_connect_waves"]
