# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the simulator from a shell: print the environment variables for it, then serve until SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
from dataclasses import replace
from pathlib import Path

from . import Fault, Simulator, generate_fleet

DOCUMENT_FAULTS = {
    "forbidden": Fault.html(403, "Forbidden"),
    "server-error": Fault.status(500, "Internal Server Error"),
    "unavailable": Fault.status(503, "Service Unavailable"),
    "too-many-requests": Fault.too_many_requests(),
    "redirect": Fault.redirect(),
    "message": Fault.message(),
    "html": Fault.html(),
    "page": Fault.page(),
    "next-link": Fault.next_link(),
    "truncated": Fault.truncated(),
    "reset": Fault.reset(),
    "dripped-headers": Fault.dripped_headers(),
    "dripped-body": Fault.dripped_body(),
    "endless-body": Fault.endless_body(),
    "not-a-number": Fault.not_a_number(),
    "empty": Fault.json([]),
}
TOKEN_FAULTS = {
    "expired-secret": Fault.expired_secret(),
    "without-token": Fault.without_token(),
    "sign-in-unavailable": Fault.status(503, "Service Unavailable"),
}


def main() -> None:
    arguments = parse_arguments()
    # Blocked before any thread starts, so that only sigwait below receives the signals.
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    with make_simulator(arguments) as simulator:
        if arguments.environment_file:
            write_atomically(arguments.environment_file, "".join(f"{name}={value}\n" for name, value in simulator.environment().items()))
        for name, value in simulator.environment().items():
            print(f"export {name}={shlex.quote(value)}", flush=True)
        signal.sigwait(signals)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator", description="A simulator of the service on loopback.")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; defaults to a free one")
    document = parser.add_mutually_exclusive_group()
    document.add_argument("--sbcs", type=int, metavar="N", help="serve a generated fleet of N SBCs instead of the vendor's example")
    document.add_argument("--document", type=Path, metavar="FILE", help="serve this file, unchanged")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the seed of the generated fleet")
    parser.add_argument("--healthy", action="store_true", help="generate a fleet without defects")
    parser.add_argument("--tls", action="store_true", help="serve https, with a temporary certificate authority")
    parser.add_argument("--fault", choices=[*DOCUMENT_FAULTS, *TOKEN_FAULTS], metavar="NAME", help="a fault of all responses: %(choices)s")
    parser.add_argument("--environment-file", type=Path, metavar="PATH", help="write KEY=VALUE lines to this file when the server is ready")
    return parser.parse_args()


def make_simulator(arguments: argparse.Namespace) -> Simulator:
    simulator = Simulator(tls=arguments.tls, port=arguments.port)
    if arguments.sbcs is not None:
        # As bytes, so that a benchmark does not wait for the encoding of a large fleet at every request.
        simulator.document = json.dumps(generate_fleet(arguments.sbcs, arguments.seed, defects=not arguments.healthy)).encode()
    elif arguments.document:
        simulator.document = arguments.document.read_bytes()
    if arguments.fault in TOKEN_FAULTS:
        simulator.faults.token.append(replace(TOKEN_FAULTS[arguments.fault], times=None))
    elif arguments.fault:
        simulator.faults.document.append(replace(DOCUMENT_FAULTS[arguments.fault], times=None))
    return simulator


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that nobody can read a part of it."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_text(text, "utf-8")
    os.replace(unfinished, path)


if __name__ == "__main__":
    main()
