# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which group overrides which: the list in the guide, in Ansible and in an inventory that AWX reads back."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from support.checkout import CHECKOUT
from support.documents import profile, sbc, trunk
from support.inventories import AWX_ENVIRONMENT, effective_variables, load, load_document, run, write_document, write_source

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]

# SBC-1 is in one group of each kind. Alphabetical order is the opposite of the documented order, as far as names can be chosen.
DOCUMENT = [profile(1, trunk(1, 1, 2), region="EMEA"), profile(2, trunk(2, 3), additionalSbcList=[sbc(4)])]
OPTIONS: Json = {
    "group_by": ["profile", "trunk", "region"],
    "groups": {"alone": "oc_wave == 1"},
    "keyed_groups": [
        {"key": "oc_wave | string", "prefix": "wave"},
        {"key": "oc_kind", "prefix": "zone", "parent_group": "zones"},
    ],
}
STATIC = "[zz_rack]\nPREFIXSBC-1\nrouter\n"
# The groups of each line of the documented list; {} is the prefix.
GROUPS = {
    "the group of a trunk": ["{}trunk_oc1_example_net"],
    "the group of a calling profile": ["{}profile_profile_1"],
    "a label": ["zone_sbc", "wave_1", "{}region_emea", "alone"],
    "a group of your own": ["zz_rack", "zones"],
    "the group of one source": ["{}operator_connect"],
    "`sbcs`": ["sbcs"],
    "`calling_profiles`": ["calling_profiles"],
    "`operator_connect`": ["operator_connect"],
    "`all`": ["all"],
}


def documented_order(prefix: str) -> list[str]:
    """The groups of SBC-1 in the order of the list in the guide."""
    guide = (CHECKOUT / "docs" / "inventory.md").read_text("utf-8")
    lines = re.findall(r"^\d\. (.*)$", guide.split("<!-- group order -->")[1].split("<!-- /group order -->")[0], re.MULTILINE)
    order = []
    for line in lines:
        (groups,) = (groups for start, groups in GROUPS.items() if line.startswith(start))
        # In the same line, the last in alphabetical order is first.
        order.extend(sorted((group.format(prefix) for group in groups if prefix or groups != ["{}operator_connect"]), reverse=True))
    assert len(lines) == len(GROUPS)
    return order


def sources(folder: Path, how: str, prefix: str) -> list[Path]:
    """The inventory of DOCUMENT and a static file: as they are, in the other order, or as a script that AWX would run for a job."""
    path = write_document(folder, DOCUMENT)
    ours = write_source(folder, {"from_file": str(path), **({"name_prefix": prefix} if prefix else {}), **OPTIONS})
    static = folder / "static.ini"
    static.write_text(STATIC.replace("PREFIX", prefix))
    if how == "static file first":
        return [static, ours]
    if how == "static file last":
        return [ours, static]
    listing = folder.parent / "listing.json"
    if not listing.exists():
        listed = run("ansible-inventory", "--list", "--export", "-i", ours, "-i", static, cwd=folder, environment=AWX_ENVIRONMENT)
        listing.write_text(json.dumps(listed.json()))
    script = folder / "script.sh"
    script.write_text(f"#!/bin/sh\nexec cat '{listing}'\n")
    script.chmod(0o755)
    return [script]


@pytest.mark.parametrize("prefix", ["", "b_"])
@pytest.mark.parametrize("how", ["static file first", "static file last", "script"])
def test_a_special_group_overrides_a_general_one(tmp_path: Path, how: str, prefix: str) -> None:
    order = documented_order(prefix)
    for number, expected in enumerate(order):
        # Ansible remembers the files that it found in a folder, so each step has a folder of its own.
        folder = tmp_path / str(number)
        folder.mkdir()
        inventory = sources(folder, how, prefix)
        (folder / "group_vars").mkdir()
        for group in order[number:]:
            (folder / "group_vars" / f"{group}.yml").write_text(f"login: {group}\n")
        assert effective_variables(f"{prefix}SBC-1", *inventory)["login"] == expected


@pytest.mark.parametrize("group_by", [["trunk", "region"], ["profile", "region"]])
def test_the_order_does_not_depend_on_what_else_is_grouped(tmp_path: Path, group_by: list[str]) -> None:
    document = [profile(1, trunk(1, 1), region="EMEA", name="A")]
    loaded = load_document(tmp_path, document, group_by=group_by, keyed_groups=[{"key": "'z'", "separator": ""}])
    order = [group.name for group in sorted(loaded.data.groups.values(), key=lambda group: (group.depth, group.priority, group.name))]
    special = "trunk_oc1_example_net" if "trunk" in group_by else "profile_a"
    ours = ["operator_connect", "calling_profiles", "sbcs", "region_emea", "z", special]
    assert [name for name in order if name in ours] == ours


def test_the_root_has_every_host(tmp_path: Path) -> None:
    document = [*DOCUMENT, profile(3, trunk(9))]
    loaded = load_document(tmp_path, document, name_prefix="b_", group_by=[])
    hosts = {"b_SBC-1", "b_SBC-2", "b_SBC-3", "b_SBC-4", "b_oc9.example.net"}
    assert loaded.groups["operator_connect"] == loaded.groups["b_operator_connect"] == set(loaded.hosts) == hosts
    assert loaded.groups["sbcs"] == hosts - {"b_oc9.example.net"}
    assert {"operator_connect", "b_operator_connect", "sbcs", "calling_profiles"} <= loaded.children["all"]
    assert loaded.children["operator_connect"] == {"trunks", "additional_sbcs"}


def test_the_group_of_a_source_has_no_host_of_another(tmp_path: Path) -> None:
    path = write_document(tmp_path, DOCUMENT)
    both = [write_source(tmp_path, {"from_file": str(path), "name_prefix": name}, f"{name}.calling_profiles.yml") for name in ("a_", "b_")]
    loaded = load(*both)
    assert loaded.failures == []
    for name in ("a_", "b_"):
        assert loaded.groups[f"{name}operator_connect"] == {f"{name}SBC-{number}" for number in (1, 2, 3, 4)}


@pytest.mark.parametrize("group", ["alone", "region_emea"])
@pytest.mark.parametrize("text", ["[GROUP]\nrouter\n", "[GROUP:children]\nrouters\n[routers]\nrouter\n"])
def test_a_group_with_hosts_of_another_source_is_not_put_below_ours(tmp_path: Path, text: str, group: str) -> None:
    static = tmp_path / "static.ini"
    static.write_text(text.replace("GROUP", group))
    ours = write_source(tmp_path, {"from_file": str(write_document(tmp_path, DOCUMENT)), **OPTIONS})
    loaded = load(static, ours)
    assert loaded.failures == []
    assert {"router", "SBC-1"} <= loaded.groups[group]
    assert "router" not in loaded.groups["operator_connect"]
    assert (loaded.data.groups[group].depth, loaded.data.groups[group].priority) == (1, 1)


def test_a_static_file_can_set_variables_and_the_priority_of_a_group(tmp_path: Path) -> None:
    static = tmp_path / "static.ini"
    static.write_text("[sbcs:vars]\nlogin=sbcs\n[wave_1:vars]\nlogin=wave\nansible_group_priority=7\n[wave_1]\nSBC-1\n")
    ours = write_source(tmp_path, {"from_file": str(write_document(tmp_path, DOCUMENT)), **OPTIONS})
    for order in ([static, ours], [ours, static]):
        loaded = load(*order)
        assert loaded.data.groups["sbcs"].priority == -1
        assert "wave_1" in loaded.children["operator_connect"]
        assert loaded.data.groups["wave_1"].priority == 7
        assert effective_variables("SBC-1", *order)["login"] == "wave"
