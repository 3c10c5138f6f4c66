# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a document comes from, and what is said of that."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from support.documents import profile

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

CONNECTION = {"base_url": "https://live.example.net/tenantui", "access_token": "a-token", "tenant_id": "a-tenant"}
URL = "https://live.example.net/tenantui/api/v2/oc/callingprofile"
DOCUMENT = [profile(1), profile(2)]
A_DAY = 1769828400  # 2026-01-31T03:00:00Z


class Rested:
    """A cache that says what it was asked."""

    def __init__(self, *kept: Any) -> None:
        self.kept = kept
        self.keys: list[tuple[str, ...]] = []
        self.put_in: list[Any] = []

    def get(self, key: tuple[str, ...]) -> Any:
        self.keys.append(key)
        return self.kept or None

    def put(self, key: tuple[str, ...], document: object, fetched_at: str) -> None:
        self.put_in.append((key, document, fetched_at))


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the service answers, one after the other."""
    answers: list[Any] = []
    monkeypatch.setattr(client, "fetch_document", lambda _connection: answers.pop(0))
    return answers


def write(folder: Path, value: Any, name: str = "file.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    os.utime(path, (A_DAY, A_DAY))
    return path


# --- which source


def test_a_file_wins_over_a_connection(tmp_path: Path) -> None:
    path = write(tmp_path, DOCUMENT)
    environ = {"AUDIOCODES_BASE_URL": "http://nonsense", "AUDIOCODES_INSECURE": "perhaps"}
    reading = reader_for({**CONNECTION, "client_secret": "both ways", "from_file": str(path)}, environ).read()
    assert reading.source.kind == "file"
    assert reading.profiles == read_profiles(DOCUMENT)


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_blank_file_is_none(blank: str | None) -> None:
    assert isinstance(reader_for({**CONNECTION, "from_file": blank}, {}), ServiceReader)


def test_a_connection_is_checked_before_anything_is_asked() -> None:
    with pytest.raises(OptionError, match="base_url"):
        reader_for({}, {})


def test_paths_start_in_the_folder_that_is_given_or_in_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/of/somebody")
    ca_path = write(tmp_path, "", "ca.pem")

    def path(written: str, folder: str | None = None) -> str:
        found = reader_for({"from_file": written}, {}, folder=folder)
        assert isinstance(found, FileReader)
        return found.path

    assert path("a.json") == str(tmp_path / "a.json")
    assert path("../a.json", "/inventories/prod") == "/inventories/a.json"
    assert path("/a.json", "/inventories") == "/a.json"
    assert path("~/a.json", "/inventories") == "/home/of/somebody/a.json"
    found = reader_for({**CONNECTION, "ca_path": "ca.pem"}, {}, folder=str(tmp_path))
    assert isinstance(found, ServiceReader) and found.connection.ca_path == str(ca_path)


# --- the service and its cache


def test_the_service_is_the_source(answered: list[Any]) -> None:
    answered.append(DOCUMENT)
    reading = reader_for(CONNECTION, {}).read()
    fetched_at = reading.source.fetched_at
    assert reading.source.as_dict() == {"kind": "service", "url": URL, "tenant_id": "a-tenant", "fetched_at": fetched_at}
    assert reading.source.realm == "live.example.net/tenantui/a-tenant"
    assert reading.selection == {}


def test_a_cache_is_looked_at_before_anybody_is_asked(answered: list[Any]) -> None:
    cache = Rested(DOCUMENT, "2026-01-31T03:00:00Z")
    reading = reader_for(CONNECTION, {}).read(cache)
    assert reading.source.as_dict() == {"kind": "cache", "url": URL, "tenant_id": "a-tenant", "fetched_at": "2026-01-31T03:00:00Z"}
    assert reading.profiles == read_profiles(DOCUMENT)
    assert cache.keys == [("https://live.example.net/tenantui", "a-tenant", "")]
    assert "a-token" not in str(cache.keys)


def test_what_was_fetched_is_kept_raw_with_its_time(answered: list[Any]) -> None:
    answered.append(DOCUMENT)
    cache = Rested()
    reading = reader_for(CONNECTION, {}).read(cache)
    assert cache.put_in == [(cache.keys[0], DOCUMENT, reading.source.fetched_at)]


def test_what_cannot_be_read_is_not_kept(answered: list[Any]) -> None:
    answered.append([profile(1), {}])
    cache = Rested()
    with pytest.raises(InvalidDocumentError) as caught:
        reader_for(CONNECTION, {}).read(cache)
    assert cache.put_in == []
    assert str(caught.value).startswith(f"The answer of {URL}: Calling profile 2 has no callingProfileId.")
    assert caught.value.as_failure()["url"] == URL


# --- files


def test_the_answer_of_the_service_in_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, DOCUMENT)
    reading = FileReader(str(path)).read()
    assert reading.source.as_dict() == {"kind": "file", "path": str(path), "tenant_id": None, "fetched_at": "2026-01-31T03:00:00Z"}
    assert reading.source.realm == "file"


def test_a_snapshot_in_a_file(tmp_path: Path) -> None:
    stored = {"url": URL, "tenant_id": "a-tenant", "fetched_at": "2025-12-31T23:59:59Z"}
    chosen = {"include": [{"name": "*"}]}
    path = write(tmp_path, write_snapshot(Snapshot(read_profiles(DOCUMENT), stored, chosen)))
    reading = FileReader(str(path)).read()
    assert reading.source.as_dict() == {"kind": "file", "path": str(path), "tenant_id": "a-tenant", "fetched_at": "2025-12-31T23:59:59Z"}
    assert reading.source.realm == "live.example.net/tenantui/a-tenant"
    assert reading.selection == chosen
    assert reading.profiles == read_profiles(DOCUMENT)


@pytest.mark.parametrize("url", ["http://[", "https://live.example.net:x/", 5, ["x"]])
def test_a_snapshot_whose_source_was_edited_crashes_nothing(tmp_path: Path, url: object) -> None:
    text = json.loads(write_snapshot(Snapshot([], {"url": URL, "tenant_id": None, "fetched_at": None}, {})))
    text["source"]["url"] = url
    path = write(tmp_path, text)
    try:
        reading = FileReader(str(path)).read()
    except DocumentError as error:
        assert error.what.startswith(f"{path}: ")
    else:
        assert reading.source.realm


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        ("", FileError, " is not JSON. It said: it is empty. Check from_file."),
        ("[1,", FileError, " is not JSON. It said: line 1"),
        ("[NaN]", FileError, " is not JSON. It said: NaN is no JSON number. Check from_file."),
        ([{}], InvalidDocumentError, ": Calling profile 1 has no callingProfileId."),
        ({}, DocumentError, ": It is neither a list of calling profiles nor a snapshot."),
        ("null", DocumentError, ": It is neither a list of calling profiles nor a snapshot."),
        ({"format": "audiocodes.operator_connect/snapshot", "version": 2}, DocumentError, ": It is a snapshot of version 2, and this"),
        (
            {"format": "audiocodes.operator_connect/snapshot", "version": 1, "source": {}, "selection": {}},
            DocumentError,
            ": Its list of calling_profiles is missing. Write the snapshot anew",
        ),
    ],
)
def test_a_file_that_is_no_document(tmp_path: Path, content: Any, kind: type[Exception], message: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(kind) as caught:
        FileReader(str(path)).read()
    assert str(caught.value).startswith(f"{path}{message}")
    assert "base_url" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Cannot read .*missing.json. It said: No such file or directory. Check from_file."):
        FileReader(str(tmp_path / "missing.json")).read()


@pytest.mark.parametrize(
    ("url", "tenant_id", "realm"),
    [
        (URL, "t", "live.example.net/tenantui/t"),
        (URL, None, "live.example.net/tenantui"),
        ("https://LIVE.example.net/Tenantui/", "t", "live.example.net/Tenantui/t"),
        ("https://live.example.net:8443", "t", "live.example.net:8443/t"),
    ],
)
def test_a_realm_tells_one_tenant_of_one_service_from_all_others(url: str, tenant_id: str | None, realm: str) -> None:
    assert instance_key_of(url, tenant_id) == realm
