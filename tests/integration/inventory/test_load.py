# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many runs at once, and many in one process: a service that is busy, and nothing that is left open.

Environment variables:
    OPERATOR_CONNECT_LOAD: how many times more than in CI. `python3 dev.py load` sets it to 10.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.inventories import write_source

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.readers import reader_for
from simulator import Fault, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = int(os.environ.get("OPERATOR_CONNECT_LOAD", "1"))
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: /proc is of Linux")


def test_runs_at_once_with_a_service_that_is_busy(tmp_path: Path, simulator: Simulator) -> None:
    """The service answers 429 to half of the requests, and every run gets the whole inventory."""
    runs = 10 * TIMES
    for _fault in range(runs):
        simulator.faults.document.append(Fault.too_many_requests(1))
        simulator.faults.document.append(Fault())
    source = write_source(tmp_path, {**simulator.options(), "retries": 20, "deadline": 300})
    command = [str(Path(sys.executable).with_name("ansible-inventory")), "-i", str(source), "--graph"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) for _run in range(runs)]
    graphs = [process.communicate(timeout=600) for process in processes]
    assert {process.returncode for process in processes} == {0}
    assert len(set(graphs)) == 1, "every run has the same inventory, and no warning"
    assert "NL-SBC05" in graphs[0][0]
    assert simulator.faults.document.take().times == 1 or not simulator.faults.document


def resident() -> int:
    """The memory of this process in MiB."""
    return next(int(line.split()[1]) // 1024 for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))


def check_for_leaks(work: Callable[[], object], count: int) -> None:
    for _warm_up in range(3):
        work()
    before = settled(lambda _now: False)
    memory = resident()
    for _run in range(count):
        work()
    after = settled(lambda now: now[0] <= before[0] and now[1] <= before[1])
    assert after[0] <= before[0] and after[1] <= before[1], "descriptors and threads"
    assert resident() - memory < 20, "MiB"


def settled(is_enough: Callable[[tuple[int, int]], bool]) -> tuple[int, int]:
    """The descriptors and threads of this process, the fewest within two seconds: the simulator is in it too, and ends its own later."""
    gc.collect()
    fewest = (len(os.listdir("/proc/self/fd")), threading.active_count())
    end = time.monotonic() + 2
    while time.monotonic() < end and not is_enough(fewest):
        now = (len(os.listdir("/proc/self/fd")), threading.active_count())
        fewest = (min(fewest[0], now[0]), min(fewest[1], now[1]))
        time.sleep(0.01)
    return fewest


@LINUX
def test_many_reads_in_one_process_leave_nothing(simulator: Simulator) -> None:
    reader = reader_for(simulator.options(), {})
    check_for_leaks(reader.read, 100 * TIMES)


@LINUX
def test_many_refreshes_of_an_inventory_leave_nothing(tmp_path: Path, simulator: Simulator) -> None:
    """As `meta: refresh_inventory` does it."""
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader

    manager = InventoryManager(DataLoader(), sources=[str(write_source(tmp_path, simulator.options()))])
    check_for_leaks(manager.refresh_inventory, 10 * TIMES)
    assert len(manager.groups["sbcs"].get_hosts()) == 1
