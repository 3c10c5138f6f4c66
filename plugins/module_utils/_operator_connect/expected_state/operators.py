# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one value, or one list, must be: a plain value, or the operators `one_of`, `like`, `contains`, `lacks` and `count`."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from ..canonical import canonical
from ..text import quoted

if TYPE_CHECKING:
    from ..value_tree import ValueNode

ONE_OF, CONTAINS, LACKS, COUNT, LIKE = OPERATORS = ("one_of", "contains", "lacks", "count", "like")
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
        source: where the expectation comes from, as in a check.
    """

    __slots__ = ("_choices", "_fold", "_like", "_pattern", "expected", "source")

    def __init__(
        self,
        expected: object,
        choices: Iterable[object] | None,
        like: str | None = None,
        fold: Fold = as_is,
        *,
        source: str,
    ) -> None:
        self.expected = expected
        self.source = source
        self._fold = fold
        self._choices = None if choices is None else [self._typed(choice) for choice in choices]
        self._like = like
        self._pattern = None if like is None else re.compile(fnmatch.translate(fold(like)))

    @property
    def has_choices(self) -> bool:
        """Whether it names the values; `like` alone does not."""
        return self._choices is not None

    def over(self, baseline: ValueTest) -> ValueTest:
        """The test if there is a baseline: choices override its value, with `like` alone the value must not change either."""
        if self.has_choices:
            return self
        expected = {ONE_OF: [baseline.expected], LIKE: self._like}
        return ValueTest(expected, [baseline.expected], self._like, self._fold, source=self.source)

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
        if not isinstance(self.expected, Mapping) or self._choices == [self._typed(self.expected)]:
            return quoted(self.expected)
        return " and ".join(
            f"like {quoted(value)}" if operator == LIKE else f"{'one of ' * (len(value) > 1)}{', '.join(map(quoted, value))}"
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


@dataclass(eq=False)
class ListTest:
    """What a list must hold. Order and duplicates do not matter.

    Attributes:
        expected: the expectation in plain data, for the result.
        members: the entries that the list must have.
        is_whole: whether the list must have no other entry.
        source: where the expectation comes from, as in a check.
        lacks: entries that the list must not have.
        count: how many entries the list must have.
        is_baseline: whether the list is that of a baseline, to which the expected state can add objects.
        exempt: objects that the list may have or not, because another check is about them.
    """

    expected: object
    members: Iterable[Member]
    is_whole: bool
    source: str
    lacks: Collection[Member] = ()
    count: CountRange = ANY_COUNT
    is_baseline: bool = False
    exempt: Collection[Hashable] = ()

    def __post_init__(self) -> None:
        self.members = list(dict.fromkeys(self.members))

    def has(self, key: Hashable) -> bool:
        """Whether one of the members has this key."""
        return any(member.key == key for member in self.members)

    def over(self, baseline: ListTest, find: Callable[[Hashable], Collection[Hashable]]) -> ListTest:
        """The test if there is a baseline: a whole list overrides it, operators change its list.

        With `contains` and `lacks` it is the list of the baseline with and without these entries, and nothing else may change. With
        `count` alone it is the list of the baseline, which must also have this number of entries.

        Args:
            baseline: the whole list of the baseline.
            find: gives the keys that an entry can have in that list.
        """
        if self.is_whole:
            return self
        removed = {key for member in self.lacks for key in find(member.key)}
        kept = [member for member in baseline.members if member.key not in removed]
        keys = {member.key for member in kept}
        # An ambiguous entry stays an entry, so that it is reported.
        added = [member for member in self.members if len(find(member.key)) > 1 or keys.isdisjoint(find(member.key))]
        members = [*kept, *added]
        return replace(self, expected=_plain(members), members=members, is_whole=True, is_baseline=True, exempt=baseline.exempt)

    def without(self, removed: Collection[Hashable], exempt: Collection[Hashable]) -> ListTest:
        """The same list without some entries, and with further objects that it may have or not."""
        members = [member for member in self.members if member.key not in removed]
        return replace(self, expected=_plain(members), members=members, exempt={*self.exempt, *exempt})

    def __str__(self) -> str:
        parts = [_labels(self.members)] if self.is_whole else [f"to contain {_labels(self.members)}"] if self.members else []
        # The whole list does not have what it must lack.
        parts += [f"to lack {_labels(self.lacks)}"] if self.lacks and not self.is_whole else []
        if self.count != ANY_COUNT:
            parts.append(f"{self.count} in total" if parts else str(self.count))
        return " and ".join(parts)


def _labels(members: Iterable[Member]) -> str:
    return quoted(_plain(members))


def _plain(members: Iterable[Member]) -> list[str | None]:
    """The members in plain data: a baseline can have an offer type without a name."""
    return [None if member.key is None else member.label for member in members]


def read_value(node: ValueNode, value_type: ValueType) -> ValueTest:
    """Read what one value must be: the value itself, or `one_of` and `like`.

    Raises:
        OptionError: the expectation is not valid.
    """
    if not isinstance(node.value, Mapping):
        return ValueTest(node.value, [_checked_value(node, value_type)], fold=value_type.fold, source=node.tree.name)
    choices: list[object] | None = None
    like: str | None = None
    for operator in _operators(node, (ONE_OF, LIKE) if value_type.has_like else (ONE_OF,), value_type.description):
        if operator.name == LIKE:
            like = operator.string()
        else:
            choices = [_checked_value(element, value_type) for element in operator.filled_elements("a list")]
    return ValueTest(node.value, choices, like, value_type.fold, source=node.tree.name)


def read_list(node: ValueNode, read_member: Callable[[ValueNode], Member], wanted: str) -> ListTest:
    """Read what a list must hold: the whole list, or `contains`, `lacks` and `count`.

    Raises:
        OptionError: the expectation is not valid.
    """
    if not isinstance(node.value, Mapping):
        return ListTest(node.value, map(read_member, node.elements(wanted)), is_whole=True, source=node.tree.name)
    members: dict[str, list[Member]] = {CONTAINS: [], LACKS: []}
    count = ANY_COUNT
    for operator in _operators(node, (CONTAINS, LACKS, COUNT), wanted):
        if operator.name == COUNT:
            count = _read_count(operator)
        else:
            members[operator.name] = list(map(read_member, operator.filled_elements("a list")))
    contained = {member.key for member in members[CONTAINS]}
    for member in members[LACKS]:
        if member.key in contained:
            raise node.error(f"{quoted(member.label)} is both in contains and in lacks", "Remove it from one of them.")
    return ListTest(node.value, members[CONTAINS], is_whole=False, lacks=members[LACKS], count=count, source=node.tree.name)


def read_string_member(node: ValueNode) -> Member:
    """Read an entry that must be a string."""
    text = node.string()
    return Member(text, text)


def _operators(node: ValueNode, supported: tuple[str, ...], wanted: str) -> Iterable[ValueNode]:
    for operator in node.entries(wanted):
        if operator.name in supported:
            yield operator
        elif operator.name in OPERATORS:
            known = " or ".join([", ".join(supported[:-1]), supported[-1]] if len(supported) > 1 else supported)
            raise operator.error(f"{node.name} does not support {operator.name}", f"Use {wanted}, or {known}.")
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
