# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The expected state that a team keeps in git: read and checked before anything is fetched."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, Generic, NamedTuple, TypeVar

from ..fleet.selection import Matcher
from .fields import (
    ABSENT,
    ADDITIONAL_SBCS,
    ANY_OFFER_TYPE,
    EMERGENCY_NUMBERS,
    EMERGENCY_PROFILE,
    FAILOVER_READY,
    OFFER_TYPES,
    PRESENT,
    TEST_NUMBERS,
    TRUNKS,
    VALIDATION,
    OfferTypeField,
    PartFields,
    ProfileField,
    ProfileFields,
)
from .operators import (
    BOOLEAN,
    FQDN,
    IDENTITY,
    NUMBER,
    OPERATORS,
    REFERENCE,
    STATUS,
    TEXT,
    Fold,
    ListTest,
    Member,
    ValueType,
    as_is,
    read_list,
    read_string_member,
    read_value,
)

if TYPE_CHECKING:
    from ..value_tree import ValueNode, ValueTree

SECTIONS = ("for_each", "profiles", "trunks", "sbcs")

PROFILE_VALUES: dict[str, ValueType] = {
    "region": TEXT,
    "environment": TEXT,
    "carrier": TEXT,
    "is_emergency": BOOLEAN,
    EMERGENCY_PROFILE.name: REFERENCE,
    FAILOVER_READY.name: BOOLEAN,
}
PROFILE_TEXTS = ("emergency_dial_strings", EMERGENCY_NUMBERS.name, OFFER_TYPES.name)
PROFILE_FIELDS = (*PROFILE_VALUES, *PROFILE_TEXTS, TEST_NUMBERS, VALIDATION, TRUNKS.name, ADDITIONAL_SBCS.name)
TRUNK_FIELDS = ("id", "sbcs")
SBC_VALUES: dict[str, ValueType] = {"id": NUMBER, "name": TEXT, "fqdn": FQDN, "ip_address": TEXT}

FieldsT = TypeVar("FieldsT", ProfileFields, PartFields)


@dataclass
class NamedEntry(Generic[FieldsT]):
    """What is expected of the profile, trunk or SBC of one name.

    Attributes:
        name: its name, its FQDN or its id.
        node: where this is expected, for messages.
        is_present: whether it must exist, or must not.
        fields: what is expected of its fields, or None if nothing is.
    """

    name: str
    node: ValueNode
    is_present: bool
    fields: FieldsT | None

    @property
    def source(self) -> str:
        """The part of the expected state that has this entry."""
        return self.node.tree.name


class ForEach(NamedTuple):
    """What is expected of every profile that a matcher selects."""

    node: ValueNode
    matcher: Matcher
    fields: ProfileFields


class Expectation:
    """The whole expected state.

    Args:
        trees: the parts of it, each inline or from a file; two parts never name one object.

    Raises:
        OptionError: something in a part is not valid.

    Attributes:
        sources: the names of its parts, in order.
        for_each: the entries of `for_each`, in order.
        profiles: the entries of `profiles` by name.
        trunks: the entries of `trunks` by FQDN in lower case.
        sbcs: the entries of `sbcs` by name.
    """

    def __init__(self, trees: Iterable[ValueTree] = ()) -> None:
        self.sources: list[str] = []
        self.for_each: list[ForEach] = []
        self.profiles: dict[str, NamedEntry[ProfileFields]] = {}
        self.trunks: dict[str, NamedEntry[PartFields]] = {}
        self.sbcs: dict[str, NamedEntry[PartFields]] = {}
        for tree in trees:
            self.sources.append(tree.name)
            for section in tree.root.entries(f"a mapping of {', '.join(SECTIONS)}", SECTIONS):
                if section.name == "for_each":
                    self.for_each.extend(_read_for_each(section))
                elif section.name == "profiles":
                    _read_named(section, self.profiles, "profile", read_profile_fields)
                elif section.name == "trunks":
                    _read_named(section, self.trunks, "trunk", _read_trunk_fields, str.casefold)
                else:
                    _read_named(section, self.sbcs, "SBC", _read_sbc_fields)


def _read_for_each(section: ValueNode) -> list[ForEach]:
    entries = []
    for element in section.filled_elements("a list of match and expect"):
        parts = {part.name: part for part in element.entries("a mapping of match and expect", ("match", "expect"))}
        for word in ("match", "expect"):
            if word not in parts:
                raise element.error(f"{word} is missing", "Set match (a matcher, as in include) and expect (fields of a profile).")
        entries.append(ForEach(element, Matcher(parts["match"].value, str(parts["match"])), read_profile_fields(parts["expect"])))
    return entries


def _read_named(
    section: ValueNode,
    known: dict[str, NamedEntry[FieldsT]],
    noun: str,
    read_fields: Callable[[ValueNode], FieldsT],
    fold: Fold = as_is,
) -> None:
    """Read a mapping by name into `known`, which may hold entries of other parts; the keys are folded names."""
    for node in section.entries("a mapping by name"):
        first = known.get(fold(node.name))
        if first:
            raise node.error(f"{noun} {node.name} is defined twice, first at {first.node}", "Keep one of the two.")
        if node.value in (PRESENT, ABSENT):
            known[fold(node.name)] = NamedEntry(node.name, node, node.value == PRESENT, None)
        elif isinstance(node.value, str):
            raise node.unknown_error(node.value, (PRESENT, ABSENT))
        else:
            known[fold(node.name)] = NamedEntry(node.name, node, True, read_fields(node))


def read_profile_fields(node: ValueNode) -> ProfileFields:
    """Read what is expected of a profile.

    Raises:
        OptionError: something in it is not valid.
    """
    fields = ProfileFields()
    for field in node.entries("present, absent or a mapping of fields", PROFILE_FIELDS):
        name = field.name
        if name in PROFILE_VALUES:
            fields.values[ProfileField(name)] = read_value(field, PROFILE_VALUES[name])
        elif name in PROFILE_TEXTS:
            fields.lists[ProfileField(name)] = read_list(field, read_string_member, "a list of strings")
        elif name in (VALIDATION, TEST_NUMBERS):
            _read_by_offer_type(field, fields)
        elif name == ADDITIONAL_SBCS.name:
            fields.lists[ADDITIONAL_SBCS] = read_list(field, _read_sbc_member, "a list of SBCs")
        else:
            _read_trunks(field, fields)
    return fields


def _read_by_offer_type(node: ValueNode, fields: ProfileFields) -> None:
    """Read the validations or the test numbers of a profile into its fields: a mapping by offer type."""
    for offer in node.entries("a mapping by offer type"):
        if offer.name in OPERATORS:
            raise offer.error(f"{node.name} is a mapping by offer type: add the offer type, or '{ANY_OFFER_TYPE}', above {offer.name}")
        if node.name == VALIDATION:
            status = read_value(offer, STATUS)
            if offer.name == ANY_OFFER_TYPE:
                fields.any_validation = status
            else:
                fields.values[OfferTypeField(VALIDATION, offer.name)] = status
        else:
            numbers = read_list(offer, read_string_member, "a list of strings")
            if offer.name == ANY_OFFER_TYPE:
                fields.any_test_numbers = numbers
            else:
                fields.lists[OfferTypeField(TEST_NUMBERS, offer.name)] = numbers


def _read_trunks(node: ValueNode, fields: ProfileFields) -> None:
    """Read the trunks of a profile into its fields: a list of FQDNs, or a mapping from FQDN to SBCs."""
    wanted = "a list of FQDNs or a mapping from FQDN to its SBCs"
    if not isinstance(node.value, Mapping) or any(operator in node.value for operator in OPERATORS):
        fields.lists[TRUNKS] = read_list(node, _read_trunk_member, wanted)
        return
    members = []
    for trunk in node.entries(wanted):
        # Without this, a mistyped operator would be the FQDN of a missing trunk.
        if "." not in trunk.name and difflib.get_close_matches(trunk.name, OPERATORS, cutoff=0.7):
            raise trunk.unknown_error(trunk.name, OPERATORS)
        fqdn = trunk.name.casefold()
        if fqdn in fields.sbcs_by_fqdn:
            raise trunk.error(f"trunk {trunk.name} is defined twice", "FQDNs are not case-sensitive. Keep one of the two.")
        members.append(Member(trunk.name, fqdn))
        fields.sbcs_by_fqdn[fqdn] = read_list(trunk, _read_sbc_member, "a list of SBCs")
    fields.lists[TRUNKS] = ListTest(list(node.value), members, is_whole=True, source=node.tree.name)


def _read_trunk_member(node: ValueNode) -> Member:
    fqdn = node.string()
    return Member(fqdn, fqdn.casefold())


def _read_sbc_member(node: ValueNode) -> Member:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return Member(str(node.value), node.value)
    if not isinstance(node.value, str):
        raise node.kind_error("the name of an SBC (a string) or its sbcId (an integer)")
    return Member(node.value, node.value)


def _read_trunk_fields(node: ValueNode) -> PartFields:
    fields = PartFields()
    for field in node.entries("present, absent or a mapping of fields", TRUNK_FIELDS):
        if field.name == "id":
            fields.values[field.name] = read_value(field, IDENTITY)
        else:
            fields.sbcs = read_list(field, _read_sbc_member, "a list of SBCs")
    return fields


def _read_sbc_fields(node: ValueNode) -> PartFields:
    entries = node.entries("present, absent or a mapping of fields", SBC_VALUES)
    return PartFields({field.name: read_value(field, SBC_VALUES[field.name]) for field in entries})
