# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sign-in: the errors of Entra ID, and what a token must be."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import SignInError
from simulator import Fault, Simulator


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("invalid_client", "expires"),
        ("unauthorized_client", "registered"),
        ("invalid_scope", "scope"),
        ("invalid_resource", "scope"),
        ("invalid_request", "tenant_id"),
        ("invalid_grant", "policy"),
        ("access_denied", "policy"),
        ("unsupported_grant_type", "authority"),
        ("temporarily_unavailable", "later"),
        ("never_heard_of", "A client secret expires"),
    ],
)
@pytest.mark.parametrize("code", [7000222, 50034])
def test_the_next_step_depends_only_on_the_error(simulator: Simulator, caller: Any, error: str, words: str, code: int) -> None:
    simulator.faults.token.append(Fault.refused(400, error, code, "Whatever the text says: invalid_client, scope, tenant."))
    failure = caller.fail(simulator)
    assert isinstance(failure, SignInError)
    assert words in failure.next_step
    assert failure.said.startswith(f"{error}: AADSTS{code}: Whatever the text says")
    assert simulator.document_requests == []
    assert len(simulator.token_requests) == 1


def test_the_ids_for_support_are_kept_after_a_long_description(simulator: Simulator, caller: Any) -> None:
    simulator.faults.token.append(
        Fault.status(
            401,
            {
                "error": "invalid_client",
                "error_description": "AADSTS7000215: " + "Long. " * 500 + "\r\nTrace ID: t\r\nCorrelation ID: c",
                "trace_id": "7e000000-0000-4000-8000-00000000000a",
                "correlation_id": "7e000000-0000-4000-8000-00000000000b",
            },
        )
    )
    said = caller.fail(simulator).said
    assert said.startswith("invalid_client: AADSTS7000215: Long. Long.")
    assert said.endswith("(trace id 7e000000-0000-4000-8000-00000000000a, correlation id 7e000000-0000-4000-8000-00000000000b)")
    assert len(said) <= 300


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ({"error": "invalid_client"}, "invalid_client"),
        ({"error": "invalid_client", "error_description": None, "trace_id": 7}, "invalid_client"),
        ({"error": "invalid_client", "error_description": ["x"]}, "invalid_client: [x]"),
        ({"error": "e", "error_description": "x" + " " * 200_000}, "e: x"),
        ({"error": {"code": "x", "message": "y"}}, "x: y"),
        ({"error": None, "message": "y"}, "y"),
        (["y"], "y"),
        ("Bad gateway", "Bad gateway"),
        ("<title>Blocked &amp; logged</title>", "Blocked & logged"),
        ("", ""),
        ({}, ""),
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_an_error_of_any_shape(simulator: Simulator, caller: Any, body: Any, details: str, status: int) -> None:
    simulator.faults.token.append(Fault.status(status, body))
    error = caller.fail(simulator)
    assert isinstance(error, SignInError)
    assert (error.status, error.said) == (status, details)
    assert error.url == simulator.authority + f"/{simulator.tenant_id}/oauth2/v2.0/token"
    assert error.next_step


def test_an_error_with_status_200_is_an_error(simulator: Simulator, caller: Any) -> None:
    simulator.faults.token.append(Fault.json({"error": "invalid_client", "access_token": "t"}))
    assert caller.fail(simulator).said == "invalid_client"


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "two words",
        "tök3n",
        "tok3n\n",
        "\x00tok3n",
        "tok3n\x7f",
        7,
        True,
        None,
        ["tok3n"],
        {"tok3n": 1},
        "\u2003tok3n",
        "tok3n" * 4000,
    ],
)
def test_a_value_that_is_not_a_token(simulator: Simulator, caller: Any, value: Any) -> None:
    simulator.faults.token.append(Fault.token(value))
    error = caller.fail(simulator)
    assert isinstance(error, SignInError)
    assert "no valid token" in error.what
    assert "tok3n" not in str(error) and "words" not in str(error)
    assert simulator.document_requests == []


@pytest.mark.parametrize("fault", [Fault.without_token(), Fault.json([]), Fault.json("t"), Fault.json(b"{"), Fault.json(b""), Fault.html()])
def test_a_response_without_a_token(simulator: Simulator, caller: Any, fault: Fault) -> None:
    simulator.faults.token.append(fault)
    error = caller.fail(simulator)
    assert isinstance(error, SignInError)
    assert "authority" in error.next_step
    assert error.said in ("", "Sign in to your account")


@pytest.mark.parametrize("token_type", ["Bearer", "bearer", "BEARER"])
def test_a_token_of_type_bearer(simulator: Simulator, caller: Any, token_type: str) -> None:
    simulator.faults.token.append(Fault.json({"access_token": simulator.issue_token(), "token_type": token_type}))
    assert caller.fetch(simulator) == simulator.document


def test_an_error_of_null_is_ignored(simulator: Simulator, caller: Any) -> None:
    simulator.faults.token.append(Fault.json({"access_token": simulator.issue_token(), "error": None}))
    assert caller.fetch(simulator) == simulator.document


def test_a_token_without_a_type_is_accepted(simulator: Simulator, caller: Any) -> None:
    simulator.faults.token.append(Fault.json({"access_token": simulator.issue_token()}))
    assert caller.fetch(simulator) == simulator.document


@pytest.mark.parametrize("token_type", ["mac", "pop", None, 7, ""])
def test_a_token_of_another_type_is_refused(simulator: Simulator, caller: Any, token_type: Any) -> None:
    simulator.faults.token.append(Fault.json({"access_token": simulator.issue_token(), "token_type": token_type}))
    assert "not of type Bearer" in caller.fail(simulator).what


@pytest.mark.parametrize("wrong", ["tenant_id", "client_id", "client_secret", "scope"])
def test_a_refusal_of_entra(simulator: Simulator, caller: Any, wrong: str) -> None:
    error = caller.fail(simulator, **{wrong: f"wrong-{wrong}"})
    assert isinstance(error, SignInError)
    assert wrong in error.next_step
    assert "AADSTS" in error.said and "trace id" in error.said


def test_a_secret_with_special_characters_is_sent_unchanged(simulator: Simulator, caller: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "s3cret +/=&?#%25\"'\\{{ x }}é€"
    monkeypatch.setattr(simulator, "client_secret", secret)
    assert caller.fetch(simulator) == simulator.document
    assert simulator.token_requests[0].form["client_secret"] == secret
