# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of a fleet as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from ....module_utils._operator_connect.text import printable_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .report_data import ReportData

# What a spreadsheet would run as a formula.
_FORMULA = re.compile(r"(\A|;)(\s*[=+@\-\uff1d\uff0b\uff20\uff0d])")
_PROFILE = ("profile", "profile_id", "region", "carrier", "environment")


def sbcs_csv(data: ReportData) -> str:
    """One row for each SBC."""
    header = ["sbc", "sbc_id", "sbc_fqdn", "sbc_ip_address", "wave", "profiles", "trunks", "additional_for", "sole_for", "emergency_for"]
    rows = (
        [sbc["name"], sbc["id"], sbc["fqdn"], sbc["ip_address"], sbc["wave"], *(_list(sbc[field]) for field in header[5:])]
        for sbc in data["facts"]["sbcs"].values()
    )
    return _csv(header, rows)


def links_csv(data: ReportData) -> str:
    """One row for each SBC on each trunk of a profile, each trunk without one, and each additional SBC."""
    return _csv([*_PROFILE, "link", "trunk", "trunk_id", "sbc", "sbc_id", "sbc_fqdn", "sbc_ip_address"], _links(data))


def profiles_csv(data: ReportData) -> str:
    """One row for each profile."""
    header = [
        *_PROFILE,
        *("is_emergency", "emergency_profile", "emergency_dial_strings", "emergency_numbers", "emergency_sbcs", "failover"),
        *("offer_types", "test_numbers", "trunks", "unmatched_trunks", "sbcs", "additional_sbcs"),
    ]
    return _csv(header, (_profile_row(profile, data["listings"][key]) for key, profile in data["facts"]["profiles"].items()))


def _links(data: ReportData) -> Iterator[list[Any]]:
    trunks, sbcs = data["facts"]["trunks"], data["facts"]["sbcs"]

    def devices(keys: Iterable[str]) -> list[list[Any]]:
        found = sorted((sbcs[key] for key in keys), key=lambda sbc: sbc["id"])
        return [[sbc["name"], sbc["id"], sbc["fqdn"], sbc["ip_address"]] for sbc in found]

    for key, profile in data["facts"]["profiles"].items():
        start = _start(profile)
        for trunk_key, sbc_keys in data["listings"][key].items():
            trunk = [trunks[trunk_key]["fqdn"], trunks[trunk_key]["id"]]
            for device in devices(sbc_keys):
                yield [*start, "matching", *trunk, *device]
            if not sbc_keys:
                yield [*start, "unmatched", *trunk, None, None, None, None]
        for device in devices(profile["additional_sbcs"]):
            yield [*start, "additional", None, None, *device]


def _profile_row(profile: Mapping[str, Any], listing: Mapping[str, Sequence[str]]) -> list[Any]:
    numbers = {number for offer in profile["offer_types"] for number in offer["test_numbers"]}
    sbcs = {sbc for listed in listing.values() for sbc in listed}
    return [
        *_start(profile),
        _yes_or_no(profile["is_emergency"]),
        profile["emergency_profile"] or profile["emergency_profile_id"],
        " ".join(profile["emergency_dial_strings"]),
        " ".join(profile["emergency_numbers"]),
        _list(profile["emergency_sbcs"]),
        _yes_or_no(profile["failover_ready"]),
        " ".join(offer["name"] for offer in profile["offer_types"] if offer["name"]),
        len(numbers),
        len(listing),
        sum(not listed for listed in listing.values()),
        len(sbcs),
        len(profile["additional_sbcs"]),
    ]


def _start(profile: Mapping[str, Any]) -> list[Any]:
    return [profile["name"], profile["id"], profile["region"], profile["carrier"], profile["environment"]]


def _list(keys: Iterable[str]) -> str:
    return ", ".join(keys)


def _yes_or_no(value: object) -> str:
    return "yes" if value else "no"


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(map(_cells, rows))
    return text.getvalue()


def _cells(row: Sequence[Any]) -> list[str]:
    """The values as text: characters that cannot be printed become spaces, and a formula gets an apostrophe in front.

    Many spreadsheets split at semicolons, whatever stands in quotes, so that a formula can also start after one.
    """
    return [_FORMULA.sub(r"\1'\2", printable_only("" if value is None else str(value), " ")) for value in row]
