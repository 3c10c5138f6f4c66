# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an inventory file says: every option known, templates resolved, defaults of the documentation filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ...module_utils._operator_connect.errors import OptionError
from ...module_utils._operator_connect.service.settings import SECRET_OPTIONS

# Evaluated host by host, or by Ansible itself.
_NEVER_TEMPLATED = frozenset({"plugin", "compose", "groups", "keyed_groups"})
_HIDDEN = "Why is not shown, for it could quote a secret. A secret with braces of its own belongs in a vault or in the environment."
_PLAIN = (bool, int, float, type(None))


def read_options(plugin: Any, path: str) -> dict[str, Any]:
    """Read the inventory file of a plugin.

    Only what was written in the file is a template: a value of the environment may hold braces of its own, and a look-up in it
    would run.

    Args:
        plugin: the inventory plugin, whose own options are set along the way.
        path: the file.

    Raises:
        OptionError: an option is unknown, a template of it fails or makes no text, or a boolean is none.
        AnsibleParserError: the file cannot be read, or a value has the wrong type.
    """
    written = plugin._read_config_data(path)
    known = plugin.option_definitions
    for option in written:
        if option not in known:
            raise OptionError.unknown("Option", option, known)
    plugin.templar.available_variables = plugin._vars
    options = {}
    for option, definition in known.items():
        options[option] = plugin.get_option(option)
        if option not in written or option in _NEVER_TEMPLATED:
            continue
        if written[option] is None or written[option] == "":
            options[option] = definition.get("default")
            plugin.set_option(option, options[option])
        elif definition.get("type") == "bool":
            _refuse_what_is_no_boolean(option, written[option])
        else:
            options[option] = _resolved(plugin.templar, options[option], written[option], option)
            if definition.get("type") == "str" and not isinstance(options[option], (str, type(None))):
                raise OptionError(f"Option {option}: its template makes no text", next_step="Add a filter that does, such as string.")
    return options


def _refuse_what_is_no_boolean(option: str, written: Any) -> None:
    """Ansible takes any word that it does not know, and so every template, for false: `validate_certs` would be off."""
    try:
        boolean(written)
    except TypeError:
        message = f"Option {option} is neither true nor false"
        raise OptionError(message, next_step="Write true or false; it cannot be a template.") from None


def _resolved(templar: Any, value: Any, written: Any, option: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _resolved(templar, entry, entry, f"{option}.{key}") for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_resolved(templar, entry, entry, f"{option}[{number}]") for number, entry in enumerate(value)]
    if isinstance(value, _PLAIN):
        return value
    if not isinstance(written, (str, *_PLAIN)):
        # A vaulted value, which is no template whatever it holds.
        return str(value)
    if not isinstance(value, str):
        return value
    try:
        result = templar.template(value)
    except Exception as error:
        if option in SECRET_OPTIONS:
            # Ansible's message can quote the whole template.
            raise OptionError(f"Option {option}: its template fails", next_step=_HIDDEN) from None
        raise OptionError(f"Option {option}: its template fails", said=str(error)) from None
    return str(result) if isinstance(result, (int, float)) and not isinstance(result, bool) else result
