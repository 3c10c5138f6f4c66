# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the simulator: responses with wrong content, and responses that are sent in a wrong way."""

from __future__ import annotations

import codecs
import gzip
import json
import threading
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from . import entra
from .responses import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from .server import ClientConnection

# A host name that never resolves: a client that follows a link to it fails.
ELSEWHERE = "https://elsewhere.invalid/tenantui/api/v2/oc/callingprofile"


def unchanged(response: Response) -> Response:
    return response


def send_all(response: Response, connection: ClientConnection) -> None:
    connection.send(response.head() + response.body)


@dataclass(frozen=True)
class Fault:
    """A fault of one or more responses. By default nothing is wrong.

    Args:
        change: makes the faulty response from the correct one.
        deliver: sends the response.
        times: the number of responses with this fault. None means all following ones.
    """

    change: Callable[[Response], Response] = unchanged
    deliver: Callable[[Response, ClientConnection], None] = send_all
    times: int | None = 1

    # --- another response

    @classmethod
    def status(cls, code: int, body: Any = "", *, headers: dict[str, str] | None = None, times: int | None = 1) -> Fault:
        """A response with any status. A string is sent as plain text, any other body as JSON."""
        response = Response.of_text(body, code) if isinstance(body, str) else Response.of_json(body, code)
        return cls(lambda good: response.with_headers(headers or {}), times=times)

    @classmethod
    def json(cls, value: Any, *, times: int | None = 1) -> Fault:
        """Status 200 with any JSON value. Bytes are sent unchanged."""
        return cls(lambda good: Response.of_json(value), times=times)

    @classmethod
    def html(cls, code: int = 200, title: str = "Sign in to your account", *, times: int | None = 1) -> Fault:
        """A web page instead of data."""
        return cls(lambda good: Response.of_html(title, code), times=times)

    @classmethod
    def too_many_requests(cls, retry_after: object = 1, *, times: int | None = 1) -> Fault:
        """Status 429 with a `Retry-After` header: seconds, a date, or an invalid value."""
        return cls.status(429, "Too many requests", headers={"Retry-After": str(retry_after)}, times=times)

    @classmethod
    def redirect(cls, location: str = ELSEWHERE, code: int = 302, *, times: int | None = 1) -> Fault:
        return cls.status(code, headers={"Location": location}, times=times)

    @classmethod
    def message(cls, text: str = "The operation failed", kind: str = "Error", *, times: int | None = 1) -> Fault:
        """Status 200 with a message of kind Error or Information instead of data."""
        return cls.json({"Message": {"Kind": kind, "Text": text}}, times=times)

    # --- the correct response with wrong content

    @classmethod
    def headers(cls, headers: dict[str, str], *, times: int | None = 1) -> Fault:
        return cls(lambda good: good.with_headers(headers), times=times)

    @classmethod
    def content_type(cls, value: str, *, times: int | None = 1) -> Fault:
        """Another Content-Type with the same body."""
        return cls.headers({"Content-Type": value}, times=times)

    @classmethod
    def encoded_as(cls, charset: str, *, times: int | None = 1) -> Fault:
        """The same text in another encoding, with a matching Content-Type."""
        body_type = {"Content-Type": "application/json; charset=" + charset}
        return cls(lambda good: replace(good, body=good.body.decode().encode(charset)).with_headers(body_type), times=times)

    @classmethod
    def byte_order_mark(cls, *, times: int | None = 1) -> Fault:
        return cls(lambda good: replace(good, body=codecs.BOM_UTF8 + good.body), times=times)

    @classmethod
    def page(cls, *, times: int | None = 1) -> Fault:
        """The correct document as the first of several pages."""
        link = {"@odata.nextLink": ELSEWHERE + "?page=2"}
        return cls(lambda good: Response.of_json({"value": json.loads(good.body), **link}), times=times)

    @classmethod
    def next_link(cls, *, times: int | None = 1) -> Fault:
        """The correct document, with a `Link` header to the next page."""
        return cls.headers({"Link": f'<{ELSEWHERE}?page=2>; rel="next"'}, times=times)

    @classmethod
    def json_member(cls, member: str, *, times: int | None = 1) -> Fault:
        """Raw JSON (`"name": value`) inserted before the members of the first profile."""
        return cls(lambda good: replace(good, body=good.body.replace(b"[{", b"[{%s, " % member.encode(), 1)), times=times)

    @classmethod
    def not_a_number(cls, *, times: int | None = 1) -> Fault:
        return cls.json_member('"weight": NaN', times=times)

    @classmethod
    def huge_number(cls, digits: int = 4301, *, times: int | None = 1) -> Fault:
        return cls.json_member('"weight": ' + "9" * digits, times=times)

    @classmethod
    def deep_nesting(cls, levels: int = 101, *, times: int | None = 1) -> Fault:
        """A document with this many levels, including the list and the profile."""
        return cls.json_member('"nested": ' + "[" * (levels - 2) + "]" * (levels - 2), times=times)

    @classmethod
    def duplicate_keys(cls, *, times: int | None = 1) -> Fault:
        """The first profile has the key `name` twice. The second value is the correct one."""
        return cls.json_member('"name": "the first of two"', times=times)

    @classmethod
    def gzipped(cls, *, times: int | None = 1) -> Fault:
        """The correct response, compressed."""
        return cls(_gzipped, times=times)

    @classmethod
    def gzip_bomb(cls, mebibytes: int = 65, *, times: int | None = 1) -> Fault:
        """An empty list with this much white space, which compresses to very few bytes."""
        bomb = _gzipped(Response.of_json(b"[" + b" " * (mebibytes << 20) + b"]"))
        return cls(lambda good: bomb, times=times)

    # --- a response that is sent in a wrong way

    @classmethod
    def reset(cls, *, times: int | None = 1) -> Fault:
        """The connection is reset before any response."""
        return cls(deliver=lambda response, connection: connection.reset(), times=times)

    @classmethod
    def hung_up(cls, *, times: int | None = 1) -> Fault:
        """The connection is closed normally before any response."""
        return cls(deliver=lambda response, connection: connection.hang_up(), times=times)

    @classmethod
    def truncated(cls, *, chunked: bool = False, times: int | None = 1) -> Fault:
        """The connection is closed after half of the body."""
        return cls(deliver=_cut_off_chunks if chunked else _cut_off, times=times)

    @classmethod
    def chunked(cls, *, times: int | None = 1) -> Fault:
        """The whole body in chunks of seven bytes: unusual, but correct."""
        return cls(deliver=_chunks, times=times)

    @classmethod
    def delayed(cls, seconds: float, *, times: int | None = 1) -> Fault:
        """The response, after a delay."""
        return cls(deliver=partial(_delay, seconds), times=times)

    @classmethod
    def dripped_headers(cls, seconds: float = 0.05, *, times: int | None = 1) -> Fault:
        """The status line and the headers byte by byte, with a pause after each byte."""
        return cls(deliver=partial(_drip_headers, seconds), times=times)

    @classmethod
    def dripped_body(cls, seconds: float = 0.05, *, times: int | None = 1) -> Fault:
        """The body byte by byte, with a pause after each byte."""
        return cls(deliver=partial(_drip_body, seconds), times=times)

    @classmethod
    def endless_body(cls, *, times: int | None = 1) -> Fault:
        """White space until the client closes the connection."""
        return cls.endless(again=b"10000\r\n%s\r\n" % (b" " * 65536), times=times)

    @classmethod
    def endless(cls, start: bytes = b"", again: bytes = b"x" * 65536, *, times: int | None = 1) -> Fault:
        """A head that announces chunks, then any bytes, then others again and again until the client closes the connection."""
        return cls(deliver=partial(_send_endlessly, start, again), times=times)

    # --- the sign-in

    @classmethod
    def token(cls, value: Any, *, times: int | None = 1) -> Fault:
        """The correct response with any value as the token: an empty string, non-ASCII text, a number."""
        return cls(lambda good: entra.token_response(value), times=times)

    @classmethod
    def without_token(cls, *, times: int | None = 1) -> Fault:
        return cls.json({"token_type": "Bearer", "expires_in": 3599}, times=times)

    @classmethod
    def refused(cls, status: int, error: str, code: int, text: str, *, times: int | None = 1) -> Fault:
        """An error of Microsoft Entra ID with `AADSTS<code>`."""
        return cls(lambda good: entra.error_response(status, error, code, text), times=times)

    @classmethod
    def expired_secret(cls, *, times: int | None = 1) -> Fault:
        return cls.refused(401, "invalid_client", 7000222, "The provided client secret keys for the app are expired.", times=times)


def _gzipped(response: Response) -> Response:
    return replace(response, body=gzip.compress(response.body)).with_headers({"Content-Encoding": "gzip"})


def _cut_off(response: Response, connection: ClientConnection) -> None:
    connection.send(response.head() + response.body[: len(response.body) // 2])
    connection.hang_up()


def _cut_off_chunks(response: Response, connection: ClientConnection) -> None:
    connection.send(response.head(chunked=True))
    connection.send_chunk(response.body[: len(response.body) // 2])
    connection.hang_up()


def _chunks(response: Response, connection: ClientConnection) -> None:
    connection.send(response.head(chunked=True))
    for position in range(0, len(response.body), 7):
        connection.send_chunk(response.body[position : position + 7])
    connection.send_chunk(b"")


def _send_endlessly(start: bytes, again: bytes, response: Response, connection: ClientConnection) -> None:
    connection.send(response.head(chunked=True) + start)
    while True:
        connection.send(again)


def _delay(seconds: float, response: Response, connection: ClientConnection) -> None:
    connection.pause(seconds)
    send_all(response, connection)


def _drip_headers(seconds: float, response: Response, connection: ClientConnection) -> None:
    connection.drip(response.head(), seconds)
    connection.send(response.body)


def _drip_body(seconds: float, response: Response, connection: ClientConnection) -> None:
    connection.send(response.head())
    connection.drip(response.body, seconds)


class FaultQueue:
    """A queue of faults. Each request takes the first one; a fault with `times=None` stays in the queue."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def append(self, fault: Fault) -> None:
        self._waiting.extend([fault] * (1 if fault.times is None else fault.times))

    def take(self) -> Fault:
        """The fault for this request. If the queue is empty, the fault changes nothing."""
        with self._lock:
            if not self._waiting:
                return Fault()
            return self._waiting[0] if self._waiting[0].times is None else self._waiting.pop(0)

    def clear(self) -> None:
        self._waiting.clear()

    def __len__(self) -> int:
        return len(self._waiting)


class Faults:
    """The faults of the two kinds of responses."""

    def __init__(self) -> None:
        self.token = FaultQueue()
        self.document = FaultQueue()
