# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of hosts: the same names on every host, lists sorted, nothing that changes from run to run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ...module_utils._operator_connect.text import is_blank

if TYPE_CHECKING:
    from ...module_utils._operator_connect.fleet.topology import Profile, Sbc, Trunk
    from ...module_utils._operator_connect.fleet.view import View

# The properties of a profile that become variables of its hosts, and by which SBCs can be grouped.
LABELS = ("region", "carrier", "environment", "offer_type")


class HostVariables:
    """Makes the variables of SBCs and of placeholder hosts.

    Args:
        view: the fleet and the findings about it.
        instance_key: start of every `oc_instance_id`; it keeps the hosts of several sources apart.
        location: URL or path of the document.
        protect: applied to every value that the service sent.
    """

    def __init__(self, view: View, *, instance_key: str, location: str, protect: Callable[[Any], Any]) -> None:
        self._instance_key = instance_key
        self._protect = protect
        self._source = protect(location)
        self._variables_of_profiles: dict[tuple[Profile, ...], dict[str, Any]] = {}
        self._broken_rules: dict[object, set[str]] = defaultdict(set)
        for finding in view.findings:
            self._broken_rules[finding.subject].add(finding.rule)

    def of_sbc(self, sbc: Sbc) -> dict[str, Any]:
        """The variables of an SBC, without `ansible_host`."""
        rules = set(self._broken_rules.get(sbc, ()))
        for served in (*sbc.trunks.values(), *sbc.profiles):
            rules |= self._broken_rules.get(served, set())
        protect = self._protect
        return {
            "oc_kind": protect("sbc"),
            "oc_id": sbc.id,
            # Not by instance_id: a number needs no encoding, and there are thousands of SBCs.
            "oc_instance_id": protect(f"{self._instance_key}/sbc/{sbc.id}"),
            "oc_name": protect(sbc.name),
            "oc_fqdn": protect(sbc.fqdn),
            "oc_ip_address": protect(sbc.ip_address),
            "oc_trunks": self._keys(sbc.trunks.values()),
            "oc_additional_for": self._keys(sbc.additional_for),
            **self._of_profiles(sbc.profiles),
            "oc_sole_for": self._keys(sbc.sole_for),
            "oc_emergency_for": self._keys(sbc.emergency_for),
            "oc_wave": sbc.wave,
            "oc_no_failover_in_wave": self._keys(sbc.no_failover_in_wave),
            "oc_findings": protect(sorted(rules)),
            "oc_source": self._source,
        }

    def of_trunk(self, trunk: Trunk) -> dict[str, Any]:
        """The variables of the placeholder host of a trunk."""
        protect = self._protect
        return {
            "oc_kind": protect("trunk"),
            "oc_id": protect(trunk.id),
            "oc_instance_id": protect(instance_id(self._instance_key, "trunk", trunk.unique_id)),
            "oc_name": None,
            "oc_fqdn": protect(trunk.fqdn),
            "oc_ip_address": None,
            "oc_trunks": [],
            "oc_additional_for": [],
            **self._of_profiles(trunk.profiles),
            "oc_sole_for": [],
            "oc_emergency_for": [],
            "oc_wave": None,
            "oc_no_failover_in_wave": [],
            "oc_findings": protect(sorted(self._broken_rules.get(trunk, ()))),
            "oc_source": self._source,
        }

    def _of_profiles(self, profiles: list[Profile]) -> dict[str, Any]:
        """The variables that only depend on the profiles of a host. Hosts with the same profiles share them, which saves time."""
        key = tuple(profiles)
        variables = self._variables_of_profiles.get(key)
        if variables is None:
            variables = {"oc_profiles": self._keys(profiles)}
            for label in LABELS:
                values = {value for profile in profiles for value in label_values(profile, label)}
                variables[f"oc_{label}s"] = self._protect(sorted(value for value in values if value is not None))
            self._variables_of_profiles[key] = variables
        return variables

    def _keys(self, subjects: Iterable[Profile | Trunk]) -> Any:
        return self._protect(sorted(subject.key for subject in subjects))


def instance_id(instance_key: str, kind: str, *ids: str) -> str:
    """What identifies an object over all sources. A slash in an id of the service is encoded, so that two objects never have the same."""
    return "/".join((instance_key, kind, *(quote(text, safe=" !$&'()*+,:;=@~", errors="surrogatepass") for text in ids)))


def label_values(profile: Profile, label: str) -> list[str | None]:
    """The values of a label of a profile, sorted: at least one, with None for a missing or blank value."""
    values = (profile.offer_types or [None]) if label == "offer_type" else [profile.record[label]]
    return sorted({None if is_blank(value) else value for value in values}, key=lambda value: (value is not None, value or ""))
