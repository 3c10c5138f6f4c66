# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access token of a call: the one in the settings, or a new one from Microsoft Entra ID for a client secret."""

from __future__ import annotations

import re
from typing import Any, Union

from ..errors import SignInError
from ..strict_json import InvalidJsonError
from ..text import quoted
from .redaction import MAX_LENGTH, Redactor
from .response import HttpResponse, details_of, page_excerpt, redirect_summary, status_summary
from .settings import ServiceSettings, token_problem
from .transport import TEMPORARY_STATUSES, Transport


class StaticToken:
    """The token in the settings. It cannot be renewed."""

    can_renew = False

    def __init__(self, token: str) -> None:
        self._token = token

    def token(self) -> str:
        return self._token


class ClientCredentials:
    """New tokens from Microsoft Entra ID, with OAuth 2.0 client credentials."""

    can_renew = True

    def __init__(self, settings: ServiceSettings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport

    def token(self) -> str:
        """Request a new token.

        Raises:
            SignInError: Entra ID issued no token.
            NetworkError: there is no complete response from Entra ID.
        """
        settings = self._settings
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.client_id or "",
            "client_secret": settings.client_secret or "",
            "scope": settings.scope or "",
        }
        response = self._transport.send("POST", settings.token_url, form=form, error_class=SignInError)
        token = _token_in(response, self._transport.redactor)
        self._transport.redactor.add(token)
        return token


TokenSource = Union[StaticToken, ClientCredentials]


def token_source_for(settings: ServiceSettings, transport: Transport) -> TokenSource:
    """The source of the access token of a call."""
    return StaticToken(settings.access_token) if settings.access_token else ClientCredentials(settings, transport)


def _token_in(response: HttpResponse, redactor: Redactor) -> str:
    if response.is_redirect:
        raise _error(response, f"The sign-in failed: {redirect_summary(response, redactor)}", next_step=_CHECK_AUTHORITY)
    fields = _fields_of(response)
    if response.status != 200 or fields.get("error"):
        raise _refusal(response, fields, redactor)
    token, token_type = fields.get("access_token"), fields.get("token_type", "Bearer")
    status = status_summary(response)
    if not (isinstance(token_type, str) and token_type.lower() == "bearer"):
        raise _error(response, f"The sign-in returned a token that is not of type Bearer: {status}", next_step=_CHECK_AUTHORITY)
    if token_problem(token):
        # The value is not quoted: it can be most of a token.
        details = page_excerpt(response, redactor) if response.is_web_page else ""
        raise _error(response, f"The sign-in returned no valid token: {status}", details, next_step=_CHECK_AUTHORITY)
    return str(token)


def _fields_of(response: HttpResponse) -> dict[str, Any]:
    """The JSON object in a response; an empty one if the response is anything else."""
    try:
        value = response.parsed()
    except InvalidJsonError:
        return {}
    return value if isinstance(value, dict) else {}


def _refusal(response: HttpResponse, fields: dict[str, Any], redactor: Redactor) -> SignInError:
    error = fields.get("error")
    what = f"The sign-in failed: {status_summary(response)}"
    if not isinstance(error, str):
        is_temporary = response.status in TEMPORARY_STATUSES or response.status >= 500
        return _error(response, what, details_of(response, redactor), next_step="Try again later." if is_temporary else _CHECK_AUTHORITY)
    return _error(response, what, _entra_details(error, fields, redactor), next_step=_NEXT_STEPS.get(error))


def _entra_details(error: str, fields: dict[str, Any], redactor: Redactor) -> str:
    """The error, the first line of its description (which starts with the AADSTS code), and the two IDs that support asks for."""
    description = fields.get("error_description") or ""
    lines = (description if isinstance(description, str) else quoted(description)).strip().splitlines() or [""]
    first_line = _REPEATED_IDS.split(lines[0], maxsplit=1)[0].rstrip()
    ids = [
        f"{name} {redactor.excerpt(fields[field], 60)}"
        for name, field in (("trace id", "trace_id"), ("correlation id", "correlation_id"))
        if isinstance(fields.get(field), str)
    ]
    end = f" ({', '.join(ids)})" if ids else ""
    start = redactor.excerpt(f"{error}: {first_line}" if first_line else error, MAX_LENGTH - len(end))
    return (start.rstrip(".") if end else start) + end


def _error(response: HttpResponse, what: str, details: str = "", *, next_step: str | None) -> SignInError:
    return SignInError(what, said=details, url=response.url, status=response.status, next_step=next_step)


# Entra ID repeats them, with a timestamp, at the end of the description.
_REPEATED_IDS = re.compile(r"(?:Trace ID|Correlation ID|Timestamp):")

_CHECK_AUTHORITY = "Check authority: it is the URL of Microsoft Entra ID, https://login.microsoftonline.com in the public cloud."

# Only `error` decides, as Microsoft requires (Entra's documentation, "Handle errors and exceptions"): the text is for people.
_NEXT_STEPS = {
    "invalid_client": (
        "Check client_id and client_secret (the value of the secret, not its ID). A secret expires: check its end date in Microsoft Entra"
        " ID, App registrations, Certificates & secrets."
    ),
    "unauthorized_client": "Check client_id and tenant_id: the application must be registered, and enabled, in that tenant.",
    "invalid_scope": "Check scope: it is api://<application GUID>/.default, with the GUID that the service provider gives you.",
    "invalid_resource": "Check scope, and that the tenant gave consent to the application of the service provider.",
    "invalid_request": "Check tenant_id, client_id and scope, and that authority belongs to the cloud of the tenant.",
    "invalid_grant": "Ask the administrator of Microsoft Entra ID: a policy of the tenant may block this application.",
    "access_denied": "Ask the administrator of Microsoft Entra ID: a policy of the tenant may block this application.",
    "unsupported_grant_type": _CHECK_AUTHORITY,
    "temporarily_unavailable": "Try again later.",
    "server_error": "Try again later.",
}
