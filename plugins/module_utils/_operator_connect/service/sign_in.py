# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asks: a token that was given, or one that Microsoft Entra ID gives for a client's secret."""

from __future__ import annotations

import re
from typing import Any

from ..errors import SignInError
from .answer import Answer, page_title, said_by, told, told_of_redirect
from .redaction import SHORT, Redactor
from .settings import Connection, is_token
from .transport import PASSING, Transport


class GivenToken:
    """A token that the user brought. There is no other where it came from."""

    can_renew = False

    def __init__(self, token: str) -> None:
        self._token = token

    def token(self) -> str:
        return self._token


class ClientCredentials:
    """OAuth 2.0 client credentials at Microsoft Entra ID."""

    can_renew = True

    def __init__(self, connection: Connection, transport: Transport) -> None:
        self._connection = connection
        self._transport = transport

    def token(self) -> str:
        """A fresh token, each time.

        Raises:
            SignInError: Entra gave none.
            NetworkError: Entra could not be asked.
        """
        connection = self._connection
        form = {
            "grant_type": "client_credentials",
            "client_id": connection.client_id or "",
            "client_secret": connection.client_secret or "",
            "scope": connection.scope or "",
        }
        answer = self._transport.send("POST", connection.token_url, form=form, unfit=SignInError)
        token = _token_in(answer, self._transport.redactor)
        self._transport.redactor.add(token)
        return token


def sign_in_for(connection: Connection, transport: Transport) -> GivenToken | ClientCredentials:
    """The way to sign in that a connection has."""
    return GivenToken(connection.access_token) if connection.access_token else ClientCredentials(connection, transport)


def _token_in(answer: Answer, redactor: Redactor) -> str:
    if answer.is_redirect:
        raise _refused(answer, f"The sign-in failed: {told_of_redirect(answer, redactor)}", next_step=_CHECK_AUTHORITY)
    value = answer.json
    fields = value if isinstance(value, dict) else {}
    if answer.status != 200 or fields.get("error"):
        raise _error_in(answer, fields, redactor)
    token, token_type = fields.get("access_token"), fields.get("token_type", "Bearer")
    if not (isinstance(token_type, str) and token_type.lower() == "bearer"):
        raise _refused(answer, f"The sign-in gave a token of another kind than Bearer: {told(answer)}", next_step=_CHECK_AUTHORITY)
    if not is_token(token):
        # What is there instead is not quoted: it may be most of a token.
        raise _refused(answer, f"The sign-in gave no usable token: {told(answer)}", _title(answer, redactor), next_step=_CHECK_AUTHORITY)
    return str(token)


def _error_in(answer: Answer, fields: dict[str, Any], redactor: Redactor) -> SignInError:
    error = fields.get("error")
    what = f"The sign-in failed: {told(answer)}"
    if not isinstance(error, str):
        next_step = "Try again later." if answer.status in PASSING or answer.status >= 500 else _CHECK_AUTHORITY
        return _refused(answer, what, said_by(answer, redactor), next_step=next_step)
    return _refused(answer, what, _said_by_entra(error, fields, redactor), next_step=_NEXT_STEPS.get(error))


def _said_by_entra(error: str, fields: dict[str, Any], redactor: Redactor) -> str:
    """The error, the first line of its description (which starts with the AADSTS code), and the two ids that support asks for."""
    lines = str(fields.get("error_description") or "").strip().splitlines() or [""]
    described = _IDS.split(lines[0])[0]
    ids = [
        f"{name} {redactor.clean(fields[field], 60)}"
        for name, field in (("trace id", "trace_id"), ("correlation id", "correlation_id"))
        if isinstance(fields.get(field), str)
    ]
    end = f" ({', '.join(ids)})" if ids else ""
    start = redactor.clean(f"{error}: {described}" if described else error, SHORT - len(end))
    return (start.rstrip(".") if end else start) + end


def _title(answer: Answer, redactor: Redactor) -> str:
    return page_title(answer, redactor) if answer.is_web_page else ""


def _refused(answer: Answer, what: str, said: str = "", *, next_step: str | None) -> SignInError:
    return SignInError(what, said=said, url=answer.url, status=answer.status, next_step=next_step)


# Entra repeats them, with a timestamp, at the end of the description.
_IDS = re.compile(r"\s*(?:Trace ID|Correlation ID|Timestamp):")

_CHECK_AUTHORITY = "Check authority: it is the address of Microsoft Entra ID, https://login.microsoftonline.com in the public cloud."

# By `error` alone, as Microsoft asks (Entra's documentation, "Handle errors and exceptions"); the text is for people.
_NEXT_STEPS = {
    "invalid_client": (
        "Check client_id and client_secret (the secret's value, not its id). A secret expires: look at its end date in Microsoft Entra"
        " ID, App registrations, Certificates & secrets."
    ),
    "unauthorized_client": "Check client_id and tenant_id: the application must be registered, and enabled, in that tenant.",
    "invalid_scope": "Check scope: it is api://<application GUID>/.default, with the GUID that the service provider tells.",
    "invalid_resource": "Check scope, and that the service provider's application was given consent in the tenant.",
    "invalid_request": "Check tenant_id, client_id and scope, and that authority is that of the tenant's cloud.",
    "invalid_grant": "Ask the administrator of Microsoft Entra ID: a policy of the tenant may block this application.",
    "access_denied": "Ask the administrator of Microsoft Entra ID: a policy of the tenant may block this application.",
    "unsupported_grant_type": _CHECK_AUTHORITY,
    "temporarily_unavailable": "Try again later.",
    "server_error": "Try again later.",
}
