# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much data is accepted, from the service and from files."""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
# Nested lists and mappings.
MAX_DEPTH = 100
# Digits of one number: Python's own default limit.
MAX_DIGITS = 4300
# Strings, numbers, lists and so on: each takes far more memory than its characters, an empty mapping for example 70 bytes.
MAX_VALUES = 1_000_000
