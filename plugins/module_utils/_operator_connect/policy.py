# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy: what a team decides once about its fleet, in one file that everything reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .errors import OptionError
from .input_file import absolute_path

OPTION, VARIABLE = "policy_from", "AUDIOCODES_POLICY"


def with_policy(options: Mapping[str, Any], environ: Mapping[str, str], *, folder: str | None = None) -> dict[str, Any]:
    """The options, with those of the policy in place of the ones that are not set.

    Rules are merged rule by rule, and the options override the policy. Every other option that is set replaces that of the policy.

    Args:
        options: the options by name; None means not set.
        environ: the environment, used if `policy_from` is not set.
        folder: the folder of a relative path in `policy_from`; the working directory if it is not given.

    Returns:
        The options. `policy_from` is the absolute path of the policy or None, and `places` says how messages name what comes from it.

    Raises:
        OptionError: the path in the environment is relative, or something in the policy is not valid.
        FileError: the policy cannot be read, or it is not YAML.
        ImportError: PyYAML is missing.
    """
    path = _path(options.get(OPTION), environ, folder)
    if path is None:
        return {**options, OPTION: None}
    # Imported here because a run without a policy does not need it.
    from .policy_file import read_policy

    policy = read_policy(path)
    result, places = {**options, OPTION: path}, {}
    for section, value in policy.items():
        given = options.get(section)
        if given is None:
            result[section] = value
            places[section] = f"{path}: {section}"
        elif section == "rules" and isinstance(given, Mapping):
            result[section] = {**value, **given}
    return {**result, "places": places}


def _path(value: str | None, environ: Mapping[str, str], folder: str | None) -> str | None:
    path = absolute_path(value, folder)
    variable = environ.get(VARIABLE, "").strip()
    if path or not variable:
        return path
    path = os.path.expanduser(variable)
    if not os.path.isabs(path):
        # A variable has no folder of its own: the inventory and a module would look for the file in different places.
        raise OptionError(f"{VARIABLE} is a relative path: {path}", next_step="Set it to an absolute path.")
    return path
