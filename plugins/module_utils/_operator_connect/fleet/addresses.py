# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which texts are addresses that Ansible can connect to."""

from __future__ import annotations

import ipaddress
import re

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
# The last label starts with a letter, so that 10.0.0 and 2886856613 are not names.
_DNS_NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)*[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?")

# Names of the machine itself (RFC 6761, and the usual /etc/hosts).
_LOCALHOST = re.compile(r"(?:.*\.)?localhost\.?|localhost\..*", re.IGNORECASE)


def is_ip_address(text: str | None) -> bool:
    """Whether a text is an IPv4 or IPv6 address without a zone: a zone can be any text, also a command."""
    if not text or not text.isascii() or "%" in text:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_dns_name(text: str | None) -> bool:
    """Whether a text is a DNS name. It never starts with a hyphen, which ssh would read as an option."""
    return bool(text) and _DNS_NAME.fullmatch(text or "") is not None


def is_address(text: str | None) -> bool:
    """Whether a text is an IP address or a DNS name."""
    return is_ip_address(text) or is_dns_name(text)


def is_device_address(text: str | None) -> bool:
    """Whether a text can be the address of a device: an IP address or a DNS name that is not known to be something else.

    With the loopback address of its own, a play would change the controller instead of the SBC. A link-local address has a meaning only
    together with an interface, and in a cloud one of them is the service that hands out credentials.
    """
    if is_ip_address(text):
        address = ipaddress.ip_address(text or "")
        mapped = getattr(address, "ipv4_mapped", None) or address
        return not (mapped.is_loopback or mapped.is_link_local or mapped.is_unspecified or mapped.is_multicast)
    return is_dns_name(text) and _LOCALHOST.fullmatch(text or "") is None
