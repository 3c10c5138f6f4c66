# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the result of a module with its RETURN documentation."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = "ansible_collections.audiocodes.operator_connect.plugins.modules."
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "list": (list,),
    "dict": (dict,),
}
# Keys that Ansible itself adds to results.
KEYS_OF_ANSIBLE = {"changed", "failed", "msg", "invocation", "warnings", "deprecations", "exception", "skipped", "diff"}


def faults_of_result(module: str, result: Mapping[str, Any]) -> list[str]:
    """List all differences between a result and the documentation of the module.

    `returned: success` and `returned: failure` are compared with `failed`. `always` means always; any other text means
    sometimes. Below the first level, a value other than a list or a mapping can be null.

    Args:
        module: the short name of a module of the collection.
        result: the result of a task, as Ansible registers it.
    """
    documented = yaml.safe_load(importlib.import_module(PACKAGE + module).RETURN)
    if result.get("failed") and "exception" in result and "Traceback" in str(result["exception"]) and "failure" not in result:
        return [f"the module crashed: {result['exception']}"]
    values = {key: value for key, value in result.items() if key in documented or key not in KEYS_OF_ANSIBLE}
    return _faults_of_mapping(values, documented, "", has_failed=bool(result.get("failed")))


def _faults_of_mapping(values: Mapping[str, Any], documented: Mapping[str, Any], place: str, *, has_failed: bool) -> list[str]:
    faults = [f"{place}{key} is not documented" for key in values if key not in documented]
    outcome, other_outcome = ("failure", "success") if has_failed else ("success", "failure")
    for key, field in documented.items():
        returned = field.get("returned")
        if not returned or not field.get("description"):
            faults.append(f"{place}{key} lacks `description` or `returned`")
        if key in values:
            if returned == other_outcome:
                faults.append(f"{place}{key} is returned on {outcome}, but documented for {other_outcome}")
            faults.extend(_faults_of_value(values[key], field, place + key))
        elif returned in ("always", outcome):
            faults.append(f"{place}{key} is missing")
    return faults


def _faults_of_value(value: Any, field: Mapping[str, Any], place: str) -> list[str]:
    kind = field.get("type", "str")
    if kind == "raw" or (value is None and kind not in ("list", "dict") and "." in place):
        return []
    if not _has_type(value, kind):
        return [f"{place} is documented as {kind}, but is {value!r}"]
    if kind == "list":
        element = {**field, "type": field.get("elements", "raw")}
        return [fault for number, entry in enumerate(value) for fault in _faults_of_value(entry, element, f"{place}[{number}]")]
    if "contains" in field:
        return _faults_of_mapping(value, field["contains"], place + ".", has_failed=False)
    return []


def _has_type(value: object, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "bool" or not isinstance(value, bool))
