# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site: where its links lead, and that it has every environment variable."""

from __future__ import annotations

import sys

import pytest
from support.checkout import CHECKOUT

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.policy import VARIABLE
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.settings import ENVIRONMENT

sys.path.insert(0, str(CHECKOUT / "dev"))
from site_pages import environment_variables, with_links

PAGES = {"docs/awx.md": "awx.md", "SECURITY.md": "SECURITY.md"}
REPOSITORY = "https://github.com/audiocodes-operator-connect/ansible-collection"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[a](awx.md)", "[a](awx.md)"),
        ("[a](awx.md#files-of-a-job)", "[a](awx.md#files-of-a-job)"),
        ("[a](../SECURITY.md)", "[a](SECURITY.md)"),
        ("[a](../examples)", f"[a]({REPOSITORY}/tree/main/examples)"),
        ("[a](../README.md#connect)", f"[a]({REPOSITORY}/blob/main/README.md#connect)"),
        ("![a](images/report.png)", "![a](images/report.png)"),
        ("[a](https://example.net/x.md)", "[a](https://example.net/x.md)"),
        ("[a](#here)", "[a](#here)"),
    ],
)
def test_a_link_leads_to_a_page_or_into_the_repository(link: str, expected: str) -> None:
    assert with_links(f"See {link}.", "docs", PAGES) == f"See {expected}."


def test_the_site_has_every_environment_variable() -> None:
    page = environment_variables()
    assert {name for name in {*ENVIRONMENT.values(), VARIABLE} if f"```{{envvar}} {name}\n" not in page} == set()


def test_every_guide_is_in_the_table_of_contents() -> None:
    contents = (CHECKOUT / "dev" / "docsite" / "index.md").read_text("utf-8").split()
    assert [path.stem for path in (CHECKOUT / "docs").glob("*.md") if path.stem not in contents] == []
