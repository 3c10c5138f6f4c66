# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release needs: its version in every file that has it, and a tarball that has the same bytes whenever and wherever it is built."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
from datetime import date
from pathlib import Path
from typing import Any

from workspace import CHECKOUT

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
# The files with the version of the collection, and the line in each.
VERSIONED = {
    "galaxy.yml": re.compile(r"(?m)^version: (\S+)$"),
    "plugins/module_utils/_operator_connect/version.py": re.compile(r'(?m)^VERSION = "(\S+)"$'),
}
FILES, MANIFEST = "FILES.json", "MANIFEST.json"


class ReleaseError(Exception):
    """A release cannot be made."""


def read_version() -> str:
    """Read the version of the collection.

    Raises:
        ReleaseError: the files with the version contradict each other.
    """
    versions = {name: line.findall((CHECKOUT / name).read_text("utf-8")) for name, line in VERSIONED.items()}
    if len({tuple(found) for found in versions.values()}) != 1:
        raise ReleaseError(f"The version is not the same everywhere: {versions}.")
    return str(versions["galaxy.yml"][0])


def write_version(version: str) -> None:
    """Write the version of the collection into every file that has it."""
    for name, line in VERSIONED.items():
        path = CHECKOUT / name
        text = path.read_text("utf-8")
        start, end = re.search(line, text).span(1)  # type: ignore[union-attr]
        path.write_text(text[:start] + version + text[end:], "utf-8")


def check_version(version: str, released: str, published: bool) -> None:
    """Check the version of a new release.

    Args:
        version: the version to release.
        released: the version in the files.
        published: whether a tag says that this version is published.

    Raises:
        ReleaseError: it is not a version, or it is not newer.
    """
    if not VERSION.fullmatch(version):
        raise ReleaseError(f"{version!r} is not a version. For example: python3 dev.py release 1.2.0")
    order = [tuple(map(int, text.split("."))) for text in (released, version)]
    if order[1] < order[0] or (order[1] == order[0] and published):
        raise ReleaseError(f"Version {version} is not newer than {released}.")


def changelog_options(version: str, versions: str) -> list[str]:
    """The options of `antsibull-changelog release`. One in the changelog that is not published gets a new date and fragments."""
    options = ["--version", version, "--date", date.today().isoformat()]
    return [*options, "--update-existing"] if f"\n  {version}:\n" in versions else options


def repack(tarball: Path, seconds: int) -> str:
    """Replace a tarball of ansible-galaxy by one with the same content, whose bytes depend on the content alone.

    Args:
        tarball: the file. ansible-galaxy writes the time of the build into it, and lists the files in the order of the file system.
        seconds: the time for all files, in seconds since 1970.

    Returns:
        The SHA-256 of the new file.
    """
    with tarfile.open(tarball) as archive:
        content = {member.name: (member, _bytes_of(archive, member)) for member in archive.getmembers()}
    listing = json.loads(content[FILES][1])
    listing["files"].sort(key=lambda entry: entry["name"])
    manifest = json.loads(content[MANIFEST][1])
    files = _as_json(listing)
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(files).hexdigest()
    content[FILES] = (content[FILES][0], files)
    content[MANIFEST] = (content[MANIFEST][0], _as_json(manifest))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        # first the two files that ansible-galaxy puts first
        for name in sorted(content, key=lambda name: (name not in (MANIFEST, FILES), name)):
            member, data = content[name]
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode, entry.mtime, entry.size = member.type, member.mode, seconds, len(data)
            archive.addfile(entry, io.BytesIO(data))
    with tarball.open("wb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=seconds) as compressed:
        compressed.write(packed.getvalue())
    return hashlib.sha256(tarball.read_bytes()).hexdigest()


def _bytes_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member) if member.isfile() else None
    return file.read() if file else b""


def _as_json(value: Any) -> bytes:
    return json.dumps(value, indent=True).encode()
