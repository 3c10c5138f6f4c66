# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the tests of the service wing: calls without real pauses, a proxy, and a server that sends any bytes."""

from __future__ import annotations

import select
import socket
import socketserver
import threading
import time
import traceback
import warnings
from contextlib import ExitStack, contextmanager, suppress
from email.message import Message
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OperatorConnectError


@pytest.fixture(autouse=True)
def no_network_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the proxy and the certificate authorities of the person who runs the tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def tls_simulator() -> Iterator[Simulator]:
    with Simulator(tls=True) as service:
        yield service


class Caller:
    """Calls a simulator. Pauses between tries are recorded instead of slept, and the clock moves on by them."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def fetch(self, simulator: Simulator, **options: Any) -> list[object]:
        # Imported here: pytest reads this file before Ansible knows where the collection is.
        from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.client import fetch_document
        from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.settings import read_settings

        settings = read_settings({**simulator.options(), **options}, {})
        return fetch_document(settings, clock=lambda: time.monotonic() + sum(self.pauses), sleep=self.pauses.append)

    def fail(self, simulator: Simulator, **options: Any) -> OperatorConnectError:
        """The error of a call. No secret and no token is in it, however it is printed."""
        from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OperatorConnectError

        with pytest.raises(OperatorConnectError) as caught:
            self.fetch(simulator, **options)
        error = caught.value
        assert error.__cause__ is None and error.__context__ is None, "the context of an error can contain anything"
        printed = "\n".join(traceback.format_exception(type(error), error, error.__traceback__))
        printed += repr(error) + repr(error.as_failure()) + repr(vars(error))
        for secret in filter(None, (options.get("client_secret", simulator.client_secret), *simulator.tokens)):
            assert secret not in printed
        return error


@pytest.fixture
def caller() -> Caller:
    return Caller()


class _ProxyHandler(socketserver.StreamRequestHandler):
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
                head = "\r\n".join([f"{method} {address.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""])
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
    """An HTTP proxy on loopback that records its requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _ProxyHandler)
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


class RawServer(socketserver.ThreadingTCPServer):
    """Answers each connection with what a function does to its socket. An OSError ends the answer."""

    daemon_threads = True

    def __init__(self, answer: Callable[[socket.socket], None], family: socket.AddressFamily = socket.AF_INET) -> None:
        self.address_family = family
        self.answer = answer
        super().__init__(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0), _RawHandler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _RawHandler(socketserver.BaseRequestHandler):
    server: RawServer

    def handle(self) -> None:
        with suppress(OSError):
            self.server.answer(self.request)


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    """Start a `RawServer`."""
    with ExitStack() as stack:

        def start(answer: Callable[[socket.socket], None], **options: Any) -> RawServer:
            server = RawServer(answer, **options)
            stack.enter_context(_serving(server))
            return server

        yield start


@pytest.fixture
def serve_bytes(serve: Callable[..., RawServer]) -> Callable[[bytes], str]:
    """Start a server that sends the same bytes on every connection and closes it; returns its URL."""

    def start(reply: bytes) -> str:
        def answer(connection: socket.socket) -> None:
            connection.recv(65536)
            connection.sendall(reply)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(65536)

        return f"http://127.0.0.1:{serve(answer).port}"

    return start


@pytest.fixture(autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    """Fail the test for a socket that is not closed: Python warns about it, and a warning is an error here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
