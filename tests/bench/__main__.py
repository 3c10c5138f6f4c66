# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the cost of the inventory and the modules: python3 dev.py bench.

Seconds on one machine cannot be compared with those on another. So each figure is a ratio, for example to a simple inventory
source with the same hosts, groups and variables. The two runs alternate, and the median ratio is printed with its goal.
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
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from support.documents import profile

from simulator import Simulator, generate_fleet

if TYPE_CHECKING:
    from collections.abc import Callable

ANSIBLE_INVENTORY = str(Path(sys.executable).with_name("ansible-inventory"))
ANSIBLE_PLAYBOOK = str(Path(sys.executable).with_name("ansible-playbook"))
PLAY = "- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n    - %s\n"
RULES = ("trunk_conflict", "emergency_profile", "emergency_unreachable", "duplicate_name", "sbc_conflict", "region_coverage")
PLUGIN = "plugin: audiocodes.operator_connect.calling_profiles\n"
CONSTRUCTED = "compose: {x: oc_name}\ngroups: {g: oc_wave == 1}\nkeyed_groups: [{key: oc_wave | string, prefix: w}]\n"

# The simplest plugin: one call for each host, group, child and variable.
SIMPLE_PLUGIN = '''
import json
from ansible.plugins.inventory import BaseInventoryPlugin

DOCUMENTATION = """
name: simple
short_description: one call for each object
options: {plugin: {description: name, required: true}}
"""


class InventoryModule(BaseInventoryPlugin):
    NAME = "simple"

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


class Cost(NamedTuple):
    """CPU time and peak memory of one run."""

    seconds: float
    kibibytes: int


def run(arguments: list[str], environment: dict[str, str]) -> Cost:
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr
        errors = process.stderr.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(arguments)} failed: {errors.decode()}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def ratio(ours: Callable[[], Cost], theirs: Callable[[], Cost], runs: int) -> tuple[float, float]:
    """The median ratios of time and of memory."""
    pairs = [(ours(), theirs()) for _run in range(runs)]
    return (
        statistics.median(our_cost.seconds / their_cost.seconds for our_cost, their_cost in pairs),
        statistics.median(our_cost.kibibytes / their_cost.kibibytes for our_cost, their_cost in pairs),
    )


def report(figure: str, value: float, goal: float) -> None:
    print(f"{figure:68} {value:6.2f}   goal {goal:5.2f}   {'met' if value <= goal else 'MISSED'}", flush=True)


def parse_seconds(source: str) -> float:
    """The CPU time that this process needs to parse one source."""
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
    """Makes the sources in a folder, and measures."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        (folder / "plugins").mkdir()
        (folder / "plugins" / "simple.py").write_text(SIMPLE_PLUGIN)
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
        """A function that runs `ansible-inventory --list`."""
        arguments = [argument for source in sources for argument in ("-i", str(source))]
        return lambda: run([ANSIBLE_INVENTORY, *arguments, "--list"], self.environment)

    def parse_time(self, source: Path) -> float:
        return self.run_this_file("--parse", str(source))

    def run_this_file(self, *arguments: str) -> float:
        """Run this file in a new process, and return the number that it prints."""
        command = [sys.executable, __file__, *arguments]
        return float(subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, check=True, text=True).stdout.split()[-1])

    def sources(self, sbcs: int, simulator: Simulator) -> dict[str, Path]:
        """Make a source of each kind, all with the same fleet."""
        document = json.dumps(generate_fleet(sbcs)).encode()
        simulator.document = document
        self.environment.update(simulator.environment())
        ours = self.write(f"ours{sbcs}.calling_profiles.yml", PLUGIN)
        (self.folder / f"fleet{sbcs}.json").write_bytes(document)
        stored = self.write(f"file{sbcs}.calling_profiles.yml", f"{PLUGIN}from_file: fleet{sbcs}.json\n")
        listed = subprocess.run(
            [ANSIBLE_INVENTORY, "-i", str(ours), "--list", "--export"], env=self.environment, capture_output=True, check=True
        ).stdout.decode()
        self.write(f"simple{sbcs}.json", listed)
        simple = self.write(f"simple{sbcs}.yml", "plugin: simple\n")
        script = self.write(f"script{sbcs}.sh", f"#!/bin/sh\nexec cat '{self.folder}/simple{sbcs}.json'\n")
        script.chmod(0o755)
        return {"ours": ours, "file": stored, "simple": simple, "script": script}

    def measure(self, simulator: Simulator, sizes: list[int]) -> None:
        for sbcs in sizes:
            sources = self.sources(sbcs, simulator)
            time_ratio, memory_ratio = ratio(self.listing(sources["ours"]), self.listing(sources["script"]), self.runs)
            report(f"--list of {sbcs} SBCs / ansible.builtin.script, CPU", time_ratio, 0.85)
            report(f"--list of {sbcs} SBCs / ansible.builtin.script, memory", memory_ratio, 1.15)
        pairs = [(self.parse_time(sources["ours"]), self.parse_time(sources["simple"])) for _run in range(self.runs)]
        report(f"parse of {sbcs} SBCs / one call for each object", statistics.median(ours / simple for ours, simple in pairs), 0.6)

    def measure_growth(self, simulator: Simulator, small: int, large: int) -> None:
        seconds = {}
        for sbcs in (small, large):
            source = self.sources(sbcs, simulator)["file"]
            seconds[sbcs] = statistics.median(self.parse_time(source) for _run in range(self.runs))
        exponent = math.log(seconds[large] / seconds[small]) / math.log(large / small)
        report(f"growth of the parse from {small} to {large} SBCs, exponent", exponent, 1.05)

    def measure_small(self, simulator: Simulator) -> None:
        sources = self.sources(100, simulator)
        empty = self.write("empty.ini", "")
        report("--list of 100 SBCs / an empty inventory", ratio(self.listing(sources["ours"]), self.listing(empty), self.runs)[0], 1.45)
        report(
            "--list of 100 SBCs from a file / an empty inventory",
            ratio(self.listing(sources["file"]), self.listing(empty), self.runs)[0],
            1.15,
        )

    def measure_yaml(self, simulator: Simulator) -> None:
        sources = self.sources(1000, simulator)
        yaml = self.folder / "same.yml"
        run([ANSIBLE_INVENTORY, "-i", str(sources["ours"]), "--list", "--yaml", "--export", "--output", str(yaml)], self.environment)
        report(
            "--list of 1000 SBCs / the same inventory as a YAML file",
            ratio(self.listing(sources["ours"]), self.listing(yaml), self.runs)[0],
            0.25,
        )

    def measure_info(self, simulator: Simulator) -> None:
        """One calling_profile_info task compared with one uri task; the time of an empty play is subtracted from both."""
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
        report("calling_profile_info of 1000 SBCs / ansible.builtin.uri", statistics.median(added), 1.15)

    def measure_assert(self) -> None:
        ratios = [self.run_this_file("--compare", "10000") for _run in range(self.runs)]
        report("10,000 expected fields / reading the document of 10,000 SBCs", statistics.median(ratios), 2.0)

    def measure_reports(self, document: list[dict[str, Any]], fleet: str) -> None:
        """What all reports of an audit add to the cost of the whole playbook without them."""
        path = self.write("reported.json", json.dumps(document))
        variables = {
            "calling_profile_audit_baseline": str(path),
            "calling_profile_audit_options": {"from_file": str(path), "rules": dict.fromkeys(RULES, "warning")},
            "calling_profile_audit_report_dir": str(self.folder / "reports"),
        }

        def seconds(formats: list[str]) -> float:
            extra = json.dumps({**variables, "calling_profile_audit_formats": formats, "ansible_python_interpreter": sys.executable})
            command = [ANSIBLE_PLAYBOOK, "-i", "localhost,", "audiocodes.operator_connect.audit", "-e", extra]
            return run(command, self.environment).seconds

        added = []
        for _run in range(self.runs):
            without = seconds([])
            added.append(seconds(["html", "markdown", "markdown_summary", "junit", "json"]) / without - 1)
        report(f"added by all reports of {fleet} / the audit without them", statistics.median(added), 0.3)

    def measure_all_reports(self) -> None:
        self.measure_reports(generate_fleet(800), "40 profiles, 800 SBCs")
        self.measure_reports([profile(number) for number in range(1, 1001)], "1000 profiles, 2000 SBCs")
        self.measure_reports(generate_fleet(20000), "1000 profiles, 20000 SBCs")

    def measure_constructed(self, simulator: Simulator) -> None:
        """The time that constructed features add to our plugin, compared with what ansible.builtin.constructed adds."""
        sources = self.sources(1000, simulator)
        with_ours = self.write("constructed.calling_profiles.yml", PLUGIN + CONSTRUCTED)
        theirs = self.write("constructed.yml", "plugin: ansible.builtin.constructed\nstrict: false\n" + CONSTRUCTED)
        plain, both, ours = self.listing(sources["ours"]), self.listing(sources["ours"], theirs), self.listing(with_ours)
        added = []
        for _run in range(self.runs):
            base = plain().seconds
            added.append((ours().seconds - base) / (both().seconds - base))
        report("constructed features on 1000 SBCs / ansible.builtin.constructed", statistics.median(added), 1.0)


def comparison_ratio(count: int) -> float:
    """The CPU time to compare a number of expected fields with a fleet, divided by the time to read its document."""
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader()
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect import strict_json, value_tree
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.compare import compare
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state import expectation
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet import records, view

    gc.disable()
    data = json.dumps(generate_fleet(10000, defects=False)).encode()
    start = time.process_time()
    fleet = view.Query({}).view_of(records.read_profiles(strict_json.parse_json(data)), "the document")
    reading_time = time.process_time() - start
    expected = {"sbcs": {sbc.key: {"ip_address": sbc.ip_address} for sbc in fleet.sbcs[:count]}}
    start = time.process_time()
    compare(expectation.Expectation([value_tree.ValueTree(expected, "expected")]), fleet)
    return (time.process_time() - start) / reading_time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--reports", action="store_true", help="only measure the reports")
    parser.add_argument("--compare", metavar="COUNT", type=int, help="only print the ratio for this number of expected fields")
    parser.add_argument("--parse", metavar="SOURCE", help="only print the CPU seconds to parse this source")
    arguments = parser.parse_args()
    if arguments.parse:
        print(parse_seconds(arguments.parse))
        return
    if arguments.compare:
        print(comparison_ratio(arguments.compare))
        return
    with tempfile.TemporaryDirectory() as folder, Simulator() as simulator:
        bench = Bench(Path(folder), arguments.runs)
        if arguments.reports:
            bench.measure_all_reports()
            return
        bench.measure_small(simulator)
        bench.measure(simulator, arguments.sizes)
        bench.measure_growth(simulator, 1000, 50000)
        bench.measure_yaml(simulator)
        bench.measure_constructed(simulator)
        bench.measure_info(simulator)
        bench.measure_assert()
        bench.measure_all_reports()


if __name__ == "__main__":
    main()
