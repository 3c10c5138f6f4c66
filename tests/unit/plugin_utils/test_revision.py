# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The revision of a report: of CI, else the commit of git, and whether the compared files are in that commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.git import git

from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.revision import find_revision

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # the folder of the tests can be inside another repository
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "expected.yml").write_text("profiles: {Profile_1: present}\n", "utf-8")
    return folder


@pytest.fixture
def commit(repository: Path) -> str:
    git(repository, "init")
    git(repository, "add", ".")
    git(repository, "commit", "--message", "expected state")
    return git(repository, "rev-parse", "HEAD")


def test_without_a_commit_there_is_no_revision(repository: Path) -> None:
    assert find_revision({}, [str(repository)]) is None
    git(repository, "init")
    assert find_revision({}, [str(repository)]) is None


@pytest.mark.parametrize("path", ["", "expected.yml"])
def test_the_commit_of_a_file_or_a_folder(repository: Path, commit: str, path: str) -> None:
    assert find_revision({}, [str(repository / path)]) == commit


def test_without_files_it_is_the_commit_of_the_current_folder(repository: Path, commit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    assert find_revision({}, []) == commit


@pytest.mark.parametrize(
    ("environment", "revision"),
    [
        ({"GITHUB_SHA": "of GitHub"}, "of GitHub"),
        ({"GITHUB_SHA": "of GitHub", "CI_COMMIT_SHA": "of GitLab"}, "of GitLab"),
        ({"GITHUB_SHA": "of GitHub", "CI_COMMIT_SHA": " "}, "of GitHub"),
    ],
)
@pytest.mark.usefixtures("commit")
def test_the_revision_of_ci_comes_first(repository: Path, environment: dict[str, str], revision: str) -> None:
    assert find_revision(environment, [str(repository)]) == revision


def test_a_changed_file_is_not_what_was_committed(repository: Path, commit: str) -> None:
    (repository / "expected.yml").write_text("profiles: {Profile_2: absent}\n", "utf-8")
    assert find_revision({}, [str(repository / "expected.yml")]) == f"{commit} with uncommitted changes"


def test_an_ignored_file_is_not_in_the_commit(repository: Path, commit: str) -> None:
    (repository / ".gitignore").write_text("ignored.yml\n.gitignore\n", "utf-8")
    (repository / "ignored.yml").write_text("profiles: {Profile_2: absent}\n", "utf-8")
    assert find_revision({}, [str(repository / "ignored.yml")]) == f"{commit} with uncommitted changes"
    assert find_revision({}, [str(repository / "expected.yml")]) == commit


@pytest.mark.usefixtures("commit")
def test_a_machine_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert find_revision({}, [str(repository)]) is None
