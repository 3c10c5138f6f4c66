# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The view: a fleet as one face was asked to see it. Judged on the whole, reported for the selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .guards import Guards
from .rules import ERROR, WARNING, Finding, Rulebook, Subject, Verdict
from .selection import Fill, Selection
from .topology import Fleet, Profile, Sbc, Trunk

if TYPE_CHECKING:
    from .records import Record


class SelectedRecords(NamedTuple):
    """What a question makes of records, before anything is judged."""

    filled: list[Record]
    selected: list[Record]
    warnings: list[str]


class Query:
    """What is asked of a document: fill, selection, rules and guards, all checked before anything is fetched.

    Args:
        options: the options of the selection and judgement fragments, by name; what is missing or null is not written.

    Raises:
        OptionError: one of them is not right.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.fill = Fill(options.get("fill"))
        self.selection = Selection(options.get("include"), options.get("exclude"))
        self.rulebook = Rulebook(options.get("rules"), options.get("required_regions"), options.get("validation_ok"))
        self.guards = Guards(options.get("on_empty"), options.get("min_profiles"), options.get("min_sbcs"))

    def choose(self, records: Sequence[Record]) -> tuple[list[Record], list[str]]:
        """The selected records, filled, in the order of the document, and the warnings."""
        sifted = self.sift(records)
        return sifted.selected, sifted.warnings

    def sift(self, records: Sequence[Record]) -> SelectedRecords:
        """All records, filled, and those of them that are selected, in the order of the document."""
        filled, fill_warnings = self.fill.apply(records)
        selected, warnings = self.selection.choose(filled)
        return SelectedRecords(filled, selected, fill_warnings + warnings)

    def view_of(self, records: Sequence[Record], address: str) -> View:
        """The view of these records.

        Args:
            records: all profiles of a document.
            address: where it came from, for messages.

        Raises:
            GuardError: a guard fires.
        """
        filled, selected, warnings = self.sift(records)
        view = View(Fleet(filled), {record["id"] for record in selected}, self.rulebook)
        matching = sum(1 for sbc in view.sbcs if view.matches(sbc))
        guard_warnings = self.guards.check(len(view.profiles), matching, known_profiles=len(records), address=address)
        view.warnings = [*warnings, *guard_warnings]
        return view


class View:
    """The selected profiles of a fleet, what serves them, and the findings about those."""

    def __init__(self, fleet: Fleet, selected_ids: set[str], rulebook: Rulebook) -> None:
        self.fleet = fleet
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
        everything = {**matching, **additional}
        self.sbcs: list[Sbc] = [everything[sbc_id] for sbc_id in sorted(everything)]
        self.rulebook = rulebook
        subjects: set[Subject] = {None, *self.profiles, *self.trunks, *self.sbcs}
        # Every rule that counts against everything that is reported, whether it holds or not.
        self.verdicts: list[Verdict] = [verdict for verdict in rulebook.verdicts(fleet) if verdict[1] in subjects]
        self.judged: list[tuple[Finding, Subject]] = rulebook.findings(self.verdicts)

    def matches(self, sbc: Sbc) -> bool:
        """Whether this SBC matches a trunk of a selected profile; one that does not is an additional one."""
        return sbc.id in self._matching

    @property
    def findings(self) -> list[Finding]:
        return [finding for finding, _subject in self.judged]

    def summary(self) -> dict[str, int]:
        """The counts, for a person and for a playbook."""
        severities = [finding.severity for finding in self.findings]
        return {
            "profiles": len(self.profiles),
            "trunks": len(self.trunks),
            "sbcs": len(self.sbcs),
            "unmatched_trunks": sum(1 for trunk in self.trunks if not trunk.sbcs),
            "errors": severities.count(ERROR),
            "warnings": severities.count(WARNING),
        }
