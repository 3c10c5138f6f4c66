# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several sources in one inventory: tenants with a prefix, and static files before and after ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.checkout import CHECKOUT
from support.documents import profile, sbc, trunk
from support.inventories import load, write_document, write_source

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]


def source(folder: Path, name: str, document: Any, **options: Any) -> Path:
    path = write_document(folder, document, name + ".json")
    return write_source(folder, {"from_file": str(path), **options}, name + ".calling_profiles.yml")


def snapshot(tenant: str, number: int) -> Json:
    enrolled = {"id": "t-" + tenant, "fqdn": "oc.example.net", "sbcs": [{"id": number, "name": "edge"}]}
    record = {"id": "id-" + tenant, "name": "P", "trunks": [enrolled]}
    where = {"url": "https://live.example.net/tenantui/api/v2/oc/callingprofile", "tenant_id": tenant}
    return {"format": "audiocodes.operator_connect/snapshot", "version": 1, **where, "calling_profiles": [record]}


def test_two_tenants_in_one_inventory_with_a_prefix(tmp_path: Path) -> None:
    second = source(tmp_path, "b", snapshot("b", 1), name_prefix="b_", group_by=["profile", "region"])
    loaded = load(source(tmp_path, "a", snapshot("a", 1)), second)
    assert loaded.failures == []
    assert {host: variables["oc_instance_id"] for host, variables in loaded.hosts.items()} == {
        "edge": "live.example.net/tenantui/a/sbc/1",
        "b_edge": "live.example.net/tenantui/b/sbc/1",
    }
    assert loaded.groups["sbcs"] == {"edge", "b_edge"}
    assert loaded.children["calling_profiles"] == {"profile_p", "b_profile_p"}
    assert loaded.groups["b_region_unknown"] == {"b_edge"}


def test_a_host_or_group_of_another_tenant_is_never_changed(tmp_path: Path) -> None:
    first = source(tmp_path, "a", snapshot("a", 1))
    loaded = load(first, source(tmp_path, "b", snapshot("b", 1)))
    for word in ("Host edge", "tenantui/a/sbc/1", "tenantui/b/sbc/1", "name_prefix"):
        assert word in loaded.failure
    assert loaded.hosts["edge"]["oc_instance_id"] == "live.example.net/tenantui/a/sbc/1"
    other = snapshot("b", 2)
    other["calling_profiles"][0]["trunks"][0]["sbcs"][0]["name"] = "edge2"
    loaded = load(first, source(tmp_path, "b", other))
    for word in ("Group profile_p", "id-a", "id-b", "name_prefix"):
        assert word in loaded.failure
    assert set(loaded.hosts) == {"edge"}
    loaded = load(first, source(tmp_path, "b", other, group_by=["trunk"]))
    assert "Group trunk_oc_example_net" in loaded.failure
    # Two sources of the same tenant are not a conflict.
    both = load(first, source(tmp_path, "b", snapshot("a", 1), group_by=["trunk", "carrier"]))
    assert both.failures == []
    assert both.groups["profile_p"] == both.groups["carrier_unknown"] == {"edge"}


def test_two_tenants_cannot_have_the_same_prefix(tmp_path: Path) -> None:
    other = snapshot("b", 2)
    # Neither a host nor another group has the same name.
    other["calling_profiles"][0].update(name="Q", trunks=[{"id": "q", "fqdn": "q.example.net", "sbcs": [{"id": 2, "name": "core"}]}])
    loaded = load(*(source(tmp_path, name, document, name_prefix="x_") for name, document in (("a", snapshot("a", 1)), ("b", other))))
    for word in ("Group x_operator_connect", "tenantui/a", "tenantui/b", "name_prefix"):
        assert word in loaded.failure
    assert set(loaded.hosts) == {"x_edge"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("SBC-10 ansible_host=192.0.2.1", ["ansible_host 192.0.2.1 (here: 10.0.0.10)"]),
        ("SBC-10 ansible_ssh_host=192.0.2.1", ["ansible_ssh_host 192.0.2.1 (here: 10.0.0.10)"]),
        ("SBC-10 ansible_connection=local", ["ansible_connection local (here: ansible_connection is not set)"]),
        ("SBC-10:2222", ["ansible_port 2222 (here: 22)"]),
        ("oc2.example.net ansible_host=192.0.2.1", ["ansible_host 192.0.2.1 (here: ansible_host is not set)"]),
    ],
)
def test_a_host_of_another_source_with_another_connection_is_an_error(tmp_path: Path, line: str, words: list[str]) -> None:
    static = tmp_path / "static.ini"
    static.write_text(f"[edge]\n{line}\n")
    ours = source(tmp_path, "a", [profile(1, trunk(1, 10), trunk(2))], compose={"ansible_port": "22"})
    loaded = load(static, ours)
    for word in [
        f"Host {line.split(maxsplit=1)[0].split(':', maxsplit=1)[0]} already exists from another source, with",
        *words,
        "name_prefix",
    ]:
        assert word in loaded.failure
    # Nothing was added to the inventory.
    (variables,) = loaded.hosts.values()
    assert "oc_kind" not in variables
    assert set(loaded.data.groups) == {"all", "ungrouped", "edge"}


def test_a_host_of_another_source_can_have_the_same_connection(tmp_path: Path) -> None:
    static = tmp_path / "static.ini"
    static.write_text("SBC-10:22 ansible_host=10.0.0.10 ansible_ssh_host=10.0.0.10 ansible_connection=ssh ansible_user=backup\n")
    compose = {"ansible_port": "'22'", "ansible_connection": "'ssh'"}
    loaded = load(static, source(tmp_path, "a", [profile(1)], compose=compose))
    assert loaded.failures == []
    assert loaded.hosts["SBC-10"]["ansible_user"] == "backup"


def test_a_static_source_after_ours_overrides_it(tmp_path: Path) -> None:
    static = tmp_path / "static.ini"
    static.write_text("SBC-10 ansible_host=192.0.2.1 ansible_connection=local oc_wave=9\n")
    loaded = load(source(tmp_path, "a", [profile(1)]), static)
    assert loaded.failures == []
    host = loaded.hosts["SBC-10"]
    assert (host["ansible_host"], host["ansible_connection"], host["oc_wave"], host["oc_id"]) == ("192.0.2.1", "local", 9, 10)


def test_the_documented_source_after_ours_has_no_placeholder_host(tmp_path: Path) -> None:
    guide = (CHECKOUT / "docs" / "inventory.md").read_text("utf-8")
    after = tmp_path / "constructed.yml"
    after.write_text(guide.split("<!-- constructed -->\n```yaml\n")[1].split("```")[0])
    (tmp_path / "static.ini").write_text("router\n")
    document = [profile(1, trunk(1, 1), trunk(2))]
    loaded = load(source(tmp_path, "a", document), tmp_path / "static.ini", after)
    assert loaded.failures == []
    assert loaded.groups["unmatched_trunks"] == {"oc2.example.net"}
    assert loaded.groups["first_wave"] == loaded.groups["needs_attention"] == {"SBC-1"}


@pytest.mark.parametrize("order", [1, -1])
def test_a_static_source_can_add_variables_and_groups_to_a_host(tmp_path: Path, order: int) -> None:
    static = tmp_path / "static.ini"
    static.write_text("[rack7]\nSBC-10 rack=7\n[edge-routers]\nrouter\n")
    ours = source(tmp_path, "a", [profile(1), profile(2, trunk(7, sbc(7, name="edge-routers")))])
    loaded = load(*[static, ours][::order])
    assert loaded.failures == []
    assert loaded.hosts["SBC-10"]["rack"] in (7, "7")
    assert loaded.hosts["SBC-10"]["oc_id"] == 10
    assert loaded.groups["rack7"] == {"SBC-10"}
    if order == 1:
        # A host cannot have the name of an existing group.
        assert "edge-routers-7" in loaded.hosts
