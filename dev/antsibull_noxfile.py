# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The noxfile of antsibull-nox, for the sessions of `antsibull-nox.toml`. The step `antsibull` runs it in a copy of the checkout."""

from __future__ import annotations

import antsibull_nox

antsibull_nox.load_antsibull_nox_toml()
