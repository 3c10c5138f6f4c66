# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trunks and SBCs, which profiles share: their path in a check, and where they are in the fleet."""

from __future__ import annotations

from typing import TypeVar, Union

from ..fleet.topology import Sbc, Trunk
from ..text import printable, some_of
from .checks import SubjectPath

Part = Union[Trunk, Sbc]
PartT = TypeVar("PartT", Trunk, Sbc)


def subject_of(part: Part) -> SubjectPath:
    """The path of a trunk or SBC: under its profile and its trunk if it has only one of each."""
    profiles = profiles_of(part)
    if isinstance(part, Trunk):
        return SubjectPath(profiles[0], part.key) if len(profiles) == 1 else SubjectPath(None, part.key, None, profiles)
    if len(profiles) != 1 or len(part.trunks) > 1:
        return SubjectPath(None, None, part.key, profiles)
    trunks = [trunk.key for trunk in part.trunks.values()]
    return SubjectPath(profiles[0], trunks[0] if trunks else None, part.key)


def profiles_of(part: Part) -> tuple[str, ...]:
    """Keys of the profiles that a trunk or SBC is part of; a key occurs twice if the SBC is both on a trunk and additional."""
    profiles = part.profiles if isinstance(part, Trunk) else [*part.profiles, *part.additional_for]
    return tuple([profile.key for profile in profiles])


def whereabouts(part: Part) -> str:
    """Where a trunk or SBC is now, for a message: `on trunk oc1.example.net`."""
    if isinstance(part, Trunk):
        return some_of(f"in profile {printable(profile.key)}" for profile in part.profiles)
    trunks = [f"on trunk {printable(trunk.key)}" for trunk in part.trunks.values()]
    return some_of([*trunks, *(f"an additional SBC of profile {printable(profile.key)}" for profile in part.additional_for)])
