# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module calling_profile_assert in a real play, over HTTP to the simulator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import offer, profile, sbc, trunk
from support.failing import EMPTY, FAILURES, Failing, Failure, fail_with
from support.plays import COLLECTION, PlayResult, play, task
from support.returned import faults_of_result

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import RULES
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULE = "calling_profile_assert"
RULES_ON = f"{len(RULES)} of {len(RULES)}"
EMERGENCY = profile(9, name="EMEA_Emergency", isEmergencyProfile=True)
DOCUMENT = [
    profile(
        1,
        trunk(1, 1, 2),
        trunk(2, 3),
        name="PROD_EMEA",
        emergencyProfileId="profile-9",
        offerTypes=[offer("Calling")],
    ),
    profile(2, name="PROD_APAC", region=None, validation={"Calling": "NotRun"}),
    EMERGENCY,
]
EXPECTED = """\
for_each:
  - match: {name: 'PROD_*'}
    expect: {carrier: Contoso, failover_ready: true}
profiles:
  PROD_EMEA:
    region: EMEA
    emergency_profile: EMEA_Emergency
    emergency_dial_strings: {contains: ['112']}
    offer_types: [Calling]
    test_numbers: {Calling: {count: {min: 3}}}
    validation: {Calling: Passed}
    trunks:
      oc1.example.net: [SBC-1, 2]
      oc2.example.net: {contains: [SBC-3]}
  PROD_OLD: absent
sbcs:
  SBC-1: {ip_address: 10.0.0.1, fqdn: SBC-1.example.net}
"""
# One wrong value of each kind.
WRONG = """\
profiles:
  PROD_NEW: present
  PROD_APAC: absent
  PROD_EMEA:
    region: APAC
    emergency_profile: PROD_EMEA_Emergency
    emergency_dial_strings: ['112', '911']
    test_numbers: {Calling: {count: {min: 4}}}
    validation: {Calling: NotRun}
    trunks:
      oc1.example.net: [SBC-1]
      oc7.example.net: [SBC-7]
      oc2.example.net: [SBC-2, SBC-3]
  EMEA_Emergency:
    trunks: [oc90.example.net]
sbcs:
  SBC-1: {ip_address: 10.0.0.9}
"""
WRONG_LINES = """\
EMEA_Emergency › trunk oc91.example.net: unexpected
PROD_APAC: unexpected (expected to be absent)
PROD_EMEA › emergency_dial_strings: expected [112, 911], found [112] (missing 911)
PROD_EMEA › emergency_profile: expected PROD_EMEA_Emergency, found EMEA_Emergency
PROD_EMEA › region: expected APAC, found EMEA
PROD_EMEA › sbc SBC-2: expected on trunk oc2.example.net, found on trunk oc1.example.net
PROD_EMEA › test_numbers.Calling: expected at least 4, found 3: [+12005550100, +12005550101, +12005550102]
PROD_EMEA › trunk oc1.example.net › sbc SBC-1 › ip_address: expected 10.0.0.9, found 10.0.0.1
PROD_EMEA › trunk oc7.example.net: missing
PROD_EMEA › validation.Calling: expected NotRun, found Passed
PROD_NEW: missing""".splitlines()


def snapshot(document: list[Any], selection: dict[str, Any]) -> str:
    stored = {"url": "https://live.example.net/tenantui", "tenant_id": None, "fetched_at": "2026-01-31T03:00:00Z"}
    return write_snapshot(Snapshot(read_profiles(document), stored, selection))


@pytest.fixture(scope="module")
def asserted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayResult]:
    folder = tmp_path_factory.mktemp("assert")
    (folder / "good").mkdir()
    (folder / "good" / "state.yml").write_text(EXPECTED, "utf-8")
    (folder / "wrong.yml").write_text(WRONG, "utf-8")
    before = [{**DOCUMENT[0], "region": "AMER"}, *DOCUMENT[1:]]
    (folder / "before.json").write_text(snapshot(before, {}), "utf-8")
    (folder / "selected.json").write_text(snapshot(before[:1], {"include": [{"name": "PROD_EMEA"}]}), "utf-8")
    (folder / "plain.json").write_text(json.dumps(DOCUMENT), "utf-8")
    inline = {"for_each": [{"match": {"name": "PROD_*"}, "expect": {"carrier": "Contoso"}}], "profiles": {"PROD_OLD": "absent"}}
    waiver = {"check": "region", "profile": "PROD_EMEA", "reason": "CHG0031337", "until": "2099-12-31"}
    tasks = [
        task("the rules alone", MODULE),
        task("as expected", MODULE, expected_from=["good"]),
        {**task("in check mode", MODULE, expected_from="good/state.yml"), "check_mode": True},
        task("inline", MODULE, expected=inline),
        task("wrong", MODULE, expected_from="wrong.yml"),
        task("in check mode, wrong", MODULE, expected_from="wrong.yml") | {"check_mode": True},
        task("two parts that define one profile", MODULE, expected_from=["good", "wrong.yml"]),
        task("baseline", MODULE, baseline="before.json"),
        task("baseline, ignoring", MODULE, baseline="before.json", ignore=["region"]),
        task("baseline and expected", MODULE, baseline="before.json", expected={"profiles": {"PROD_EMEA": {"region": "EMEA"}}}),
        task("baseline, waived", MODULE, baseline="before.json", waivers=[waiver]),
        task("baseline of a selection", MODULE, baseline="selected.json", include=[{"name": "PROD_EMEA"}], ignore=["region"]),
        task("baseline as the service sent it", MODULE, baseline="plain.json"),
        task("baseline, filled", MODULE, baseline="plain.json", fill=[{"match": {"region": None}, "set": {"region": "APAC"}}]),
        task("unexpected profiles", MODULE, expected=inline, unexpected_profiles="fail"),
        task("warnings fail", MODULE, fail_on="warning"),
        task("required regions", MODULE, required_regions=["EMEA", "APAC"]),
        task("empty options", MODULE, expected_from="", baseline="", ignore=[]),
        task("idle waiver", MODULE, expected=inline, waivers=[{**waiver, "check": "carrier"}]),
        task("from a file", MODULE, from_file="plain.json"),
    ]
    with Simulator(DOCUMENT) as simulator:
        yield play(folder, tasks, simulator.environment(), "--diff", module_defaults={COLLECTION + MODULE: {"return_checks": "all"}})


def test_every_result_is_as_documented(asserted: PlayResult) -> None:
    for name, result in asserted.results.items():
        assert faults_of_result(MODULE, result) == [], name
        assert not result["changed"], name


@pytest.mark.parametrize(
    "name",
    [
        "the rules alone",
        "as expected",
        "in check mode",
        "inline",
        "baseline, ignoring",
        "baseline and expected",
        "baseline, waived",
        "baseline of a selection",
        "baseline as the service sent it",
        "baseline, filled",
        "empty options",
        "idle waiver",
        "from a file",
    ],
)
def test_compliant(asserted: PlayResult, name: str) -> None:
    result = asserted[name]
    assert not result["failed"], result["msg"]
    assert result["compliant"] is True
    assert result["msg"].startswith(f"COMPLIANT: {len(result['checks'])} checks, ")
    assert "\n" not in result["msg"]


def test_one_wrong_value_of_each_kind_is_one_line_of_each(asserted: PlayResult) -> None:
    result = asserted["wrong"]
    checks = {status: [check for check in result["checks"] if check["status"] == status] for status in ("passed", "warning", "failed")}
    head, *lines = result["msg"].split("\n")
    failed = f"{len(WRONG_LINES)} of {len(result['checks'])} checks failed"
    assert head == f"NOT COMPLIANT: {failed}, 1 warning (wrong.yml, {RULES_ON} rules)"
    assert lines == [check["message"] for check in checks["failed"]] == WRONG_LINES
    assert [check["check"] for check in checks["warning"]] == ["validation_not_run"]
    assert result["failed"] and result["compliant"] is False
    counts = {"checks": len(result["checks"]), "passed": len(checks["passed"]), "warnings": 1, "failed": len(WRONG_LINES), "waived": 0}
    assert result["summary"] == {**counts, "profiles": 3, "trunks": 6, "sbcs": 7}
    assert asserted["in check mode, wrong"]["msg"] == result["msg"]
    assert [finding["rule"] for finding in result["findings"]] == ["validation_not_run"]
    assert result["source"]["kind"] == "service"


def test_a_check_as_data(asserted: PlayResult) -> None:
    (check,) = [check for check in asserted["wrong"]["checks"] if check["field"] == "region" and check["status"] == "failed"]
    assert check == {
        "check": "region",
        "profile": "PROD_EMEA",
        "trunk": None,
        "sbc": None,
        "field": "region",
        "status": "failed",
        "severity": "error",
        "expected": "APAC",
        "found": "EMEA",
        "message": "PROD_EMEA › region: expected APAC, found EMEA",
        "source": "wrong.yml",
        "name": "region",
    }


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("baseline", ["PROD_EMEA › region: expected AMER, found EMEA"]),
        (
            "unexpected profiles",
            [
                "EMEA_Emergency: unexpected (not in the expected state)",
                "PROD_APAC: unexpected (not in the expected state)",
                "PROD_EMEA: unexpected (not in the expected state)",
            ],
        ),
        (
            "warnings fail",
            ["PROD_APAC › validation_not_run.Calling: validation was never run"],
        ),
        ("required regions", ["region APAC › region_coverage: no calling profile has this region"]),
    ],
)
def test_not_compliant(asserted: PlayResult, name: str, lines: list[str]) -> None:
    result = asserted[name]
    head, *found = result["msg"].split("\n")
    assert head.startswith(f"NOT COMPLIANT: {len(lines)} of {len(result['checks'])} checks failed")
    assert found == lines
    assert result["failed"]


def test_waived_checks_are_counted(asserted: PlayResult) -> None:
    assert asserted["baseline, waived"]["msg"].endswith(f"checks, 1 warning, 1 waived (before.json, {RULES_ON} rules)")
    assert "waivers[0] (CHG0031337) matches no failed check. Remove it." in asserted.words


def test_a_profile_in_two_files_is_an_error(asserted: PlayResult) -> None:
    result = asserted["two parts that define one profile"]
    assert result["msg"].startswith("wrong.yml:4: profiles.PROD_EMEA: profile PROD_EMEA is defined twice, first at good/state.yml:5")
    assert result["failure"]["kind"] == "options"


# --- what a verdict was based on, and what is returned


@pytest.fixture(scope="module")
def scoped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayResult]:
    folder = tmp_path_factory.mktemp("scope")
    (folder / "expected").mkdir()
    (folder / "expected" / "state.yml").write_text(EXPECTED, "utf-8")
    (folder / "none.yml").write_text("for_each: [{match: {name: NOBODY}, expect: {region: EMEA}}]", "utf-8")
    (folder / "before.json").write_text(snapshot(DOCUMENT, {}), "utf-8")
    (folder / "plain.json").write_text(json.dumps(DOCUMENT), "utf-8")
    off = dict.fromkeys(RULES, "off")
    waiver = {"check": "region", "profile": "PROD_EMEA", "reason": "CHG0031337", "until": "2099-12-31"}
    wrong = {"profiles": {"PROD_EMEA": {"region": "APAC"}}}
    tasks = [
        task("the rules alone", MODULE),
        task("two rules off", MODULE, rules={"failover": "off", "test_numbers": False}),
        task(
            "everything", MODULE, expected_from=["expected/"], baseline="before.json", ignore=["validation"], include=[{"name": "PROD_*"}]
        ),
        task("inline", MODULE, expected=wrong, waivers=[waiver], fail_on="warning", unexpected_profiles="ignore", from_file="plain.json"),
        task("nothing to check", MODULE, rules=off),
        task("broken", MODULE, expected=wrong, return_checks="broken"),
        task("failed", MODULE, expected=wrong),
        task("lint", MODULE, expected_from=["expected", "none.yml"], lint=True),
        task("lint of a wrong file", MODULE, expected_from="plain.json", lint=True),
        task("lint of nothing", MODULE, lint=True),
    ]
    with Simulator(DOCUMENT) as simulator:
        yield play(folder, tasks, {**simulator.environment(), "OPERATOR_CONNECT_TEST": "1"})


def test_results_with_a_scope_are_as_documented(scoped: PlayResult) -> None:
    for name, result in scoped.results.items():
        assert faults_of_result(MODULE, result) == [], name


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("the rules alone", f"(rules only, {RULES_ON})"),
        ("two rules off", f"(rules only, {len(RULES) - 2} of {len(RULES)})"),
        ("everything", f"(expected/, before.json, {RULES_ON} rules)"),
        ("inline", f"(inline, {RULES_ON} rules)"),
    ],
)
def test_the_verdict_names_what_it_was_held_against(scoped: PlayResult, name: str, scope: str) -> None:
    assert scoped[name]["msg"].split("\n")[0].endswith(scope)


def test_the_scope_as_data(scoped: PlayResult) -> None:
    scope = scoped["everything"]["scope"]
    assert scope["expected"] == ["expected/"]
    assert scope["baseline"]["path"].endswith("/before.json")
    assert scope["baseline"]["fetched_at"] == "2026-01-31T03:00:00Z"
    assert scope["baseline"]["age_days"] > 0
    assert scope["rules"] == {"on": list(RULES), "off": []}
    assert scope["selection"] == {"include": [{"name": "PROD_*"}]}
    assert (scope["ignore"], scope["fail_on"], scope["unexpected_profiles"]) == (["validation"], "error", "ignore")
    assert list(scope["checks"]) == ["expected/state.yml", "baseline", "rules"]
    assert all(scope["checks"].values())
    assert sum(scope["checks"].values()) == scoped["everything"]["summary"]["checks"]
    assert scoped["two rules off"]["scope"]["rules"]["off"] == ["failover", "test_numbers"]
    inline = scoped["inline"]["scope"]
    assert (inline["expected"], inline["baseline"], inline["fail_on"]) == (["inline"], None, "warning")
    assert inline["from_file"].endswith("plain.json")
    assert [(waiver["check"], waiver["status"], waiver["checks"]) for waiver in inline["waivers"]] == [("region", "used", 1)]


def test_no_check_is_no_verdict(scoped: PlayResult) -> None:
    result = scoped["nothing to check"]
    assert result["msg"].startswith("NOT CHECKED: nothing was checked: all rules are off")
    assert result["failure"]["kind"] == "guard"
    assert "compliant" not in result


def test_only_what_a_person_has_to_look_at_is_returned(scoped: PlayResult) -> None:
    assert [check["status"] for check in scoped["failed"]["checks"]] == ["failed"]
    assert sorted({check["status"] for check in scoped["broken"]["checks"]}) == ["failed", "warning"]
    assert scoped["failed"]["summary"] == scoped["broken"]["summary"]
    for name in ("failed", "broken"):
        assert not {"findings", "emergency_paths"} & scoped[name].keys()


def test_a_passing_run_shows_its_warnings_in_one_line(scoped: PlayResult) -> None:
    assert scoped["the rules alone"]["warnings"] == ["1 warning: PROD_APAC › validation_not_run.Calling: validation was never run"]


def test_lint_checks_only_files(scoped: PlayResult) -> None:
    result = scoped["lint"]
    assert result["msg"] == f"VALID: 2 files, {result['summary']['profiles']} profiles"
    assert result["valid"] is True
    assert not {"compliant", "checks", "scope", "source"} & result.keys()
    assert scoped["lint of a wrong file"]["failed"]
    assert scoped["lint of a wrong file"]["msg"].startswith("plain.json:1: ")
    assert scoped["lint of nothing"]["msg"] == ("lint requires expected, expected_from or baseline. Set one of them, or remove lint.")


def test_lint_requires_no_connection(tmp_path: Path) -> None:
    (tmp_path / "state.yml").write_text(EXPECTED, "utf-8")
    played = play(tmp_path, [task("lint", MODULE, expected_from="state.yml", lint=True)])
    assert played["lint"]["msg"].startswith("VALID: 1 file, ")


def test_a_failing_run_of_a_large_fleet_prints_little(tmp_path: Path) -> None:
    offers = [offer("Calling", 0), offer("AudioConferencing", 0)]
    document = [profile(number, offerTypes=offers, validation={}) for number in range(1, 41)]
    expected = {"profiles": {f"Profile_{number}": {"carrier": "Fabrikam"} for number in range(1, 11)}}
    (tmp_path / "fleet.json").write_text(json.dumps(document), "utf-8")
    played = play(tmp_path, [task("assert", MODULE, from_file="fleet.json", expected=expected)])
    summary = played["assert"]["summary"]
    assert (summary["profiles"], summary["failed"], summary["warnings"]) == (40, 10, 160)
    assert len(played.output.encode()) < 20_000


def test_a_selection_in_another_order_is_the_same_to_assert_and_snapshot(tmp_path: Path) -> None:
    include = [{"name": ["PROD_EMEA", "PROD_AMER"]}, {"region": "APAC"}]
    (tmp_path / "selected.json").write_text(snapshot([profile(1, name="PROD_EMEA")], {"include": include}), "utf-8")
    options = {"from_file": "selected.json", "include": [{"region": "APAC"}, {"name": ["PROD_AMER", "PROD_EMEA"]}]}
    played = play(
        tmp_path,
        [
            task("assert", MODULE, baseline="selected.json", **options),
            task("snapshot", "calling_profile_snapshot", path="selected.json", **options),
        ],
    )
    assert played["assert"].get("compliant"), played["assert"]["msg"]
    assert not played["snapshot"]["failed"] and not played["snapshot"]["changed"]


def test_a_rescue_can_tell_a_difference_from_a_failed_request(tmp_path: Path) -> None:
    document = [profile(1, trunk(1, sbc(1, ipAddress="{{ 1 + 1 }}")), trunk(2, 2))]
    with Simulator(document) as simulator:
        played = play(
            tmp_path,
            [
                task("a difference", MODULE, expected={"sbcs": {"SBC-1": {"ip_address": "10.0.0.1"}}}),
                {"name": "no verdict", "ansible.builtin.assert": {"that": ["result_0.compliant is defined", "not result_0.compliant"]}},
            ],
            simulator.environment(),
        )
    # Text from the service is never a template.
    assert 'found "{{ 1 + 1 }}"' in played["a difference"]["msg"]
    assert not played["no verdict"]["failed"]


# --- failures


def not_checked(failure: Failure) -> Failure:
    return Failure(**{**vars(failure), "what": "NOT CHECKED: " + failure.what})


NOT_FETCHED = [
    not_checked(failure)
    for failure in FAILURES
    if failure.name
    in ("secret wrong", "500 that quotes what was sent", "HTML", "truncated", "no route", "misshapen", "no file", "no snapshot")
]
GUARDED = [
    not_checked(EMPTY),
    Failure(
        "nothing selected",
        "guard",
        "NOT CHECKED: {url}: none of 2 calling profiles is selected",
        "set on_empty",
        options={"include": [{"name": "nobody"}]},
    ),
    Failure(
        "too few", "guard", "NOT CHECKED: {url}: only 1 matching SBC, min_sbcs requires at least 5", "set on_empty", options={"min_sbcs": 5}
    ),
]


def bad_input(name: str, what: str, next_step: str, kind: str = "options", said: str = "", **options: Any) -> Failure:
    return Failure(name, kind, what, next_step, said=said, url=None, options=options)


BAD_INPUT = [
    *(failure for failure in FAILURES if failure.name in ("nothing written", "two ways to sign in", "unknown field")),
    bad_input("an empty expectation", "expected: empty mapping", "Add what to check", expected={}),
    bad_input(
        "a number",
        "expected.profiles.P.emergency_dial_strings[0]: a string was expected, and 112 without quotes",
        "Quote it: '112'.",
        expected={"profiles": {"P": {"emergency_dial_strings": [112]}}},
    ),
    bad_input(
        "both",
        "expected and expected_from are mutually exclusive",
        "Set only one",
        expected={"profiles": {"P": "absent"}},
        expected_from="object.json",
    ),
    bad_input("a file that is wrong", "object.json:1: empty mapping", "Add what to check", expected_from="object.json"),
    bad_input("no such file", "Cannot read {folder}/none.yml", "Check expected_from.", "file", "No such file", expected_from="none.yml"),
    bad_input("no such baseline", "Cannot read {folder}/none.json", "Check baseline.", "file", "No such file", baseline="none.json"),
    bad_input(
        "no baseline",
        "{folder}/object.json: not a list of calling profiles and not a snapshot",
        "Use a file that holds",
        "document",
        baseline="object.json",
    ),
    bad_input("ignore without baseline", "ignore requires baseline", "Set baseline", ignore=["region"]),
    bad_input("unknown field to ignore", "ignore: regoin is unknown", "Did you mean region?", ignore=["regoin"], baseline="object.json"),
    bad_input("waiver without reason", "waivers[0]: reason is missing", "A waiver requires", waivers=[{"check": "failover"}]),
    bad_input(
        "baseline of a selection",
        "baseline: selected.json contains only the profiles of the selection",
        "Set the same",
        baseline="selected.json",
    ),
    Failure(
        "outside the selection",
        "options",
        "expected.profiles.PROD_AudioCodesRD_Calling_AC_EMEA: profile PROD_AudioCodesRD_Calling_AC_EMEA exists and is not selected",
        "Select it",
        url=None,
        options={
            "expected": {"profiles": {"PROD_AudioCodesRD_Calling_AC_EMEA": "absent"}},
            "exclude": [{"name": "*EMEA"}],
            "on_empty": "allow",
        },
    ),
]
ALL = [*NOT_FETCHED, *GUARDED, *BAD_INPUT]


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failing]:
    folder = tmp_path_factory.mktemp("assert")
    (folder / "selected.json").write_text(snapshot(DOCUMENT[:1], {"include": [{"name": "PROD_EMEA"}]}), "utf-8")
    with fail_with(MODULE, folder, ALL) as failing:
        yield failing


@pytest.mark.parametrize("name", [failure.name for failure in ALL])
def test_a_failure_says_what_failed_and_what_to_do(failed: Failing, name: str) -> None:
    failed.check(name)
    result = failed.played[name]
    assert result.keys() & {"compliant", "summary", "checks", "findings"} == set()
    assert ("NOT CHECKED" in result["msg"]) is (name in {failure.name for failure in [*NOT_FETCHED, *GUARDED]})
    assert "COMPLIANT" not in result["msg"]


def test_a_failure_shows_no_secret_at_any_verbosity(failed: Failing) -> None:
    failed.check_for_secrets()


def test_nothing_is_fetched_for_bad_input(failed: Failing) -> None:
    requested = {failure.name for failure in [*NOT_FETCHED, *GUARDED]} - {"secret wrong", "no route", "no file", "no snapshot"}
    # Whether a named profile is selected is known only after the profiles were fetched.
    assert len(failed.simulator.document_requests) == len(requested | {"outside the selection"})
