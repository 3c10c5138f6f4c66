# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of the fleet that are similar to a name that nothing has: `SBC-FRA-01` for `sbc-fra-1`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Callable

from ..text import is_blank, nearest

if TYPE_CHECKING:
    from ..fleet.name_index import NameIndex
    from .checks import SubjectPath

_WORDS = re.compile(r"\d+|[^\W\d_]+")
# In a shorter name, one other character makes another name.
_MIN_LENGTH_FOR_TYPOS = 5


class SimilarNames:
    """Finds similar names: those that differ in case, separators and leading zeros, or in one typing error.

    Numbers and single letters must be equal, because `SBC-01` and `SBC-02` are two devices and not an error.

    Args:
        names: gives all names. It is only called if a similar name is needed.
    """

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self._names = names
        self._by_variant: dict[str, list[str]] | None = None

    def find(self, name: str) -> str | None:
        """The most similar name, or None if no name is similar."""
        if self._by_variant is None:
            self._by_variant = defaultdict(list)
            for known in self._names():
                for variant in _variants(_words(known)):
                    self._by_variant[variant].append(known)
        words = _words(name)
        # Sorted, so that the answer does not depend on the order of the fleet.
        similar = sorted(known for variant in _variants(words) for known in self._by_variant.get(variant, ()))
        by_text = {"-".join(_words(known)): known for known in similar if _fixed_words(_words(known)) == _fixed_words(words)}
        found = nearest(list(by_text), "-".join(words))
        return by_text[found] if found else None


def _words(name: str) -> list[str]:
    return [word.lstrip("0") or "0" if word.isdecimal() else word for word in _WORDS.findall(name.casefold())]


def _fixed_words(words: Iterable[str]) -> list[str]:
    return [word for word in words if word.isdecimal() or len(word) == 1]


def _variants(words: list[str]) -> Iterator[str]:
    """A name and what it is without one of its characters: two names with a common variant differ in one typing error."""
    text = "-".join(words)
    if text:
        yield text
    if len(text) >= _MIN_LENGTH_FOR_TYPOS:
        for position in range(len(text)):
            yield text[:position] + text[position + 1 :]


class KnownNames:
    """The names of a fleet, and of its baseline if there is one."""

    def __init__(self, index: NameIndex, before: NameIndex | None) -> None:
        fleet = index.fleet
        self._indexes = [index] if before is None else [index, before]
        self._profiles = SimilarNames(
            lambda: (profile.record["name"] for profile in fleet.profiles if not is_blank(profile.record["name"]))
        )
        self._trunks = SimilarNames(lambda: (fqdn for trunk in fleet.trunks.values() for fqdn in trunk.fqdns))
        self._sbcs = SimilarNames(lambda: index.sbcs_by_name)

    def similar(self, subject: SubjectPath) -> str | None:
        """A name that is similar to the name of an object, if neither the fleet nor the baseline knows that name."""
        if subject.sbc is not None:
            name = subject.sbc
            return None if any(index.sbcs(name) for index in self._indexes) else self._sbcs.find(name)
        if subject.trunk is not None:
            fqdn = subject.trunk
            return None if any(index.trunks(fqdn.casefold()) for index in self._indexes) else self._trunks.find(fqdn)
        return None if subject.profile is None else self.similar_profile(subject.profile)

    def similar_profile(self, name: str) -> str | None:
        """The same for the name of a profile."""
        return None if any(index.profiles(name) for index in self._indexes) else self._profiles.find(name)
