# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site: the guides in docs/ and the reference of antsibull-docs, as pages of Sphinx. It needs no network.

The step `docs` runs this file before and after antsibull-docs: `site_pages.py sources`, `site_pages.py reference`.
"""

from __future__ import annotations

import ast
import posixpath
import re
import shutil
import sys
from pathlib import Path

import yaml

from workspace import CHECKOUT, WORK

SOURCES = WORK / "site" / "sources"
# Pages from other folders, and their names in the site.
OTHERS = {
    "SECURITY.md": "SECURITY.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "roles/calling_profile_audit/README.md": "role.md",
}
LINK = re.compile(r"(\]\()([^)#\s]+)((?:#[^)\s]*)?\))")
CONTENTS = re.compile(r"(?m)^\.\. contents::\n(?:   :.*\n)*")
FRAGMENTS = ("connection", "policy")


def write_sources() -> None:
    """Copy all pages into one folder, with links to what is not a page of the site pointing into the repository."""
    shutil.rmtree(WORK / "site", ignore_errors=True)
    SOURCES.mkdir(parents=True, mode=0o700)
    (SOURCES / "static").mkdir()
    for name in ("conf.py", "index.md"):
        shutil.copy(CHECKOUT / "dev" / "docsite" / name, SOURCES / name)
    shutil.copy(CHECKOUT / "dev" / "docsite" / "site.css", SOURCES / "static" / "site.css")
    shutil.copytree(CHECKOUT / "docs" / "images", SOURCES / "images")
    pages = {f"docs/{path.name}": path.name for path in sorted((CHECKOUT / "docs").glob("*.md"))} | OTHERS
    for source, page in pages.items():
        text = (CHECKOUT / source).read_text("utf-8")
        (SOURCES / page).write_text(with_links(text, posixpath.dirname(source), pages), "utf-8")
    (SOURCES / "environment-variables.md").write_text(environment_variables(), "utf-8")


def with_links(text: str, folder: str, pages: dict[str, str]) -> str:
    """A page with its links for the site.

    Args:
        text: the page, in Markdown.
        folder: its folder in the repository.
        pages: the pages of the site: file in the repository → name in the site.
    """
    repository = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text("utf-8"))["repository"]

    def replace(match: re.Match[str]) -> str:
        start, target, end = match.groups()
        if ":" in target:
            return match.group()
        path = posixpath.normpath(posixpath.join(folder, target))
        if path in pages:
            return f"{start}{pages[path]}{end}"
        if path.startswith("docs/images/"):
            return f"{start}{path.removeprefix('docs/')}{end}"
        kind = "tree" if (CHECKOUT / path).is_dir() else "blob"
        return f"{start}{repository}/{kind}/main/{path}{end}"

    return LINK.sub(replace, text)


def environment_variables() -> str:
    """The page with all environment variables, made from the documentation of the options."""
    lines = ["# Environment variables", "", "An option overrides its variable. An empty variable counts as not set.", ""]
    for name in FRAGMENTS:
        for option, words in _options(CHECKOUT / "plugins" / "doc_fragments" / f"{name}.py").items():
            text = " ".join(words["description"])
            for variable in re.findall(r"(?:Defaults to|or to V\(false\) if) E\((AUDIOCODES_\w+)\)", text):
                first = re.sub(r"[A-Z]\(([^)]*)\)", r"`\1`", words["description"][0])
                lines += [f"```{{envvar}} {variable}", f"The option `{option}`. {first}", "```", ""]
    return "\n".join(lines)


def _options(path: Path) -> dict[str, dict[str, list[str]]]:
    (fragment,) = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
    (text,) = [node.value for node in fragment.body if isinstance(node, ast.Assign) and node.targets[0].id == "DOCUMENTATION"]  # type: ignore[attr-defined]
    options: dict[str, dict[str, list[str]]] = yaml.safe_load(ast.literal_eval(text))["options"]
    return options


def remove_contents() -> None:
    """Remove the list of sections from each page of antsibull-docs: the theme has its own, and shows an error for a second one."""
    for page in SOURCES.rglob("*.rst"):
        text = page.read_text("utf-8")
        page.write_text(CONTENTS.sub("", text), "utf-8")


if __name__ == "__main__":
    {"sources": write_sources, "reference": remove_contents}[sys.argv[1]]()
