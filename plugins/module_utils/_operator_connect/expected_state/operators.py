# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one value, or one list, must be: a plain value, or the operators `one_of`, `like`, `contains` and `count`."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from ..canonical import canonical
from ..text import quoted

if TYPE_CHECKING:
    from .nodes import ValueNode

ONE_OF, CONTAINS, COUNT, LIKE = OPERATORS = ("one_of", "contains", "count", "like")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

Fold = Callable[[str], str]


def as_is(text: str) -> str:
    """The text itself: upper and lower case differ."""
    return text


def fold_guid(text: str) -> str:
    """A GUID in lower case, and any other text as it is."""
    return text.casefold() if _GUID.fullmatch(text) else text


class ValueType(NamedTuple):
    """What a field may hold: its types, in words for messages, and `fold`, which gives equal texts for equal values."""

    description: str
    types: tuple[type, ...]
    fold: Fold = as_is
    has_like: bool = True


TEXT = ValueType("a string or null", (str, type(None)))
FQDN = ValueType("a string or null", (str, type(None)), str.casefold)
IDENTITY = ValueType("a string or null", (str, type(None)), str.casefold)
REFERENCE = ValueType("a string or null", (str, type(None)), fold_guid)
STATUS = ValueType("a string, a boolean or null", (str, bool, type(None)))
BOOLEAN = ValueType("true or false", (bool,), has_like=False)
NUMBER = ValueType("an integer", (int,), has_like=False)


class ValueTest:
    """What one value must be.

    Args:
        expected: the expectation in plain data, for the result.
        choices: the value must equal one of these, type included; any value if None.
        like: a glob that the value must match; null never does.
        fold: gives equal texts for values that count as equal.
        has_operators: whether `expected` is a mapping of operators.
    """

    __slots__ = ("_choices", "_fold", "_has_operators", "_pattern", "expected")

    def __init__(
        self,
        expected: object,
        choices: Iterable[object] | None,
        like: str | None = None,
        fold: Fold = as_is,
        *,
        has_operators: bool = False,
    ) -> None:
        self.expected = expected
        self._has_operators = has_operators
        self._fold = fold
        self._choices = None if choices is None else [self._typed(choice) for choice in choices]
        self._pattern = None if like is None else re.compile(fnmatch.translate(fold(like)))

    def holds(self, found: object) -> bool:
        """Whether a value is as expected."""
        typed = self._typed(found)
        if self._choices is not None and typed not in self._choices:
            return False
        return self._pattern is None or (isinstance(found, str) and self._pattern.match(typed[1]) is not None)

    def has_choice(self, identity: str) -> bool:
        """Whether one of the choices is this id, in upper or lower case."""
        return any(text.casefold() == identity.casefold() for text in self.texts)

    @property
    def texts(self) -> list[str]:
        """The choices that are strings."""
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
            f"like {quoted(value)}" if operator == LIKE else f"one of {', '.join(map(quoted, value))}"
            for operator, value in self.expected.items()
        )


class Member(NamedTuple):
    """One entry of an expected list: its text in messages, and the key that identifies it."""

    label: str
    key: Hashable


class CountRange(NamedTuple):
    """How many entries a list must have."""

    minimum: int = 0
    maximum: int | None = None

    def holds(self, count: int) -> bool:
        """Whether a count is within the range."""
        return count >= self.minimum and (self.maximum is None or count <= self.maximum)

    def __str__(self) -> str:
        if self.maximum is None:
            return f"at least {self.minimum}"
        if self.minimum == self.maximum:
            return f"exactly {self.minimum}"
        return f"{self.minimum} to {self.maximum}" if self.minimum else f"at most {self.maximum}"


ANY_COUNT = CountRange()


class ListTest:
    """What a list must hold. Order and duplicates do not matter.

    Args:
        expected: the expectation in plain data, for the result.
        members: the entries that the list must have.
        is_whole: whether the list must have no other entry.
        count: how many entries the list must have.
        is_baseline: whether the expectation comes from a baseline, which the expected state overrides.
    """

    __slots__ = ("count", "expected", "is_baseline", "is_whole", "members")

    def __init__(
        self,
        expected: object,
        members: Iterable[Member],
        *,
        is_whole: bool,
        count: CountRange = ANY_COUNT,
        is_baseline: bool = False,
    ) -> None:
        self.expected = expected
        self.members = list(dict.fromkeys(members))
        self.is_whole = is_whole
        self.count = count
        self.is_baseline = is_baseline

    def has(self, key: Hashable) -> bool:
        """Whether one of the members has this key."""
        return any(member.key == key for member in self.members)

    def __str__(self) -> str:
        labels = f"[{', '.join(quoted(member.label) for member in self.members)}]"
        if self.is_whole:
            return labels
        if self.count == ANY_COUNT:
            return f"to contain {labels}"
        return f"to contain {labels} and {self.count} in total" if self.members else str(self.count)


def read_value(node: ValueNode, value_type: ValueType) -> ValueTest:
    """Read what one value must be: the value itself, or `one_of` and `like`.

    Raises:
        OptionError: the expectation is not valid.
    """
    if not isinstance(node.value, Mapping):
        return ValueTest(node.value, [_checked_value(node, value_type)], fold=value_type.fold)
    choices: list[object] | None = None
    like: str | None = None
    for operator in _operators(node, (ONE_OF, LIKE) if value_type.has_like else (ONE_OF,), value_type.description):
        if operator.name == LIKE:
            like = operator.string()
        else:
            choices = [_checked_value(element, value_type) for element in operator.filled_elements("a list")]
    return ValueTest(node.value, choices, like, value_type.fold, has_operators=True)


def read_list(node: ValueNode, read_member: Callable[[ValueNode], Member], wanted: str) -> ListTest:
    """Read what a list must hold: the whole list, or `contains` and `count`.

    Raises:
        OptionError: the expectation is not valid.
    """
    if not isinstance(node.value, Mapping):
        return ListTest(node.value, map(read_member, node.elements(wanted)), is_whole=True)
    members: list[Member] = []
    count = ANY_COUNT
    for operator in _operators(node, (CONTAINS, COUNT), wanted):
        if operator.name == COUNT:
            count = _read_count(operator)
        else:
            members = list(map(read_member, operator.filled_elements("a list")))
    return ListTest(node.value, members, is_whole=False, count=count)


def read_string_member(node: ValueNode) -> Member:
    """Read an entry that must be a string."""
    text = node.string()
    return Member(text, text)


def _operators(node: ValueNode, supported: tuple[str, ...], wanted: str) -> Iterable[ValueNode]:
    for operator in node.entries(wanted):
        if operator.name in supported:
            yield operator
        elif operator.name in OPERATORS:
            raise operator.error(f"{node.name} does not support {operator.name}", f"Use {wanted}, or {' or '.join(supported)}.")
        else:
            raise operator.unknown_error(operator.name, supported)


def _checked_value(node: ValueNode, value_type: ValueType) -> object:
    # In Python a boolean is an integer too, so isinstance would accept it as a number.
    if type(node.value) not in value_type.types:
        raise node.kind_error(value_type.description)
    return node.value


def _read_count(node: ValueNode) -> CountRange:
    count = ANY_COUNT
    for bound in node.entries("a mapping of min, max or both", ("min", "max")):
        number = bound.value
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise bound.error(f"an integer of 0 or more was expected, not {quoted(number)}")
        count = count._replace(minimum=number) if bound.name == "min" else count._replace(maximum=number)
    if count.maximum is not None and count.minimum > count.maximum:
        raise node.error(f"min {count.minimum} is greater than max {count.maximum}")
    return count
