# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: a stored state is read back, the same fleet gives the same text, and every line of a diff names its object."""

from __future__ import annotations

import difflib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import documents, offer, profile, sbc, shuffled, trunk, without

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import DocumentError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import (
    Snapshot,
    in_stable_order,
    is_same_state,
    read_snapshot,
    write_snapshot,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot_diff import diff_lines
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
def test_a_snapshot_is_read_back_unchanged(document: list[Any], selection: dict[str, Any]) -> None:
    stored = snapshot(document, selection=selection)
    assert read(write_snapshot(stored)) == stored._replace(profiles=in_stable_order(stored.profiles))


@given(documents())
def test_a_snapshot_that_is_read_and_written_again_is_the_same_text(document: list[Any]) -> None:
    text = write_snapshot(snapshot(document))
    assert write_snapshot(read(text)) == text


@given(documents().flatmap(lambda document: st.tuples(st.just(document), shuffled(document))))
def test_the_order_of_the_service_does_not_matter(pair: tuple[list[Any], list[Any]]) -> None:
    one, other = ([{key: value for key, value in row.items() if key != "note"} for row in document] for document in pair)
    assert write_snapshot(snapshot(one)) == write_snapshot(snapshot(other))


@given(documents(), documents())
def test_two_snapshots_are_the_same_state_if_their_diff_is_empty(one: list[Any], other: list[Any]) -> None:
    old, new = snapshot(one), snapshot(other, source=LATER)
    assert is_same_state(old, new) == (diff_lines(old) == diff_lines(new))


@given(st.text())
def test_any_text_is_printable_and_read_back(text: str) -> None:
    state = snapshot([profile(1, name=text, region=text, validation={text: text})])
    stored = write_snapshot(state)
    assert stored.replace("\n", "").isprintable()
    assert diff_lines(state).replace("\n", "").isprintable()
    assert read(stored).profiles == in_stable_order(state.profiles)


def test_the_time_does_not_matter_but_tenant_and_selection_do() -> None:
    assert is_same_state(snapshot([profile(1)]), snapshot([profile(1)], source=LATER))
    assert not is_same_state(snapshot([profile(1)]), snapshot([profile(1)], source={**SOURCE, "tenant_id": "other"}))
    assert not is_same_state(snapshot([profile(1)]), snapshot([profile(1)], selection={"include": [{"name": "*"}]}))


def test_the_order_of_lists_does_not_matter_not_even_of_unknown_ones() -> None:
    one, other = ([profile(1, trunk(1, sbc(5, codecs=codecs), 6)), profile(2)] for codecs in (["a", {"b": [1, 2]}], [{"b": [2, 1]}, "a"]))
    other.reverse()
    assert is_same_state(snapshot(one), snapshot(other))
    assert not is_same_state(snapshot(one), snapshot([profile(1, trunk(1, sbc(5, codecs=["a"]), 6)), profile(2)]))


def test_the_order_of_matchers_does_not_matter() -> None:
    one, other = ({"include": [{"name": names}, {"region": None}]} for names in (["A", "B"], ["B", "A"]))
    other["include"].reverse()
    assert is_same_state(snapshot([profile(1)], selection=one), snapshot([profile(1)], selection=other))


def test_a_changed_field_is_one_changed_line() -> None:
    text = write_snapshot(snapshot([profile(1)]))
    changed = write_snapshot(snapshot([profile(1, region="APAC")]))
    diff = [line for line in difflib.ndiff(text.splitlines(), changed.splitlines()) if line[0] in "+-"]
    assert diff == ['-       "region": "EMEA",', '+       "region": "APAC",']


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        ({"region": "APAC"}, ['-Profile_1 › region: "EMEA"', '+Profile_1 › region: "APAC"']),
        (
            {"trunksEnrolled": [trunk(1, sbc(5, ipAddress="10.9.9.9"))]},
            [
                '-Profile_1 › trunk oc1.example.net › sbc SBC-5 › ip_address: "10.0.0.5"',
                '+Profile_1 › trunk oc1.example.net › sbc SBC-5 › ip_address: "10.9.9.9"',
            ],
        ),
        (
            {"validation": {"Calling": "NotRun"}},
            ['-Profile_1 › validation › Calling: "Passed"', '+Profile_1 › validation › Calling: "NotRun"'],
        ),
        (
            {"offerTypes": [offer("Calling"), offer(None, 2)]},
            [
                '-Profile_1 › offer type null › test_numbers: ["+12005550100"]',
                '+Profile_1 › offer type null › test_numbers: ["+12005550100", "+12005550101"]',
            ],
        ),
        (
            {"additionalSbcList": [sbc(6, fqdn=None)]},
            [
                '-Profile_1 › additional sbc SBC-6 › fqdn: "sbc-6.example.net"',
                "+Profile_1 › additional sbc SBC-6 › fqdn: null",
            ],
        ),
    ],
)
def test_a_line_of_a_diff_names_its_object(changed: Any, lines: list[str]) -> None:
    row = profile(1, trunk(1, 5), offerTypes=[offer("Calling"), offer(None, 1)], additionalSbcList=[sbc(6)])
    assert differences(snapshot([row]), snapshot([{**row, **changed}])) == lines


def test_profiles_with_the_same_name_have_their_id_in_the_diff() -> None:
    lines = diff_lines(snapshot([profile(1, name="A"), profile(2, name="A"), profile(3, name=None)])).splitlines()
    assert 'A (profile-1) › region: "EMEA"' in lines
    assert 'A (profile-2) › region: "EMEA"' in lines
    assert 'profile-3 › region: "EMEA"' in lines


def test_a_trunk_and_an_sbc_without_a_name_have_their_id_in_the_diff() -> None:
    lines = diff_lines(snapshot([profile(1, trunk(1, sbc(5, name=" "), trunkFqdn=None))])).splitlines()
    assert 'Profile_1 › trunk trunk-1 › sbc 5 › ip_address: "10.0.0.5"' in lines


def test_a_snapshot_records_every_profile_its_source_and_its_selection() -> None:
    document, selection = generate_fleet(50), {"include": [{"name": "*"}]}
    stored = json.loads(write_snapshot(snapshot(document, selection=selection)))
    assert list(stored) == ["format", "version", "url", "tenant_id", "fetched_at", "include", "calling_profiles"]
    assert (stored["format"], stored["version"]) == ("audiocodes.operator_connect/snapshot", 1)
    assert SOURCE.items() <= stored.items()
    assert stored["include"] == selection["include"]
    assert [record["id"] for record in stored["calling_profiles"]] == sorted(row["callingProfileId"] for row in document)


@pytest.mark.parametrize("source", [SOURCE, {**SOURCE, "tenant_id": None}, {"url": None, "tenant_id": None, "fetched_at": None}])
@pytest.mark.parametrize(
    "selection", [{}, {"include": [{"name": "*"}], "exclude": [{"region": None}]}, {"exclude": [{"name": ["A", "B"]}]}], ids=str
)
def test_no_field_at_the_top_of_a_snapshot_is_a_group_for_ansible(source: dict[str, Any], selection: dict[str, Any]) -> None:
    """In an inventory folder, Ansible makes a group of each field that is a mapping or null."""
    stored = snapshot([profile(1)], source=source, selection=selection)
    text = write_snapshot(stored)
    assert [field for field, value in json.loads(text).items() if value is None or isinstance(value, dict)] == []
    assert read(text) == stored._replace(profiles=in_stable_order(stored.profiles))


EMPTY: dict[str, Any] = {"format": "audiocodes.operator_connect/snapshot", "version": 1, "calling_profiles": []}
OTHER_FILE = (
    "not a list of calling profiles and not a snapshot."
    " Use a file that holds the JSON answer of the service, or a file that calling_profile_snapshot wrote."
)
TAKE_AGAIN = "Take the snapshot again: the file is truncated or was edited."


def test_an_empty_snapshot_is_read() -> None:
    assert read_snapshot(EMPTY) == Snapshot([], {"url": None, "tenant_id": None, "fetched_at": None}, {})


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, OTHER_FILE),
        ([], OTHER_FILE),
        ("a text", OTHER_FILE),
        ({**EMPTY, "format": "other"}, OTHER_FILE),
        (
            {**EMPTY, "version": 2},
            "a snapshot of version 2, this release reads version 1. Use the release of the collection that wrote it, or a newer one.",
        ),
        (
            {**EMPTY, "version": None},
            "a snapshot of version null, this release reads version 1. Use the release of the collection that wrote it, or a newer one.",
        ),
        ({**EMPTY, "url": 1}, f"url is not a string. {TAKE_AGAIN}"),
        ({**EMPTY, "tenant_id": []}, f"tenant_id is not a string. {TAKE_AGAIN}"),
        ({**EMPTY, "fetched_at": False}, f"fetched_at is not a string. {TAKE_AGAIN}"),
        (without(EMPTY, "calling_profiles"), f"the list calling_profiles is missing. {TAKE_AGAIN}"),
        ({**EMPTY, "calling_profiles": {}}, f"the list calling_profiles is missing. {TAKE_AGAIN}"),
        ({**EMPTY, "selection": {}}, f"selection is not a field of a snapshot. {TAKE_AGAIN}"),
        ({**EMPTY, "include": {}}, f"include is not a list. {TAKE_AGAIN}"),
        ({**EMPTY, "include": None}, f"include is not a list. {TAKE_AGAIN}"),
        ({**EMPTY, "exclude": "PROD_*"}, f"exclude is not a list. {TAKE_AGAIN}"),
    ],
)
def test_a_file_that_is_not_a_snapshot_is_refused(document: Any, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_snapshot(document)
    assert str(caught.value) == message
