# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files for AWX in examples/awx: the credential types, and the variables for infra.aap_configuration."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import RULES
from simulator import Simulator

from .conftest import EXAMPLES, SERVICE, ExecutionNode, credential_types, inject, read_yaml

AWX = EXAMPLES / "awx"
CHECKOUT = EXAMPLES.parent

# The objects that the role dispatch creates, and the fields of each object.
FIELDS = {
    "controller_credential_types": "name description kind inputs injectors",
    "controller_credentials": "name description organization credential_type inputs",
    "controller_execution_environments": "name description organization image pull credential",
    "controller_notifications": "name description organization notification_type notification_configuration messages",
    "controller_projects": """name description organization scm_type scm_url scm_branch credential default_environment scm_update_on_launch
        scm_update_cache_timeout update_project wait""",
    "controller_inventories": "name description organization variables",
    "controller_inventory_sources": """name description organization inventory source source_project source_path source_vars credential
        execution_environment overwrite overwrite_vars update_on_launch update_cache_timeout enabled_var enabled_value
        notification_templates_error related""",
    "controller_templates": """name description organization job_type inventory project playbook execution_environment credentials forks
        extra_vars diff_mode job_slice_count allow_simultaneous ask_limit_on_launch ask_credential_on_launch survey_enabled
        survey_spec notification_templates_success notification_templates_error related""",
    "controller_workflows": "name description organization workflow_nodes",
    "controller_schedules": "name description unified_job_template rrule extra_data enabled",
    "controller_roles": "team role job_templates lookup_organization",
}
FIELD_KEYS = {"id", "label", "type", "format", "choices", "help_text", "multiline", "secret", "default"}
# In the order of the file: an object may reference only objects above it.
REFERENCES = {
    "controller_credentials": {"credential_type": "controller_credential_types"},
    "controller_projects": {"default_environment": "controller_execution_environments"},
    "controller_inventory_sources": {
        "inventory": "controller_inventories",
        "source_project": "controller_projects",
        "credential": "controller_credentials",
        "execution_environment": "controller_execution_environments",
        "notification_templates_error": "controller_notifications",
    },
    "controller_templates": {
        "inventory": "controller_inventories",
        "project": "controller_projects",
        "execution_environment": "controller_execution_environments",
        "credentials": "controller_credentials",
        "notification_templates_success": "controller_notifications",
        "notification_templates_error": "controller_notifications",
    },
}


@pytest.fixture(scope="module")
def variables() -> dict[str, Any]:
    """The variables as they are in the file."""
    return dict(read_yaml(AWX / "configuration.yml"))


@pytest.fixture(scope="module")
def resolved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The variables after Ansible has evaluated them, with values for the three secrets."""
    folder = tmp_path_factory.mktemp("configuration")
    names = [*FIELDS, "operator_connect_extra_settings"]
    copy = {
        "dest": str(folder / "resolved.json"),
        "content": "{{{{ {{{}}} | to_json }}}}".format(", ".join(f"'{name}': {name}" for name in names)),
    }
    names_of_secrets = ("client_secret", "sbc_password", "webhook_url", "audit_team", "waves_team")
    secrets = {f"operator_connect_{name}": name for name in names_of_secrets}
    play = {"hosts": "localhost", "gather_facts": False, "vars_files": [str(AWX / "configuration.yml")]}
    play["tasks"] = [{"ansible.builtin.copy": copy}]
    (folder / "play.yml").write_text(json.dumps([play]))
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(folder / "play.yml"), "-e", json.dumps(secrets)]
    result = subprocess.run(command, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert result.returncode == 0, result.stdout
    return dict(json.loads((folder / "resolved.json").read_text()))


def test_every_object_has_only_fields_of_the_role_dispatch(variables: dict[str, Any], resolved: dict[str, Any]) -> None:
    assert {name for name in variables if name.startswith("controller_")} == set(FIELDS)
    for name, fields in FIELDS.items():
        for item in resolved[name]:
            assert set(item) <= set(fields.split()), (name, item)


def test_no_variable_has_a_prefix_of_awx(variables: dict[str, Any]) -> None:
    names = [*variables, *survey_variables(variables)]
    assert not [name for name in names if name.startswith(("awx_", "tower_"))]


def test_every_referenced_object_is_defined_above(resolved: dict[str, Any]) -> None:
    order = list(FIELDS)
    for kind, references in REFERENCES.items():
        for item in resolved[kind]:
            for field, referenced_kind in references.items():
                names = item.get(field, [])
                existing = {other["name"] for other in resolved[referenced_kind]}
                assert order.index(referenced_kind) < order.index(kind)
                assert {names} if isinstance(names, str) else set(names) <= existing, (item["name"], field)
    kinds = ("controller_templates", "controller_workflows", "controller_inventory_sources")
    launched = {item["name"] for kind in kinds for item in resolved[kind]}
    assert {item["unified_job_template"] for item in resolved["controller_schedules"]} <= launched


def test_organization_and_names_can_be_set(variables: dict[str, Any]) -> None:
    for name in set(FIELDS) - {"controller_credential_types", "controller_roles"}:
        for item in variables[name]:
            assert item["name"].startswith(("{{ operator_connect_name }}", "{{ operator_connect_inventory }}"))
            assert item.get("organization", "{{ operator_connect_organization }}") == "{{ operator_connect_organization }}"


def test_a_secret_is_always_a_variable(variables: dict[str, Any]) -> None:
    secrets = {field["id"] for kind in credential_types().values() for field in kind["inputs"]["fields"] if field.get("secret")}
    values = {field: value for item in variables["controller_credentials"] for field, value in item["inputs"].items()}
    for field in secrets & set(values):
        variable = re.fullmatch(r"\{\{ (operator_connect_\w+) \}\}", values[field])
        assert variable and not variables.get(variable[1])


def test_every_credential_input_is_a_field_of_its_type(variables: dict[str, Any]) -> None:
    types = {kind["name"]: kind for kind in variables["controller_credential_types"]}
    for credential in variables["controller_credentials"]:
        inputs = types[credential["credential_type"]]["inputs"]
        assert set(credential["inputs"]) <= {field["id"] for field in inputs["fields"]}
        assert set(inputs["required"]) <= set(credential["inputs"])


def test_the_playbook_of_every_job_template_exists(variables: dict[str, Any]) -> None:
    for template in variables["controller_templates"]:
        play = read_yaml(EXAMPLES / template["playbook"])[-1]
        _namespace, _collection, name = play["import_playbook"].split(".")
        assert (CHECKOUT / "playbooks" / f"{name}.yml").is_file()


def test_every_survey_variable_is_used_by_the_playbook(variables: dict[str, Any]) -> None:
    for template in variables["controller_templates"]:
        playbook = CHECKOUT / "playbooks" / template["playbook"]
        task_files = "".join(path.read_text() for path in (EXAMPLES / "backup").iterdir()) if template["playbook"] == "in_waves.yml" else ""
        text = playbook.read_text() + task_files
        for role in re.findall(r"audiocodes\.operator_connect\.(calling_profile_audit)\b", text):
            text += (CHECKOUT / "roles" / role / "defaults" / "main.yml").read_text()
        code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        for variable in [*survey_variables({"controller_templates": [template]}), *template.get("extra_vars", {})]:
            assert re.search(rf"\b{variable}\b", code), (template["playbook"], variable)


def test_everything_starts_without_answers(variables: dict[str, Any]) -> None:
    """AWX refuses to start a template over its API if a question is required, also if the question has a default."""
    questions = [question for template in variables["controller_templates"] for question in template["survey_spec"]["spec"]]
    assert [question["variable"] for question in questions if question["required"]] == []
    assert [schedule["name"] for schedule in variables["controller_schedules"] if "extra_data" in schedule] == []
    nodes = [node for workflow in variables["controller_workflows"] for node in workflow["workflow_nodes"]]
    assert [node["identifier"] for node in nodes if "extra_data" in node] == []


def test_notifications_are_set_in_both_spellings(resolved: dict[str, Any]) -> None:
    """Versions of infra.aap_configuration read one of them, and ignore the other without a message."""
    chat = resolved["controller_notifications"][0]["name"]
    for item in [*resolved["controller_templates"], *resolved["controller_inventory_sources"]]:
        lists = {key: names for key, names in item.items() if key.startswith("notification_templates_")}
        assert lists["notification_templates_error"] == [chat], item["name"]
        assert item["related"] == {key: [{"name": name} for name in names] for key, names in lists.items()}, item["name"]


def test_the_workflow_audits_after_a_successful_sync(resolved: dict[str, Any]) -> None:
    (workflow,) = resolved["controller_workflows"]
    sync, audit = workflow["workflow_nodes"]
    assert sync["unified_job_template"]["name"] == resolved["controller_inventory_sources"][0]["name"]
    assert sync["unified_job_template"]["inventory"]["name"] == resolved["controller_inventories"][0]["name"]
    assert sync["related"] == {"success_nodes": [{"identifier": audit["identifier"]}]}
    assert audit["unified_job_template"]["name"] in {template["name"] for template in resolved["controller_templates"]}


def test_the_drift_checks_nothing_but_the_snapshot(resolved: dict[str, Any]) -> None:
    (drift,) = [template for template in resolved["controller_templates"] if template["name"].endswith("drift")]
    assert drift["extra_vars"]["calling_profile_audit_options"]["rules"] == dict.fromkeys(RULES, "off")


def test_each_team_may_launch_its_templates(resolved: dict[str, Any]) -> None:
    access = {role["team"]: role["job_templates"] for role in resolved["controller_roles"]}
    assert access == {
        "audit_team": ["Operator Connect audit", "Operator Connect drift"],
        "waves_team": ["Operator Connect in waves"],
    }
    assert {template for templates in access.values() for template in templates} == {
        item["name"] for item in resolved["controller_templates"]
    }


def test_the_playbook_for_awx_awx_sets_every_field() -> None:
    """All fields of the objects are options of the modules, in a task for each kind of objects."""
    (play,) = read_yaml(AWX / "configure.yml")
    tasks = {task["loop"].strip("{} "): task for task in play["tasks"] if "loop" in task}
    assert list(tasks) == list(FIELDS)
    configuration = read_yaml(AWX / "configuration.yml")
    for kind, task in tasks.items():
        ((module, options),) = [(name, value) for name, value in task.items() if name.startswith("awx.awx.")]
        used = {key for item in configuration[kind] for key in item} if isinstance(configuration[kind], list) else {*FIELDS[kind].split()}
        assert used - set(options) <= {"related"}, module
        optional = {key for key, value in options.items() if "default(omit)" in value}
        everywhere = set.intersection(*(set(item) for item in configuration[kind])) if isinstance(configuration[kind], list) else used
        assert set(options) - optional == everywhere - {"related"}, module
    lint = yaml.safe_load((CHECKOUT / ".ansible-lint").read_text())
    modules = [name for task in tasks.values() for name in task if name.startswith("awx.awx.")]
    assert sorted(modules) == lint["mock_modules"]


def test_awx_accepts_the_surveys(variables: dict[str, Any]) -> None:
    for template in variables["controller_templates"]:
        survey = template["survey_spec"]
        assert template["survey_enabled"] and set(survey) == {"name", "description", "spec"}
        for question in survey["spec"]:
            assert {"variable", "question_name", "type", "required"} <= set(question)
            if question["type"] == "multiplechoice":
                assert question["default"] in question["choices"]
            else:
                assert isinstance(question["default"], str) and question["min"] <= len(question["default"]) <= question["max"]


def test_waves_are_never_sliced(variables: dict[str, Any]) -> None:
    assert all(template.get("job_slice_count", 1) == 1 for template in variables["controller_templates"])


def test_the_default_files_are_in_the_project(variables: dict[str, Any], resolved: dict[str, Any]) -> None:
    answers = survey_variables(variables)
    assert (EXAMPLES / resolved["controller_credentials"][0]["inputs"]["policy"].removeprefix("/runner/project/")).is_file()
    assert (EXAMPLES / answers["tasks_file"]).is_file()
    assert (EXAMPLES / answers["calling_profile_audit_expected_from"]).is_dir()
    source = resolved["controller_inventory_sources"][0]
    assert read_yaml(EXAMPLES / source["source_path"])["plugin"] == "audiocodes.operator_connect.calling_profiles"
    assert (source["enabled_var"], source["enabled_value"]) == ("oc_kind", "sbc")


def test_the_credential_types_in_both_files_are_equal(variables: dict[str, Any], resolved: dict[str, Any]) -> None:
    types = [{"name": name, "kind": "cloud", **kind} for name, kind in credential_types().items()]
    assert types == variables["controller_credential_types"] == resolved["controller_credential_types"]


def test_awx_accepts_the_credential_types() -> None:
    for kind in credential_types().values():
        fields = {field["id"]: field for field in kind["inputs"]["fields"]}
        assert set(kind["inputs"]) == {"fields", "required"} and set(kind["inputs"]["required"]) <= set(fields)
        assert all(set(field) <= FIELD_KEYS and field["type"] in ("string", "boolean") for field in fields.values())
        assert all(field["label"] and ("default" not in field) for field in fields.values())
        assert set(kind["injectors"]) <= {"env", "file"}, "an inventory update gets no extra_vars"
        assert not [name for name in kind["injectors"]["env"] if name.startswith("ANSIBLE_")]
        rendered = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
        files = {name.partition(".")[2]: "EXAMPLE" for name in kind["injectors"].get("file", {})}
        namespace = {**dict.fromkeys(fields, "EXAMPLE"), "tower": {"filename": files}}
        for injector in kind["injectors"].values():
            for template in injector.values():
                assert rendered.from_string(template).render(namespace) == "EXAMPLE"


def test_secret_fields_are_marked_as_secret() -> None:
    fields = {field["id"]: field for field in credential_types()[SERVICE]["inputs"]["fields"]}
    assert {name for name, field in fields.items() if field.get("secret")} == {"client_secret", "access_token", "proxy"}
    assert "insecure" in fields and "validate_certs" not in fields


def test_the_credential_sets_all_documented_environment_variables() -> None:
    fragments = [(CHECKOUT / "plugins" / "doc_fragments" / f"{name}.py").read_text() for name in ("connection", "policy")]
    documented = {name for fragment in fragments for name in re.findall(r"E\((AUDIOCODES_\w+)\)", fragment)}
    assert set(credential_types()[SERVICE]["injectors"]["env"]) == documented


def test_empty_fields_give_empty_variables(tmp_path: Path) -> None:
    environment = inject(credential_types()[SERVICE], {"base_url": "https://live.example.net/tenantui"}, tmp_path)
    assert environment.pop("AUDIOCODES_BASE_URL") == "https://live.example.net/tenantui"
    assert environment.pop("AUDIOCODES_INSECURE") == "False"
    assert set(environment.values()) == {""}


@pytest.mark.parametrize("trust", ["ca_certificate", "insecure"])
def test_a_sync_with_a_private_certificate_authority(node: ExecutionNode, trust: str) -> None:
    with Simulator(tls=True) as service:
        inputs = {**service.options(), "ca_path": None}
        node.set_credential(inputs)
        assert node.sync().returncode != 0
        node.set_credential({**inputs, trust: Path(service.ca_path).read_text() if trust == "ca_certificate" else True})
        result = node.sync()
    assert result.returncode == 0, result.stdout
    assert node.inventory


JOB = "https://awx.example.net/#/jobs/7"
AUDIT = {"text": "NOT COMPLIANT: 3 of 412 checks failed", "differences": ["PROD › region: expected EMEA, found null", "PROD › failover: 1"]}
WAVES = {"text": "Last batch begun: 1 of 2, SBC-1. Not touched: 1 SBCs, SBC-2."}


def render_notification(body: str, job: dict[str, Any]) -> Any:
    """Render a notification as AWX does when it is saved: with sandboxed Jinja. Undefined names are errors, and the result must be JSON."""
    template = ImmutableSandboxedEnvironment(undefined=StrictUndefined).from_string(body)
    return json.loads(template.render(job={"name": "audit", "status": "failed", **job}, url=JOB))


@pytest.mark.parametrize(
    ("artifacts", "text"),
    [
        (
            {"operator_connect_audit": AUDIT},
            f"audit: {AUDIT['text']} {JOB}\n- PROD › region: expected EMEA, found null\n- PROD › failover: 1",
        ),
        ({"operator_connect_waves": WAVES}, f"audit: failed. {WAVES['text']} {JOB}"),
        ({}, f"audit: failed {JOB}"),
        (None, f"audit: failed {JOB}"),
    ],
)
def test_a_notification_in_slack(resolved: dict[str, Any], artifacts: Any, text: str) -> None:
    for kind in ("success", "error"):
        body = resolved["controller_notifications"][0]["messages"][kind]["body"]
        assert render_notification(body, {"artifacts": artifacts} if artifacts is not None else {}) == {"text": text}


def test_a_notification_in_teams_is_an_adaptive_card(variables: dict[str, Any]) -> None:
    body = variables["operator_connect_teams_body"]
    (attachment,) = render_notification(body, {"artifacts": {"operator_connect_audit": AUDIT}})["attachments"]
    card = attachment["content"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (card["type"], card["actions"][0]["url"]) == ("AdaptiveCard", JOB)
    assert [block["text"].strip() for block in card["body"]] == ["audit: failed", AUDIT["text"], *AUDIT["differences"]]
    (attachment,) = render_notification(body, {"artifacts": {"operator_connect_waves": WAVES}})["attachments"]
    assert attachment["content"]["body"][1]["text"].strip() == WAVES["text"]
    assert render_notification(body, {})["type"] == "message"


def survey_variables(configuration: dict[str, Any]) -> dict[str, Any]:
    questions = [question for template in configuration["controller_templates"] for question in template["survey_spec"]["spec"]]
    return {question["variable"]: question["default"] for question in questions}


def test_the_execution_environment_has_a_supported_ansible_core() -> None:
    definition = yaml.safe_load((AWX / "execution-environment.yml").read_text())
    runtime = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text())
    oldest = runtime["requires_ansible"].removeprefix(">=").rpartition(".")[0]
    assert definition["version"] == 3
    assert definition["dependencies"]["ansible_core"]["package_pip"].startswith(f"ansible-core>={oldest},")
