# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator works as its documentation says, so that other tests can rely on it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead, RemoteDisconnected
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from simulator import Fault, Simulator, documented_example, generate_fleet

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).resolve().parent.parent
PROFILES = "/api/v2/oc/callingprofile"


class Reply(NamedTuple):
    status: int
    headers: Any
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def connect(url: str, context: ssl.SSLContext | None = None) -> HTTPConnection:
    address = urlsplit(url)
    assert address.hostname
    if address.scheme == "https":
        return HTTPSConnection(address.hostname, address.port, timeout=10, context=context)
    return HTTPConnection(address.hostname, address.port, timeout=10)


def send(method: str, url: str, body: str = "", headers: dict[str, str] | None = None, context: ssl.SSLContext | None = None) -> Reply:
    connection = connect(url, context)
    try:
        connection.request(method, urlsplit(url).path, body, headers or {})
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read())
    finally:
        connection.close()


def sign_in(simulator: Simulator, changes: dict[str, str] | None = None, context: ssl.SSLContext | None = None) -> Reply:
    form = {"grant_type": "client_credentials", **simulator.options(), **(changes or {})}
    url = f"{simulator.authority}/{form['tenant_id']}/oauth2/v2.0/token"
    return send("POST", url, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"}, context)


def fetch(simulator: Simulator, token: str | None = None, method: str = "GET", context: ssl.SSLContext | None = None) -> Reply:
    headers = {"authorization": "Bearer " + (token or simulator.issue_token())}
    return send(method, simulator.base_url + PROFILES, "", headers, context)


def faulty(simulator: Simulator, fault: Fault) -> Reply:
    """The response to a document request, with a fault."""
    simulator.faults.document.append(fault)
    return fetch(simulator)


# --- correct and incorrect requests


def test_a_client_signs_in_and_fetches_the_document(simulator: Simulator) -> None:
    answer = sign_in(simulator).json()
    assert {**answer, "access_token": ""} == {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": ""}
    assert fetch(simulator, answer["access_token"]).json() == documented_example()
    assert simulator.tokens == [answer["access_token"]]
    [token_request], [document_request] = simulator.token_requests, simulator.document_requests
    assert token_request.form["client_secret"] == simulator.client_secret
    assert document_request.headers["Authorization"] == "Bearer " + answer["access_token"]
    assert simulator.requests == [token_request, document_request]


@pytest.mark.parametrize(
    ("changes", "status", "error", "code"),
    [
        ({"tenant_id": "nobody"}, 400, "invalid_request", 90002),
        ({"client_secret": ""}, 400, "invalid_request", 900144),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"client_id": "nobody"}, 400, "unauthorized_client", 700016),
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"scope": "api://other/.default"}, 400, "invalid_scope", 70011),
    ],
)
def test_a_wrong_sign_in_gets_an_error_of_entra(simulator: Simulator, changes: dict[str, str], status: int, error: str, code: int) -> None:
    reply = sign_in(simulator, changes)
    answer = reply.json()
    assert (reply.status, answer["error"], answer["error_codes"]) == (status, error, [code])
    assert answer["error_description"].startswith(f"AADSTS{code}: ")
    assert f" Trace ID: {answer['trace_id']} Correlation ID: {answer['correlation_id']}" in answer["error_description"]
    assert simulator.tokens == []


def test_a_document_request_needs_a_valid_token(simulator: Simulator) -> None:
    token = simulator.issue_token()
    assert fetch(simulator, token).status == 200
    simulator.revoke_tokens()
    refused = fetch(simulator, token)
    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert send("GET", simulator.base_url + PROFILES).status == 401
    assert fetch(simulator).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_other_methods_than_get_are_refused_and_recorded(simulator: Simulator, method: str) -> None:
    assert fetch(simulator, method=method).status == 405
    assert [request.method for request in simulator.document_requests] == [method]


def test_other_paths_are_not_found(simulator: Simulator) -> None:
    assert send("GET", simulator.base_url + "/api/v1").status == 404


def test_the_document_can_change_at_any_time(simulator: Simulator) -> None:
    simulator.document[0]["region"] = "Zürich"
    assert fetch(simulator).json()[0]["region"] == "Zürich"
    simulator.document = b"{half"
    assert fetch(simulator).body == b"{half"


def test_options_and_environment_have_the_same_values(simulator: Simulator) -> None:
    assert set(simulator.options()) == {"base_url", "authority", "tenant_id", "client_id", "client_secret", "scope"}
    assert simulator.environment()["AUDIOCODES_BASE_URL"] == simulator.options()["base_url"] == simulator.base_url


def test_tls_uses_a_temporary_certificate_authority() -> None:
    pytest.importorskip("trustme")
    with Simulator(tls=True) as simulator:
        context = ssl.create_default_context(cafile=simulator.ca_path)
        token = sign_in(simulator, context=context).json()["access_token"]
        assert fetch(simulator, token, context=context).json() == documented_example()
        with pytest.raises(ssl.SSLCertVerificationError):
            fetch(simulator, token, context=ssl.create_default_context())
        assert simulator.environment()["AUDIOCODES_CA_PATH"] == simulator.ca_path
    assert not Path(simulator.ca_path).exists()


def test_stopping_does_not_wait_for_open_connections() -> None:
    simulator = Simulator()
    simulator.start()
    simulator.faults.document.append(Fault.delayed(3600))
    idle = connect(simulator.base_url)
    idle.connect()
    with ThreadPoolExecutor() as executor:
        waiting = executor.submit(fetch, simulator)
        wait_until(lambda: bool(simulator.document_requests))
        simulator.stop()
        assert isinstance(waiting.exception(timeout=5), HTTPException)
    assert idle.sock.recv(1) == b""
    idle.close()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


# --- faults: wrong content


def test_faults_are_used_in_order(simulator: Simulator) -> None:
    simulator.faults.document.append(Fault.status(503, times=2))
    simulator.faults.document.append(Fault.status(500, {"message": "no"}))
    assert [fetch(simulator).status for _try in range(4)] == [503, 503, 500, 200]
    simulator.faults.document.append(Fault.status(502, times=None))
    assert [fetch(simulator).status for _try in range(3)] == [502, 502, 502]
    simulator.faults.document.clear()
    assert fetch(simulator).status == 200
    assert sign_in(simulator).status == 200


@pytest.mark.parametrize(
    ("fault", "status", "header", "value", "part"),
    [
        (Fault.status(500, "broken"), 500, "Content-Type", "text/plain; charset=utf-8", b"broken"),
        (Fault.status(403, {"message": "no"}), 403, "Content-Type", "application/json; charset=utf-8", b'"no"'),
        (Fault.html(403, "Forbidden"), 403, "Content-Type", "text/html; charset=utf-8", b"<h1>Forbidden</h1>"),
        (Fault.too_many_requests("soon"), 429, "Retry-After", "soon", b""),
        (Fault.redirect("/elsewhere", 307), 307, "Location", "/elsewhere", b""),
        (Fault.message("no licence"), 200, "Link", None, b'{"Kind": "Error", "Text": "no licence"}'),
        (Fault.json({"rows": []}), 200, "Link", None, b'{"rows": []}'),
        (Fault.page(), 200, "Link", None, b'"@odata.nextLink": "https://elsewhere.invalid/'),
        (Fault.content_type("text/html; charset=latin-1"), 200, "Content-Type", "text/html; charset=latin-1", b'[{"additional'),
        (Fault.byte_order_mark(), 200, "Link", None, b'\xef\xbb\xbf[{"additional'),
        (Fault.encoded_as("utf-16"), 200, "Content-Type", "application/json; charset=utf-16", "PROD_AudioCodes".encode("utf-16-le")),
        (Fault.not_a_number(), 200, "Link", None, b'[{"weight": NaN, "additional'),
    ],
)
def test_a_fault_changes_status_headers_or_body(
    simulator: Simulator, fault: Fault, status: int, header: str, value: str | None, part: bytes
) -> None:
    reply = faulty(simulator, fault)
    assert (reply.status, reply.headers[header]) == (status, value)
    assert part in reply.body


def test_a_link_header_names_the_next_page(simulator: Simulator) -> None:
    reply = faulty(simulator, Fault.next_link())
    assert reply.headers["Link"].endswith('>; rel="next"')
    assert reply.json() == documented_example()


def test_numbers_and_nesting_exceed_the_limit_by_one_and_keys_are_duplicated(simulator: Simulator) -> None:
    assert b": " + b"9" * 4301 + b"," in faulty(simulator, Fault.huge_number()).body
    depth, nested = 2, faulty(simulator, Fault.deep_nesting(7)).json()[0]["nested"]
    while nested:
        depth, nested = depth + 1, nested[0]
    assert depth + 1 == 7
    twice = faulty(simulator, Fault.duplicate_keys())
    assert twice.body.count(b'"name"', 0, twice.body.index(b'"region"')) == 2
    assert twice.json() == documented_example()


def test_a_compressed_body(simulator: Simulator) -> None:
    compressed = faulty(simulator, Fault.gzipped())
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(compressed.body)) == documented_example()
    bomb = faulty(simulator, Fault.gzip_bomb(mebibytes=2))
    assert len(bomb.body) < 5000
    assert len(gzip.decompress(bomb.body)) == 2 * 1024 * 1024 + 2


@pytest.mark.parametrize("value", ["", "tökén", 12345])
def test_a_token_can_be_any_value(simulator: Simulator, value: Any) -> None:
    simulator.faults.token.append(Fault.token(value))
    assert sign_in(simulator).json()["access_token"] == value


def test_other_faults_of_the_sign_in(simulator: Simulator) -> None:
    for fault in (Fault.without_token(), Fault.html(), Fault.expired_secret()):
        simulator.faults.token.append(fault)
    assert "access_token" not in sign_in(simulator).json()
    assert sign_in(simulator).body.startswith(b"<!DOCTYPE html>")
    assert sign_in(simulator).json()["error_codes"] == [7000222]


# --- faults: responses that are sent in a wrong way


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.reset(), ConnectionResetError),
        (Fault.hung_up(), RemoteDisconnected),
        (Fault.truncated(), IncompleteRead),
        (Fault.truncated(chunked=True), IncompleteRead),
    ],
)
def test_an_incomplete_response(simulator: Simulator, fault: Fault, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        faulty(simulator, fault)
    assert caught.type is error
    assert fetch(simulator).status == 200


@pytest.mark.parametrize("fault", [Fault.chunked(), Fault.delayed(0.01), Fault.dripped_headers(0.0001), Fault.dripped_body(0.0001)])
def test_a_slow_or_chunked_response_is_complete(simulator: Simulator, fault: Fault) -> None:
    assert faulty(simulator, fault).json() == documented_example()


def test_headers_and_bodies_are_sent_byte_by_byte(simulator: Simulator) -> None:
    simulator.faults.document.append(Fault.dripped_headers(3600))
    simulator.faults.document.append(Fault.dripped_body(3600))
    request = f"GET /tenantui{PROFILES} HTTP/1.1\r\nAuthorization: Bearer {simulator.issue_token()}\r\n\r\n".encode()
    for ending in (b"H", b"\r\n\r\n["):
        with socket.create_connection(("127.0.0.1", simulator.port), timeout=10) as client:
            client.sendall(request)
            received = b""
            while not received.endswith(ending):
                received += client.recv(1)
            client.settimeout(0.05)
            with pytest.raises(socket.timeout):
                client.recv(1)


def test_an_endless_body_ends_when_the_client_disconnects(simulator: Simulator) -> None:
    threads = threading.active_count()
    simulator.faults.document.append(Fault.endless_body())
    connection = connect(simulator.base_url)
    connection.request("GET", "/tenantui" + PROFILES, headers={"Authorization": "Bearer " + simulator.issue_token()})
    response = connection.getresponse()
    assert response.read(1 << 20) == b" " * (1 << 20)
    response.close()
    connection.close()
    wait_until(lambda: threading.active_count() <= threads)


# --- fleets


@pytest.mark.parametrize("sbcs", [1, 2, 29, 30, 400, 1234])
@pytest.mark.parametrize("defects", [True, False])
def test_a_fleet_has_the_given_number_of_sbcs(sbcs: int, defects: bool) -> None:
    fleet = generate_fleet(sbcs, seed=3, defects=defects)
    rows = [row for profile in fleet for trunk in profile["trunksEnrolled"] for row in trunk["matchingSbcList"]]
    assert {row["sbcId"] for row in rows} == set(range(1, sbcs + 1))
    assert len({json.dumps(row) for row in rows}) == len({row["name"] for row in rows}) == len({row["ipAddress"] for row in rows}) == sbcs
    assert len(fleet) == max(1, round(sbcs / 20))
    assert all(len({row["sbcId"] for row in trunk["matchingSbcList"]}) == len(trunk["matchingSbcList"]) for trunk in trunks_of(fleet))


def trunks_of(fleet: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [trunk for profile in fleet for trunk in profile["trunksEnrolled"]]


def test_the_same_seed_gives_the_same_fleet() -> None:
    assert generate_fleet(400, seed=1) == generate_fleet(400, seed=1)
    assert generate_fleet(400, seed=1) != generate_fleet(400, seed=2)


def test_a_fleet_needs_at_least_one_sbc() -> None:
    with pytest.raises(ValueError, match=r"^a fleet has at least one SBC, not 0$"):
        generate_fleet(0)


def test_some_sbcs_serve_two_profiles_and_two_trunks() -> None:
    profiles_of: dict[int, set[str]] = {}
    trunks_of: dict[int, set[str]] = {}
    for profile in generate_fleet(400):
        for trunk in profile["trunksEnrolled"]:
            for row in trunk["matchingSbcList"]:
                profiles_of.setdefault(row["sbcId"], set()).add(profile["callingProfileId"])
                trunks_of.setdefault(row["sbcId"], set()).add(trunk["trunkId"])
    assert max(len(profiles) for profiles in profiles_of.values()) == 2
    assert any(len(trunks_of[sbc_id]) > len(profiles) for sbc_id, profiles in profiles_of.items())


@pytest.mark.parametrize("sbcs", [2, 3, 20, 400, 2000])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_healthy_fleet_breaks_no_rule(sbcs: int, seed: int) -> None:
    fleet = generate_fleet(sbcs, seed, defects=False)
    for profile in fleet:
        assert broken_rules(profile, fleet) == []
    for key, rows in (("name", fleet), ("callingProfileId", fleet), ("trunkId", trunks_of(fleet)), ("trunkFqdn", trunks_of(fleet))):
        assert len({row[key] for row in rows}) == len(rows)
    if len(fleet) >= 3:
        assert {profile["region"] for profile in fleet} == {"EMEA", "APAC", "AMER"}


def test_one_profile_in_twenty_has_a_defect_and_all_kinds_occur() -> None:
    fleet = generate_fleet(4000)
    broken = {profile["name"]: broken_rules(profile, fleet) for profile in fleet}
    assert {rule for rules in broken.values() for rule in rules} == {
        "unmatched_trunk",
        "failover",
        "test_numbers",
        "validation",
        "emergency",
        "labels",
        "additional",
    }
    assert sum(1 for rules in broken.values() if rules) == len(fleet) / 20


def broken_rules(profile: dict[str, Any], fleet: list[dict[str, Any]]) -> list[str]:
    """The broken rules of a profile: a simple second implementation, which reads the document itself."""
    served = [trunk for trunk in profile["trunksEnrolled"] if trunk["matchingSbcList"]]
    devices = {row["sbcId"] for trunk in served for row in trunk["matchingSbcList"]}
    offered = profile["offerTypes"]
    targets = [other for other in fleet if profile["emergencyProfileId"] in (other["callingProfileId"], other["name"])]
    if profile["isEmergencyProfile"] or not profile["emergencyProfileId"]:
        emergency = any(profile["emergencyDialStrings"])
    else:
        emergency = [target["isEmergencyProfile"] for target in targets] == [True]
    is_met = {
        "failover": len(served) >= 2 and len(devices) >= 2,
        "unmatched_trunk": served == profile["trunksEnrolled"],
        "test_numbers": offered and all(len(set(offer["testNumbers"])) >= 3 for offer in offered),
        "validation": all(profile["validation"][offer["offerTypeName"]] == "Passed" for offer in offered),
        "emergency": emergency,
        "labels": profile["region"] and profile["enviroment"] and profile["carrier"],
        "additional": not profile["additionalSbcList"],
    }
    return [rule for rule, met in is_met.items() if not met]


# --- from a shell


def test_the_command_serves_until_it_is_terminated(tmp_path: Path) -> None:
    variables = tmp_path / "environment"
    command = [sys.executable, "-m", "simulator", "--sbcs", "30", "--fault", "forbidden", "--environment-file", str(variables)]
    with subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(TESTS)}) as process:
        try:
            wait_until(variables.exists)
            environment = dict(line.split("=", 1) for line in variables.read_text("utf-8").splitlines())
            assert send("GET", environment["AUDIOCODES_BASE_URL"] + PROFILES).status == 403
        finally:
            process.send_signal(signal.SIGTERM)
        printed, _errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert printed.splitlines() == [f"export {name}={value}" for name, value in environment.items()]
