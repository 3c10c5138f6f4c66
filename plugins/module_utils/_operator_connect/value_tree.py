# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of a file or an option, each with its location for messages: `state.yml:12: profiles.PROD_EMEA.region`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Union

from .errors import OptionError
from .text import kind_of, quoted, suggestion

NodePath = tuple[Union[str, int], ...]


class ValueTree:
    """A tree of plain values.

    Args:
        value: the tree.
        name: what to call it in messages.
    """

    def __init__(self, value: object, name: str) -> None:
        self.value = value
        self.name = name

    def location(self, path: NodePath) -> str:
        """Where the value at a path is, for messages: `expected.profiles.PROD_EMEA.region`."""
        return self.name + path_text(path, after=self.name)

    def source_text(self, path: NodePath) -> str | None:
        """The characters in the source, or None if they are not known: YAML reads `NO` as a boolean."""
        return None

    @property
    def root(self) -> ValueNode:
        """The value at the top."""
        return ValueNode(self, (), self.value)


def path_text(path: NodePath, *, after: str = "") -> str:
    """A path in a message: `.profiles.PROD_EMEA`, `.for_each[0]`; without the first dot if nothing precedes it."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text if after else text.lstrip(".")


class ValueNode:
    """One value of a tree."""

    __slots__ = ("path", "tree", "value")

    def __init__(self, tree: ValueTree, path: NodePath, value: object) -> None:
        self.tree = tree
        self.path = path
        self.value = value

    def __str__(self) -> str:
        return self.tree.location(self.path)

    @property
    def name(self) -> str:
        """The last step of its path."""
        return str(self.path[-1]) if self.path else self.tree.name

    def error(self, what: str, next_step: str = "") -> OptionError:
        """An error about this value, with its location."""
        return OptionError(f"{self}: {what}", next_step=next_step)

    def kind_error(self, wanted: str) -> OptionError:
        """The error that the value is of another kind than `wanted`."""
        value = self.value
        if isinstance(value, (bool, int, float)) and "string" in wanted:
            shown = self.tree.source_text(self.path) or quoted(value)
            what = f"{wanted} was expected, and {shown} without quotes is {kind_of(value)}"
            return self.error(what, f"Quote it: '{shown}'.")
        return self.error(f"{wanted} was expected, not {kind_of(value)}")

    def unknown_error(self, word: str, known: Collection[str]) -> OptionError:
        """The error that a key or a value is not one of the known words; it names the nearest of them."""
        return self.error(f"{word} is unknown", suggestion(known, word))

    def empty_error(self) -> OptionError:
        """The error that a mapping or a list is empty, so that nothing would be checked."""
        kind = "mapping" if isinstance(self.value, Mapping) else "list"
        return self.error(f"empty {kind}", "Add what to check, or remove the key.")

    def entries(self, wanted: str, known: Collection[str] | None = None) -> Iterator[ValueNode]:
        """The values of a mapping that is not empty.

        Args:
            wanted: what the value should be, for the message.
            known: the keys that it may have; any key if None.

        Raises:
            OptionError: the value is not a mapping, it is empty, or a key is not a string or not known.
        """
        if not isinstance(self.value, Mapping):
            raise self.kind_error(wanted)
        if not self.value:
            raise self.empty_error()
        for key, value in self.value.items():
            if not isinstance(key, str):
                raise self.error(f"the key {quoted(key)} is {kind_of(key)}, not a string", f"Quote it: '{quoted(key)}'.")
            node = ValueNode(self.tree, (*self.path, key), value)
            if known is not None and key not in known:
                raise node.unknown_error(key, known)
            yield node

    def elements(self, wanted: str) -> list[ValueNode]:
        """The values of a list.

        Args:
            wanted: what the value should be, for the message.

        Raises:
            OptionError: the value is not a list.
        """
        if not isinstance(self.value, (list, tuple)):
            raise self.kind_error(wanted)
        return [ValueNode(self.tree, (*self.path, number), value) for number, value in enumerate(self.value)]

    def filled_elements(self, wanted: str) -> list[ValueNode]:
        """The values of a list that is not empty.

        Raises:
            OptionError: the value is not a list, or it is empty.
        """
        elements = self.elements(wanted)
        if not elements:
            raise self.empty_error()
        return elements

    def string(self) -> str:
        """The value, which must be a string.

        Raises:
            OptionError: the value is not a string.
        """
        if not isinstance(self.value, str):
            raise self.kind_error("a string")
        return self.value
