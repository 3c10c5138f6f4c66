# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document becomes records: nothing is lost, nothing is guessed, and what is refused is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from support.documents import documents, offer, profile, property_settings, sbc, trunk, without

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import (
    DocumentError,
    InvalidDocumentError,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import RECORD_NAMES, read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.text import is_blank
from simulator import documented_example


def read(**fields: Any) -> dict[str, Any]:
    (record,) = read_profiles([profile(1, **fields)])
    return record


def test_the_documented_example() -> None:
    first, second = read_profiles(documented_example())
    assert first == {
        "id": "9097a8b4-1cc8-461c-af93-e5b14943f5d7",
        "name": "PROD_AudioCodesRD_Calling_AC_EMEA",
        "environment": None,
        "region": None,
        "carrier": None,
        "is_emergency": False,
        "emergency_profile_id": None,
        "emergency_dial_strings": [],
        "offer_types": [{"name": "Calling", "test_numbers": []}, {"name": "AudioConferencing", "test_numbers": []}],
        "validation": {"Calling": "NotRun", "AudioConferencing": "NotRun", "OCMobile": "NotRun"},
        "trunks": [
            {
                "id": "ecb022e4-cc18-499f-a625-6646dc55c2b4",
                "fqdn": "oc.sandbox1.audiocodes.be",
                "sbcs": [{"id": 2, "name": "NL-SBC05", "fqdn": "NL-SBC05.lab.lan", "ip_address": "172.17.239.165"}],
            }
        ],
        "additional_sbcs": [],
    }
    assert [trunk["fqdn"] for trunk in second["trunks"]] == ["oc2.customers.audio-code.co.il", "oc1.customers.audio-code.co.il"]


def test_an_id_is_enough_and_the_shape_is_the_same() -> None:
    (bare,) = read_profiles([{"callingProfileId": "1"}])
    assert bare == {
        **dict.fromkeys(("name", "environment", "region", "carrier", "emergency_profile_id")),
        **{field: [] for field in ("emergency_dial_strings", "offer_types", "trunks", "additional_sbcs")},
        "id": "1",
        "is_emergency": False,
        "validation": {},
    }
    nulls = dict.fromkeys(profile(1), None)
    assert read_profiles([{**nulls, "callingProfileId": "1"}]) == [bare]


@pytest.mark.parametrize(
    ("fields", "environment", "extra"),
    [
        ({"enviroment": "Test"}, "Test", None),
        ({"environment": "Test"}, "Test", None),
        ({"environment": "Test", "enviroment": "Test"}, "Test", None),
        ({"environment": "Test", "enviroment": None}, "Test", None),
        ({"environment": None, "enviroment": "Test"}, "Test", None),
        ({"environment": "Right", "enviroment": "Wrong"}, "Right", {"enviroment": "Wrong"}),
        ({"environment": None, "enviroment": None}, None, None),
    ],
)
def test_two_spellings_of_environment(fields: dict[str, Any], environment: str | None, extra: dict[str, str] | None) -> None:
    (record,) = read_profiles([{"callingProfileId": "1", **fields}])
    assert record["environment"] == environment
    assert record.get("extra") == extra


@pytest.mark.parametrize(
    ("validation", "offer_types", "statuses"),
    [
        (None, ["Calling"], {}),
        ({}, ["Calling"], {}),
        (True, ["Calling", "OCMobile"], {"Calling": True, "OCMobile": True}),
        (False, ["Calling"], {"Calling": False}),
        (True, [], {}),
        (True, [None], {}),
        ({"Calling": True, "Other": None, "Third": "Whatever"}, ["Calling"], {"Calling": True, "Other": None, "Third": "Whatever"}),
    ],
)
def test_validation_is_a_map_or_a_boolean(validation: object, offer_types: list[str], statuses: dict[str, object]) -> None:
    assert read(validation=validation, offerTypes=[offer(name) for name in offer_types])["validation"] == statuses


def test_blank_dial_strings_and_test_numbers_are_none() -> None:
    assert read(emergencyDialStrings=["", " ", "\t\n", None, "112", " 911"])["emergency_dial_strings"] == ["112", " 911"]
    assert read(offerTypes=[{"offerTypeName": "Calling", "testNumbers": ["", " ", "+1"]}])["offer_types"][0]["test_numbers"] == ["+1"]


def test_a_whole_number_where_a_string_belongs_is_its_digits() -> None:
    """The page says "integer" of ipAddress."""
    assert read(trunksEnrolled=[trunk(1, sbc(1, ipAddress=2886856613))])["trunks"][0]["sbcs"][0]["ip_address"] == "2886856613"
    assert read(emergencyDialStrings=[112])["emergency_dial_strings"] == ["112"]


def test_what_is_not_known_is_kept_at_its_own_level() -> None:
    """A field is unknown where the page does not have it, whatever it is called elsewhere."""
    unknown = {"note": [1, {"deep": None}], "extra": "a word of the service", "id": 7}
    rows = [{**trunk(1), **unknown, "enviroment": "t", "matchingSbcList": [{**sbc(1), **unknown, "enviroment": "s"}]}]
    offers = [{**offer("Calling"), **unknown, "enviroment": "o"}]
    record = read(**unknown, trunksEnrolled=rows, offerTypes=offers, additionalSbcList=[{**sbc(2), **unknown}])
    assert record["extra"] == unknown
    assert record["trunks"][0]["extra"] == {**unknown, "enviroment": "t"}
    assert record["trunks"][0]["sbcs"][0]["extra"] == {**unknown, "enviroment": "s"}
    assert record["offer_types"][0]["extra"] == {**unknown, "enviroment": "o"}
    assert record["additional_sbcs"][0]["extra"] == unknown
    assert "extra" not in read()


@pytest.mark.parametrize(
    ("document", "kind"), [(None, "nothing"), ({}, "an object"), ("[]", "a string"), (True, "a boolean"), (1.5, "a number")]
)
def test_what_is_no_list_is_refused(document: object, kind: str) -> None:
    with pytest.raises(DocumentError, match=f"^A list of calling profiles was expected, and {kind} came") as caught:
        read_profiles(document)
    assert "base_url" in caught.value.next_step


SECOND_TRUNK = "Calling profile 2, enrolled trunk 2"

MISSHAPEN = {
    "a profile": ("a row", "Calling profile 2 is a string, where an object was expected"),
    "no id": (without(profile(2), "callingProfileId"), "Calling profile 2 has no callingProfileId"),
    "null id": (profile(2, callingProfileId=None), "Calling profile 2 has no callingProfileId"),
    "blank id": (profile(2, callingProfileId=" "), "Calling profile 2 has no callingProfileId"),
    "id": (profile(2, callingProfileId=["x"]), "Calling profile 2: callingProfileId is a list, where a string was expected"),
    "name": (profile(2, name={}), "Calling profile 2: name is an object, where a string was expected"),
    "fraction": (profile(2, name=1.5), "Calling profile 2: name is a number, where a string was expected"),
    "boolean": (profile(2, region=False), "Calling profile 2: region is a boolean, where a string was expected"),
    "environment": (profile(2, enviroment=[]), "Calling profile 2: enviroment is a list, where a string was expected"),
    "is_emergency": (
        profile(2, isEmergencyProfile="no"),
        "Calling profile 2: isEmergencyProfile is a string, where true or false was expected",
    ),
    "dial strings": (
        profile(2, emergencyDialStrings="112"),
        "Calling profile 2: emergencyDialStrings is a string, where a list was expected",
    ),
    "dial string": (
        profile(2, emergencyDialStrings=[[]]),
        "Calling profile 2: emergencyDialStrings is a list, where a string was expected",
    ),
    "offers": (profile(2, offerTypes={}), "Calling profile 2: offerTypes is an object, where a list was expected"),
    "offer": (profile(2, offerTypes=[offer("A"), "Calling"]), "Calling profile 2, offer type 2 is a string, where an object was expected"),
    "test numbers": (
        profile(2, offerTypes=[{"testNumbers": "+1"}]),
        "Calling profile 2, offer type 1: testNumbers is a string, where a list was expected",
    ),
    "validation": (
        profile(2, validation="Passed"),
        "Calling profile 2: validation is a string, where statuses by offer type were expected",
    ),
    "status": (profile(2, validation={"A": []}), "Calling profile 2: validation is an object, where statuses by offer type were expected"),
    "trunks": (profile(2, trunksEnrolled=1), "Calling profile 2: trunksEnrolled is a number, where a list was expected"),
    "trunk": (profile(2, trunk(1), None), f"{SECOND_TRUNK} is nothing, where an object was expected"),  # type: ignore[arg-type]
    "anonymous trunk": (
        profile(2, trunk(1), {"trunkId": "", "matchingSbcList": []}),
        f"{SECOND_TRUNK} has neither trunkId nor trunkFqdn",
    ),
    "matching": (
        profile(2, trunk(1), trunk(2, matchingSbcList="x")),
        f"{SECOND_TRUNK}: matchingSbcList is a string, where a list was expected",
    ),
    "sbc": (
        profile(2, trunk(1), trunk(2, matchingSbcList=[sbc(1), 5])),
        f"{SECOND_TRUNK}, SBC 2 is a number, where an object was expected",
    ),
    "no sbcId": (profile(2, trunk(1), trunk(2, without(sbc(1), "sbcId"))), f"{SECOND_TRUNK}, SBC 1 has no integer sbcId: nothing"),
    "sbcId string": (profile(2, trunk(1), trunk(2, sbc(1, sbcId="1"))), f"{SECOND_TRUNK}, SBC 1 has no integer sbcId: a string"),
    "sbcId boolean": (profile(2, trunk(1), trunk(2, sbc(1, sbcId=True))), f"{SECOND_TRUNK}, SBC 1 has no integer sbcId: a boolean"),
    "sbcId fraction": (profile(2, trunk(1), trunk(2, sbc(1, sbcId=1.0))), f"{SECOND_TRUNK}, SBC 1 has no integer sbcId: a number"),
    "address": (
        profile(2, trunk(1), trunk(2, sbc(1, ipAddress=[]))),
        f"{SECOND_TRUNK}, SBC 1: ipAddress is a list, where a string was expected",
    ),
    "additional": (profile(2, additionalSbcList=[sbc(1), {}]), "Calling profile 2, additional SBC 2 has no integer sbcId: nothing"),
}


@pytest.mark.parametrize("case", MISSHAPEN)
def test_every_refusal_names_its_position(case: str) -> None:
    row, message = MISSHAPEN[case]
    with pytest.raises(InvalidDocumentError) as caught:
        read_profiles([profile(1), row])
    assert caught.value.what == message


def test_two_profiles_with_one_id_are_refused_with_their_positions() -> None:
    rows = [profile(1), profile(2, callingProfileId="ABC"), profile(3), profile(4, callingProfileId="abc")]
    with pytest.raises(InvalidDocumentError, match="Calling profiles 2 and 4 have one id, abc"):
        read_profiles(rows)


@property_settings
@given(documents())
def test_a_record_reads_back_as_itself(document: list[dict[str, Any]]) -> None:
    records = read_profiles(document)
    assert read_profiles(json.loads(json.dumps(records)), RECORD_NAMES) == records


@property_settings
@given(documents())
def test_every_record_has_the_same_shape(document: list[dict[str, Any]]) -> None:
    bare = read_profiles([{"callingProfileId": "1"}])[0]
    for record in read_profiles(document):
        assert record.keys() - {"extra"} == bare.keys()
        for row in record["trunks"]:
            assert row.keys() - {"extra"} == {"id", "fqdn", "sbcs"}
        for row in [row for trunk_row in record["trunks"] for row in trunk_row["sbcs"]] + record["additional_sbcs"]:
            assert row.keys() - {"extra"} == {"id", "name", "fqdn", "ip_address"}
        assert not any(is_blank(text) for text in record["emergency_dial_strings"])


@property_settings
@given(documents())
def test_reading_changes_nothing_in_the_document(document: list[dict[str, Any]]) -> None:
    before = json.dumps(document)
    read_profiles(document)
    assert json.dumps(document) == before


@pytest.mark.parametrize("extra", ["a word", [1], 3])
def test_an_edited_record_whose_extra_is_no_mapping_is_refused(extra: object) -> None:
    with pytest.raises(InvalidDocumentError, match="Calling profile 1: extra is "):
        read_profiles([{"id": "1", "extra": extra}], RECORD_NAMES)
