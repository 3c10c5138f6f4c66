# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP and TLS on loopback: a request is read, somebody answers it, the answer goes out as whole or as broken as it should."""

from __future__ import annotations

import os
import socket
import socketserver
import ssl
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    method: str
    path: str  # with the query, as it was sent
    headers: Message  # headers["authorization"]: any case will do
    body: str

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form-encoded body."""
        return dict(parse_qsl(self.body, keep_blank_values=True))


class Wire:
    """The way back to one client. Whatever fails on it is an OSError, and ends the answer."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self.hung_up = False
        self._connection = connection
        self._stopping = stopping

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def send_chunk(self, data: bytes) -> None:
        """One chunk of `Transfer-Encoding: chunked`; the empty one is the last."""
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def drip(self, data: bytes, seconds: float) -> None:
        """A byte each so many seconds."""
        for position in range(len(data)):
            self.send(data[position : position + 1])
            self.pause(seconds)

    def pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise ConnectionAbortedError("the simulator stops")

    def hang_up(self) -> None:
        """Closes after what was sent, whatever was promised."""
        self.hung_up = True

    def reset(self) -> None:
        """Drops the connection at once: the client reads "connection reset by peer"."""
        self.hung_up = True
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self._connection.detach())


class Server(socketserver.ThreadingTCPServer):
    """Listens on 127.0.0.1. (Not http.server's own class: that one asks the name service for the name of the address.)

    Args:
        port: 0 takes a free one.
        tls: where it is given, the server speaks TLS.
        serve: is given each request, and the wire for its answer.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, tls: ssl.SSLContext | None, serve: Callable[[Request, Wire], None]) -> None:
        self.serve = serve
        self.stopping = threading.Event()
        self._tls = tls
        self._connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stops at once: connections that are open, idle or half-way through an answer are closed."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def finish_request(self, request: Any, client_address: Any) -> None:
        # The handshake is made here, in the connection's own thread, so that a slow client holds up nobody else.
        connection = self._tls.wrap_socket(request, server_side=True) if self._tls else request
        self._connections.add(connection)
        try:
            super().finish_request(connection, client_address)
        finally:
            self._connections.discard(connection)
            connection.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that goes away is what half of the tests are about; anything else is a mistake in here.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Reads requests from one connection, and keeps it alive between them."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, self.headers, body.decode("utf-8", "replace"))
        wire = Wire(self.connection, self.server.stopping)
        self.server.serve(request, wire)
        self.close_connection = self.close_connection or wire.hung_up

    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _serve

    def log_message(self, format: str, *args: Any) -> None:
        pass
