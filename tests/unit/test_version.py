# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version in the code is that of galaxy.yml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.version import VERSION

GALAXY = Path(__file__).resolve().parents[2] / "galaxy.yml"


@pytest.mark.skipif(not GALAXY.exists(), reason="a built collection has no galaxy.yml")
def test_the_version_is_that_of_galaxy_yml() -> None:
    assert yaml.safe_load(GALAXY.read_text(encoding="utf-8"))["version"] == VERSION
