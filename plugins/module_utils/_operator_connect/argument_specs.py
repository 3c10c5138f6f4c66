# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs that modules share. Their documentation is in the fragments of the same names."""

from __future__ import annotations

from typing import Any

from .report_kinds import AUDIT, AUDIT_FORMATS, FLEET_FORMATS, KINDS
from .service.settings import SECRET_OPTIONS, URL_OPTIONS

Spec = dict[str, dict[str, Any]]

CONNECTION: Spec = {
    "base_url": {"type": "str"},
    "tenant_id": {"type": "str"},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str"},
    "scope": {"type": "str"},
    "authority": {"type": "str"},
    "access_token": {"type": "str"},
    "ca_path": {"type": "str"},
    "proxy": {"type": "str"},
    "validate_certs": {"type": "bool"},
    "timeout": {"type": "int", "default": 30},
    "deadline": {"type": "int", "default": 120},
    "retries": {"type": "int", "default": 3},
    "from_file": {"type": "str"},
}
# Of the URLs, module.py shows all but a user name, a password and a query.
for _option in (*SECRET_OPTIONS, *URL_OPTIONS):
    CONNECTION[_option]["no_log"] = True

POLICY: Spec = {
    "policy_from": {"type": "str"},
}

SELECTION: Spec = {
    "include": {"type": "list", "elements": "dict"},
    "exclude": {"type": "list", "elements": "dict"},
    "fill": {"type": "list", "elements": "dict"},
}

GUARDS: Spec = {
    "on_empty": {"type": "str", "choices": ["fail", "warn", "allow"], "default": "fail"},
    "min_profiles": {"type": "int", "default": 0},
    "min_sbcs": {"type": "int", "default": 0},
}

# Raw elements: a list of strings would turn the region NO, which YAML reads as a boolean, into "False" without a word.
RULES: Spec = {
    "rules": {"type": "dict"},
    "required_regions": {"type": "list", "elements": "raw"},
    "validation_ok": {"type": "list", "elements": "raw"},
}

EXPECTATION: Spec = {
    "expected": {"type": "dict"},
    "expected_from": {"type": "list", "elements": "path"},
    "baseline": {"type": "path"},
    "ignore": {"type": "list", "elements": "str"},
    "unexpected_profiles": {"type": "str", "choices": ["ignore", "fail"], "default": "ignore"},
    "waivers": {"type": "list", "elements": "dict"},
    "fail_on": {"type": "str", "choices": ["error", "warning"], "default": "error"},
}

# What the action plugin calling_profile_report does with the data that its module collects.
REPORT: Spec = {
    "kind": {"type": "str", "choices": list(KINDS), "default": AUDIT},
    "report_dir": {"type": "path", "required": True},
    "formats": {"type": "list", "elements": "str", "choices": [*dict.fromkeys((*AUDIT_FORMATS, *FLEET_FORMATS))]},
    "title": {"type": "str"},
    "revision": {"type": "str"},
    # An integer would be ambiguous: YAML reads 0644 as 420.
    "mode": {"type": "raw"},
}
