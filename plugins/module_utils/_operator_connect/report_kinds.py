# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of reports and the formats of each, as users name them."""

from __future__ import annotations

AUDIT, FLEET = KINDS = ("audit", "fleet")
AUDIT_FORMATS = ("html", "markdown", "markdown_summary", "junit", "json")
FLEET_FORMATS = ("html", "topology", "sbcs", "links", "profiles")
