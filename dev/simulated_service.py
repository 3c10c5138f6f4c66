# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator of the service, running on the loopback interface while a step needs it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from commands import clean_environment, fail
from cores import newest_core
from environments import core_folder
from workspace import CHECKOUT, temporary_folder


@contextlib.contextmanager
def simulated_service() -> Iterator[dict[str, str]]:
    """Run the simulator until the block ends.

    Yields:
        The environment variables that connect the collection to it.

    Raises:
        CommandFailed: the simulator does not start.
    """
    # a step that is terminated ends the simulator too
    previous_handler = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    file = temporary_folder() / "simulator.env"
    file.unlink(missing_ok=True)
    command = [str(core_folder(newest_core()) / "python"), "-m", "simulator", "--environment-file", str(file)]
    process = subprocess.Popen(command, env={**clean_environment(), "PYTHONPATH": str(CHECKOUT / "tests")}, stdout=subprocess.DEVNULL)
    try:
        while not file.exists():
            if process.poll() is not None:
                fail("The simulator did not start; its message is above.")
            time.sleep(0.02)
        yield dict(line.split("=", 1) for line in file.read_text("utf-8").splitlines())
    finally:
        process.terminate()
        process.wait()
        signal.signal(signal.SIGTERM, previous_handler)
