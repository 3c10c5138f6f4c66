# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ansible-inventory` as people and AWX run it, against the service over HTTP."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import pytest
from support.documents import profile
from support.inventories import AWX_ENVIRONMENT, CommandResult, run, write_source
from support.secret_forms import forms_of

from ansible_collections.audiocodes.operator_connect.plugins.inventory.calling_profiles import EXAMPLES
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import Snapshot, write_snapshot
from simulator import Fault, Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).with_name("golden") / "documented-example.json"


def documented_output(arguments: str) -> str:
    """The output of a command in the comments of the examples."""
    command = f"# ansible-inventory -i operator_connect.calling_profiles.yml {arguments}\n#\n"
    shown = re.search(re.escape(command) + r"((?:#   .*\n)+)", EXAMPLES)
    assert shown, f"the examples do not show {arguments}"
    return re.sub("(?m)^#   ", "", shown.group(1))


def sync(folder: Path, simulator: Simulator, *arguments: object, verbosity: str = "-vvv") -> CommandResult:
    """Run an inventory update as AWX does."""
    return run(
        "ansible-inventory",
        *("--list", "--export", verbosity, *arguments),
        cwd=folder,
        environment={**AWX_ENVIRONMENT, **simulator.environment()},
    )


def leaks(output: str, simulator: Simulator) -> list[str]:
    """The secrets that the output contains, in any of the usual encodings."""
    secrets = [simulator.client_secret, *simulator.tokens]
    return [form for secret in secrets for form in forms_of(secret) if form in output]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Simulator, CommandResult, CommandResult]]:
    """The example of the documentation: the simulator, an inventory update of AWX, and `--graph`."""
    folder = tmp_path_factory.mktemp("example")
    with Simulator() as simulator:
        source = write_source(folder, {})
        synced = sync(folder, simulator, "-i", source.name)
        graph = run("ansible-inventory", "--graph", "-i", source.name, cwd=folder, environment=simulator.environment())
        yield simulator, synced, graph


def test_the_list_of_the_documented_example_has_not_changed(example: tuple[Simulator, CommandResult, CommandResult]) -> None:
    simulator, synced, _graph = example
    listed = synced.json()
    # ansible-core from 2.19 adds the name of its serialization profile.
    listed["_meta"].pop("profile", None)
    assert listed == json.loads(GOLDEN.read_text("utf-8").replace("127.0.0.1:PORT", f"127.0.0.1:{simulator.port}"))


def test_the_graph_is_the_one_in_the_documentation(example: tuple[Simulator, CommandResult, CommandResult]) -> None:
    _simulator, _synced, graph = example
    assert graph.rc == 0
    assert graph.stdout == documented_output("--graph")


def test_the_variables_of_a_host_are_those_in_the_documentation() -> None:
    variables = json.loads(GOLDEN.read_text("utf-8"))["_meta"]["hostvars"]["NL-SBC05"]
    documented = documented_output("--host NL-SBC05").replace("https://live.example.net", "http://127.0.0.1:PORT")
    documented = documented.replace("live.example.net", "127.0.0.1:PORT").replace(
        "00000000-0000-0000-0000-000000000001", Simulator.tenant_id
    )
    assert json.loads(documented) == variables


def test_one_sign_in_and_one_request_for_each_parse_and_no_warning(example: tuple[Simulator, CommandResult, CommandResult]) -> None:
    simulator, synced, graph = example
    assert (len(simulator.token_requests), len(simulator.document_requests)) == (2, 2)
    assert "[WARNING]" not in graph.output
    assert "[WARNING]" not in synced.output
    assert not leaks(synced.output + graph.output, simulator)


FAULTS = {
    "secret": ("token", Fault.expired_secret(times=None), ["AADSTS7000222", "expired", "client_secret"]),
    "forbidden": ("document", Fault.html(403, "Forbidden", times=None), ["403", "/tenantui/api/v2/oc/callingprofile"]),
    "error": ("document", Fault.status(500, "Internal Server Error", times=None), ["500", "Internal Server Error"]),
    "html": ("document", Fault.html(times=None), ["Sign in to your account", "base_url"]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_failed_sync_has_a_message_and_shows_no_secret(tmp_path: Path, simulator: Simulator, name: str) -> None:
    place, fault, words = FAULTS[name]
    getattr(simulator.faults, place).append(fault)
    source = write_source(tmp_path, {"retries": 0, "client_secret": simulator.client_secret})
    result = sync(tmp_path, simulator, "-i", source, verbosity="-vvvvvv")
    assert result.rc != 0
    assert [word for word in words if word not in result.words] == []
    assert not leaks(result.output, simulator)
    assert "NL-SBC05" not in result.output


def test_a_secret_that_the_service_repeats_is_masked(tmp_path: Path, simulator: Simulator) -> None:
    simulator.faults.token.append(Fault.refused(401, "invalid_client", 7000215, f"not {simulator.client_secret}", times=None))
    result = sync(tmp_path, simulator, "-i", write_source(tmp_path, {"retries": 0}), verbosity="-vvvvvv")
    assert result.rc != 0
    assert "AADSTS7000215" in result.words
    assert not leaks(result.output, simulator)


def test_a_text_with_an_encoded_secret_is_hidden(tmp_path: Path, simulator: Simulator) -> None:
    secret = simulator.client_secret
    echo = " ".join([secret, quote(secret, safe=""), json.dumps({"client_secret": secret}), quote_plus(secret)])
    simulator.faults.token.append(Fault.refused(401, "invalid_client", 7000215, echo, times=None))
    result = sync(tmp_path, simulator, "-i", write_source(tmp_path, {"retries": 0}), verbosity="-vvvvvv")
    assert result.rc != 0
    assert "(hidden: it contains a secret)" in result.words
    assert not leaks(result.output, simulator)


def test_a_failed_source_adds_nothing_to_the_hosts_of_another(tmp_path: Path, simulator: Simulator) -> None:
    (tmp_path / "static.ini").write_text("[edge]\nrouter ansible_host=192.0.2.1\n")
    source = write_source(tmp_path, {"keyed_groups": [{"key": "oc_name"}, {"key": "nothing.at.all"}]})
    arguments = ("-i", source, "-i", "static.ini")
    result = sync(tmp_path, simulator, *arguments, verbosity="-v")
    assert set(result.json()["_meta"]["hostvars"]) == {"router"}
    assert not [group for group in result.json() if group not in ("_meta", "all", "edge", "ungrouped")]
    strictly = {**simulator.environment(), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    assert run("ansible-inventory", "--list", *arguments, cwd=tmp_path, environment=strictly).rc != 0


TAKEN = {"url": "https://live.example.net/tenantui/api/v2/oc/callingprofile", "tenant_id": "t", "fetched_at": "2026-01-31T03:00:00Z"}


@pytest.mark.parametrize("where", [TAKEN, {**TAKEN, "tenant_id": None}, {**TAKEN, "url": None, "tenant_id": None}])
@pytest.mark.parametrize("selection", [{}, {"include": [{"name": "Profile_*"}], "exclude": [{"region": None}]}], ids=["all", "selection"])
def test_a_snapshot_beside_the_source_adds_nothing_to_the_inventory(
    tmp_path: Path, where: dict[str, Any], selection: dict[str, Any]
) -> None:
    """Ansible parses every file of an inventory folder: also the snapshot, as an inventory in YAML."""
    folder = tmp_path / "inventory"
    folder.mkdir()
    text = write_snapshot(Snapshot(read_profiles([profile(1), profile(2)]), where, selection))
    (folder / "snapshot.json").write_text(text, "utf-8")
    source = write_source(folder, {"from_file": "snapshot.json"})
    strictly = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    alone, beside = (run("ansible-inventory", "-i", path, "--list", cwd=tmp_path, environment=strictly).json() for path in (source, folder))
    assert "profile_profile_1" in alone
    assert beside == alone
