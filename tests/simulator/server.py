# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP and TLS server of the simulator, on loopback."""

from __future__ import annotations

import os
import socket
import socketserver
import struct
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from email.message import Message


@dataclass(frozen=True)
class Request:
    """A request of a client."""

    method: str
    path: str  # with the query
    headers: Message  # names are case-insensitive
    body: str

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form-encoded body."""
        return dict(parse_qsl(self.body, keep_blank_values=True))


class ClientConnection:
    """Sends a response to one client. An OSError ends the response."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self.hung_up = False
        self._connection = connection
        self._stopping = stopping

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def send_chunk(self, data: bytes) -> None:
        """Send one chunk of `Transfer-Encoding: chunked`. The empty chunk is the last one."""
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def drip(self, data: bytes, seconds: float) -> None:
        """Send the data byte by byte, with a pause after each byte."""
        for position in range(len(data)):
            self.send(data[position : position + 1])
            self.pause(seconds)

    def pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise ConnectionAbortedError("the simulator is stopping")

    def hang_up(self) -> None:
        """Close the connection after this response, even if the response is incomplete."""
        self.hung_up = True

    def reset(self) -> None:
        """Reset the connection immediately. The client gets "connection reset by peer"."""
        self.hung_up = True
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self._connection.detach())


class Server(socketserver.ThreadingTCPServer):
    """A server on 127.0.0.1. (`http.server.HTTPServer` is not used because it resolves the name of its address.)

    Args:
        port: the port; 0 takes a free one.
        tls: the context for TLS; None for plain HTTP.
        serve: called with each request and the connection for its response.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, tls: ssl.SSLContext | None, serve: Callable[[Request, ClientConnection], None]) -> None:
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
        """Stop immediately. All open connections are closed, even during a response."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def finish_request(self, request: Any, client_address: Any) -> None:
        # The handshake is done in the thread of the connection, so that a slow client does not block others.
        connection = self._tls.wrap_socket(request, server_side=True) if self._tls else request
        self._connections.add(connection)
        try:
            super().finish_request(connection, client_address)
        finally:
            self._connections.discard(connection)
            connection.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Many tests close connections on purpose. Any other error is a bug of the simulator.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Handles the requests of one connection, and keeps it open between them."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, self.headers, body.decode("utf-8", "replace"))
        connection = ClientConnection(self.connection, self.server.stopping)
        self.server.serve(request, connection)
        self.close_connection = self.close_connection or connection.hung_up

    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _serve

    def log_message(self, format: str, *args: Any) -> None:
        pass
