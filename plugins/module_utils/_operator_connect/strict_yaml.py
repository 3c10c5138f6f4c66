# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in a strict subset of YAML, so that every value means what it looks like."""

from __future__ import annotations

import os
import re
from typing import Any, ClassVar, TypeVar

from .errors import FileError, OptionError
from .input_file import read_input_file
from .limits import MAX_DEPTH, MAX_DIGITS
from .text import kind_of, quoted
from .unsafe_text import UNSAFE_TAG, has_template
from .value_tree import NodePath, ValueTree, path_text

# How many values may be repeated through aliases; what a file itself holds is limited by its size.
MAX_REPEATED = 200_000
_STANDARD = "tag:yaml.org,2002:"
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)")
# The words of YAML 1.1. A file can put a tag in front of any other.
_BOOLEANS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_NULLS = ("", "~", "null")
# A value of each kind that a YAML tag may name; Python has no value for a date here.
_SAMPLES: dict[str, object] = {"int": 0, "float": 0.0, "bool": False, "null": None, "map": {}, "seq": []}


class YamlFile(ValueTree):
    """One file, which knows the line of each value. What it is for decides the words of its errors.

    Args:
        path: the file, as the option names it.
        root: the YAML node of the document.

    Raises:
        OptionError: a value is not what it looks like.

    Attributes:
        kind: what such files are called.
        option: the option that names the file.
        keys: what a file can have at the top.
        instead_of_template: what to use in place of a template.
        instead_of_repeats: what to use in place of aliases and merge keys.
    """

    kind: ClassVar[str]
    option: ClassVar[str]
    keys: ClassVar[str]
    instead_of_template: ClassVar[str] = "Set the value itself."
    instead_of_repeats: ClassVar[str] = "Repeat the values."

    def __init__(self, path: str, root: Any) -> None:
        self._root = root
        self._seen: set[int] = set()
        self._repeats_left = MAX_REPEATED
        super().__init__(None, path)
        self.value = self._plain(root, ())

    def location(self, path: NodePath) -> str:
        """The line and the path: `state.yml:12: profiles.PROD_EMEA.region`."""
        key, _value = self._find(path)
        return self._location(key, path)

    def source_text(self, path: NodePath) -> str | None:
        """The characters in the file."""
        _key, value = self._find(path)
        return str(value.value) if isinstance(value.value, str) else None

    def _location(self, node: Any, path: NodePath) -> str:
        text = path_text(path)
        return f"{self.name}:{node.start_mark.line + 1}{f': {text}' if text else ''}"

    def _find(self, path: NodePath) -> tuple[Any, Any]:
        """The YAML nodes of a path: of its last key, or of the element itself, and of the value."""
        key = value = self._root
        for step in path:
            if isinstance(step, int):
                key = value = value.value[step]
            else:
                key, value = next(pair for pair in value.value if pair[0].value == step)
        return key, value

    # --- from YAML nodes to plain values

    def _plain(self, node: Any, path: NodePath) -> Any:
        if id(node) in self._seen:
            self._repeats_left -= 1
        self._seen.add(id(node))
        if len(path) > MAX_DEPTH:
            next_step = "An alias must not refer to a value that contains it."
            raise self._error(node, path, f"nested more than {MAX_DEPTH} levels deep", next_step)
        if self._repeats_left < 0:
            raise self._error(node, path, f"aliases repeat more than {MAX_REPEATED} values", self.instead_of_repeats)
        if node.id == "mapping" and node.tag == f"{_STANDARD}map":
            return self._mapping(node, path)
        if node.id == "sequence" and node.tag == f"{_STANDARD}seq":
            return [self._plain(element, (*path, number)) for number, element in enumerate(node.value)]
        if node.id == "scalar":
            return node.value if node.tag == UNSAFE_TAG else self._scalar(node, path)
        raise self._error(node, path, f"the tag {node.tag} is not supported", "Use a plain value.")

    def _mapping(self, node: Any, path: NodePath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            self._refuse_template(key, path)
            if key.tag == f"{_STANDARD}merge":
                raise self._error(key, path, "merge keys are not supported", self.instead_of_repeats)
            if key.id != "scalar" or key.tag != f"{_STANDARD}str":
                text = key.value if isinstance(key.value, str) else key.id
                what = f"the key {text} is {_kind_of_tag(key.tag)}, not a string"
                raise self._error(key, path, what, f"Quote it: '{text}'." if key.id == "scalar" else "")
            name = key.value
            if name in values:
                raise self._error(key, path, f"the key {name} occurs twice, first on line {lines[name]}", "Keep one of the two.")
            lines[name] = key.start_mark.line + 1
            values[name] = self._plain(value, (*path, name))
        return values

    def _scalar(self, node: Any, path: NodePath) -> Any:
        self._refuse_template(node, path)
        text, tag = node.value, node.tag
        if tag == f"{_STANDARD}str":
            return text
        if tag == f"{_STANDARD}null" and text.lower() in _NULLS:
            return None
        if tag == f"{_STANDARD}bool" and text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        if tag == f"{_STANDARD}int" and _DECIMAL.fullmatch(text) and len(text) <= MAX_DIGITS:
            return int(text)
        if tag in (f"{_STANDARD}int", f"{_STANDARD}float", f"{_STANDARD}timestamp"):
            raise self._error(node, path, f"{text} without quotes is {_kind_of_tag(tag)}", f"Quote it: '{text}'.")
        if tag in (f"{_STANDARD}null", f"{_STANDARD}bool"):
            raise self._error(node, path, f"{text} is not {_kind_of_tag(tag)}", "Use a plain value.")
        raise self._error(node, path, f"the tag {tag} is not supported", "Use a plain value.")

    def _refuse_template(self, node: Any, path: NodePath) -> None:
        # It would be compared as it is, and `absent` would always hold.
        if isinstance(node.value, str) and has_template(node.value):
            what = f"{quoted(node.value)} is a template, and {self.kind} are not evaluated"
            next_step = f"{self.instead_of_template} If it is what the service has, put !unsafe before it."
            raise self._error(node, path, what, next_step)

    def _error(self, node: Any, path: NodePath, what: str, next_step: str) -> OptionError:
        return OptionError(f"{self._location(node, path)}: {what}", next_step=next_step)


def _kind_of_tag(tag: str) -> str:
    """The kind of value that has a YAML tag: `a number`."""
    name = tag.removeprefix(_STANDARD)
    if name in _SAMPLES:
        return kind_of(_SAMPLES[name])
    return "a date" if name == "timestamp" else tag


FileT = TypeVar("FileT", bound=YamlFile)


def read_yaml_file(path: str, file_type: type[FileT]) -> FileT:
    """Read a file.

    Args:
        path: the file.
        file_type: what the file is for.

    Raises:
        FileError: the file cannot be read, it is not YAML, or it does not contain one document.
        OptionError: a value is not what it looks like.
        ImportError: PyYAML is missing.
    """
    import yaml

    next_step = f"Check {file_type.option}."
    data = read_input_file(os.path.abspath(path), next_step).data
    # The parser in C, if PyYAML was built with it, is ten times as fast.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        documents = list(yaml.compose_all(data.decode("utf-8-sig"), Loader=loader))
    except UnicodeDecodeError as error:
        raise FileError.of_encoding(path, f"byte {error.start}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise FileError(f"{_marked(path, error)} is not valid YAML", said=_problem(error), next_step=next_step) from None
    if len(documents) != 1:
        what = "is empty" if not documents else f"contains {len(documents)} documents"
        raise FileError(f"{path} {what}", next_step=f"It must contain one document, with {file_type.keys}.")
    return file_type(path, documents[0])


def _marked(path: str, error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{path}:{mark.line + 1}" if mark is not None else path


def _problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "nested too deep")
