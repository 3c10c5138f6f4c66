# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The expected state, as a team keeps it in git: its form, read and checked before anybody is asked."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Union

from ..fleet.selection import Matcher
from .operators import (
    BOOLEAN,
    FQDN,
    IDENTITY,
    NUMBER,
    OPERATORS,
    REFERENCE,
    STATUS,
    TEXT,
    Kind,
    ListTest,
    Member,
    ValueTest,
    read_list,
    read_string_member,
    read_value,
)

if TYPE_CHECKING:
    from .nodes import Node, ValueTree

PRESENT, ABSENT = "present", "absent"
SECTIONS = ("for_each", "profiles", "trunks", "sbcs")

Test = Union[ValueTest, ListTest]
# What is expected of one thing, field by field. A field is its path: ("region",), ("validation", "Calling"), ("trunks",),
# ("trunks", member, "sbcs"). What is laid over it wins path by path.
FieldPath = tuple[Any, ...]
Fields = dict[FieldPath, Test]

PROFILE_VALUES: dict[str, Kind] = {
    "region": TEXT,
    "environment": TEXT,
    "carrier": TEXT,
    "is_emergency": BOOLEAN,
    "emergency_profile": REFERENCE,
    "failover_ready": BOOLEAN,
}
PROFILE_TEXTS = ("emergency_dial_strings", "offer_types")
PROFILE_FIELDS = (*PROFILE_VALUES, *PROFILE_TEXTS, "test_numbers", "validation", "trunks", "additional_sbcs")
TRUNK_FIELDS = ("id", "sbcs")
SBC_VALUES: dict[str, Kind] = {"id": NUMBER, "name": TEXT, "fqdn": FQDN, "ip_address": TEXT}


class Named(NamedTuple):
    """What is expected of one named thing: that it is present or absent, and its fields."""

    name: str
    node: Node
    is_present: bool
    fields: Fields


class ForEach(NamedTuple):
    """What is expected of every profile that a matcher means."""

    node: Node
    matcher: Matcher
    fields: Fields


class Expectation:
    """The expected state, whole.

    Things are found by name in it: profiles and SBCs exactly, trunks by FQDN, upper and lower case alike.

    Args:
        parts: what was written, inline or in files; two of them never name one thing.

    Raises:
        OptionError: something in it is not right; the message names the place.
    """

    def __init__(self, parts: Iterable[ValueTree] = ()) -> None:
        self.for_each: list[ForEach] = []
        self.profiles: dict[str, Named] = {}
        self.trunks: dict[str, Named] = {}
        self.sbcs: dict[str, Named] = {}
        for part in parts:
            for section in part.root.entries(f"a mapping of {', '.join(SECTIONS)}", SECTIONS):
                if section.name == "for_each":
                    self.for_each.extend(_read_for_each(section))
                elif section.name == "profiles":
                    _read_named(section, self.profiles, read_profile_fields, "profile")
                elif section.name == "trunks":
                    _read_named(section, self.trunks, _read_trunk_fields, "trunk", str.casefold)
                else:
                    _read_named(section, self.sbcs, _read_sbc_fields, "SBC")


def _read_for_each(section: Node) -> list[ForEach]:
    elements = section.elements("a list of match and expect")
    if not elements:
        raise section.wrong("it is empty, so nothing is expected here", "Write what is expected, or leave it out.")
    entries = []
    for element in elements:
        parts = {part.name: part for part in element.entries("a mapping of match and expect", ("match", "expect"))}
        for word in ("match", "expect"):
            if word not in parts:
                raise element.wrong(f"{word} is missing", "Write match, a matcher as in include, and expect, what must hold.")
        entries.append(ForEach(element, Matcher(parts["match"].value, str(parts["match"])), read_profile_fields(parts["expect"])))
    return entries


def _read_named(
    section: Node,
    known: dict[str, Named],
    read_fields: Callable[[Node], Fields],
    what: str,
    fold: Callable[[str], str] = str,
) -> None:
    for node in section.entries("a mapping by name"):
        first = known.get(fold(node.name))
        if first:
            raise node.wrong(f"{what} {node.name} is named twice, first at {first.node}", "Write each thing once.")
        if node.value in (PRESENT, ABSENT):
            named = Named(node.name, node, node.value == PRESENT, {})
        elif isinstance(node.value, str):
            raise node.unknown(node.value, (PRESENT, ABSENT))
        else:
            named = Named(node.name, node, True, read_fields(node))
        known[fold(node.name)] = named


def read_profile_fields(node: Node) -> Fields:
    """Read what is expected of a profile.

    Raises:
        OptionError: something in it is not right.
    """
    fields: Fields = {}
    for field in node.entries("present, absent or a mapping of fields", PROFILE_FIELDS):
        name = field.name
        if name in PROFILE_VALUES:
            fields[(name,)] = read_value(field, PROFILE_VALUES[name])
        elif name in PROFILE_TEXTS:
            fields[(name,)] = read_list(field, read_string_member, "a list of strings")
        elif name == "validation":
            fields.update(((name, offer.name), read_value(offer, STATUS)) for offer in field.entries("a mapping by offer type"))
        elif name == "test_numbers":
            for offer in field.entries("a mapping by offer type"):
                fields[(name, offer.name)] = read_list(offer, read_string_member, "a list of strings")
        elif name == "additional_sbcs":
            fields[(name,)] = read_list(field, _read_sbc_member, "a list of SBCs")
        else:
            fields.update(_read_trunks(field))
    return fields


def _read_trunks(node: Node) -> Fields:
    wanted = "a list of FQDNs or a mapping from FQDN to its SBCs"
    if not isinstance(node.value, Mapping) or any(operator in node.value for operator in OPERATORS):
        return {("trunks",): read_list(node, _read_trunk_member, wanted)}
    fields: Fields = {}
    members: dict[Any, Member] = {}
    for trunk in node.entries(wanted):
        # A mistyped operator would pass for a trunk that is missing.
        if "." not in trunk.name and difflib.get_close_matches(trunk.name, OPERATORS, cutoff=0.7):
            raise trunk.unknown(trunk.name, OPERATORS)
        member = Member(trunk.name, trunk.name.casefold())
        if member.key in members:
            raise trunk.wrong(f"trunk {trunk.name} is named twice", "FQDNs are the same in upper and lower case.")
        members[member.key] = member
        fields[("trunks", member, "sbcs")] = read_list(trunk, _read_sbc_member, "a list of SBCs")
    fields[("trunks",)] = ListTest(list(node.value), members.values(), is_whole=True)
    return fields


def _read_trunk_member(node: Node) -> Member:
    fqdn = node.string()
    return Member(fqdn, fqdn.casefold())


def _read_sbc_member(node: Node) -> Member:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return Member(str(node.value), node.value)
    if not isinstance(node.value, str):
        raise node.unexpected_kind("the name of an SBC, a string, or its sbcId, a whole number,")
    return Member(node.value, node.value)


def _read_trunk_fields(node: Node) -> Fields:
    fields: Fields = {}
    for field in node.entries("present, absent or a mapping of fields", TRUNK_FIELDS):
        if field.name == "id":
            fields[("id",)] = read_value(field, IDENTITY)
        else:
            fields[("sbcs",)] = read_list(field, _read_sbc_member, "a list of SBCs")
    return fields


def _read_sbc_fields(node: Node) -> Fields:
    entries = node.entries("present, absent or a mapping of fields", SBC_VALUES)
    return {(field.name,): read_value(field, SBC_VALUES[field.name]) for field in entries}
