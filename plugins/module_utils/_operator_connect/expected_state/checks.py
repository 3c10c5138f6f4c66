# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks: one field or one rule on one object, and how it went, in one line."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..text import printable

PASSED, WARNED, FAILED, WAIVED = "passed", "warning", "failed", "waived"
MISSING, UNEXPECTED, AMBIGUOUS = "missing", "unexpected", "ambiguous"


class Check(NamedTuple):
    """One check.

    `check` is a rule, a field, or `missing`, `unexpected` or `ambiguous`; `field` is the field with its offer type, where it
    has one. Things are named by their keys, as in the facts; what is not there goes by the name that was expected.
    """

    check: str
    profile: str | None
    trunk: str | None
    sbc: str | None
    field: str | None
    status: str
    severity: str
    expected: Any
    found: Any
    message: str

    def as_dict(self) -> dict[str, Any]:
        return self._asdict()


class Place(NamedTuple):
    """The object of a check: a profile, a trunk, an SBC, each where it applies."""

    profile: str | None = None
    trunk: str | None = None
    sbc: str | None = None

    def text(self, further: str | None = None) -> str:
        """`PROD_EMEA › trunk oc1.example.net › sbc SBC-AMS-01 › ip_address`"""
        profile, trunk, sbc = self
        head = "" if profile is None else printable(profile)
        if trunk is not None:
            head = f"{head} › trunk {printable(trunk)}" if head else "trunk " + printable(trunk)
        if sbc is not None:
            head = f"{head} › sbc {printable(sbc)}" if head else "sbc " + printable(sbc)
        if further is None:
            return head
        return f"{head} › {printable(further)}" if head else printable(further)
