# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a healthy fleet, and what breaks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Optional, Union

from ..errors import OptionError
from ..text import is_blank, one_line
from .addresses import is_address
from .topology import Fleet, Profile, Sbc, Trunk

ERROR, WARNING, OFF = "error", "warning", "off"
TEST_NUMBERS_NEEDED = 3
DEFAULT_VALIDATION_OK = ("Passed", "Success", "Succeeded")


class Rule(NamedTuple):
    """One rule: what it is about, how bad it is by default, and when it is broken."""

    about: str
    severity: str
    broken_when: str


RULES: dict[str, Rule] = {
    "failover": Rule("profile", WARNING, "fewer than two trunks have an SBC, or all of them end on one SBC"),
    "unmatched_trunk": Rule("trunk", WARNING, "no SBC matches it"),
    "trunk_conflict": Rule("trunk", ERROR, "two profiles list different SBCs or FQDNs for it"),
    "test_numbers": Rule("offer type", WARNING, "fewer than three test numbers are given"),
    "validation_not_run": Rule("offer type", WARNING, "its validation is NotRun, null or missing"),
    "validation_not_ok": Rule("offer type", WARNING, "its validation has a status that is not in validation_ok"),
    "emergency_path": Rule("profile", WARNING, "it names no emergency profile, has no dial string, and is not itself for emergencies"),
    "emergency_profile": Rule("profile", ERROR, "the emergency profile that it names is none, is two, or is not for emergencies"),
    "emergency_dial_strings": Rule("profile", WARNING, "it is for emergencies and has no dial string"),
    "duplicate_name": Rule("profile", ERROR, "another profile has the same name"),
    "sbc_conflict": Rule("sbc", ERROR, "one sbcId has two names or addresses"),
    "unusable_address": Rule("sbc", WARNING, "neither its ip_address nor its fqdn is an address"),
    "region_coverage": Rule("region", ERROR, "a required region has no profile"),
}


class Finding(NamedTuple):
    """One rule, broken by one thing. What does not apply is null; things are named by their keys."""

    rule: str
    severity: str
    profile: str | None
    trunk: str | None
    sbc: str | None
    offer_type: str | None
    region: str | None
    message: str

    def as_dict(self) -> dict[str, Any]:
        return self._asdict()


Subject = Union[Profile, Trunk, Sbc, None]
# A rule, what it was held against, the names that no subject carries, and what is broken: empty where the rule holds.
Verdict = tuple[str, Subject, dict[str, Optional[str]], str]


class Rulebook:
    """Which rules count, and how much.

    Args:
        severities: rule → `error`, `warning` or `off` (false means off, as YAML reads it).
        required_regions: regions that need a profile, compared exactly.
        validation_ok: statuses that are good, upper and lower case alike; true always is.

    Raises:
        OptionError: an unknown rule or severity.
    """

    def __init__(
        self,
        severities: object = None,
        required_regions: object = None,
        validation_ok: object = None,
    ) -> None:
        self.severities = {rule: RULES[rule].severity for rule in RULES}
        self.severities.update(_read_severities(severities))
        self.required_regions = list(dict.fromkeys(_strings(required_regions, "required_regions")))
        words = DEFAULT_VALIDATION_OK if validation_ok is None else _strings(validation_ok, "validation_ok")
        self._good_statuses = {word.strip().casefold() for word in words}

    def findings(self, verdicts: Iterable[Verdict]) -> list[tuple[Finding, Subject]]:
        """Those verdicts that tell of a broken rule, each with what it is about: a profile, a trunk, an SBC or (a region) nothing."""
        return [
            (_finding(rule, self.severities[rule], subject, names, message), subject)
            for rule, subject, names, message in verdicts
            if message
        ]

    def verdicts(self, fleet: Fleet) -> Iterator[Verdict]:
        """Every rule that counts against everything that it applies to in the whole fleet, whether it holds or not."""
        return (
            (rule, subject, names, one_line(message))
            for rule, subject, names, message in self._verdicts(fleet)
            if self.severities[rule] != OFF
        )

    def _verdicts(self, fleet: Fleet) -> Iterator[Verdict]:
        for profile in fleet.profiles:
            yield from _judge_profile(profile, fleet)
            yield from self._judge_offer_types(profile)
        for trunk in fleet.trunks.values():
            yield from _judge_trunk(trunk)
        for sbc in fleet.sbcs.values():
            yield from _judge_sbc(sbc)
        covered = {profile.record["region"] for profile in fleet.profiles}
        for region in self.required_regions:
            yield "region_coverage", None, {"region": region}, "" if region in covered else f"Region {region} has no calling profile"

    def _judge_offer_types(self, profile: Profile) -> Iterator[Verdict]:
        numbers: dict[str | None, set[str]] = {name: set() for name in profile.offer_types}
        for offer in profile.record["offer_types"]:
            numbers[offer["name"]].update(offer["test_numbers"])
        for name, given in numbers.items():
            about = {"offer_type": name}
            offer_text = f"offer type {name} of profile {profile.key}"
            short = f"Only {len(given)} of {TEST_NUMBERS_NEEDED} test numbers for {offer_text}"
            yield "test_numbers", profile, about, short if len(given) < TEST_NUMBERS_NEEDED else ""
            status = profile.record["validation"].get(name)
            word = status.strip().casefold() if isinstance(status, str) else status
            was_run = word not in (None, "", "notrun")
            yield "validation_not_run", profile, about, "" if was_run else f"Validation was never run for {offer_text}"
            if was_run:
                is_good = word is True or word in self._good_statuses
                yield "validation_not_ok", profile, about, "" if is_good else f'Validation is "{status}" for {offer_text}'


def _finding(rule: str, severity: str, subject: Subject, names: dict[str, str | None], message: str) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        profile=subject.key if isinstance(subject, Profile) else None,
        trunk=subject.key if isinstance(subject, Trunk) else None,
        sbc=subject.key if isinstance(subject, Sbc) else None,
        offer_type=names.get("offer_type"),
        region=names.get("region"),
        message=message,
    )


def _judge_profile(profile: Profile, fleet: Fleet) -> Iterator[Verdict]:
    record = profile.record
    yield "failover", profile, {}, "" if profile.is_failover_ready else _why_no_failover(profile)
    message = f"Profile {profile.key} shares the name {record['name']} with another profile"
    yield "duplicate_name", profile, {}, message if len(fleet.find_profiles_by_name(record["name"])) > 1 else ""
    has_dial_string = bool(record["emergency_dial_strings"])
    reference = record["emergency_profile_id"]
    if not is_blank(reference):
        wrong = _why_no_emergency_profile(fleet.find_profiles(reference))
        message = f"Profile {profile.key} names the emergency profile {reference}, {wrong}"
        yield "emergency_profile", profile, {}, message if wrong else ""
    if record["is_emergency"]:
        message = f"Emergency profile {profile.key} has no emergency dial string"
        yield "emergency_dial_strings", profile, {}, "" if has_dial_string else message
    else:
        message = f"Profile {profile.key} has neither an emergency profile nor an emergency dial string"
        yield "emergency_path", profile, {}, message if is_blank(reference) and not has_dial_string else ""


def _why_no_failover(profile: Profile) -> str:
    with_an_sbc = profile.trunks_with_an_sbc
    if len(with_an_sbc) > 1:
        only = next(iter(profile.sbcs.values()))
        return f"All {len(with_an_sbc)} trunks of profile {profile.key} end on one SBC, {only.key}"
    return f"Profile {profile.key} has {len(with_an_sbc)} of 2 trunks with an SBC that failover needs ({len(profile.trunks)} enrolled)"


def _why_no_emergency_profile(meant: list[Profile]) -> str:
    if not meant:
        return "which does not exist"
    if len(meant) > 1:
        return f"a name that {len(meant)} profiles share"
    return "" if meant[0].record["is_emergency"] else "which is not for emergencies"


def _judge_trunk(trunk: Trunk) -> Iterator[Verdict]:
    profiles = ", ".join(sorted(profile.key for profile in trunk.profiles))
    yield "unmatched_trunk", trunk, {}, "" if trunk.sbcs else f"Trunk {trunk.key} has no matching SBC (profiles: {profiles})"
    differing = ["SBCs"] if trunk.is_listed_differently else []
    if len(trunk.fqdns) > 1:
        differing.append(f"FQDNs ({', '.join(trunk.fqdns)})")
    message = f"Trunk {trunk.key} is listed with different {' and '.join(differing)} (profiles: {profiles})"
    yield "trunk_conflict", trunk, {}, message if differing else ""


def _judge_sbc(sbc: Sbc) -> Iterator[Verdict]:
    yield "sbc_conflict", sbc, {}, _conflict(sbc) if sbc.variants else ""
    is_usable = is_address(sbc.ip_address) or is_address(sbc.fqdn)
    message = "" if is_usable else f"SBC {sbc.key} (sbcId {sbc.id}) has neither an IP address nor a DNS name"
    yield "unusable_address", sbc, {}, message


def _conflict(sbc: Sbc) -> str:
    told = "; ".join(f"{field} {' or '.join(values)}" for field, values in sbc.variants.items())
    return f"SBC {sbc.key} (sbcId {sbc.id}) is listed with different data: {told}"


def _read_severities(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise OptionError("rules: a mapping from rule to severity was expected", next_step="For example: rules: {failover: error}.")
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


def _strings(value: object, place: str) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, (list, tuple)) or not all(isinstance(entry, str) for entry in value):
        raise OptionError(f"{place}: a list of strings was expected", next_step="Quote what YAML would read as a number or a boolean.")
    return list(value)
