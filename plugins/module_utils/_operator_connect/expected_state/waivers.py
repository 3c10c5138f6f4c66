# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waivers: what is known to be broken, why, and until when that is accepted."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping, Sequence
from datetime import date

from ..errors import OptionError
from ..fleet.rules import RULES
from .baseline import RECORD_FIELDS
from .checks import AMBIGUOUS, MISSING, PASSED, UNEXPECTED, WAIVED, Check
from .expectation import PROFILE_FIELDS, SBC_VALUES, TRUNK_FIELDS

KNOWN_CHECKS = frozenset((*RULES, *PROFILE_FIELDS, *TRUNK_FIELDS, *SBC_VALUES, *RECORD_FIELDS, MISSING, UNEXPECTED, AMBIGUOUS))
_THINGS = ("profile", "trunk", "sbc")
_WORDS = ("check", *_THINGS, "reason", "until")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Waiver:
    """One waiver.

    Args:
        entry: `check`, `reason`, `until` and, where it is not about everything, `profile`, `trunk` or `sbc`.
        place: where it was written, for messages: `waivers[0]`.

    Raises:
        OptionError: it is not of that form.
    """

    def __init__(self, entry: object, place: str) -> None:
        if not isinstance(entry, Mapping):
            raise OptionError(f"{place}: a mapping was expected", next_step=f"Its keys are: {', '.join(_WORDS)}.")
        for word in entry:
            if word not in _WORDS:
                raise OptionError.unknown(place, word, _WORDS)
        texts = {word: _text(entry, word, place) for word in _WORDS}
        self.place = place
        self.check = texts["check"]
        if self.check not in KNOWN_CHECKS:
            raise OptionError.unknown(place + ".check", self.check, KNOWN_CHECKS)
        self.reason = texts["reason"]
        self.until = _read_date(str(texts["until"]), place + ".until")
        self._globs = [(thing, _glob(str(texts[thing]), thing)) for thing in _THINGS if texts[thing] is not None]

    def matches(self, check: Check) -> bool:
        """Whether it is about this check."""
        if check.check != self.check:
            return False
        for thing, glob in self._globs:
            name = getattr(check, thing)
            if name is None or glob.match(name) is None:
                return False
        return True

    def __str__(self) -> str:
        return f"{self.place} ({' '.join(str(self.reason).split())})"


def read_waivers(value: object) -> list[Waiver]:
    """Read the option `waivers`.

    Raises:
        OptionError: it is no list, or one of them is not right.
    """
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise OptionError("waivers: a list was expected", next_step="Write each as a list item with check, reason and until.")
    return [Waiver(entry, f"waivers[{number}]") for number, entry in enumerate(value)]


def waive(checks: Sequence[Check], waivers: Sequence[Waiver], today: date) -> tuple[list[Check], list[str]]:
    """The checks, with those waived that a waiver is about until today or longer.

    Args:
        checks: all checks.
        waivers: all waivers; of several that are about one check, the first that has not ended counts.
        today: the day, in UTC.

    Returns:
        The checks, and a warning for each waiver that is about nothing broken, or that has ended.
    """
    if not waivers:
        return list(checks), []
    by_check: dict[str | None, list[Waiver]] = {}
    for waiver in waivers:
        by_check.setdefault(waiver.check, []).append(waiver)
    used: set[Waiver] = set()
    settled = []
    for check in checks:
        about = [] if check.status == PASSED else [waiver for waiver in by_check.get(check.check, ()) if waiver.matches(check)]
        used.update(about)
        holding = next((waiver for waiver in about if waiver.until >= today), None)
        if holding:
            message = f"{check.message} (waived until {holding.until.isoformat()}: {' '.join(str(holding.reason).split())})"
            check = check._replace(status=WAIVED, message=message)
        settled.append(check)
    warnings = []
    for waiver in waivers:
        if waiver not in used:
            warnings.append(f"{waiver} matches nothing that is broken. Take it out.")
        elif waiver.until < today:
            warnings.append(f"{waiver} ended on {waiver.until.isoformat()}, and what it waived counts again.")
    return settled, warnings


def _text(entry: Mapping[str, object], word: str, place: str) -> str | None:
    value = entry.get(word)
    if value is None and word in _THINGS:
        return None
    if value is None:
        raise OptionError(f"{place}: {word} is missing", next_step="A waiver needs check, reason and until.")
    if not isinstance(value, str):
        raise OptionError(f"{place}.{word}: a string was expected, not {value!r}", next_step="Quote it.")
    if not value.strip():
        raise OptionError(f"{place}: {word} is empty")
    return value


def _read_date(text: str, place: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise OptionError(f"{place}: {text} is no day", next_step="Write it as in '2026-12-31', quoted.")


def _glob(text: str, thing: str) -> re.Pattern[str]:
    # An FQDN is the same in upper and lower case.
    return re.compile(fnmatch.translate(text), re.IGNORECASE if thing == "trunk" else 0)
