# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expected-state files: read strictly, and every error has a file and a line."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect import strict_yaml
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import (
    FileError,
    OperatorConnectError,
    OptionError,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.expectation import Expectation
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.files import read_expected_files

if TYPE_CHECKING:
    from pathlib import Path

    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.value_tree import ValueTree


def write(folder: Path, text: str, name: str = "state.yml") -> str:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return str(path)


def error_of(folder: Path, text: str) -> str:
    """The error about a file, without its folder."""
    path = write(folder, text)
    with pytest.raises(OperatorConnectError) as raised:
        Expectation(read_expected_files([path]))
    return str(raised.value).replace(str(folder) + "/", "")


def profiles_of(tree: ValueTree) -> Any:
    assert isinstance(tree.value, dict)
    return tree.value["profiles"]


GOOD = """\
# what is expected
profiles:
  "NO": &emergency
    region: 'NO'
    emergency_dial_strings: ['112', '000']
    is_emergency: yes
    carrier: null
    environment: ~
    additional_sbcs: [5, "5", -1]
  PROD_EMEA:
    region: EMEA
  COPY: *emergency
"""


def test_a_good_file(tmp_path: Path) -> None:
    (part,) = read_expected_files([write(tmp_path, GOOD)])
    profiles = profiles_of(part)
    assert profiles["NO"] == {
        "region": "NO",
        "emergency_dial_strings": ["112", "000"],
        "is_emergency": True,
        "carrier": None,
        "environment": None,
        "additional_sbcs": [5, "5", -1],
    }
    assert profiles["COPY"] == profiles["NO"]
    assert part.location(("profiles", "PROD_EMEA", "region")).endswith("state.yml:11: profiles.PROD_EMEA.region")
    assert part.location(("profiles", "NO", "emergency_dial_strings", 1)).endswith("state.yml:5: profiles.NO.emergency_dial_strings[1]")
    assert set(Expectation([part]).profiles) == {"NO", "PROD_EMEA", "COPY"}


def test_json_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeff{"profiles": {"P": "present"}}', "state.json")
    assert read_expected_files([path])[0].value == {"profiles": {"P": "present"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "profiles:\n  P:\n    region: NO\n",
            "state.yml:3: profiles.P.region: a string or null was expected, and NO without quotes is a boolean. Quote it: 'NO'.",
        ),
        (
            "profiles:\n  P:\n    emergency_dial_strings:\n      - '112'\n      - 000\n",
            "state.yml:5: profiles.P.emergency_dial_strings[1]: 000 without quotes is a number. Quote it: '000'.",
        ),
        (
            "profiles:\n  P:\n    offer_types: [112]\n",
            "state.yml:3: profiles.P.offer_types[0]: a string was expected, and 112 without quotes is a number. Quote it: '112'.",
        ),
        (
            "profiles:\n  P:\n    test_numbers: {Calling: [+31201234567]}\n",
            "state.yml:3: profiles.P.test_numbers.Calling[0]: +31201234567 without quotes is a number. Quote it: '+31201234567'.",
        ),
        ("profiles:\n  P: {region: 2026-12-31}\n", "state.yml:2: profiles.P.region: 2026-12-31 without quotes is a date. Quote it: "),
        ("profiles:\n  P: {region: 1.5}\n", "state.yml:2: profiles.P.region: 1.5 without quotes is a number. Quote it: '1.5'."),
        ("profiles:\n  P: {region: 12:30}\n", "state.yml:2: profiles.P.region: 12:30 without quotes is a number. Quote it: '12:30'."),
        ("profiles:\n  P:\n    additional_sbcs: [0010]\n", "state.yml:3: profiles.P.additional_sbcs[0]: 0010 without quotes is a number"),
        ("profiles:\n  0010: absent\n", "state.yml:2: profiles: the key 0010 is a number, not a string. Quote it: '0010'."),
        ("profiles:\n  NO: absent\n", "state.yml:2: profiles: the key NO is a boolean, not a string. Quote it: 'NO'."),
        ("profiles:\n  null: absent\n", "state.yml:2: profiles: the key null is null"),
        ("profiles:\n  [a]: absent\n", "state.yml:2: profiles: the key sequence is a list"),
        ("profiles:\n  P: absent\n  Q: absent\n  P: present\n", "state.yml:4: profiles: the key P occurs twice, first on line 2"),
        ("profiles:\n  P: {region: A, region: A}\n", "state.yml:2: profiles.P: the key region occurs twice, first on line 2"),
        ("profiles:\n  P: &p {region: A}\n  Q:\n    <<: *p\n", "state.yml:4: profiles.Q: merge keys are not supported"),
        ("profiles:\n  P: &p {region: *p}\n", "nested more than 100 levels deep"),
        ("profiles:\n  P: !vault x\n", "state.yml:2: profiles.P: the tag !vault is not supported"),
        (
            "profiles:\n  P: !!python/object:os.system {}\n",
            "profiles.P: the tag tag:yaml.org,2002:python/object:os.system is not supported",
        ),
        ("profiles:\n  P: {regoin: A}\n", "state.yml:2: profiles.P.regoin: regoin is unknown. Did you mean region?"),
        ("profiles:\n\n\n  P: {}\n", "state.yml:4: profiles.P: empty mapping"),
        ("for_each:\n- match: {nam: x}\n  expect: {region: A}\n", "state.yml:2: for_each[0].match: nam is unknown. Did you mean name?"),
        ("- a\n", "state.yml:1: a mapping of for_each, profiles, trunks, sbcs was expected, not a list"),
        ("profiles: [\n", "state.yml:2 is not valid YAML"),
        ("profiles:\n\tP: absent\n", "state.yml:2 is not valid YAML"),
        ("", "state.yml is empty"),
        ("# nothing\n", "state.yml is empty"),
        ("a: b\n---\nc: d\n", "state.yml contains 2 documents"),
        ("profiles:\n  P: *unknown\n", "state.yml:2 is not valid YAML"),
        ("[" * 5000, "is not valid YAML"),
    ],
)
def test_an_error_names_the_file_and_the_line(tmp_path: Path, text: str, message: str) -> None:
    assert message in error_of(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("profiles:\n  P:\n    region: '{# x #}'\n", 'state.yml:3: profiles.P.region: "{# x #}" is a template'),
        ("profiles:\n  P:\n    region: '{{ region }}'\n", 'state.yml:3: profiles.P.region: "{{ region }}" is a template'),
        ("sbcs:\n  '{{ old }}': absent\n", 'state.yml:2: sbcs: "{{ old }}" is a template, and expected-state files are not evaluated. Set'),
        ("profiles:\n  P:\n    trunks: ['{% if x %}oc1.example.net{% endif %}']\n", "state.yml:3: profiles.P.trunks[0]: "),
        ("for_each:\n  - match: {name: '{{ name }}'}\n    expect: {region: A}\n", "state.yml:2: for_each[0].match.name: "),
    ],
)
def test_a_file_is_not_a_template(tmp_path: Path, text: str, message: str) -> None:
    assert message in error_of(tmp_path, text)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("!!bool maybe", "state.yml:1: profiles.P.is_emergency: maybe is not a boolean. Use a plain value."),
        ("!!bool ''", "state.yml:1: profiles.P.is_emergency:  is not a boolean. Use a plain value."),
        ("!!null x", "state.yml:1: profiles.P.is_emergency: x is not null. Use a plain value."),
    ],
)
def test_a_tag_is_not_believed(tmp_path: Path, value: str, message: str) -> None:
    assert error_of(tmp_path, f"profiles: {{P: {{is_emergency: {value}}}}}\n").endswith(message)


def test_a_text_that_is_marked_as_unsafe_is_a_text(tmp_path: Path) -> None:
    (tree,) = read_expected_files([write(tmp_path, "profiles: {P: {region: !unsafe '{{ region }}'}}\n")])
    assert tree.value == {"profiles": {"P": {"region": "{{ region }}"}}}
    assert "a template" in error_of(tmp_path, "profiles: {!unsafe '{{ P }}': present}\n")


@pytest.mark.parametrize("name", ["nope.yml", "empty"])
def test_the_path_of_a_file_that_cannot_be_read_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError) as raised:
        read_expected_files([name])
    assert str(tmp_path / name) in str(raised.value)


def test_the_name_of_a_file_is_the_one_that_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "profiles: {B: present}", "expected/b.yml")
    write(tmp_path, "profiles: {A: present}", "a.yml")
    monkeypatch.chdir(tmp_path)
    assert Expectation(read_expected_files(["expected/", "a.yml"])).sources == ["expected/b.yml", "a.yml"]


def test_an_alias_bomb_is_refused_quickly(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    start = time.process_time()
    message = error_of(tmp_path, "\n".join(lines))
    assert message.startswith("state.yml:1: a5")
    assert ": aliases repeat more than 200000 values. Use for_each" in message
    assert time.process_time() - start < 1


def test_only_values_that_aliases_repeat_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "MAX_REPEATED", 3)
    read_expected_files([write(tmp_path, "profiles: {P: {offer_types: [a, b, c, d, e, f]}}")])
    read_expected_files([write(tmp_path, "profiles: {P: {offer_types: &a [a, b]}, Q: {offer_types: *a}}")])
    assert "state.yml:1: profiles.Q.offer_types[2]: aliases repeat more than 3 values" in error_of(
        tmp_path, "profiles: {P: {offer_types: &a [a, b, c]}, Q: {offer_types: *a}}"
    )


def test_a_folder_of_files(tmp_path: Path) -> None:
    write(tmp_path, "profiles: {B: present}", "b.yaml")
    write(tmp_path, "profiles: {A: present}", "a.yml")
    write(tmp_path, "profiles: {C: present}", "sub/c.json")
    write(tmp_path, "not: read", "README.md")
    write(tmp_path, "not: read", ".hidden.yml")
    write(tmp_path, "not: read", ".git/x.yml")
    parts = read_expected_files([str(tmp_path)])
    assert [list(profiles_of(part)) for part in parts] == [["A"], ["B"], ["C"]]


def test_two_files_that_define_one_profile(tmp_path: Path) -> None:
    first = write(tmp_path, "profiles:\n  P: present\n", "a.yml")
    second = write(tmp_path, "\nprofiles:\n  P: present\n", "b.yml")
    with pytest.raises(OptionError) as raised:
        Expectation(read_expected_files([first, second]))
    assert str(raised.value).startswith(f"{second}:3: profiles.P: profile P is defined twice, first at {first}:2: profiles.P")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bytes.yml").write_bytes(b"profiles: \xff")
    (tmp_path / "empty").mkdir()
    for name, message in (("none.yml", "Cannot read "), ("bytes.yml", " is not UTF-8"), ("empty", "contains no file that ends in .yml")):
        with pytest.raises(FileError) as raised:
            read_expected_files([str(tmp_path / name)])
        assert message in str(raised.value)
