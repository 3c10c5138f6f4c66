# Copyright: Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an inventory file says: every option known, templates resolved, defaults of the documentation filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..module_utils.errors import OptionError

# Evaluated host by host, or by Ansible itself.
_NEVER_TEMPLATED = frozenset({"plugin", "compose", "groups", "keyed_groups"})
_PLAIN = (bool, int, float, type(None))


def options_of(plugin: Any, path: str) -> dict[str, Any]:
    """Read the inventory file of a plugin.

    Only what was written in the file is a template: a value of the environment may hold braces of its own, and a look-up in it
    would run.

    Args:
        plugin: the inventory plugin, whose own options are set along the way.
        path: the file.

    Raises:
        OptionError: an option is unknown, or a template of it fails.
        AnsibleParserError: the file cannot be read, or a value has the wrong type.
    """
    written = plugin._read_config_data(path)
    known = plugin.option_definitions if hasattr(plugin, "option_definitions") else plugin._options
    for option in written:
        if option not in known:
            raise OptionError.unknown("Option", option, known)
    plugin.templar.available_variables = plugin._vars
    options = {}
    for option in known:
        value = plugin.get_option(option)
        if option in written and option not in _NEVER_TEMPLATED:
            value = _resolved(plugin.templar, value, written[option], option)
        options[option] = value
    return options


def _resolved(templar: Any, value: Any, written: Any, option: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _resolved(templar, entry, entry, "%s.%s" % (option, key)) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_resolved(templar, entry, entry, "%s[%d]" % (option, number)) for number, entry in enumerate(value)]
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
        raise OptionError("Option %s: its template fails" % option, said=str(error)) from None
    return str(result) if isinstance(result, (int, float)) and not isinstance(result, bool) else result
