# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The boundary of every module: what is shared at its start, and how an error leaves it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .errors import OperatorConnectError
from .service.settings import SECRET_VARIABLES
from .service.urls import without_credentials

# What a Python that runs modules may lack, by the name of its import.
LIBRARIES = {"requests": "requests", "yaml": "PyYAML"}

Job = Callable[[AnsibleModule, "dict[str, Any]"], "dict[str, Any]"]


def run_module(argument_spec: Mapping[str, Any], job: Job, **settings: Any) -> None:
    """Run a module: `job` takes it and its options and returns the result; what it raises becomes the failure.

    Args:
        argument_spec: the options.
        job: what the module does.
        settings: further arguments of AnsibleModule.
    """
    # A module ends when it has answered, and what it makes for the answer all stays: looking for garbage among it is time lost.
    gc.disable()
    module = AnsibleModule(argument_spec=dict(argument_spec), supports_check_mode=True, **settings)
    options = dict(module.params)
    _hide_secrets(module)
    try:
        result = job(module, options)
    except OperatorConnectError as error:
        module.fail_json(msg=str(error), failure=error.as_failure())
    except ImportError as error:
        if error.name not in LIBRARIES:
            raise
        module.fail_json(msg=missing_required_lib(LIBRARIES[error.name]))
    module.exit_json(**{"changed": False, **result})


def _hide_secrets(module: AnsibleModule) -> None:
    """Let nothing out that may not be seen: no secret from the environment either, and of a proxy neither user nor password."""
    module.no_log_values.update(os.environ[name] for name in SECRET_VARIABLES if os.environ.get(name))
    proxy = module.params["proxy"]
    if proxy:
        module.params["proxy"] = without_credentials(proxy)
        module.no_log_values.discard(proxy)
