# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is an address that something may connect to, and what only claims to be one."""

from __future__ import annotations

import ipaddress
import re

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
# The last label starts with a letter, so that neither 10.0.0 nor 2886856613 passes for a name.
_DNS_NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)*[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?")


def is_ip_address(text: str | None) -> bool:
    """An IPv4 or IPv6 address, without a zone: what stands behind a `%` can be anything, a command included."""
    if not text or not text.isascii() or "%" in text:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_dns_name(text: str | None) -> bool:
    """A name that DNS could know: it never starts with a hyphen, which ssh would take for an option."""
    return bool(text) and _DNS_NAME.fullmatch(text or "") is not None


def is_address(text: str | None) -> bool:
    """An IP address or a DNS name."""
    return is_ip_address(text) or is_dns_name(text)
