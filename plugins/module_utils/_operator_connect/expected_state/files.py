# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expected-state files: YAML, read more strictly than YAML is, so that nothing means something else than what it looks like."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import FileError, OptionError
from .nodes import Path, ValueTree, path_text

ENDINGS = (".yml", ".yaml", ".json")
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
MAX_VALUES = 5_000_000
_STANDARD = "tag:yaml.org,2002:"
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)")


class ExpectedFile(ValueTree):
    """One file, and on which line of it a value stands.

    Args:
        path: the file, as it was named.
        root: the YAML node of the document.
    """

    def __init__(self, path: str, root: Any) -> None:
        self._root = root
        self._left = MAX_VALUES
        super().__init__(None, path)
        self.value = self._plain(root, ())

    def place(self, path: Path) -> str:
        """`state.yml:12: profiles.PROD_EMEA.region`"""
        key, _value = self._find(path)
        told = path_text(path)
        return f"{self.name}:{key.start_mark.line + 1}{': ' + told if told else ''}"

    def text(self, path: Path) -> str | None:
        _key, value = self._find(path)
        return str(value.value) if isinstance(value.value, str) else None

    def _find(self, path: Path) -> tuple[Any, Any]:
        """The node of a path's key, or of an element itself, and that of its value."""
        key = value = self._root
        for step in path:
            if isinstance(step, int):
                key = value = value.value[step]
            else:
                key, value = next(pair for pair in value.value if pair[0].value == step)
        return key, value

    # --- from YAML nodes to plain values

    def _plain(self, node: Any, path: Path) -> Any:
        self._left -= 1
        if len(path) > MAX_DEPTH or self._left < 0:
            raise self._wrong(node, path, "it is too deep, or too large", "An alias must not name what it stands in.")
        if node.id == "mapping" and node.tag == _STANDARD + "map":
            return self._mapping(node, path)
        if node.id == "sequence" and node.tag == _STANDARD + "seq":
            return [self._plain(element, (*path, number)) for number, element in enumerate(node.value)]
        if node.id == "scalar":
            return self._scalar(node, path)
        raise self._wrong(node, path, f"the tag {node.tag} is not taken", "Write the value itself.")

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            if key.tag == _STANDARD + "merge":
                raise self._wrong(key, path, "a merge key is not taken", "Say it once under for_each.")
            if key.id != "scalar" or key.tag != _STANDARD + "str":
                written = key.value if isinstance(key.value, str) else key.id
                what = f"the key {written} is {_name_of(key.tag)}, and a string belongs here"
                raise self._wrong(key, path, what, f"Quote it: '{written}'." if key.id == "scalar" else "")
            name = key.value
            if name in values:
                what = f"{name} is written twice, first on line {lines[name]}"
                raise self._wrong(key, path, what, "Of two that say different things only one can be meant.")
            lines[name] = key.start_mark.line + 1
            values[name] = self._plain(value, (*path, name))
        return values

    def _scalar(self, node: Any, path: Path) -> Any:
        text, tag = node.value, node.tag
        if tag == _STANDARD + "str":
            return text
        if tag == _STANDARD + "null":
            return None
        if tag == _STANDARD + "bool":
            return text.lower() in ("yes", "true", "on")
        if tag == _STANDARD + "int" and _DECIMAL.fullmatch(text) and len(text) <= 4300:
            return int(text)
        if tag in (_STANDARD + "int", _STANDARD + "float", _STANDARD + "timestamp"):
            raise self._wrong(node, path, f"{text} without quotes is {_name_of(tag)}", f"Quote it: '{text}'.")
        raise self._wrong(node, path, f"the tag {tag} is not taken", "Write the value itself.")

    def _wrong(self, node: Any, path: Path, what: str, next_step: str) -> OptionError:
        told = path_text(path)
        where = f"{self.name}:{node.start_mark.line + 1}{': ' + told if told else ''}"
        return OptionError(f"{where}: {what}", next_step=next_step)


def _name_of(tag: str) -> str:
    names = {
        "int": "a number",
        "float": "a number",
        "bool": "a boolean",
        "null": "null",
        "timestamp": "a date",
        "map": "a mapping",
        "seq": "a list",
    }
    return names.get(tag.removeprefix(_STANDARD), tag)


def read_expected_files(paths: Iterable[str]) -> list[ValueTree]:
    """Read files, and all files of folders.

    Args:
        paths: files and folders; of a folder, and the folders in it, every .yml, .yaml and .json file counts, hidden ones not.

    Raises:
        FileError: one of them cannot be read, or is no YAML.
        OptionError: something in one of them is not what it looks like.
        ImportError: PyYAML is missing.
    """
    return [_read(path) for given in paths for path in _files(given)]


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
        raise FileError(f"{path} has no file that ends in {', '.join(ENDINGS)}", next_step="Check expected_from.")


def _raise(error: OSError) -> None:
    raise FileError.of_system(f"Cannot read {error.filename}", error, "Check expected_from.") from None


def _read(path: str) -> ExpectedFile:
    import yaml

    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError.of_system(f"Cannot read {path}", error, "Check expected_from.") from None
    if len(data) > MAX_BYTES:
        raise FileError(f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB", next_step="Split it into several files.")
    # The parser in C, where PyYAML was built with it, is ten times as fast.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        documents = list(yaml.compose_all(data.decode("utf-8-sig"), Loader=loader))
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not UTF-8", said=f"byte {error.start}", next_step="Save it as UTF-8.") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise FileError(f"{_marked(path, error)} is not YAML", said=_problem(error), next_step="Check expected_from.") from None
    if len(documents) != 1:
        told = "is empty" if not documents else f"holds {len(documents)} documents"
        raise FileError(f"{path} {told}", next_step="Write one document with for_each, profiles, trunks or sbcs.")
    return ExpectedFile(path, documents[0])


def _marked(path: str, error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{path}:{mark.line + 1}" if mark is not None else path


def _problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it is nested too deep")
