# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""compose, groups and keyed_groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile, sbc, trunk
from support.inventories import exported, fail_document, load, load_document, write_document, write_source

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = [
    profile(1, trunk(1, 1, 2), trunk(9, trunkFqdn="dead.example.net"), region="EMEA"),
    profile(2, trunk(2, 3), region=None, additionalSbcList=[sbc(4)]),
]


def test_expressions_make_variables_and_groups_of_sbcs(tmp_path: Path) -> None:
    loaded = load_document(
        tmp_path,
        DOCUMENT,
        compose={"url": "'https://' ~ oc_fqdn", "ansible_user": "'backup'", "ansible_host": "oc_fqdn", "me": "inventory_hostname"},
        groups={"alone": "oc_sole_for | length > 0", "by url": "url.endswith('1.example.net')", "nobody": "false"},
        keyed_groups=[
            {"key": "oc_wave | string", "prefix": "wave"},
            {"key": "oc_regions", "prefix": "in", "parent_group": "regions"},
            {"key": "oc_name", "separator": "", "parent_group": "{{ 'of_' ~ oc_kind }}"},
        ],
    )
    assert exported(loaded.hosts["SBC-1"]["url"]) == "https://sbc-1.example.net"
    assert loaded.hosts["SBC-1"]["ansible_host"] == "sbc-1.example.net"
    assert loaded.hosts["SBC-2"]["me"] == "SBC-2"
    assert "inventory_hostname" not in loaded.hosts["SBC-1"]
    # An additional SBC is an SBC too; a placeholder host is not.
    assert loaded.groups["wave_1"] | loaded.groups["wave_2"] == {"SBC-1", "SBC-2", "SBC-3", "SBC-4"}
    assert "url" not in loaded.hosts["dead.example.net"]
    assert loaded.groups["alone"] == {"SBC-3"}
    assert loaded.groups["by_url"] == {"SBC-1"}
    assert loaded.groups["in_EMEA"] == loaded.groups["regions"] == {"SBC-1", "SBC-2"}
    assert loaded.children["regions"] == {"in_EMEA"}
    assert loaded.children["of_sbc"] == {"SBC_1", "SBC_2", "SBC_3", "SBC_4"}
    assert "nobody" not in loaded.groups
    assert loaded.groups["ungrouped"] == set()
    assert {"wave_1", "wave_2", "alone", "by_url"} <= loaded.children["operator_connect"]
    # A group with a parent_group is as deep as the others, so the parent_group is not below operator_connect.
    assert {"regions", "of_sbc"} <= loaded.children["all"]


def test_expressions_can_add_to_the_fixed_groups(tmp_path: Path) -> None:
    loaded = load_document(
        tmp_path,
        DOCUMENT,
        groups={"unmatched_trunks": "oc_id == 1"},
        keyed_groups=[{"key": "'extra'", "separator": "", "parent_group": "trunks"}],
    )
    assert loaded.groups["unmatched_trunks"] == {"dead.example.net", "SBC-1"}
    assert loaded.children["trunks"] == {"unmatched_trunks", "extra"}
    assert loaded.hosts["SBC-1"]["oc_kind"] == "sbc"


EXPRESSIONS: list[dict[str, Any]] = [
    {"compose": {"x": "nothing.at.all"}},
    {"compose": {"x": "oc_name |"}},
    {"groups": {"x": "nothing.at.all"}},
    {"groups": {"x": "oc_regions[0] == 'EMEA'"}},
    {"keyed_groups": [{"key": "nothing"}]},
    {"keyed_groups": [{"key": "oc_wave"}]},
    {"keyed_groups": [{"key": "oc_name", "parent_group": "{{ nothing }}"}]},
]


@pytest.mark.parametrize("options", EXPRESSIONS)
def test_an_expression_that_fails_is_an_error(tmp_path: Path, options: dict[str, Any]) -> None:
    failure = fail_document(tmp_path, DOCUMENT, **options)
    words = ["oc_regions"] if "oc_regions" in str(options) else []
    assert any(word in failure for word in ["nothing", "x for host", "group x", "key", "Invalid group name", *words])


def test_without_strict_a_failed_expression_is_ignored(tmp_path: Path) -> None:
    for options in EXPRESSIONS:
        loaded = load(write_source(tmp_path, {"from_file": str(write_document(tmp_path, DOCUMENT)), "strict": False, **options}))
        if "oc_wave" in str(options):
            # Ansible takes no number for a key, strict or not
            assert loaded.failures
            continue
        assert set(loaded.hosts) == {"SBC-1", "SBC-2", "SBC-3", "SBC-4", "dead.example.net"}
        assert all("x" not in variables for variables in loaded.hosts.values())


def test_a_composed_address_is_checked_without_strict_too(tmp_path: Path) -> None:
    loaded = load_document(tmp_path, DOCUMENT, strict=False, compose={"ansible_ssh_host": "'-oProxyCommand=true'", "ansible_host": "'a b'"})
    assert all("ansible_ssh_host" not in variables for variables in loaded.hosts.values())
    assert loaded.hosts["SBC-1"]["ansible_host"] == "10.0.0.1"


@pytest.mark.parametrize("is_used", [True, False])
def test_extra_vars_are_used_only_with_use_extra_vars(tmp_path: Path, is_used: bool) -> None:
    options = {"use_extra_vars": is_used, "strict": False, "compose": {"x": "site"}, "keyed_groups": [{"key": "site", "prefix": "at"}]}
    source = write_source(tmp_path, {"from_file": str(write_document(tmp_path, DOCUMENT)), **options})
    loaded = load(source, extra_vars={"site": "ams"})
    assert loaded.hosts["SBC-1"].get("x") == ("ams" if is_used else None)
    assert loaded.groups.get("at_ams") == ({"SBC-1", "SBC-2", "SBC-3", "SBC-4"} if is_used else None)


def test_a_group_cannot_have_the_name_of_a_host(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, sbc(1, name="edge"), sbc(2, name="core")))]
    options: list[dict[str, Any]] = [
        {"groups": {"core": "true"}},
        {"keyed_groups": [{"key": "'core'", "separator": ""}]},
        {"keyed_groups": [{"key": "'x'", "separator": "", "parent_group": "core"}]},
    ]
    for option in options:
        assert "Group core would have the same name as a host" in fail_document(tmp_path, document, **option)


@pytest.mark.parametrize("name", ["all", "ungrouped"])
def test_the_groups_of_ansible_are_not_changed(tmp_path: Path, name: str) -> None:
    options: dict[str, Any] = {"keyed_groups": [{"key": "'x'", "separator": "", "parent_group": name}], "groups": {name: "true"}}
    loaded = load_document(tmp_path, DOCUMENT, **options)
    assert loaded.groups["ungrouped"] == set()
    assert loaded.groups["x"] == {"SBC-1", "SBC-2", "SBC-3", "SBC-4"}


def test_the_group_all_is_never_below_another_group(tmp_path: Path) -> None:
    loaded = load_document(tmp_path, DOCUMENT, keyed_groups=[{"key": "'all'", "separator": "", "parent_group": "x"}])
    assert loaded.children["x"] == set()
    assert len(loaded.hosts) == 5
