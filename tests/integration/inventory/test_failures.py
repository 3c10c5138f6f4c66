# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failure names its cause and the next step, and adds nothing to the inventory."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile, sbc, trunk
from support.inventories import assert_empty, fail_document, load, load_document, write_document, write_source

from simulator import Fault, Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@pytest.fixture(scope="module")
def shared_simulator() -> Iterator[Simulator]:
    with Simulator() as service:
        yield service


@pytest.fixture
def simulator(shared_simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """The service, with its connection in the environment."""
    for name, value in shared_simulator.environment().items():
        monkeypatch.setenv(name, value)
    shared_simulator.requests.clear()
    yield shared_simulator
    shared_simulator.faults.document.clear()
    shared_simulator.faults.token.clear()


def fails(folder: Path, options: Mapping[str, Any]) -> str:
    """The failure of a source. Neither alone nor beside another source may it add anything."""
    static = folder / "static.ini"
    static.write_text("[edge]\nrouter\n")
    source = write_source(folder, {"retries": 0, **options})
    assert_empty(load(source))
    both = load(source, static)
    assert (set(both.hosts), both.own_groups()) == ({"router"}, {"edge"})
    assert str(source) in both.failure
    assert "Traceback" not in both.failure
    return both.failure


DOCUMENT_FAULTS: dict[str, tuple[Fault, list[str]]] = {
    "403": (Fault.html(403, "Forbidden", times=None), ["403", "Forbidden"]),
    "404": (Fault.html(404, "Not Found", times=None), ["404", "base_url"]),
    "500": (Fault.status(500, "Internal Server Error", times=None), ["500", "Internal Server Error", "Try again later"]),
    "503": (Fault.status(503, "Service Unavailable", times=None), ["503", "Service Unavailable"]),
    "a redirect": (Fault.redirect("https://elsewhere.invalid/login?code=SECRET", times=None), ["302", "elsewhere.invalid/login"]),
    "a page": (Fault.html(200, "Sign in to your account", times=None), ["Sign in to your account", "base_url"]),
    "a message": (Fault.message("The operation failed", times=None), ["The operation failed"]),
    "a first page": (Fault.page(times=None), ["callingprofile"]),
    "null": (Fault.json(None, times=None), ["callingprofile"]),
    "half a body": (Fault.truncated(times=None), ["callingprofile"]),
    "half a body in chunks": (Fault.truncated(chunked=True, times=None), ["callingprofile"]),
    "a reset": (Fault.reset(times=None), ["callingprofile"]),
    "silence": (Fault.delayed(3, times=None), ["1 s"]),
    "no profile": (Fault.json([], times=None), ["no calling profile", "on_empty"]),
    "a profile without an id": (Fault.json([{"name": "x"}], times=None), ["Calling profile 1 has no callingProfileId"]),
}


@pytest.mark.parametrize("name", DOCUMENT_FAULTS)
def test_a_failed_request_for_the_document(tmp_path: Path, simulator: Simulator, name: str) -> None:
    fault, words = DOCUMENT_FAULTS[name]
    simulator.faults.document.append(fault)
    failure = fails(tmp_path, {"timeout": 1} if name == "silence" else {})
    assert [word for word in words if word not in failure] == []
    assert "SECRET" not in failure
    assert simulator.base_url + "/api/v2/oc/callingprofile" in failure
    assert simulator.document_requests


TOKEN_FAULTS: dict[str, tuple[Fault, list[str]]] = {
    "an expired secret": (Fault.expired_secret(times=None), ["AADSTS7000222", "end date"]),
    "a wrong secret": (
        Fault.refused(401, "invalid_client", 7000215, "Invalid client secret", times=None),
        ["AADSTS7000215", "client_secret"],
    ),
    "no token": (Fault.without_token(times=None), ["token"]),
    "a page": (Fault.html(200, times=None), ["token"]),
    "503": (Fault.status(503, "Service Unavailable", times=None), ["503"]),
}


@pytest.mark.parametrize("name", TOKEN_FAULTS)
def test_a_failed_sign_in(tmp_path: Path, simulator: Simulator, name: str) -> None:
    fault, words = TOKEN_FAULTS[name]
    simulator.faults.token.append(fault)
    failure = fails(tmp_path, {})
    assert [word for word in words if word not in failure] == []
    assert simulator.authority in failure
    assert simulator.client_secret not in failure
    assert simulator.document_requests == []


def test_a_refused_connection(tmp_path: Path, simulator: Simulator) -> None:
    with socket.socket() as not_listening:
        not_listening.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{not_listening.getsockname()[1]}"
        failure = fails(tmp_path, {"base_url": f"http://{address}/tenantui"})
    assert address in failure
    assert "refused" in failure.lower()


def test_wrong_options_fail_before_any_request(tmp_path: Path, simulator: Simulator) -> None:
    for wrong in ({"group_by": ["regoin"]}, {"include": [{"nmae": "x"}]}, {"rules": {"failoverr": "off"}}, {"name_prefix": "1x"}):
        assert "Did you mean" in fails(tmp_path, wrong) or "name_prefix" in wrong
    assert simulator.requests == []


def test_missing_options_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = fails(tmp_path, {"client_id": "x"})
    for option in ("base_url", "tenant_id", "client_secret", "scope", "AUDIOCODES_BASE_URL"):
        assert option in failure


# --- guards


@pytest.mark.parametrize(
    ("document", "options", "words"),
    [
        ([], {}, "the document has no calling profile"),
        ([profile(1)], {"include": [{"name": "other"}]}, "none of 1 calling profile is selected"),
        ([profile(1, trunk(1))], {}, "1 selected calling profile and no matching SBC on any trunk"),
        ([profile(1, trunk(1), additionalSbcList=[sbc(1)])], {}, "1 selected calling profile and no matching SBC on any trunk"),
        ([profile(1)], {"min_profiles": 2}, "only 1 calling profile, min_profiles requires at least 2"),
        ([profile(1)], {"min_sbcs": 3}, "only 2 matching SBCs, min_sbcs requires at least 3"),
    ],
)
def test_a_guard_rejects_a_list_that_is_empty_or_too_short(tmp_path: Path, document: Any, options: dict[str, Any], words: str) -> None:
    assert words in fail_document(tmp_path, document, **options)


def test_on_empty_can_accept_an_empty_list(tmp_path: Path) -> None:
    loaded = load_document(tmp_path, [], on_empty="allow")
    assert (loaded.hosts, loaded.warnings) == ({}, [])
    assert loaded.children["operator_connect"] == {"trunks"}
    assert {"calling_profiles", "sbcs"} <= loaded.children["all"]
    assert "no calling profile" in load_document(tmp_path, [], on_empty="warn").warning("on_empty is warn")


# --- files


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", ["not JSON"]),
        (b'{"Message": {"Kind": "Error", "Text": "The operation failed"}}', ["document.json"]),
        (b'[{"callingProfileId": "a"}, {"callingProfileId": "A"}]', ["1 and 2", "document.json"]),
        (b'[{"callingProfileId": "a", "trunksEnrolled": [{"trunkId": "t", "matchingSbcList": [{"sbcId": "1"}]}]}]', ["SBC 1", "sbcId"]),
        (None, ["Cannot read", "No such file", "from_file"]),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes | None, words: list[str]) -> None:
    path = tmp_path / "document.json"
    if content is not None:
        path.write_bytes(content)
    failure = fails(tmp_path, {"from_file": "document.json"})
    assert [word for word in [*words, str(path)] if word not in failure] == []


# --- nothing is left behind

LATE_FAILURES: dict[str, dict[str, Any]] = {
    "an expression fails on the last host": {"compose": {"x": "{'SBC-10': 1}[oc_name]"}},
    "a condition fails on the last host": {"groups": {"first": "oc_name == 'SBC-10' or nothing.at.all"}},
    "a key is a number": {"keyed_groups": [{"key": "oc_wave"}]},
    "a group is below itself": {"keyed_groups": [{"key": "'operator_connect'", "separator": "", "parent_group": "trunks"}]},
    "a group has the name of a host": {"keyed_groups": [{"key": "oc_name", "separator": ""}], "hostnames": ["fqdn"]},
    "two hosts share a name": {"hostnames": ["ip_address"]},
}


@pytest.mark.parametrize("name", LATE_FAILURES)
def test_a_late_failure_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    last = sbc(11, ipAddress="10.0.0.10", fqdn="SBC_10" if "group has the name" in name else "x.example.net")
    first = sbc(10, name="SBC_10" if "group has the name" in name else "SBC-10")
    failure = fail_document(tmp_path, [profile(1, trunk(1, first), trunk(2, last))], **LATE_FAILURES[name])
    assert "Traceback" not in failure


def test_a_group_loop_with_another_source_leaves_nothing_behind(tmp_path: Path) -> None:
    static = tmp_path / "a.ini"
    static.write_text("[operator_connect]\n[trunks:children]\noperator_connect\n")
    loaded = load(static, write_source(tmp_path, {"from_file": str(write_document(tmp_path, [profile(1)]))}))
    assert loaded.hosts == {}
    assert loaded.own_groups() == set()
    assert loaded.children["trunks"] == {"operator_connect"}
    assert loaded.children["operator_connect"] == set()
    assert "Group loop: operator_connect → trunks → operator_connect" in loaded.failure
