# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service on loopback: sign-in, calling profiles, and everything that can go wrong on the way.

    with Simulator() as simulator:
        simulator.document = generate_fleet(sbcs=200)
        simulator.faults.document.append(Fault.status(503))
        ...run something with simulator.environment()...
        assert len(simulator.document_requests) == 2

Where to look: service (what is asked and answered) · entra (the sign-in's words) · faults (how an answer goes wrong) ·
fleets (documents of any size) · server (HTTP and TLS) · answers (one HTTP answer) · certificates (the throw-away CA).
From a shell: `python -m simulator --help`.
"""

from __future__ import annotations

from .faults import Fault
from .fleets import documented_example, generate_fleet
from .service import Simulator

__all__ = ["Fault", "Simulator", "documented_example", "generate_fleet"]
