# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of an answer: read as it comes, unpacked, counted, and never believed to be whole when it is not."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..limits import MAX_BYTES

if TYPE_CHECKING:
    from requests import Response

ACCEPT_ENCODING = "gzip"

_PIECE = 64 * 1024
_MAX_LAYERS = 4


class TruncatedBodyError(Exception):
    """The body ended before its end, or cannot be unpacked."""


class UnacceptableBodyError(Exception):
    """The body is too large, or packed in a way that nobody asked for; a clause that says so."""


def read_body(response: Response) -> bytes:
    """The decoded body, of at most 64 MiB.

    What the connection raises (of requests, urllib3, http.client, socket) goes through.

    Raises:
        TruncatedBodyError: it is not whole.
        UnacceptableBodyError: it must not be read.
    """
    # Unpacked here: before 2.6 urllib3 unpacks all that it has read at once, however much that becomes.
    pieces: Iterator[bytes] = iter(response.raw.stream(_PIECE, decode_content=False))
    for _layer in range(_layers(response.headers.get("Content-Encoding", ""))):
        pieces = _gunzipped(_bounded(pieces))
    body = b"".join(_bounded(pieces))
    if response.raw.length_remaining:
        raise TruncatedBodyError
    return body


def _layers(content_encoding: str) -> int:
    """How often the body is compressed."""
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    packed = [coding for coding in codings if coding not in ("", "identity")]
    if len(packed) > _MAX_LAYERS or not all(coding in ("gzip", "x-gzip") for coding in packed):
        raise UnacceptableBodyError("is packed in a way that was not asked for")
    return len(packed)


def _bounded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > MAX_BYTES:
            raise UnacceptableBodyError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB")
        yield piece


def _gunzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The content of a gzip stream of one member or several, a small piece at a time."""
    member: zlib._Decompress | None = None
    for data in pieces:
        while data:
            if member is None or member.eof:
                member = _new_member()
            try:
                piece = member.decompress(data, _PIECE)
            except zlib.error:
                raise TruncatedBodyError from None
            if piece:
                yield piece
            data = member.unconsumed_tail or member.unused_data
    if member is not None and not member.eof:
        raise TruncatedBodyError


def _new_member() -> zlib._Decompress:
    return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
