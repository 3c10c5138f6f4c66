# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot is written completely or not at all: two writers at once, a writer that is killed, and files of other people."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile

from simulator import generate_fleet

if TYPE_CHECKING:
    from pathlib import Path

MODULE = "ansible_collections.audiocodes.operator_connect.plugins.modules.calling_profile_snapshot"


class Folder:
    """A folder with documents, in which the module runs as a process of its own, as Ansible starts it."""

    def __init__(self, path: Path, collections: Path) -> None:
        self.path = path
        self.target = path / "fleet.json"
        self._collections = collections
        for name, document in (("one", generate_fleet(500)), ("other", generate_fleet(500, seed=1))):
            (path / f"{name}.in").write_text(json.dumps(document), "utf-8")

    def start(self, name: str, umask: int = 0o022, **options: Any) -> subprocess.Popen[bytes]:
        """Start a module that stores a document. Its output is in a file: nobody reads a pipe while it runs."""
        arguments = self.path / f"{name}.arguments"
        options = {"path": str(self.target), "from_file": str(self.path / f"{name}.in"), **options}
        arguments.write_text(json.dumps({"ANSIBLE_MODULE_ARGS": options}), "utf-8")
        environment = {**os.environ, "PYTHONPATH": str(self._collections), "ANSIBLE_REMOTE_TEMP": str(self.path)}
        command = [sys.executable, "-m", MODULE, str(arguments)]
        with (self.path / f"{name}.output").open("wb") as output:
            return subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, umask=umask)

    def run(self, name: str, **options: Any) -> dict[str, Any]:
        self.start(name, **options).wait(timeout=120)
        return self.result_of(name)

    def result_of(self, name: str) -> dict[str, Any]:
        result: dict[str, Any] = json.loads((self.path / f"{name}.output").read_text("utf-8"))
        return result

    def content_of(self, name: str) -> bytes:
        """What a snapshot of a document is, without its time."""
        self.run(name, path=str(self.path / f"{name}.snap"))
        return without_time((self.path / f"{name}.snap").read_bytes())


def without_time(snapshot: bytes) -> bytes:
    return b"\n".join(line for line in snapshot.split(b"\n") if b"fetched_at" not in line)


@pytest.fixture
def folder(tmp_path: Path, collections_path: Path) -> Folder:
    return Folder(tmp_path, collections_path)


def test_two_writers_at_once(folder: Folder) -> None:
    whole = {folder.content_of("one"), folder.content_of("other")}
    for _round in range(3):
        writers = [folder.start("one", force=True), folder.start("other", force=True)]
        while any(writer.poll() is None for writer in writers):
            if folder.target.exists():
                assert without_time(folder.target.read_bytes()) in whole
            time.sleep(0.002)
        assert not any(folder.result_of(name).get("failed") for name in ("one", "other"))
    assert without_time(folder.target.read_bytes()) in whole


def test_a_writer_that_is_killed(folder: Folder) -> None:
    whole = {folder.content_of("one"), folder.content_of("other")}
    folder.run("one")
    random.seed(0)
    for number in range(8):
        writer = folder.start("other" if number % 2 else "one", force=True)
        time.sleep(random.uniform(0.2, 0.8))
        writer.kill()
        writer.wait()
        assert without_time(folder.target.read_bytes()) in whole
    # What is left over is hidden, and nobody reads a hidden file.
    visible = {path.name for path in folder.path.iterdir() if not path.name.startswith((".", "ansible-moduletmp"))}
    inputs = {f"{name}.{ending}" for name in ("one", "other") for ending in ("in", "arguments", "output", "snap")}
    assert visible == {folder.target.name, *inputs}


@pytest.mark.parametrize(("umask", "mode", "expected"), [(0o000, None, 0o600), (0o077, None, 0o600), (0o077, "0644", 0o644)])
def test_the_mode_of_a_new_file_does_not_depend_on_the_umask(folder: Folder, umask: int, mode: str | None, expected: int) -> None:
    folder.run("one", umask=umask, mode=mode)
    assert folder.target.stat().st_mode & 0o777 == expected


@pytest.mark.parametrize("mode", [0o640, 0o444])
def test_the_mode_of_a_file_stays(folder: Folder, mode: int) -> None:
    folder.run("one")
    folder.target.chmod(mode)
    assert folder.run("other")["changed"]
    assert folder.target.stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT RUN: only root can give a file to another user")
def test_the_owner_of_a_file_stays(folder: Folder) -> None:
    folder.run("one")
    os.chown(folder.target, 12345, 12345)
    assert folder.run("other")["changed"]
    status = folder.target.stat()
    assert (status.st_uid, status.st_gid) == (12345, 12345)


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT RUN: root can write in every folder")
def test_a_folder_that_cannot_be_written(folder: Folder) -> None:
    locked = folder.path / "locked"
    locked.mkdir(mode=0o500)
    result = folder.run("one", path=str(locked / "fleet.json"))
    assert result["msg"] == f"Cannot write {locked / 'fleet.json'}. Details: Permission denied."


def test_profiles_that_are_not_those_of_the_snapshot(folder: Folder) -> None:
    """A file of somebody else is not replaced, whatever it is."""
    for content in (b"\x00\xff", b"{}", b"[]", json.dumps([profile(1)]).encode()):
        folder.target.write_bytes(content)
        result = folder.run("one")
        assert result["failed"] and result["failure"]["kind"] == "file", result
        assert folder.target.read_bytes() == content
