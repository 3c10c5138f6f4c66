# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The four operators and plain comparison: what one value, or one list, may be."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from ..text import quoted

if TYPE_CHECKING:
    from .nodes import Node

ONE_OF, CONTAINS, COUNT, LIKE = OPERATORS = ("one_of", "contains", "count", "like")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# What is plainly one word or a few, and is not read as anything else, needs no quotes in a message.
_PLAIN = re.compile(r"[\w.:@/+*?-]+(?: [\w.:@/+*?-]+)*")
_NOT_A_STRING = ("null", "true", "false")

Fold = Callable[[str], str]


def exactly(text: str) -> str:
    return text


def guid_any_case(text: str) -> str:
    """GUIDs are the same in upper and lower case, all else is not."""
    return text.casefold() if _GUID.fullmatch(text) else text


class Kind(NamedTuple):
    """What a single value may be.

    `wanted` says it for a message; `fold` makes equal what counts as equal.
    """

    wanted: str
    types: tuple[type, ...]
    fold: Fold = exactly
    takes_like: bool = True


TEXT = Kind("a string or null", (str, type(None)))
FQDN = Kind("a string or null", (str, type(None)), str.casefold)
IDENTITY = Kind("a string or null", (str, type(None)), str.casefold)
REFERENCE = Kind("a string or null", (str, type(None)), guid_any_case)
STATUS = Kind("a string, a boolean or null", (str, bool, type(None)))
BOOLEAN = Kind("true or false", (bool,), takes_like=False)
NUMBER = Kind("a whole number", (int,), takes_like=False)


class ValueTest:
    """What one value must be.

    Args:
        expected: as it was written, for the result.
        choices: it must be one of these, of the same type.
        like: it must match this glob; null never does.
        fold: makes equal what counts as equal.
        has_operators: whether it was written with operators.
    """

    __slots__ = ("_choices", "_fold", "_has_operators", "_pattern", "expected")

    def __init__(
        self,
        expected: object,
        choices: Iterable[object] | None,
        like: str | None = None,
        fold: Fold = exactly,
        *,
        has_operators: bool = False,
    ) -> None:
        self.expected = expected
        self._has_operators = has_operators
        self._fold = fold
        self._choices = None if choices is None else [self._typed(choice) for choice in choices]
        self._pattern = None if like is None else re.compile(fnmatch.translate(fold(like)))

    def holds(self, found: object) -> bool:
        """Whether a value is what it must be."""
        typed = self._typed(found)
        if self._choices is not None and typed not in self._choices:
            return False
        return self._pattern is None or (isinstance(found, str) and self._pattern.match(typed[1]) is not None)

    def names_identity(self, identity: str) -> bool:
        """Whether one of the choices is this id; ids are the same in upper and lower case."""
        return any(isinstance(choice, str) and choice.casefold() == identity.casefold() for _type, choice in self._choices or ())

    @property
    def texts(self) -> list[str]:
        """The strings that it may be, without globs."""
        return [choice for _type, choice in self._choices or () if isinstance(choice, str)]

    def _typed(self, value: object) -> tuple[type, Any]:
        if isinstance(value, str):
            return str, self._fold(value)
        if isinstance(value, (list, dict)):
            return type(value), canonical(value)
        return type(value), value

    def __str__(self) -> str:
        if not self._has_operators or not isinstance(self.expected, Mapping):
            return quoted(self.expected)
        return " and ".join(
            "like " + quoted(value) if operator == LIKE else "one of " + ", ".join(map(quoted, value))
            for operator, value in self.expected.items()
        )


class Member(NamedTuple):
    """One entry of a list: how it is named, and what tells it from others."""

    label: str
    key: Hashable


class ListTest:
    """What a list must hold. Order counts nothing, and what is listed twice counts once.

    Args:
        expected: as it was written, for the result.
        members: what must be in it.
        is_whole: whether nothing else may be.
        least: how many there must be at least.
        most: how many there may be.
        is_baseline: whether a baseline says so; then what is expected in so many words wins.
    """

    __slots__ = ("expected", "is_baseline", "is_whole", "least", "members", "most")

    def __init__(
        self,
        expected: object,
        members: Iterable[Member],
        *,
        is_whole: bool,
        least: int = 0,
        most: int | None = None,
        is_baseline: bool = False,
    ) -> None:
        self.expected = expected
        self.members = list(dict.fromkeys(members))
        self.is_whole = is_whole
        self.least = least
        self.most = most
        self.is_baseline = is_baseline

    def holds_count(self, count: int) -> bool:
        return count >= self.least and (self.most is None or count <= self.most)

    def count_text(self) -> str:
        """How many there must be, in words."""
        if self.most is None:
            return f"at least {self.least}"
        if self.least == self.most:
            return f"exactly {self.least}"
        return f"{self.least} to {self.most}" if self.least else f"at most {self.most}"

    def __str__(self) -> str:
        labels = f"[{', '.join(quoted(member.label) for member in self.members)}]"
        if self.is_whole:
            return labels
        parts = [f"{labels} in it"] if self.members else []
        return " and ".join(parts + [self.count_text()] * (self.least > 0 or self.most is not None))


def read_value(node: Node, kind: Kind) -> ValueTest:
    """Read what a single value must be: itself, or `one_of` and `like`.

    Raises:
        OptionError: it is written wrongly.
    """
    if not isinstance(node.value, Mapping):
        return ValueTest(node.value, [_checked(node, kind)], fold=kind.fold)
    choices: list[object] | None = None
    like: str | None = None
    for operator in _operators(node, (ONE_OF, LIKE) if kind.takes_like else (ONE_OF,), kind.wanted):
        if operator.name == LIKE:
            like = operator.string()
        else:
            choices = [_checked(element, kind) for element in _some(operator)]
    return ValueTest(node.value, choices, like, kind.fold, has_operators=True)


def read_list(node: Node, read_member: Callable[[Node], Member], wanted: str) -> ListTest:
    """Read what a list must hold: itself, or `contains` and `count`.

    Raises:
        OptionError: it is written wrongly.
    """
    if not isinstance(node.value, Mapping):
        return ListTest(node.value, map(read_member, node.elements(wanted)), is_whole=True)
    members: list[Member] = []
    least, most = 0, None
    for operator in _operators(node, (CONTAINS, COUNT), wanted):
        if operator.name == COUNT:
            least, most = _read_count(operator)
        else:
            members = list(map(read_member, _some(operator)))
    return ListTest(node.value, members, is_whole=False, least=least, most=most)


def read_string_member(node: Node) -> Member:
    """An entry that is a string and nothing else."""
    text = node.string()
    return Member(text, text)


def _operators(node: Node, taken: tuple[str, ...], wanted: str) -> Iterable[Node]:
    for operator in node.entries(wanted):
        if operator.name in taken:
            yield operator
        elif operator.name in OPERATORS:
            raise operator.wrong(f"{operator.name} does not go with {node.name}", f"What goes with it: {', '.join((wanted, *taken))}.")
        else:
            raise operator.unknown(operator.name, taken)


def _some(node: Node) -> list[Node]:
    elements = node.elements("a list")
    if not elements:
        raise node.wrong("it is empty, so nothing is expected here", "Write what is expected, or leave it out.")
    return elements


def _checked(node: Node, kind: Kind) -> object:
    # bool is a kind of int to Python, and a kind of its own to everybody else
    if type(node.value) not in kind.types:
        raise node.unexpected_kind(kind.wanted)
    return node.value


def _read_count(node: Node) -> tuple[int, int | None]:
    least, most = 0, None
    for bound in node.entries("a mapping of min, max or both", ("min", "max")):
        number = bound.value
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise bound.wrong(f"a whole number from 0 belongs here, not {quoted(number)}")
        if bound.name == "min":
            least = number
        else:
            most = number
    if most is not None and least > most:
        raise node.wrong(f"min {least} is above max {most}")
    return least, most


def canonical(value: object) -> str:
    """The same text for values that are the same but for the order of their parts."""
    if isinstance(value, dict):
        return f"{{{','.join(json.dumps(key) + ':' + canonical(value[key]) for key in sorted(value))}}}"
    if isinstance(value, list):
        return f"[{','.join(sorted(map(canonical, value)))}]"
    return json.dumps(value)
