# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers: where the document comes from. It comes from the service, from the cache in front of it, or from a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .errors import DocumentError, FileError
from .fleet.records import Record, read_profiles
from .input_file import absolute_path
from .service.redaction import MASK
from .service.settings import DOCUMENT_PATH, read_settings

if TYPE_CHECKING:
    from .service.settings import ServiceSettings

SERVICE, CACHE, FILE = "service", "cache", "file"
# Of `fetched_at`: ISO 8601 in UTC.
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class Origin(NamedTuple):
    """Where a document came from, and when.

    `location` is the URL or the absolute path that was read. `fetched_at` is ISO 8601 in UTC. `instance_key` identifies one tenant
    of one service, so that sbcIds are unique over several sources. `service_url` is the URL of the service, also for a snapshot.
    """

    kind: str
    location: str
    tenant_id: str | None
    fetched_at: str
    instance_key: str
    service_url: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The `source` in the result of a module."""
        location = "path" if self.kind == FILE else "url"
        return {"kind": self.kind, location: self.location, "tenant_id": self.tenant_id, "fetched_at": self.fetched_at}

    def as_stored(self) -> dict[str, Any]:
        """The `source` of a snapshot: the service, also if the profiles were read from a file."""
        return {"url": self.service_url, "tenant_id": self.tenant_id, "fetched_at": self.fetched_at}


class LoadedDocument(NamedTuple):
    """All profiles of one document, and its origin. `selection` is empty unless the document is a snapshot of some profiles."""

    profiles: list[Record]
    origin: Origin
    selection: dict[str, Any]


class DocumentCache(Protocol):
    """A store of raw documents between runs."""

    def get(self, key: tuple[str, ...]) -> tuple[object, str] | None:
        """The document and the time when it was fetched, or None."""

    def put(self, key: tuple[str, ...], document: object, fetched_at: str) -> None:
        """Store a document."""

    def warn_unreadable(self) -> None:
        """Say that the entry cannot be used, and that the document is fetched again."""


class Reader(Protocol):
    """Reads one document."""

    def read(self) -> LoadedDocument:
        """Read all profiles.

        Raises:
            OperatorConnectError: the document cannot be read.
        """


class ServiceReader:
    """Reads the document from the service, or from the cache in front of it."""

    def __init__(self, settings: ServiceSettings, cache: DocumentCache | None = None, hide: Callable[[str], object] | None = None) -> None:
        self._settings = settings
        self._cache = cache
        self._hide = hide

    def read(self) -> LoadedDocument:
        """Read all profiles. If the cache has them, nothing signs in.

        Raises:
            OperatorConnectError: sign-in, network, response or document are wrong.
        """
        settings, cache = self._settings, self._cache
        key = (settings.base_url, settings.tenant_id or "", settings.client_id or "")
        cached = cache.get(key) if cache else None
        if cache and cached:
            try:
                return self._loaded(CACHE, *cached)
            except DocumentError:
                cache.warn_unreadable()
        # Imported here because a run that the cache or a file serves does not need it.
        from .service.client import fetch_document
        from .service.repeated_secrets import mask_secrets

        tokens: list[str] = []
        fetched = fetch_document(settings, on_token=tokens.append)
        if self._hide:
            for token in tokens:
                self._hide(token)
        document = mask_secrets(fetched, [*settings.secrets, *tokens])
        fetched_at = _iso(datetime.now(timezone.utc).timestamp())
        loaded = self._loaded(SERVICE, document, fetched_at)
        if document is not fetched:
            _refuse_masked_identities(loaded)
        # Only a readable document is stored: any other would fail every run until the cache expires.
        if cache:
            cache.put(key, document, fetched_at)
        return loaded

    def _loaded(self, kind: str, document: object, fetched_at: str) -> LoadedDocument:
        url, tenant_id = self._settings.document_url, self._settings.tenant_id or None
        origin = Origin(kind, url, tenant_id, fetched_at, instance_key_of(url, tenant_id), url)
        try:
            return LoadedDocument(read_profiles(document), origin, {})
        except DocumentError as error:
            raise error.with_context(prefix=f"The response from {url}: ", url=url) from None


class FileReader:
    """Reads the document from a file: the JSON answer of the service, or a snapshot.

    Args:
        path: the file.
        option: the option that names it, for messages.
    """

    def __init__(self, path: str, option: str = "from_file") -> None:
        self.path = path
        self._next_step = f"Check {option}."

    def read(self) -> LoadedDocument:
        """Read all profiles.

        Raises:
            FileError: the file cannot be read, or is not JSON.
            DocumentError: the file does not hold calling profiles.
        """
        # Imported here because a run that the service or the cache serves does not need them.
        from .fleet.snapshot import Snapshot, read_snapshot
        from .input_file import read_input_file
        from .strict_json import InvalidJsonError, NotUtf8Error, parse_json

        file = read_input_file(self.path, self._next_step)
        try:
            document = parse_json(file.data)
            snapshot = Snapshot(read_profiles(document), {}, {}) if isinstance(document, list) else read_snapshot(document)
        except NotUtf8Error as error:
            raise FileError.of_encoding(self.path, str(error)) from None
        except InvalidJsonError as error:
            raise FileError(f"{self.path} is not JSON", said=str(error), next_step=self._next_step) from None
        except DocumentError as error:
            raise error.with_context(prefix=f"{self.path}: ") from None
        return LoadedDocument(snapshot.profiles, self._origin(snapshot.source, _iso(file.changed_at)), snapshot.selection)

    def _origin(self, stored: Mapping[str, Any], changed_at: str) -> Origin:
        url, tenant_id = stored.get("url"), stored.get("tenant_id")
        instance_key = instance_key_of(url, tenant_id) if url else FILE
        return Origin(FILE, self.path, tenant_id, stored.get("fetched_at") or changed_at, instance_key, url)


def _refuse_masked_identities(loaded: LoadedDocument) -> None:
    """Refuse a document of which a secret was an id, a name or an FQDN: several objects could have the mask as theirs."""
    for profile in loaded.profiles:
        rows = [profile, *profile["offer_types"], *profile["trunks"], *profile["additional_sbcs"]]
        rows += [sbc for trunk in profile["trunks"] for sbc in trunk["sbcs"]]
        if any(MASK in str(row.get(field)) for row in rows for field in _IDENTITIES):
            raise DocumentError(
                f"The response from {loaded.origin.location} repeats a secret of this call as an id, a name or an FQDN",
                url=loaded.origin.location,
                next_step="Replace the secret, and report this to the operator of the service. No data was used.",
            )


_IDENTITIES = ("id", "name", "fqdn", "emergency_profile_id")


def reader_for(
    options: Mapping[str, Any],
    environ: Mapping[str, str],
    *,
    folder: str | None = None,
    cache: DocumentCache | None = None,
    hide: Callable[[str], object] | None = None,
) -> Reader:
    """The reader that the options ask for. All options are checked without reading anything.

    Args:
        options: the options of the connection fragment, by name; a missing, null or empty option is not set.
        environ: the environment, used for options that are not set.
        folder: the folder of relative paths; the working directory if it is not given.
        cache: the cache in front of the service.
        hide: called with each token that is issued, so that the caller can keep it out of its output.

    Raises:
        OptionError: an option is missing or wrong.
    """
    from_file = absolute_path(options.get("from_file"), folder)
    if from_file:
        return FileReader(from_file)
    return ServiceReader(read_settings({**options, "ca_path": absolute_path(options.get("ca_path"), folder)}, environ), cache, hide)


def instance_key_of(url: str, tenant_id: str | None) -> str:
    """The host and path of the service, and the tenant if it is known."""
    # Not with a URL parser: a snapshot that was edited can hold a text that no parser accepts.
    host, slash, path = url.rpartition("://")[2].partition("/")
    service = host.lower() + slash + path
    service = service.removesuffix(DOCUMENT_PATH)
    return "/".join(filter(None, (service.rstrip("/"), tenant_id)))


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime(TIME_FORMAT)
