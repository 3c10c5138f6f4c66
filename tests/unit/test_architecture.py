# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/architecture.md lists every file of the plugins, with the purpose that its docstring gives."""

from __future__ import annotations

import ast
import re

from support.checkout import CHECKOUT


def purposes_in_code() -> dict[str, str]:
    """Path below the checkout → first paragraph of the docstring, on one line."""
    purposes = {}
    for path in sorted((CHECKOUT / "plugins").rglob("*.py")):
        docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        purposes[path.relative_to(CHECKOUT).as_posix()] = " ".join(docstring.split("\n\n")[0].split())
    return purposes


def purposes_in_documentation() -> dict[str, str]:
    purposes, folder = {}, ""
    for line in (CHECKOUT / "docs" / "architecture.md").read_text("utf-8").splitlines():
        if re.fullmatch(r"`plugins/[\w/]+`", line):
            folder = line.strip("`")
        row = re.fullmatch(r"\| `(\w+\.py)` \| (.+) \|", line)
        if row:
            purposes[f"{folder}/{row[1]}"] = row[2]
    return purposes


def test_the_architecture_lists_every_file_with_its_purpose() -> None:
    assert purposes_in_documentation() == purposes_in_code()


def test_the_files_that_the_text_names_exist() -> None:
    text = (CHECKOUT / "docs" / "architecture.md").read_text("utf-8").split("## All files")[0]
    names = {path.name for path in (CHECKOUT / "plugins").rglob("*.py")} | {"dev.py", "noxfile.py", "test_layers.py"}
    assert {name.split("/")[-1] for name in re.findall(r"[\w/]+\.py", text)} - names == set()
