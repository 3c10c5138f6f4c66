# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module calling_profile_report does: it collects the data of a report for its action plugin."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ansible.module_utils.common.parameters import remove_values, sanitize_keys

from .argument_specs import EXPECTATION
from .assertion import assess, compliant_or_failed, read_requirements
from .comparison.checks import MISSING
from .comparison.verdict import RETURNED_STATUSES
from .errors import FileError, OptionError
from .fleet.facts import emergency_paths, findings_of, listings_of, objects_of
from .fleet.rules import OFF, RULES, Rulebook
from .fleet.view import Query, View
from .module import module_reader, view_of
from .report_kinds import FLEET
from .text import json_line

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

    from .assertion import Assessment, LoadedBaseline, Requirements
    from .comparison.checks import Check


def collect(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    """Read the profiles, compare them unless the report is about the fleet alone, and hand everything to the action plugin.

    Returns:
        The result of a module that passes; a module that does not pass ends here.

    Raises:
        OperatorConnectError: an option or a file is wrong, or the profiles cannot be read.
    """
    if options["kind"] == FLEET:
        return _fleet(module, options)
    requirements = read_requirements(options)
    assessment = assess(module, options, requirements)
    _hand_over(module, audit_data(assessment, requirements))
    return compliant_or_failed(module, assessment.result(RETURNED_STATUSES["failed"]))


def audit_data(assessment: Assessment, requirements: Requirements) -> dict[str, Any]:
    """Everything that the report of an audit shows."""
    return {
        **assessment.result(RETURNED_STATUSES["all"]),
        **assessment.details(),
        **_objects(assessment.view),
        "before": _before(requirements.baseline, assessment.verdict.checks),
    }


def fleet_data(view: View, source: dict[str, Any]) -> dict[str, Any]:
    """Everything that the report of a fleet shows."""
    details = {"findings": findings_of(view), "emergency_paths": emergency_paths(view)}
    return {"summary": view.summary(), "source": source, **details, **_objects(view)}


def _fleet(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    for name, spec in EXPECTATION.items():
        # Of the policy, a report about the fleet alone does not use the waivers.
        if name not in options.get("places", {}) and options[name] not in (None, [], spec.get("default")):
            raise OptionError(f"{name} cannot be used if kind is {FLEET}", next_step=f"Remove {name}, or do not set kind.")
    view, document = view_of(module, Query(options), module_reader(module, options))
    data = fleet_data(view, document.origin.as_dict())
    _hand_over(module, data)
    return {"summary": data["summary"], "source": data["source"]}


def _objects(view: View) -> dict[str, Any]:
    return {"facts": objects_of(view), "listings": listings_of(view)}


def _before(baseline: LoadedBaseline | None, checks: Iterable[Check]) -> dict[str, Any] | None:
    """The profiles of the baseline that are missing now. The rules are not applied to them."""
    if baseline is None:
        return None
    missing = {check.subject.profile for check in checks if check.kind == MISSING and check.subject.noun == "profile"}
    ids = {profile.id for profile in baseline.state.fleet.profiles if profile.key in missing}
    return _objects(View(baseline.state.fleet, ids, Rulebook(dict.fromkeys(RULES, OFF))))


def dumped(data: Mapping[str, Any]) -> str:
    """The data as text: a line with everything but the checks, then a line for each check, as the report in JSON has it."""
    rest = {key: value for key, value in data.items() if key != "checks"}
    return "\n".join([json.dumps(rest), *map(json_line, data.get("checks", ()))])


def _hand_over(module: AnsibleModule, data: Mapping[str, Any]) -> None:
    """Write the data to the private file of the action plugin, without any secret of this task. In check mode there is no file.

    The data is not in the result of the module, because Ansible would show it, and would need several times longer to pass it on.
    """
    path = module.params["_data_file"]
    if not path:
        return
    text, secrets = dumped(data), module.no_log_values
    if any(form in text for secret in secrets for form in (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])):
        text = dumped(sanitize_keys(remove_values(data, secrets), secrets))
    part = f"{path}.part"
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        # The action plugin takes a file that is there for a whole one.
        os.rename(part, path)
    except OSError as error:
        raise FileError.of_system(f"Cannot write {path}", error) from None
