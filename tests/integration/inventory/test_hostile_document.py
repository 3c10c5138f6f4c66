# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text from the service is never executed, and never takes the place of another host, group or file."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from support.documents import offer, profile, sbc, trunk
from support.inventories import CommandResult, LoadedInventory, fail_document, load, load_document, run, write_document, write_source

if TYPE_CHECKING:
    from pathlib import Path

# Every form in which a play can use a string: alone, in a list, and as the result of an expression.
VARIABLES = ("oc_name", "oc_trunks[0]", "copied", "joined", "mapped.values() | first", "(pairs | first)[1]")
COMPOSE = {
    "copied": "oc_name",
    "joined": "oc_regions | join('')",
    "mapped": "{'key': oc_fqdn}",
    "pairs": "oc_regions | zip(oc_regions) | list",
    "ansible_host": "oc_fqdn",
    "ansible_ssh_host": "oc_ip_address",
}
HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
GROUP_NAME = re.compile(r"[a-z_][a-z0-9_]*")
# Names that mean something else to Ansible: a path, a pattern, a port, a group, the controller.
MISLEADING_NAMES = [
    *("../up", "..", ".", "all", "ALL", "ungrouped", "localhost", "127.0.0.1", "a:22", "[2001:db8::1]:22", "op:a", "op:b"),
    *(
        "new\nline",
        "sbcs",
        "trunks",
        "operator_connect",
        "profile_profile_1",
        "trunk_oc1_example_net",
        "-oProxyCommand=touch PWN",
        "{{ 1 }}",
        "a b,c&!d",
    ),
    *("\x00", "\u202egnp.exe", "ÄÖÜ", "x" * 600, "", " ", "name[0:9]", "~(.*)", "@file", "*"),
]


def payloads(folder: Path) -> list[str]:
    """Texts that run a command if anything evaluates them as a template or an expression."""
    texts = [
        "{{ lookup('pipe', 'touch %s/PWN-braces') }}",
        "lookup('pipe', 'touch %s/PWN-bare') | string",
        "#jinja2: variable_start_string:'[['\n[[ lookup('pipe', 'touch %s/PWN-header') ]]",
        "{%% set x = lookup('pipe', 'touch %s/PWN-block') %%}",
    ]
    return [text % folder for text in texts]


def hostile_document(texts: list[str]) -> list[Any]:
    """A profile for each text, with the text in every field that can hold it, and a trunk without an SBC."""
    profiles = []
    for number, text in enumerate(texts, 1):
        row = sbc(number, name=text, fqdn=text, ipAddress=text)
        enrolled = [trunk(number, row, trunkFqdn=text, trunkId=text), trunk(100 + number, trunkFqdn="u" + text)]
        labels = dict.fromkeys(("name", "enviroment", "region", "carrier", "emergencyProfileId"), text)
        offers = [{**offer(text), "testNumbers": [text]}]
        more = {"callingProfileId": text, "offerTypes": offers, "emergencyDialStrings": [text], "validation": {text: text}, text: text}
        profiles.append(profile(number, *enrolled, **labels, **more))
    return profiles


def hostile_play() -> list[Any]:
    """A play that uses each variable in each place where some ansible-core evaluates a string."""
    tasks: list[Any] = []
    for variable in VARIABLES:
        text = f"{{{{ {variable} }}}}"
        tasks.append({"debug": {"msg": text}, "when": text})
        tasks.append({"assert": {"that": [text]}})
        tasks.append({"debug": {"var": text}})
    # A task fails if the text is not evaluated, which is fine.
    tasks = [{**task, "name": str(number), "ignore_errors": True} for number, task in enumerate(tasks)]
    return [{"hosts": "sbcs", "gather_facts": False, "connection": "local", "tasks": tasks}]


class Attack(NamedTuple):
    """The folder, where a payload would leave a file; the payloads; the export of the inventory; the plays on it."""

    folder: Path
    texts: list[str]
    exported: CommandResult
    plays: list[CommandResult]


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Attack:
    folder = tmp_path_factory.mktemp("hostile")
    texts = payloads(folder)
    document = write_document(folder, hostile_document(texts))
    more = {"on_name_collision": "suffix", "group_by": ["profile", "trunk", "region", "carrier", "environment", "offer_type"]}
    options = {"from_file": document.name, "compose": COMPOSE, "keyed_groups": [{"key": "oc_name"}, {"key": "oc_regions", "prefix": "r"}]}
    source = write_source(folder, {**options, **more})
    exported = run("ansible-inventory", "--list", "--export", "-i", source, cwd=folder)
    # AWX stores what ansible-inventory exports, and gives it to its jobs through a script.
    (folder / "exported.json").write_text(exported.stdout, "utf-8")
    script = folder / "awx.sh"
    script.write_text(f"#!/bin/sh\ncat '{folder}/exported.json'\n")
    script.chmod(0o755)
    (folder / "play.json").write_text(json.dumps(hostile_play()), "utf-8")
    plays = [run("ansible-playbook", "-i", inventory, "play.json", cwd=folder) for inventory in (source, script)]
    return Attack(folder, texts, exported, plays)


def test_nothing_is_executed_in_a_play_on_the_inventory_or_on_its_export(attack: Attack) -> None:
    assert [name for name in os.listdir(attack.folder) if name.startswith("PWN")] == []
    for play in attack.plays:
        # Every task ran on every SBC.
        assert len(re.findall(r"^TASK ", play.stdout, re.MULTILINE)) == 3 * len(VARIABLES)
        assert len(re.findall(r"^(?:ok|fatal|skipping|\S*FAILED\S*): \[", play.stdout, re.MULTILINE)) == 3 * len(VARIABLES) * len(
            attack.texts
        )
        assert not re.search("unreachable=[1-9]", play.stdout)


def test_hostile_text_is_exported_unchanged_and_unsafe(attack: Attack) -> None:
    hosts = attack.exported.json()["_meta"]["hostvars"]
    for number, text in enumerate(attack.texts, 1):
        variables = next(host for host in hosts.values() if host["oc_id"] == number)
        assert variables["oc_name"] == variables["oc_fqdn"] == variables["copied"] == {"__ansible_unsafe": text}
        assert variables["oc_regions"] == [{"__ansible_unsafe": text}]
        assert variables["mapped"] == {"key": {"__ansible_unsafe": text}}
        assert variables["pairs"] == [[{"__ansible_unsafe": text}] * 2]
        assert not {"ansible_host", "ansible_ssh_host"} & variables.keys()


def test_no_host_or_group_has_a_hostile_name(attack: Attack) -> None:
    listed = attack.exported.json()
    assert [name for name in listed["_meta"]["hostvars"] if not HOST_NAME.fullmatch(name)] == []
    # Ansible names the groups of keyed_groups: it replaces every invalid character and keeps upper case.
    assert [name for name in listed if not GROUP_NAME.fullmatch(name.lower())] == []


@pytest.fixture(scope="module")
def misleading(tmp_path_factory: pytest.TempPathFactory) -> LoadedInventory:
    folder = tmp_path_factory.mktemp("misleading")
    # A host with one of these names would make Ansible read these files.
    for name in ("up", "..", "all"):
        (folder / "host_vars").mkdir(exist_ok=True)
        (folder / (name.strip(".") + "x.yml")).write_text("read_by_mistake: true\n")
    (folder / "up.yml").write_text("read_by_mistake: true\n")
    sbcs = [sbc(number, name=name, fqdn=name, ipAddress=name) for number, name in enumerate(MISLEADING_NAMES, 1)]
    unmatched = [trunk(number, trunkFqdn=name or None) for number, name in enumerate(MISLEADING_NAMES, 2)]
    document = [profile(1, trunk(1, *sbcs), *unmatched, name="Profile_1")]
    return load_document(folder, document, on_name_collision="suffix")


def test_a_misleading_name_never_takes_the_place_of_something_else(misleading: LoadedInventory) -> None:
    assert len(misleading.hosts) == 2 * len(MISLEADING_NAMES)
    assert [name for name in misleading.hosts if not HOST_NAME.fullmatch(name)] == []
    reserved = {"all", "ungrouped", "localhost", "127.0.0.1"}
    assert [name for name in misleading.hosts if name in misleading.groups or name.lower() in reserved] == []
    assert {"sbcs-14", "trunks-15", "operator_connect-16"} <= misleading.groups["sbcs"]
    assert [name for name, variables in misleading.hosts.items() if "read_by_mistake" in variables] == []


def test_only_an_address_becomes_ansible_host(misleading: LoadedInventory) -> None:
    addresses = {variables["oc_name"]: variables["ansible_host"] for variables in misleading.hosts.values() if "ansible_host" in variables}
    words = {"all", "ALL", "ungrouped", "sbcs", "trunks"}
    assert addresses == {word: word for word in words}
    assert len([warning for warning in misleading.warnings if "has no ansible_host" in warning]) == len(MISLEADING_NAMES) - len(words)


def test_one_warning_names_the_hosts_with_changed_names(misleading: LoadedInventory) -> None:
    warning = misleading.warning("Host names changed to be valid and unique: ")
    for change in ("../up → up", '"new\\nline" → new-line', "op:a → op-a", "all → all-4", "localhost → localhost-7"):
        assert change in warning


def test_warnings_are_printable(misleading: LoadedInventory) -> None:
    assert [warning for warning in misleading.warnings if not warning.isprintable()] == []


@pytest.mark.parametrize("variable", ["ansible_host", "ansible_ssh_host"])
@pytest.mark.parametrize(
    ("expression", "is_set"),
    [
        ("oc_fqdn", True),
        ("'192.0.2.7'", True),
        ("'2001:db8::7'", True),
        ("'-oProxyCommand=touch PWN'", False),
        ("'fe80::1%eth0'", False),
        ("'a b'", False),
        ("['192.0.2.7']", False),
        ("7", False),
        ("none", False),
    ],
)
def test_compose_can_only_set_an_address(tmp_path: Path, variable: str, expression: str, is_set: bool) -> None:
    loaded = load_document(tmp_path, [profile(1)], compose={variable: expression})
    host = loaded.hosts["SBC-10"]
    if is_set:
        assert host[variable] in ("sbc-10.example.net", "192.0.2.7", "2001:db8::7")
        assert loaded.warnings == []
    else:
        # The address that connect_with selected stays.
        assert host.get(variable) == ("10.0.0.10" if variable == "ansible_host" else None)
        ignored = f"ignored {variable} from compose, which is not an IP address or DNS name"
        assert loaded.warnings == [f"Host SBC-10: {ignored}", f"Host SBC-11: {ignored}"]


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "0.0.0.0", "169.254.169.254", "fe80::1", "224.0.0.1", "LocalHost"]
)
def test_an_sbc_is_never_the_controller(tmp_path: Path, address: str) -> None:
    """A play would change the machine that runs Ansible, or ask a cloud for credentials."""
    loaded = load_document(tmp_path, [profile(1, trunk(1, sbc(1, ipAddress=address, fqdn=address), 2))])
    host = loaded.hosts["SBC-1"]
    assert "ansible_host" not in host
    assert "unusable_address" in host["oc_findings"]
    assert loaded.warning("Host SBC-1 has no ansible_host: no usable address in")


@pytest.mark.parametrize("mark", ["{{ x }}", "{% x %}", "{# x #}"])
def test_a_key_that_compose_makes_is_never_a_template(tmp_path: Path, mark: str) -> None:
    """Ansible has no mark for keys: up to ansible-core 2.18, a job that reads the exported inventory would evaluate it."""
    document = [profile(1, trunk(1, sbc(1, name=mark)))]
    for expression in ("{oc_name: 1}", "[{'a': {oc_name: 1}}]"):
        message = fail_document(tmp_path, document, compose={"by": expression})
        assert f'from compose, would have the key "{mark}", which Ansible could evaluate' in message
    assert load_document(tmp_path, document, compose={"by": "{1: oc_name}"}).warnings


def test_ids_that_are_equal_when_they_are_joined(tmp_path: Path) -> None:
    """Joined with an underscore, a + b_c and a_b + c are one id, and two trunks would have one group."""
    listings = {"a": ("b_c", 1), "z1": ("b_c", 2), "a_b": ("c", 1), "z2": ("c", 2)}
    document = [
        profile(number, trunk(number, sbc_id, trunkId=trunk_id, trunkFqdn="x.example"), callingProfileId=profile_id, name=profile_id)
        for number, (profile_id, (trunk_id, sbc_id)) in enumerate(listings.items(), 1)
    ]
    loaded = load_document(tmp_path, document)
    groups = [name for name in loaded.groups if name.startswith("trunk_")]
    assert len(groups) == 4
    assert sorted(map(sorted, (loaded.groups[name] for name in groups))) == [["SBC-1"], ["SBC-1"], ["SBC-2"], ["SBC-2"]]


def test_an_id_that_reads_as_the_fqdn_of_another_trunk(tmp_path: Path) -> None:
    fqdn = "x.example"
    document = [profile(1, trunk(1, trunkId=f"fqdn:{fqdn}", trunkFqdn=fqdn), trunk(2, trunkId=None, trunkFqdn=fqdn)), profile(2)]
    document.append(profile(3, trunk(3, trunkId="other", trunkFqdn=fqdn)))
    hosts = load_document(tmp_path, document).hosts
    ids = [variables["oc_instance_id"] for variables in hosts.values() if variables["oc_kind"] == "trunk"]
    assert len(ids) == len(set(ids)) == 3


def test_a_slash_in_an_id_is_no_border_between_two_ids(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, trunkId="a/b"), trunk(2, trunkId="a%2fb")), profile(2)]
    ids = {host["oc_instance_id"] for host in load_document(tmp_path, document).hosts.values() if host["oc_kind"] == "trunk"}
    assert ids == {"file/trunk/a%2Fb", "file/trunk/a%252fb"}


def test_harmless_text_stays_plain_text(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, sbc(1, name="Zürich Nord, 2.OG (alt)", fqdn="sbc.zürich.example")))]
    host = load(write_source(tmp_path, {"from_file": str(write_document(tmp_path, document))})).hosts["Z-rich-Nord--2.OG--alt-"]
    assert host["oc_fqdn"] == "sbc.zürich.example"
    assert host["oc_name"] == "Zürich Nord, 2.OG (alt)"
