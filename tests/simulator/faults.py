# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an answer goes wrong: in what it says, or in how it goes over the wire."""

from __future__ import annotations

import codecs
import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from . import entra
from .answers import Answer

if TYPE_CHECKING:
    from .server import Wire

# A name that never resolves, so that a client that follows it is found out.
ELSEWHERE = "https://elsewhere.invalid/tenantui/api/v2/oc/callingprofile"


def as_it_is(answer: Answer) -> Answer:
    return answer


def whole(answer: Answer, wire: Wire) -> None:
    wire.send(answer.head() + answer.body)


@dataclass(frozen=True)
class Fault:
    """What happens to one answer, or to a few.

    Args:
        change: makes the bad answer from the good one.
        deliver: sends it.
        times: to how many answers it happens; None means to all that follow.
    """

    change: Callable[[Answer], Answer] = as_it_is
    deliver: Callable[[Answer, Wire], None] = whole
    times: int | None = 1

    # --- another answer

    @classmethod
    def status(cls, code: int, body: Any = "", *, headers: dict[str, str] | None = None, times: int | None = 1) -> Fault:
        """Any status; a string is sent as plain text, anything else as JSON."""
        answer = Answer.of_text(body, code) if isinstance(body, str) else Answer.of_json(body, code)
        return cls(lambda good: answer.with_headers(headers or {}), times=times)

    @classmethod
    def json(cls, value: Any, *, times: int | None = 1) -> Fault:
        """200 with any JSON value; bytes are sent as they are."""
        return cls(lambda good: Answer.of_json(value), times=times)

    @classmethod
    def html(cls, code: int = 200, title: str = "Sign in to your account", *, times: int | None = 1) -> Fault:
        return cls(lambda good: Answer.of_html(title, code), times=times)

    @classmethod
    def too_many_requests(cls, retry_after: object = 1, *, times: int | None = 1) -> Fault:
        """429, and when to come back: seconds, a date, or nonsense."""
        return cls.status(429, "Too many requests", headers={"Retry-After": str(retry_after)}, times=times)

    @classmethod
    def redirect(cls, location: str = ELSEWHERE, code: int = 302, *, times: int | None = 1) -> Fault:
        return cls.status(code, headers={"Location": location}, times=times)

    @classmethod
    def message(cls, text: str = "The operation failed", kind: str = "Error", *, times: int | None = 1) -> Fault:
        """200 with a message of kind Error or Information where the data should be."""
        return cls.json({"Message": {"Kind": kind, "Text": text}}, times=times)

    # --- the good answer, with something wrong in it

    @classmethod
    def headers(cls, headers: dict[str, str], *, times: int | None = 1) -> Fault:
        return cls(lambda good: good.with_headers(headers), times=times)

    @classmethod
    def content_type(cls, value: str, *, times: int | None = 1) -> Fault:
        """Another Content-Type over the same bytes."""
        return cls.headers({"Content-Type": value}, times=times)

    @classmethod
    def encoded_as(cls, charset: str, *, times: int | None = 1) -> Fault:
        """The same text in another encoding, which the Content-Type names."""
        body_type = {"Content-Type": "application/json; charset=" + charset}
        return cls(lambda good: replace(good, body=good.body.decode().encode(charset)).with_headers(body_type), times=times)

    @classmethod
    def byte_order_mark(cls, *, times: int | None = 1) -> Fault:
        return cls(lambda good: replace(good, body=codecs.BOM_UTF8 + good.body), times=times)

    @classmethod
    def page(cls, *, times: int | None = 1) -> Fault:
        """The good document as the first page of more."""
        link = {"@odata.nextLink": ELSEWHERE + "?page=2"}
        return cls(lambda good: Answer.of_json({"value": json.loads(good.body), **link}), times=times)

    @classmethod
    def next_link(cls, *, times: int | None = 1) -> Fault:
        """The good document, with a header that says that there is more."""
        return cls.headers({"Link": f'<{ELSEWHERE}?page=2>; rel="next"'}, times=times)

    @classmethod
    def json_member(cls, member: str, *, times: int | None = 1) -> Fault:
        """Raw JSON, `"name": value`, before the members of the first profile."""
        return cls(lambda good: replace(good, body=good.body.replace(b"[{", b"[{%s, " % member.encode(), 1)), times=times)

    @classmethod
    def not_a_number(cls, *, times: int | None = 1) -> Fault:
        return cls.json_member('"weight": NaN', times=times)

    @classmethod
    def huge_number(cls, digits: int = 4301, *, times: int | None = 1) -> Fault:
        return cls.json_member('"weight": ' + "9" * digits, times=times)

    @classmethod
    def deep_nesting(cls, levels: int = 101, *, times: int | None = 1) -> Fault:
        """So many levels in all, the list and the profile among them."""
        return cls.json_member('"nested": ' + "[" * (levels - 2) + "]" * (levels - 2), times=times)

    @classmethod
    def duplicate_keys(cls, *, times: int | None = 1) -> Fault:
        """The first profile has two names; the last one is its own."""
        return cls.json_member('"name": "the first of two"', times=times)

    @classmethod
    def gzipped(cls, layers: int = 1, *, times: int | None = 1) -> Fault:
        """The good answer compressed, and compressed again for each further layer."""
        return cls(partial(_gzipped, layers), times=times)

    @classmethod
    def gzip_bomb(cls, mebibytes: int = 65, layers: int = 1, *, times: int | None = 1) -> Fault:
        """An empty list and so much white space, compressed to next to nothing."""
        bomb = _gzipped(layers, Answer.of_json(b"[" + b" " * (mebibytes << 20) + b"]"))
        return cls(lambda good: bomb, times=times)

    # --- on the wire

    @classmethod
    def reset(cls, *, times: int | None = 1) -> Fault:
        """The connection is reset before any answer."""
        return cls(deliver=lambda answer, wire: wire.reset(), times=times)

    @classmethod
    def hung_up(cls, *, times: int | None = 1) -> Fault:
        """The connection is closed, politely, before any answer."""
        return cls(deliver=lambda answer, wire: wire.hang_up(), times=times)

    @classmethod
    def truncated(cls, *, chunked: bool = False, times: int | None = 1) -> Fault:
        """Half of the body, then the end."""
        return cls(deliver=_cut_off_chunks if chunked else _cut_off, times=times)

    @classmethod
    def chunked(cls, *, times: int | None = 1) -> Fault:
        """All of the body, in chunks of seven bytes: awkward, but no fault at all."""
        return cls(deliver=_chunks, times=times)

    @classmethod
    def delayed(cls, seconds: float, *, times: int | None = 1) -> Fault:
        """Nothing for so long, then the answer."""
        return cls(deliver=partial(_delay, seconds), times=times)

    @classmethod
    def dripped_headers(cls, seconds: float = 0.05, *, times: int | None = 1) -> Fault:
        """A byte each so many seconds, from the status line on."""
        return cls(deliver=partial(_drip_headers, seconds), times=times)

    @classmethod
    def dripped_body(cls, seconds: float = 0.05, *, times: int | None = 1) -> Fault:
        return cls(deliver=partial(_drip_body, seconds), times=times)

    @classmethod
    def endless_body(cls, *, times: int | None = 1) -> Fault:
        """White space until the client goes away."""
        return cls(deliver=_go_on_for_ever, times=times)

    # --- the sign-in

    @classmethod
    def token(cls, value: Any, *, times: int | None = 1) -> Fault:
        """The good answer around any value: an empty string, non-ASCII text, a number."""
        return cls(lambda good: entra.token_answer(value), times=times)

    @classmethod
    def without_token(cls, *, times: int | None = 1) -> Fault:
        return cls.json({"token_type": "Bearer", "expires_in": 3599}, times=times)

    @classmethod
    def refused(cls, status: int, error: str, code: int, text: str, *, times: int | None = 1) -> Fault:
        """Entra's refusal with `AADSTS<code>`."""
        return cls(lambda good: entra.refusal(status, error, code, text), times=times)

    @classmethod
    def expired_secret(cls, *, times: int | None = 1) -> Fault:
        return cls.refused(401, "invalid_client", 7000222, "The provided client secret keys for the app are expired.", times=times)


def _gzipped(layers: int, answer: Answer) -> Answer:
    body = answer.body
    for _layer in range(layers):
        body = gzip.compress(body)
    return replace(answer, body=body).with_headers({"Content-Encoding": ", ".join(["gzip"] * layers)})


def _cut_off(answer: Answer, wire: Wire) -> None:
    wire.send(answer.head() + answer.body[: len(answer.body) // 2])
    wire.hang_up()


def _cut_off_chunks(answer: Answer, wire: Wire) -> None:
    wire.send(answer.head(chunked=True))
    wire.send_chunk(answer.body[: len(answer.body) // 2])
    wire.hang_up()


def _chunks(answer: Answer, wire: Wire) -> None:
    wire.send(answer.head(chunked=True))
    for position in range(0, len(answer.body), 7):
        wire.send_chunk(answer.body[position : position + 7])
    wire.send_chunk(b"")


def _go_on_for_ever(answer: Answer, wire: Wire) -> None:
    wire.send(answer.head(chunked=True))
    while True:
        wire.send_chunk(b" " * 65536)


def _delay(seconds: float, answer: Answer, wire: Wire) -> None:
    wire.pause(seconds)
    whole(answer, wire)


def _drip_headers(seconds: float, answer: Answer, wire: Wire) -> None:
    wire.drip(answer.head(), seconds)
    wire.send(answer.body)


def _drip_body(seconds: float, answer: Answer, wire: Wire) -> None:
    wire.send(answer.head())
    wire.drip(answer.body, seconds)


class FaultQueue:
    """Faults in line. Each request takes the first; one without an end stays at the head of the line."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def append(self, fault: Fault) -> None:
        self._waiting.extend([fault] * (1 if fault.times is None else fault.times))

    def take(self) -> Fault:
        """The fault for this request; with nobody in line, one that does nothing."""
        with self._lock:
            if not self._waiting:
                return Fault()
            return self._waiting[0] if self._waiting[0].times is None else self._waiting.pop(0)

    def clear(self) -> None:
        self._waiting.clear()

    def __len__(self) -> int:
        return len(self._waiting)


class Faults:
    """The two places where answers go wrong."""

    def __init__(self) -> None:
        self.token = FaultQueue()
        self.document = FaultQueue()
