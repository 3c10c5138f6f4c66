# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP answer, and what it says where it is not what was asked for."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from ..strict_json import InvalidJsonError, parse_json
from .redaction import Redactor, shown_url


@dataclass(frozen=True)
class Answer:
    """What came back: whole, decoded, bounded.

    `headers` are looked up in any case; `url` is the address that was asked, as it may be printed; `note` is a clause on why
    nobody tried again, empty where there was no reason to.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    note: str = ""

    @property
    def json(self) -> object:
        """The JSON value that the body holds; where it holds none, a InvalidJsonError that says why."""
        try:
            return parse_json(self.body)
        except InvalidJsonError as error:
            return error

    @property
    def is_redirect(self) -> bool:
        return 300 <= self.status < 400

    @property
    def is_web_page(self) -> bool:
        return "html" in self.headers.get("Content-Type", "").lower() or _MARKUP.match(self.body) is not None


def told(answer: Answer) -> str:
    """What happened, for an answer that nobody wanted: status, address, note."""
    return f"{answer.url} answered {answer.status}{', ' + answer.note if answer.note else ''}"


def told_of_redirect(answer: Answer, redactor: Redactor) -> str:
    """The same for a redirect: also where it leads, without the query, which may hold what was sent."""
    location = answer.headers.get("Location", "")
    try:
        target = redactor.clean(shown_url(urljoin(answer.url, location))) if location else "nowhere"
    except ValueError:
        target = "an address that cannot be read"
    return f"{told(answer)}, a redirect to {target}, and redirects are not followed"


def said_by(answer: Answer, redactor: Redactor) -> str:
    """The short, printable part of an answer that tells a human what is wrong. Nothing is documented, so it takes what is there.

    A message in JSON; the title or the text of a web page; plain text; else what the header for authentication says.
    """
    value = answer.json
    if isinstance(value, InvalidJsonError):
        text = page_title(answer, redactor) if answer.is_web_page else answer.body.decode("utf-8", "replace")
    else:
        # A message of an unknown kind is better shown raw than not at all.
        text = message_in(value) or ("" if value in (None, [], {}, "") else json.dumps(value, ensure_ascii=False))
    return redactor.clean(text) or redactor.clean(answer.headers.get("WWW-Authenticate", ""))


def page_title(answer: Answer, redactor: Redactor) -> str:
    """The title of a web page, or the start of its text."""
    page = redactor.mask(answer.body.decode("utf-8", "replace"))[:_ENOUGH_OF_A_PAGE]
    title = _TITLE.search(page)
    text = title.group(1) if title else ""
    if not text.strip():
        text = _TAG.sub(" ", _NOT_TEXT.sub(" ", page))
    return redactor.clean(html.unescape(text))


def message_in(value: object) -> str:
    """The message in a JSON value: the strings under the names that messages usually have, in reading order, each once."""
    return ": ".join(dict.fromkeys(text.strip() for text in _messages(value, levels=4) if text.strip()))


def _messages(value: object, levels: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and levels:
        for item in value[:3]:
            yield from _messages(item, levels - 1)
    elif isinstance(value, dict) and levels:
        fields = {name.lower().replace("_", ""): field for name, field in value.items()}
        for name in _KINDS:
            kind = fields.get(name)
            if isinstance(kind, str) and kind.lower() in ("error", "warning", "information", "info"):
                yield kind
        for name in _MESSAGES:
            yield from _messages(fields.get(name), levels - 1)
        # The fields of ASP.NET's validation errors are the names of what was not valid.
        errors = fields.get("errors")
        yield from _messages(list(errors.values()) if isinstance(errors, dict) else errors, levels - 1)


_KINDS = ("kind", "type", "severity", "messagetype")
_MESSAGES = ("error", "code", "title", "message", "errormessage", "detail", "details", "errordescription", "description", "text", "reason")


_ENOUGH_OF_A_PAGE = 16384
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_TITLE = re.compile(r"<title[^<>]*>([^<]*)", re.IGNORECASE)
_NOT_TEXT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>?")
