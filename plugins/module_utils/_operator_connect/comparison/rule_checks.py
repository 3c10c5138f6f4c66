# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules as checks: each rule against each object that it applies to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..expected_state.fields import OfferTypeField
from ..fleet.topology import Profile
from ..text import printable
from .checks import FAILED, PASSED, Check, SubjectPath
from .parts import subject_of

if TYPE_CHECKING:
    from ..fleet.rules import Subject
    from ..fleet.view import View
    from .check_log import CheckLog

# The fields that the rules on offer types look at.
_FIELDS = {"test_numbers": "test_numbers", "validation_not_run": "validation", "validation_not_ok": "validation"}


def check_rules(view: View, log: CheckLog) -> None:
    """Add a check for each result of a rule on a selected object."""
    severities = view.rulebook.severities
    about: Subject = None
    path, head = SubjectPath(), ""
    for rule, subject, names, message in view.verdicts:
        if subject is not about:
            about, path = subject, _path_of(subject)
            head = path.text()
        where, field, expected = f"{head} › {rule}", None, None
        if rule in _FIELDS:
            offer_type = names["offer_type"]
            field = str(OfferTypeField(_FIELDS[rule], offer_type))
            where = f"{head} › {printable(str(OfferTypeField(rule, offer_type)))}"
        elif rule == "region_coverage":
            field, expected = "region", names["region"]
            where = f"region {printable(expected or '')} › {rule}"
        status = FAILED if message else PASSED
        log.checks.append(Check(rule, path, field, status, severities[rule], expected, None, f"{where}: {message or 'ok'}"))


def _path_of(subject: Subject) -> SubjectPath:
    if subject is None:
        return SubjectPath()
    return SubjectPath(subject.key) if isinstance(subject, Profile) else subject_of(subject)
