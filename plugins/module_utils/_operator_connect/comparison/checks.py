# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks: one field or one rule on one object, and the outcome, in one line."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..text import path_of

PASSED, WARNED, FAILED, WAIVED = "passed", "warning", "failed", "waived"
MISSING, UNEXPECTED, AMBIGUOUS = "missing", "unexpected", "ambiguous"


class SubjectPath(NamedTuple):
    """The object of a check: a profile, a trunk or an SBC, and what it is found under.

    Attributes:
        profile: key of the profile, as in the facts, or the expected name of a missing one.
        trunk: the same of the trunk.
        sbc: the same of the SBC.
        sharing_profiles: keys of the profiles that share a trunk or SBC, if it is not under one profile.
    """

    profile: str | None = None
    trunk: str | None = None
    sbc: str | None = None
    sharing_profiles: tuple[str, ...] = ()

    def text(self, field: str | None = None) -> str:
        """`PROD_EMEA › trunk oc1.example.net › sbc SBC-AMS-01 › ip_address`"""
        return path_of(self.profile, self.trunk, self.sbc, field)

    def profiles(self) -> tuple[str, ...]:
        """Keys of all profiles that the object is part of."""
        return self.sharing_profiles if self.profile is None else (self.profile,)


class Check(NamedTuple):
    """One check.

    Attributes:
        kind: a rule, a field, or `missing`, `unexpected` or `ambiguous`.
        subject: the object.
        field: the field, with its offer type if it has one.
        status: `passed`, `warning`, `failed` or `waived`.
        severity: `error` or `warning`.
        expected: what was expected, in plain data.
        found: what was found.
        message: the check in one line.
    """

    kind: str
    subject: SubjectPath
    field: str | None
    status: str
    severity: str
    expected: Any
    found: Any
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The check as a module returns it."""
        return {
            "check": self.kind,
            "profile": self.subject.profile,
            "trunk": self.subject.trunk,
            "sbc": self.subject.sbc,
            "field": self.field,
            "status": self.status,
            "severity": self.severity,
            "expected": self.expected,
            "found": self.found,
            "message": self.message,
        }
