# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks: one field or one rule on one object, and the outcome, in one line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..canonical import canonical
from ..text import path_of, printable, printable_only, quoted

PASSED, WARNED, FAILED, WAIVED = "passed", "warning", "failed", "waived"
MISSING, UNEXPECTED, AMBIGUOUS = "missing", "unexpected", "ambiguous"
# Where a check comes from, if not from the expected state.
FROM_RULES, FROM_BASELINE, FROM_UNEXPECTED_PROFILES = "rules", "baseline", "unexpected_profiles"
_LISTS = ("trunks", "sbcs", "additional_sbcs")


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

    @property
    def noun(self) -> str:
        """What the object is."""
        return "SBC" if self.sbc is not None else "trunk" if self.trunk is not None else "profile"

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
        source: where the expectation comes from: `rules`, `baseline`, `unexpected_profiles`, or the name of a part of the expected state.
        number: 1, or a higher number if several checks would have one name.
    """

    kind: str
    subject: SubjectPath
    field: str | None
    status: str
    severity: str
    expected: Any
    found: Any
    message: str
    source: str
    number: int = 1

    @property
    def class_name(self) -> str:
        """The class of the check in a test report: its profile, or the kind of its object."""
        trunk, sbc = self.subject.trunk, self.subject.sbc
        return self.subject.profile or ("trunks" if trunk is not None else "sbcs" if sbc is not None else "fleet")

    @property
    def name(self) -> str:
        """The name of the check in a test report, the same whether it passes or fails, and different for all checks of a class."""
        return self.base_name if self.number == 1 else f"{self.base_name} ({self.number})"

    @property
    def base_name(self) -> str:
        """The name without a number: `rule failover`, `trunk oc1.example.net › sbc SBC-1 › ip_address`."""
        trunk, sbc, detail = self.subject.trunk, self.subject.sbc, self._detail()
        return printable(detail) if trunk is None and sbc is None else path_of(None, trunk, sbc, detail)

    def _detail(self) -> str:
        kind, field = self.kind, self.field
        if self.source == FROM_RULES:
            if field is None:
                return f"rule {kind}"
            return f"rule {kind} {quoted(self.expected)}" if field == "region" else f"rule {kind}.{field.partition('.')[2]}"
        if field == "for_each":
            return f"for_each {quoted(self.expected)}"
        if kind == UNEXPECTED:
            return f"absent from {field}" if field else "absent"
        if field is None:
            return "present"
        is_member = field in _LISTS and (self.subject.trunk if field == "trunks" else self.subject.sbc) is not None
        return f"present in {field}" if is_member else field

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
            "source": self.source,
            "name": self.name,
        }


def number_names(checks: Iterable[Check]) -> list[Check]:
    """Number the checks that would share their class and their name, in an order that does not depend on the order of the input."""
    numbered = list(checks)
    names = [(_report_text(check.class_name), check.base_name) for check in numbered]
    taken = Counter(names)
    shared: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, pair in enumerate(names):
        if taken[pair] > 1:
            shared[pair].append(index)
    for (class_name, name), indexes in sorted(shared.items()):
        number = 1
        for index in sorted(indexes, key=lambda index: _fixed_key(numbered[index]))[1:]:
            number += 1
            while (class_name, f"{name} ({number})") in taken:
                number += 1
            taken[class_name, f"{name} ({number})"] += 1
            numbered[index] = numbered[index]._replace(number=number)
    return numbered


def _report_text(text: str) -> str:
    """A text as reports show it: XML has no control characters, so names that differ only in those are equal in a report."""
    return printable_only(text, "\ufffd")


def _fixed_key(check: Check) -> tuple[str, ...]:
    """What orders checks of one name: first what does not change with their outcome."""
    return check.kind, check.source, canonical(check.expected), check.message, canonical(check.found)
