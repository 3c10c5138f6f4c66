# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of a fleet with a baseline: a state equals itself, and every change is found and named."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, Union

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.documents import documents, offer, profile, sbc, shuffled, trunk, with_value
from support.expectations import baseline, broken, compared, lines

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.assertion import read_baseline
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import (
    DocumentError,
    OperatorConnectError,
    OptionError,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Json = dict[str, Any]
Step = Union[str, int]
# Shared SBCs, a shared trunk, an additional SBC, an emergency profile, and fields that the collection does not know.
BEFORE: list[Json] = [
    profile(1, trunk(1, 1, 2, note="a"), trunk(2, sbc(3, firmware="7.4")), emergencyProfileId="profile-3", tags=["x", "y"]),
    profile(2, trunk(2, sbc(3, firmware="7.4")), trunk(4, 1, 4), additionalSbcList=[sbc(5)], offerTypes=[{**offer("Calling"), "kind": 1}]),
    profile(3, name="Emergency", isEmergencyProfile=True, offerTypes=[], validation={}),
]


def changed(path: str, value: Any, document: list[Json] | None = None) -> list[Json]:
    """The document with another value at one path."""
    return list(with_value(BEFORE if document is None else document, path, value))


@given(documents(), st.data())
def test_any_state_equals_itself_in_any_order(document: list[Json], data: Any) -> None:
    assert lines(data.draw(shuffled(document)), before=baseline(document)) == []


# --- whatever changes

Mutation = tuple[str, Any, tuple[str, ...]]


def _values(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Any]]:
    """Every value below a document, with its path."""
    entries: Any = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for step, entry in entries:
        yield (*path, step), entry
        yield from _values(entry, (*path, step))


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 70
    if value is None:
        return "another"
    return "another-" + value if isinstance(value, str) else None


def _mutations() -> Iterator[tuple[str, list[Json]]]:
    for path, value in _values(BEFORE):
        name = "/".join(map(str, path))
        if not isinstance(value, (list, dict)):
            yield name + " is another", changed(name, _another(value))
        if isinstance(value, str) and path[-1] not in ("callingProfileId", "trunkId") and path[-2] != "emergencyDialStrings":
            yield name + " is null", changed(name, None)
        if isinstance(path[-1], int):
            document = copy.deepcopy(BEFORE)
            place: Any = document
            for step in path[:-1]:
                place = place[step]
            del place[path[-1]]
            yield name + " is gone", document


MUTATIONS = dict(_mutations())
FIELDS = {
    "callingProfileId": "id",
    "enviroment": "environment",
    "offerTypes": "offer_types",
    "offerTypeName": "offer_types",
    "testNumbers": "test_numbers",
    "emergencyDialStrings": "emergency_dial_strings",
    "isEmergencyProfile": "is_emergency",
    "emergencyProfileId": "emergency_profile_id",
    "trunkFqdn": "fqdn",
    "trunkId": "id",
    "ipAddress": "ip_address",
    "note": "extra",
    "firmware": "extra",
    "tags": "extra",
    "kind": "extra",
}


@pytest.mark.parametrize("what", MUTATIONS)
def test_any_change_is_found_and_named(what: str) -> None:
    found = broken(compared(MUTATIONS[what], before=baseline(BEFORE)).checks)
    path, _space, _how = what.partition(" ")
    steps = path.split("/")
    number = int(steps[0])
    assert found, what
    assert any(check.subject.profile in _names(number) or check.subject.trunk or check.subject.sbc for check in found)
    named = [step for step in steps if step in FIELDS]
    lists = ("trunksEnrolled", "matchingSbcList", "additionalSbcList", "sbcId")
    if named and named[-1] == "trunkId":
        # Of a trunk that two profiles enrol, one row with another id makes another trunk.
        assert any(check.field == "id" or check.kind in ("missing", "unexpected") for check in found), found
    elif named:
        assert any((check.field or "").split(".")[0] == FIELDS[named[-1]] or "extra" in (check.field or "") for check in found), found
    elif len(steps) == 1 or any(step in lists for step in steps[-2:]):
        assert any(check.kind in ("missing", "unexpected", "id", "name") for check in found), found
    else:
        assert any(check.kind == steps[1] or check.kind in steps for check in found), found


def _names(number: int) -> tuple[str, ...]:
    name = BEFORE[number]["name"]
    return (name, "another-" + name, BEFORE[number]["callingProfileId"])


@pytest.mark.parametrize("what", MUTATIONS)
def test_any_change_is_found_the_other_way_round(what: str) -> None:
    assert lines(BEFORE, before=baseline(MUTATIONS[what]))


@given(documents(), st.data())
def test_any_change_to_any_document_is_found(document: list[Json], data: Any) -> None:
    paths = [path for path, value in _values(document) if not isinstance(value, (list, dict)) or isinstance(path[-1], int)]
    assume(paths)
    after = _mutated(document, data.draw(st.sampled_from(paths)))
    try:
        old, new = read_profiles(document), read_profiles(after)
    except DocumentError:
        return
    # Duplicates do not matter, and some of what the service sends means nothing, such as a blank dial string.
    if _as_sets(_with_merged_trunks(old)) != _as_sets(_with_merged_trunks(new)):
        assert lines(after, before=baseline(document))


def _mutated(document: list[Json], path: tuple[Step, ...]) -> list[Json]:
    result = copy.deepcopy(BEFORE if document is None else document)
    place: Any = result
    for step in path[:-1]:
        place = place[step]
    if isinstance(place[path[-1]], (list, dict)):
        del place[path[-1]]
    else:
        place[path[-1]] = _another(place[path[-1]])
    return result


def _with_merged_trunks(records: list[Json]) -> list[Json]:
    """The records, with one row for each trunk of a profile: in which of the rows of a trunk an SBC is does not matter."""

    def merged(rows: list[Json]) -> list[Json]:
        by_trunk: dict[tuple[Any, Any], Json] = {}
        for row in rows:
            trunk = by_trunk.setdefault((row["id"], row["fqdn"]), {"id": row["id"], "fqdn": row["fqdn"], "sbcs": [], "extra": []})
            trunk["sbcs"] = trunk["sbcs"] + row["sbcs"]
            trunk["extra"] = [*trunk["extra"], row.get("extra")]
        return list(by_trunk.values())

    return [{**record, "trunks": merged(record["trunks"])} for record in records]


def _as_sets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_sets(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return sorted({json.dumps(_as_sets(entry), sort_keys=True) for entry in value})
    return value


MESSAGES: dict[str, tuple[Any, str]] = {
    "0/region": ("APAC", "Profile_1 › region: expected EMEA, found APAC"),
    "0/region/": (None, "Profile_1 › region: expected EMEA, found null"),
    "0/name": ("New", "New › name: expected Profile_1, found New"),
    "0/callingProfileId": ("new", "Profile_1 › id: expected profile-1, found new"),
    "0/emergencyProfileId": ("Emergency", "Profile_1 › emergency_profile_id: expected profile-3, found Emergency"),
    "1/offerTypes/0/kind": (2, "Profile_2 › offer_types.Calling.extra: expected {kind: 1}, found {kind: 2}"),
    "0/validation/OCMobile": ("NotRun", "Profile_1 › validation.OCMobile: expected null, found NotRun"),
    "0/trunksEnrolled/0/note": ("b", "Profile_1 › trunk oc1.example.net › extra: expected {note: a}, found {note: b}"),
    "0/trunksEnrolled/0/trunkFqdn": (
        "b.example.net",
        "Profile_1 › trunk b.example.net › fqdn: expected oc1.example.net, found b.example.net",
    ),
    "0/trunksEnrolled/0/trunkId": ("new", "Profile_1 › trunk oc1.example.net › id: expected trunk-1, found new"),
    "0/trunksEnrolled/0/matchingSbcList/1/ipAddress": (
        "10.0.0.9",
        "Profile_1 › trunk oc1.example.net › sbc SBC-2 › ip_address: expected 10.0.0.2, found 10.0.0.9",
    ),
    "0/trunksEnrolled/0/matchingSbcList/1/sbcId": (77, "Profile_1 › trunk oc1.example.net › sbc SBC-2 › id: expected 2, found 77"),
    "0/trunksEnrolled/0/matchingSbcList/1": (sbc(4), "Profile_1 › trunk oc1.example.net › sbc SBC-2: missing"),
    "1/additionalSbcList/0/fqdn": ("x.example.net", "Profile_2 › sbc SBC-5 › fqdn: expected sbc-5.example.net, found x.example.net"),
    "1/additionalSbcList": ([], "Profile_2 › sbc SBC-5: missing"),
}


@pytest.mark.parametrize("path", MESSAGES)
def test_the_message_of_a_change(path: str) -> None:
    value, line = MESSAGES[path]
    assert line in lines(changed(path.rstrip("/"), value), before=baseline(BEFORE))


def test_a_device_with_another_address_everywhere_is_one_line() -> None:
    document = copy.deepcopy(BEFORE)
    for enrolled in (document[0]["trunksEnrolled"][1], document[1]["trunksEnrolled"][0]):
        enrolled["matchingSbcList"][0]["ipAddress"] = "10.0.0.9"
    assert lines(document, before=baseline(BEFORE)) == ["sbc SBC-3 › ip_address: expected 10.0.0.3, found 10.0.0.9 (in 2 places)"]


def test_a_device_that_moved_is_one_line() -> None:
    document = copy.deepcopy(BEFORE)
    first, second = document[0]["trunksEnrolled"]
    second["matchingSbcList"].append(first["matchingSbcList"].pop())
    assert lines(document[:1], before=baseline(BEFORE[:1])) == [
        "Profile_1 › sbc SBC-2: expected on trunk oc1.example.net, found on trunk oc2.example.net"
    ]


def test_new_and_vanished_profiles() -> None:
    document = [*BEFORE[1:], profile(7)]
    found = lines(document, before=baseline(BEFORE))
    assert found == ["Profile_1: missing (in the baseline)", "Profile_7: unexpected (not in the baseline)"]


# --- ignore


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("region", "0/region"),
        ("extra", "0/trunksEnrolled/0/note"),
        ("extra", "1/offerTypes/0/kind"),
        ("name", "0/trunksEnrolled/0/matchingSbcList/1/name"),
        ("fqdn", "0/trunksEnrolled/0/trunkFqdn"),
        ("id", "0/callingProfileId"),
        ("id", "0/trunksEnrolled/0/trunkId"),
        ("id", "0/trunksEnrolled/0/matchingSbcList/1/sbcId"),
        ("trunks", "0/trunksEnrolled"),
        ("sbcs", "0/trunksEnrolled/0/matchingSbcList"),
        ("additional_sbcs", "1/additionalSbcList"),
        ("emergency_dial_strings", "1/emergencyDialStrings"),
        ("test_numbers", "0/offerTypes/0/testNumbers"),
        ("validation", "0/validation"),
    ],
)
def test_an_ignored_field_is_not_compared(field: str, path: str) -> None:
    value: Any = {"OCMobile": "x"} if field == "validation" else [] if field.endswith("s") else 77 if "sbcId" in path else "another"
    document = changed(path, {"a": 1} if path == "x" else value)
    assert lines(document, before=baseline(BEFORE))
    assert lines(document, before=baseline(BEFORE, field)) == []


def test_ignore_requires_known_fields() -> None:
    with pytest.raises(OptionError, match=r"^ignore: regoin is unknown\. Did you mean region\?$"):
        baseline(BEFORE, "regoin")


# --- expected over baseline


def test_the_expected_state_overrides_the_baseline() -> None:
    document = changed("0/region", "APAC")
    document[0]["emergencyProfileId"] = "Emergency"
    document[0]["trunksEnrolled"][1]["matchingSbcList"] = [sbc(6)]
    document[1]["trunksEnrolled"][0]["matchingSbcList"] = [sbc(6)]
    document[0]["trunksEnrolled"][0]["matchingSbcList"][1]["ipAddress"] = "10.1.1.2"
    document[1]["validation"] = {"Calling": "NotRun"}
    document.append(profile(7))
    state = {
        "for_each": [{"match": {"name": "Profile_2"}, "expect": {"validation": {"Calling": "NotRun"}}}],
        "profiles": {"Profile_1": {"region": "APAC", "emergency_profile": "Emergency"}, "Profile_7": "present"},
        "trunks": {"oc2.example.net": {"sbcs": ["SBC-6"]}},
        "sbcs": {"SBC-2": {"ip_address": "10.1.1.2"}},
    }
    assert len(lines(document, before=baseline(BEFORE))) > 5
    assert lines(document, state, before=baseline(BEFORE)) == []


def test_absent_objects_are_not_expected_anywhere_in_the_baseline() -> None:
    document = copy.deepcopy(BEFORE)[1:]
    del document[0]["trunksEnrolled"][1]
    document[0]["additionalSbcList"] = []
    state = {"profiles": {"Profile_1": "absent"}, "trunks": {"oc4.example.net": "absent"}, "sbcs": {"SBC-5": "absent"}}
    assert lines(document, state, before=baseline(BEFORE)) == []
    assert lines(BEFORE, state, before=baseline(BEFORE)) == [
        "Profile_1: unexpected (expected to be absent)",
        "sbc SBC-5: unexpected (currently an additional SBC of profile Profile_2)",
        "trunk oc4.example.net: unexpected (currently in profile Profile_2)",
    ]


def test_present_objects_may_be_new() -> None:
    document = copy.deepcopy(BEFORE)
    document[0]["trunksEnrolled"][0]["matchingSbcList"].append(sbc(6))
    document[0]["trunksEnrolled"].append(trunk(6, 6))
    state = {"trunks": {"oc6.example.net": "present"}, "sbcs": {"SBC-6": {"ip_address": "10.0.0.6"}}}
    assert len(lines(document, before=baseline(BEFORE))) == 2
    assert lines(document, state, before=baseline(BEFORE)) == []


def test_a_name_of_the_baseline_is_known() -> None:
    document = changed("0/name", "New")
    state = {"profiles": {"Profile_1": {"region": "APAC"}}}
    assert lines(document, state, before=baseline(BEFORE)) == [
        "New › name: expected Profile_1, found New",
        "New › region: expected APAC, found EMEA",
    ]


# --- selection


def test_only_selected_profiles_are_compared() -> None:
    only: dict[str, Any] = {"include": [{"region": "EMEA"}]}
    document = changed("1/carrier", "Fabrikam", changed("1/region", "APAC"))
    result = compared(document, before=baseline(BEFORE, **only), **only)
    assert broken(result.checks) == []
    assert result.warnings == ["Profile Profile_2 of the baseline still exists and is no longer selected, so it was not checked"]
    # The other way round it came into the selection.
    assert lines(BEFORE, before=baseline(document, **only), **only) == [
        "Profile_2 › carrier: expected Fabrikam, found Contoso",
        "Profile_2 › region: expected APAC, found EMEA",
    ]


@pytest.mark.parametrize("selection", [5, "x", {}, [5], [[]], [{"name": {"a": 1}}], [{"nane": "x"}], [None]])
def test_a_baseline_with_a_broken_selection(tmp_path: Path, selection: Any) -> None:
    """It ends with an error of the collection, or is the baseline of no selection that anybody can make."""
    stored = json.loads(write_snapshot(Snapshot(read_profiles([profile(1)]), {"url": None, "tenant_id": None, "fetched_at": None}, {})))
    path = tmp_path / "before.json"
    path.write_text(json.dumps({**stored, "include": selection}), "utf-8")
    with pytest.raises(OperatorConnectError):
        read_baseline(str(path), (), Query({}))
