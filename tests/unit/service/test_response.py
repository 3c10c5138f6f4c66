# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words about an unexpected response: taken from whatever it contains, short, printable, without secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.redaction import Redactor
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.response import (
    HttpResponse,
    details_of,
    message_in,
    redirect_summary,
)

URL = "https://operator.example.net/tenantui/api/v2/oc/callingprofile"


def response(body: bytes = b"", status: int = 500, **headers: str) -> HttpResponse:
    return HttpResponse(status, CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()}), body, URL)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"message": "no"}, "no"),
        ({"Message": "no"}, "no"),
        ({"Message": {"Kind": "Error", "Text": "no"}}, "Error: no"),
        ({"Message": "no", "Type": "Information"}, "Information: no"),
        ({"messageType": "Error", "description": "no"}, "Error: no"),
        ({"error": "invalid_token", "error_description": "expired"}, "invalid_token: expired"),
        ({"error": {"code": "Forbidden", "message": "no"}}, "Forbidden: no"),
        ({"type": "about:blank", "title": "Forbidden", "detail": "no", "status": 403}, "Forbidden: no"),
        ({"title": "Invalid", "errors": {"scope": ["too short", "too odd"]}}, "Invalid: too short: too odd"),
        ({"errors": [{"message": "one"}, {"message": "two"}]}, "one: two"),
        ([{"message": "no"}], "no"),
        ("no", "no"),
        ({"message": "same", "detail": "same"}, "same"),
        ({"other": "x"}, ""),
        (7, ""),
        (None, ""),
        ({"error": {"error": {"error": {"error": {"error": "too deep"}}}}}, ""),
    ],
)
def test_the_message_in_json(value: Any, message: str) -> None:
    assert message_in(value) == message


@pytest.mark.parametrize(
    ("body", "details"),
    [
        (b'{"message": "no"}', "no"),
        (b'\xef\xbb\xbf{"message": "no"}', "no"),
        (b'{"odd": ["x"]}', '{"odd": ["x"]}'),
        (b"{}", ""),
        (b"null", ""),
        (b"", ""),
        (b"plain\r\ntext", "plain text"),
        (b"\xff\xfe\x00", "�� "[:2]),
        (b"<html><head><TITLE lang=en>Sign &amp; go\n</TITLE></head><body>more</body></html>", "Sign & go"),
        (b"  <!doctype html><style>p {x}</style><script>alert('<p>')</script><h1>502</h1><p>Bad <b>gateway", "502 Bad gateway"),
        (b"<title> </title><h1>Hello</h1>", "Hello"),
        (b"<" * 100_000, ""),
        (b"<script>" * 100_000, ""),
        (b"<title>" * 100_000, ""),
        (b"<title>x" * 100_000, "x"),
        (b"<style></style" * 100_000, ""),
        (b"<p>&#" + b"1" * 5000 + b";", "&#" + "1" * 297 + "…"),
        (b"<p>Sign in" + b"<br>" * 100_000, "Sign in"),
    ],
)
def test_the_details_in_a_body(body: bytes, details: str) -> None:
    assert details_of(response(body), Redactor()) == details


def test_the_details_in_the_header_of_a_response_without_a_body() -> None:
    challenge = 'Bearer error="invalid_token", error_description="The audience is invalid"'
    assert details_of(response(WWW_Authenticate=challenge), Redactor()) == challenge
    assert details_of(response(b"no", WWW_Authenticate=challenge), Redactor()) == "no"


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"message": "got s3cret+x/y"}),
        json.dumps({"message": "got s3cret\\u002bx/y"}),
        "<title>got s3cret+x/y</title>",
        "<title>got s3cret&#43;x&#x2F;y</title>",
        "<title>got s3cret&amp;#43;x/y</title>",
        "<p>got s3cret%2Bx%2Fy",
        "got s3cret%2bx/y",
        "x" * 290 + " s3cret+x/y",
        "<p>" + "x" * 16375 + "s3cret+x/y",
        "<p>x" + "<br>" * 32767 + "s3cret+x/y",
        "<p>x" + "<br>" * 32766 + "s3cret+x/y",
    ],
)
def test_no_secret_is_in_the_details(body: str) -> None:
    details = details_of(response(body.encode()), Redactor(["s3cret+x/y"]))
    assert details and "s3c" not in details
    assert len(details) <= 300


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://user:pa55@elsewhere.example/x?code=pa55#pa55", "https://elsewhere.example/x"),
        ("/login?next=pa55", "https://operator.example.net/login"),
        ("//elsewhere.example/x", "https://elsewhere.example/x"),
        ("https://[bad?pa55", "an invalid URL"),
        ("", "no URL"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("/tok3n/x", "https://operator.example.net/********/x"),
    ],
)
def test_the_target_of_a_redirect(location: str, target: str) -> None:
    text = redirect_summary(response(status=302, location=location), Redactor(["tok3n"]))
    assert text == f"{URL} answered 302, a redirect to {target}; redirects are not followed"
