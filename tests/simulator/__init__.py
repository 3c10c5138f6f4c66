# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator of the service on loopback: sign-in, calling profiles and all kinds of faults.

    with Simulator() as simulator:
        simulator.document = generate_fleet(sbcs=200)
        simulator.faults.document.append(Fault.status(503))
        ...run a command with simulator.environment()...
        assert len(simulator.document_requests) == 2

Modules: service (handles requests), entra (responses of the sign-in), faults (wrong responses), fleets (documents of any
size), server (HTTP and TLS), responses (HTTP responses as data), certificates (the temporary CA).
From a shell, run `python -m simulator --help`.
"""

from __future__ import annotations

from .faults import Fault
from .fleets import documented_example, generate_fleet
from .responses import Response
from .service import Simulator

__all__ = ["Fault", "Response", "Simulator", "documented_example", "generate_fleet"]
