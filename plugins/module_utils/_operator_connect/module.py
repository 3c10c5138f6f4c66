# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module shares: how it starts, how it reads and selects profiles, and how an error ends it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from ansible.module_utils.basic import AnsibleModule

from .errors import OperatorConnectError
from .libraries import missing_library
from .policy import with_policy
from .readers import reader_for
from .service.settings import ENVIRONMENT, SECRET_OPTIONS, URL_OPTIONS
from .service.urls import displayed_url
from .text import displayable

if TYPE_CHECKING:
    from .fleet.view import Query, View
    from .readers import LoadedDocument, Reader

ModuleFunction = Callable[[AnsibleModule, "dict[str, Any]"], "dict[str, Any]"]


def run_module(argument_spec: Mapping[str, Any], function: ModuleFunction, **module_options: Any) -> None:
    """Run a module: call its function, and end with its result or with the error that it raises.

    Args:
        argument_spec: the options of the module.
        function: takes the module and its options, returns the result.
        module_options: further arguments of AnsibleModule.
    """
    # The process ends after the result, and nearly all objects live until then: garbage collection would only take time.
    gc.disable()
    module = AnsibleModule(argument_spec=dict(argument_spec), supports_check_mode=True, **module_options)
    params = dict(module.params)
    _hide_secrets(module)
    try:
        result = function(module, with_policy(params, os.environ))
    except OperatorConnectError as error:
        fail(module, error)
    except ImportError as error:
        fail(module, missing_library(error))
    module.exit_json(**{"changed": False, **result})


def fail(module: AnsibleModule, error: OperatorConnectError, *, prefix: str = "") -> NoReturn:
    """End the module with an error, as text and as data."""
    module.fail_json(msg=f"{prefix}{error}", failure=error.as_failure())
    raise AssertionError("fail_json does not return")


def module_reader(module: AnsibleModule, options: Mapping[str, Any]) -> Reader:
    """The reader that the options and the environment ask for. A token that it gets is hidden in the output of the module.

    Raises:
        OptionError: an option is missing or wrong.
    """
    return reader_for(options, os.environ, hide=module.no_log_values.add)


def view_of(module: AnsibleModule, query: Query, reader: Reader) -> tuple[View, LoadedDocument]:
    """Read the document, select from it, and show the warnings of the selection."""
    document = reader.read()
    view = query.view_of(document.profiles, document.origin.location)
    show_warnings(module, view.warnings)
    return view, document


def show_warnings(module: AnsibleModule, warnings: list[str]) -> None:
    for warning in warnings:
        module.warn(displayable(warning))


def _hide_secrets(module: AnsibleModule) -> None:
    """Hide secrets of the environment too, without the white space around them, and the user name and password in a URL."""
    for option in SECRET_OPTIONS:
        if option not in URL_OPTIONS:
            secrets = (module.params[option], os.environ.get(ENVIRONMENT[option]))
            module.no_log_values.update(secret.strip() for secret in secrets if secret and secret.strip())
    for option in URL_OPTIONS:
        url = module.params[option]
        if url:
            module.params[option] = displayed_url(url)
            module.no_log_values.discard(url)
