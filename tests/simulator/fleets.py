# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as the service sends them: the vendor's example, and generated fleets of any size."""

from __future__ import annotations

import json
import random
import uuid
from pathlib import Path
from typing import Any

Json = dict[str, Any]  # a profile, a trunk or an SBC, with the vendor's field names (it spells "enviroment" so)

SITES = {"EMEA": ["AMS", "FRA", "LON"], "APAC": ["SIN", "SYD", "TYO"], "AMER": ["DFW", "NYC", "SAO"]}  # by region
CARRIERS = ["Contoso", "Fabrikam", "Northwind Traders"]
OFFER_TYPES = ["Calling", "AudioConferencing", "OCMobile"]
SBCS_PER_PROFILE = 20
PROFILES_PER_DEFECT = 20


def documented_example() -> list[Json]:
    """The two profiles of the vendor's documentation, as a new copy at each call."""
    profiles: list[Json] = json.loads(Path(__file__).with_name("documented-example.json").read_text("utf-8"))
    return profiles


def generate_fleet(sbcs: int, seed: int = 0, *, defects: bool = True) -> list[Json]:
    """Generate a fleet. The same arguments give the same fleet.

    A profile has about 20 SBCs on 3 to 5 trunks. Some SBCs serve two trunks or two profiles. Every tenth profile is an
    emergency profile, and the nine before it reference it. The remaining profiles have emergency dial strings.

    Args:
        sbcs: the number of SBCs. Their ids start at 1, and each is in at least one `matchingSbcList`.
        seed: changes the fleet, but not its size.
        defects: one profile in 20, starting with the first, has one of DEFECTS. Without defects, a fleet of two or more
            SBCs breaks no rule of the collection, and three or more profiles cover all regions.
    """
    if sbcs < 1:
        raise ValueError(f"a fleet has at least one SBC, not {sbcs}")
    chance = random.Random(seed)
    count = max(1, round(sbcs / SBCS_PER_PROFILE))
    fleet: list[Json] = []
    neighbours: list[Json] = []  # the SBCs of the profile before; some also serve this one
    for number in range(count):
        region = list(SITES)[number % len(SITES)]
        own = [_sbc(sbc_id, region) for sbc_id in range(number * sbcs // count + 1, (number + 1) * sbcs // count + 1)]
        fleet.append(_profile(chance, number, region, _trunks(chance, number, region, own, neighbours)))
        neighbours = own
    for number, profile in enumerate(fleet):
        ten = number // 10 * 10
        _give_emergency_path(chance, profile, fleet[ten + 9 : ten + 10])
    if defects:
        kinds = chance.sample(DEFECTS, len(DEFECTS))
        for turn, profile in enumerate(fleet[::PROFILES_PER_DEFECT]):
            kinds[turn % len(kinds)](profile, fleet)
    return fleet


# --- the parts of a healthy fleet


def _guid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _sbc(sbc_id: int, region: str) -> Json:
    name = f"{SITES[region][sbc_id % len(SITES[region])]}-SBC{sbc_id:05d}"
    address = f"10.{sbc_id // 62500}.{sbc_id // 250 % 250}.{sbc_id % 250 + 1}"
    return {"sbcId": sbc_id, "fqdn": name.lower() + ".mgmt.example.net", "ipAddress": address, "name": name}


def _trunks(chance: random.Random, number: int, region: str, own: list[Json], neighbours: list[Json]) -> list[Json]:
    """Distribute the SBCs of a profile over its trunks, and add some that also serve another trunk or profile."""
    count = max(2, min(chance.randint(3, 5), len(own) // 2))
    rows = [own[first::count] for first in range(count)]
    if chance.random() < 0.3:
        rows[1].extend(sbc for sbc in rows[0][:1] if sbc not in rows[1])
    if chance.random() < 0.3:
        rows[0].extend(neighbours[-2:])
    return [
        {
            "trunkFqdn": f"oc{position}.p{number + 1:04d}.{region.lower()}.example.net",
            "trunkId": _guid(chance),
            "matchingSbcList": [dict(sbc) for sbc in row],
        }
        for position, row in enumerate(rows, 1)
    ]


def _profile(chance: random.Random, number: int, region: str, trunks: list[Json]) -> Json:
    carrier = chance.choice(CARRIERS)
    environment = chance.choice(["Production", "Production", "Production", "Test"])
    offered = OFFER_TYPES[: chance.randint(1, 3)]
    is_emergency = number % 10 == 9
    words = [environment[:4].upper(), region, carrier.split()[0], f"{number + 1:04d}"]
    return {
        "additionalSbcList": [],
        "callingProfileId": _guid(chance),
        "name": "_".join(words + ["Emergency"] * is_emergency),
        "enviroment": environment,
        "region": region,
        "carrier": carrier,
        "offerTypes": [
            {"offerTypeName": name, "testNumbers": [_test_number(9 * number + 3 * position + which) for which in range(3)]}
            for position, name in enumerate(offered)
        ],
        "emergencyDialStrings": [],
        "isEmergencyProfile": is_emergency,
        "emergencyProfileId": None,
        "trunksEnrolled": trunks,
        "validation": {name: "Passed" if name in offered else "NotRun" for name in OFFER_TYPES},
    }


def _test_number(number: int) -> str:
    """A number in the form +1 xxx 555 01xx, which is reserved for fictional use."""
    return f"+1{200 + number // 100 % 800}55501{number % 100:02d}"


def _give_emergency_path(chance: random.Random, profile: Json, emergency_profiles: list[Json]) -> None:
    if profile["isEmergencyProfile"] or not emergency_profiles:
        profile["emergencyDialStrings"] = ["112", "911"]
    else:
        # The vendor's documentation says "the name of the emergency profile", but the field is called an id: both occur.
        profile["emergencyProfileId"] = emergency_profiles[0][chance.choice(["callingProfileId", "name"])]


# --- defects of a profile


def _unmatched_trunk(profile: Json, fleet: list[Json]) -> None:
    unmatched = {"trunkFqdn": "unmatched." + profile["trunksEnrolled"][0]["trunkFqdn"], "trunkId": profile["callingProfileId"]}
    profile["trunksEnrolled"].append({**unmatched, "matchingSbcList": []})


def _single_trunk(profile: Json, fleet: list[Json]) -> None:
    sbcs = {sbc["sbcId"]: sbc for trunk in profile["trunksEnrolled"] for sbc in trunk["matchingSbcList"]}
    profile["trunksEnrolled"] = [{**profile["trunksEnrolled"][0], "matchingSbcList": list(sbcs.values())}]


def _no_test_numbers(profile: Json, fleet: list[Json]) -> None:
    profile["offerTypes"][0]["testNumbers"] = []


def _unknown_validation_word(profile: Json, fleet: list[Json]) -> None:
    profile["validation"]["Calling"] = "PartlyDone"


def _validation_not_run(profile: Json, fleet: list[Json]) -> None:
    profile["validation"]["Calling"] = "NotRun"


def _null_labels(profile: Json, fleet: list[Json]) -> None:
    profile["region"] = profile["enviroment"] = profile["carrier"] = None


def _broken_emergency_reference(profile: Json, fleet: list[Json]) -> None:
    profile["emergencyProfileId"] = "00000000-0000-4000-8000-000000000000"


def _no_emergency_path(profile: Json, fleet: list[Json]) -> None:
    profile["emergencyProfileId"], profile["emergencyDialStrings"] = None, [""]


def _additional_sbc(profile: Json, fleet: list[Json]) -> None:
    profile["additionalSbcList"] = [dict(fleet[-1]["trunksEnrolled"][0]["matchingSbcList"][0])]


DEFECTS = [
    _unmatched_trunk,
    _single_trunk,
    _no_test_numbers,
    _unknown_validation_word,
    _validation_not_run,
    _null_labels,
    _broken_emergency_reference,
    _no_emergency_path,
    _additional_sbc,
]
