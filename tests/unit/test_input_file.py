# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a file that a user names: only regular files of a limited size, and never waiting."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import FileError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.input_file import InputFile, read_input_file
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.limits import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

A_DAY = 1769828400.0


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    os.utime(path, (A_DAY, A_DAY))
    return path


def error_of(path: Path | str) -> str:
    with pytest.raises(FileError) as caught:
        read_input_file(str(path), "Check from_file.")
    return str(caught.value)


def open_descriptors() -> list[str]:
    return sorted(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("data", [b"", b"text\r\n\0\xff"])
def test_a_file_is_read_with_the_time_of_its_last_change(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path / "file", data)
    assert read_input_file(str(path), "") == InputFile(data, A_DAY)


def test_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    write(tmp_path / "file", b"data")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "link to the link").symlink_to("link")
    assert read_input_file(str(tmp_path / "link to the link"), "") == InputFile(b"data", A_DAY)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "missing"
    assert error_of(path) == f"Cannot read {path}. Details: No such file or directory. Check from_file."


def test_a_link_to_a_missing_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "link"
    path.symlink_to("missing")
    assert error_of(path) == f"Cannot read {path}. Details: No such file or directory. Check from_file."


def test_a_folder_is_refused_and_not_left_open(tmp_path: Path) -> None:
    before = open_descriptors()
    assert error_of(tmp_path) == f"Cannot read {tmp_path}. Details: Is a directory. Check from_file."
    assert open_descriptors() == before


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused_and_not_left_open(device: str) -> None:
    before = open_descriptors()
    assert error_of(device) == f"{device} is not a regular file. Check from_file."
    assert open_descriptors() == before


def test_a_named_pipe_without_a_writer_is_refused_without_waiting(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    messages: list[str] = []
    thread = threading.Thread(target=lambda: messages.append(error_of(path)), daemon=True)
    thread.start()
    thread.join(timeout=30)
    assert messages == [f"{path} is not a regular file. Check from_file."]


def test_a_named_pipe_with_a_writer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.write(descriptor, b"[]")
        assert error_of(path) == f"{path} is not a regular file. Check from_file."
    finally:
        os.close(descriptor)


def sparse_file(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    path = sparse_file(tmp_path / "file", MAX_BYTES)
    assert len(read_input_file(str(path), "").data) == MAX_BYTES


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 4 * 1024**3])
def test_a_file_over_the_limit_is_refused(tmp_path: Path, size: int) -> None:
    path = sparse_file(tmp_path / "file", size)
    assert error_of(path) == f"{path} is larger than 64 MiB. Check from_file."


def test_only_the_start_of_a_huge_file_is_read(tmp_path: Path) -> None:
    """A terabyte of nothing, which takes no space on the disk: to read all of it would take as much memory."""
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(FileError, match="is larger than 64 MiB"):
        read_input_file(str(path), "Check it.")
