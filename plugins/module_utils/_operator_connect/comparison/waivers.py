# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waivers: checks that are known to fail, why, and until when that is accepted."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import OptionError
from ..expected_state.baseline import RECORD_FIELDS
from ..expected_state.expectation import PROFILE_FIELDS, SBC_VALUES, TRUNK_FIELDS
from ..fleet.rules import RULES
from ..text import quoted
from .checks import AMBIGUOUS, MISSING, PASSED, UNEXPECTED, WAIVED, Check

if TYPE_CHECKING:
    from ..fleet.topology import Profile

KNOWN_CHECKS = frozenset((*RULES, *PROFILE_FIELDS, *TRUNK_FIELDS, *SBC_VALUES, *RECORD_FIELDS, MISSING, UNEXPECTED, AMBIGUOUS))
_SUBJECT_KEYS = ("profile", "trunk", "sbc")
_KEYS = ("check", *_SUBJECT_KEYS, "reason", "until")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Waiver:
    """One waiver.

    Args:
        entry: `check`, `reason`, `until` and, if it is not about every object, `profile`, `trunk` or `sbc`.
        where: where it is, for messages: `waivers[0]`.

    Raises:
        OptionError: the entry is not valid.
    """

    def __init__(self, entry: object, where: str) -> None:
        if not isinstance(entry, Mapping):
            raise OptionError(f"{where}: a mapping was expected", next_step=f"Its keys are: {', '.join(_KEYS)}.")
        for key in entry:
            if key not in _KEYS:
                raise OptionError.unknown(where, key, _KEYS)
        self._where = where
        self.check = _required_text(entry, "check", where)
        if self.check not in KNOWN_CHECKS:
            raise OptionError.unknown(f"{where}.check", self.check, KNOWN_CHECKS)
        self.reason = _required_text(entry, "reason", where)
        self.until = _read_date(_required_text(entry, "until", where), f"{where}.until")
        self._texts = {key: _text(entry, key, where) for key in _SUBJECT_KEYS if entry.get(key) is not None}
        self._globs = {key: _glob(text, key) for key, text in self._texts.items()}

    def matches(self, check: Check) -> bool:
        """Whether the waiver is about this check."""
        if check.kind != self.check:
            return False
        names = {"profile": check.subject.profiles(), "trunk": (check.subject.trunk,), "sbc": (check.subject.sbc,)}
        return all(_match_all(glob, names[key]) for key, glob in self._globs.items())

    def is_about_one_of(self, profiles: Iterable[Profile]) -> bool:
        """Whether the waiver can be about one of these profiles, or about a trunk or an SBC of it."""
        return any(
            _match_one(self._globs.get("profile"), (profile.key,))
            and _match_one(self._globs.get("trunk"), (trunk.key for trunk in profile.trunks.values()))
            and _match_one(self._globs.get("sbc"), (sbc.key for sbc in (*profile.sbcs.values(), *profile.additional_sbcs.values())))
            for profile in profiles
        )

    def as_dict(self) -> dict[str, Any]:
        """The waiver as plain data."""
        subjects = {key: self._texts.get(key) for key in _SUBJECT_KEYS}
        return {"check": self.check, **subjects, "reason": self.reason, "until": self.until.isoformat()}

    def __str__(self) -> str:
        return f"{self._where} ({' '.join(self.reason.split())})"


class WaiverUse(NamedTuple):
    """How a waiver applied in one run.

    Attributes:
        waiver: the waiver.
        checks: how many failed checks it matches.
        has_ended: whether its last day is over.
        is_needed_elsewhere: whether another audit, of other profiles or with other checks, can need it.
    """

    waiver: Waiver
    checks: int
    has_ended: bool
    is_needed_elsewhere: bool = False

    @property
    def status(self) -> str:
        """`used`, `ended`, `unused` (it matches no failed check), or `elsewhere` (the same, but another audit can need it)."""
        if not self.checks:
            return "elsewhere" if self.is_needed_elsewhere else "unused"
        return "ended" if self.has_ended else "used"

    def warning(self) -> str | None:
        """What to do about the waiver, if anything."""
        if not self.checks:
            return None if self.is_needed_elsewhere else f"{self.waiver} matches no failed check. Remove it."
        if self.has_ended:
            return f"{self.waiver} ended on {self.waiver.until.isoformat()}, so the checks that it waived count again."
        return None

    def as_dict(self) -> dict[str, Any]:
        """The waiver and its use as plain data."""
        return {**self.waiver.as_dict(), "status": self.status, "checks": self.checks}


def read_waivers(value: object, place: str = "waivers") -> list[Waiver]:
    """Read the option `waivers`.

    Args:
        value: the option.
        place: how messages name it.

    Raises:
        OptionError: the value is not a list, or one of its entries is not valid.
    """
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise OptionError(f"{place}: a list was expected", next_step="Each list item is a mapping with check, reason and until.")
    return [Waiver(entry, f"{place}[{number}]") for number, entry in enumerate(value)]


def waive(
    checks: Sequence[Check], waivers: Sequence[Waiver], today: date, not_selected: Sequence[Profile] = ()
) -> tuple[list[Check], list[WaiverUse]]:
    """Waive the failed checks that a waiver is about.

    Args:
        checks: all checks.
        waivers: all waivers. If several are about one check, the first that has not ended applies.
        today: the day, in UTC; a waiver applies through its last day.
        not_selected: the profiles of the fleet that this run does not check.

    Returns:
        All checks, and how each waiver was used.
    """
    if not waivers:
        return list(checks), []
    by_kind: dict[str, list[Waiver]] = {}
    for waiver in waivers:
        by_kind.setdefault(waiver.check, []).append(waiver)
    counts = dict.fromkeys(waivers, 0)
    waived = []
    for check in checks:
        matching = [] if check.status == PASSED else [waiver for waiver in by_kind.get(check.kind, ()) if waiver.matches(check)]
        for waiver in matching:
            counts[waiver] += 1
        current = next((waiver for waiver in matching if waiver.until >= today), None)
        waived.append(_waived(check, current) if current else check)
    kinds = {check.kind for check in checks}
    return waived, [
        WaiverUse(waiver, count, waiver.until < today, waiver.check not in kinds or waiver.is_about_one_of(not_selected))
        for waiver, count in counts.items()
    ]


def _waived(check: Check, waiver: Waiver) -> Check:
    reason = " ".join(waiver.reason.split())
    return check._replace(status=WAIVED, message=f"{check.message} (waived until {waiver.until.isoformat()}: {reason})")


def _required_text(entry: Mapping[str, object], key: str, where: str) -> str:
    if entry.get(key) is None:
        raise OptionError(f"{where}: {key} is missing", next_step="A waiver requires check, reason and until.")
    return _text(entry, key, where)


def _text(entry: Mapping[str, object], key: str, where: str) -> str:
    value = entry[key]
    if not isinstance(value, str):
        raise OptionError(f"{where}.{key}: a string was expected, not {quoted(value)}", next_step="Quote it.")
    if not value.strip():
        raise OptionError(f"{where}: {key} is empty")
    return value


def _read_date(text: str, where: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise OptionError(f"{where}: {text} is not a date", next_step="Use a quoted date, such as '2026-12-31'.")


def _match_all(glob: re.Pattern[str], names: Sequence[str | None]) -> bool:
    """Whether a glob matches all names: a waiver of one profile must not hide what others share with it."""
    return bool(names) and all(name is not None and glob.match(name) is not None for name in names)


def _match_one(glob: re.Pattern[str] | None, names: Iterable[str]) -> bool:
    """Whether a glob, if there is one, matches one of the names."""
    return glob is None or any(glob.match(name) for name in names)


def _glob(text: str, key: str) -> re.Pattern[str]:
    # An FQDN is the same in upper and lower case.
    return re.compile(fnmatch.translate(text), re.IGNORECASE if key == "trunk" else 0)
