# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Matchers: which calling profiles are meant (`include`, `exclude`, `for_each`), and what is filled in (`fill`)."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable

from ..errors import OptionError

if TYPE_CHECKING:
    from .records import Record

MATCHER_FIELDS = ("id", "name", "region", "carrier", "environment", "offer_type", "is_emergency")
FILLED_FIELDS = ("region", "environment", "carrier")

Test = Callable[[Any], bool]


class Matcher:
    """One matcher: every field that it names must match.

    Args:
        fields: field → value, or a list of values any of which will do. A string is a glob, upper and lower case alike;
            null matches null alone.
        place: where it was written, for messages: `include[0]`.

    Raises:
        OptionError: it is empty, names an unknown field, or has a value that cannot match.
    """

    def __init__(self, fields: object, place: str) -> None:
        if not isinstance(fields, Mapping) or not fields:
            raise OptionError(
                f"{place}: a matcher is a mapping of at least one field",
                next_step=f"Fields are: {', '.join(MATCHER_FIELDS)}.",
            )
        self.place = place
        self.fields = dict(fields)
        self._tests: dict[str, list[Test]] = {}
        for field, value in fields.items():
            if field not in MATCHER_FIELDS:
                raise OptionError.unknown(place, field, MATCHER_FIELDS)
            values = value if isinstance(value, (list, tuple)) else [value]
            self._tests[field] = [_test(field, entry, f"{place}.{field}") for entry in values]
            if not values:
                raise OptionError(f"{place}.{field}: an empty list matches nothing", next_step="Name a value, or leave the field out.")

    def matches(self, profile: Record) -> bool:
        """Whether it means this profile."""
        return all(any(test(found) for test in tests for found in _found(profile, field)) for field, tests in self._tests.items())


def read_matchers(value: object, place: str) -> list[Matcher]:
    """Read a list of matchers; nothing written is an empty list.

    Raises:
        OptionError: it is no list, or one of them is not right.
    """
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise OptionError(f"{place}: a list of matchers was expected", next_step="Write each as a list item: - name: 'PROD_*'.")
    return [Matcher(fields, f"{place}[{number}]") for number, fields in enumerate(value)]


def _found(profile: Record, field: str) -> Sequence[Any]:
    if field != "offer_type":
        return (profile[field],)
    return [offer["name"] for offer in profile["offer_types"]] or (None,)


def _test(field: str, value: object, place: str) -> Test:
    if field == "is_emergency":
        if not isinstance(value, bool):
            raise OptionError(f"{place}: true or false was expected, not {value!r}")
        return lambda found: found is value
    if value is None:
        return lambda found: found is None
    if not isinstance(value, str):
        raise OptionError(f"{place}: a string was expected, not {value!r}", next_step="Quote it.")
    pattern = re.compile(fnmatch.translate(value.casefold()))
    return lambda found: found is not None and pattern.match(found.casefold()) is not None


class Selection:
    """`include` and `exclude`: they choose whole profiles."""

    def __init__(self, include: object = None, exclude: object = None) -> None:
        self.include = read_matchers(include, "include")
        self.exclude = read_matchers(exclude, "exclude")

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)

    def chooses(self, profile: Record) -> bool:
        """Whether this profile is selected."""
        is_included = not self.include or any(matcher.matches(profile) for matcher in self.include)
        return is_included and not any(matcher.matches(profile) for matcher in self.exclude)

    def choose(self, profiles: Sequence[Record]) -> tuple[list[Record], list[str]]:
        """The selected profiles, and a warning for each matcher that means none of them all."""
        warnings = idle_matchers([*self.include, *self.exclude], profiles)
        return [profile for profile in profiles if self.chooses(profile)], warnings

    def as_written(self) -> dict[str, Any]:
        """The selection in plain data, as it was written; empty where everything is selected."""
        written = {"include": self.include, "exclude": self.exclude}
        return {option: [matcher.fields for matcher in matchers] for option, matchers in written.items() if matchers}


def idle_matchers(matchers: Iterable[Matcher], profiles: Sequence[Record]) -> list[str]:
    """A warning for each matcher that means none of the profiles."""
    return [
        f"{matcher.place} matches no calling profile: {matcher.fields}"
        for matcher in matchers
        if not any(matcher.matches(profile) for profile in profiles)
    ]


class Fill:
    """`fill`: what a team knows and the service leaves null.

    Args:
        entries: a list of `{match: matcher, set: {field: text}}`.

    Raises:
        OptionError: an entry is not of that form.
    """

    def __init__(self, entries: object = None) -> None:
        self.entries: list[tuple[Matcher, dict[str, str]]] = []
        if entries is not None and not isinstance(entries, (list, tuple)):
            raise OptionError("fill: a list was expected", next_step="Write each as a list item with match and set.")
        for number, entry in enumerate(entries or ()):
            self.entries.append(_read_fill(entry, f"fill[{number}]"))

    def apply(self, profiles: Sequence[Record]) -> tuple[list[Record], list[str]]:
        """The profiles with their nulls filled (`filled` names the fields), and a warning for each matcher that means none.

        Matchers look at what the service says, so that the order of entries matters only where two set one field.
        """
        warnings = idle_matchers([matcher for matcher, _values in self.entries], profiles)
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
        raise OptionError(f"{place}: a mapping with match and set was expected")
    for word in entry:
        if word not in ("match", "set"):
            raise OptionError.unknown(place, word, ("match", "set"))
    values = entry.get("set")
    if not isinstance(values, Mapping) or not values:
        raise OptionError(
            f"{place}.set: a mapping of at least one field was expected", next_step=f"Fields are: {', '.join(FILLED_FIELDS)}."
        )
    for field, text in values.items():
        if field not in FILLED_FIELDS:
            raise OptionError.unknown(place + ".set", field, FILLED_FIELDS)
        if not isinstance(text, str) or not text.strip():
            raise OptionError(f"{place}.set.{field}: a string was expected, not {text!r}", next_step="Quote it.")
    return Matcher(entry.get("match"), place + ".match"), dict(values)
