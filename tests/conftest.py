# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test stands on: the collection where Ansible finds it, an environment of its own, the simulator.

The steps of dev.py install the built collection and name its folder in OPERATOR_CONNECT_COLLECTIONS. A plain
`pytest` has no such folder: then what git knows, or would add, is copied into a temporary one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from support.checkout import copy_of_the_checkout

if TYPE_CHECKING:
    from simulator import Simulator

SCRATCH = Path(tempfile.mkdtemp(prefix="operator-connect-tests-"))
INSTALLED = os.environ.get("OPERATOR_CONNECT_COLLECTIONS")
COLLECTIONS = Path(INSTALLED) if INSTALLED else SCRATCH / "collections"


def clean_environment() -> None:
    """Nothing of the person who runs the tests gets in: no configuration, no credential, no proxy for the loopback."""
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
    # ansible-core reads its environment as it is imported
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader([str(COLLECTIONS)])
    # the same examples everywhere, and no verdict that depends on how busy the machine is
    settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
    settings.load_profile("repeatable")


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session")
def collections_path() -> Path:
    """The folder that holds `ansible_collections`; what the tests start finds it through ANSIBLE_COLLECTIONS_PATH."""
    return COLLECTIONS


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """The service on loopback, up for one test."""
    from simulator import Simulator

    with Simulator() as service:
        yield service
