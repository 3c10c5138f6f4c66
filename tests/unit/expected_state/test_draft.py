# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drafts of an expected state: any fleet meets its own draft, and the draft is easy to read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from support.documents import documents, offer, profile, sbc, trunk
from support.expectations import expectation, load_draft
from support.expectations import view as view_of

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.compare import compare
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import DocumentError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.draft import draft_expectation
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.expectation import Expectation
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.files import read_expected_files
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.yaml_text import write_yaml
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query, View
from simulator import documented_example, generate_fleet

if TYPE_CHECKING:
    from pathlib import Path


def differences(view: View) -> list[str]:
    """How a view differs from its own draft, after that was written to YAML and read again."""
    text = write_yaml(draft_expectation(view), "a draft")
    comparison = compare(expectation(load_draft(text)), view)
    assert comparison.checks
    return [check.message for check in comparison.checks if check.status != "passed"]


@given(documents())
def test_any_document_meets_its_draft(document: list[Any]) -> None:
    view = view_of(document)
    assume(draft_expectation(view))
    assert differences(view) == []


@pytest.mark.parametrize("document", [documented_example(), generate_fleet(400), generate_fleet(400, seed=1, defects=False)])
def test_a_fleet_meets_its_draft(document: list[Any]) -> None:
    assert differences(view_of(document)) == []


def test_a_selection_meets_its_draft() -> None:
    view = view_of(generate_fleet(400), include=[{"region": "EMEA"}])
    draft = draft_expectation(view)
    assert len(draft["profiles"]) == len(view.profiles) < len(view.fleet.profiles)
    assert differences(view) == []


def test_a_draft_leaves_out_what_a_file_cannot_express(tmp_path: Path) -> None:
    offers = {"offerTypes": [offer("*"), offer("count"), offer("Calling")], "validation": {"*": "Passed", "Calling": "Passed"}}
    view = view_of([profile(1, name="OTHER", **offers)])
    draft = draft_expectation(view)
    assert draft["profiles"]["OTHER"]["validation"] == {"Calling": "Passed"}
    assert failed(tmp_path, view) == []


def test_a_text_that_is_a_template_is_in_the_draft(tmp_path: Path) -> None:
    """Marked, so that Ansible does not evaluate it, and the file is still read."""
    view = view_of([profile(1, trunk(1, sbc(5, fqdn="{% x %}")), region="{{ region }}")])
    assert draft_expectation(view)["profiles"]["Profile_1"]["region"] == "{{ region }}"
    assert failed(tmp_path, view) == []
    assert "region: !unsafe '{{ region }}'\n" in (tmp_path / "draft.yml").read_text("utf-8")


@pytest.mark.parametrize(
    "document",
    [
        [profile(1, name="{{ name }}")],
        [profile(1, trunk(1, trunkFqdn="{# x #}", trunkId=None))],
        [profile(1, trunk(1, sbc(5, name="{% x %}")))],
        [profile(1, offerTypes=[offer("{{ x }}")], validation={"{{ x }}": "Passed"})],
    ],
)
def test_a_key_that_is_a_template_is_refused(document: Any) -> None:
    with pytest.raises(DocumentError) as caught:
        draft_expectation(view_of(document))
    assert re.fullmatch(
        r'The draft would have the key "{[{%#] \w+ [}%#]}", which Ansible could evaluate\. Correct the name in the service, or select other'
        r" profiles\.",
        str(caught.value),
    )


def failed(folder: Path, view: View) -> list[str]:
    """How a view differs from its draft in a file."""
    (folder / "draft.yml").write_text(write_yaml(draft_expectation(view), "A draft."), "utf-8")
    checks = compare(Expectation(read_expected_files([str(folder / "draft.yml")])), view).checks
    return [check.message for check in checks if check.status != "passed"]


def test_a_draft_is_short_and_readable() -> None:
    emergency = profile(2, name="PROD_Emergency", isEmergencyProfile=True, carrier=None, offerTypes=[], validation={})
    document = [
        profile(
            1,
            trunk(1, 5),
            trunk(2, 6, sbc(5)),
            name="PROD",
            emergencyProfileId="profile-2",
            emergencyDialStrings=[],
            offerTypes=[offer("Calling", 1), offer("AudioConferencing", 0)],
            validation={"Calling": "Passed", "AudioConferencing": "NotRun", "OCMobile": "Passed"},
            additionalSbcList=[sbc(7, name="NO", ipAddress=None)],
        ),
        {**emergency, "trunksEnrolled": []},
    ]
    assert write_yaml(draft_expectation(view_of(document)), "A draft.") == (
        "---\n"
        "# A draft.\n"
        "profiles:\n"
        "  PROD:\n"
        "    region: EMEA\n"
        "    environment: Production\n"
        "    carrier: Contoso\n"
        "    emergency_profile: PROD_Emergency\n"
        "    offer_types: [Calling, AudioConferencing]\n"
        "    test_numbers:\n"
        "      Calling: ['+12005550100']\n"
        "    validation: {Calling: Passed}\n"
        "    trunks:\n"
        "      oc1.example.net: [SBC-5]\n"
        "      oc2.example.net: [SBC-5, SBC-6]\n"
        "    additional_sbcs: ['NO']\n"
        "    failover_ready: true\n"
        "  PROD_Emergency:\n"
        "    region: EMEA\n"
        "    environment: Production\n"
        "    is_emergency: true\n"
        "    emergency_dial_strings: ['112']\n"
        "    trunks: []\n"
        "sbcs:\n"
        "  'NO': {fqdn: sbc-7.example.net}\n"
        "  SBC-5: {ip_address: 10.0.0.5, fqdn: sbc-5.example.net}\n"
        "  SBC-6: {ip_address: 10.0.0.6, fqdn: sbc-6.example.net}\n"
    )


def test_an_id_is_used_only_if_the_name_is_ambiguous() -> None:
    document = [profile(1, trunk(1, sbc(5, name="SAME")), name="SAME"), profile(2, trunk(2, sbc(6, name="SAME")), name="SAME")]
    draft = draft_expectation(view_of(document))
    assert list(draft["profiles"]) == ["profile-1", "profile-2"]
    assert draft["profiles"]["profile-1"]["trunks"] == {"oc1.example.net": [5]}


def test_filled_values_are_in_the_draft() -> None:
    fill = [{"match": {"name": "*"}, "set": {"region": "APAC"}}]
    draft = draft_expectation(view_of([profile(1, region=None)], fill=fill))
    assert draft["profiles"]["Profile_1"]["region"] == "APAC"


@pytest.mark.parametrize(
    ("status", "is_kept"), [("PASSED", True), (" passed ", True), (True, True), ("NotRun", False), (False, False), (1, False)]
)
def test_a_draft_keeps_the_validations_that_the_rule_accepts(status: Any, is_kept: bool) -> None:
    view = Query({}).view_of(read_profiles([profile(1, validation={"Calling": status})]), "here")
    assert ("validation_not_ok" in [finding.rule for finding in view.findings]) is (not is_kept and status != "NotRun")
    assert draft_expectation(view)["profiles"]["Profile_1"].get("validation") == ({"Calling": status} if is_kept else None)
