# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain data as YAML for people to edit: short lists on one line, quotes around everything that a parser could read differently."""

from __future__ import annotations

import re
from typing import Any

from ..unsafe_text import UNSAFE_TAG, marked

SHORT = 100

# A word of letters, an FQDN, an IPv4 address. Everything else is quoted, whether this parser would need it or not: the next
# reader may be of YAML 1.1 (NO, 0777, 1:30, 2026-12-31, +31…) or of 1.2 (1e3, 0o7).
_PLAIN = re.compile(r"[A-Za-z][\w.-]*(?: [\w(][\w.()-]*)*|[0-9]{1,3}(?:\.[0-9]{1,3}){3}", re.ASCII)
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"))


def write_yaml(value: Any, comment: str) -> str:
    """The text of a YAML file.

    Args:
        value: mappings, lists, strings, integers, booleans and nulls.
        comment: a comment for the first line.
    """
    import yaml  # comes with ansible-core, and a Python that only runs modules may lack it

    def indent(dumper: Any, flow: bool = False, indentless: bool = False) -> None:
        yaml.SafeDumper.increase_indent(dumper, flow, False)

    dumper: Any = type("Dumper", (yaml.SafeDumper,), {"increase_indent": indent, "ignore_aliases": lambda *_: True})
    dumper.add_representer(str, _string)
    dumper.add_representer(_Unsafe, _unsafe_string)
    dumper.add_representer(list, _list)
    dumper.add_representer(dict, _mapping)
    text: str = yaml.dump(marked(value, _Unsafe), Dumper=dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=2**16)
    return f"---\n# {comment}\n{text}"


class _Unsafe(str):
    """A text that a program could take for a template."""

    __slots__ = ()


def _unsafe_string(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar(UNSAFE_TAG, str(text), style="'" if text.isprintable() else '"')


def _string(dumper: Any, text: str) -> Any:
    """Plain, 'quoted', or "quoted with escapes" if a character is not printable."""
    style = "'" if text.isprintable() else '"'
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_plain else style)


def _list(dumper: Any, entries: list[Any]) -> Any:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", entries, flow_style=_is_short(entries))


def _mapping(dumper: Any, fields: dict[str, Any]) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", fields, flow_style=_is_short([*fields, *fields.values()]))


def _is_short(parts: list[Any]) -> bool:
    """Whether these fit on one line, between brackets; mappings and lists never do."""
    return all(isinstance(part, (str, int)) for part in parts) and sum(len(str(part)) + 2 for part in parts) <= SHORT
