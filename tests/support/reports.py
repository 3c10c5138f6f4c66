# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of reports, collected by the code of the module, without a process of Ansible."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.argument_specs import (
    EXPECTATION,
    GUARDS,
    RULES,
    SELECTION,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.assertion import compare_all, read_requirements
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.readers import FileReader
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.report_data import (
    audit_data,
    dumped,
    fleet_data,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.report_kinds import AUDIT, FLEET
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.report_data import (
    ReportData,
    ReportHead,
    read_collected,
    report_data,
)

if TYPE_CHECKING:
    from pathlib import Path


def options_of(options: dict[str, Any]) -> dict[str, Any]:
    """Options as a module has them, with the defaults of the others."""
    specs = {**SELECTION, **RULES, **GUARDS, **EXPECTATION}
    return {"from_file": None, "policy_from": None, **{name: spec.get("default") for name, spec in specs.items()}, **options}


def audit_of(document: Any, folder: Path, *, title: str | None = None, revision: str | None = None, **options: Any) -> ReportData:
    """The data of an audit of a document. The baseline can be a document too."""
    path = folder / "fleet.json"
    path.write_text(json.dumps(document), "utf-8")
    if isinstance(options.get("baseline"), list):
        (folder / "before.json").write_text(json.dumps(options["baseline"]), "utf-8")
        options["baseline"] = str(folder / "before.json")
    settings = options_of(options)
    requirements = read_requirements(settings)
    loaded = FileReader(str(path), "from_file").read()
    view = requirements.query.view_of(loaded.profiles, loaded.origin.location)
    assessment, _warnings = compare_all(settings, requirements, view, loaded)
    collected = through_json(audit_data(assessment, requirements))
    result = {key: collected[key] for key in ("msg", "compliant")}
    return report_data(ReportHead(AUDIT, title, revision), result, collected)


def fleet_of(document: Any, folder: Path, **options: Any) -> ReportData:
    """The data of a report about a fleet."""
    path = folder / "fleet.json"
    path.write_text(json.dumps(document), "utf-8")
    loaded = FileReader(str(path), "from_file").read()
    view = Query(options_of({"on_empty": "allow", **options})).view_of(loaded.profiles, loaded.origin.location)
    return report_data(ReportHead(FLEET, None, None), {}, through_json(fleet_data(view, loaded.origin.as_dict())))


def not_checked(message: str) -> ReportData:
    """The data of an audit that could not read the profiles."""
    return report_data(ReportHead(AUDIT, None, None), {"msg": message, "failed": True, "failure": {"kind": "connection"}}, None)


def through_json(data: dict[str, Any]) -> dict[str, Any]:
    """The data as it arrives at the action plugin."""
    return read_collected(dumped(data))
