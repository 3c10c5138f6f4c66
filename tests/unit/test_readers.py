# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a document comes from, and how its origin is reported."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile, sbc, trunk

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import (
    DocumentError,
    FileError,
    InvalidDocumentError,
    OptionError,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.readers import (
    FileReader,
    ServiceReader,
    instance_key_of,
    reader_for,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service import client

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONNECTION = {"base_url": "https://live.example.net/tenantui", "access_token": "a-token", "tenant_id": "a-tenant"}
URL = "https://live.example.net/tenantui/api/v2/oc/callingprofile"
DOCUMENT = [profile(1), profile(2)]
FRESH_TOKEN = "a-fresh-token-that-is-issued"
A_DAY = 1769828400  # 2026-01-31T03:00:00Z


class FakeCache:
    """A cache that records its calls."""

    def __init__(self, *kept: Any) -> None:
        self.kept = kept
        self.keys: list[tuple[str, ...]] = []
        self.put_in: list[Any] = []
        self.warnings = 0

    def get(self, key: tuple[str, ...]) -> Any:
        self.keys.append(key)
        return self.kept or None

    def put(self, key: tuple[str, ...], document: object, fetched_at: str) -> None:
        self.put_in.append((key, document, fetched_at))

    def warn_unreadable(self) -> None:
        self.warnings += 1


@pytest.fixture
def responses(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The documents that the service sends, in this order."""
    documents: list[Any] = []

    def fetch(_settings: Any, on_token: Callable[[str], object]) -> Any:
        on_token(FRESH_TOKEN)
        return documents.pop(0)

    monkeypatch.setattr(client, "fetch_document", fetch)
    return documents


def write(folder: Path, value: Any, name: str = "file.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    os.utime(path, (A_DAY, A_DAY))
    return path


# --- service or file


def test_a_file_overrides_the_service(tmp_path: Path) -> None:
    path = write(tmp_path, DOCUMENT)
    environ = {"AUDIOCODES_BASE_URL": "http://nonsense", "AUDIOCODES_INSECURE": "perhaps"}
    loaded = reader_for({**CONNECTION, "client_secret": "both ways", "from_file": str(path)}, environ).read()
    assert loaded.origin.kind == "file"
    assert loaded.profiles == read_profiles(DOCUMENT)


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_blank_from_file_is_not_set(blank: str | None) -> None:
    assert isinstance(reader_for({**CONNECTION, "from_file": blank}, {}), ServiceReader)


def test_the_settings_are_checked_before_any_request() -> None:
    with pytest.raises(OptionError, match="base_url"):
        reader_for({}, {})


def test_relative_paths_start_in_the_given_folder_or_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/of/somebody")
    write(tmp_path, "", "ca.pem")

    def path(written: str, folder: str | None = None) -> str:
        found = reader_for({"from_file": written}, {}, folder=folder)
        assert isinstance(found, FileReader)
        return found.path

    assert path("a.json") == str(tmp_path / "a.json")
    assert path("../a.json", "/inventories/prod") == "/inventories/a.json"
    assert path("/a.json", "/inventories") == "/a.json"
    assert path("~/a.json", "/inventories") == "/home/of/somebody/a.json"
    assert isinstance(reader_for({**CONNECTION, "ca_path": "ca.pem"}, {}, folder=str(tmp_path)), ServiceReader)
    with pytest.raises(OptionError, match=r"ca_path does not exist: /inventories/ca\.pem"):
        reader_for({**CONNECTION, "ca_path": "ca.pem"}, {}, folder="/inventories")


# --- the service and its cache


def test_the_service_is_the_origin(responses: list[Any]) -> None:
    responses.append(DOCUMENT)
    loaded = reader_for(CONNECTION, {}).read()
    fetched_at = loaded.origin.fetched_at
    assert loaded.origin.as_dict() == {"kind": "service", "url": URL, "tenant_id": "a-tenant", "fetched_at": fetched_at}
    assert loaded.origin.instance_key == "live.example.net/tenantui/a-tenant"
    assert loaded.selection == {}


def test_the_cache_is_read_before_the_service(responses: list[Any]) -> None:
    cache = FakeCache(DOCUMENT, "2026-01-31T03:00:00Z")
    loaded = reader_for(CONNECTION, {}, cache=cache).read()
    assert loaded.origin.as_dict() == {"kind": "cache", "url": URL, "tenant_id": "a-tenant", "fetched_at": "2026-01-31T03:00:00Z"}
    assert loaded.profiles == read_profiles(DOCUMENT)
    assert cache.keys == [("https://live.example.net/tenantui", "a-tenant", "")]
    assert "a-token" not in str(cache.keys)


def test_a_fetched_document_is_cached_unchanged_with_its_time(responses: list[Any]) -> None:
    responses.append(DOCUMENT)
    cache = FakeCache()
    loaded = reader_for(CONNECTION, {}, cache=cache).read()
    assert cache.put_in == [(cache.keys[0], DOCUMENT, loaded.origin.fetched_at)]


def test_an_invalid_document_is_not_cached(responses: list[Any]) -> None:
    responses.append([profile(1), {}])
    cache = FakeCache()
    with pytest.raises(InvalidDocumentError) as caught:
        reader_for(CONNECTION, {}, cache=cache).read()
    assert cache.put_in == []
    assert str(caught.value).startswith(f"The response from {URL}: Calling profile 2 has no callingProfileId.")
    assert caught.value.as_failure()["url"] == URL


@pytest.mark.parametrize("damaged", [{"Message": "no"}, [{}], [profile(1), profile(1)], None, "x"])
def test_a_cached_document_that_cannot_be_read_is_fetched_again(responses: list[Any], damaged: Any) -> None:
    responses.append(DOCUMENT)
    cache = FakeCache(damaged, "2026-01-31T03:00:00Z")
    loaded = reader_for(CONNECTION, {}, cache=cache).read()
    assert (loaded.origin.kind, cache.warnings) == ("service", 1)
    assert cache.put_in == [(cache.keys[0], DOCUMENT, loaded.origin.fetched_at)]


# --- secrets


CLIENT_SECRET = 'a client secret with a "quote", \\ and é'


@pytest.mark.parametrize("secret", [FRESH_TOKEN, CLIENT_SECRET])
def test_a_secret_that_the_document_repeats_is_masked(responses: list[Any], secret: str) -> None:
    options = {
        **CONNECTION,
        "access_token": None,
        "client_id": "c",
        "scope": "s",
        "client_secret": 'a client secret with a "quote", \\ and é',
    }
    responses.append([profile(1, region=f"x{secret}", note={secret: [secret]}), profile(2)])
    cache = FakeCache()
    hidden: list[str] = []
    loaded = reader_for(options, {}, cache=cache, hide=hidden.append).read()
    assert loaded.profiles[0]["region"] == "x********"
    assert loaded.profiles[0]["extra"]["note"] == {"********": ["********"]}
    assert loaded.profiles[1] == read_profiles([profile(2)])[0]
    assert secret not in str(cache.put_in) and "********" in str(cache.put_in)
    assert hidden == [FRESH_TOKEN]


@pytest.mark.parametrize(
    "repeats",
    [
        profile(1, name=f"x{FRESH_TOKEN}"),
        profile(1, callingProfileId=FRESH_TOKEN),
        profile(1, trunk(1, trunkFqdn=FRESH_TOKEN)),
        profile(1, trunk(1, trunkId=FRESH_TOKEN)),
        profile(1, trunk(1, sbc(1, name=FRESH_TOKEN))),
        profile(1, trunk(1, sbc(1, fqdn=FRESH_TOKEN))),
        profile(1, additionalSbcList=[sbc(1, name=FRESH_TOKEN)]),
        profile(1, offerTypes=[{"offerTypeName": FRESH_TOKEN, "testNumbers": []}]),
        profile(1, emergencyProfileId=FRESH_TOKEN),
    ],
)
def test_a_secret_is_never_a_name(responses: list[Any], repeats: Any) -> None:
    responses.append([repeats])
    cache = FakeCache()
    with pytest.raises(DocumentError) as caught:
        reader_for(CONNECTION, {}, cache=cache).read()
    assert str(caught.value) == (
        f"The response from {URL} repeats a secret of this call as an id, a name or an FQDN. Replace the secret, and report this to the"
        " operator of the service. No data was used."
    )
    assert cache.put_in == []


@pytest.mark.parametrize(("length", "is_masked"), [(7, False), (15, False), (16, True)])
def test_a_short_secret_is_a_word_like_any_other(responses: list[Any], length: int, is_masked: bool) -> None:
    secret = "s" * length
    responses.append([profile(1, region=secret)])
    region = reader_for({**CONNECTION, "access_token": secret}, {}).read().profiles[0]["region"]
    assert region == ("********" if is_masked else secret)


# --- files


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "powershell.json"
    path.write_bytes(json.dumps(DOCUMENT).encode("utf-16"))
    with pytest.raises(FileError) as caught:
        FileReader(str(path)).read()
    assert str(caught.value) == f"{path} is not UTF-8. Details: byte 0 is not UTF-8. Save it as UTF-8."


def test_the_response_of_the_service_in_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, DOCUMENT)
    loaded = FileReader(str(path)).read()
    assert loaded.origin.as_dict() == {"kind": "file", "path": str(path), "tenant_id": None, "fetched_at": "2026-01-31T03:00:00Z"}
    assert loaded.origin.instance_key == "file"


def test_a_snapshot_in_a_file(tmp_path: Path) -> None:
    stored = {"url": URL, "tenant_id": "a-tenant", "fetched_at": "2025-12-31T23:59:59Z"}
    chosen = {"include": [{"name": "*"}]}
    path = write(tmp_path, write_snapshot(Snapshot(read_profiles(DOCUMENT), stored, chosen)))
    loaded = FileReader(str(path)).read()
    assert loaded.origin.as_dict() == {"kind": "file", "path": str(path), "tenant_id": "a-tenant", "fetched_at": "2025-12-31T23:59:59Z"}
    assert loaded.origin.instance_key == "live.example.net/tenantui/a-tenant"
    assert loaded.selection == chosen
    assert loaded.profiles == read_profiles(DOCUMENT)


@pytest.mark.parametrize("url", ["http://[", "https://live.example.net:x/", 5, ["x"]])
def test_a_snapshot_with_an_edited_source_does_not_crash(tmp_path: Path, url: object) -> None:
    text = json.loads(write_snapshot(Snapshot([], {"url": URL, "tenant_id": None, "fetched_at": None}, {})))
    text["url"] = url
    path = write(tmp_path, text)
    try:
        assert FileReader(str(path)).read().origin.instance_key
    except DocumentError as error:
        message = error.what
    else:
        return
    assert message.startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        ("", FileError, " is not JSON. Details: it is empty. Check from_file."),
        ("[1,", FileError, " is not JSON. Details: line 1"),
        ("[NaN]", FileError, " is not JSON. Details: NaN is not a JSON number. Check from_file."),
        ([{}], InvalidDocumentError, ": Calling profile 1 has no callingProfileId."),
        ({}, DocumentError, ": not a list of calling profiles and not a snapshot. Use a file"),
        ("null", DocumentError, ": not a list of calling profiles and not a snapshot. Use a file"),
        (
            {"format": "audiocodes.operator_connect/snapshot", "version": 2},
            DocumentError,
            ": a snapshot of version 2, this release reads version 1. Use the release",
        ),
        (
            {"format": "audiocodes.operator_connect/snapshot", "version": 1, "tenant_id": "a-tenant"},
            DocumentError,
            ": the list calling_profiles is missing. Take the snapshot again",
        ),
    ],
)
def test_a_file_that_is_not_a_document(tmp_path: Path, content: Any, kind: type[Exception], message: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(kind) as caught:
        FileReader(str(path)).read()
    assert str(caught.value).startswith(f"{path}{message}")
    assert "base_url" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"Cannot read .*missing\.json\. Details: No such file or directory\. Check from_file\."):
        FileReader(str(tmp_path / "missing.json")).read()


@pytest.mark.parametrize(
    ("url", "tenant_id", "key"),
    [
        (URL, "t", "live.example.net/tenantui/t"),
        (URL, None, "live.example.net/tenantui"),
        ("https://LIVE.example.net/Tenantui/", "t", "live.example.net/Tenantui/t"),
        ("https://live.example.net:8443", "t", "live.example.net:8443/t"),
    ],
)
def test_the_instance_key_differs_for_each_tenant_of_each_service(url: str, tenant_id: str | None, key: str) -> None:
    assert instance_key_of(url, tenant_id) == key
