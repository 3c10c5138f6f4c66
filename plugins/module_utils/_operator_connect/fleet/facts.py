# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts: a view as plain data. Each object appears once and is referred to by key, so that the facts stay small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .topology import sorted_by_key

if TYPE_CHECKING:
    from .topology import FleetObject, Profile, Sbc, Trunk
    from .view import View


def facts_of(view: View, source: dict[str, Any]) -> dict[str, Any]:
    """The value of `ansible_facts.operator_connect`.

    Args:
        view: the selected profiles of a fleet.
        source: where the document came from, in plain data.
    """
    return {"source": source, "summary": view.summary(), **objects_of(view), "findings": findings_of(view)}


def objects_of(view: View) -> dict[str, dict[str, Any]]:
    """The selected profiles, their trunks and their SBCs, by key."""
    return {
        "profiles": {profile.key: _profile(profile) for profile in view.profiles},
        "trunks": {trunk.key: _trunk(trunk) for trunk in view.trunks},
        "sbcs": {sbc.key: _sbc(sbc) for sbc in view.sbcs},
    }


def findings_of(view: View) -> list[dict[str, Any]]:
    """The rules that are broken."""
    return [finding.as_finding() for finding in view.findings]


def listings_of(view: View) -> dict[str, dict[str, list[str]]]:
    """The SBCs that each selected profile itself lists for each of its trunks; profiles can list one trunk differently."""
    return {
        profile.key: {trunk.key: _keys(trunk.sbcs_by_profile[profile].values()) for trunk in sorted_by_key(profile.trunks.values())}
        for profile in view.profiles
    }


def emergency_paths(view: View) -> list[dict[str, Any]]:
    """Where the emergency calls of each selected profile go, sorted by profile."""
    return [
        {
            "profile": profile.key,
            "is_emergency": profile.record["is_emergency"],
            "emergency_profile": _emergency_profile(profile),
            "target": profile.emergency_target.key if profile.emergency_target else None,
            "numbers": profile.emergency_numbers,
            "sbcs": _keys(profile.emergency_sbcs),
        }
        for profile in sorted_by_key(view.profiles)
    ]


def _emergency_profile(profile: Profile) -> str | None:
    return profile.emergency_profile.key if profile.emergency_profile else None


def _keys(objects: Iterable[FleetObject]) -> list[str]:
    return sorted(fleet_object.key for fleet_object in objects)


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        **profile.record,
        "trunks": _keys(profile.trunks.values()),
        "additional_sbcs": _keys(profile.additional_sbcs.values()),
        "failover_ready": profile.is_failover_ready,
        "emergency_profile": _emergency_profile(profile),
        "emergency_numbers": profile.emergency_numbers,
        "emergency_sbcs": _keys(profile.emergency_sbcs),
    }


def _trunk(trunk: Trunk) -> dict[str, Any]:
    return {"id": trunk.id, "fqdn": trunk.fqdn, "profiles": _keys(trunk.profiles), "sbcs": _keys(trunk.sbcs.values())}


def _sbc(sbc: Sbc) -> dict[str, Any]:
    return {
        "id": sbc.id,
        "name": sbc.name,
        "fqdn": sbc.fqdn,
        "ip_address": sbc.ip_address,
        "profiles": _keys(sbc.profiles),
        "trunks": _keys(sbc.trunks.values()),
        "additional_for": _keys(sbc.additional_for),
        "sole_for": _keys(sbc.sole_for),
        "emergency_for": _keys(sbc.emergency_for),
        "no_failover_in_wave": _keys(sbc.no_failover_in_wave),
        "wave": sbc.wave,
    }
