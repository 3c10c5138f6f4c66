# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the service wing share: a call whose pauses are noted instead of slept, a proxy, a server of any bytes."""

from __future__ import annotations

import select
import socket
import socketserver
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from simulator import Simulator

if TYPE_CHECKING:
    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OperatorConnectError


@pytest.fixture(autouse=True)
def environment_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no bundle of whoever runs the tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def tls_simulator() -> Iterator[Simulator]:
    with Simulator(tls=True) as service:
        yield service


class Caller:
    """Calls a simulator. Pauses between tries are noted, not slept, but they count: the clock goes on by as much."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def fetch(self, simulator: Simulator, **options: Any) -> list[object]:
        # Not above: this file is read before Ansible knows where the collection is.
        from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.client import fetch_document
        from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.settings import read_settings

        connection = read_settings({**simulator.options(), **options}, {})
        return fetch_document(connection, clock=lambda: time.monotonic() + sum(self.pauses), sleep=self.pauses.append)

    def fail(self, simulator: Simulator, **options: Any) -> OperatorConnectError:
        """The error of a call; however it is printed, no secret and no token is in it."""
        from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OperatorConnectError

        with pytest.raises(OperatorConnectError) as caught:
            self.fetch(simulator, **options)
        error = caught.value
        assert error.__cause__ is None and error.__context__ is None, "what is behind an error may hold anything"
        printed = "\n".join(traceback.format_exception(type(error), error, error.__traceback__))
        printed += repr(error) + repr(error.as_failure()) + repr(vars(error))
        for secret in filter(None, (options.get("client_secret", simulator.client_secret), *simulator.tokens)):
            assert secret not in printed
        return error


@pytest.fixture
def caller() -> Caller:
    return Caller()


class _ToProxy(socketserver.StreamRequestHandler):
    """Forwards one request (GET, POST) or one tunnel (CONNECT), both as bytes."""

    server: Proxy

    def handle(self) -> None:
        method, target, _version = self.rfile.readline().decode("latin-1").split()
        headers = Message()
        for line in iter(self.rfile.readline, b"\r\n"):
            name, _colon, value = line.decode("latin-1").partition(":")
            headers[name] = value.strip()
        self.server.requests.append(f"{method} {target}")
        self.server.authorizations += headers.get_all("Proxy-Authorization", [])
        if self.server.refusal:
            self.wfile.write(b"HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % self.server.refusal)
            return
        address = urlsplit("//" + target if method == "CONNECT" else target)
        with socket.create_connection((address.hostname or "", address.port or 0)) as upstream:
            if method == "CONNECT":
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                head = "\r\n".join([f"{method} {address.path} HTTP/1.1", *map("%s: %s".__mod__, headers.items()), "", ""])
                upstream.sendall(head.encode("latin-1") + self.rfile.read(int(headers.get("Content-Length", 0))))
            self._copy_both_ways(upstream)

    def _copy_both_ways(self, upstream: socket.socket) -> None:
        ends = {self.connection: upstream, upstream: self.connection}
        while True:
            for end in select.select(list(ends), [], [])[0]:
                data = end.recv(65536)
                if not data:
                    return
                ends[end].sendall(data)


class Proxy(socketserver.ThreadingTCPServer):
    """An HTTP proxy on loopback that notes who asks for what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _ToProxy)
        self.requests: list[str] = []
        self.authorizations: list[str] = []
        self.refusal = b""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    server = Proxy()
    with _serving(server):
        yield server


@pytest.fixture
def answering() -> Iterator[Callable[[bytes], str]]:
    """Starts a server that answers every connection with the same bytes, then closes it; returns its origin."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.recv(65536)
                self.request.sendall(self.server.reply)  # type: ignore[attr-defined]
                self.request.shutdown(socket.SHUT_WR)
                self.request.recv(65536)

    servers: list[tuple[socketserver.ThreadingTCPServer, threading.Thread]] = []

    def start(reply: bytes) -> str:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.reply = reply  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    """A socket that is not closed is a warning, and a warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
