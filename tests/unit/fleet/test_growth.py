# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work grows with the document and not with its square, and the results do not grow more than the document, whatever is in it."""

from __future__ import annotations

import gc
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile, sbc, trunk
from support.expectations import baseline, compared

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.facts import facts_of
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query, View
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.host_names import HostNaming, name_hosts
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.naming import unique_names

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL, LARGE = 500, 8000
# Linear work takes 16 times as long, quadratic 256 times. A ratio, because the seconds depend on the machine.
MOST = 16 * 4


def view_of(document: list[Any]) -> View:
    return Query({"on_empty": "allow"}).view_of(read_profiles(document), "the test")


DOCUMENTS: dict[str, Callable[[int], list[Any]]] = {
    "one trunk with many FQDNs": lambda n: [profile(1, *(trunk(1, trunkFqdn=f"oc{number}.example.net") for number in range(n)))],
    "one SBC with many names": lambda n: [profile(1, trunk(1, *(sbc(1, name=f"SBC-{number}") for number in range(n))))],
    "many SBCs with one name": lambda n: [profile(1, trunk(1, *(sbc(number, name="SBC") for number in range(n))))],
    "many trunks with one FQDN": lambda n: [profile(1, *(trunk(number, 1, trunkFqdn="oc.example.net") for number in range(n)))],
    "many trunks": lambda n: [profile(1, *(trunk(number, number) for number in range(n)))],
    "many profiles with one name": lambda n: [profile(number, trunk(1, 1), name="PROD") for number in range(n)],
    "many profiles with one emergency profile": lambda n: [profile(number, trunk(1, 1), emergencyProfileId="PROD") for number in range(n)],
    "many profiles on one trunk": lambda n: [profile(number, trunk(1, number)) for number in range(n)],
    "many offer types": lambda n: [
        profile(1, trunk(1, 1), offerTypes=[{"offerTypeName": f"T{number}", "testNumbers": []} for number in range(n)])
    ],
}


def seconds(work: Callable[[], object]) -> float:
    """The least of three, because the machine also does other things. As in a module, without garbage collection."""
    times = []
    gc.disable()
    try:
        for _attempt in range(3):
            start = time.process_time()
            work()
            times.append(time.process_time() - start)
    finally:
        gc.enable()
        gc.collect()
    return min(times)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_facts(name: str) -> None:
    def work(count: int) -> Callable[[], object]:
        document = DOCUMENTS[name](count)
        return lambda: facts_of(view_of(document), {})

    assert seconds(work(LARGE)) / seconds(work(SMALL)) < MOST


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if "FQDNs" not in name])
def test_a_comparison_with_a_baseline(name: str) -> None:
    def work(count: int) -> Callable[[], object]:
        document = DOCUMENTS[name](count)
        before = baseline(document)
        return lambda: compared(document, None, before)

    assert seconds(work(LARGE // 2)) / seconds(work(SMALL // 2)) < MOST


def test_what_is_missing_and_what_is_unexpected() -> None:
    def work(count: int) -> Callable[[], object]:
        now = [profile(1, trunk(1, *range(count)))]
        before = [profile(1, trunk(1, *range(count, 2 * count)))]
        return lambda: compared(now, None, baseline(before))

    assert seconds(work(LARGE)) / seconds(work(SMALL)) < MOST


def test_host_names() -> None:
    naming = HostNaming(["name"], add_suffixes=True)

    def work(count: int) -> Callable[[], object]:
        # The ids only differ in characters that no host name has.
        trunks = [trunk(1, trunkId=chr(0x4E00 + number), trunkFqdn="北京") for number in range(count)]
        view = view_of([profile(1, trunk(0, *(sbc(number, name="SBC") for number in range(count))), *trunks)])
        return lambda: name_hosts(view.sbcs, view.trunks, naming, ())

    assert seconds(work(LARGE)) / seconds(work(SMALL)) < MOST


def test_group_names() -> None:
    def work(count: int) -> Callable[[], object]:
        ids = {number: ("x" * 70 + chr(0x4E00 + number),) for number in range(count)}
        return lambda: unique_names(dict.fromkeys(ids, "trunk"), ids)

    assert seconds(work(LARGE)) / seconds(work(SMALL)) < MOST


@pytest.mark.parametrize("count", [50, 100])
def test_facts_are_not_much_larger_than_the_document(count: int) -> None:
    """Each profile lists each trunk, and all have long names: lists in messages are cut, and long names are no keys."""
    document = [
        profile(number, *(trunk(other) for other in range(count)), name=f"{number}{'x' * 10_000}", offerTypes=[]) for number in range(count)
    ]
    facts = json.dumps(facts_of(view_of(document), {}))
    assert len(facts) < 10 * len(json.dumps(document))


def test_a_sentence_cuts_its_list() -> None:
    numbers = [str(number) for number in range(200)]
    checks = compared([profile(1)], {"profiles": {"Profile_1": {"emergency_dial_strings": numbers}}}, None).checks
    (check,) = [check for check in checks if check.status == "failed"]
    assert check.message.endswith("found [112] (missing 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 179 more)")
    assert check.expected == numbers
