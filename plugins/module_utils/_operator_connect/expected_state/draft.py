# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A draft of an expected state: what the service has now, in the form that a person edits.

It has only what is there: no nulls, no empty lists but those of trunks and SBCs, no validation that did not pass. Each object has
its name, or its id if the name would be ambiguous, and is left out if neither identifies it. An offer type with the name of an
operator is left out too, because a file cannot express it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..fleet.name_index import NameIndex
from ..fleet.topology import sorted_by_key
from ..unsafe_text import refuse_template_keys
from .fields import ANY_OFFER_TYPE, PRESENT
from .operators import OPERATORS

if TYPE_CHECKING:
    from ..fleet.rules import Rulebook
    from ..fleet.topology import Profile, Sbc
    from ..fleet.view import View


def draft_expectation(view: View) -> dict[str, Any]:
    """Draft the expected state that a fleet meets now, in plain data: `profiles` by name, then `sbcs`.

    It is empty if no profile and no SBC has a unique name or id.

    Raises:
        DocumentError: a key would be a template.
    """
    index = NameIndex(view.fleet)
    profiles = [profile for profile in sorted_by_key(view.profiles) if index.profiles(profile.key) == [profile]]
    sbcs = {sbc.key: _sbc(sbc) for sbc in sorted_by_key(view.sbcs) if index.sbcs(sbc.key) == [sbc]}
    draft = {"profiles": {profile.key: _profile(profile, index, view.rulebook) for profile in profiles}, "sbcs": sbcs}
    refuse_template_keys(draft, "The draft")
    return {section: entries for section, entries in draft.items() if entries}


def _profile(profile: Profile, index: NameIndex, rulebook: Rulebook) -> dict[str, Any] | str:
    record = profile.record
    draft: dict[str, Any] = {field: record[field] for field in ("region", "environment", "carrier") if record[field] is not None}
    if record["is_emergency"]:
        draft["is_emergency"] = True
    # A reference to no profile, or to two, breaks a rule and cannot be expected.
    if profile.emergency_profile:
        draft["emergency_profile"] = profile.emergency_profile.key
    if record["emergency_dial_strings"]:
        draft["emergency_dial_strings"] = record["emergency_dial_strings"]
    draft.update(_offer_types(profile, rulebook))
    draft.update(_trunks(profile, index))
    if profile.additional_sbcs:
        draft["additional_sbcs"] = _names(profile.additional_sbcs.values(), index)
    if profile.is_failover_ready:
        draft["failover_ready"] = True
    return draft or PRESENT


def _trunks(profile: Profile, index: NameIndex) -> dict[str, Any]:
    """The whole list of its trunks and their SBCs; empty if one of the trunks has no unique name or id."""
    trunks = sorted_by_key(profile.trunks.values())
    if any(index.trunks(trunk.key.casefold()) != [trunk] for trunk in trunks):
        return {}
    return {"trunks": {trunk.key: _names(trunk.sbcs_by_profile[profile].values(), index) for trunk in trunks} or []}


def _names(sbcs: Iterable[Sbc], index: NameIndex) -> list[str | int]:
    return [sbc.key if sbc.key == sbc.name and index.sbcs(sbc.key) == [sbc] else sbc.id for sbc in sorted_by_key(sbcs)]


def _offer_types(profile: Profile, rulebook: Rulebook) -> dict[str, Any]:
    """The offer types, their test numbers and passed validations; empty if one of them has no name."""
    numbers = profile.test_numbers
    if None in numbers:
        return {}
    named = {name: given for name, given in numbers.items() if name not in (ANY_OFFER_TYPE, *OPERATORS)}
    statuses = {name: profile.record["validation"].get(name) for name in named}
    draft: dict[str, Any] = {
        "offer_types": list(numbers),
        "test_numbers": {name: given for name, given in named.items() if given},
        "validation": {name: status for name, status in statuses.items() if rulebook.is_good_status(status)},
    }
    return {field: value for field, value in draft.items() if value}


def _sbc(sbc: Sbc) -> dict[str, Any] | str:
    """Its addresses, without one that differs between the rows of the document."""
    fields = {"ip_address": sbc.ip_address, "fqdn": sbc.fqdn}
    return {field: value for field, value in fields.items() if value is not None and field not in sbc.variants} or PRESENT
