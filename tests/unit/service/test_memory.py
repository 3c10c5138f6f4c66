# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The memory that a response can take: less than 1 GiB, whatever the service sends. docs/faults.md promises it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from simulator import Fault, Simulator

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc/self/status is a file of Linux")
MAX_MEMORY = 1024  # MiB
# A process of its own, because the highest use of memory never goes down. The garbage collector is off, as in a module.
PROGRAM = """
import gc, json, sys
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OperatorConnectError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.readers import reader_for

gc.disable()
try:
    outcome = len(reader_for(json.load(sys.stdin), {}).read().profiles)
except OperatorConnectError as error:
    outcome = str(error)
peak = next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
json.dump({"outcome": outcome, "peak": peak}, sys.stdout)
"""
EMOJI = "\N{GRINNING FACE}".encode()  # it makes each character of a string four bytes


def rows(row: bytes, count: int) -> bytes:
    return b",".join(row % number for number in range(count))


@pytest.fixture
def read(simulator: Simulator, collections_path: Path) -> object:
    def read_with(fault: Fault) -> object:
        simulator.faults.document.append(fault)
        options = {**simulator.options(), "deadline": 3, "retries": 0}
        environment = {"PYTHONPATH": str(collections_path), "NO_PROXY": "127.0.0.1"}
        process = subprocess.run(
            [sys.executable, "-c", PROGRAM], input=json.dumps(options), env=environment, check=True, capture_output=True, text=True
        )
        result = json.loads(process.stdout)
        assert result["peak"] < MAX_MEMORY
        return result["outcome"]

    return read_with


@pytest.mark.parametrize(
    ("start", "again"),
    [
        (b"5;", b"x" * 65536),  # the line with the size of a chunk
        (b"2\r\n[]\r\n0\r\nx: ", b"x" * 65536),  # a line after the last chunk
        (b"2\r\n[]\r\n0\r\n", b"x: y\r\n" * 10000),  # many of them
        (b"-1\r\n", b"x" * 65536),  # a negative size
        (b"7fffffffffffffff\r\n", b"x" * 65536),
    ],
)
def test_an_answer_in_chunks_without_an_end(read: object, start: bytes, again: bytes) -> None:
    assert isinstance(read(Fault.endless(start, again)), str)  # type: ignore[operator]


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"{}," * (20 << 20) + b"{}]",
        b'["' + EMOJI + b"x" * ((64 << 20) - 10) + b'"]',
        b"[" + b",".join([b'"%sxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"' % EMOJI] * 999_000) + b"]",
        b"[" + b'{"a":{"b":{}}},' * 240_000 + b"{}]",
    ],
    ids=["many values", "one long string", "many strings", "many mappings"],
)
def test_a_large_answer_that_is_not_the_calling_profiles(read: object, body: bytes) -> None:
    assert isinstance(read(Fault.json(body)), str)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("body", "profiles"),
    [
        (b"[" + rows(b'{"callingProfileId":%d}', 499_000) + b"]", 499_000),
        (b'[{"callingProfileId":1,"trunksEnrolled":[{"trunkId":1,"matchingSbcList":[' + rows(b'{"sbcId":%d}', 499_000) + b"]}]}]", 1),
        (b'[{"callingProfileId":1,' + rows(b'"key%d":0', 999_000) + b"}]", 1),
    ],
    ids=["profiles", "SBCs", "unknown fields"],
)
def test_the_largest_document_that_is_accepted(read: object, body: bytes, profiles: int) -> None:
    assert read(Fault.json(body)) == profiles  # type: ignore[operator]
