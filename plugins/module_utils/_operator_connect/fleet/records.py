# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document, read into plain records: strict about shape, tolerant about content.

A record has the same shape wherever a profile is returned or stored::

    profile: id name environment region carrier is_emergency emergency_profile_id emergency_dial_strings[]
             offer_types[{name, test_numbers[]}] validation{offer type: status}
             trunks[{id, fqdn, sbcs[{id, name, fqdn, ip_address}]}] additional_sbcs[{id, name, fqdn, ip_address}]

What the service sends beyond that is kept, unread, under `extra` at its own level.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, NamedTuple

from ..errors import DocumentError, InvalidDocumentError
from ..text import is_blank, kind_of, one_line

Record = dict[str, Any]
Place = tuple[tuple[str, int], ...]


class FieldNames(NamedTuple):
    """What each field of a record is called in the document that is read, level by level."""

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

# A record reads back under its own names.
RECORD_NAMES = FieldNames(*({field: field for field in level} for level in SERVICE_NAMES))

# The page says "Environment"; its JSON spells it without the second n.
MISSPELT_ENVIRONMENT = "enviroment"


def read_profiles(document: object, names: FieldNames = SERVICE_NAMES) -> list[Record]:
    """Read a document into records, in its own order.

    Args:
        document: the parsed JSON: an array of calling profiles.
        names: how the fields are called in it.

    Raises:
        DocumentError: it is not an array.
        InvalidDocumentError: something in it is not what it should be; the message names the position.
    """
    if not isinstance(document, list):
        raise DocumentError(f"A list of calling profiles was expected, and {_kind(document)} came")
    reader = _Reader(names)
    profiles = [reader.profile(row, (("calling profile", number),)) for number, row in enumerate(document, 1)]
    _refuse_shared_ids(profiles)
    return profiles


def _refuse_shared_ids(profiles: list[Record]) -> None:
    seen: dict[str, int] = {}
    for number, profile in enumerate(profiles, 1):
        first = seen.setdefault(profile["id"].casefold(), number)
        if first != number:
            raise InvalidDocumentError(f"Calling profiles {first} and {number} have one id, {one_line(profile['id'])}")


class _Reader:
    def __init__(self, names: FieldNames) -> None:
        self.names = names
        # A record that is read back carries its own "extra"; from the service that word is as unknown as any other.
        own = {"extra"} if names is RECORD_NAMES else set()
        self.known = [frozenset(level.values()) | own for level in names]
        self.known[0] |= {MISSPELT_ENVIRONMENT}

    def profile(self, row: object, place: Place) -> Record:
        names = self.names.profile
        fields = _mapping(row, place)
        identity = _text(fields, names["id"], place)
        if is_blank(identity):
            raise InvalidDocumentError(f"{_say(place)} has no {names['id']}")
        offer_types = self._rows(fields, names["offer_types"], "offer type", place, self.offer_type)
        record = {
            "id": identity,
            "name": _text(fields, names["name"], place),
            "environment": _text(fields, names["environment"], place),
            "region": _text(fields, names["region"], place),
            "carrier": _text(fields, names["carrier"], place),
            "is_emergency": _boolean(fields, names["is_emergency"], place),
            "emergency_profile_id": _text(fields, names["emergency_profile_id"], place),
            "emergency_dial_strings": _texts(fields, names["emergency_dial_strings"], place),
            "offer_types": offer_types,
            "validation": _validation(fields, names["validation"], offer_types, place),
            "trunks": self._rows(fields, names["trunks"], "enrolled trunk", place, self.trunk),
            "additional_sbcs": self._rows(fields, names["additional_sbcs"], "additional SBC", place, self.sbc),
        }
        return _with_extra(_with_misspelt_environment(record, fields, place), fields, self.known[0], place)

    def offer_type(self, row: object, place: Place) -> Record:
        names = self.names.offer_type
        fields = _mapping(row, place)
        record = {"name": _text(fields, names["name"], place), "test_numbers": _texts(fields, names["test_numbers"], place)}
        return _with_extra(record, fields, self.known[1], place)

    def trunk(self, row: object, place: Place) -> Record:
        names = self.names.trunk
        fields = _mapping(row, place)
        record: Record = {
            "id": _text(fields, names["id"], place),
            "fqdn": _text(fields, names["fqdn"], place),
            "sbcs": self._rows(fields, names["sbcs"], "SBC", place, self.sbc),
        }
        if is_blank(record["id"]) and is_blank(record["fqdn"]):
            raise InvalidDocumentError(f"{_say(place)} has neither {names['id']} nor {names['fqdn']}")
        return _with_extra(record, fields, self.known[2], place)

    def sbc(self, row: object, place: Place) -> Record:
        names = self.names.sbc
        fields = _mapping(row, place)
        identity = fields.get(names["id"])
        if not isinstance(identity, int) or isinstance(identity, bool):
            raise InvalidDocumentError(f"{_say(place)} has no integer {names['id']}: {_kind(identity)}")
        record = {
            "id": identity,
            "name": _text(fields, names["name"], place),
            "fqdn": _text(fields, names["fqdn"], place),
            "ip_address": _text(fields, names["ip_address"], place),
        }
        return _with_extra(record, fields, self.known[3], place)

    def _rows(self, fields: Mapping[str, Any], key: str, what: str, place: Place, read: Callable[[object, Place], Record]) -> list[Record]:
        return [read(row, (*place, (what, number))) for number, row in enumerate(_list(fields, key, place), 1)]


def _with_misspelt_environment(record: Record, fields: Mapping[str, Any], place: Place) -> Record:
    misspelt = _text(fields, MISSPELT_ENVIRONMENT, place)
    if record["environment"] is None:
        record["environment"] = misspelt
    elif misspelt not in (None, record["environment"]):
        record["extra"] = {MISSPELT_ENVIRONMENT: misspelt}
    return record


def _with_extra(record: Record, fields: Mapping[str, Any], known: frozenset[str], place: Place) -> Record:
    extra = _kept_before(fields, place) if "extra" in known else {}
    extra.update((key, fields[key]) for key in sorted(fields.keys() - known))
    extra.update(record.pop("extra", {}))
    if extra:
        record["extra"] = extra
    return record


def _kept_before(fields: Mapping[str, Any], place: Place) -> Record:
    """The extra of a record that is read back."""
    value = fields.get("extra")
    if value is not None and not isinstance(value, dict):
        raise InvalidDocumentError(f"{_say(place)}: extra is {_kind(value)}, where an object was expected")
    return dict(value or {})


def _validation(fields: Mapping[str, Any], key: str, offer_types: list[Record], place: Place) -> dict[str, Any]:
    """A status for each offer type. The page calls the field a boolean; a map of words is what has been seen."""
    value = fields.get(key)
    if value is None:
        return {}
    if isinstance(value, bool):
        return {offer["name"]: value for offer in offer_types if offer["name"]}
    if not isinstance(value, dict) or any(isinstance(status, (dict, list)) for status in value.values()):
        raise InvalidDocumentError(f"{_say(place)}: {key} is {_kind(value)}, where statuses by offer type were expected")
    return dict(value)


def _mapping(value: object, place: Place) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidDocumentError(f"{_say(place)} is {_kind(value)}, where an object was expected")
    return value


def _list(fields: Mapping[str, Any], key: str, place: Place) -> list[Any]:
    value = fields.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidDocumentError(f"{_say(place)}: {key} is {_kind(value)}, where a list was expected")
    return value


def _boolean(fields: Mapping[str, Any], key: str, place: Place) -> bool:
    value = fields.get(key)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise InvalidDocumentError(f"{_say(place)}: {key} is {_kind(value)}, where true or false was expected")
    return value


def _text(fields: Mapping[str, Any], key: str, place: Place) -> str | None:
    return _as_text(fields.get(key), key, place)


def _texts(fields: Mapping[str, Any], key: str, place: Place) -> list[str]:
    """The strings of a list that are not blank: the service sends `[""]` for none."""
    texts = (_as_text(value, key, place) for value in _list(fields, key, place))
    return [text for text in texts if text is not None and not is_blank(text)]


def _as_text(value: object, key: str, place: Place) -> str | None:
    """A string or null; a whole number, which the page promises for an address, is kept as its digits."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise InvalidDocumentError(f"{_say(place)}: {key} is {_kind(value)}, where a string was expected")


def _say(place: Place) -> str:
    words = ", ".join(f"{what} {number}" for what, number in place)
    return words[0].upper() + words[1:]


def _kind(value: object) -> str:
    """The same in the terms of JSON."""
    kind = kind_of(value)
    return _JSON_TERMS.get(kind, kind)


_JSON_TERMS = {"null": "nothing", "a mapping": "an object"}
