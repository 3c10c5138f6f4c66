# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document: the complete list, or an error that describes the response and the refusal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import (
    AccessDeniedError,
    DocumentError,
    OperatorConnectError,
    ServiceError,
)
from simulator import Fault, Simulator


@pytest.fixture
def static_token(simulator: Simulator) -> dict[str, Any]:
    """Options with a token instead of a sign-in."""
    return {"client_secret": None, "access_token": f" {simulator.issue_token()}\n"}


# --- 401 and 403


def test_a_fresh_token_that_is_refused_once_is_replaced(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.status(401))
    assert caller.fetch(simulator) == simulator.document
    used = [request.headers["Authorization"] for request in simulator.document_requests]
    assert used == ["Bearer " + token for token in simulator.tokens]
    assert len(set(used)) == 2
    assert caller.pauses == []


def test_a_token_is_replaced_only_once(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.status(401, times=None))
    error = caller.fail(simulator)
    assert isinstance(error, AccessDeniedError)
    assert (len(simulator.token_requests), len(simulator.document_requests)) == (2, 2)
    assert "scope" in error.next_step


def test_a_given_token_is_used_without_a_sign_in(simulator: Simulator, caller: Any, static_token: dict[str, Any]) -> None:
    assert caller.fetch(simulator, **static_token) == simulator.document
    assert simulator.token_requests == []
    assert simulator.document_requests[0].headers["Authorization"] == "Bearer " + simulator.tokens[0]


def test_a_given_token_that_is_refused_is_not_retried(simulator: Simulator, caller: Any, static_token: dict[str, Any]) -> None:
    simulator.revoke_tokens()
    error = caller.fail(simulator, **static_token)
    assert isinstance(error, AccessDeniedError)
    assert len(simulator.requests) == 1
    assert error.said == 'Bearer error="invalid_token"'
    assert "access_token" in error.next_step


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ({"message": "The role is missing"}, "The role is missing"),
        ({"title": "Forbidden", "detail": "The role is missing"}, "Forbidden: The role is missing"),
        ("<title>403 Forbidden</title>", "403 Forbidden"),
        ("", ""),
    ],
)
def test_403_has_the_details_of_the_body(simulator: Simulator, caller: Any, body: Any, details: str) -> None:
    simulator.faults.document.append(Fault.status(403, body))
    error = caller.fail(simulator)
    assert isinstance(error, AccessDeniedError)
    assert (error.status, error.said) == (403, details)
    assert "service provider" in error.next_step
    assert len(simulator.requests) == 2


# --- any other status


@pytest.mark.parametrize("status", [201, 203, 204, 206, 400, 404, 405, 410, 418, 500, 501])
def test_only_200_is_a_document(simulator: Simulator, caller: Any, status: int) -> None:
    simulator.faults.document.append(Fault.status(status, [] if status != 204 else ""))
    error = caller.fail(simulator)
    assert isinstance(error, ServiceError)
    assert error.status == status
    assert error.url == simulator.base_url + "/api/v2/oc/callingprofile"


def test_404_suggests_the_base_url(simulator: Simulator, caller: Any) -> None:
    error = caller.fail(simulator, base_url=simulator.base_url + "/elsewhere")
    assert error.status == 404
    assert "base_url" in error.next_step


# --- 200 with anything but the list


@pytest.mark.parametrize(
    ("fault", "problem", "details"),
    [
        (Fault.message("The tenant is locked", "Error"), "a message instead of the list", "Error: The tenant is locked"),
        (Fault.message("Nothing to show", "Information"), "a message instead of the list", "Information: Nothing to show"),
        (Fault.json({"Message": "no"}), "a message instead of the list", "no"),
        (Fault.html(200, "Sign in to your account"), "a web page", "Sign in to your account"),
        (Fault.json(b"<!doctype html><title>Hi</title>"), "a web page", "Hi"),
        (Fault.json({}), "JSON, but not a list", ""),
        (Fault.json({"value": []}), "JSON, but not a list", ""),
        (Fault.json(b"null"), "JSON, but not a list", ""),
        (Fault.json(b'"x"'), "JSON, but not a list", ""),
        (Fault.json(b"7"), "JSON, but not a list", ""),
        (Fault.json(b""), "not JSON: it is empty", ""),
        (Fault.json(b"[1"), "not JSON: line 1", ""),
        (Fault.json(b"oops"), "not JSON: line 1", ""),
        (Fault.not_a_number(), "NaN is not a JSON number", ""),
        (Fault.huge_number(), "digits", ""),
        (Fault.deep_nesting(), "nested more than 100 levels", ""),
        (Fault.encoded_as("utf-16"), "not UTF-8", ""),
        (Fault.json(rb'["\ud800"]'), r"\ud800", ""),
    ],
)
def test_a_response_that_is_not_the_document(simulator: Simulator, caller: Any, fault: Fault, problem: str, details: str) -> None:
    simulator.faults.document.append(fault)
    error = caller.fail(simulator)
    assert isinstance(error, DocumentError)
    assert problem in error.what
    assert (error.said, error.status) == (details, 200)
    assert len(simulator.document_requests) == 1


@pytest.mark.parametrize("value", [[], [{}], [1, "x", None]])
def test_a_list_is_returned_whatever_is_in_it(simulator: Simulator, caller: Any, value: list[Any]) -> None:
    simulator.document = value
    assert caller.fetch(simulator) == value


@pytest.mark.parametrize(
    "fault",
    [
        Fault.byte_order_mark(),
        Fault.duplicate_keys(),
        Fault.content_type("text/html"),
        Fault.content_type("application/json; charset=utf-16"),
        Fault.content_type("application/octet-stream"),
    ],
)
def test_the_content_type_of_json_does_not_matter(simulator: Simulator, caller: Any, fault: Fault) -> None:
    simulator.faults.document.append(fault)
    assert caller.fetch(simulator) == simulator.document


# --- part of the list


@pytest.mark.parametrize(
    "headers",
    [
        {"Link": '<https://x.example/?page=2>; rel="next"'},
        {"Link": "<https://x.example/?page=2>;rel=next"},
        {"Link": '</?page=1>; rel="first", </?page=2>; title="a=b, c"; REL="last NEXT"'},
        {"link": '<https://x.example/?a=1,b;c>; foo; rel = "next"'},
        {"X-Total-Count": "3"},
        {"x-total": " 10 "},
        {"Total-Count": "2000"},
        {"Content-Range": "profiles 0-1/37"},
    ],
)
def test_a_header_that_shows_that_the_list_is_longer(simulator: Simulator, caller: Any, headers: dict[str, str]) -> None:
    simulator.faults.document.append(Fault.headers(headers))
    error = caller.fail(simulator)
    assert isinstance(error, DocumentError)
    assert "is only part of the list (paged answer, 2 calling profiles in it)" in error.what


@pytest.mark.parametrize(
    "headers",
    [
        {"Link": '<https://x.example/next?rel=next>; rel="self"'},
        {"Link": '</style.css>; rel=preload; as=style, </prev>; rel="prev-next"'},
        {"Link": "nonsense"},
        {"Link": "<" * 60_000},
        {"Link": "rel=" + " " * 60_000},
        {"X-Total-Count": "2"},
        {"X-Total-Count": "1"},
        {"X-Total-Count": "many"},
        {"X-Total-Count": ""},
        {"X-Total-Count": "9" * 30},
        {"Content-Range": "profiles 0-1/2"},
        {"Content-Range": "profiles 0-1/*"},
    ],
)
def test_a_header_that_does_not(simulator: Simulator, caller: Any, headers: dict[str, str]) -> None:
    simulator.faults.document.append(Fault.headers(headers))
    assert caller.fetch(simulator) == simulator.document


@pytest.mark.parametrize(
    "fields",
    [
        {"@odata.nextLink": "https://x.example/?page=2"},
        {"nextLink": "https://x.example/?page=2"},
        {"next_link": "/?page=2"},
        {"total": 37},
        {"totalCount": "37"},
        {"TotalRows": 3},
        {"@odata.count": 3},
    ],
)
def test_an_object_with_part_of_the_list(simulator: Simulator, caller: Any, fields: dict[str, Any]) -> None:
    simulator.faults.document.append(Fault.json({"value": simulator.document, **fields}))
    assert "is only part of the list (paged answer)" in caller.fail(simulator).what


def test_an_object_with_the_whole_list_is_not_the_list(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.json({"value": simulator.document, "total": 2}))
    assert "JSON, but not a list" in caller.fail(simulator).what


# --- any response


@pytest.mark.parametrize("place", ["token", "document"])
@pytest.mark.parametrize(
    "body", [b"", b"\x00" * 100, b"[" * 100_000, b"<" * 100_000, b"\xff" * 100, json.dumps("x" * 100_000).encode(), b'{"error": ' * 50]
)
@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 500])
def test_every_failure_is_an_error_of_the_collection_and_short(
    simulator: Simulator, caller: Any, place: str, body: bytes, status: int
) -> None:
    getattr(simulator.faults, place).append(Fault.status(status, body, times=None))
    error = caller.fail(simulator, retries=0)
    assert isinstance(error, OperatorConnectError)
    assert len(str(error)) < 1000
    assert str(error).isprintable()
