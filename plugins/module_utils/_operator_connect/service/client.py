# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call to the service: sign in, request the calling profiles, and accept nothing but the complete list."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from ..errors import AccessDeniedError, DocumentError, ServiceError
from ..strict_json import InvalidJsonError
from ..text import count_of
from .response import HttpResponse, details_of, message_in, page_excerpt, redirect_summary, status_summary
from .sign_in import TokenSource, token_source_for
from .transport import Transport

if TYPE_CHECKING:
    from .redaction import Redactor
    from .settings import ServiceSettings


def fetch_document(
    settings: ServiceSettings,
    *,
    on_token: Callable[[str], object] = bool,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> list[object]:
    """Fetch the complete list of calling profiles as the service sends it. The entries of the list are not checked.

    One sign-in and one GET of `settings.document_url`. If the service refuses a fresh token (401), both once more.

    Args:
        settings: from `read_settings`.
        on_token: called with each token before it is used.
        clock, sleep: the time, for tests.

    Raises:
        SignInError: there is no token.
        AccessDeniedError: the status is 401 or 403.
        ServiceError: the status is another than 200.
        DocumentError: the status is 200, and the response is not the complete list.
        NetworkError: there is no complete response within the deadline.
        ImportError: requests is not installed.
    """
    transport = Transport(settings, clock=clock, sleep=sleep)
    token_source = token_source_for(settings, transport)
    response = _request_document(settings, transport, token_source, on_token)
    if response.status == 401 and token_source.can_renew:
        response = _request_document(settings, transport, token_source, on_token)
    if response.status != 200:
        _raise_for_status(response, token_source.can_renew, transport.redactor)
    return _document_in(response, transport.redactor)


def _request_document(
    settings: ServiceSettings, transport: Transport, token_source: TokenSource, on_token: Callable[[str], object]
) -> HttpResponse:
    token = token_source.token()
    on_token(token)
    return transport.send("GET", settings.document_url, token=token)


def _raise_for_status(response: HttpResponse, token_was_fresh: bool, redactor: Redactor) -> NoReturn:
    url, status = response.url, response.status
    if response.is_redirect:
        raise ServiceError(redirect_summary(response, redactor), url=url, status=status, next_step=DocumentError.next_step)
    what, details = status_summary(response), details_of(response, redactor)
    if status == 401:
        next_step = _NEW_ONE_REFUSED if token_was_fresh else _GIVEN_ONE_REFUSED
        raise AccessDeniedError(f"The token was not accepted: {what}", said=details, url=url, status=status, next_step=next_step)
    if status == 403:
        raise AccessDeniedError(f"Access was denied: {what}", said=details, url=url, status=status, next_step=_FORBIDDEN)
    raise ServiceError(what, said=details, url=url, status=status, next_step=DocumentError.next_step if status == 404 else None)


_NEW_ONE_REFUSED = (
    "Microsoft Entra ID issued the token, but the service refuses it: check that scope names the application of the service, and that"
    " tenant_id is the tenant that is registered with the service provider."
)
_GIVEN_ONE_REFUSED = "Get a new access_token, with the scope of this service: a token is valid for about an hour."
_FORBIDDEN = "Ask the service provider to give this application (client_id) permission to read calling profiles."


def _document_in(response: HttpResponse, redactor: Redactor) -> list[object]:
    document: object = None
    syntax_error = ""
    try:
        document = response.parsed()
    except InvalidJsonError as error:
        # Our error is raised after this block, or it would have this one as its context.
        syntax_error = str(error)
    if syntax_error and response.is_web_page:
        _refuse_document(response, "is a web page, not the calling profiles", page_excerpt(response, redactor))
    if syntax_error:
        _refuse_document(response, f"is not JSON: {syntax_error}", next_step=_NOT_JSON)
    if isinstance(document, dict):
        _refuse_object(response, document, redactor)
    if not isinstance(document, list):
        _refuse_document(response, "is JSON, but not a list")
    _refuse_partial_list(response, len(document))
    return document


def _refuse_document(response: HttpResponse, problem: str, details: str = "", next_step: str | None = None) -> NoReturn:
    what = f"The response from {response.url} {problem}"
    raise DocumentError(what, said=details, url=response.url, status=response.status, next_step=next_step)


def _refuse_object(response: HttpResponse, document: dict[str, object], redactor: Redactor) -> NoReturn:
    fields = {name.lower().rpartition(".")[2].replace("_", ""): value for name, value in document.items()}
    rows = next((value for value in document.values() if isinstance(value, list)), None)
    if fields.get("nextlink") or (rows is not None and _is_above(_total_in(fields), len(rows))):
        _refuse_document(response, "is only part of the list (paged answer)", next_step=_PAGED)
    details = redactor.excerpt(message_in(document))
    if details:
        _refuse_document(response, "is a message instead of the list", details, _READ_MESSAGE)
    _refuse_document(response, "is JSON, but not a list")


def _refuse_partial_list(response: HttpResponse, length: int) -> None:
    # Not by the parser of requests: it stops at a parameter with a second = in it, and ignores all that follow.
    has_next = _REL_NEXT.search(_LINK_TARGET.sub("", response.headers.get("Link", ""))) is not None
    totals = [response.headers.get(name, "") for name in _TOTAL_HEADERS] + [response.headers.get("Content-Range", "").rpartition("/")[2]]
    if has_next or any(_is_above(total, length) for total in totals):
        problem = f"is only part of the list (paged answer, {count_of(length, 'calling profile')} in it)"
        _refuse_document(response, problem, next_step=_PAGED)


def _total_in(fields: dict[str, object]) -> object:
    return next((fields[name] for name in _TOTAL_FIELDS if name in fields), None)


def _is_above(total: object, length: int) -> bool:
    """Whether a total, as a number or as digits, is higher than the number of rows."""
    return re.fullmatch(r"[0-9]{1,18}", str(total).strip()) is not None and int(str(total)) > length


_LINK_TARGET = re.compile(r"<[^<>]*>")
_REL_NEXT = re.compile(r"""\brel\s*=\s*(?:"(?:[^"]*\s)?next[\s"]|next\b)""", re.IGNORECASE)
_TOTAL_HEADERS = ("X-Total-Count", "X-Total", "Total-Count")
_TOTAL_FIELDS = ("total", "totalcount", "totalrows", "totalresults", "totalitems", "count")  # the last one is @odata.count
_NOT_JSON = "Check base_url; if it is correct, report this to the operator of the service. No data was used."
_PAGED = "The service does not document paging for this URL: report this to its operator. No data was used."
_READ_MESSAGE = "The service sends a message if it cannot or will not send the list. Follow the message, then try again."
