# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the options of an inventory file: unknown options rejected, templates evaluated, defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ...module_utils._operator_connect.errors import OptionError
from ...module_utils._operator_connect.service.settings import SECRET_OPTIONS

# Ansible evaluates these for each host, or never.
_NEVER_TEMPLATES = frozenset({"plugin", "compose", "groups", "keyed_groups"})
_REASON_HIDDEN = (
    "The reason is hidden because it could contain a secret. Put a secret that contains braces in a vault or in the environment."
)
_NEITHER_TEMPLATE_NOR_VAULT = (bool, int, float, type(None))


def read_options(plugin: Any, path: str) -> dict[str, Any]:
    """Read an inventory file.

    Only values from the file are templates. A value from the environment can contain braces, and a lookup in it would run.

    Args:
        plugin: the inventory plugin. Its options are set too.
        path: the file.

    Returns:
        Every option of the plugin, by name.

    Raises:
        OptionError: an option is unknown, a template fails or does not evaluate to a string, or a boolean is neither true nor false.
        AnsibleParserError: the file cannot be read, or a value has the wrong type.
    """
    in_file = plugin._read_config_data(path)
    definitions = plugin.option_definitions
    for option in in_file:
        if option not in definitions:
            raise OptionError.unknown("Option", option, definitions)
    plugin.templar.available_variables = plugin._vars
    options = {}
    for option, definition in definitions.items():
        options[option] = plugin.get_option(option)
        if option not in in_file or option in _NEVER_TEMPLATES:
            continue
        if in_file[option] is None or in_file[option] == "":
            options[option] = definition.get("default")
            plugin.set_option(option, options[option])
        elif definition.get("type") == "bool":
            _check_boolean(option, in_file[option])
        else:
            options[option] = _evaluate(plugin.templar, options[option], in_file[option], option)
            if definition.get("type") == "str" and not isinstance(options[option], (str, type(None))):
                raise OptionError(f"Option {option} does not evaluate to a string", next_step="Add a filter to it, such as string.")
    return options


def _check_boolean(option: str, value: Any) -> None:
    """Ansible takes every unknown word, and so every template, for false: `validate_certs` would be off."""
    try:
        boolean(value)
    except TypeError:
        raise OptionError(f"Option {option} is neither true nor false", next_step="Set true or false, not a template.") from None


def _evaluate(templar: Any, value: Any, in_file: Any, place: str) -> Any:
    """The value with its templates evaluated.

    Args:
        templar: Ansible's.
        value: the value that Ansible converted to the type of the option.
        in_file: the same value as the file has it: only a string can be a template.
        place: the option, with the keys and positions inside of it.
    """
    if isinstance(value, Mapping):
        return {key: _evaluate(templar, entry, entry, f"{place}.{key}") for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_evaluate(templar, entry, entry, f"{place}[{number}]") for number, entry in enumerate(value)]
    if isinstance(value, _NEITHER_TEMPLATE_NOR_VAULT):
        return value
    if not isinstance(in_file, (str, *_NEITHER_TEMPLATE_NOR_VAULT)):
        # The content of a vault is never a template.
        return str(value)
    if not isinstance(value, str):
        return value
    try:
        result = templar.template(value)
    except Exception as error:
        if place in SECRET_OPTIONS:
            # Ansible's message can quote the whole template.
            raise OptionError(f"The template in option {place} fails", next_step=_REASON_HIDDEN) from None
        raise OptionError(f"The template in option {place} fails", said=str(error)) from None
    return str(result) if isinstance(result, (int, float)) and not isinstance(result, bool) else result
