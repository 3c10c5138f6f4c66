# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides and the documentation site agree with the code, and no link in a Markdown file is broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.checkout import CHECKOUT
from support.guides import guide

from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.formats import FORMATS

FOLDERS = ("docs", "roles", "examples", "changelogs", "tests")
PAGES = [*sorted(CHECKOUT.glob("*.md")), *(page for folder in FOLDERS for page in sorted((CHECKOUT / folder).rglob("*.md")))]
# messages of Ansible, of Python and of AWX, and words that a message has around a value
NOT_OURS = {"unknown plugin", "Failed to import the required Python library", "python: not found", "no hosts matched", "yaml", "ini"}


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_no_link_is_broken(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target, anchor in re.findall(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path = page.parent / target if target else page
        assert path.exists(), f"{target} does not exist"
        if anchor:
            assert anchor in anchors(path), f"{target} has no heading #{anchor}"


# --- the guides


def test_the_guide_about_troubleshooting_quotes_messages_that_exist() -> None:
    folders = [CHECKOUT / folder for folder in ("plugins", "roles", "playbooks")]
    code = " ".join(
        re.sub(r'"\s*\n\s*f?"', "", path.read_text("utf-8"))
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".py", ".yml")
    )
    symptoms = [row.split(" | ")[0] for row in guide("troubleshooting").split("## Installation")[1].splitlines() if row.startswith("| ")]
    quotes = [quote for symptom in symptoms for quote in re.findall(r"`([^`]+)`", symptom)]
    assert len(quotes) > 30
    for quote in quotes:
        if not quote.startswith(tuple(NOT_OURS)):
            assert all(piece.strip() in code for piece in quote.split("…")), quote


@pytest.mark.parametrize("kind", FORMATS)
def test_the_guide_about_reports_lists_every_file(kind: str) -> None:
    table = guide("reports").split(f"<!-- {kind} -->")[1].split(f"<!-- /{kind} -->")[0]
    rows = dict(re.findall(r"^\| `([\w.]+)` \| `(\w+)` \|", table, re.MULTILINE))
    assert rows == {entry.file_name: name for name, entry in FORMATS[kind].items()}
