# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading the document into records: no field is lost, no value is guessed, and an error names the position."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from support.documents import documents, offer, profile, sbc, trunk, without

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


def test_the_example_of_the_vendor_is_read() -> None:
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


def test_a_profile_with_only_an_id_has_every_field() -> None:
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
def test_environment_is_read_in_both_spellings(fields: dict[str, Any], environment: str | None, extra: dict[str, str] | None) -> None:
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
def test_validation_is_a_mapping_or_a_boolean(validation: object, offer_types: list[str], statuses: dict[str, object]) -> None:
    assert read(validation=validation, offerTypes=[offer(name) for name in offer_types])["validation"] == statuses


def test_blank_dial_strings_and_test_numbers_are_left_out() -> None:
    assert read(emergencyDialStrings=["", " ", "\t\n", None, "112", " 911"])["emergency_dial_strings"] == ["112", " 911"]
    assert read(offerTypes=[{"offerTypeName": "Calling", "testNumbers": ["", " ", "+1"]}])["offer_types"][0]["test_numbers"] == ["+1"]


def test_a_whole_number_in_a_text_field_becomes_its_digits() -> None:
    """The vendor's page gives ipAddress the type integer."""
    assert read(trunksEnrolled=[trunk(1, sbc(1, ipAddress=2886856613))])["trunks"][0]["sbcs"][0]["ip_address"] == "2886856613"
    assert read(emergencyDialStrings=[112])["emergency_dial_strings"] == ["112"]


def test_unknown_fields_are_kept_at_their_own_level() -> None:
    """A field is unknown at a level if the vendor's page does not have it at that level."""
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
def test_a_document_that_is_not_a_list_is_refused(document: object, kind: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_profiles(document)
    assert str(caught.value) == (
        f"not a list of calling profiles but {kind}."
        " Check that base_url is the tenant UI of the service, https://<Service Provider URL>/tenantui."
    )


REPORT_IT = "No data was used. Please open an issue and include the part of the document named above."
SECOND_TRUNK = "Calling profile 2, enrolled trunk 2"

INVALID = {
    "a profile": ("a row", "Calling profile 2 is a string; an object is required"),
    "no id": (without(profile(2), "callingProfileId"), "Calling profile 2 has no callingProfileId"),
    "null id": (profile(2, callingProfileId=None), "Calling profile 2 has no callingProfileId"),
    "blank id": (profile(2, callingProfileId=" "), "Calling profile 2 has no callingProfileId"),
    "id": (profile(2, callingProfileId=["x"]), "Calling profile 2: callingProfileId is a list; a string is required"),
    "name": (profile(2, name={}), "Calling profile 2: name is an object; a string is required"),
    "fraction": (profile(2, name=1.5), "Calling profile 2: name is a number; a string is required"),
    "boolean": (profile(2, region=False), "Calling profile 2: region is a boolean; a string is required"),
    "environment": (profile(2, enviroment=[]), "Calling profile 2: enviroment is a list; a string is required"),
    "is_emergency": (
        profile(2, isEmergencyProfile="no"),
        "Calling profile 2: isEmergencyProfile is a string; true or false is required",
    ),
    "dial strings": (
        profile(2, emergencyDialStrings="112"),
        "Calling profile 2: emergencyDialStrings is a string; a list is required",
    ),
    "dial string": (
        profile(2, emergencyDialStrings=[[]]),
        "Calling profile 2: emergencyDialStrings is a list; a string is required",
    ),
    "offers": (profile(2, offerTypes={}), "Calling profile 2: offerTypes is an object; a list is required"),
    "offer": (profile(2, offerTypes=[offer("A"), "Calling"]), "Calling profile 2, offer type 2 is a string; an object is required"),
    "test numbers": (
        profile(2, offerTypes=[{"testNumbers": "+1"}]),
        "Calling profile 2, offer type 1: testNumbers is a string; a list is required",
    ),
    "validation": (
        profile(2, validation="Passed"),
        "Calling profile 2: validation is a string; statuses by offer type are required",
    ),
    "status": (profile(2, validation={"A": []}), "Calling profile 2: validation is an object; statuses by offer type are required"),
    "trunks": (profile(2, trunksEnrolled=1), "Calling profile 2: trunksEnrolled is a number; a list is required"),
    "trunk": (profile(2, trunk(1), None), f"{SECOND_TRUNK} is nothing; an object is required"),  # type: ignore[arg-type]
    "anonymous trunk": (
        profile(2, trunk(1), {"trunkId": "", "matchingSbcList": []}),
        f"{SECOND_TRUNK} has neither trunkId nor trunkFqdn",
    ),
    "matching": (
        profile(2, trunk(1), trunk(2, matchingSbcList="x")),
        f"{SECOND_TRUNK}: matchingSbcList is a string; a list is required",
    ),
    "sbc": (
        profile(2, trunk(1), trunk(2, matchingSbcList=[sbc(1), 5])),
        f"{SECOND_TRUNK}, SBC 2 is a number; an object is required",
    ),
    "no sbcId": (profile(2, trunk(1), trunk(2, without(sbc(1), "sbcId"))), f"{SECOND_TRUNK}, SBC 1 has no integer sbcId: nothing"),
    "sbcId string": (profile(2, trunk(1), trunk(2, sbc(1, sbcId="1"))), f"{SECOND_TRUNK}, SBC 1 has no integer sbcId: a string"),
    "sbcId boolean": (profile(2, trunk(1), trunk(2, sbc(1, sbcId=True))), f"{SECOND_TRUNK}, SBC 1 has no integer sbcId: a boolean"),
    "sbcId fraction": (profile(2, trunk(1), trunk(2, sbc(1, sbcId=1.0))), f"{SECOND_TRUNK}, SBC 1 has no integer sbcId: a number"),
    "address": (
        profile(2, trunk(1), trunk(2, sbc(1, ipAddress=[]))),
        f"{SECOND_TRUNK}, SBC 1: ipAddress is a list; a string is required",
    ),
    "additional": (profile(2, additionalSbcList=[sbc(1), {}]), "Calling profile 2, additional SBC 2 has no integer sbcId: nothing"),
}


@pytest.mark.parametrize("case", INVALID)
def test_an_error_names_the_position(case: str) -> None:
    row, message = INVALID[case]
    with pytest.raises(InvalidDocumentError) as caught:
        read_profiles([profile(1), row])
    assert str(caught.value) == f"{message}. {REPORT_IT}"


def test_two_profiles_with_the_same_id_are_refused_with_their_positions() -> None:
    rows = [profile(1), profile(2, callingProfileId="ABC"), profile(3), profile(4, callingProfileId="abc")]
    with pytest.raises(InvalidDocumentError) as caught:
        read_profiles(rows)
    assert str(caught.value) == f"Calling profiles 2 and 4 have the same id, abc. {REPORT_IT}"


@given(documents())
def test_records_are_read_back_unchanged(document: list[dict[str, Any]]) -> None:
    records = read_profiles(document)
    assert read_profiles(json.loads(json.dumps(records)), RECORD_NAMES) == records


@given(documents())
def test_every_record_has_the_same_fields(document: list[dict[str, Any]]) -> None:
    bare = read_profiles([{"callingProfileId": "1"}])[0]
    for record in read_profiles(document):
        assert record.keys() - {"extra"} == bare.keys()
        for row in record["trunks"]:
            assert row.keys() - {"extra"} == {"id", "fqdn", "sbcs"}
        for row in [row for trunk_row in record["trunks"] for row in trunk_row["sbcs"]] + record["additional_sbcs"]:
            assert row.keys() - {"extra"} == {"id", "name", "fqdn", "ip_address"}
        assert not any(is_blank(text) for text in record["emergency_dial_strings"])


@given(documents())
def test_reading_does_not_change_the_document(document: list[dict[str, Any]]) -> None:
    before = json.dumps(document)
    read_profiles(document)
    assert json.dumps(document) == before


@pytest.mark.parametrize(("extra", "kind"), [("a word", "a string"), ([1], "a list"), (3, "a number")])
def test_a_stored_record_with_an_extra_that_is_not_an_object_is_refused(extra: object, kind: str) -> None:
    with pytest.raises(InvalidDocumentError) as caught:
        read_profiles([{"id": "1", "extra": extra}], RECORD_NAMES)
    assert str(caught.value) == f"Calling profile 1: extra is {kind}; an object is required. {REPORT_IT}"
