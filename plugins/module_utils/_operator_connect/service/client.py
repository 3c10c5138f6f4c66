# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call to the service: sign in, ask for the calling profiles, and believe nothing but the whole list."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from ..errors import AccessDeniedError, DocumentError, ServiceError
from ..strict_json import InvalidJsonError
from .answer import Answer, message_in, page_title, said_by, told, told_of_redirect
from .sign_in import sign_in_for
from .transport import Transport

if TYPE_CHECKING:
    from .redaction import Redactor
    from .settings import Connection


def fetch_document(
    connection: Connection, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
) -> list[object]:
    """The whole list of calling profiles, as the service sends it; what its rows are is not looked at.

    One sign-in, one GET of `connection.url`. Where the service does not take a fresh token (401), once more with another.

    Args:
        connection: from `read_settings`.
        clock, sleep: time, for tests.

    Raises:
        SignInError: no token.
        AccessDeniedError: 401 or 403.
        ServiceError: another status than 200.
        DocumentError: 200 with anything but the whole list.
        NetworkError: no whole answer within the deadline.
        ImportError: requests is not installed.
    """
    transport = Transport(connection, clock=clock, sleep=sleep)
    sign_in = sign_in_for(connection, transport)
    answer = transport.send("GET", connection.url, token=sign_in.token())
    if answer.status == 401 and sign_in.can_renew:
        answer = transport.send("GET", connection.url, token=sign_in.token())
    if answer.status != 200:
        _refuse_status(answer, sign_in.can_renew, transport.redactor)
    return _document_in(answer, transport.redactor)


def _refuse_status(answer: Answer, token_was_fresh: bool, redactor: Redactor) -> NoReturn:
    if answer.is_redirect:
        what = told_of_redirect(answer, redactor)
        raise ServiceError(what, url=answer.url, status=answer.status, next_step=DocumentError.next_step)
    said = said_by(answer, redactor)
    if answer.status == 401:
        next_step = _FRESH_TOKEN_REFUSED if token_was_fresh else _GIVEN_TOKEN_REFUSED
        raise AccessDeniedError(f"The token was not accepted: {told(answer)}", said=said, url=answer.url, status=401, next_step=next_step)
    if answer.status == 403:
        raise AccessDeniedError(f"Access was denied: {told(answer)}", said=said, url=answer.url, status=403, next_step=_FORBIDDEN)
    raise ServiceError(
        told(answer), said=said, url=answer.url, status=answer.status, next_step=DocumentError.next_step if answer.status == 404 else None
    )


_FRESH_TOKEN_REFUSED = (
    "Microsoft Entra ID gave the token, the service refuses it: check that scope names the service's own application, and that"
    " tenant_id is the tenant that the service provider knows."
)
_GIVEN_TOKEN_REFUSED = "A token lasts about an hour: get a new one for access_token, and for the scope of this service."
_FORBIDDEN = "Ask the service provider to give this application (client_id) the right to read calling profiles."


def _document_in(answer: Answer, redactor: Redactor) -> list[object]:
    document = answer.json
    if isinstance(document, InvalidJsonError):
        if answer.is_web_page:
            _refuse_document(answer, "a web page, not the calling profiles", page_title(answer, redactor))
        _refuse_document(answer, f"no JSON: {document}", next_step=_NO_JSON)
    if isinstance(document, dict):
        _refuse_object(answer, document, redactor)
    if not isinstance(document, list):
        _refuse_document(answer, "JSON, but not a list")
    _refuse_a_page_of_more(answer, len(document))
    return document


def _refuse_document(answer: Answer, found: str, said: str = "", next_step: str | None = None) -> NoReturn:
    what = f"The answer of {answer.url} is {found}"
    raise DocumentError(what, said=said, url=answer.url, status=answer.status, next_step=next_step)


def _refuse_object(answer: Answer, document: dict[str, object], redactor: Redactor) -> NoReturn:
    fields = {name.lower().rpartition(".")[2].replace("_", ""): value for name, value in document.items()}
    rows = next((value for value in document.values() if isinstance(value, list)), None)
    if fields.get("nextlink") or (rows is not None and _is_above(_total_in(fields), len(rows))):
        _refuse_document(answer, "a page of more, not the whole list", next_step=_ASK_THE_PROVIDER)
    said = redactor.clean(message_in(document))
    if said:
        _refuse_document(answer, "a message instead of the list", said, _READ_WHAT_IT_SAID)
    _refuse_document(answer, "JSON, but not a list")


def _refuse_a_page_of_more(answer: Answer, rows: int) -> None:
    # By hand: the parser of requests gives up on a parameter with a second = in it, and with it on all that follow.
    has_next = _REL_NEXT.search(_LINK_TARGET.sub("", answer.headers.get("Link", ""))) is not None
    totals = [answer.headers.get(name, "") for name in _TOTALS] + [answer.headers.get("Content-Range", "").rpartition("/")[2]]
    if has_next or any(_is_above(total, rows) for total in totals):
        _refuse_document(answer, f"a page of more, with {rows} rows of the list", next_step=_ASK_THE_PROVIDER)


def _total_in(fields: dict[str, object]) -> object:
    return next((fields[name] for name in _TOTAL_FIELDS if name in fields), None)


def _is_above(total: object, rows: int) -> bool:
    """Whether a total, as a number or in digits, says that there are more rows."""
    return re.fullmatch(r"[0-9]{1,18}", str(total).strip()) is not None and int(str(total)) > rows


_LINK_TARGET = re.compile(r"<[^>]*>")
_REL_NEXT = re.compile(r"""\brel\s*=\s*(?:"(?:[^"]*\s)?next[\s"]|next\b)""", re.IGNORECASE)
_TOTALS = ("X-Total-Count", "X-Total", "Total-Count")
_TOTAL_FIELDS = ("total", "totalcount", "totalrows", "totalresults", "totalitems", "count")  # @odata.count is the last one
_NO_JSON = "Nothing was used of it. Check base_url; where that is right, tell the operator of the service."
_ASK_THE_PROVIDER = "No paging is documented for this address. Tell the operator of the service; nothing was used of the rows that came."
_READ_WHAT_IT_SAID = "The service answers so when it cannot or will not give the list: do what it says, then try again."
