# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that the service says is ever run, nor takes the place of anything that is not its own."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support.documents import offer, profile, sbc, trunk
from support.inventories import CommandResult, LoadedInventory, load, load_document, run, write_document, write_source

# Strings of each kind that a play can get hold of: alone, in a list, and what expressions make of them.
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
# Names that are something else: a path, a pattern, a port, a group, the controller.
IMPOSTORS = [
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
    """Texts that run a command as soon as something takes them for a template or an expression."""
    texts = [
        "{{ lookup('pipe', 'touch %s/PWN-braces') }}",
        "lookup('pipe', 'touch %s/PWN-bare') | string",
        "#jinja2: variable_start_string:'[['\n[[ lookup('pipe', 'touch %s/PWN-header') ]]",
        "{%% set x = lookup('pipe', 'touch %s/PWN-block') %%}",
    ]
    return [text % folder for text in texts]


def hostile_document(texts: list[str]) -> list[Any]:
    """A profile for each text, which is in every field that can hold it; and a trunk without an SBC."""
    profiles = []
    for number, text in enumerate(texts, 1):
        device = sbc(number, name=text, fqdn=text, ipAddress=text)
        enrolled = [trunk(number, device, trunkFqdn=text, trunkId=text), trunk(100 + number, trunkFqdn="u" + text)]
        labels = dict.fromkeys(("name", "enviroment", "region", "carrier", "emergencyProfileId"), text)
        offers = [{**offer(text), "testNumbers": [text]}]
        more = {"callingProfileId": text, "offerTypes": offers, "emergencyDialStrings": [text], "validation": {text: text}, text: text}
        profiles.append(profile(number, *enrolled, **labels, **more))
    return profiles


def hostile_play() -> list[Any]:
    """A play that uses each variable in each place that was ever seen to run one."""
    tasks: list[Any] = []
    for variable in VARIABLES:
        text = f"{{{{ {variable} }}}}"
        tasks.append({"debug": {"msg": text}, "when": text})
        tasks.append({"assert": {"that": [text]}})
        tasks.append({"debug": {"var": text}})
    # a task that fails is one that was not taken in
    tasks = [{**task, "name": str(number), "ignore_errors": True} for number, task in enumerate(tasks)]
    return [{"hosts": "sbcs", "gather_facts": False, "connection": "local", "tasks": tasks}]


class Attack(NamedTuple):
    """What came of a hostile document: the files that a text managed to make, and the runs."""

    folder: Path
    texts: list[str]
    exported: CommandResult
    plays: list[CommandResult]


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    folder = tmp_path_factory.mktemp("hostile")
    texts = payloads(folder)
    document = write_document(folder, hostile_document(texts))
    more = {"on_name_collision": "suffix", "group_by": ["profile", "trunk", "region", "carrier", "environment", "offer_type"]}
    options = {"from_file": document.name, "compose": COMPOSE, "keyed_groups": [{"key": "oc_name"}, {"key": "oc_regions", "prefix": "r"}]}
    source = write_source(folder, {**options, **more})
    exported = run("ansible-inventory", "--list", "--export", "-i", source, cwd=folder)
    # AWX keeps what ansible-inventory exported, and hands it to its jobs through a script
    (folder / "exported.json").write_text(exported.stdout, "utf-8")
    script = folder / "awx.sh"
    script.write_text(f"#!/bin/sh\ncat '{folder}/exported.json'\n")
    script.chmod(0o755)
    (folder / "play.json").write_text(json.dumps(hostile_play()), "utf-8")
    plays = [run("ansible-playbook", "-i", inventory, "play.json", cwd=folder) for inventory in (source, script)]
    return Attack(folder, texts, exported, plays)


def test_runs_nothing_in_a_play_on_the_inventory_or_on_what_awx_kept_of_it(attack: Attack) -> None:
    assert [name for name in os.listdir(attack.folder) if name.startswith("PWN")] == []
    for played in attack.plays:
        # every task was there for every SBC, and was no mistake of ours
        assert len(re.findall(r"^TASK ", played.stdout, re.MULTILINE)) == 3 * len(VARIABLES)
        assert len(re.findall(r"^(?:ok|fatal|skipping|\S*FAILED\S*): \[", played.stdout, re.MULTILINE)) == 3 * len(VARIABLES) * len(
            attack.texts
        )
        assert not re.search("unreachable=[1-9]", played.stdout)


def test_keeps_hostile_texts_as_they_are(attack: Attack) -> None:
    hosts = attack.exported.json()["_meta"]["hostvars"]
    for number, text in enumerate(attack.texts, 1):
        variables = next(host for host in hosts.values() if host["oc_id"] == number)
        assert variables["oc_name"] == variables["oc_fqdn"] == variables["copied"] == {"__ansible_unsafe": text}
        assert variables["oc_regions"] == [{"__ansible_unsafe": text}]
        assert variables["mapped"] == {"key": {"__ansible_unsafe": text}}
        assert variables["pairs"] == [[{"__ansible_unsafe": text}] * 2]
        assert not {"ansible_host", "ansible_ssh_host"} & variables.keys()


def test_calls_nothing_by_a_hostile_name(attack: Attack) -> None:
    listed = attack.exported.json()
    assert [name for name in listed["_meta"]["hostvars"] if not HOST_NAME.fullmatch(name)] == []
    # groups that a user keys on remote text are named by Ansible, which lets no character through but lets upper case be
    assert [name for name in listed if not GROUP_NAME.fullmatch(name.lower())] == []


@pytest.fixture(scope="module")
def impostors(tmp_path_factory: pytest.TempPathFactory) -> LoadedInventory:
    folder = tmp_path_factory.mktemp("impostors")
    # a host of one of these names would make Ansible read these files
    for name in ("up", "..", "all"):
        (folder / "host_vars").mkdir(exist_ok=True)
        (folder / (name.strip(".") + "x.yml")).write_text("read_by_mistake: true\n")
    (folder / "up.yml").write_text("read_by_mistake: true\n")
    devices = [sbc(number, name=name, fqdn=name, ipAddress=name) for number, name in enumerate(IMPOSTORS, 1)]
    stand_ins = [trunk(number, trunkFqdn=name or None) for number, name in enumerate(IMPOSTORS, 2)]
    document = [profile(1, trunk(1, *devices), *stand_ins, name="Profile_1")]
    return load_document(folder, document, on_name_collision="suffix")


def test_an_sbc_or_a_trunk_takes_no_place_but_its_own(impostors: LoadedInventory) -> None:
    assert len(impostors.hosts) == 2 * len(IMPOSTORS)
    assert [name for name in impostors.hosts if not HOST_NAME.fullmatch(name)] == []
    reserved = {"all", "ungrouped", "localhost", "127.0.0.1"}
    assert [name for name in impostors.hosts if name in impostors.groups or name.lower() in reserved] == []
    assert {"sbcs-14", "trunks-15", "operator_connect-16"} <= impostors.groups["sbcs"]
    assert [name for name, variables in impostors.hosts.items() if "read_by_mistake" in variables] == []


def test_what_is_no_address_is_never_connected_to(impostors: LoadedInventory) -> None:
    addresses = {variables["oc_name"]: variables["ansible_host"] for variables in impostors.hosts.values() if "ansible_host" in variables}
    words = {"127.0.0.1", "all", "ALL", "ungrouped", "localhost", "sbcs", "trunks"}
    assert addresses == {word: word for word in words}
    assert len([warning for warning in impostors.warnings if "has no ansible_host" in warning]) == len(IMPOSTORS) - len(words)


def test_one_warning_lists_every_name_that_had_to_be_changed(impostors: LoadedInventory) -> None:
    warning = impostors.warning("not called what the service calls them")
    for told in ("'../up' is up", "'new\\nline' is new-line", "'op:a' is op-a", "'all' is all-4", "'localhost' is localhost-7"):
        assert told in warning


def test_no_warning_carries_a_control_character(impostors: LoadedInventory) -> None:
    assert [warning for warning in impostors.warnings if not warning.isprintable()] == []


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
def test_compose_sets_an_address_or_none(tmp_path: Path, variable: str, expression: str, is_set: bool) -> None:
    loaded = load_document(tmp_path, [profile(1)], compose={variable: expression})
    host = loaded.hosts["SBC-10"]
    if is_set:
        assert host[variable] in ("sbc-10.example.net", "192.0.2.7", "2001:db8::7")
        assert loaded.warnings == []
    else:
        # what connect_with chose stays
        assert host.get(variable) == ("10.0.0.10" if variable == "ansible_host" else None)
        told = f"what compose makes of {variable} is no address, and is left out."
        assert loaded.warnings == ["Host SBC-10: " + told, "Host SBC-11: " + told]


def test_a_harmless_text_stays_a_plain_one(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, sbc(1, name="Zürich Nord, 2.OG (alt)", fqdn="sbc.zürich.example")))]
    host = load(write_source(tmp_path, {"from_file": str(write_document(tmp_path, document))})).hosts["Z-rich-Nord--2.OG--alt-"]
    assert host["oc_fqdn"] == "sbc.zürich.example"
    assert host["oc_name"] == "Zürich Nord, 2.OG (alt)"
