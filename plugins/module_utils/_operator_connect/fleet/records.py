# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the document into plain records. The structure is checked strictly, unknown fields are kept.

A record has the same structure wherever a profile is returned or stored::

    profile: id name environment region carrier is_emergency emergency_profile_id emergency_dial_strings[]
             offer_types[{name, test_numbers[]}] validation{offer type: status}
             trunks[{id, fqdn, sbcs[{id, name, fqdn, ip_address}]}] additional_sbcs[{id, name, fqdn, ip_address}]

Other fields that the service sends are kept unchanged under `extra`, at their own level.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, Callable, NamedTuple

from ..errors import DocumentError, InvalidDocumentError
from ..text import is_blank, kind_of, quoted

Record = dict[str, Any]
# For example (("calling profile", 1), ("enrolled trunk", 2)).
Position = tuple[tuple[str, int], ...]


class FieldNames(NamedTuple):
    """The names that the fields of a record have in a document, for each kind of object."""

    profile: Mapping[str, str]
    offer_type: Mapping[str, str]
    trunk: Mapping[str, str]
    sbc: Mapping[str, str]


# The names on the vendor's page (Retrieve Microsoft Operator Connect Calling Profiles).
SERVICE_NAMES = FieldNames(
    profile={
        "id": "callingProfileId",
        "name": "name",
        "environment": "environment",
        "region": "region",
        "carrier": "carrier",
        "is_emergency": "isEmergencyProfile",
        "emergency_profile_id": "emergencyProfileId",
        "emergency_dial_strings": "emergencyDialStrings",
        "offer_types": "offerTypes",
        "validation": "validation",
        "trunks": "trunksEnrolled",
        "additional_sbcs": "additionalSbcList",
    },
    offer_type={"name": "offerTypeName", "test_numbers": "testNumbers"},
    trunk={"id": "trunkId", "fqdn": "trunkFqdn", "sbcs": "matchingSbcList"},
    sbc={"id": "sbcId", "name": "name", "fqdn": "fqdn", "ip_address": "ipAddress"},
)

# A snapshot uses the names of the record.
RECORD_NAMES = FieldNames(*({field: field for field in level} for level in SERVICE_NAMES))

# The vendor's page says "Environment", its JSON example "enviroment".
MISSPELT_ENVIRONMENT = "enviroment"


def read_profiles(document: object, names: FieldNames = SERVICE_NAMES) -> list[Record]:
    """Read a document into records, in the order of the document.

    Args:
        document: the parsed JSON: an array of calling profiles.
        names: the names that the fields have in the document.

    Raises:
        DocumentError: the document is not an array.
        InvalidDocumentError: a part of the document has the wrong type or is missing; the message names the position.
    """
    if not isinstance(document, list):
        raise DocumentError(f"not a list of calling profiles but {_kind(document)}")
    reader = _Reader(names)
    profiles = [reader.profile(row, (("calling profile", number),)) for number, row in enumerate(document, 1)]
    _refuse_shared_ids(profiles)
    return profiles


def _refuse_shared_ids(profiles: list[Record]) -> None:
    seen: dict[str, int] = {}
    for number, profile in enumerate(profiles, 1):
        first = seen.setdefault(profile["id"].casefold(), number)
        if first != number:
            raise InvalidDocumentError(f"Calling profiles {first} and {number} have the same id, {quoted(profile['id'])}")


class _Reader:
    def __init__(self, names: FieldNames) -> None:
        self.names = names
        # In a snapshot, "extra" is the record's own field; from the service it is an unknown field like any other.
        own = {"extra"} if names is RECORD_NAMES else set()
        self.profile_fields = {*names.profile.values(), MISSPELT_ENVIRONMENT, *own}
        self.offer_type_fields = {*names.offer_type.values(), *own}
        self.trunk_fields = {*names.trunk.values(), *own}
        self.sbc_fields = {*names.sbc.values(), *own}

    def profile(self, row: object, position: Position) -> Record:
        names = self.names.profile
        fields = _mapping(row, position)
        identity = _text(fields, names["id"], position)
        if is_blank(identity):
            raise InvalidDocumentError(f"{_text_of(position)} has no {names['id']}")
        offer_types = self._rows(fields, names["offer_types"], "offer type", position, self.offer_type)
        record = {
            "id": identity,
            "name": _text(fields, names["name"], position),
            "environment": _text(fields, names["environment"], position),
            "region": _text(fields, names["region"], position),
            "carrier": _text(fields, names["carrier"], position),
            "is_emergency": _boolean(fields, names["is_emergency"], position),
            "emergency_profile_id": _text(fields, names["emergency_profile_id"], position),
            "emergency_dial_strings": _texts(fields, names["emergency_dial_strings"], position),
            "offer_types": offer_types,
            "validation": _validation(fields, names["validation"], offer_types, position),
            "trunks": self._rows(fields, names["trunks"], "enrolled trunk", position, self.trunk),
            "additional_sbcs": self._rows(fields, names["additional_sbcs"], "additional SBC", position, self.sbc),
        }
        return _with_extra(_with_misspelt_environment(record, fields, position), fields, self.profile_fields, position)

    def offer_type(self, row: object, position: Position) -> Record:
        names = self.names.offer_type
        fields = _mapping(row, position)
        record = {"name": _text(fields, names["name"], position), "test_numbers": _texts(fields, names["test_numbers"], position)}
        return _with_extra(record, fields, self.offer_type_fields, position)

    def trunk(self, row: object, position: Position) -> Record:
        names = self.names.trunk
        fields = _mapping(row, position)
        record: Record = {
            "id": _text(fields, names["id"], position),
            "fqdn": _text(fields, names["fqdn"], position),
            "sbcs": self._rows(fields, names["sbcs"], "SBC", position, self.sbc),
        }
        if is_blank(record["id"]) and is_blank(record["fqdn"]):
            raise InvalidDocumentError(f"{_text_of(position)} has neither {names['id']} nor {names['fqdn']}")
        return _with_extra(record, fields, self.trunk_fields, position)

    def sbc(self, row: object, position: Position) -> Record:
        names = self.names.sbc
        fields = _mapping(row, position)
        identity = fields.get(names["id"])
        if not isinstance(identity, int) or isinstance(identity, bool):
            raise InvalidDocumentError(f"{_text_of(position)} has no integer {names['id']}: {_kind(identity)}")
        record = {
            "id": identity,
            "name": _text(fields, names["name"], position),
            "fqdn": _text(fields, names["fqdn"], position),
            "ip_address": _text(fields, names["ip_address"], position),
        }
        return _with_extra(record, fields, self.sbc_fields, position)

    def _rows(
        self, fields: Mapping[str, Any], key: str, what: str, position: Position, read: Callable[[object, Position], Record]
    ) -> list[Record]:
        return [read(row, (*position, (what, number))) for number, row in enumerate(_list(fields, key, position), 1)]


def _with_misspelt_environment(record: Record, fields: Mapping[str, Any], position: Position) -> Record:
    misspelt = _text(fields, MISSPELT_ENVIRONMENT, position)
    if record["environment"] is None:
        record["environment"] = misspelt
    elif misspelt not in (None, record["environment"]):
        record["extra"] = {MISSPELT_ENVIRONMENT: misspelt}
    return record


def _with_extra(record: Record, fields: Mapping[str, Any], known: Set[str], position: Position) -> Record:
    extra = _stored_extra(fields, position) if "extra" in known else {}
    extra.update((key, fields[key]) for key in sorted(fields.keys() - known))
    extra.update(record.pop("extra", {}))
    if extra:
        record["extra"] = extra
    return record


def _stored_extra(fields: Mapping[str, Any], position: Position) -> Record:
    """The `extra` of a record in a snapshot."""
    value = fields.get("extra")
    if value is not None and not isinstance(value, dict):
        raise InvalidDocumentError(f"{_text_of(position)}: extra is {_kind(value)}; an object is required")
    return dict(value or {})


def _validation(fields: Mapping[str, Any], key: str, offer_types: list[Record], position: Position) -> dict[str, Any]:
    """A status for each offer type. The vendor's page says that the field is a boolean; its example is a map of words."""
    value = fields.get(key)
    if value is None:
        return {}
    if isinstance(value, bool):
        return {offer["name"]: value for offer in offer_types if offer["name"]}
    if not isinstance(value, dict) or any(isinstance(status, (dict, list)) for status in value.values()):
        raise InvalidDocumentError(f"{_text_of(position)}: {key} is {_kind(value)}; statuses by offer type are required")
    return dict(value)


def _mapping(value: object, position: Position) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidDocumentError(f"{_text_of(position)} is {_kind(value)}; an object is required")
    return value


def _list(fields: Mapping[str, Any], key: str, position: Position) -> list[Any]:
    value = fields.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidDocumentError(f"{_text_of(position)}: {key} is {_kind(value)}; a list is required")
    return value


def _boolean(fields: Mapping[str, Any], key: str, position: Position) -> bool:
    value = fields.get(key)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise InvalidDocumentError(f"{_text_of(position)}: {key} is {_kind(value)}; true or false is required")
    return value


def _text(fields: Mapping[str, Any], key: str, position: Position) -> str | None:
    return _as_text(fields.get(key), key, position)


def _texts(fields: Mapping[str, Any], key: str, position: Position) -> list[str]:
    """The strings of a list that are not blank: the service sends `[""]` for an empty list."""
    texts = (_as_text(value, key, position) for value in _list(fields, key, position))
    return [text for text in texts if text is not None and not is_blank(text)]


def _as_text(value: object, key: str, position: Position) -> str | None:
    """A string or None. A whole number, the type of an address on the vendor's page, becomes its digits."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise InvalidDocumentError(f"{_text_of(position)}: {key} is {_kind(value)}; a string is required")


def _text_of(position: Position) -> str:
    words = ", ".join(f"{what} {number}" for what, number in position)
    return words[0].upper() + words[1:]


def _kind(value: object) -> str:
    """The kind of a value in the terms of JSON."""
    kind = kind_of(value)
    return _JSON_TERMS.get(kind, kind)


_JSON_TERMS = {"null": "nothing", "a mapping": "an object"}
