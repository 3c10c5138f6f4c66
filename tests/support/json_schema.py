# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON schema for tests: as much of draft 7 as the schemas under docs/ use, and an error for any word beyond that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
NOTES = {"$schema", "title", "description", "definitions"}


def is_valid(value: Any, schema: Json) -> bool:
    """Whether a schema takes a value.

    Raises:
        NotImplementedError: a word of the schema is none of those that are known here.
    """
    return not any(_faults(value, schema, schema))


def _faults(value: Any, schema: Json, root: Json) -> Iterator[str]:
    if "$ref" in schema:
        yield from _faults(value, root["definitions"][schema["$ref"].rpartition("/")[2]], root)
        return
    for word, wanted in schema.items():
        if word in NOTES or word == "properties":
            continue
        check = _CHECKS.get(word)
        if check is None:
            raise NotImplementedError(word)
        if not check(value, wanted, schema, root):
            yield word
    yield from _faults_of_properties(value, schema, root)


def _faults_of_properties(value: Any, schema: Json, root: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key in value.keys() & schema.get("properties", {}).keys():
            yield from _faults(value[key], schema["properties"][key], root)


def _is(value: Any, name: str) -> bool:
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _further(value: Any, wanted: Any, schema: Json, root: Json) -> bool:
    further = [entry for key, entry in value.items() if key not in schema.get("properties", {})] if isinstance(value, dict) else []
    return not further if wanted is False else all(not any(_faults(entry, wanted, root)) for entry in further)


_CHECKS = {
    "type": lambda value, wanted, schema, root: any(_is(value, name) for name in ([wanted] if isinstance(wanted, str) else wanted)),
    "enum": lambda value, wanted, schema, root: value in wanted,
    "required": lambda value, wanted, schema, root: not isinstance(value, dict) or value.keys() >= set(wanted),
    "minProperties": lambda value, wanted, schema, root: not isinstance(value, dict) or len(value) >= wanted,
    "minItems": lambda value, wanted, schema, root: not isinstance(value, list) or len(value) >= wanted,
    "minimum": lambda value, wanted, schema, root: not _is(value, "integer") or value >= wanted,
    "additionalProperties": _further,
    "items": lambda value, wanted, schema, root: not isinstance(value, list) or not any(any(_faults(e, wanted, root)) for e in value),
    "propertyNames": lambda value, wanted, schema, root: (
        not isinstance(value, dict) or not any(any(_faults(k, wanted, root)) for k in value)
    ),
    "not": lambda value, wanted, schema, root: any(_faults(value, wanted, root)),
    "anyOf": lambda value, wanted, schema, root: any(not any(_faults(value, choice, root)) for choice in wanted),
}
