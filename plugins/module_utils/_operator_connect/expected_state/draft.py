# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A draft of an expected state: what a view shows, in the words that a person would write and go on editing.

It says what is there, and nothing of what is missing: no nulls, no empty lists but those of trunks and SBCs, no validation
that was not passed. A thing goes by its name, by an id only where the name would not do, and not at all where neither does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..fleet.name_index import NameIndex
from ..fleet.rules import DEFAULT_VALIDATION_OK
from ..text import is_blank

if TYPE_CHECKING:
    from ..fleet.topology import Profile, Sbc, Trunk
    from ..fleet.view import View

PRESENT = "present"


def draft_expectation(view: View) -> dict[str, Any]:
    """The expected state that the fleet of this view meets, as plain data: `profiles` by name, then `sbcs`, each once.

    It is empty where nothing can be told by a name or an id of its own.
    """
    draftsman = _Draftsman(NameIndex(view.fleet))
    directory = draftsman.directory
    profiles = [profile for profile in _by_key(view.profiles) if directory.profiles(profile.key) == [profile]]
    sbcs = [sbc for sbc in _by_key(view.sbcs) if directory.sbcs(sbc.key) == [sbc]]
    draft = {
        "profiles": {profile.key: draftsman.profile(profile) for profile in profiles},
        "sbcs": {sbc.key: _sbc(sbc) for sbc in sbcs},
    }
    return {section: things for section, things in draft.items() if things}


class _Draftsman:
    def __init__(self, directory: NameIndex) -> None:
        self.directory = directory

    def profile(self, profile: Profile) -> dict[str, Any] | str:
        record = profile.record
        draft: dict[str, Any] = {field: record[field] for field in ("region", "environment", "carrier") if record[field] is not None}
        if record["is_emergency"]:
            draft["is_emergency"] = True
        reference = record["emergency_profile_id"]
        emergency_profiles = [] if is_blank(reference) else self.directory.fleet.find_profiles(reference)
        # A reference that leads nowhere, or to two, is the rules' to tell.
        if len(emergency_profiles) == 1:
            draft["emergency_profile"] = emergency_profiles[0].key
        if record["emergency_dial_strings"]:
            draft["emergency_dial_strings"] = record["emergency_dial_strings"]
        draft.update(_offer_types(profile))
        draft.update(self._trunks(profile))
        if profile.additional_sbcs:
            draft["additional_sbcs"] = self._names(profile.additional_sbcs.values())
        if profile.is_failover_ready:
            draft["failover_ready"] = True
        return draft or PRESENT

    def _trunks(self, profile: Profile) -> dict[str, Any]:
        """The whole list of its trunks and their SBCs; nothing where one of them has no name or id of its own."""
        trunks: list[Trunk] = _by_key(profile.trunks.values())
        if any(self.directory.trunks(trunk.key.casefold()) != [trunk] for trunk in trunks):
            return {}
        return {"trunks": {trunk.key: self._names(trunk.sbcs_by_profile[profile].values()) for trunk in trunks} or []}

    def _names(self, sbcs: Iterable[Sbc]) -> list[str | int]:
        return [sbc.key if sbc.key == sbc.name and self.directory.sbcs(sbc.key) == [sbc] else sbc.id for sbc in _by_key(sbcs)]


def _offer_types(profile: Profile) -> dict[str, Any]:
    """The offered types, their test numbers and passed validations; nothing where one of them has no name to be told by."""
    numbers: dict[str | None, list[str]] = {}
    for offer in profile.record["offer_types"]:
        numbers.setdefault(offer["name"], []).extend(offer["test_numbers"])
    if None in numbers:
        return {}
    statuses = {name: profile.record["validation"].get(name) for name in numbers}
    draft: dict[str, Any] = {
        "offer_types": list(numbers),
        "test_numbers": {name: given for name, given in numbers.items() if given},
        "validation": {name: status for name, status in statuses.items() if status is True or status in DEFAULT_VALIDATION_OK},
    }
    return {field: value for field, value in draft.items() if value}


def _sbc(sbc: Sbc) -> dict[str, Any] | str:
    """Its addresses, but for one of which the service tells two."""
    fields = {"ip_address": sbc.ip_address, "fqdn": sbc.fqdn}
    return {field: value for field, value in fields.items() if value is not None and field not in sbc.variants} or PRESENT


def _by_key(things: Iterable[Any]) -> list[Any]:
    return sorted(things, key=lambda thing: (thing.key.casefold(), thing.key))
