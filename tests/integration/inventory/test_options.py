# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of an inventory file: mistakes, templates, vaults, the environment."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible.release import __version__
from support.documents import profile
from support.inventories import PLUGIN, fail_document, load, load_document, write_document, write_source

if TYPE_CHECKING:
    from simulator import Simulator

CORE = ".".join(__version__.split(".")[:2])


@pytest.fixture
def document(tmp_path: Path) -> str:
    """The name of a file in `tmp_path` with two profiles, one in EMEA and one in APAC."""
    return write_document(tmp_path, [profile(1, region="EMEA"), profile(2, region="APAC")]).name


# --- mistakes


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"group_byy": ["profile"]}, ["group_byy", "Did you mean group_by?"]),
        ({"zzz": []}, ["zzz is unknown", "Valid values"]),
        ({"group_by": ["profil"]}, ["group_by", "profil", "Did you mean profile?"]),
        ({"hostnames": ["fqdm"]}, ["hostnames", "Did you mean fqdn?"]),
        ({"connect_with": ["name"]}, ["connect_with", "name", "fqdn, ip_address"]),
        ({"name_prefix": "Tenant-A_"}, ["name_prefix", "Tenant-A_", "lower-case"]),
        ({"name_prefix": "x" * 65}, ["name_prefix", "at most 64"]),
        ({"on_name_collision": "sufix"}, ["on_name_collision", "sufix", "suffix"]),
        ({"trunk_hosts": "always"}, ["trunk_hosts", "always", "unmatched"]),
        ({"on_empty": "ignore"}, ["on_empty", "ignore"]),
        ({"include": [{"nmae": "x"}]}, ["include[0]", "nmae", "Did you mean name?"]),
        ({"include": [{}]}, ["include[0]", "at least one field"]),
        ({"include": [{"region": False}]}, ["include[0].region", "Quote it"]),
        ({"fill": [{"match": {"name": "*"}, "set": {"name": "x"}}]}, ["fill[0].set", "name"]),
        ({"rules": {"fail_over": "off"}}, ["rules", "Did you mean failover?"]),
        ({"rules": {"failover": "of"}}, ["rules.failover", "Did you mean off?"]),
        ({"required_regions": [False]}, ["required_regions", "Quote"]),
        ({"strict": "perhaps"}, ["strict", "neither true nor false"]),
        ({"validate_certs": "{{ true }}"}, ["validate_certs", "neither true nor false"]),
        ({"cache": "{{ true }}"}, ["cache", "neither true nor false"]),
    ],
)
def test_a_wrong_option_is_named_with_the_nearest_word(tmp_path: Path, options: dict[str, Any], words: list[str]) -> None:
    failure = fail_document(tmp_path, [profile(1)], **options)
    assert [word for word in words if word.lower() not in failure.lower()] == []


def test_a_value_of_the_wrong_type_is_named(tmp_path: Path) -> None:
    # ansible-core itself checks the type. 2.18 only names the option.
    option = r"setting: min_sbcs \(from Direct\):" if CORE < "2.19" else "Config 'min_sbcs' .* has an invalid value:"
    value = "" if CORE == "2.18" else ".*'many'"
    assert re.search(option + value, fail_document(tmp_path, [profile(1)], min_sbcs="many"))


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("calling_profiles.yml", True),
        ("calling_profiles.yaml", True),
        ("emea.calling_profiles.yml", True),
        ("emea.calling_profiles.yaml", True),
        ("emea_calling_profiles.yml", True),
        ("calling_profiles.json", False),
        ("other.yml", False),
    ],
)
def test_only_files_with_the_right_ending_are_used(tmp_path: Path, document: str, name: str, is_ours: bool) -> None:
    loaded = load(write_source(tmp_path, {"from_file": document}, name))
    assert bool(loaded.hosts) == is_ours


def test_a_file_of_another_plugin_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "x.calling_profiles.yml"
    path.write_text("plugin: ansible.builtin.constructed\nstrict: true\n")
    assert "operator_connect" not in load(path).groups


# --- empty values


def test_an_empty_boolean_has_its_default(tmp_path: Path) -> None:
    assert "nothing" in fail_document(tmp_path, [profile(1)], strict="", validate_certs="", compose={"x": "nothing.at.all"})


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_option_has_its_default(tmp_path: Path, empty: str | None) -> None:
    lists = dict.fromkeys(("group_by", "hostnames", "connect_with", "include", "exclude", "fill", "required_regions"), empty)
    texts = dict.fromkeys(("name_prefix", "base_url", "client_secret", "access_token", "ca_path", "proxy"), empty)
    loaded = load_document(tmp_path, [profile(1)], **lists, **texts)
    assert loaded.hosts == load_document(tmp_path, [profile(1)]).hosts
    assert {"profile_profile_1", "trunk_oc10_example_net"} <= loaded.own_groups()


def test_an_empty_list_overrides_the_default(tmp_path: Path) -> None:
    loaded = load_document(tmp_path, [profile(1)], group_by=[], hostnames=[], connect_with=[])
    assert set(loaded.hosts) == {"sbc-10", "sbc-11"}
    assert loaded.own_groups() == set()
    assert all("ansible_host" not in variables for variables in loaded.hosts.values())
    # Without connect_with, a missing address is not a problem.
    assert loaded.warnings == []


# --- templates


def test_templates_are_evaluated_in_every_option(tmp_path: Path, document: str) -> None:
    (tmp_path / "prefix").write_text("b_")
    source = write_source(
        tmp_path,
        {
            "from_file": f"{{{{ folder }}}}/{document}",
            "name_prefix": f"{{{{ lookup('ansible.builtin.file', '{tmp_path}/prefix') }}}}",
            "include": [{"region": ["{{ wanted }}", "nowhere"]}],
            "group_by": ["{{ grouping }}"],
            "rules": {"failover": "{{ 'off' }}"},
            "fill": [{"match": {"name": "*"}, "set": {"carrier": "{{ wanted }}"}}],
        },
    )
    loaded = load(source, extra_vars={"folder": str(tmp_path), "wanted": "apac", "grouping": "region"})
    assert set(loaded.hosts) == {"b_SBC-20", "b_SBC-21"}
    assert loaded.own_groups() == {"b_region_apac", "b_operator_connect"}


def test_a_template_that_evaluates_to_a_number_is_a_string(tmp_path: Path, document: str) -> None:
    source = write_source(tmp_path, {"from_file": "{{ 10 + 1 }}"})
    shutil.move(tmp_path / document, tmp_path / "11")
    assert load(source).hosts


@pytest.mark.parametrize(
    ("option", "template", "words"),
    [
        ("name_prefix", "{{ [1, 2] }}", ["Option name_prefix does not evaluate to a string"]),
        ("name_prefix", "{{ nothing_like_it }}", ["name_prefix", "nothing_like_it", "undefined"]),
        ("group_by", ["{{ nothing_like_it }}"], ["group_by[0]", "undefined"]),
        ("include", [{"name": "{{ nothing_like_it }}"}], ["include[0].name", "undefined"]),
        ("from_file", "{{ 'x' | no_such_filter }}", ["from_file", "no_such_filter"]),
    ],
)
def test_a_template_that_fails_is_named(tmp_path: Path, option: str, template: Any, words: list[str]) -> None:
    failure = fail_document(tmp_path, [profile(1)], **{option: template})
    assert [word for word in words if word not in failure] == []


@pytest.mark.parametrize("option", ["client_secret", "access_token", "proxy"])
@pytest.mark.parametrize("secret", ["hunter2{{ oops", "{{ 'hunter2' | no_such_filter }}", "{{ {}['hunter2'] }}", "{% hunter2 %}"])
def test_a_secret_in_a_template_that_fails_is_not_shown(tmp_path: Path, option: str, secret: str) -> None:
    loaded = load(write_source(tmp_path, {"base_url": "https://live.example.net/tenantui", option: secret}))
    assert f"The template in option {option} fails" in loaded.failure
    assert not [message for message in loaded.failures + loaded.warnings if "hunter2" in message]


def test_expressions_are_evaluated_for_each_host_only(tmp_path: Path) -> None:
    loaded = load_document(tmp_path, [profile(1)], compose={"x": "'{{' ~ oc_id ~ '}}'"})
    assert str(loaded.hosts["SBC-10"]["x"]) == "{{10}}"


# --- the environment and vaults


def test_a_template_in_the_environment_is_not_evaluated(tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    template = f"{{{{ lookup('ansible.builtin.pipe', 'touch {tmp_path}/PWN') }}}}"
    for name, value in simulator.environment().items():
        monkeypatch.setenv(name, value)
    simulator.client_secret = template
    monkeypatch.setenv("AUDIOCODES_CLIENT_SECRET", template)
    assert "NL-SBC05" in load(write_source(tmp_path, {})).hosts
    assert not (tmp_path / "PWN").exists()


def test_options_override_the_environment(tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in simulator.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AUDIOCODES_BASE_URL", "https://elsewhere.invalid/tenantui")
    monkeypatch.setenv("AUDIOCODES_CLIENT_SECRET", "wrong")
    options = {"base_url": simulator.base_url, "client_secret": "{{ secret_of_the_job }}"}
    loaded = load(write_source(tmp_path, options), extra_vars={"secret_of_the_job": simulator.client_secret})
    assert "NL-SBC05" in loaded.hosts
    assert loaded.hosts["NL-SBC05"]["oc_instance_id"].startswith(f"127.0.0.1:{simulator.port}/tenantui/{simulator.tenant_id}/")


def test_a_secret_or_token_in_the_file_overrides_both_in_the_environment(
    tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in simulator.environment().items():
        monkeypatch.setenv(name, value)
    token = simulator.issue_token()
    assert "NL-SBC05" in load(write_source(tmp_path, {"access_token": token})).hosts
    assert simulator.token_requests == []
    monkeypatch.setenv("AUDIOCODES_ACCESS_TOKEN", "stale")
    assert "NL-SBC05" in load(write_source(tmp_path, {"client_secret": simulator.client_secret})).hosts
    failure = load(write_source(tmp_path, {})).failure
    assert "AUDIOCODES_ACCESS_TOKEN" in failure
    assert "AUDIOCODES_CLIENT_SECRET" in failure


@pytest.mark.parametrize("secret", ["plain+secret/1", "{{ lookup('pipe', 'touch %s/PWN') }}", "{% braces", "{'a': 1}", "0123", "True"])
def test_a_vaulted_secret_is_used_as_it_is(tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    from ansible.parsing import vault
    from ansible.parsing.dataloader import DataLoader

    secret = secret.replace("%s", str(tmp_path))
    simulator.client_secret = secret
    for name, value in simulator.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AUDIOCODES_CLIENT_SECRET")
    keys = [("default", vault.VaultSecret(b"a vault's password"))]
    vaulted = vault.VaultLib(keys).encrypt(secret).decode().rstrip().replace("\n", "\n  ")
    source = tmp_path / "vaulted.calling_profiles.yml"
    source.write_text(f"plugin: {PLUGIN}\nclient_secret: !vault |\n  {vaulted}\n")
    loader = DataLoader()
    loader.set_vault_secrets(keys)
    if hasattr(vault, "VaultSecretsContext"):  # ansible-core from 2.19
        monkeypatch.setattr(vault.VaultSecretsContext, "_current", vault.VaultSecretsContext(keys))
    loaded = load(source, loader=loader)
    assert loaded.failures == []
    assert simulator.token_requests[0].form["client_secret"] == secret
    assert not (tmp_path / "PWN").exists()
    # Without the password of the vault, nothing is sent.
    simulator.requests.clear()
    if hasattr(vault, "VaultSecretsContext"):
        monkeypatch.setattr(vault.VaultSecretsContext, "_current", vault.VaultSecretsContext([]))
    assert load(source).failures
    assert simulator.requests == []


# --- files


def test_from_file_is_relative_to_the_inventory_file(tmp_path: Path, document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_source(tmp_path, {"from_file": f"./sub/../{document}"})
    for folder in (tmp_path, elsewhere):
        monkeypatch.chdir(folder)
        for source in (tmp_path / "test.calling_profiles.yml", Path("test.calling_profiles.yml"), Path("../test.calling_profiles.yml")):
            if source.exists():
                hosts = load(source).hosts
                assert hosts["SBC-10"]["oc_source"] == str(tmp_path / document)


def test_a_relative_path_in_the_environment_is_refused(tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ca.pem").touch()
    monkeypatch.chdir(tmp_path)
    for name, value in {**simulator.environment(), "AUDIOCODES_CA_PATH": "ca.pem"}.items():
        monkeypatch.setenv(name, value)
    assert "AUDIOCODES_CA_PATH is a relative path: ca.pem. Set it to an absolute path." in load(write_source(tmp_path, {})).failure
    assert simulator.requests == []


def test_from_file_overrides_a_connection_in_the_environment(tmp_path: Path, document: str, simulator: Simulator, monkeypatch: Any) -> None:
    for name, value in simulator.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AUDIOCODES_ACCESS_TOKEN", "two ways to sign in")
    assert set(load(write_source(tmp_path, {"from_file": document})).hosts) == {"SBC-10", "SBC-11", "SBC-20", "SBC-21"}
    assert simulator.requests == []


def test_hosts_from_a_snapshot_have_the_instance_ids_of_the_service(tmp_path: Path) -> None:
    record = {"id": "1", "name": "P", "trunks": [{"id": "t", "fqdn": "t", "sbcs": [{"id": 7, "name": "SBC", "ip_address": "10.0.0.7"}]}]}
    snapshot = {
        "format": "audiocodes.operator_connect/snapshot",
        "version": 1,
        "url": "https://live.example.net/tenantui/api/v2/oc/callingprofile",
        "tenant_id": "tenant",
        "calling_profiles": [record],
    }
    (tmp_path / "snapshot.json").write_text(json.dumps(snapshot))
    loaded = load(write_source(tmp_path, {"from_file": "snapshot.json"}))
    assert loaded.hosts["SBC"]["oc_instance_id"] == "live.example.net/tenantui/tenant/sbc/7"
