# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a healthy fleet: each rule applied to each object, and what breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Optional, Union

from ..errors import OptionError
from ..text import count_of, displayable, is_blank, listed, name_or_null, path_of, quoted, some_of
from .addresses import is_device_address
from .selection import null_everywhere
from .topology import TRUNKS_NEEDED, Fleet, Profile, Sbc, Trunk

ERROR, WARNING, OFF = "error", "warning", "off"
# For each offer type, as the vendor's page requires.
TEST_NUMBERS_NEEDED = 3
DEFAULT_VALIDATION_OK = ("Passed", "Success", "Succeeded")
# The field of a profile that a rule about an offer type checks.
OFFER_TYPE_FIELDS = {"test_numbers": "test_numbers", "validation_not_run": "validation", "validation_not_ok": "validation"}


class Rule(NamedTuple):
    """One rule: what it is about, its default severity, and when it is broken."""

    about: str
    severity: str
    broken_when: str


RULES: dict[str, Rule] = {
    "failover": Rule("profile", WARNING, "fewer than two trunks have an SBC, or all of them end on one SBC"),
    "unmatched_trunk": Rule("trunk", WARNING, "no SBC matches it"),
    "trunk_conflict": Rule("trunk", ERROR, "two profiles list different SBCs or FQDNs for it"),
    "test_numbers": Rule("offer type", WARNING, "it has fewer than three test numbers"),
    "validation_not_run": Rule("offer type", WARNING, "its validation is NotRun, null or missing"),
    "validation_not_ok": Rule("offer type", WARNING, "its validation has a status that is not in validation_ok"),
    "emergency_path": Rule("profile", WARNING, "it has no emergency profile and no emergency dial string, and is not for emergency calls"),
    "emergency_profile": Rule("profile", ERROR, "its emergency profile does not exist, is ambiguous, or is not for emergency calls"),
    "emergency_unreachable": Rule("profile", ERROR, "its emergency calls reach no matching SBC"),
    "emergency_dial_strings": Rule("profile", WARNING, "it is for emergency calls and has no emergency dial string"),
    "duplicate_name": Rule("profile", ERROR, "another profile has the same name"),
    "sbc_conflict": Rule("sbc", ERROR, "one sbcId has two names or addresses"),
    "unusable_address": Rule("sbc", WARNING, "neither its ip_address nor its fqdn is an address"),
    "region_coverage": Rule("region", ERROR, "a required region has no profile"),
}

Subject = Union[Profile, Trunk, Sbc, None]


class RuleResult(NamedTuple):
    """One rule applied to one object.

    `subject` is None for a region. `problem` says what breaks the rule, without naming the object; it is empty if the rule holds.
    """

    rule: str
    severity: str
    subject: Subject
    problem: str
    offer_type: str | None = None
    region: str | None = None

    @property
    def is_broken(self) -> bool:
        return bool(self.problem)

    @property
    def detail(self) -> str:
        """The rule and, if it is about an offer type, that type: `test_numbers.Calling`."""
        if self.rule not in OFFER_TYPE_FIELDS:
            return self.rule
        return f"{self.rule}.{name_or_null(self.offer_type)}"

    @property
    def message(self) -> str:
        """The result in one line, starting with the object."""
        return displayable(f"{self.path}: {self.problem or 'ok'}")

    @property
    def path(self) -> str:
        """The object and the rule, as in every message."""
        subject = self.subject
        if self.region is not None:
            return f"region {quoted(self.region)} › {self.rule}"
        if isinstance(subject, Profile):
            return path_of(profile=subject.key, detail=self.detail)
        if isinstance(subject, Trunk):
            return path_of(trunk=subject.key, detail=self.detail)
        return path_of(sbc=subject.key if subject else None, detail=self.detail)

    def as_finding(self) -> dict[str, Any]:
        """A broken rule as modules return it. A key is None if it does not apply; objects are named by their keys."""
        subject = self.subject
        return {
            "rule": self.rule,
            "severity": self.severity,
            "profile": subject.key if isinstance(subject, Profile) else None,
            "trunk": subject.key if isinstance(subject, Trunk) else None,
            "sbc": subject.key if isinstance(subject, Sbc) else None,
            "offer_type": self.offer_type,
            "region": self.region,
            "message": self.message,
        }


# A rule with its problem, before it has a severity; the last two are the offer type and the region.
_Outcome = tuple[str, Subject, str, Optional[str], Optional[str]]


class Rulebook:
    """Which rules apply, and their severities.

    Args:
        severities: rule → `error`, `warning` or `off` (False means off, as YAML reads it).
        required_regions: regions that need a profile, compared exactly.
        validation_ok: good validation statuses, in any case; True is always good.

    Raises:
        OptionError: a rule or severity is unknown, or a list is not a list of strings.
    """

    def __init__(self, severities: object = None, required_regions: object = None, validation_ok: object = None) -> None:
        self.severities = {rule: RULES[rule].severity for rule in RULES}
        self.severities.update(_read_severities(severities))
        self.required_regions = list(dict.fromkeys(_strings(required_regions, "required_regions")))
        good_statuses = DEFAULT_VALIDATION_OK if validation_ok is None else _strings(validation_ok, "validation_ok")
        self._good_statuses = set(map(_folded, good_statuses))

    def is_good_status(self, status: object) -> bool:
        """Whether a validation status is good: True, or one of the words of `validation_ok` in any case."""
        return status is True or (isinstance(status, str) and _folded(status) in self._good_statuses)

    def results(self, fleet: Fleet) -> Iterator[RuleResult]:
        """Every rule that is not off, applied to every object of the whole fleet that it is about."""
        if set(self.severities.values()) == {OFF}:
            return
        for rule, subject, problem, offer_type, region in self._outcomes(fleet):
            severity = self.severities[rule]
            if severity != OFF:
                yield RuleResult(rule, severity, subject, problem, offer_type, region)

    def _outcomes(self, fleet: Fleet) -> Iterator[_Outcome]:
        for profile in fleet.profiles:
            for rule, problem in _profile_rules(profile, fleet):
                yield rule, profile, problem, None, None
            unreachable = self._emergency_calls_problem(profile)
            if unreachable is not None:
                yield "emergency_unreachable", profile, unreachable, None, None
            for rule, offer_type, problem in self._offer_type_rules(profile):
                yield rule, profile, problem, offer_type, None
        for trunk in fleet.trunks.values():
            for rule, problem in _trunk_rules(trunk):
                yield rule, trunk, problem, None, None
        for sbc in fleet.sbcs.values():
            for rule, problem in _sbc_rules(sbc):
                yield rule, sbc, problem, None, None
        covered = {profile.record["region"] for profile in fleet.profiles}
        reason = null_everywhere("region", [profile.record for profile in fleet.profiles])
        missing = f"no calling profile has this region{f' ({reason})' if reason else ''}"
        for region in self.required_regions:
            yield "region_coverage", None, "" if region in covered else missing, None, region

    def _emergency_calls_problem(self, profile: Profile) -> str | None:
        """Why the emergency calls of a profile reach no SBC; empty if they reach one, None if another rule is about this profile."""
        target = profile.emergency_target
        if target is None:
            reference = profile.record["emergency_profile_id"]
            # A profile without any emergency setting breaks emergency_path alone, a wrong reference emergency_profile.
            if is_blank(reference) or self.severities["emergency_profile"] != OFF:
                return None
            return f"emergency calls reach no SBC: {_emergency_profile_problem(reference, profile.emergency_profiles)}"
        if target.sbcs:
            return ""
        if target is profile:
            return "emergency calls go to its own trunks, which have no matching SBC"
        return f"emergency calls go to {quoted(target.key)}, which has no matching SBC"

    def _offer_type_rules(self, profile: Profile) -> Iterator[tuple[str, str | None, str]]:
        for offer_type, numbers in profile.test_numbers.items():
            count = len(set(numbers))
            is_enough = count >= TEST_NUMBERS_NEEDED
            yield "test_numbers", offer_type, "" if is_enough else f"{count_of(count, 'test number')}, {TEST_NUMBERS_NEEDED} required"
            status = profile.record["validation"].get(offer_type)
            was_run = _folded(status) not in (None, "", "notrun")
            yield "validation_not_run", offer_type, "" if was_run else "validation was never run"
            if was_run:
                yield "validation_not_ok", offer_type, "" if self.is_good_status(status) else f"validation is {quoted(status)}"


def _folded(status: object) -> object:
    return status.strip().casefold() if isinstance(status, str) else status


def _profile_rules(profile: Profile, fleet: Fleet) -> Iterator[tuple[str, str]]:
    record = profile.record
    yield "failover", "" if profile.is_failover_ready else _failover_problem(profile)
    shares_name = len(fleet.find_profiles_by_name(record["name"])) > 1
    yield "duplicate_name", f"another profile has the name {quoted(record['name'])}" if shares_name else ""
    reference, has_dial_string = record["emergency_profile_id"], bool(record["emergency_dial_strings"])
    if not is_blank(reference):
        yield "emergency_profile", _emergency_profile_problem(reference, profile.emergency_profiles)
    if record["is_emergency"]:
        yield "emergency_dial_strings", "" if has_dial_string else "no emergency dial string"
    else:
        has_path = has_dial_string or not is_blank(reference)
        yield "emergency_path", "" if has_path else "no emergency profile and no emergency dial string"


def _failover_problem(profile: Profile) -> str:
    matched = profile.trunks_with_an_sbc
    if len(matched) >= TRUNKS_NEEDED:
        only = next(iter(profile.sbcs.values()))
        return f"all {len(matched)} trunks end on one SBC, {quoted(only.key)}"
    return f"{count_of(len(matched), 'trunk')} with an SBC, {TRUNKS_NEEDED} required ({len(profile.trunks)} enrolled)"


def _emergency_profile_problem(reference: str, found: list[Profile]) -> str:
    named = f"emergency profile {quoted(reference)}"
    if not found:
        return f"{named} does not exist"
    if len(found) > 1:
        return f"{named} is ambiguous: {len(found)} profiles have this name"
    return "" if found[0].record["is_emergency"] else f"{named} is not for emergency calls"


def _trunk_rules(trunk: Trunk) -> Iterator[tuple[str, str]]:
    yield "unmatched_trunk", "" if trunk.sbcs else f"no matching SBC ({_profiles_of(trunk)})"
    differing = ["SBCs"] if trunk.is_listed_differently else []
    if len(trunk.fqdns) > 1:
        differing.append(f"FQDNs ({some_of(map(quoted, trunk.fqdns))})")
    yield "trunk_conflict", f"listed with different {' and '.join(differing)} ({_profiles_of(trunk)})" if differing else ""


def _profiles_of(trunk: Trunk) -> str:
    return f"profiles: {some_of(quoted(profile.key) for profile in trunk.profiles)}"


def _sbc_rules(sbc: Sbc) -> Iterator[tuple[str, str]]:
    differences = "; ".join(f"{field} {listed(list(map(quoted, values)), separator=' or ')}" for field, values in sbc.variants.items())
    yield "sbc_conflict", f"listed with different data: {differences}" if differences else ""
    is_usable = is_device_address(sbc.ip_address) or is_device_address(sbc.fqdn)
    yield "unusable_address", "" if is_usable else "neither ip_address nor fqdn is an address"


def _read_severities(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise OptionError("rules: not a mapping from rule to severity", next_step="For example: rules: {failover: error}.")
    severities = {}
    for rule, severity in value.items():
        if rule not in RULES:
            raise OptionError.unknown("rules", rule, RULES)
        # YAML reads a bare off as false.
        word = OFF if severity is False else severity
        if word not in (ERROR, WARNING, OFF):
            raise OptionError.unknown(f"rules.{rule}", severity, (ERROR, WARNING, OFF))
        severities[rule] = word
    return severities


def _strings(value: object, option: str) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, (list, tuple)) or not all(isinstance(entry, str) for entry in value):
        raise OptionError(f"{option}: not a list of strings", next_step="Quote values that YAML reads as a number or a boolean.")
    return list(value)
