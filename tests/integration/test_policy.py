# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One policy for the inventory, the modules, the role and the playbooks, over HTTP to the simulator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile, sbc, trunk
from support.inventories import assert_empty, load, run, write_source
from support.plays import ENVIRONMENT, Json, PlayResult, play, task

from simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# As the service really sends them: no region, no carrier.
NULLS = {"region": None, "carrier": None}
DOCUMENT = [
    profile(1, name="PROD_EMEA", **NULLS),
    profile(2, trunk(1, sbc(5)), name="PROD_APAC", **NULLS),
]
POLICY = """\
fill:
  - match: {name: '*_EMEA*'}
    set: {region: EMEA}
  - match: {name: '*_APAC*'}
    set: {region: APAC}
rules:
  failover: error
  validation_not_run: off
required_regions: [EMEA, LATAM]
validation_ok: [OK]
waivers:
  - {check: failover, profile: PROD_APAC, reason: second trunk is ordered CHG0031337, until: '2999-12-31'}
  - {check: region_coverage, reason: LATAM comes with CHG0031338, until: '2999-12-31'}
"""
WAIVED = {"failover", "region_coverage"}
ASSERT, FACTS, INFO = "calling_profile_assert", "calling_profile_facts", "calling_profile_info"
EMEA = {"include": [{"region": "EMEA"}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("policy")
    (folder / "policy.yml").write_text(POLICY, "utf-8")
    (folder / "wrong.yml").write_text("rules: {failovr: off}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator(DOCUMENT) as simulator:
        yield simulator


# --- modules


@pytest.fixture(scope="module")
def tasks(folder: Path, simulator: Simulator) -> PlayResult:
    policy = {"policy_from": "policy.yml"}
    variable = {"environment": {"AUDIOCODES_POLICY": str(folder / "policy.yml")}}
    defaults = {"module_defaults": {"group/audiocodes.operator_connect.all": {"policy_from": "policy.yml", "validation_ok": ["Passed"]}}}
    return play(
        folder,
        [
            task("info", INFO, **policy, **EMEA),
            task("facts", FACTS, **policy),
            task("assert", ASSERT, **policy, return_checks="all"),
            {**task("variable", ASSERT, return_checks="all"), **variable},
            {**task("option over variable", INFO, policy_from="policy.yml"), "environment": {"AUDIOCODES_POLICY": "/nowhere.yml"}},
            {**task("module defaults", ASSERT, return_checks="all"), **defaults},
            task("rule of the task", ASSERT, **policy, rules={"failover": "off"}),
            task("no waivers", ASSERT, **policy, waivers=[], validation_ok=["Passed"]),
            task("a part", ASSERT, **policy, **EMEA, rules={"region_coverage": "off"}, validation_ok=["Passed"]),
            task("snapshot", "calling_profile_snapshot", **policy, **EMEA, path="snapshot.json"),
            task("draft", "calling_profile_snapshot", **policy, path="draft.yml", format="expected"),
            task("fleet", "calling_profile_report", **policy, kind="fleet", report_dir="fleet", formats=["profiles"]),
            task("lint", ASSERT, policy_from="wrong.yml", expected={"profiles": {"PROD_EMEA": "present"}}, lint=True),
            task("wrong", INFO, policy_from="wrong.yml"),
            {**task("relative variable", INFO), "environment": {"AUDIOCODES_POLICY": "policy.yml"}},
        ],
        {**simulator.environment(), "AUDIOCODES_POLICY": ""},
    )


def statuses(result: Json) -> dict[str, set[str]]:
    """The checks of a result that are not passed, by their status."""
    return {
        status: {check["check"] for check in result["checks"] if check["status"] == status} for status in ("failed", "waived", "warning")
    }


def warnings_about_waivers(result: Json) -> list[str]:
    return [warning for warning in result.get("warnings", ()) if "waivers[" in warning]


def test_fill_of_the_policy_sets_regions(tasks: PlayResult) -> None:
    assert [(row["name"], row["region"]) for row in tasks["info"]["calling_profiles"]] == [("PROD_EMEA", "EMEA")]
    assert len(tasks["option over variable"]["calling_profiles"]) == 2


def test_rules_and_lists_of_the_policy_make_the_findings(tasks: PlayResult) -> None:
    findings = tasks["facts"]["ansible_facts"]["operator_connect"]["findings"]
    assert {(finding["rule"], finding["severity"], finding["region"]) for finding in findings} == {
        ("failover", "error", None),
        ("validation_not_ok", "warning", None),
        ("region_coverage", "error", "LATAM"),
    }


@pytest.mark.parametrize("name", ["assert", "variable"])
def test_waivers_of_the_policy_are_applied_by_assert(tasks: PlayResult, name: str, folder: Path) -> None:
    result = tasks[name]
    assert result["compliant"] is True
    assert statuses(result) == {"failed": set(), "waived": WAIVED, "warning": {"validation_not_ok"}}
    assert [waiver["status"] for waiver in result["scope"]["waivers"]] == ["used", "used"]
    assert (result["scope"]["policy"], result["scope"]["fill"]) == (str(folder / "policy.yml"), 2)
    assert not warnings_about_waivers(result)


def test_module_defaults_override_the_policy(tasks: PlayResult) -> None:
    assert statuses(tasks["module defaults"]) == {"failed": set(), "waived": WAIVED, "warning": set()}


def test_a_rule_of_a_task_overrides_that_rule_alone(tasks: PlayResult) -> None:
    scope = tasks["rule of the task"]["scope"]
    assert scope["rules"]["off"] == ["failover", "validation_not_run"]
    # The waiver of failover is not needed here, and another audit needs it.
    assert [waiver["status"] for waiver in scope["waivers"]] == ["elsewhere", "used"]
    assert not warnings_about_waivers(tasks["rule of the task"])


def test_an_empty_list_in_a_task_replaces_that_of_the_policy(tasks: PlayResult) -> None:
    assert statuses(tasks["no waivers"])["failed"] == WAIVED


def test_a_waiver_about_other_profiles_is_no_warning(tasks: PlayResult) -> None:
    result = tasks["a part"]
    assert result["compliant"] is True
    assert [waiver["status"] for waiver in result["scope"]["waivers"]] == ["elsewhere", "elsewhere"]
    assert "warnings" not in result


def test_a_snapshot_is_selected_with_the_policy_and_has_the_values_of_the_service(tasks: PlayResult, folder: Path) -> None:
    assert tasks["snapshot"]["summary"]["profiles"] == 1
    (stored,) = json.loads((folder / "snapshot.json").read_text("utf-8"))["calling_profiles"]
    assert (stored["name"], stored["region"]) == ("PROD_EMEA", None)
    assert "region: EMEA" in (folder / "draft.yml").read_text("utf-8")


def test_a_report_of_the_fleet_uses_the_policy_without_its_waivers(tasks: PlayResult, folder: Path) -> None:
    assert tasks["fleet"].get("failed", False) is False, tasks["fleet"]
    assert '"EMEA"' in (folder / "fleet" / "profiles.csv").read_text("utf-8")


@pytest.mark.parametrize("name", ["wrong", "lint"])
def test_a_mistake_in_the_policy_is_an_error_before_anything_is_fetched(tasks: PlayResult, name: str, folder: Path) -> None:
    assert tasks[name]["msg"] == f"{folder}/wrong.yml:1: rules: failovr is unknown. Did you mean failover?"
    assert tasks[name]["failure"]["kind"] == "options"


def test_a_relative_variable_is_an_error(tasks: PlayResult) -> None:
    assert tasks["relative variable"]["msg"].startswith("AUDIOCODES_POLICY is a relative path: policy.yml.")


# --- the inventory


def inventory(folder: Path, simulator: Simulator, environment: dict[str, str], **options: Any) -> Any:
    source = write_source(folder, options)
    result = run("ansible-inventory", "--list", "-i", source, cwd=folder.parent, environment={**simulator.environment(), **environment})
    return result.json()


def test_the_inventory_reads_the_policy_from_its_own_folder(folder: Path, simulator: Simulator) -> None:
    listed = inventory(folder, simulator, {}, policy_from="policy.yml", group_by=["region"])
    assert listed["region_apac"]["hosts"] == ["SBC-5"]
    assert "failover" in listed["_meta"]["hostvars"]["SBC-5"]["oc_findings"]
    assert "validation_not_run" not in listed["_meta"]["hostvars"]["SBC-5"]["oc_findings"]


def test_the_inventory_reads_the_policy_from_the_environment(folder: Path, simulator: Simulator) -> None:
    environment = {"AUDIOCODES_POLICY": str(folder / "policy.yml")}
    assert "region_emea" in inventory(folder, simulator, environment, group_by=["region"])
    replaced = inventory(folder, simulator, environment, group_by=["region"], fill=[])
    assert "region_unknown" in replaced and "region_emea" not in replaced


def test_a_mistake_in_the_policy_leaves_the_inventory_empty(folder: Path, simulator: Simulator) -> None:
    loaded = load(write_source(folder, {"policy_from": "wrong.yml", **simulator.options()}))
    assert_empty(loaded)
    assert f"{folder}/wrong.yml:1: rules: failovr is unknown. Did you mean failover?" in loaded.failure


def test_two_tenants_each_have_their_policy(folder: Path, simulator: Simulator) -> None:
    (folder / "other.yml").write_text("fill: [{match: {name: '*'}, set: {region: LAB}}]\n", "utf-8")
    options = {**simulator.options(), "group_by": ["region"]}
    first = write_source(folder, {**options, "policy_from": "policy.yml", "name_prefix": "one_"}, "one.calling_profiles.yml")
    second = write_source(folder, {**options, "policy_from": "other.yml", "name_prefix": "two_"}, "two.calling_profiles.yml")
    groups = load(first, second).groups
    assert {"one_region_emea", "one_region_apac", "two_region_lab"} <= groups.keys()
    assert "two_region_emea" not in groups


# --- the role and the playbooks


@pytest.mark.parametrize("way", ["variable of the playbook", "environment", "options"])
@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("audit", "calling_profile_audit_"),
        ("snapshot", "calling_profile_snapshot_"),
        ("inventory_report", "inventory_report_"),
    ],
)
def test_every_playbook_uses_the_policy(tmp_path: Path, simulator: Simulator, name: str, prefix: str, way: str) -> None:
    (tmp_path / "policy.yml").write_text(POLICY, "utf-8")
    options: Json = {"include": [{"region": "APAC"}], "on_empty": "fail"}
    environment = {**ENVIRONMENT, **simulator.environment()}
    variables: Json = {f"{prefix}options": options}
    if way == "environment":
        environment["AUDIOCODES_POLICY"] = str(tmp_path / "policy.yml")
    elif way == "options":
        options["policy_from"] = "policy.yml"
    else:
        variables[f"{prefix}policy_from"] = "policy.yml"
    if name == "audit":
        variables[f"{prefix}rules_only"] = True
    arguments = ["audiocodes.operator_connect." + name, "-e", json.dumps(variables)]
    result = run("ansible-playbook", *arguments, cwd=tmp_path, environment=environment)
    # Without the policy, the region is null, nothing is selected, and the play fails.
    assert result.rc == 0, result.output
    if name == "audit":
        report = json.loads((tmp_path / "reports" / "operator_connect_audit.json").read_text("utf-8"))
        assert report["scope"]["policy"] == str(tmp_path / "policy.yml")
        assert "policy.yml" in (tmp_path / "reports" / "operator_connect_audit.md").read_text("utf-8")


def test_waivers_of_the_role_replace_those_of_the_policy(folder: Path, tmp_path: Path, simulator: Simulator) -> None:
    waivers = [{"check": "region_coverage", "reason": "CHG0031338", "until": "2999-12-31"}]
    variables = {
        "calling_profile_audit_rules_only": True,
        "calling_profile_audit_policy_from": str(folder / "policy.yml"),
        "calling_profile_audit_waivers": waivers,
    }
    arguments = ["audiocodes.operator_connect.audit", "-e", json.dumps(variables)]
    result = run("ansible-playbook", *arguments, cwd=tmp_path, environment={**ENVIRONMENT, **simulator.environment()})
    assert result.rc == 2
    assert "PROD_APAC › failover" in result.output
