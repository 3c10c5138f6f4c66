# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the result of a module against its RETURN, so that what is documented is true and what is true is documented."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import yaml

PACKAGE = "ansible_collections.audiocodes.operator_connect.plugins.modules."
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "list": (list,),
    "dict": (dict,),
}
# What Ansible itself puts into every result.
ANSIBLES_OWN = {"changed", "failed", "msg", "invocation", "warnings", "deprecations", "exception", "skipped", "diff"}


def faults_of_result(module: str, result: Mapping[str, Any]) -> list[str]:
    """What in a result is not as the module documents it.

    `returned: success` and `failure` are held against `failed`, `always` means always, any other word means sometimes.
    Null stands for no value of a field that is neither a list nor a mapping, below the first level.

    Args:
        module: the short name of a module of the collection.
        result: what it returned, as Ansible keeps it.
    """
    documented = yaml.safe_load(importlib.import_module(PACKAGE + module).RETURN)
    if result.get("failed") and "exception" in result and "Traceback" in str(result["exception"]) and "failure" not in result:
        return [f"it crashed: {result['exception']}"]
    values = {key: value for key, value in result.items() if key in documented or key not in ANSIBLES_OWN}
    return _faults_of_mapping(values, documented, "", has_failed=bool(result.get("failed")))


def _faults_of_mapping(values: Mapping[str, Any], documented: Mapping[str, Any], place: str, *, has_failed: bool) -> list[str]:
    faults = [f"{place}{key} is not documented" for key in values if key not in documented]
    for key, words in documented.items():
        returned = words.get("returned")
        if not returned or not words.get("description"):
            faults.append(f"{place}{key} has no description, or does not say when it is returned")
        is_due = returned == "always" or returned == ("failure" if has_failed else "success")
        if key in values:
            if returned == ("success" if has_failed else "failure"):
                faults.append(f"{place}{key} is returned on the wrong end")
            faults.extend(_faults_of_value(values[key], words, place + key))
        elif is_due:
            faults.append(f"{place}{key} is missing")
    return faults


def _faults_of_value(value: Any, words: Mapping[str, Any], place: str) -> list[str]:
    kind = words.get("type", "str")
    if kind == "raw":
        return []
    if value is None and kind not in ("list", "dict") and "." in place:
        return []
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "bool"):
        return [f"{place} is documented as {kind}, and is {value!r}"]
    if kind == "list":
        return [fault for number, entry in enumerate(value) for fault in _faults_of_entry(entry, words, f"{place}[{number}]")]
    if "contains" in words:
        return _faults_of_mapping(value, words["contains"], place + ".", has_failed=False)
    return []


def _faults_of_entry(entry: Any, words: Mapping[str, Any], place: str) -> list[str]:
    return _faults_of_value(entry, {**words, "type": words.get("elements", "raw")}, place) if words.get("elements") != "raw" else []
