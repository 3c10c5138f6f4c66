# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An expectation against a fleet: what was written, what a baseline says, and the rules, all through one comparison.

What is expected of a profile comes in layers: a baseline, then `for_each`, then the profile's own entry; the later wins, field by
field. A layer maps the path of a field to a test (see `expectation`); the comparison finds what the fleet says at that path.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Union, cast

from ..errors import OptionError
from ..fleet.name_index import NameIndex
from ..fleet.rules import ERROR, Subject
from ..fleet.topology import Profile, Sbc, Trunk
from ..text import printable, quoted, some_of
from .baseline import Baseline, Counterparts, Lifted, Rows, Unchanged, told
from .checks import AMBIGUOUS, FAILED, MISSING, PASSED, UNEXPECTED, Check, Place
from .operators import ListTest, ValueTest, canonical

if TYPE_CHECKING:
    from ..fleet.view import View
    from .expectation import Expectation, FieldPath, Fields, Named

_Part = Union[Trunk, Sbc]
# Where a finding of a rule on an offer type looks.
_RULE_FIELDS = {"test_numbers": "test_numbers", "validation_not_run": "validation", "validation_not_ok": "validation"}


class Comparison(NamedTuple):
    """Every check, in an order that depends on names alone, and warnings."""

    checks: list[Check]
    warnings: list[str]


def compare(expectation: Expectation, view: View, baseline: Baseline | None = None, *, fail_unexpected: bool = False) -> Comparison:
    """Hold a view against what is expected of it.

    Args:
        expectation: what was written.
        view: the fleet, and which profiles of it are selected.
        baseline: what else everything must equal.
        fail_unexpected: whether a selected profile that nothing names is a difference.

    Raises:
        OptionError: a profile is named that exists and is not selected.
    """
    comparer = _Comparer(expectation, view, baseline, fail_unexpected)
    comparer.compare()
    # A message starts with its object, so that what is about one thing stands together.
    return Comparison(sorted(comparer.checks, key=attrgetter("message")), comparer.warnings)


class _Comparer:
    def __init__(self, expectation: Expectation, view: View, baseline: Baseline | None, fail_unexpected: bool) -> None:
        self.expectation = expectation
        self.view = view
        self.baseline = baseline
        self.fail_unexpected = fail_unexpected or baseline is not None
        self.directory = NameIndex(view.fleet)
        self.selected = set(view.profiles)
        self.checks: list[Check] = []
        self.warnings: list[str] = []
        self.counterparts = Counterparts(baseline, self.directory) if baseline else None
        self.named: dict[Profile, Named] = {}
        self.before: dict[Profile, Profile] = {}
        # What is spoken of under trunks and sbcs wins over a baseline in every place.
        self.spoken: set[tuple[_Part, str]] = set()
        self.welcome: set[_Part] = set()
        self.unwelcome: set[_Part] = set()
        self.told_often: dict[tuple[Any, ...], list[tuple[Place, ValueTest, Any]]] = defaultdict(list)

    def compare(self) -> None:
        self._compare_parts(self.expectation.trunks.values(), "trunk")
        self._compare_parts(self.expectation.sbcs.values(), "sbc")
        self._find_named_profiles()
        self._find_profiles_before()
        layers = self._for_each_layers()
        unchanged = self._unchanged()
        for profile in self.view.profiles:
            named = self.named.get(profile)
            if named and not named.is_present:
                continue
            before = self.before.get(profile)
            if named is None and before is None and self.fail_unexpected:
                why = "the baseline does not have it" if self.baseline else "nothing names it"
                self._differ(UNEXPECTED, Place(profile.key), None, why, found=profile.key)
            wanted: Fields = {}
            if before and unchanged:
                wanted.update(self._without_spoken(unchanged.fields(before, profile)))
            for layer in [*layers.get(profile, ()), named.fields if named else {}]:
                if ("emergency_profile",) in layer:
                    wanted.pop(("emergency_profile_id",), None)
                wanted.update(self._resolved(layer))
            _ProfileComparer(self, profile, wanted).compare()
        self._tell_once()
        self._judge()

    # --- what exists

    def _find_named_profiles(self) -> None:
        for named in self.expectation.profiles.values():
            found = self.directory.profiles(named.name) or self._renamed(named.name)
            if any(profile not in self.selected for profile in found):
                raise OptionError(
                    f"{named.node}: profile {named.name} exists and is not selected by include and exclude",
                    next_step="Select it, or take it out of what is expected.",
                )
            self.named.update((profile, named) for profile in found)
            if len(found) > 1:
                # Which of them is meant cannot be known, so that no field of any is checked.
                self._ambiguous(Place(named.name), None, named.name, [profile.id for profile in found])
                self.named.update((profile, named._replace(fields={})) for profile in found)
            else:
                self._exists(Place(found[0].key if found else named.name), bool(found), named.is_present)

    def _renamed(self, name: str) -> list[Profile]:
        """The profile that had this name in the baseline, and still has its id."""
        if self.baseline is None or self.counterparts is None:
            return []
        olds = self.baseline.directory.profiles(name)
        return [self.counterparts.profiles[old] for old in olds if old in self.counterparts.profiles]

    def _exists(self, place: Place, is_there: bool, is_expected: bool, hint: str = "") -> None:
        if is_there == is_expected:
            self._pass(MISSING if is_expected else UNEXPECTED, place, None, "present" if is_there else "absent")
        elif is_expected:
            self._differ(MISSING, place, None, hint, expected="present")
        else:
            self._differ(UNEXPECTED, place, None, hint or "absent was expected", expected="absent", found="present")

    def _find_profiles_before(self) -> None:
        if self.baseline is None or self.counterparts is None:
            return
        for old in self.baseline.fleet.profiles:
            new = self.counterparts.profiles.get(old)
            if new in self.selected and new is not None:
                self.before[new] = old
                if new not in self.named:
                    self._pass(MISSING, Place(new.key), None, "present")
            elif old.id in self.baseline.selected_ids:
                if new is not None:
                    self.warnings.append(f"Profile {new.key} of the baseline exists and is no longer selected, so it was not checked")
                elif old.record["name"] not in self.expectation.profiles and old.id not in self.expectation.profiles:
                    self._differ(MISSING, Place(old.key), None, "the baseline has it", expected="present")

    def _unchanged(self) -> Unchanged | None:
        if self.baseline is None or self.counterparts is None:
            return None
        directory = self.baseline.directory
        trunks = [trunk for key, named in self.expectation.trunks.items() if not named.is_present for trunk in directory.trunks(key)]
        sbcs = [sbc for key, named in self.expectation.sbcs.items() if not named.is_present for sbc in directory.sbcs(key)]
        return Unchanged(self.counterparts, self.baseline.ignored, Lifted(trunks, sbcs))

    # --- layers

    def _for_each_layers(self) -> dict[Profile, list[Fields]]:
        layers: dict[Profile, list[Fields]] = defaultdict(list)
        for entry in self.expectation.for_each:
            meant = [profile for profile in self.view.profiles if entry.matcher.matches(profile.record)]
            for profile in meant:
                layers[profile].append(entry.fields)
            if not meant:
                text = f"{entry.node}: no selected calling profile matches {quoted(dict(entry.matcher.fields))}"
                self._add(MISSING, Place(), "for_each", FAILED, dict(entry.matcher.fields), None, text)
        return layers

    def _resolved(self, layer: Fields) -> Fields:
        """A layer whose trunks are those of the fleet; what names none, or two, is told by the list of trunks."""
        resolved: Fields = {}
        for path, test in layer.items():
            if len(path) == 3 and path[0] == "trunks":
                trunks = self.directory.trunks(path[1].key)
                if len(trunks) == 1:
                    resolved["trunks", trunks[0], path[2]] = test
            else:
                resolved[path] = test
        return resolved

    def _without_spoken(self, fields: Fields) -> Fields:
        if not self.spoken:
            return fields
        return {path: test for path, test in fields.items() if len(path) < 3 or (path[-2], path[-1]) not in self.spoken}

    # --- trunks and SBCs by themselves

    def _compare_parts(self, named_parts: Iterable[Named], what: str) -> None:
        for named in named_parts:
            found: Sequence[_Part] = self._find_part(named, what)
            place = Place(trunk=named.name) if what == "trunk" else Place(sbc=named.name)
            if len(found) > 1:
                self._ambiguous(place, None, named.name, [str(part.id) for part in found])
                continue
            (self.welcome if named.is_present else self.unwelcome).update(found)
            hint = f"it serves {whereabouts(found[0])}" if found and not named.is_present else ""
            self._exists(self.place_of(found[0]) if found and named.is_present else place, bool(found), named.is_present, hint)
            if found:
                self._compare_part(found[0], named.fields)

    def _find_part(self, named: Named, what: str) -> Sequence[_Part]:
        directory = self.directory
        if what == "trunk":
            return directory.trunks(named.name.casefold()) or self._part_before(named.name.casefold(), what)
        return directory.sbcs(named.name) or self._part_before(named.name, what)

    def _part_before(self, key: str, what: str) -> Sequence[_Part]:
        """The part that had this name in the baseline and has another now."""
        if self.baseline is None or self.counterparts is None:
            return []
        if what == "trunk":
            trunks = (self.counterparts.trunks.get(old) for old in self.baseline.directory.trunks(key))
            return [trunk for trunk in trunks if trunk]
        sbcs = (self.counterparts.sbcs.get(old) for old in self.baseline.directory.sbcs(key))
        return [sbc for sbc in sbcs if sbc]

    def _compare_part(self, part: _Part, fields: Fields) -> None:
        place = self.place_of(part)
        for (field,), test in fields.items():
            self.spoken.add((part, field))
            if isinstance(test, ListTest):
                missing, unexpected = self.compare_members("sbcs", place, test, cast("Trunk", part).sbcs.values())
                self.tell_members(place, "sbcs", missing, unexpected)
            else:
                values = _values(part, field)
                found = values[0] if len(values) == 1 else values
                self.compare_value(field, place, field, test, found, all(map(test.holds, values)))

    def place_of(self, part: _Part) -> Place:
        """Where a part is: under its profile and trunk, as long as there is only one of each."""
        if isinstance(part, Trunk):
            return Place(part.profiles[0].key if len(part.profiles) == 1 else None, part.key)
        serves = [*part.profiles, *part.additional_for]
        if len(serves) != 1 or len(part.trunks) > 1:
            return Place(sbc=part.key)
        return Place(serves[0].key, next((trunk.key for trunk in part.trunks.values()), None), part.key)

    # --- one field

    def compare_value(self, check: str, place: Place, field: str, test: ValueTest, found: Any, holds: bool, hint: str = "") -> None:
        if holds:
            self._pass(check, place, field, "as expected", test.expected, found)
        else:
            text = f"{place.text(field)}: expected {test}, found {quoted(found)}{hint}"
            self._add(check, place, field, FAILED, test.expected, found, text)

    def compare_texts(self, check: str, place: Place, field: str, test: ListTest, found: Sequence[str | None] | None) -> None:
        """A list of strings, in one line; found is null where its offer type is not offered."""
        entries = list(dict.fromkeys(found or ()))
        missing = [member.key for member in test.members if member.key not in entries]
        wanted = {member.key for member in test.members}
        unexpected = [entry for entry in entries if test.is_whole and entry not in wanted]
        if found is not None and not missing and not unexpected and test.holds_count(len(entries)):
            self._pass(check, place, field, "as expected", test.expected, found)
            return
        told = f"{len(entries)}: {quoted(entries)}" if not test.is_whole and not test.holds_count(len(entries)) else quoted(entries)
        notes = [f"missing {', '.join(map(quoted, missing))}"] if missing else []
        notes += [f"unexpected {', '.join(map(quoted, unexpected))}"] if unexpected else []
        told = f"{told} ({'; '.join(notes)})" if notes and test.is_whole else told
        told = "nothing, it is not offered" if found is None else told
        text = f"{place.text(field)}: expected {test}, found {told}"
        self._add(check, place, field, FAILED, test.expected, found, text)

    def compare_members(self, field: str, place: Place, test: ListTest, found: Iterable[_Part]) -> tuple[list[_Part], list[_Part]]:
        """A list of trunks or SBCs, a line for each that is missing or unexpected.

        Returns:
            Both, of what exists: (missing, unexpected); the caller tells them, for it may know where they are.
        """
        there = dict.fromkeys(found)
        wanted: set[_Part] = set()
        missing: list[_Part] = []
        before = len(self.checks)
        for member in test.members:
            parts: Sequence[_Part] = self.directory.trunks(member.key) if field == "trunks" else self.directory.sbcs(member.key)
            wanted.update(parts)
            if not parts:
                self._differ(MISSING, _within(place, field, member.label), field, "", expected=member.label)
            elif len(parts) > 1:
                self._ambiguous(_within(place, field, member.label), field, member.label, [str(part.id) for part in parts])
            elif parts[0] not in there:
                missing.append(parts[0])
        unexpected = [part for part in there if part not in wanted and not self._may_be(part, test)] if test.is_whole else []
        if not test.holds_count(len(there)):
            keys = sorted(part.key for part in there)
            text = f"{place.text(field)}: expected {test.count_text()}, found {len(keys)}: {quoted(keys)}"
            self._add(field, place, field, FAILED, test.expected, keys, text)
        if not missing and not unexpected and len(self.checks) == before:
            self._pass(field, place, field, "as expected", test.expected, sorted(part.key for part in there))
        return missing, unexpected

    def _may_be(self, part: _Part, test: ListTest) -> bool:
        """Whether it is told elsewhere, or announced where a baseline does not have it."""
        return part in self.unwelcome or (test.is_baseline and part in self.welcome)

    # --- telling

    def tell_members(self, place: Place, field: str, missing: Iterable[_Part], unexpected: Iterable[_Part]) -> None:
        """A line for each trunk or SBC that is missing from a list, or unexpected in it."""
        for part in missing:
            hint = f"it serves {whereabouts(part)}" if isinstance(part, Sbc) else ""
            self._differ(MISSING, _within(place, field, part.key), field, hint, expected=part.key)
        for part in unexpected:
            self._differ(UNEXPECTED, _within(place, field, part.key), field, "", found=part.key)

    def tell_moved(self, place: Place, sbc: Sbc, wanted: Trunk, found: Trunk) -> None:
        """An SBC that is missing from one trunk of a profile and unexpected on another has moved."""
        text = f"{place._replace(trunk=None).text()}: expected on trunk {wanted.key}, found on trunk {found.key}"
        self._add("sbcs", place, "sbcs", FAILED, wanted.key, found.key, text)

    def tell_with_others(self, part: _Part, place: Place, field: str, test: ValueTest, found: Any) -> None:
        """One row of a thing that may have many: the same is told once."""
        key = (part, field, test.holds(found), _comparable(test.expected), _comparable(found))
        self.told_often[key].append((place, test, found))

    def _tell_once(self) -> None:
        for (part, field, holds, _expected, _found), told_rows in self.told_often.items():
            place, test, found = told_rows[0]
            hint = ""
            if len(told_rows) > 1:
                place = Place(trunk=part.key) if isinstance(part, Trunk) else Place(sbc=part.key)
                hint = f" (in {len(told_rows)} places)"
            self.compare_value(field, place, field, test, found, holds, hint)

    def _ambiguous(self, place: Place, field: str | None, name: str, ids: Sequence[str]) -> None:
        shared = f"the name of {len(ids)} things, with the ids {', '.join(sorted(ids))}"
        self._add(AMBIGUOUS, place, field, FAILED, name, sorted(ids), f"{place.text()}: ambiguous, {shared}")

    def ambiguous(self, place: Place, field: str, name: str, ids: Sequence[str]) -> None:
        """A reference in a field that means several things."""
        text = "%s: ambiguous, %s is the name of %d profiles, with the ids %s"
        self._add(
            AMBIGUOUS, place, field, FAILED, name, sorted(ids), text % (place.text(field), quoted(name), len(ids), ", ".join(sorted(ids)))
        )

    def _differ(self, check: str, place: Place, field: str | None, hint: str, *, expected: Any = None, found: Any = None) -> None:
        text = f"{place.text()}: {check}{', ' + hint if hint else ''}"
        self._add(check, place, field, FAILED, expected, found, text)

    def _pass(self, check: str, place: Place, field: str | None, text: str, expected: Any = None, found: Any = None) -> None:
        self._add(check, place, field, PASSED, expected, found, f"{place.text(field)}: {text}")

    def _add(self, check: str, place: Place, field: str | None, status: str, expected: Any, found: Any, message: str) -> None:
        self.checks.append(Check(check, place.profile, place.trunk, place.sbc, field, status, ERROR, expected, found, message))

    # --- rules

    def _judge(self) -> None:
        severities = self.view.rulebook.severities
        about: Subject = None
        place, head = Place(), ""
        for rule, subject, names, message in self.view.verdicts:
            if subject is not about:
                about, place = subject, _place_of_subject(subject)
                head = place.text()
            told, field, expected = f"{head} › {rule}", None, None
            if rule in _RULE_FIELDS:
                field = f"{_RULE_FIELDS[rule]}.{names['offer_type']}"
                told = f"{told}.{printable(str(names['offer_type']))}"
            elif rule == "region_coverage":
                field, expected = "region", names["region"]
                told = f"region {printable(str(expected))} › {rule}"
            self.checks.append(
                Check(
                    rule,
                    *place,
                    field,
                    FAILED if message else PASSED,
                    severities[rule],
                    expected,
                    None,
                    f"{told}: {message or 'holds'}",
                )
            )


def _place_of_subject(subject: Subject) -> Place:
    return Place(
        subject.key if isinstance(subject, Profile) else None,
        subject.key if isinstance(subject, Trunk) else None,
        subject.key if isinstance(subject, Sbc) else None,
    )


class _ProfileComparer:
    """One profile against the tests of its fields."""

    def __init__(self, comparer: _Comparer, profile: Profile, wanted: Fields) -> None:
        self.comparer = comparer
        self.profile = profile
        self.wanted = wanted
        self.place = Place(profile.key)
        self.offers: dict[str | None, list[str]] = {}
        for offer in profile.record["offer_types"]:
            self.offers.setdefault(offer["name"], []).extend(offer["test_numbers"])
        self._rows: Rows | None = None
        self.unexpected_trunks: set[_Part] = set()
        self.missing_sbcs: list[tuple[Trunk, _Part]] = []
        self.unexpected_sbcs: list[tuple[Trunk, _Part]] = []

    @property
    def rows(self) -> Rows:
        if self._rows is None:
            self._rows = Rows(self.profile)
        return self._rows

    def compare(self) -> None:
        trunks = self.wanted.get(("trunks",))
        if isinstance(trunks, ListTest):
            self._members("trunks", trunks, self.profile.trunks.values())
        for path, test in self.wanted.items():
            if path[0] == "trunks":
                if len(path) > 1 and path[1].identity in self.profile.trunks and path[1] not in self.unexpected_trunks:
                    self._compare_trunk(path, test)
            elif path == ("additional_sbcs",):
                self._members("additional_sbcs", cast("ListTest", test), self.profile.additional_sbcs.values())
            elif path[0] == "additional_sbcs":
                self._compare_row(path, test, self.rows.sbcs.get((None, path[1])))
            else:
                self._compare_field(path, test)
        self._tell_sbcs()

    def _members(self, field: str, test: ListTest, found: Iterable[_Part]) -> None:
        missing, unexpected = self.comparer.compare_members(field, self.place, test, found)
        self.comparer.tell_members(self.place, field, missing, unexpected)
        if field == "trunks":
            self.unexpected_trunks.update(unexpected)

    def _compare_trunk(self, path: FieldPath, test: ValueTest | ListTest) -> None:
        trunk = path[1]
        if isinstance(test, ListTest):
            place = self.place._replace(trunk=trunk.key)
            missing, unexpected = self.comparer.compare_members("sbcs", place, test, trunk.sbcs_by_profile[self.profile].values())
            self.missing_sbcs.extend((trunk, sbc) for sbc in missing)
            self.unexpected_sbcs.extend((trunk, sbc) for sbc in unexpected)
        elif path[2] == "sbcs":
            self._compare_row(path, test, self.rows.sbcs.get((trunk, path[3])))
        else:
            self._compare_row(path, test, self.rows.trunks[trunk])

    def _compare_row(self, path: FieldPath, test: ValueTest | ListTest, rows: Sequence[Mapping[str, Any]] | None) -> None:
        if not rows:
            return
        part, field = path[-2], path[-1]
        trunk = path[1].key if path[0] == "trunks" else None
        place = Place(self.profile.key, trunk, part.key if isinstance(part, Sbc) else None)
        found = told(rows, field, str.casefold if field in ("id", "fqdn") else str)
        self.comparer.tell_with_others(part, place, field, cast("ValueTest", test), found)

    def _compare_field(self, path: FieldPath, test: ValueTest | ListTest) -> None:
        name = str(path[0])
        field = ".".join("null" if step is None else str(step) for step in path)
        if isinstance(test, ListTest):
            found = self._texts(path)
            if found is None and self._is_offer_told_missing(path[1]):
                return
            self.comparer.compare_texts(name, self.place, field, test, found)
        elif name == "emergency_profile":
            self._compare_emergency_profile(test)
        else:
            found_value = self._value(path)
            self.comparer.compare_value(name, self.place, field, test, found_value, test.holds(found_value))

    def _texts(self, path: FieldPath) -> list[str | None] | None:
        if path[0] == "offer_types":
            return list(self.offers)
        if path[0] == "test_numbers":
            numbers = self.offers.get(path[1])
            return None if numbers is None else list(numbers)
        return list(self.profile.record[path[0]])

    def _is_offer_told_missing(self, offer_type: str) -> bool:
        test = self.wanted.get(("offer_types",))
        return isinstance(test, ListTest) and any(member.key == offer_type for member in test.members)

    def _value(self, path: FieldPath) -> Any:
        record = self.profile.record
        if path[0] == "failover_ready":
            return self.profile.is_failover_ready
        if path[0] == "validation":
            return record["validation"].get(path[1])
        if path[0] == "offer_types":
            return told([offer for offer in record["offer_types"] if offer["name"] == path[1]], "extra")
        return record.get(path[0])

    def _compare_emergency_profile(self, test: ValueTest) -> None:
        """The reference is resolved, by id and then by name; what resolves to nothing, or to two, is nothing that anybody expects."""
        field, fleet = "emergency_profile", self.comparer.view.fleet
        for text in test.texts:
            meant = fleet.find_profiles(text)
            if len(meant) > 1:
                self.comparer.ambiguous(self.place, field, text, [profile.id for profile in meant])
                return
        reference = self.profile.record["emergency_profile_id"]
        if not (reference or "").strip():
            self.comparer.compare_value(field, self.place, field, test, None, test.holds(None))
            return
        found = fleet.find_profiles(reference)
        if len(found) != 1:
            hint = ", which does not exist" if not found else f", the name of {len(found)} profiles"
            self.comparer.compare_value(field, self.place, field, test, reference, False, hint)
            return
        name = found[0].record["name"]
        holds = (name is not None and test.holds(name)) or test.holds(found[0].id) or test.names_identity(found[0].id)
        self.comparer.compare_value(field, self.place, field, test, found[0].key, holds)

    def _tell_sbcs(self) -> None:
        for wanted, sbc in self.missing_sbcs:
            trunks = [trunk for trunk, other in self.unexpected_sbcs if other is sbc]
            place = self.place._replace(trunk=wanted.key)
            if trunks and isinstance(sbc, Sbc):
                self.unexpected_sbcs.remove((trunks[0], sbc))
                self.comparer.tell_moved(place._replace(sbc=sbc.key), sbc, wanted, trunks[0])
            else:
                self.comparer.tell_members(place, "sbcs", [sbc], [])
        for trunk, sbc in self.unexpected_sbcs:
            self.comparer.tell_members(self.place._replace(trunk=trunk.key), "sbcs", [], [sbc])


def whereabouts(part: _Part) -> str:
    """What a part serves, in a few words."""
    if isinstance(part, Trunk):
        return some_of(["profile " + profile.key for profile in part.profiles])
    return some_of(
        ["trunk " + trunk.key for trunk in part.trunks.values()]
        + [f"profile {profile.key} as an additional SBC" for profile in part.additional_for]
    )


def _comparable(value: object) -> object:
    return value if value is None or isinstance(value, str) else canonical(value)


def _within(place: Place, field: str, label: str) -> Place:
    return place._replace(trunk=label) if field == "trunks" else place._replace(sbc=label)


def _values(part: _Part, field: str) -> list[Any]:
    """Everything that is said of a field of a part: rows may differ."""
    if isinstance(part, Sbc):
        return list(part.variants.get(field, [getattr(part, field)]))
    return [getattr(part, field)]
