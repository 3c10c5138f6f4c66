# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules as checks: each rule against each object that it applies to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..expected_state.fields import OfferTypeField
from ..fleet.rules import OFFER_TYPE_FIELDS
from ..fleet.topology import Profile
from .checks import FAILED, FROM_RULES, PASSED, Check, SubjectPath
from .parts import subject_of

if TYPE_CHECKING:
    from ..fleet.rules import RuleResult, Subject
    from ..fleet.view import View
    from .check_log import CheckLog


def check_rules(view: View, log: CheckLog) -> None:
    """Add a check for each result of a rule on a selected object."""
    path, subject = SubjectPath(), None
    for result in view.rule_results:
        # The results of one object follow each other.
        if result.subject is not subject:
            subject = result.subject
            path = _path_of(subject)
        status = FAILED if result.is_broken else PASSED
        message = _message(result, path)
        log.add(Check(result.rule, path, _field_of(result), status, result.severity, result.region, None, message, FROM_RULES))


def _field_of(result: RuleResult) -> str | None:
    if result.rule in OFFER_TYPE_FIELDS:
        return str(OfferTypeField(OFFER_TYPE_FIELDS[result.rule], result.offer_type))
    return None if result.region is None else "region"


def _message(result: RuleResult, path: SubjectPath) -> str:
    return result.message if result.subject is None else f"{path.text(result.detail)}: {result.problem or 'ok'}"


def _path_of(subject: Subject) -> SubjectPath:
    if subject is None:
        return SubjectPath()
    return SubjectPath(subject.key) if isinstance(subject, Profile) else subject_of(subject)
