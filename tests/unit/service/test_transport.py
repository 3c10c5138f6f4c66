# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests over the network: retries, the deadline, the size of a response, certificates, proxies, secrets."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import (
    AccessDeniedError,
    DocumentError,
    NetworkError,
    OptionError,
    ServiceError,
    SignInError,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.deadline import Deadline
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.redaction import HIDDEN, MASK
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.version import VERSION
from simulator import Fault, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable

BROKEN = {
    "reset": Fault.reset(times=None),
    "hung up": Fault.hung_up(times=None),
    "cut off": Fault.truncated(times=None),
    "cut off between chunks": Fault.truncated(chunked=True, times=None),
}


# --- what is sent


def test_one_sign_in_and_one_get_with_their_headers(simulator: Simulator, caller: Any) -> None:
    assert caller.fetch(simulator) == simulator.document
    sign_in, get = simulator.requests
    assert (sign_in.method, get.method) == ("POST", "GET")
    assert sign_in.form == {
        "grant_type": "client_credentials",
        "client_id": simulator.client_id,
        "client_secret": simulator.client_secret,
        "scope": simulator.scope,
    }
    assert get.body == ""
    assert get.headers["Authorization"] == "Bearer " + simulator.tokens[0]
    for request in (sign_in, get):
        assert request.headers["Accept"] == "application/json"
        assert request.headers["User-Agent"].startswith(f"audiocodes.operator_connect/{VERSION} python-requests/")
        assert request.headers["Cookie"] is None


def test_netrc_is_not_read(simulator: Simulator, caller: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("default login somebody password else\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    caller.fetch(simulator)
    assert simulator.token_requests[0].headers["Authorization"] is None
    assert simulator.document_requests[0].headers["Authorization"] == "Bearer " + simulator.tokens[0]


def test_no_cookie_is_kept(simulator: Simulator, caller: Any) -> None:
    simulator.faults.token.append(Fault.headers({"Set-Cookie": "session=1; Path=/"}))
    simulator.faults.document.append(Fault.status(503, headers={"Set-Cookie": "session=2; Path=/"}))
    caller.fetch(simulator)
    assert [request.headers["Cookie"] for request in simulator.requests] == [None] * 3


def test_requests_is_imported_only_to_send() -> None:
    """A run from a cache or a file does not need it."""
    package = DocumentError.__module__.rpartition(".")[0] + ".service"
    script = f"import sys\nfrom {package} import client, transport\nassert not {{'requests', 'urllib3'}} & set(sys.modules)\n"
    root = Path(sys.modules[package].__path__[0]).parents[6]
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True)


# --- retries


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
@pytest.mark.parametrize("place", ["token", "document"])
def test_a_temporary_status_is_retried(simulator: Simulator, caller: Any, place: str, status: int) -> None:
    getattr(simulator.faults, place).append(Fault.status(status, times=3))
    assert caller.fetch(simulator) == simulator.document
    assert len(caller.pauses) == 3


@pytest.mark.parametrize("status", [400, 404, 409, 410, 500, 501, 505])
@pytest.mark.parametrize("place", ["token", "document"])
def test_any_other_status_is_not_retried(simulator: Simulator, caller: Any, place: str, status: int) -> None:
    getattr(simulator.faults, place).append(Fault.status(status, "sorry"))
    error = caller.fail(simulator)
    assert isinstance(error, SignInError if place == "token" else ServiceError)
    assert (error.status, error.said) == (status, "sorry")
    assert caller.pauses == []


@pytest.mark.parametrize("fault", sorted(BROKEN))
@pytest.mark.parametrize("place", ["token", "document"])
def test_a_broken_connection_is_retried(simulator: Simulator, caller: Any, place: str, fault: str) -> None:
    getattr(simulator.faults, place).append(BROKEN[fault])
    error = caller.fail(simulator, retries=2)
    assert isinstance(error, NetworkError)
    assert len(caller.pauses) == 2
    assert len(simulator.token_requests if place == "token" else simulator.document_requests) == 3
    assert "3 times in a row" in error.what
    assert ("cut off" in error.what) == ("cut off" in fault)


def test_failures_before_a_success_do_not_matter(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.truncated())
    simulator.faults.document.append(Fault.status(502))
    simulator.faults.document.append(Fault.reset())
    assert caller.fetch(simulator) == simulator.document


@pytest.mark.parametrize("fault", [Fault.status(503), Fault.reset(), Fault.too_many_requests(0)])
def test_without_retries_there_is_one_try(simulator: Simulator, caller: Any, fault: Fault) -> None:
    simulator.faults.document.append(fault)
    error = caller.fail(simulator, retries=0)
    assert len(simulator.document_requests) == 1
    assert caller.pauses == []
    assert "in a row" not in error.what


def test_pauses_double_and_have_a_random_part(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.status(503, times=None))
    caller.fail(simulator, retries=7, deadline=1000)
    for pause, most in zip(caller.pauses, [1, 2, 4, 8, 16, 20, 20]):
        assert most / 2 <= pause <= most
    assert len({pause / 2**index for index, pause in enumerate(caller.pauses)}) > 1


# --- Retry-After


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds(simulator: Simulator, caller: Any, status: int) -> None:
    simulator.faults.document.append(Fault.status(status, headers={"Retry-After": "7"}))
    simulator.faults.document.append(Fault.status(status, headers={"Retry-After": " 0 "}))
    caller.fetch(simulator)
    assert caller.pauses == [7, 0]


@pytest.mark.parametrize(("ahead", "least", "most"), [(60, 30, 60), (-3600, 0, 0)])
def test_retry_after_as_a_date(simulator: Simulator, caller: Any, ahead: int, least: int, most: int) -> None:
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=ahead), usegmt=True)
    simulator.faults.document.append(Fault.too_many_requests(date))
    caller.fetch(simulator)
    assert least <= caller.pauses[0] <= most


@pytest.mark.parametrize("value", ["soon", "", "-5", "1.5", "9" * 5000, "Fri, 99 Foo 2026", "\u0665".encode().decode("latin-1"), "7, 8"])
def test_retry_after_that_cannot_be_read_is_ignored(simulator: Simulator, caller: Any, value: str) -> None:
    simulator.faults.document.append(Fault.too_many_requests(value))
    assert caller.fetch(simulator) == simulator.document
    assert 0.5 <= caller.pauses[0] <= 1


@pytest.mark.parametrize("place", ["token", "document"])
def test_retry_after_the_deadline_fails_at_once(simulator: Simulator, caller: Any, place: str) -> None:
    getattr(simulator.faults, place).append(Fault.too_many_requests(3600))
    error = caller.fail(simulator, deadline=60)
    assert isinstance(error, SignInError if place == "token" else ServiceError)
    assert "and asks for a retry in 3600 s, after the deadline of 60 s" in error.what
    assert caller.pauses == []


# --- the deadline


def test_the_deadline_includes_the_sign_in_pauses_and_all_tries(simulator: Simulator, caller: Any) -> None:
    simulator.faults.token.append(Fault.too_many_requests(40))
    simulator.faults.document.append(Fault.too_many_requests(15))
    simulator.faults.document.append(Fault.too_many_requests(6))
    error = caller.fail(simulator, deadline=60)
    assert caller.pauses == [40, 15]
    assert error.status == 429
    assert "and asks for a retry in 6 s, after the deadline of 60 s" in error.what


def test_without_time_for_a_pause_the_last_failure_is_reported(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.too_many_requests(59))
    simulator.faults.document.append(Fault.reset(times=None))
    error = caller.fail(simulator, deadline=60, retries=100)
    assert isinstance(error, NetworkError)
    assert error.what.endswith(", no time left for a retry within the deadline of 60 s")
    assert caller.pauses == [59]


SLOW = {"headers": Fault.dripped_headers, "body": Fault.dripped_body}


@pytest.mark.parametrize("part", sorted(SLOW))
@pytest.mark.parametrize("place", ["token", "document"])
def test_a_slow_response_ends_at_the_deadline(simulator: Simulator, caller: Any, place: str, part: str) -> None:
    # With a byte now and then, no single wait exceeds the timeout, and the whole response would take minutes.
    simulator.document = simulator.document * 100
    getattr(simulator.faults, place).append(SLOW[part](0.2, times=None))
    error = caller.fail(simulator, deadline=0.7)
    assert isinstance(error, NetworkError)
    assert "did not send a complete response within the deadline of 0.7 s" in error.what
    assert len(getattr(simulator, place + "_requests")) <= 1, "there is no retry after the deadline"


@pytest.mark.parametrize("part", sorted(SLOW))
def test_a_slow_response_in_tls_ends_at_the_deadline(tls_simulator: Simulator, caller: Any, part: str) -> None:
    tls_simulator.document = tls_simulator.document * 100
    tls_simulator.faults.document.append(SLOW[part](0.2))
    assert "within the deadline of 1.2 s" in caller.fail(tls_simulator, deadline=1.2).what


def test_a_body_without_a_length_is_incomplete_at_the_deadline(simulator: Simulator, caller: Any) -> None:
    def deliver(answer: Any, wire: Any) -> None:
        wire.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[]")
        wire.pause(30)

    simulator.faults.document.append(Fault(deliver=deliver))
    assert "within the deadline of 0.5 s" in caller.fail(simulator, deadline=0.5).what


def test_a_tls_handshake_that_never_ends(caller: Any, simulator: Simulator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = caller.fail(simulator, base_url=f"https://127.0.0.1:{silent.getsockname()[1]}", deadline=0.5)
    assert "within the deadline of 0.5 s" in error.what


def test_the_timeout_is_for_a_single_wait(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.delayed(30, times=None))
    error = caller.fail(simulator, timeout=0.2, retries=1)
    assert "did not answer within 0.2 s, 2 times in a row" in error.what
    assert "timeout" in error.next_step


def test_a_slow_response_within_timeout_and_deadline_is_fine(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.delayed(0.1))
    assert caller.fetch(simulator) == simulator.document


def test_no_thread_is_left(simulator: Simulator, caller: Any) -> None:
    import threading

    ours = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    caller.fetch(simulator)
    assert [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)] == ours


# --- host names


def resolve_many_example(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **settings: Any) -> Any:
        names = hosts if host == "many.example" else (host,)
        return [found for name in names for found in real(name, port, socket.AF_INET, socket.SOCK_STREAM)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def test_a_host_with_dead_addresses_and_a_live_one(tls_simulator: Simulator, caller: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_many_example(monkeypatch, "127.0.0.2", "127.0.0.3", "127.0.0.1")
    base_url = f"https://many.example:{tls_simulator.port}/tenantui"
    assert caller.fetch(tls_simulator, base_url=base_url, validate_certs=False) == tls_simulator.document


def test_all_addresses_of_a_host_share_one_timeout(simulator: Simulator, caller: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import urllib3.util.connection

    waits: list[float] = []

    def dead(address: Any, timeout: float, *args: Any, **settings: Any) -> socket.socket:
        waits.append(timeout)
        caller.pauses.append(timeout)
        raise socket.timeout("timed out")

    real = urllib3.util.connection.create_connection
    monkeypatch.setattr(
        urllib3.util.connection,
        "create_connection",
        lambda address, *args, **settings: (dead if address[0] != "127.0.0.1" else real)(address, *args, **settings),
    )
    resolve_many_example(monkeypatch, "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5")
    error = caller.fail(simulator, base_url="https://many.example/tenantui", timeout=8, retries=0)
    assert "did not answer within 8 s" in error.what
    assert [round(wait) for wait in waits] == [2, 2, 2, 2]


def test_an_unknown_host_name(simulator: Simulator, caller: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, *args: Any, **settings: Any) -> Any:
        if host == "127.0.0.1":
            return real(host, *args, **settings)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    error = caller.fail(simulator, base_url="https://nobody.example/tenantui")
    assert "Host name nobody.example cannot be resolved" in error.what
    assert error.said == "Name or service not known"


def test_a_closed_port(simulator: Simulator, caller: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    error = caller.fail(simulator, base_url=f"http://127.0.0.1:{port}")
    assert f"127.0.0.1:{port} refused the connection, 4 times in a row" in error.what


# --- size


@pytest.mark.parametrize("place", ["token", "document"])
@pytest.mark.parametrize("fault", [Fault.gzip_bomb(65), Fault.endless_body()])
def test_a_response_over_64_mib_is_refused(simulator: Simulator, caller: Any, place: str, fault: Fault) -> None:
    getattr(simulator.faults, place).append(fault)
    error = caller.fail(simulator)
    assert isinstance(error, SignInError if place == "token" else DocumentError)
    assert "larger than 64 MiB" in error.what
    assert caller.pauses == []


# Bodies that cannot be read.
UNREADABLE = {
    "a gzip bomb": Fault.gzip_bomb(65),
    "an endless body": Fault.endless_body(),
    "an encoding that was not requested": Fault.headers({"Content-Encoding": "deflate"}),
    "a body that is not the gzip that it should be": Fault.headers({"Content-Encoding": "gzip"}),
    "half a body": Fault.truncated(),
    "half a body in chunks": Fault.truncated(chunked=True),
    "a body that never comes": Fault.dripped_body(60),
}


@pytest.mark.parametrize("fault", UNREADABLE.values(), ids=list(UNREADABLE))
@pytest.mark.parametrize("status", [302, 401, 403, 404])
def test_a_status_is_not_lost_because_its_body_cannot_be_read(simulator: Simulator, caller: Any, status: int, fault: Fault) -> None:
    simulator.faults.document.append(with_status(fault, status))
    error = caller.fail(simulator, access_token="a-token", client_secret=None, timeout=0.5)
    assert error.status == status
    assert f" answered {status}" in error.what
    assert caller.pauses == []


@pytest.mark.parametrize("fault", UNREADABLE.values(), ids=list(UNREADABLE))
def test_a_temporary_status_is_retried_although_its_body_cannot_be_read(simulator: Simulator, caller: Any, fault: Fault) -> None:
    simulator.faults.document.append(with_status(fault, 503))
    assert caller.fetch(simulator, timeout=0.5) == simulator.document
    assert len(caller.pauses) == 1


def test_a_status_is_not_lost_at_the_deadline(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(with_status(Fault.dripped_body(), 403))
    error = caller.fail(simulator, deadline=1)
    assert (type(error), error.status) == (AccessDeniedError, 403)


def test_the_start_of_a_body_that_is_cut_off_shows_no_part_of_a_secret(simulator: Simulator, caller: Any) -> None:
    body = f"no access for {simulator.client_secret}".encode()
    # The fault sends half of the body.
    half = Fault.truncated()
    simulator.faults.document.append(replace(half, change=lambda good: replace(good, status=403, body=body + b"x" * (len(body) - 10))))
    error = caller.fail(simulator)
    assert error.status == 403
    assert simulator.client_secret[:5] not in str(error)


def with_status(fault: Fault, status: int) -> Fault:
    return replace(fault, change=lambda good: replace(fault.change(good), status=status).with_headers({"Location": "https://x.invalid/"}))


def test_gzip_is_decompressed(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.gzipped())
    assert caller.fetch(simulator) == simulator.document
    assert simulator.document_requests[0].headers["Accept-Encoding"] == "gzip"


def test_gzip_of_several_members(simulator: Simulator, caller: Any) -> None:
    body = gzip.compress(b"[") + gzip.compress(b"") + gzip.compress(b"]")
    simulator.faults.document.append(Fault(lambda good: with_body(good, body)))
    assert caller.fetch(simulator) == []


def test_gzip_of_very_many_members_is_refused(simulator: Simulator, caller: Any) -> None:
    """Each takes time after the last byte has come, whatever the deadline is."""
    body = gzip.compress(b"[]") + gzip.compress(b"") * 1000
    simulator.faults.document.append(Fault(lambda good: with_body(good, body)))
    assert "has more than 1000 gzip members" in caller.fail(simulator).what


def test_a_body_that_is_not_the_gzip_that_it_should_be(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.headers({"Content-Encoding": "gzip"}))
    error = caller.fail(simulator)
    assert isinstance(error, DocumentError)
    assert "has the content encoding gzip, and is not compressed with it" in error.what


@pytest.mark.parametrize("damage", [lambda body: body[:-9], lambda body: body[:-1] + b"x", lambda body: body + b"x"])
def test_damaged_gzip_is_an_incomplete_body(simulator: Simulator, caller: Any, damage: Callable[[bytes], bytes]) -> None:
    body = damage(gzip.compress(b"[]" + b" " * 1000))
    simulator.faults.document.append(Fault(lambda good: with_body(good, body), times=None))
    error = caller.fail(simulator, retries=1)
    assert "was cut off, 2 times in a row" in error.what


def with_body(answer: Any, body: bytes) -> Any:
    return replace(answer, body=body).with_headers({"Content-Encoding": "GZip"})


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "x"])
def test_an_encoding_that_was_not_requested_is_refused(simulator: Simulator, caller: Any, coding: str) -> None:
    simulator.faults.document.append(Fault.headers({"Content-Encoding": coding}))
    error = caller.fail(simulator)
    assert isinstance(error, DocumentError)
    assert "has a content encoding that was not requested" in error.what


def test_chunks_are_joined(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.chunked())
    assert caller.fetch(simulator) == simulator.document


@pytest.mark.parametrize(
    "reply",
    [
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[]",
        b"",
    ],
)
def test_a_response_that_is_not_http_is_a_network_error(
    simulator: Simulator, caller: Any, serve_bytes: Callable[[bytes], str], reply: bytes
) -> None:
    error = caller.fail(simulator, base_url=serve_bytes(reply), retries=1)
    assert isinstance(error, NetworkError)
    assert "failed" not in error.what, "the reason is known"


# --- redirects


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["token", "document"])
def test_a_redirect_is_an_error_and_is_not_followed(simulator: Simulator, caller: Any, place: str, code: int) -> None:
    with Simulator() as elsewhere:
        getattr(simulator.faults, place).append(Fault.redirect(elsewhere.base_url + "/x?code=pa55w0rd#pa55w0rd", code))
        error = caller.fail(simulator)
        assert elsewhere.requests == []
    assert isinstance(error, SignInError if place == "token" else ServiceError)
    assert error.status == code
    assert f"a redirect to {elsewhere.base_url}/x; redirects are not followed" in error.what
    assert "pa55w0rd" not in str(error)
    assert len(simulator.requests) == (1 if place == "token" else 2)


def test_a_redirect_to_the_same_host_is_not_followed_either(simulator: Simulator, caller: Any) -> None:
    simulator.faults.document.append(Fault.redirect("/tenantui/api/v2/oc/callingprofile", 307))
    assert caller.fail(simulator).status == 307
    assert len(simulator.document_requests) == 1


# --- certificates


@pytest.fixture
def another_ca(tmp_path: Path) -> str:
    import trustme

    path = tmp_path / "another-ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    return str(path)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_ca_path_overrides_the_environment(
    tls_simulator: Simulator, caller: Any, another_ca: str, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, another_ca)
    assert caller.fetch(tls_simulator) == tls_simulator.document
    monkeypatch.setenv(variable, tls_simulator.ca_path)
    assert isinstance(caller.fail(tls_simulator, ca_path=another_ca), NetworkError)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_without_ca_path_the_environment_is_used(
    tls_simulator: Simulator, caller: Any, another_ca: str, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, tls_simulator.ca_path)
    assert caller.fetch(tls_simulator, ca_path=None) == tls_simulator.document
    monkeypatch.setenv(variable, another_ca)
    assert isinstance(caller.fail(tls_simulator, ca_path=None), NetworkError)


def test_without_validate_certs_there_is_no_check_and_no_warning(
    tls_simulator: Simulator, caller: Any, another_ca: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every warning is an error in this test.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", another_ca)
    assert caller.fetch(tls_simulator, ca_path=None, validate_certs=False) == tls_simulator.document
    assert caller.fetch(tls_simulator, ca_path=another_ca, validate_certs=False) == tls_simulator.document


def test_a_certificate_of_an_unknown_authority(tls_simulator: Simulator, caller: Any) -> None:
    error = caller.fail(tls_simulator, ca_path=None)
    assert error.what == f"{error.url}: The certificate of 127.0.0.1:{tls_simulator.port} was not accepted"
    assert "issuer certificate" in error.said
    assert "ca_path (or AUDIOCODES_CA_PATH)" in error.next_step
    assert caller.pauses == [], "a retry cannot help"


def test_a_certificate_for_another_host_name(tls_simulator: Simulator, caller: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_many_example(monkeypatch, "127.0.0.1")
    error = caller.fail(tls_simulator, base_url=f"https://many.example:{tls_simulator.port}/tenantui")
    assert "certificate of many.example" in error.what
    assert "another host name" in error.next_step


def test_a_file_of_authorities_that_does_not_exist(tls_simulator: Simulator, caller: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    error = caller.fail(tls_simulator, ca_path=None)
    assert isinstance(error, OptionError)
    assert "/nowhere/ca.pem" in error.what and "REQUESTS_CA_BUNDLE" in error.next_step


@pytest.mark.parametrize("content", ["", "no certificate\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_file_without_authorities(tls_simulator: Simulator, caller: Any, tmp_path: Path, content: str) -> None:
    (tmp_path / "ca.pem").write_text(content)
    error = caller.fail(tls_simulator, ca_path=str(tmp_path / "ca.pem"))
    assert isinstance(error, NetworkError)
    assert "ca_path" in error.what
    assert caller.pauses == []


def test_https_to_a_port_without_tls(simulator: Simulator, caller: Any) -> None:
    error = caller.fail(simulator, base_url=f"https://127.0.0.1:{simulator.port}/tenantui")
    assert "does not use TLS" in error.what


# --- proxies


def test_the_proxy_option_overrides_the_environment(
    tls_simulator: Simulator, caller: Any, proxy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "*")
    assert caller.fetch(tls_simulator, proxy="http://us%40er:pa55%2Fw0rd@" + proxy.address) == tls_simulator.document
    assert proxy.requests == [f"CONNECT 127.0.0.1:{tls_simulator.port}"] * 2
    assert proxy.authorizations == ["Basic dXNAZXI6cGE1NS93MHJk"] * 2
    assert all("Proxy-Authorization" not in request.headers for request in tls_simulator.requests)


def test_the_proxy_of_the_environment_and_its_exceptions(
    tls_simulator: Simulator, caller: Any, proxy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://" + proxy.address)
    caller.fetch(tls_simulator)
    assert len(proxy.requests) == 2
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    caller.fetch(tls_simulator)
    assert len(proxy.requests) == 2


def test_http_uses_only_a_proxy_on_this_machine(simulator: Simulator, caller: Any, proxy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.invalid:3128")
    assert caller.fetch(simulator) == simulator.document
    assert caller.fetch(simulator, proxy="http://" + proxy.address) == simulator.document
    assert [request.split()[0] for request in proxy.requests] == ["POST", "GET"]


@pytest.mark.parametrize("source", ["option", "environment"])
def test_a_proxy_that_requires_a_password(
    tls_simulator: Simulator, caller: Any, proxy: Any, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    proxy.refusal = b"407 Not with pa55w0rd, us3r"
    address = "http://us3r:pa55w0rd@" + proxy.address
    monkeypatch.setenv("HTTPS_PROXY", address if source == "environment" else "")
    error = caller.fail(tls_simulator, proxy=address if source == "option" else None)
    assert error.what.endswith(f": The proxy http://{proxy.address} refused to connect to 127.0.0.1:{tls_simulator.port}")
    assert "407 Not with ********, ********" in error.said
    assert "user name and password" in error.next_step
    assert caller.pauses == []


def test_a_proxy_with_a_temporary_failure(tls_simulator: Simulator, caller: Any, proxy: Any) -> None:
    proxy.refusal = b"503 Later"
    error = caller.fail(tls_simulator, proxy="http://" + proxy.address)
    assert "refused to connect" in error.what and "4 times in a row" in error.what
    assert "503 Later" in error.said


@pytest.mark.parametrize("source", ["option", "environment"])
def test_a_proxy_that_cannot_be_reached(
    tls_simulator: Simulator, caller: Any, proxy: Any, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    with_credentials = "http://us3r:pa55w0rd@" + address
    monkeypatch.setenv("HTTPS_PROXY", with_credentials if source == "environment" else "")
    error = caller.fail(tls_simulator, proxy=with_credentials if source == "option" else None)
    assert f"The proxy http://{address} for 127.0.0.1:{tls_simulator.port} cannot be reached" in error.what
    assert not any(word in str(error) for word in ("us3r", "pa55"))


@pytest.mark.parametrize(
    ("proxy", "problem"),
    [
        ("gopher://us3r:pa55w0rd@proxy.invalid:70", "The proxy in the environment starts with gopher://"),
        ("socks5://us3r:pa55w0rd@proxy.invalid:70", "The proxy in the environment is a SOCKS proxy, which is not supported"),
        ("SOCKS5H://proxy.invalid:70", "The proxy in the environment is a SOCKS proxy, which is not supported"),
        ("us3r:pa55w0rd-is-long://proxy.invalid:70", "The proxy in the environment does not start with http:// or https://"),
    ],
)
def test_a_kind_of_proxy_that_is_not_supported(
    tls_simulator: Simulator, caller: Any, monkeypatch: pytest.MonkeyPatch, proxy: str, problem: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    error = caller.fail(tls_simulator)
    assert isinstance(error, OptionError)
    assert error.what == problem
    assert "http://host:port" in error.next_step
    assert not any(word in str(error) for word in ("us3r", "pa55"))


def test_a_proxy_that_never_answers(tls_simulator: Simulator, caller: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = caller.fail(tls_simulator, proxy=f"http://127.0.0.1:{silent.getsockname()[1]}", deadline=0.5)
    assert "within the deadline of 0.5 s" in error.what


# --- secrets


REPEATED: dict[str, Callable[[Simulator], Any]] = {
    "JSON": lambda s: {"message": f"secret {s.client_secret}, token {s.tokens[-1]}"},
    "HTML": lambda s: f"<title>secret {s.client_secret.replace('+', '&#43;')}, token {s.tokens[-1]}</title>",
    "a form": lambda s: f"secret={quote(s.client_secret, safe='')}&token={s.tokens[-1]}",
}


@pytest.mark.parametrize("form", sorted(REPEATED))
@pytest.mark.parametrize("status", [200, 400, 401, 403, 500])
def test_a_service_that_repeats_the_secret_and_the_token(simulator: Simulator, caller: Any, status: int, form: str) -> None:
    def change(good: Any) -> Any:
        return Fault.status(status, REPEATED[form](simulator)).change(good)

    simulator.faults.document.append(Fault(change, times=None))
    error = caller.fail(simulator)
    if form == "a form":
        assert error.said == ("" if status == 200 else HIDDEN)
    else:
        assert error.said.count(MASK) == 2
    assert "odd" not in str(error), "the end of the secret"


def test_a_token_that_cannot_be_a_header_is_not_shown(simulator: Simulator, caller: Any) -> None:
    for value in ("s3cret token", "s3crét", "s3cret\r\nX: y", "s3cret\x00"):
        simulator.faults.token.append(Fault.token(value))
        error = caller.fail(simulator)
        assert isinstance(error, SignInError)
        assert "s3cr" not in str(error)
    assert simulator.document_requests == []


def test_the_remaining_seconds_of_a_deadline() -> None:
    now = [100.0]
    deadline = Deadline(5, lambda: now[0])
    assert deadline.remaining() == 5
    now[0] += 7
    assert deadline.remaining() == -2
