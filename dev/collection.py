# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as the tools require it: as a copy in a collections tree, as a tarball, and installed."""

from __future__ import annotations

import functools
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from support.checkout import copy_of_the_checkout

from commands import clean_environment, fail, run
from cores import newest_core
from environments import core_folder
from release import repack
from workspace import CHECKOUT, WORK

if TYPE_CHECKING:
    import nox

SHIPPED = {
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "FILES.json",
    "LICENSE",
    "LICENSES",
    "MANIFEST.json",
    "README.md",
    "REUSE.toml",
    "SECURITY.md",
    "changelogs",
    "docs",
    "examples",
    "meta",
    "playbooks",
    "plugins",
    "roles",
}


def tree_for(tool: str) -> Path:
    """Give the folder of the collections tree that `copy_for` makes for a tool."""
    return WORK / "trees" / tool


@functools.cache
def copy_for(session: nox.Session, tool: str) -> Path:
    """Copy the checkout to `ansible_collections/audiocodes/operator_connect`, into a tree for one tool.

    Args:
        session: the nox session.
        tool: the name of the tree.

    Returns:
        The folder of the collection: a git repository of its own, because ansible-test ignores files that git ignores.
    """
    copy = copy_of_the_checkout(tree_for(tool))
    init = ["git", "-c", "init.defaultBranch=main", "init", "--quiet", str(copy)]
    session.run(*init, env=dict(clean_environment()), include_outer_env=False, external=True, log=False)
    return copy


@functools.cache
def built_tarball(session: nox.Session) -> Path:
    """Build the tarball of the collection, as `release` does.

    Raises:
        CommandFailed: it contains something that is not to be shipped, or it cannot be built.
    """
    return build_tarball(session, WORK / "tarballs")


def build_tarball(session: nox.Session, tarballs: Path) -> Path:
    """Build the tarball of the collection into a folder, which is emptied before. The time of its files is that of the last commit.

    Raises:
        CommandFailed: it contains something that is not to be shipped, or it cannot be built.
    """
    shutil.rmtree(tarballs, ignore_errors=True)
    build = ["ansible-galaxy", "collection", "build", "--output-path", str(tarballs), str(copy_for(session, "build"))]
    run(session, core_folder(newest_core()), *build, silent=True)
    tarball = next(tarballs.iterdir())
    repack(tarball, int(git("log", "-1", "--format=%ct")))
    with tarfile.open(tarball) as archive:
        unexpected = {name.split("/")[0] for name in archive.getnames()} - SHIPPED
    if unexpected:
        names = ", ".join(sorted(unexpected))
        fail(f"The tarball contains {names}. Add what is not to be shipped to build_ignore in galaxy.yml, the rest to SHIPPED.")
    return tarball


@functools.cache
def installed_collections(session: nox.Session) -> Path:
    """Install the built collection.

    Returns:
        The folder that contains `ansible_collections`.
    """
    collections = WORK / "collections"
    tarball = built_tarball(session)
    shutil.rmtree(collections, ignore_errors=True)
    install = ["ansible-galaxy", "collection", "install", "--offline", "--no-deps", "-p", str(collections), str(tarball)]
    run(session, core_folder(newest_core()), *install, env={"ANSIBLE_COLLECTIONS_PATH": str(collections)}, silent=True)
    return collections


def git(*arguments: str) -> str:
    """Ask git about the checkout.

    Returns:
        What git prints, without the line break at its end.
    """
    command = ["git", "-C", str(CHECKOUT), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip("\n")


def documented_plugins(collection: Path) -> dict[str, list[str]]:
    """List what ansible-doc can print.

    Args:
        collection: the folder of the collection.

    Returns:
        The full names of the plugins and roles, by type.
    """
    patterns = {
        "module": "plugins/modules/*.py",
        "inventory": "plugins/inventory/*.py",
        "filter": "plugins/filter/*.py",
        "role": "roles/*",
    }
    names = {kind: [f"audiocodes.operator_connect.{path.stem}" for path in sorted(collection.glob(patterns[kind]))] for kind in patterns}
    return {kind: found for kind, found in names.items() if found}
