# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the document comes from: the service, the cache or a file. The one place where the two wings meet."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, NamedTuple, Protocol

from .errors import DocumentError, FileError
from .fleet.records import Record, read_profiles
from .fleet.snapshot import Snapshot, read_snapshot
from .service.settings import DOCUMENT_PATH, Connection, read_settings
from .strict_json import InvalidJsonError, parse_json

SERVICE, CACHE, FILE = "service", "cache", "file"


class Source(NamedTuple):
    """Where a document came from, and when.

    `address` is the URL or the absolute path that was read; `fetched_at` is ISO 8601 in UTC; `realm` tells one tenant of one
    service from all others, and so makes sbcIds unique over several sources; `url` is where the service is, stored in a snapshot too.
    """

    kind: str
    address: str
    tenant_id: str | None
    fetched_at: str
    realm: str
    url: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The `source` of every result."""
        place = "path" if self.kind == FILE else "url"
        return {"kind": self.kind, place: self.address, "tenant_id": self.tenant_id, "fetched_at": self.fetched_at}

    def as_stored(self) -> dict[str, Any]:
        """The `source` of a snapshot: the service, not the file that came in between."""
        return {"url": self.url, "tenant_id": self.tenant_id, "fetched_at": self.fetched_at}


class LoadedDocument(NamedTuple):
    """All profiles of one document, and its source. `selection` is not empty where a snapshot holds only some profiles."""

    profiles: list[Record]
    source: Source
    selection: dict[str, Any]


class DocumentCache(Protocol):
    """Where raw documents rest between runs."""

    def get(self, key: tuple[str, ...]) -> tuple[object, str] | None:
        """The document and when it was fetched, or nothing."""

    def put(self, key: tuple[str, ...], document: object, fetched_at: str) -> None:
        """Keep a document."""


class ServiceReader:
    """The document comes from the service, or from the cache in front of it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def read(self, cache: DocumentCache | None = None) -> LoadedDocument:
        """Read all profiles; nothing signs in while the cache has them.

        Raises:
            OperatorConnectError: sign-in, connection, answer or document are not right.
        """
        connection = self.connection
        key = (connection.base_url, connection.tenant_id or "", connection.client_id or "")
        cached = cache.get(key) if cache else None
        if cached:
            return self._reading(CACHE, *cached)
        # Here, because half of what the wing weighs is of no use to a run that the cache or a file serves.
        from .service.client import fetch_document

        document = fetch_document(connection)
        fetched_at = _iso(datetime.now(timezone.utc).timestamp())
        reading = self._reading(SERVICE, document, fetched_at)
        # Only what can be read is kept: a document that cannot would fail every run until the cache expires.
        if cache:
            cache.put(key, document, fetched_at)
        return reading

    def _reading(self, kind: str, document: object, fetched_at: str) -> LoadedDocument:
        url, tenant_id = self.connection.url, self.connection.tenant_id or None
        source = Source(kind, url, tenant_id, fetched_at, instance_key_of(url, tenant_id), url)
        try:
            return LoadedDocument(read_profiles(document), source, {})
        except DocumentError as error:
            error.what, error.url = f"The answer of {url}: {error.what}", url
            raise


class FileReader:
    """The document comes from a file: the answer of the service as it was, or a snapshot.

    Args:
        path: the file.
        option: which option named it, for messages.
    """

    def __init__(self, path: str, option: str = "from_file") -> None:
        self.path = path
        self.next_step = f"Check {option}."

    def read(self, cache: DocumentCache | None = None) -> LoadedDocument:
        """Read all profiles; the cache has no part in it.

        Raises:
            FileError: the file cannot be read.
            DocumentError: it is no document.
        """
        try:
            with open(self.path, "rb") as file:
                data = file.read()
                changed_at = os.fstat(file.fileno()).st_mtime
            document = parse_json(data)
            snapshot = Snapshot(read_profiles(document), {}, {}) if isinstance(document, list) else read_snapshot(document)
        except OSError as error:
            raise FileError.of_system(f"Cannot read {self.path}", error, self.next_step) from None
        except InvalidJsonError as error:
            raise FileError(f"{self.path} is not JSON", said=str(error), next_step=self.next_step) from None
        except DocumentError as error:
            error.what = f"{self.path}: {error.what}"
            raise
        return LoadedDocument(snapshot.profiles, self._source(snapshot.source, _iso(changed_at)), snapshot.selection)

    def _source(self, stored: Mapping[str, Any], changed_at: str) -> Source:
        url, tenant_id = stored.get("url"), stored.get("tenant_id")
        realm = instance_key_of(url, tenant_id) if url else FILE
        return Source(FILE, self.path, tenant_id, stored.get("fetched_at") or changed_at, realm, url)


def reader_for(options: Mapping[str, Any], environ: Mapping[str, str], *, folder: str | None = None) -> ServiceReader | FileReader:
    """Decide where the document comes from, and check all that can be checked without asking anybody.

    Args:
        options: the options of the connection fragment, by name; what is missing, null or empty is not written.
        environ: the environment, looked at where an option is not written.
        folder: where relative paths start; the working directory where it is not given.

    Raises:
        OptionError: the options do not make a connection.
    """
    from_file = _path(options.get("from_file"), folder)
    if from_file:
        return FileReader(from_file)
    return ServiceReader(read_settings({**options, "ca_path": _path(options.get("ca_path"), folder)}, environ))


def instance_key_of(url: str, tenant_id: str | None) -> str:
    """The host and path of the service, and the tenant where it is known."""
    # By hand: a snapshot that somebody edited may hold what no parser takes for a URL.
    host, slash, path = url.rpartition("://")[2].partition("/")
    place = host.lower() + slash + path
    place = place.removesuffix(DOCUMENT_PATH)
    return "/".join(filter(None, (place.rstrip("/"), tenant_id)))


def _path(value: str | None, folder: str | None) -> str | None:
    if not value or not value.strip():
        return None
    return os.path.abspath(os.path.join(folder or "", os.path.expanduser(value)))


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
