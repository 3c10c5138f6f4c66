# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an expected state, also those of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ..errors import FileError
from ..strict_yaml import YamlFile, read_yaml_file

ENDINGS = (".yml", ".yaml", ".json")


class ExpectedFile(YamlFile):
    """One file of an expected state."""

    kind = "expected-state files"
    option = "expected_from"
    keys = "for_each, profiles, trunks or sbcs"
    instead_of_template = "Set the value itself, or use expected instead of expected_from."
    instead_of_repeats = "Use for_each for what profiles have in common."


def read_expected_files(paths: Iterable[str]) -> list[ExpectedFile]:
    """Read files, and all files of folders.

    Args:
        paths: files and folders. Of a folder, all .yml, .yaml and .json files are read, those in subfolders included, hidden ones not.

    Raises:
        FileError: a file cannot be read, or it is not YAML.
        OptionError: a value is not what it looks like.
        ImportError: PyYAML is missing.
    """
    return [read_yaml_file(path, ExpectedFile) for given in paths for path in _files(given)]


def _files(path: str) -> Iterator[str]:
    if not os.path.isdir(path):
        yield path
        return
    found = False
    for folder, folders, names in os.walk(path, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(ENDINGS) and not name.startswith("."):
                found = True
                yield os.path.join(folder, name)
    if not found:
        what = f"{os.path.abspath(path)} contains no file that ends in {', '.join(ENDINGS)}"
        raise FileError(what, next_step=f"Check {ExpectedFile.option}.")


def _raise(error: OSError) -> None:
    raise FileError.of_system(f"Cannot read {os.path.abspath(error.filename)}", error, f"Check {ExpectedFile.option}.") from None
