# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which programs quote a secret."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus


def forms_of(secret: str) -> set[str]:
    """The secret as it is, percent-encoded in the usual ways, and escaped for JSON."""
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
