# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter unknown_variables. The tests of the role and of the playbooks use it in real plays."""

from __future__ import annotations

import yaml

from ansible_collections.audiocodes.operator_connect.plugins.filter import unknown_variables as plugin

unknown_variables = plugin.FilterModule().filters()["unknown_variables"]
KNOWN = ["site_backup_folder", "site_backup_days"]


def test_the_sample_is_what_the_filter_returns() -> None:
    sample = yaml.safe_load(plugin.RETURN)["_value"]["sample"]
    assert unknown_variables(["site_backup_folder", "site_backup_day"], KNOWN, prefix="site_backup_") == sample


def test_known_variables_are_no_error() -> None:
    assert unknown_variables(KNOWN, KNOWN, prefix="site_backup_") == []


def test_a_common_prefix_does_not_make_names_similar() -> None:
    (sentence,) = unknown_variables(["site_backup_qqq"], KNOWN, prefix="site_backup_")
    assert sentence == "site_backup_qqq is not a variable. Known variables: site_backup_days, site_backup_folder."


def test_all_unknown_variables_are_reported_in_order() -> None:
    sentences = unknown_variables(["b", "a", "b"], ["target"])
    assert [sentence.split()[0] for sentence in sentences] == ["a", "b"]
