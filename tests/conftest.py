# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set up all tests: the collection in a place where Ansible finds it, a clean environment, the simulator.

Environment variables:
    OPERATOR_CONNECT_COLLECTIONS: a folder that holds `ansible_collections` with the built collection. The steps of dev.py set
        it. Without it, as with a plain `pytest`, the checkout is copied to a temporary folder.
    OPERATOR_CONNECT_HYPOTHESIS_PROFILE: `ci` (the default) runs the same examples each time; `fresh` runs more examples,
        from a new random seed each time.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from support.checkout import copy_of_the_checkout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator import Simulator

SCRATCH = Path(tempfile.mkdtemp(prefix="operator-connect-tests-"))
INSTALLED = os.environ.get("OPERATOR_CONNECT_COLLECTIONS")
COLLECTIONS = Path(INSTALLED) if INSTALLED else SCRATCH / "collections"

# No deadline and no check for slowness: a test must not fail because the machine is busy.
settings.register_profile("base", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("base"), derandomize=True, max_examples=50)
settings.register_profile("fresh", settings.get_profile("base"), derandomize=False, max_examples=500, print_blob=True)
# Here rather than in pytest_configure, so that `pytest --hypothesis-profile` can still override it.
settings.load_profile(os.environ.get("OPERATOR_CONNECT_HYPOTHESIS_PROFILE") or "ci")


def clean_environment() -> None:
    """Keep out the settings of the person who runs the tests: configuration, credentials, a proxy for the loopback."""
    for name in list(os.environ):
        if name.startswith(("ANSIBLE_", "AUDIOCODES_")) or name == "PYTHONDONTWRITEBYTECODE":
            del os.environ[name]
    empty_configuration = SCRATCH / "ansible.cfg"
    empty_configuration.touch()
    os.environ.update(
        {
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_CONFIG": str(empty_configuration),
            "ANSIBLE_HOME": str(SCRATCH / "ansible"),
            "ANSIBLE_LOCAL_TEMP": str(SCRATCH / "ansible" / "tmp"),
            "ANSIBLE_REMOTE_TEMP": str(SCRATCH / "ansible" / "tmp"),
            "ANSIBLE_NOCOLOR": "1",
            "HOME": str(SCRATCH),
            "LC_ALL": "C.UTF-8",
            "NO_PROXY": "127.0.0.1,localhost,::1",
            "no_proxy": "127.0.0.1,localhost,::1",
        }
    )


def pytest_configure() -> None:
    if not INSTALLED:
        copy_of_the_checkout(COLLECTIONS)
    clean_environment()
    # ansible-core reads its environment at import
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader([str(COLLECTIONS)])


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session")
def collections_path() -> Path:
    """The folder that holds `ansible_collections`. Commands find it through ANSIBLE_COLLECTIONS_PATH."""
    return COLLECTIONS


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator of the service on loopback, for one test."""
    from simulator import Simulator

    with Simulator() as service:
        yield service
