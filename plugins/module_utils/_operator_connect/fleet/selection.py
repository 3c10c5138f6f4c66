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
from ..text import kind_of, quoted

if TYPE_CHECKING:
    from .records import Record

MATCHER_FIELDS = ("id", "name", "region", "carrier", "environment", "offer_type", "is_emergency")
FILLED_FIELDS = ("region", "environment", "carrier")

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
        return all(any(test(found) for test in tests for found in _found(profile, field)) for field, tests in self._tests.items())


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


def _unmatched(matchers: Iterable[Matcher], profiles: Sequence[Record]) -> list[str]:
    """A warning for each matcher that matches no profile."""
    return [
        f"{matcher.place} matches no calling profile: {quoted(matcher.fields)}"
        for matcher in matchers
        if not any(matcher.matches(profile) for profile in profiles)
    ]


class Fill:
    """The option `fill`: values for fields that the service leaves null.

    Args:
        entries: a list of `{match: matcher, set: {field: text}}`.

    Raises:
        OptionError: an entry does not have this form.
    """

    def __init__(self, entries: object = None) -> None:
        self.entries: list[tuple[Matcher, dict[str, str]]] = []
        if entries is not None and not isinstance(entries, (list, tuple)):
            raise OptionError(
                f"fill: {kind_of(entries)} is not a list", next_step="Start each entry with a dash, and give it match and set."
            )
        for number, entry in enumerate(entries or ()):
            self.entries.append(_read_fill(entry, f"fill[{number}]"))

    def apply(self, profiles: Sequence[Record]) -> tuple[list[Record], list[str]]:
        """The profiles with null fields filled (`filled` lists the fields), and a warning for each matcher that matches no profile.

        Matchers see the values of the service, so the order of entries matters only if two entries set the same field.
        """
        warnings = _unmatched([matcher for matcher, _values in self.entries], profiles)
        return [self._fill(profile) for profile in profiles], warnings

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
