# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a response from its socket with a limit on every line and every piece.

http.client limits the lines of a head. But older releases of urllib3 read the line with the size of a chunk, and the lines after the last
chunk, without any limit, and both libraries take a negative size for "everything". So one line without an end would fill the memory.
"""

from __future__ import annotations

import http.client
import io
from typing import Any

from ..limits import MAX_BYTES

# The limit of http.client.
MAX_LINE = 64 * 1024


class BoundedReader(io.BufferedReader):
    """A buffered reader that never reads without a limit."""

    def readline(self, size: int | None = -1) -> bytes:
        """Read a line.

        Raises:
            http.client.LineTooLong: no size was given, and the line is longer than 64 KiB.
        """
        if size is not None and size >= 0:
            return super().readline(size)
        line = super().readline(MAX_LINE + 1)
        if len(line) > MAX_LINE:
            raise http.client.LineTooLong("chunk")
        return line

    def read(self, size: int | None = -1) -> bytes:
        """Read at most this many bytes, and never more than a response may have."""
        return super().read(MAX_BYTES + 1 if size is None or size < 0 else size)


class BoundedResponse(http.client.HTTPResponse):
    """A response that is read with limits."""

    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp = BoundedReader(self.fp.detach())
