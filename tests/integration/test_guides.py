# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands, files and outputs of the guides "Five minutes", "Sign in", "Inventory", "Drift", "Reports" and "Waves" are true."""

from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.checkout import CHECKOUT
from support.guides import block, blocks, command, guide, is_shown_by, without_totals
from support.inventories import CommandResult, load, run
from support.plays import ENVIRONMENT

from simulator import Fault, Simulator, documented_example

if TYPE_CHECKING:
    from pathlib import Path

FLEET = CHECKOUT / "docs" / "assert-state" / "fleet.json"
ERRORS = dict(re.findall(r"(?m)^### (\w+).*\n\n((?:    .*\n)+)", guide("sign-in")))
RECIPES = re.findall(r"<!-- recipe: (\w+) -->", guide("inventory"))


def run_words(words: list[str], folder: Path, simulator: Simulator) -> CommandResult:
    """Run the command of a guide in a folder."""
    return run(words[0], *words[1:], cwd=folder, environment={**ENVIRONMENT, **simulator.environment()})


# --- the first five minutes


def test_the_first_five_minutes(tmp_path: Path, simulator: Simulator) -> None:
    checked = run_words(command(block("five-minutes", "check")), tmp_path, simulator)
    assert checked.rc == 0
    assert documented_example()[0]["name"] in checked.output
    (tmp_path / "inventory").mkdir()
    graph = command(block("five-minutes", "graph"))
    (tmp_path / graph[2]).write_text(block("five-minutes", "inventory"))
    assert run_words(graph, tmp_path, simulator).stdout == block("five-minutes", "graph output")
    audit = run_words(command(block("five-minutes", "audit")), tmp_path, simulator)
    assert audit.rc == 0, audit.output
    assert is_shown_by(without_totals(block("five-minutes", "audit output")), without_totals(audit.output))
    assert (tmp_path / "reports" / "operator_connect_audit.html").is_file()


# --- sign in


def sign_in(folder: Path, simulator: Simulator, **environment: str) -> str:
    """What the command that checks the sign-in prints."""
    words = command(block("five-minutes", "check"))
    assert f"    {' '.join(words)}\n" in guide("sign-in")
    result = run(words[0], *words[1:], cwd=folder, environment={**ENVIRONMENT, **simulator.environment(), **environment})
    assert result.rc == 2
    return str(json.loads(result.stdout.partition("=> ")[2])["msg"])


REFUSALS = {
    # as Microsoft documents them: status, error, text
    "AADSTS7000215": (401, "invalid_client", "Invalid client secret provided. Ensure the secret is the client secret value."),
    "AADSTS7000222": (401, "invalid_client", "The provided client secret keys for app '1' are expired. Visit the portal."),
    "AADSTS700016": (400, "unauthorized_client", "Application with identifier '1' was not found in the directory '2'."),
    "AADSTS90002": (400, "invalid_request", "Tenant '1' not found. Check to make sure you have the correct tenant ID."),
    "AADSTS500011": (400, "invalid_resource", "The resource principal named api://1 was not found in the tenant named 2."),
    "AADSTS70011": (400, "invalid_scope", "The provided value for the input parameter 'scope' is not valid."),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_the_errors_of_entra(tmp_path: Path, simulator: Simulator, code: str) -> None:
    status, error, text = REFUSALS[code]
    simulator.faults.token.append(Fault.refused(status, error, int(code.removeprefix("AADSTS")), text))
    message = sign_in(tmp_path, simulator)
    assert is_shown_by(ERRORS[code], message), message


@pytest.mark.parametrize("status", ["401", "403"])
def test_the_errors_of_the_service(tmp_path: Path, simulator: Simulator, status: str) -> None:
    simulator.faults.document.append(Fault.status(int(status), times=None))
    message = sign_in(tmp_path, simulator)
    assert is_shown_by(ERRORS[status], message), message


def test_a_missing_value(tmp_path: Path, simulator: Simulator) -> None:
    message = sign_in(tmp_path, simulator, AUDIOCODES_SCOPE="")
    assert is_shown_by(ERRORS["Missing"], message), message


def test_each_error_of_the_guide_has_a_test() -> None:
    assert set(ERRORS) == {*REFUSALS, "401", "403", "Missing"}


# --- the inventory


def recipe(folder: Path, name: str) -> Path:
    """The inventory file of a recipe, beside a snapshot and a policy, with the fleet of the guide."""
    options: dict[str, Any] = yaml.safe_load(block("inventory", f"recipe: {name}"))
    (folder / "inventory").mkdir()
    shutil.copy(FLEET, folder / "inventory" / "snapshot.json")
    (folder / "policy.yml").write_text("fill: []\n")
    if "cache_connection" in options:
        options["cache_connection"] = str(folder / "cache")
    path = folder / "inventory" / "operator_connect.calling_profiles.yml"
    path.write_text(json.dumps({"from_file": "snapshot.json", **options}))
    return path


EXPECTED_GROUPS = {
    "regions": {"region_emea", "region_apac"},
    "labels": {"region_emea", "carrier_contoso", "environment_production"},
    "select": {"profile_prod_emea_calling"},
    "groups": {"needs_attention", "takes_emergency_calls", "only_one"},
    "keyed_groups": {"wave_1", "wave_2", "site_ams", "site_sin"},
    "name_prefix": {"emea_operator_connect", "emea_profile_prod_emea_calling"},
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe(tmp_path: Path, name: str) -> None:
    loaded = load(recipe(tmp_path, name))
    assert loaded.failures == []
    assert EXPECTED_GROUPS.get(name, set()) <= set(loaded.data.groups)
    host = next(values for values in loaded.hosts.values() if values["oc_name"] == "SBC-AMS-01")
    if name == "select":
        assert "profile_prod_apac_calling" not in loaded.data.groups and "profile_prod_emea_emergency" not in loaded.data.groups
    if name == "compose":
        assert (host["ansible_user"], host["sbc_url"]) == ("backup", f"https://{host['oc_ip_address']}")
    if name == "hostnames":
        assert host["oc_fqdn"] in loaded.hosts and host["ansible_host"] == host["oc_fqdn"]


def test_the_tree_of_the_guide(tmp_path: Path) -> None:
    result = run("ansible-inventory", "-i", recipe(tmp_path, "regions"), "--graph", cwd=tmp_path)
    assert result.stdout == block("inventory", "tree")


# --- drift


def test_the_guide_about_drift(tmp_path: Path, simulator: Simulator) -> None:
    mkdir, *playbooks = [line.split() for text in blocks("drift", "commands") for line in text.splitlines()]
    (tmp_path / mkdir[-1]).mkdir()
    snapshot, audit, audit_with_options, again = playbooks
    (tmp_path / "options.yml").write_text(block("drift", "options"))
    simulator.document = old = documented_example()
    sbc_of(old)["ipAddress"] = "172.17.239.166"
    assert run_words(snapshot, tmp_path, simulator).rc == 0
    simulator.document = documented_example()
    result = run_words(audit, tmp_path, simulator)
    assert result.rc == 2
    # Older cores show the line breaks of an error as \n.
    message = result.words.replace("\\n", " ")
    assert is_shown_by(without_totals(block("drift", "drift")), without_totals(message))
    result = run_words(audit_with_options, tmp_path, simulator)
    assert result.rc == 2
    assert "12 of 14 rules" in result.output
    shown = run_words([*again, "--check", "--diff"], tmp_path, simulator)
    assert block("drift", "diff") in shown.output
    assert run_words(again, tmp_path, simulator).rc == 0
    assert run_words(audit, tmp_path, simulator).rc == 0


def sbc_of(document: Any) -> Any:
    return document[0]["trunksEnrolled"][0]["matchingSbcList"][0]


# --- reports


def table(kind: str) -> dict[str, str]:
    """The files in a table of the guide, by format."""
    text = guide("reports").split(f"<!-- {kind} -->")[1].split(f"<!-- /{kind} -->")[0]
    return {name: file for file, name in re.findall(r"^\| `([\w.]+)` \| `(\w+)` \|", text, re.MULTILINE)}


def test_the_commands_of_the_guide_about_reports_write_its_files(tmp_path: Path, simulator: Simulator) -> None:
    audit, fleet = [command(text) for text in blocks("reports", "commands")]
    assert run_words(audit, tmp_path, simulator).rc == 0
    written = set(os.listdir(tmp_path / "reports"))
    assert written == {table("audit")[name] for name in ("html", "markdown_summary")}
    assert run_words(fleet, tmp_path, simulator).rc == 0
    assert set(os.listdir(tmp_path / "reports")) - written == set(table("fleet").values())


# --- waves


@pytest.fixture
def waves(tmp_path: Path) -> Path:
    """A folder with the fleet, the inventory file and the rehearsal of the guide."""
    recipe(tmp_path, "from_file")
    (tmp_path / "rehearsal.yml").write_text(block("waves", "rehearsal"))
    return tmp_path


def in_waves(folder: Path, *arguments: str) -> CommandResult:
    words = command(block("waves", "command"))
    return run(words[0], *words[1:], *arguments, cwd=folder, environment=ENVIRONMENT)


def lines_of(output: str) -> str:
    """The lines of the messages in an output, without quotes and commas at their ends."""
    return "\n".join(re.sub(r'^\s*"(.*)",?$', r"\1", line) for line in output.splitlines())


def test_the_rehearsal_prints_the_plan_and_the_progress(waves: Path) -> None:
    result = in_waves(waves)
    assert result.rc == 0, result.output
    assert is_shown_by(block("waves", "plan"), lines_of(result.output)), result.output
    assert is_shown_by(block("waves", "progress"), lines_of(result.output)), result.output
    assert "Would change SBC-LON-01" in result.output


def test_a_failure_stops_the_waves(waves: Path) -> None:
    task = {"name": "Fail on one SBC", "ansible.builtin.fail": {"msg": "failed"}, "when": "inventory_hostname == 'SBC-SIN-01'"}
    (waves / "rehearsal.yml").write_text(json.dumps([task]))
    result = in_waves(waves)
    assert result.rc == 2
    assert is_shown_by(block("waves", "stopped"), result.output), result.output
