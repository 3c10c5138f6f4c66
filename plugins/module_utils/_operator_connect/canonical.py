# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain values, compared without regard to order."""

from __future__ import annotations

import json


def canonical(value: object) -> str:
    """A text that is equal for two plain values if they differ at most in the order of lists and of keys."""
    if isinstance(value, dict):
        return f"{{{','.join(json.dumps(key) + ':' + canonical(value[key]) for key in sorted(value))}}}"
    if isinstance(value, list):
        return f"[{','.join(sorted(map(canonical, value)))}]"
    return json.dumps(value)
