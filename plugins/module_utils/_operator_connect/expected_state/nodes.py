# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person wrote, value by value, each knowing where it stands: for messages that name a place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Union

from ..errors import OptionError
from ..text import kind_of, suggestion

Path = tuple[Union[str, int], ...]


class ValueTree:
    """A tree of plain values as it was written.

    Args:
        value: the tree.
        name: what to call it in messages.
    """

    def __init__(self, value: object, name: str) -> None:
        self.value = value
        self.name = name

    def place(self, path: Path) -> str:
        """Where the value at a path stands, for a person: `expected.profiles.PROD_EMEA.region`."""
        return self.name + path_text(path, after=self.name)

    def text(self, path: Path) -> str | None:
        """The characters that stand there, where they are known: YAML makes a boolean of `NO`."""
        return None

    @property
    def root(self) -> Node:
        return Node(self, (), self.value)


def path_text(path: Path, *, after: str = "") -> str:
    """A path as a person writes it: `.profiles.PROD_EMEA`, `.for_each[0]`; without the first dot after nothing."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text if after else text.lstrip(".")


class Node:
    """One value of a written tree."""

    __slots__ = ("path", "value", "written")

    def __init__(self, written: ValueTree, path: Path, value: object) -> None:
        self.written = written
        self.path = path
        self.value = value

    def __str__(self) -> str:
        return self.written.place(self.path)

    @property
    def name(self) -> str:
        """The last step of its path."""
        return str(self.path[-1]) if self.path else self.written.name

    def wrong(self, what: str, next_step: str = "") -> OptionError:
        """What is wrong with this value, and where it stands."""
        return OptionError(f"{self}: {what}", next_step=next_step)

    def unexpected_kind(self, wanted: str) -> OptionError:
        """It is of another kind than what belongs here."""
        value = self.value
        text = self.written.text(self.path)
        if isinstance(value, (bool, int, float)) and "string" in wanted:
            shown = text if text is not None else str(value).lower() if isinstance(value, bool) else str(value)
            what = f"{wanted} belongs here, and {shown} without quotes is {kind_of(value)}"
            return self.wrong(what, f"Quote it: '{shown}'.")
        return self.wrong(f"{wanted} belongs here, not {kind_of(value)}")

    def entries(self, wanted: str, known: Collection[str] | None = None) -> Iterator[Node]:
        """The values of a mapping that is not empty.

        Args:
            wanted: what the mapping should be, for the message.
            known: the keys that it may have.

        Raises:
            OptionError: it is none, it is empty, or a key is none of these.
        """
        if not isinstance(self.value, Mapping):
            raise self.unexpected_kind(wanted)
        if not self.value:
            raise self.wrong("it is empty, so nothing is expected here", "Write what is expected, or leave it out.")
        for key, value in self.value.items():
            node = Node(self.written, (*self.path, key), value)
            if not isinstance(key, str):
                raise node.wrong(f"the key {key} is {kind_of(key)}, and a string belongs here", f"Quote it: '{key}'.")
            if known is not None and key not in known:
                raise node.unknown(key, known)
            yield node

    def unknown(self, word: str, known: Collection[str]) -> OptionError:
        """A word that is none of those that may stand here; the nearest of them is named."""
        return self.wrong(f"{word} is unknown here", suggestion(known, word))

    def elements(self, wanted: str) -> list[Node]:
        """The values of a list.

        Raises:
            OptionError: it is none.
        """
        if not isinstance(self.value, (list, tuple)):
            raise self.unexpected_kind(wanted)
        return [Node(self.written, (*self.path, number), value) for number, value in enumerate(self.value)]

    def string(self) -> str:
        """The value, which must be a string.

        Raises:
            OptionError: it is none.
        """
        if not isinstance(self.value, str):
            raise self.unexpected_kind("a string")
        return self.value
