# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Microsoft Entra ID's token endpoint says, in its own words (source: Entra's documentation of the client credentials flow)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .answers import Answer


def token_answer(token: Any) -> Answer:
    """The good answer, around any value that should be a token."""
    return Answer.of_json({"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token})


def refusal(status: int, error: str, code: int, text: str) -> Answer:
    """The bad answer: `error` is for programs, the AADSTS code, the text and the two ids are for whoever has to mend it."""
    trace_id, correlation_id = str(uuid.uuid4()), str(uuid.uuid4())
    timestamp = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%SZ")
    return Answer.of_json(
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


def refuse(tenant_id: str, form: Mapping[str, str], known: Mapping[str, str]) -> Answer | None:
    """What is wrong with a token request, or None.

    Args:
        tenant_id: the tenant that the URL names.
        form: the fields of the request.
        known: the tenant_id, client_id, client_secret and scope that Entra knows.
    """
    if tenant_id != known["tenant_id"]:
        text = f"Tenant '{tenant_id}' not found. Check to make sure you have the correct tenant ID."
        return refusal(400, "invalid_request", 90002, text)
    for field in ("grant_type", "client_id", "client_secret", "scope"):
        if not form.get(field):
            return refusal(400, "invalid_request", 900144, f"The request body must contain the following parameter: '{field}'.")
    if form["grant_type"] != "client_credentials":
        text = f"The app requested an unsupported grant type '{form['grant_type']}'."
        return refusal(400, "unsupported_grant_type", 70003, text)
    if form["client_id"] != known["client_id"]:
        text = f"Application with identifier '{form['client_id']}' was not found in the directory '{tenant_id}'."
        return refusal(400, "unauthorized_client", 700016, text)
    if form["client_secret"] != known["client_secret"]:
        text = (
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value,"
            f" not the client secret ID, for a secret added to app '{form['client_id']}'."
        )
        return refusal(401, "invalid_client", 7000215, text)
    if form["scope"] != known["scope"]:
        text = f"The provided value for the input parameter 'scope' is not valid. The scope {form['scope']} is not valid."
        return refusal(400, "invalid_scope", 70011, text)
    return None
