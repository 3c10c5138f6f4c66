# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tarball of a release has the same bytes whenever it is built, and ansible-galaxy accepts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from support.checkout import CHECKOUT, copy_of_the_checkout

sys.path.insert(0, str(CHECKOUT / "dev"))
from release import VERSIONED, ReleaseError, changelog_options, check_version, read_version, repack


def built(folder: Path, seconds: int) -> Path:
    """A tarball of files that all changed at this time."""
    tree = copy_of_the_checkout(folder)
    for path in tree.rglob("*"):
        os.utime(path, (seconds, seconds))
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    subprocess.run([galaxy, "collection", "build", "--output-path", folder, tree], check=True, capture_output=True)
    return next(folder.glob("*.tar.gz"))


def test_two_builds_have_the_same_bytes(tmp_path: Path) -> None:
    first, second = built(tmp_path / "first", 1_000_000_000), built(tmp_path / "second", 1_700_000_000)
    assert first.read_bytes() != second.read_bytes()
    with tarfile.open(first) as archive:
        before = {member.name: member.mode for member in archive.getmembers()}
    assert repack(first, 1_800_000_000) == repack(second, 1_800_000_000)
    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(first) as archive:
        assert {member.name: member.mode for member in archive.getmembers()} == before
        assert {(member.mtime, member.uid, member.gid, member.uname) for member in archive.getmembers()} == {(1_800_000_000, 0, 0, "")}
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    install = [str(galaxy), "collection", "install", "--offline", "--no-deps", "-p", str(tmp_path), str(first)]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(tmp_path)}
    subprocess.run(install, check=True, capture_output=True, env=environment)
    verify = [str(galaxy), "collection", "verify", "--offline", "audiocodes.operator_connect"]
    result = subprocess.run(verify, check=False, capture_output=True, text=True, env=environment)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("version", "published", "problem"),
    [
        ("1.2.0", True, None),
        ("1.10.0", True, None),
        ("1.1.9", False, None),
        ("1.1.9", True, "not newer"),
        ("1.1.8", False, "not newer"),
        ("v1.2.0", False, "is not a version"),
        ("1.2", False, "is not a version"),
    ],
)
def test_a_release_needs_a_newer_version(version: str, published: bool, problem: str | None) -> None:
    if problem is None:
        check_version(version, "1.1.9", published)
    else:
        with pytest.raises(ReleaseError) as caught:
            check_version(version, "1.1.9", published)
        assert problem in str(caught.value)


def test_every_file_with_the_version_is_known() -> None:
    version = read_version()
    found = [path for path in (CHECKOUT / "plugins").rglob("*.py") if f'"{version}"' in path.read_text("utf-8")]
    assert {path.relative_to(CHECKOUT).as_posix() for path in found} | {"galaxy.yml"} == set(VERSIONED)


def test_a_release_that_is_not_published_is_written_again() -> None:
    assert "--update-existing" in changelog_options("1.0.0", "releases:\n  1.0.0:\n")
    assert "--update-existing" not in changelog_options("1.0.0", "releases:\n  1.0.0-rc1:\n")
    assert json.dumps(changelog_options("2.0.0", "releases: {}\n")).count("2.0.0") == 1
