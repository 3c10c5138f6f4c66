# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents for tests, with the vendor's field names: healthy profiles by default, and strategies for hypothesis."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]


def sbc(sbc_id: int, **fields: Any) -> Json:
    """An SBC with a usable address."""
    row = {"sbcId": sbc_id, "name": f"SBC-{sbc_id}", "fqdn": f"sbc-{sbc_id}.example.net", "ipAddress": f"10.0.0.{sbc_id}"}
    return {**row, **fields}


def trunk(number: int, *sbcs: int | Json, **fields: Any) -> Json:
    """A trunk. An SBC can be given as its id."""
    rows = [sbc(row) if isinstance(row, int) else row for row in sbcs]
    return {"trunkId": f"trunk-{number}", "trunkFqdn": f"oc{number}.example.net", "matchingSbcList": rows, **fields}


def profile(number: int, *trunks: Json, **fields: Any) -> Json:
    """A profile that breaks no rule. By default it has two trunks and two SBCs that no profile with another number has."""
    row = {
        "callingProfileId": f"profile-{number}",
        "name": f"Profile_{number}",
        "enviroment": "Production",
        "region": "EMEA",
        "carrier": "Contoso",
        "offerTypes": [offer("Calling")],
        "emergencyDialStrings": ["112"],
        "isEmergencyProfile": False,
        "emergencyProfileId": None,
        "trunksEnrolled": list(trunks) or [trunk(10 * number, 10 * number), trunk(10 * number + 1, 10 * number + 1)],
        "validation": {"Calling": "Passed"},
        "additionalSbcList": [],
    }
    return {**row, **fields}


def offer(name: str | None, test_numbers: int = 3) -> Json:
    return {"offerTypeName": name, "testNumbers": [f"+120055501{number:02d}" for number in range(test_numbers)]}


def without(row: Json, *fields: str) -> Json:
    return {field: value for field, value in row.items() if field not in fields}


def with_value(tree: Any, path: str, value: Any) -> Any:
    """A copy of lists and mappings with another value at one path: `0/trunksEnrolled/1/trunkFqdn`."""
    result = copy.deepcopy(tree)
    *steps, last = path.split("/")
    place = result
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return result


# --- for hypothesis

_words = st.one_of(st.none(), st.sampled_from(["", " ", "A", "a", "B", "1", "2", "profile-1", "trunk-1", "*"]))
_unknown = st.dictionaries(st.sampled_from(["extra", "enviroment", "note"]), st.sampled_from([1, None, "x", {"deep": [1]}]), max_size=2)


def sbcs() -> st.SearchStrategy[Json]:
    """SBCs from a small set of ids and words, so that many of them share values."""
    fields = {"name": _words, "fqdn": _words, "ipAddress": st.one_of(_words, st.just(10))}
    return st.builds(
        lambda known, extra: {**extra, **known}, st.fixed_dictionaries({"sbcId": st.integers(0, 6)}, optional=fields), _unknown
    )


def trunks() -> st.SearchStrategy[Json]:
    names = st.one_of(
        st.fixed_dictionaries({"trunkId": st.sampled_from(["trunk-1", "TRUNK-1", "trunk-2", "oc1"]), "trunkFqdn": _words}),
        st.fixed_dictionaries({"trunkId": st.sampled_from([None, "", " "]), "trunkFqdn": st.sampled_from(["oc1", "OC1", "oc2"])}),
    )
    return st.builds(lambda named, rows, extra: {**extra, **named, "matchingSbcList": rows}, names, st.lists(sbcs(), max_size=4), _unknown)


def profiles() -> st.SearchStrategy[Json]:
    offers = st.fixed_dictionaries({"offerTypeName": _words, "testNumbers": st.lists(_words, max_size=4)})
    statuses = st.one_of(st.none(), st.booleans(), st.sampled_from(["NotRun", "Passed", "", "Maybe"]))
    fields = {
        "name": _words,
        "environment": _words,
        "enviroment": _words,
        "region": _words,
        "carrier": _words,
        "isEmergencyProfile": st.one_of(st.none(), st.booleans()),
        "emergencyProfileId": _words,
        "emergencyDialStrings": st.one_of(st.none(), st.lists(_words, max_size=2)),
        "offerTypes": st.one_of(st.none(), st.lists(offers, max_size=2)),
        "validation": st.one_of(st.none(), st.booleans(), st.dictionaries(st.sampled_from(["A", "B", ""]), statuses, max_size=2)),
        "trunksEnrolled": st.lists(trunks(), max_size=3),
        "additionalSbcList": st.lists(sbcs(), max_size=2),
        "extra": st.just({"of": "the service"}),
        "note": st.just([1, 2]),
    }
    return st.fixed_dictionaries({"callingProfileId": st.sampled_from(["profile-1", "B", "c", "2", "e"])}, optional=fields)


def documents() -> st.SearchStrategy[list[Json]]:
    """Lists of profiles that the service could send."""
    return st.lists(profiles(), max_size=5, unique_by=lambda row: row["callingProfileId"].casefold())


@st.composite
def shuffled(draw: Any, document: list[Json]) -> list[Json]:
    """The same document with all lists in another order."""

    def shuffle(value: Any) -> Any:
        if isinstance(value, list):
            return draw(st.permutations([shuffle(entry) for entry in value]))
        if isinstance(value, dict):
            return {key: shuffle(entry) for key, entry in value.items()}
        return value

    result: list[Json] = shuffle(document)
    return result
