# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory costs, as ratios: python3 dev.py bench.

Seconds of one machine mean nothing on another; a ratio against a plain source with the same hosts, groups and variables does.
Runs are interleaved (ours, theirs, ours, …) and the median ratio of the pairs is printed beside its goal.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

from simulator import Simulator, generate_fleet

ANSIBLE_INVENTORY = str(Path(sys.executable).with_name("ansible-inventory"))
ANSIBLE_PLAYBOOK = str(Path(sys.executable).with_name("ansible-playbook"))
PLAY = "- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n    - %s\n"
PLUGIN = "plugin: audiocodes.operator_connect.calling_profiles\n"
CONSTRUCTED = "compose: {x: oc_name}\ngroups: {g: oc_wave == 1}\nkeyed_groups: [{key: oc_wave | string, prefix: w}]\n"

# Every host, group, edge and variable is one call: what a plugin costs that thinks of nothing.
FLOOR_PLUGIN = '''
import json
from ansible.plugins.inventory import BaseInventoryPlugin

DOCUMENTATION = """
name: floor
short_description: one call for each thing
options: {plugin: {description: name, required: true}}
"""


class InventoryModule(BaseInventoryPlugin):
    NAME = "floor"

    def parse(self, inventory, loader, path, cache=True):
        super().parse(inventory, loader, path, cache)
        with open(path[: -len(".yml")] + ".json") as file:
            listing = json.load(file)
        variables = listing.pop("_meta")["hostvars"]
        for name in listing:
            inventory.add_group(name)
        for name, group in listing.items():
            for child in group.get("children", ()):
                inventory.add_group(child)
                inventory.add_child(name, child)
            for host in group.get("hosts", ()):
                inventory.add_host(host)
                inventory.add_child(name, host)
        for host, values in variables.items():
            for name, value in values.items():
                inventory.set_variable(host, name, value)
'''


class Cost:
    """What one run took: CPU seconds and peak memory in KiB."""

    def __init__(self, seconds: float, kibibytes: int) -> None:
        self.seconds = seconds
        self.kibibytes = kibibytes


def run(arguments: list[str], environment: dict[str, str]) -> Cost:
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr
        said = process.stderr.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(arguments)} failed: {said.decode()}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def ratio(ours: Callable[[], Cost], theirs: Callable[[], Cost], runs: int) -> tuple[float, float]:
    pairs = [(ours(), theirs()) for _run in range(runs)]
    return (
        statistics.median(mine.seconds / other.seconds for mine, other in pairs),
        statistics.median(mine.kibibytes / other.kibibytes for mine, other in pairs),
    )


def tell(figure: str, value: float, goal: float) -> None:
    print(f"{figure:68} {value:6.2f}   goal {goal:5.2f}   {'met' if value <= goal else 'MISSED'}", flush=True)


def parse_seconds(source: str) -> float:
    """The CPU seconds that this process takes to parse one source."""
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader()
    loader = DataLoader()
    InventoryManager(loader=loader, sources=["localhost,"])
    start = time.process_time()
    InventoryManager(loader=loader, sources=[source])
    return time.process_time() - start


class Bench:
    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        (folder / "plugins").mkdir()
        (folder / "plugins" / "floor.py").write_text(FLOOR_PLUGIN)
        self.environment = {
            **os.environ,
            "ANSIBLE_INVENTORY_PLUGINS": str(folder / "plugins"),
            "ANSIBLE_INVENTORY_UNPARSED_FAILED": "true",
            "ANSIBLE_INVENTORY_ENABLED": "host_list,auto,script,yaml,ini,constructed",
        }

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def listing(self, *sources: Path) -> Callable[[], Cost]:
        named = [argument for source in sources for argument in ("-i", str(source))]
        return lambda: run([ANSIBLE_INVENTORY, *named, "--list"], self.environment)

    def parse_phase(self, source: Path) -> float:
        return self.in_a_process("--parse", str(source))

    def in_a_process(self, *arguments: str) -> float:
        command = [sys.executable, __file__, *arguments]
        return float(subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, check=True, text=True).stdout.split()[-1])

    def sources(self, sbcs: int, simulator: Simulator) -> dict[str, Path]:
        """The same fleet as each kind of source."""
        document = json.dumps(generate_fleet(sbcs)).encode()
        simulator.document = document
        self.environment.update(simulator.environment())
        ours = self.write(f"ours{sbcs}.calling_profiles.yml", PLUGIN)
        (self.folder / f"fleet{sbcs}.json").write_bytes(document)
        stored = self.write(f"file{sbcs}.calling_profiles.yml", f"{PLUGIN}from_file: fleet{sbcs}.json\n")
        listed = subprocess.run(
            [ANSIBLE_INVENTORY, "-i", str(ours), "--list", "--export"], env=self.environment, capture_output=True, check=True
        ).stdout.decode()
        self.write(f"floor{sbcs}.json", listed)
        floor = self.write(f"floor{sbcs}.yml", "plugin: floor\n")
        script = self.write(f"script{sbcs}.sh", f"#!/bin/sh\nexec cat '{self.folder}/floor{sbcs}.json'\n")
        script.chmod(0o755)
        return {"ours": ours, "file": stored, "floor": floor, "script": script}

    def measure(self, simulator: Simulator, sizes: list[int]) -> None:
        for sbcs in sizes:
            sources = self.sources(sbcs, simulator)
            time_ratio, memory_ratio = ratio(self.listing(sources["ours"]), self.listing(sources["script"]), self.runs)
            tell(f"--list of {sbcs} SBCs against ansible.builtin.script, CPU", time_ratio, 0.85)
            tell(f"--list of {sbcs} SBCs against ansible.builtin.script, memory", memory_ratio, 1.15)
        pairs = [(self.parse_phase(sources["ours"]), self.parse_phase(sources["floor"])) for _run in range(self.runs)]
        tell(f"parse of {sbcs} SBCs against one call for each thing", statistics.median(mine / floor for mine, floor in pairs), 0.6)

    def measure_growth(self, simulator: Simulator, small: int, large: int) -> None:
        taken = {}
        for sbcs in (small, large):
            source = self.sources(sbcs, simulator)["file"]
            taken[sbcs] = statistics.median(self.parse_phase(source) for _run in range(self.runs))
        exponent = math.log(taken[large] / taken[small]) / math.log(large / small)
        tell(f"growth of the parse from {small} to {large} SBCs, exponent", exponent, 1.05)

    def measure_small(self, simulator: Simulator) -> None:
        sources = self.sources(100, simulator)
        empty = self.write("empty.ini", "")
        tell("--list of 100 SBCs against an empty inventory", ratio(self.listing(sources["ours"]), self.listing(empty), self.runs)[0], 1.45)
        tell("the same from a file", ratio(self.listing(sources["file"]), self.listing(empty), self.runs)[0], 1.15)

    def measure_yaml(self, simulator: Simulator) -> None:
        sources = self.sources(1000, simulator)
        yaml = self.folder / "same.yml"
        run([ANSIBLE_INVENTORY, "-i", str(sources["ours"]), "--list", "--yaml", "--export", "--output", str(yaml)], self.environment)
        tell(
            "--list of 1000 SBCs against the same as a YAML file",
            ratio(self.listing(sources["ours"]), self.listing(yaml), self.runs)[0],
            0.25,
        )

    def measure_query(self, simulator: Simulator) -> None:
        """One calling_profile_info task against one uri task on the same answer, over what an empty play takes."""
        self.sources(1000, simulator)
        token = simulator.issue_token()
        environment = {**self.environment, "AUDIOCODES_ACCESS_TOKEN": token, "AUDIOCODES_CLIENT_SECRET": ""}
        uri = f"ansible.builtin.uri: {{url: '{simulator.base_url}/api/v2/oc/callingprofile', headers: {{Authorization: Bearer {token}}}}}"
        tasks = {"info": "audiocodes.operator_connect.calling_profile_info:", "uri": uri, "meta": "ansible.builtin.meta: noop"}
        plays = {name: self.write(name + ".yml", PLAY % task) for name, task in tasks.items()}

        def seconds(name: str) -> float:
            return run(
                [ANSIBLE_PLAYBOOK, "-i", "localhost,", "-e", "ansible_python_interpreter=" + sys.executable, str(plays[name])], environment
            ).seconds

        added = []
        for _run in range(self.runs):
            base = seconds("meta")
            added.append((seconds("info") - base) / (seconds("uri") - base))
        tell("calling_profile_info of 1000 SBCs against ansible.builtin.uri", statistics.median(added), 1.15)

    def measure_assert(self) -> None:
        ratios = [self.in_a_process("--judge", "10000") for _run in range(self.runs)]
        tell("10,000 expectations against reading the document of 10,000 SBCs", statistics.median(ratios), 2.0)

    def measure_constructed(self, simulator: Simulator) -> None:
        """What one expression each adds to ours, over what ansible.builtin.constructed adds to the same hosts."""
        sources = self.sources(1000, simulator)
        with_ours = self.write("constructed.calling_profiles.yml", PLUGIN + CONSTRUCTED)
        theirs = self.write("constructed.yml", "plugin: ansible.builtin.constructed\nstrict: false\n" + CONSTRUCTED)
        plain, both, ours = self.listing(sources["ours"]), self.listing(sources["ours"], theirs), self.listing(with_ours)
        added = []
        for _run in range(self.runs):
            base = plain().seconds
            added.append((ours().seconds - base) / (both().seconds - base))
        tell("constructed features on 1000 SBCs against ansible.builtin.constructed", statistics.median(added), 1.0)


def judged_expectations(count: int) -> float:
    """The CPU seconds to hold so many expected fields against a fleet, over those to read its document."""
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader()
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect import strict_json
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state import (
        comparison,
        expectation,
    )
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state import nodes as written
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet import records, view

    gc.disable()
    data = json.dumps(generate_fleet(10000, defects=False)).encode()
    start = time.process_time()
    seen = view.Query({}).view_of(records.read_profiles(strict_json.parse_json(data)), "the document")
    reading = time.process_time() - start
    expected = {"sbcs": {sbc.key: {"ip_address": sbc.ip_address} for sbc in seen.sbcs[:count]}}
    start = time.process_time()
    comparison.compare(expectation.Expectation([written.ValueTree(expected, "expected")]), seen)
    return (time.process_time() - start) / reading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--judge", metavar="COUNT", type=int, help="only print what so many expectations cost")
    parser.add_argument("--parse", metavar="SOURCE", help="only print the CPU seconds that parsing this source takes")
    arguments = parser.parse_args()
    if arguments.parse:
        print(parse_seconds(arguments.parse))
        return
    if arguments.judge:
        print(judged_expectations(arguments.judge))
        return
    with tempfile.TemporaryDirectory() as folder, Simulator() as simulator:
        bench = Bench(Path(folder), arguments.runs)
        bench.measure_small(simulator)
        bench.measure(simulator, arguments.sizes)
        bench.measure_growth(simulator, 1000, 50000)
        bench.measure_yaml(simulator)
        bench.measure_constructed(simulator)
        bench.measure_query(simulator)
        bench.measure_assert()


if __name__ == "__main__":
    main()
