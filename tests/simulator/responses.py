# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP responses as data, before they are sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from http.client import responses
from typing import Any

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Response:
    """Status, headers and body. `head` adds Content-Length or Transfer-Encoding."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def of_json(cls, value: Any, status: int = 200) -> Response:
        """A JSON value. Bytes are JSON text already and are sent unchanged."""
        body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        return cls(status, {"Content-Type": JSON}, body)

    @classmethod
    def of_text(cls, text: str, status: int = 200, content_type: str = "text/plain") -> Response:
        return cls(status, {"Content-Type": content_type + "; charset=utf-8"}, text.encode())

    @classmethod
    def of_html(cls, title: str, status: int = 200) -> Response:
        """A web page, as a portal or a proxy sends it instead of data."""
        page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
        return cls.of_text(page, status, "text/html")

    def with_headers(self, headers: dict[str, str]) -> Response:
        return replace(self, headers={**self.headers, **headers})

    def head(self, chunked: bool = False) -> bytes:
        """The status line and the headers, with the empty line after them."""
        reason = responses.get(self.status, "Unknown")
        framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(self.body)}"
        headers = [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([f"HTTP/1.1 {self.status} {reason}", *headers, framing, "", ""]).encode("latin-1")
