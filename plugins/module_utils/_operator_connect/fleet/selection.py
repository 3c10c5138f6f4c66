# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Matchers: how options select calling profiles (`include`, `exclude`, `for_each`) and fill null fields (`fill`)."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable

from ..errors import OptionError
from ..text import kind_of, nearest, quoted

if TYPE_CHECKING:
    from .records import Record

MATCHER_FIELDS = ("id", "name", "region", "carrier", "environment", "offer_type", "is_emergency")
FILLED_FIELDS = ("region", "environment", "carrier")
# Among how many values, and in how many characters of each, a similar one is searched: a message must not take longer than the run.
MAX_SEARCHED, MAX_COMPARED = 500, 64

Test = Callable[[Any], bool]


class Matcher:
    """One matcher. A profile matches if all fields of the matcher match.

    Args:
        fields: field → value, or a list of values, one of which must match. A string is a glob that ignores case;
            null matches only null.
        place: the option, for messages: `include[0]`.

    Raises:
        OptionError: the matcher is empty, has an unknown field, or has a value that cannot match.
    """

    def __init__(self, fields: object, place: str) -> None:
        if not isinstance(fields, Mapping) or not fields:
            raise OptionError(
                f"{place}: a matcher is a mapping of at least one field", next_step=f"Valid fields: {', '.join(MATCHER_FIELDS)}."
            )
        self.place = place
        self.fields = dict(fields)
        self._tests: dict[str, list[Test]] = {}
        for field, value in fields.items():
            if field not in MATCHER_FIELDS:
                raise OptionError.unknown(place, field, MATCHER_FIELDS)
            values = value if isinstance(value, (list, tuple)) else [value]
            if not values:
                raise OptionError(f"{place}.{field}: an empty list matches nothing", next_step="Add a value, or remove the field.")
            self._tests[field] = [_test(field, entry, f"{place}.{field}") for entry in values]

    def matches(self, profile: Record) -> bool:
        """Whether this profile matches."""
        return all(self._field_matches(profile, field) for field in self._tests)

    def unmatched_text(self, profiles: Sequence[Record], *, before_fill: bool = False) -> str:
        """A matcher that matches no calling profile, and the likely reason: `{region: EMEA} (region is null in every calling profile: …)`.

        Args:
            profiles: all profiles.
            before_fill: whether these are the values of the service, which `fill` itself sees.
        """
        reasons = [_reason(field, value, profiles, before_fill=before_fill) for field, value in self._unmatched_fields(profiles)]
        reason = "; ".join(filter(None, reasons))
        return f"{quoted(self.fields)}{f' ({reason})' if reason else ''}"

    def _field_matches(self, profile: Record, field: str) -> bool:
        return any(test(found) for test in self._tests[field] for found in _found(profile, field))

    def _unmatched_fields(self, profiles: Sequence[Record]) -> list[tuple[str, Any]]:
        """The fields that match no profile at all, with their values."""
        return [
            (field, value) for field, value in self.fields.items() if not any(self._field_matches(profile, field) for profile in profiles)
        ]


def read_matchers(value: object, option: str) -> list[Matcher]:
    """Read a list of matchers; None is an empty list.

    Raises:
        OptionError: the value is not a list, or a matcher is wrong.
    """
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise OptionError(
            f"{option}: {kind_of(value)} is not a list of matchers", next_step="Start each matcher with a dash: - name: 'PROD_*'."
        )
    return [Matcher(fields, f"{option}[{number}]") for number, fields in enumerate(value)]


def _found(profile: Record, field: str) -> Sequence[Any]:
    if field != "offer_type":
        return (profile[field],)
    return [offer["name"] for offer in profile["offer_types"]] or (None,)


def _test(field: str, value: object, place: str) -> Test:
    if field == "is_emergency":
        if not isinstance(value, bool):
            raise OptionError(f"{place}: {quoted(value)} is not a boolean", next_step="Use true or false.")
        return lambda found: found is value
    if value is None:
        return lambda found: found is None
    if not isinstance(value, str):
        raise OptionError(f"{place}: {quoted(value)} is not a string", next_step="Quote it.")
    pattern = re.compile(fnmatch.translate(value.casefold()))
    return lambda found: found is not None and pattern.match(found.casefold()) is not None


class Selection:
    """The options `include` and `exclude`."""

    def __init__(self, include: object = None, exclude: object = None) -> None:
        self.include = read_matchers(include, "include")
        self.exclude = read_matchers(exclude, "exclude")

    def selects(self, profile: Record) -> bool:
        """Whether this profile is selected."""
        is_included = not self.include or any(matcher.matches(profile) for matcher in self.include)
        return is_included and not any(matcher.matches(profile) for matcher in self.exclude)

    def apply(self, profiles: Sequence[Record]) -> tuple[list[Record], list[str]]:
        """The selected profiles, and a warning for each matcher of `include` that matches no profile.

        A standing `exclude` often matches nothing, so that gives no warning.
        """
        warnings = _unmatched(self.include, profiles)
        return [profile for profile in profiles if self.selects(profile)], warnings

    def as_options(self) -> dict[str, Any]:
        """The two options as plain data; empty if everything is selected."""
        options = {"include": self.include, "exclude": self.exclude}
        return {option: [matcher.fields for matcher in matchers] for option, matchers in options.items() if matchers}

    def is_same_as(self, stored: Mapping[str, Any]) -> bool:
        """Whether a stored selection is this one; see `selection_key` for what does not matter."""
        return selection_key(self.as_options()) == selection_key(stored)


def selection_key(selection: Mapping[str, Any]) -> object:
    """A value that is equal for equal selections in plain data.

    The order of matchers and of values does not matter, nor do duplicates, and a value equals the list of this value.
    """
    options = {option: {_matcher_key(matcher) for matcher in _as_list(matchers)} for option, matchers in selection.items()}
    return {option: keys for option, keys in options.items() if keys}


def _matcher_key(matcher: object) -> object:
    fields = matcher.items() if isinstance(matcher, Mapping) else [("", matcher)]
    # As JSON, because 1 and true are equal in Python.
    return frozenset((field, frozenset(json.dumps(value, sort_keys=True) for value in _as_list(values))) for field, values in fields)


def _as_list(value: object) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else [value]


def _unmatched(matchers: Iterable[Matcher], profiles: Sequence[Record], *, before_fill: bool = False) -> list[str]:
    """A warning for each matcher that matches no profile."""
    return [
        f"{matcher.place} matches no calling profile: {matcher.unmatched_text(profiles, before_fill=before_fill)}"
        for matcher in matchers
        if not any(matcher.matches(profile) for profile in profiles)
    ]


def null_everywhere(field: str, profiles: Sequence[Record], *, before_fill: bool = False) -> str:
    """That a field is null in every profile, and what to do about it, as a clause; empty if it is set in one of them."""
    if not profiles or any(found is not None for profile in profiles for found in _found(profile, field)):
        return ""
    next_step = "match another field, such as name" if before_fill else "set it with fill" if field in FILLED_FIELDS else ""
    return f"{field} is null in every calling profile{next_step and ': '}{next_step}"


def _reason(field: str, value: object, profiles: Sequence[Record], *, before_fill: bool) -> str:
    """Why no profile has a value that a matcher requires, as far as that is known."""
    reason = null_everywhere(field, profiles, before_fill=before_fill)
    if reason:
        return reason
    wanted = [text for text in _as_list(value) if isinstance(text, str)]
    known = dict.fromkeys(found for profile in profiles for found in _found(profile, field) if isinstance(found, str))
    similar = next(filter(None, (_similar(text, list(known)) for text in wanted)), None)
    return f"the most similar {field} is {quoted(similar)}" if similar else ""


def _similar(glob: str, known: Sequence[str]) -> str | None:
    """The known value that is most like a glob. What is before the first wildcard is compared with the start of each value."""
    start = re.split(r"[*?\[]", glob, maxsplit=1)[0][:MAX_COMPARED]
    if not start:
        return None
    # A typing error can add a character or leave one out.
    length = len(start) + 1 if len(start) < len(glob) else MAX_COMPARED
    by_start = {text[:length].lower(): text for text in reversed(known[:MAX_SEARCHED])}
    found = nearest(list(by_start), start)
    return by_start[found] if found else None


class Fill:
    """The option `fill`: values for fields that the service leaves null.

    Args:
        entries: a list of `{match: matcher, set: {field: text}}`.
        place: how messages name the option.

    Raises:
        OptionError: an entry does not have this form.
    """

    def __init__(self, entries: object = None, place: str = "fill") -> None:
        self.entries: list[tuple[Matcher, dict[str, str]]] = []
        if entries is not None and not isinstance(entries, (list, tuple)):
            raise OptionError(
                f"{place}: {kind_of(entries)} is not a list", next_step="Start each entry with a dash, and give it match and set."
            )
        for number, entry in enumerate(entries or ()):
            self.entries.append(_read_fill(entry, f"{place}[{number}]"))

    def apply(self, profiles: Sequence[Record]) -> tuple[list[Record], list[str]]:
        """The profiles with null fields filled (`filled` lists the fields), and warnings.

        Matchers see the values of the service, so the order of entries matters only if two entries set the same field. A matcher that
        matches no profile is a warning as long as a field that it would set is null in some profile.
        """
        filled = [self._fill(profile) for profile in profiles]
        null_fields = {field for field in FILLED_FIELDS if any(profile[field] is None for profile in filled)}
        missed = [matcher for matcher, values in self.entries if null_fields.intersection(values)]
        return filled, _unmatched(missed, profiles, before_fill=True)

    def _fill(self, profile: Record) -> Record:
        filled: dict[str, str] = {}
        for matcher, values in self.entries:
            if matcher.matches(profile):
                for field, text in values.items():
                    if profile[field] is None:
                        filled.setdefault(field, text)
        return {**profile, **filled, "filled": sorted(filled)} if filled else profile


def _read_fill(entry: object, place: str) -> tuple[Matcher, dict[str, str]]:
    if not isinstance(entry, Mapping):
        raise OptionError(f"{place}: {kind_of(entry)} is not a mapping of match and set")
    for word in entry:
        if word not in ("match", "set"):
            raise OptionError.unknown(place, word, ("match", "set"))
    values = entry.get("set")
    if not isinstance(values, Mapping) or not values:
        raise OptionError(f"{place}.set: set at least one field", next_step=f"Valid fields: {', '.join(FILLED_FIELDS)}.")
    for field, text in values.items():
        if field not in FILLED_FIELDS:
            raise OptionError.unknown(f"{place}.set", field, FILLED_FIELDS)
        if not isinstance(text, str) or not text.strip():
            raise OptionError(f"{place}.set.{field}: {quoted(text)} is not a string with text in it", next_step="Quote the value.")
    return Matcher(entry.get("match"), f"{place}.match"), dict(values)
