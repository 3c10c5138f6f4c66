# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web pages that the tests open and that the pictures show."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.page import html_page, topology_svg
from simulator import generate_fleet

from .checkout import CHECKOUT
from .documents import offer, profile, sbc, trunk
from .reports import audit_of, fleet_of, not_checked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.report_data import ReportData

# Without them, Chromium calls servers of its maker.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = [
    "</script><script>window.PWNED=1</script>",
    '"><img src=https://evil.example/x onerror=window.PWNED=1>',
    "'><svg onload=window.PWNED=1>",
    "</title></svg><script>window.PWNED=1</script>",
    "{{ 6 * 7 }}{% raw %}${6*7}`javascript:window.PWNED=1`",
    "\u202egnp.exe\u0000\u001b[31m\u2028",
    "https://evil.example/ " + "very long " * 40,
]


class Reports:
    """The reports that the tests open, each made once.

    Attributes:
        folder: where the pages are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data: dict[str, ReportData] = {}
        self._makers: dict[str, Callable[[Path], ReportData]] = {
            "mixed": mixed_audit,
            "documentation": documentation_audit,
            "example": lambda folder: audit_of(documented_example(), folder),
            "fleet": lambda folder: fleet_of(documented_example(), folder),
            "hostile": hostile_audit,
            "not checked": lambda _folder: not_checked("NOT CHECKED: Microsoft Entra ID did not issue a token. Check client_secret."),
            "40": lambda folder: changed_audit(800, folder),
            "200": lambda folder: changed_audit(4000, folder),
            "2000 SBCs": lambda folder: audit_of(generate_fleet(2000), folder),
        }

    def data(self, name: str) -> ReportData:
        if name not in self._data:
            folder = self.folder / name
            folder.mkdir(exist_ok=True)
            self._data[name] = self._makers[name](folder)
            (folder / "page.html").write_text(html_page(self._data[name]), "utf-8")
            (folder / "topology.svg").write_text(topology_svg(self._data[name]), "utf-8")
        return self._data[name]

    def path(self, name: str, file: str = "page.html") -> Path:
        self.data(name)
        return self.folder / name / file

    def names(self) -> list[str]:
        return list(self._makers)


def documented_example() -> Any:
    return json.loads((CHECKOUT / "tests" / "simulator" / "documented-example.json").read_text("utf-8"))


def mixed_audit(folder: Path) -> ReportData:
    """An audit with every state: failed, missing, unexpected, warning, waived, emergency, only SBC, waivers without effect."""
    before = [
        profile(1, trunk(1, 5, 8), trunk(7, 6)),
        profile(2, trunk(3, 7), trunk(1, 5)),
        profile(3),
        profile(6, trunk(12, 12), trunk(13, 13), region="APAC"),
        profile(8, trunk(14, 14), region="APAC"),
    ]
    now = [
        profile(1, trunk(1, 5, 6), trunk(2, 6), emergencyProfileId="profile-5"),
        profile(2, trunk(3, 7), trunk(1, 5), carrier="Fabrikam"),
        profile(4, trunk(9), region="APAC", additionalSbcList=[sbc(5)]),
        profile(5, trunk(11, 9), isEmergencyProfile=True, emergencyDialStrings=["112", "911"]),
        profile(8, trunk(14, 14), region="APAC"),
        profile(6, trunk(12, 12), trunk(13, sbc(13, ipAddress="10.9.9.9")), region="APAC", offerTypes=[offer("Calling", 1)]),
    ]
    expected = {
        "profiles": {"Profile_9": "present", "Profile_4": "absent"},
        "trunks": {"oc77.example.net": "present"},
        "sbcs": {"SBC-77": "present"},
    }
    waivers = [
        {"check": "failover", "reason": "CHG0031337", "until": "2999-12-31"},
        {"check": "carrier", "profile": "Profile_2", "reason": "CHG0031338", "until": "2020-12-31"},
        {"check": "region", "reason": "CHG0031339", "until": "2999-12-31"},
    ]
    return audit_of(now, folder, baseline=before, expected=expected, waivers=waivers, title="Night audit", revision="3f2a91c")


def documentation_audit(folder: Path) -> ReportData:
    """The same with the sources and times of an example, for the pictures of the documentation."""
    data = {**mixed_audit(folder)}
    time = "2026-01-31T03:00:00Z"
    url = "https://live.example.net/tenantui/api/v2/oc/callingprofile"
    data["source"] = {"kind": "service", "url": url, "tenant_id": None, "fetched_at": time}
    data["scope"] = {**data["scope"], "baseline": {"path": "before.json", "fetched_at": "2026-01-30T03:00:00Z", "age_days": 1}}
    return {**data, "written_at": time, "message": data["message"].replace("inline", "expected/")}


def hostile_audit(folder: Path) -> ReportData:
    document = [
        profile(number, trunk(number, sbc(number, name=text, fqdn=text)), name=text, region=text, carrier=text)
        for number, text in enumerate(HOSTILE, 1)
    ]
    expected = {"for_each": [{"match": {"name": "*"}, "expect": {"region": "EMEA"}}], "profiles": {HOSTILE[0] + "2": "present"}}
    waivers = [{"check": "carrier", "reason": HOSTILE[0], "until": "2999-12-31"}]
    return audit_of(document, folder, expected=expected, waivers=waivers, title=HOSTILE[0], revision=HOSTILE[1])


def changed_audit(sbcs: int, folder: Path) -> ReportData:
    """A large fleet compared with a baseline from which it differs in a few places."""
    before = generate_fleet(sbcs)
    now = copy.deepcopy(before)
    now[2]["trunksEnrolled"][0]["matchingSbcList"] = []
    now[5]["carrier"] = "Northwind"
    del now[7]
    return audit_of(now, folder, baseline=before, title="Change CHG0031337")
