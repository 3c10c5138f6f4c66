# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks that lie: certificates, protocols, proxies and responses that no correct server sends. Each ends with an error that says why."""

from __future__ import annotations

import socket
import ssl
import warnings
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import NetworkError
from simulator import Fault, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DOCUMENT = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"


def with_tls(
    certificate: trustme.LeafCert, change: Callable[[ssl.SSLContext], None] = lambda _context: None
) -> Callable[[socket.socket], None]:
    """What a server does that has this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    change(context)

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as encrypted:
            encrypted.recv(65536)
            encrypted.sendall(DOCUMENT)

    return answer


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    return ca


def fail_over_tls(caller: Any, simulator: Simulator, server: Any, ca_path: Path | None) -> NetworkError:
    """The error of a call by token to a server, with the service at its address."""
    options = {"base_url": f"https://127.0.0.1:{server.port}", "access_token": "a-token", "client_secret": None, "retries": 0}
    error = caller.fail(simulator, **options, deadline=5, ca_path=str(ca_path) if ca_path else None)
    assert isinstance(error, NetworkError)
    return error


def test_a_certificate_that_has_expired(
    serve: Callable[..., Any], authority: trustme.CA, caller: Any, simulator: Simulator, tmp_path: Path
) -> None:
    yesterday = datetime.now(timezone.utc) - timedelta(days=1)
    server = serve(with_tls(authority.issue_cert("127.0.0.1", not_after=yesterday)))
    error = fail_over_tls(caller, simulator, server, tmp_path / "ca.pem")
    assert f"The certificate of 127.0.0.1:{server.port} was not accepted" in error.what
    assert "expired" in error.said
    assert error.next_step == "Renew it, or correct the clock of this machine."


def test_a_certificate_that_nobody_signed(serve: Callable[..., Any], authority: trustme.CA, caller: Any, simulator: Simulator) -> None:
    error = fail_over_tls(caller, simulator, serve(with_tls(authority.issue_cert("127.0.0.1"))), None)
    assert "was not accepted" in error.what
    assert "Set ca_path" in error.next_step


def test_an_old_protocol(serve: Callable[..., Any], authority: trustme.CA, caller: Any, simulator: Simulator, tmp_path: Path) -> None:
    def only_old(context: ssl.SSLContext) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1

    server = serve(with_tls(authority.issue_cert("127.0.0.1"), only_old))
    error = fail_over_tls(caller, simulator, server, tmp_path / "ca.pem")
    assert f"TLS with 127.0.0.1:{server.port} failed" in error.what or "closed the connection" in error.what


def test_a_proxy_that_answers_with_a_page(serve: Callable[..., Any], caller: Any, tls_simulator: Simulator) -> None:
    """A portal that wants a person to sign in, for example."""

    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Sign in to the network</title>")

    server = serve(answer)
    error = caller.fail(tls_simulator, proxy=f"http://127.0.0.1:{server.port}", retries=0, deadline=5)
    assert isinstance(error, NetworkError)
    assert "does not use TLS" in error.what or "TLS with" in error.what or "cannot be reached" in error.what


def test_ipv6(serve: Callable[..., Any], caller: Any, simulator: Simulator) -> None:
    if not socket.has_ipv6:
        pytest.skip("this Python has no IPv6")

    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(DOCUMENT)

    try:
        server = serve(answer, family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no address ::1")
    options = {"base_url": f"http://[::1]:{server.port}", "access_token": "a-token", "client_secret": None}
    assert caller.fetch(simulator, **options) == []


@pytest.mark.parametrize(
    ("start", "again", "what"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "did not send a complete response within the deadline of 1 s"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", "something that is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x" * 1000, "something that is not HTTP"),
        (b"HTTP/1.1 ", b"2" * 1000, "something that is not HTTP"),
        (b"[]", b"[]", "something that is not HTTP"),
    ],
    ids=["100 for ever", "headers for ever", "a header for ever", "a status line for ever", "no head at all"],
)
def test_a_head_without_an_end(serve: Callable[..., Any], caller: Any, simulator: Simulator, start: bytes, again: bytes, what: str) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(start)
        while True:
            connection.sendall(again * 100)

    options = {"access_token": "a-token", "client_secret": None, "retries": 0, "deadline": 1}
    error = caller.fail(simulator, base_url=f"http://127.0.0.1:{serve(answer).port}", **options)
    assert isinstance(error, NetworkError)
    assert what in error.what


@pytest.mark.parametrize("place", ["token", "document"])
def test_a_reset_in_the_middle_of_a_body(simulator: Simulator, caller: Any, place: str) -> None:
    def half(response: Any, connection: Any) -> None:
        connection.send(response.head() + response.body[: len(response.body) // 2])
        connection.reset()

    getattr(simulator.faults, place).append(Fault(deliver=half))
    assert caller.fetch(simulator) == simulator.document
    assert len(caller.pauses) == 1, "it was retried"
