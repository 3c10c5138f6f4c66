# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: what was written is read back, the same fleet is the same text, and every difference has a name."""

from __future__ import annotations

import difflib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import documents, profile, property_settings, sbc, shuffled, trunk

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import DocumentError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import (
    Snapshot,
    diff_lines,
    in_stable_order,
    is_same_state,
    read_snapshot,
    write_snapshot,
)
from simulator import generate_fleet

SOURCE = {"url": "https://live.example.net/tenantui/api/v2/oc/callingprofile", "tenant_id": "t", "fetched_at": "2026-01-31T03:00:00Z"}
LATER = {**SOURCE, "fetched_at": "2026-02-01T03:00:00Z"}


def snapshot(document: list[Any], **fields: Any) -> Snapshot:
    return Snapshot(**{"profiles": read_profiles(document), "source": SOURCE, "selection": {}, **fields})


def read(text: str) -> Snapshot:
    return read_snapshot(json.loads(text))


def differences(old: Snapshot, new: Snapshot) -> list[str]:
    lines = difflib.unified_diff(diff_lines(old).splitlines(), diff_lines(new).splitlines(), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]


@given(documents(), st.sampled_from([{}, {"include": [{"name": "A*", "region": None}]}]))
@property_settings
def test_what_was_written_is_read_back(document: list[Any], selection: dict[str, Any]) -> None:
    written = snapshot(document, selection=selection)
    assert read(write_snapshot(written)) == written._replace(profiles=in_stable_order(written.profiles))


@given(documents())
@property_settings
def test_what_is_read_back_is_written_the_same(document: list[Any]) -> None:
    text = write_snapshot(snapshot(document))
    assert write_snapshot(read(text)) == text


@given(documents().flatmap(lambda document: st.tuples(st.just(document), shuffled(document))))
@property_settings
def test_the_order_of_the_service_makes_no_difference(pair: tuple[list[Any], list[Any]]) -> None:
    one, other = ([{key: value for key, value in row.items() if key != "note"} for row in document] for document in pair)
    assert write_snapshot(snapshot(one)) == write_snapshot(snapshot(other))


@given(documents(), documents())
@property_settings
def test_snapshots_are_the_same_where_no_line_differs(one: list[Any], other: list[Any]) -> None:
    old, new = snapshot(one), snapshot(other, source=LATER)
    assert is_same_state(old, new) == (diff_lines(old) == diff_lines(new))


@given(st.text())
@property_settings
def test_any_text_is_read_back_and_can_be_seen(text: str) -> None:
    written = snapshot([profile(1, name=text, region=text, validation={text: text})])
    stored = write_snapshot(written)
    assert all(character.isprintable() for character in stored.replace("\n", ""))
    assert diff_lines(written).replace("\n", "").isprintable()
    assert read(stored).profiles == in_stable_order(written.profiles)


def test_when_it_was_fetched_makes_no_difference() -> None:
    assert is_same_state(snapshot([profile(1)]), snapshot([profile(1)], source=LATER))
    assert not is_same_state(snapshot([profile(1)]), snapshot([profile(1)], source={**SOURCE, "tenant_id": "other"}))
    assert not is_same_state(snapshot([profile(1)]), snapshot([profile(1)], selection={"include": [{"name": "*"}]}))


def test_one_field_is_one_line() -> None:
    text = write_snapshot(snapshot([profile(1)]))
    changed = write_snapshot(snapshot([profile(1, region="APAC")]))
    diff = [line for line in difflib.ndiff(text.splitlines(), changed.splitlines()) if line[0] in "+-"]
    assert diff == ['-       "region": "EMEA",', '+       "region": "APAC",']


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        (profile(1, region="APAC"), ['-Profile_1 › region: "EMEA"', '+Profile_1 › region: "APAC"']),
        (
            profile(1, trunk(1, sbc(5, ipAddress="10.9.9.9"))),
            [
                '-Profile_1 › trunk oc1.example.net › sbc SBC-5 › ip_address: "10.0.0.5"',
                '+Profile_1 › trunk oc1.example.net › sbc SBC-5 › ip_address: "10.9.9.9"',
            ],
        ),
        (
            profile(1, validation={"Calling": "NotRun"}),
            ['-Profile_1 › validation › Calling: "Passed"', '+Profile_1 › validation › Calling: "NotRun"'],
        ),
    ],
)
def test_a_difference_names_its_object(changed: Any, lines: list[str]) -> None:
    fields = {"trunksEnrolled": [trunk(1, 5)]}
    found = differences(snapshot([{**profile(1), **fields}]), snapshot([{**fields, **changed} if "region" in str(lines) else changed]))
    assert [line for line in found if line in lines] == lines


def test_profiles_that_share_a_name_are_told_apart() -> None:
    lines = diff_lines(snapshot([profile(1, name="A"), profile(2, name="A"), profile(3, name=None)]))
    assert 'A (profile-1) › region: "EMEA"' in lines
    assert 'A (profile-2) › region: "EMEA"' in lines
    assert 'profile-3 › region: "EMEA"' in lines


def test_what_has_no_file_yet_is_all_there() -> None:
    assert json.loads(write_snapshot(snapshot(generate_fleet(50))))["selection"] == {}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({}, "neither a list of calling profiles nor a snapshot"),
        ([], "neither a list of calling profiles nor a snapshot"),
        ({"format": "audiocodes.operator_connect/snapshot", "version": 2}, "a snapshot of version 2"),
        ({"format": "audiocodes.operator_connect/snapshot", "version": 1}, "Its source is missing"),
        ({"format": "audiocodes.operator_connect/snapshot", "version": 1, "source": {"url": 1}}, "Its source.url is no string"),
        ({"format": "audiocodes.operator_connect/snapshot", "version": 1, "source": {}}, "Its list of calling_profiles is missing"),
        (
            {"format": "audiocodes.operator_connect/snapshot", "version": 1, "source": {}, "calling_profiles": []},
            "Its selection is missing",
        ),
    ],
)
def test_what_is_no_snapshot_is_refused(document: Any, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        read_snapshot(document)
