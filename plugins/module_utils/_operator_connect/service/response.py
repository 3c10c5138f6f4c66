# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP response, and the words for a message about a response that is not the expected one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from ..strict_json import InvalidJsonError, parse_json
from .redaction import Redactor, redacted_url, unescape_html


@dataclass(frozen=True)
class HttpResponse:
    """A response: its body is decoded and bounded.

    `headers` ignore case; `url` is the URL of the request without secrets; `retry_note` is a clause on why there was no further try,
    empty for a response that no retry can change; `is_cut` says whether the body is only a start, which is so only for an error status.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    retry_note: str = ""
    is_cut: bool = False

    def parsed(self) -> object:
        """The JSON value of the body.

        Raises:
            InvalidJsonError: the body is not JSON.
        """
        return parse_json(self.body)

    @property
    def is_redirect(self) -> bool:
        return 300 <= self.status < 400

    @property
    def is_web_page(self) -> bool:
        return "html" in self.headers.get("Content-Type", "").lower() or _MARKUP.match(self.body) is not None


def status_summary(response: HttpResponse) -> str:
    """What happened, as a clause: URL, status and the note on retries."""
    return f"{response.url} answered {response.status}{', ' + response.retry_note if response.retry_note else ''}"


def redirect_summary(response: HttpResponse, redactor: Redactor) -> str:
    """The same for a redirect, with its target. The query of the target is left out: it can repeat what was sent."""
    location = response.headers.get("Location", "")
    try:
        target = redactor.excerpt(redacted_url(urljoin(response.url, location))) if location else "no URL"
    except ValueError:
        target = "an invalid URL"
    return f"{status_summary(response)}, a redirect to {target}; redirects are not followed"


def details_of(response: HttpResponse, redactor: Redactor) -> str:
    """The part of a response that describes the error to a person. The format is not documented, so several are tried.

    A message in JSON; the title or the text of a web page; plain text; else the authentication header.
    """
    try:
        value = response.parsed()
    except InvalidJsonError:
        if response.is_web_page:
            details = page_excerpt(response, redactor)
        else:
            details = redactor.excerpt(response.body.decode("utf-8", "replace"), is_cut=response.is_cut)
    else:
        # A message in an unknown format is shown as it is.
        text = message_in(value) or ("" if value in (None, [], {}, "") else json.dumps(value, ensure_ascii=False))
        details = redactor.excerpt(text)
    return details or redactor.excerpt(response.headers.get("WWW-Authenticate", ""))


def page_excerpt(response: HttpResponse, redactor: Redactor) -> str:
    """The title of a web page, or the start of its text."""
    page = response.body[:_EXAMINED_BYTES].decode("utf-8", "replace")
    title = _TITLE.search(page)
    if title and title.group(1).strip():
        return redactor.excerpt(unescape_html(title.group(1)))
    text = _TAG.sub(" ", _NOT_TEXT.sub(" ", page))
    return redactor.excerpt(unescape_html(text), is_cut=response.is_cut or len(response.body) > _EXAMINED_BYTES)


def message_in(value: object) -> str:
    """The message in a JSON value: the strings in the fields that usually contain one, in reading order, without duplicates."""
    return ": ".join(dict.fromkeys(text.strip() for text in _messages(value, levels=4) if text.strip()))


def _messages(value: object, levels: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and levels:
        for item in value[:3]:
            yield from _messages(item, levels - 1)
    elif isinstance(value, dict) and levels:
        fields = {name.lower().replace("_", ""): field for name, field in value.items()}
        for name in _KIND_FIELDS:
            kind = fields.get(name)
            if isinstance(kind, str) and kind.lower() in ("error", "warning", "information", "info"):
                yield kind
        for name in _MESSAGE_FIELDS:
            yield from _messages(fields.get(name), levels - 1)
        # ASP.NET's validation errors are a mapping by the name of the invalid field.
        errors = fields.get("errors")
        yield from _messages(list(errors.values()) if isinstance(errors, dict) else errors, levels - 1)


_KIND_FIELDS = ("kind", "type", "severity", "messagetype")
_MESSAGE_FIELDS = (
    "error",
    "code",
    "title",
    "message",
    "errormessage",
    "detail",
    "details",
    "errordescription",
    "description",
    "text",
    "reason",
)

_EXAMINED_BYTES = 128 * 1024
# Each of these takes time in proportion to the length of the page, whatever is in it.
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_TITLE = re.compile(r"<title[^<>]*>([^<]*)<", re.IGNORECASE)
_NOT_TEXT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>?")
