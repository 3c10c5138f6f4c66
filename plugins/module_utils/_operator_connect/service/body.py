# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a response: read in chunks, decompressed, bounded in size, and checked to be complete."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..limits import MAX_BYTES

if TYPE_CHECKING:
    from requests import Response

ACCEPT_ENCODING = "gzip"

_CHUNK_BYTES = 64 * 1024
_MAX_CODINGS = 4


class TruncatedBodyError(Exception):
    """The body is incomplete, or cannot be decompressed."""


class UnacceptableBodyError(Exception):
    """The body is too large, or compressed in an unknown way; the text is a clause that follows the URL."""


def read_body(response: Response) -> bytes:
    """The decoded body, of at most 64 MiB.

    Raises:
        TruncatedBodyError: the body is incomplete.
        UnacceptableBodyError: the body is too large, or its encoding was not requested.
        Exception: what requests, urllib3, http.client and socket raise while they read.
    """
    # Decompressed here: urllib3 before 2.6 decompresses all that it has read at once, whatever the size of the result.
    chunks: Iterator[bytes] = iter(response.raw.stream(_CHUNK_BYTES, decode_content=False))
    for _coding in range(_count_gzip(response.headers.get("Content-Encoding", ""))):
        chunks = _decompress(_bounded(chunks))
    body = b"".join(_bounded(chunks))
    if response.raw.length_remaining:
        raise TruncatedBodyError
    return body


def _count_gzip(content_encoding: str) -> int:
    """How many times the body is compressed with gzip."""
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    applied = [coding for coding in codings if coding not in ("", "identity")]
    if len(applied) > _MAX_CODINGS or not all(coding in ("gzip", "x-gzip") for coding in applied):
        raise UnacceptableBodyError("has a content encoding that was not requested")
    return len(applied)


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > MAX_BYTES:
            raise UnacceptableBodyError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB")
        yield chunk


def _decompress(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content of a gzip stream of one or several members, in small chunks."""
    member: zlib._Decompress | None = None
    for data in chunks:
        rest = data
        while rest:
            if member is None or member.eof:
                member = _new_member()
            try:
                chunk = member.decompress(rest, _CHUNK_BYTES)
            except zlib.error:
                raise TruncatedBodyError from None
            if chunk:
                yield chunk
            rest = member.unconsumed_tail or member.unused_data
    if member is not None and not member.eof:
        raise TruncatedBodyError


def _new_member() -> zlib._Decompress:
    return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
