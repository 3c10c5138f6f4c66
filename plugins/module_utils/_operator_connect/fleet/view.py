# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a fleet that a query selects: rules are applied to the whole fleet, and reported for the selected profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .guards import Guards
from .rules import ERROR, WARNING, Rulebook, RuleResult, Subject
from .selection import Fill, Selection
from .topology import Fleet, Profile, Sbc, Trunk

if TYPE_CHECKING:
    from .records import Record


class SelectedRecords(NamedTuple):
    """All records of a document with their null fields filled, the selected ones, and warnings."""

    filled: list[Record]
    selected: list[Record]
    warnings: list[str]


class Query:
    """What a user wants from a document: fill, selection, rules and guards, all checked before anything is fetched.

    Args:
        options: the options of the fragments selection and rules, by name; a missing or null option is not set. `places` says how
            messages name an option that comes from a file.

    Raises:
        OptionError: an option is wrong.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.fill = Fill(options.get("fill"), options.get("places", {}).get("fill", "fill"))
        self.selection = Selection(options.get("include"), options.get("exclude"))
        self.rulebook = Rulebook(options.get("rules"), options.get("required_regions"), options.get("validation_ok"))
        self.guards = Guards(options.get("on_empty"), options.get("min_profiles"), options.get("min_sbcs"))

    def select(self, records: Sequence[Record]) -> SelectedRecords:
        """Fill all records and select some of them, in the order of the document."""
        filled, fill_warnings = self.fill.apply(records)
        selected, warnings = self.selection.apply(filled)
        return SelectedRecords(filled, selected, fill_warnings + warnings)

    def view_of(self, records: Sequence[Record], location: str) -> View:
        """The view of these records.

        Args:
            records: all profiles of a document.
            location: the URL or path of the document, for messages.

        Raises:
            GuardError: too few profiles or SBCs are selected.
        """
        filled, selected, warnings = self.select(records)
        view = View(Fleet(filled), {record["id"] for record in selected}, self.rulebook)
        matching = sum(1 for sbc in view.sbcs if view.is_matching(sbc))
        guard_warnings = self.guards.enforce(
            len(view.profiles), matching, profiles_in_document=len(records), location=location, warnings=warnings
        )
        view.warnings = [*warnings, *guard_warnings]
        return view


class View:
    """The selected profiles of a fleet, their trunks and SBCs, and the rules applied to all of these."""

    def __init__(self, fleet: Fleet, selected_ids: set[str], rulebook: Rulebook) -> None:
        self.fleet = fleet
        self.rulebook = rulebook
        self.warnings: list[str] = []
        self.profiles: list[Profile] = [profile for profile in fleet.profiles if profile.id in selected_ids]
        trunks: dict[str, Trunk] = {}
        matching: dict[int, Sbc] = {}
        additional: dict[int, Sbc] = {}
        for profile in self.profiles:
            trunks.update(profile.trunks)
            matching.update(profile.sbcs)
            additional.update(profile.additional_sbcs)
        self._matching = matching
        self.trunks: list[Trunk] = list(trunks.values())
        all_sbcs = {**matching, **additional}
        self.sbcs: list[Sbc] = [all_sbcs[sbc_id] for sbc_id in sorted(all_sbcs)]
        subjects: set[Subject] = {None, *self.profiles, *self.trunks, *self.sbcs}
        # Every rule that is not off, applied to every reported object, whether it is broken or not.
        self.rule_results: list[RuleResult] = [result for result in rulebook.results(fleet) if result.subject in subjects]
        self.findings: list[RuleResult] = [result for result in self.rule_results if result.is_broken]

    def profiles_not_selected(self) -> list[Profile]:
        """The other profiles of the fleet."""
        selected = {profile.id for profile in self.profiles}
        return [profile for profile in self.fleet.profiles if profile.id not in selected]

    def is_matching(self, sbc: Sbc) -> bool:
        """Whether this SBC matches a trunk of a selected profile; if not, it is an additional SBC."""
        return sbc.id in self._matching

    def counts(self) -> dict[str, int]:
        """How many profiles, trunks and SBCs there are."""
        return {"profiles": len(self.profiles), "trunks": len(self.trunks), "sbcs": len(self.sbcs)}

    def summary(self) -> dict[str, int]:
        """The counts of objects and of findings."""
        severities = [finding.severity for finding in self.findings]
        return {
            **self.counts(),
            "unmatched_trunks": sum(1 for trunk in self.trunks if not trunk.sbcs),
            "errors": severities.count(ERROR),
            "warnings": severities.count(WARNING),
        }
