# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people and AWX type: ansible-inventory as a process, against the service over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from support.inventories import AWX_ENVIRONMENT, CommandResult, run, write_source

from simulator import Fault, Simulator

GOLDEN = Path(__file__).with_name("golden") / "documented-example.json"

TREE = """
@all:
  |--@ungrouped:
  |--@operator_connect:
  |  |--@calling_profiles:
  |  |  |--@profile_prod_audiocodesrd_calling_ac_emea:
  |  |  |  |--@trunk_oc_sandbox1_audiocodes_be:
  |  |  |  |  |--NL-SBC05
  |  |  |--@profile_prod_audiocodesrd_calling_ac_emea_call_conf:
  |  |  |  |--@trunk_oc1_customers_audio_code_co_il:
  |  |  |  |--@trunk_oc2_customers_audio_code_co_il:
  |  |--@sbcs:
  |  |  |--NL-SBC05
  |  |--@trunks:
  |  |  |--@unmatched_trunks:
  |  |  |  |--oc1.customers.audio-code.co.il
  |  |  |  |--oc2.customers.audio-code.co.il
"""


def sync(folder: Path, simulator: Simulator, *arguments: object, verbosity: str = "-vvv") -> CommandResult:
    """A source update of AWX."""
    return run(
        "ansible-inventory",
        *("--list", "--export", verbosity, *arguments),
        cwd=folder,
        environment={**AWX_ENVIRONMENT, **simulator.environment()},
    )


def leaks(output: str, simulator: Simulator) -> list[str]:
    """The secret and the tokens, in any form that a program gives them."""
    secrets = [simulator.client_secret, *simulator.tokens]
    forms = {form for secret in secrets for form in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret))}
    return [form for form in forms if form in output]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Simulator, CommandResult, CommandResult]]:
    """The documented example: a source update as AWX runs it, and a tree for people."""
    folder = tmp_path_factory.mktemp("example")
    with Simulator() as simulator:
        source = write_source(folder, {})
        synced = sync(folder, simulator, "-i", source.name)
        graph = run("ansible-inventory", "--graph", "-i", source.name, cwd=folder, environment=simulator.environment())
        yield simulator, synced, graph


def test_lists_the_documented_example_as_it_always_did(example: tuple[Simulator, CommandResult, CommandResult]) -> None:
    simulator, synced, _graph = example
    listed = synced.json()
    # ansible-core from 2.19 says how it was serialized
    listed["_meta"].pop("profile", None)
    assert listed == json.loads(GOLDEN.read_text("utf-8").replace("127.0.0.1:PORT", f"127.0.0.1:{simulator.port}"))


def test_has_the_tree_that_the_documentation_shows(example: tuple[Simulator, CommandResult, CommandResult]) -> None:
    _simulator, _synced, graph = example
    assert graph.rc == 0
    assert graph.stdout == TREE.lstrip()


def test_signs_in_once_for_a_parse_and_warns_of_nothing(example: tuple[Simulator, CommandResult, CommandResult]) -> None:
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
def test_fails_a_sync_with_a_message_and_without_a_secret(tmp_path: Path, simulator: Simulator, name: str) -> None:
    place, fault, words = FAULTS[name]
    getattr(simulator.faults, place).append(fault)
    # a token that something echoes is as secret as one that is given
    source = write_source(tmp_path, {"retries": 0, "client_secret": simulator.client_secret})
    ran = sync(tmp_path, simulator, "-i", source, verbosity="-vvvvvv")
    assert ran.rc != 0
    assert [word for word in words if word not in ran.words] == []
    assert not leaks(ran.output, simulator)
    assert "NL-SBC05" not in ran.output


def test_a_service_that_repeats_what_it_was_sent_gives_no_secret_away(tmp_path: Path, simulator: Simulator) -> None:
    secret = simulator.client_secret
    echo = " ".join([secret, quote(secret, safe=""), json.dumps({"client_secret": secret}), quote_plus(secret)])
    simulator.faults.token.append(Fault.refused(401, "invalid_client", 7000215, echo, times=None))
    ran = sync(tmp_path, simulator, "-i", write_source(tmp_path, {"retries": 0}), verbosity="-vvvvvv")
    assert ran.rc != 0
    assert "AADSTS7000215" in ran.words
    assert not leaks(ran.output, simulator)


def test_no_host_of_a_source_that_fails_stands_beside_those_of_another(tmp_path: Path, simulator: Simulator) -> None:
    (tmp_path / "static.ini").write_text("[edge]\nrouter ansible_host=192.0.2.1\n")
    source = write_source(tmp_path, {"keyed_groups": [{"key": "oc_name"}, {"key": "nothing.at.all"}]})
    arguments = ("-i", source, "-i", "static.ini")
    ran = sync(tmp_path, simulator, *arguments, verbosity="-v")
    assert set(ran.json()["_meta"]["hostvars"]) == {"router"}
    assert not [group for group in ran.json() if group not in ("_meta", "all", "edge", "ungrouped")]
    strictly = {**simulator.environment(), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    assert run("ansible-inventory", "--list", *arguments, cwd=tmp_path, environment=strictly).rc != 0
