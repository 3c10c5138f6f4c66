# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Responses of the token endpoint of Microsoft Entra ID (source: Entra's documentation of the client credentials flow)."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping


def token_response(token: Any) -> Response:
    """The response to a correct request, with any value as the token."""
    return Response.of_json({"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token})


def error_response(status: int, error: str, code: int, text: str) -> Response:
    """The response to a wrong request. Programs read `error`; people read the AADSTS code, the text and the two ids."""
    trace_id, correlation_id = str(uuid.uuid4()), str(uuid.uuid4())
    timestamp = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%SZ")
    return Response.of_json(
        {
            "error": error,
            "error_description": f"AADSTS{code}: {text} Trace ID: {trace_id} Correlation ID: {correlation_id} Timestamp: {timestamp}",
            "error_codes": [code],
            "timestamp": timestamp,
            "trace_id": trace_id,
            "correlation_id": correlation_id,
            "error_uri": f"https://login.microsoftonline.com/error?code={code}",
        },
        status,
    )


def check_token_request(tenant_id: str, form: Mapping[str, str], expected: Mapping[str, str]) -> Response | None:
    """Check a token request.

    Args:
        tenant_id: the tenant in the URL.
        form: the fields of the request.
        expected: the correct tenant_id, client_id, client_secret and scope.

    Returns:
        The response to the first error, or None if the request is correct.
    """
    client_id, scope = form.get("client_id"), form.get("scope")
    not_found = f"Application with identifier '{client_id}' was not found in the directory '{tenant_id}'."
    wrong_secret = (
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value,"
        f" not the client secret ID, for a secret added to app '{client_id}'."
    )
    wrong_scope = f"The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid."
    checks = [
        (
            tenant_id == expected["tenant_id"],
            (400, "invalid_request", 90002, f"Tenant '{tenant_id}' not found. Check to make sure you have the correct tenant ID."),
        ),
        *(
            (bool(form.get(field)), (400, "invalid_request", 900144, f"The request body must contain the following parameter: '{field}'."))
            for field in ("grant_type", "client_id", "client_secret", "scope")
        ),
        (
            form.get("grant_type") == "client_credentials",
            (400, "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{form.get('grant_type')}'."),
        ),
        (client_id == expected["client_id"], (400, "unauthorized_client", 700016, not_found)),
        (form.get("client_secret") == expected["client_secret"], (401, "invalid_client", 7000215, wrong_secret)),
        (scope == expected["scope"], (400, "invalid_scope", 70011, wrong_scope)),
    ]
    return next((error_response(*error) for is_correct, error in checks if not is_correct), None)
