# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a response: read in chunks, decompressed, bounded in size, and checked to be complete."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..limits import MAX_BYTES

if TYPE_CHECKING:
    from requests import Response

ACCEPT_ENCODING = "gzip"
# What is read of a response whose status already says that it is not the expected one.
MAX_ERROR_BYTES = 1024 * 1024

_CHUNK_BYTES = 64 * 1024
# A program that compresses a document makes one member. Each takes time, also an empty one of 20 bytes.
_MAX_MEMBERS = 1000
_GZIP_MAGIC = b"\x1f\x8b"


class TruncatedBodyError(Exception):
    """The body is incomplete, or cannot be decompressed."""


class UnacceptableBodyError(Exception):
    """The body is too large, or compressed in another way than requested; the text is a clause that follows the URL."""


def read_body(response: Response) -> bytes:
    """The decoded body, of at most 64 MiB.

    Raises:
        TruncatedBodyError: the body is incomplete.
        UnacceptableBodyError: the body is too large, or its encoding was not requested.
        Exception: the other `reading_errors`.
    """
    body = b"".join(_bounded(_decoded_chunks(response)))
    # urllib3 before 2.0 does not check this itself.
    if response.raw.length_remaining:
        raise TruncatedBodyError
    return body


def read_error_body(response: Response) -> tuple[bytes, bool]:
    """Read the body of a response with an error status, as far as that is possible.

    The status says what happened, so nothing about the body may hide it: not its size, its encoding or a lost connection.

    Returns:
        The start of the decoded body, at most 1 MiB, and whether that is all of it.
    """
    start = bytearray()
    unreadable: tuple[type[Exception], ...] = (UnacceptableBodyError, *reading_errors())
    try:
        for chunk in _decoded_chunks(response):
            start += chunk
            if len(start) > MAX_ERROR_BYTES:
                return bytes(start[:MAX_ERROR_BYTES]), False
    except unreadable:
        return bytes(start), False
    return bytes(start), not response.raw.length_remaining


def reading_errors() -> tuple[type[Exception], ...]:
    """What is raised if no complete response arrives."""
    from requests import RequestException
    from urllib3.exceptions import HTTPError

    return RequestException, HTTPError, http.client.HTTPException, OSError, ValueError, TruncatedBodyError


def _decoded_chunks(response: Response) -> Iterator[bytes]:
    # Decompressed here: urllib3 before 2.6 decompresses all that it has read at once, whatever the size of the result.
    chunks: Iterator[bytes] = iter(response.raw.stream(_CHUNK_BYTES, decode_content=False))
    return _decompress(_bounded(chunks)) if _is_gzip(response.headers.get("Content-Encoding", "")) else chunks


def _is_gzip(content_encoding: str) -> bool:
    """Whether the body is compressed with gzip. Only one layer of it was requested."""
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    applied = [coding for coding in codings if coding not in ("", "identity")]
    if applied not in ([], ["gzip"], ["x-gzip"]):
        raise UnacceptableBodyError("has a content encoding that was not requested")
    return bool(applied)


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > MAX_BYTES:
            raise UnacceptableBodyError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB")
        yield chunk


def _decompress(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content of a gzip stream of one or several members, in small chunks."""
    members = 0
    member: zlib._Decompress | None = None
    for data in chunks:
        rest = data
        while rest:
            if member is None or member.eof:
                members += 1
                if members > _MAX_MEMBERS:
                    raise UnacceptableBodyError(f"has more than {_MAX_MEMBERS} gzip members")
                member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
                if members == 1 and not _GZIP_MAGIC.startswith(rest[:2]):
                    raise UnacceptableBodyError("has the content encoding gzip, and is not compressed with it")
            try:
                chunk = member.decompress(rest, _CHUNK_BYTES)
            except zlib.error:
                raise TruncatedBodyError from None
            if chunk:
                yield chunk
            rest = member.unconsumed_tail or member.unused_data
    if member is not None and not member.eof:
        raise TruncatedBodyError
