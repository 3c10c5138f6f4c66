# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses: ssh takes ansible_host as an argument, so a hostile text must never be accepted as an address."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.addresses import (
    is_address,
    is_device_address,
    is_dns_name,
    is_ip_address,
)

HOSTILE = [
    None,
    "",
    " ",
    "-oProxyCommand=touch PWN",
    "-oProxyCommand=x",
    "--",
    "-",
    "a -oProxyCommand=x",
    "10.0.0.1 -oProxyCommand=x",
    "10.0.0.1\n-oProxyCommand=x",
    "10.0.0.1\n",
    "\n10.0.0.1",
    " 10.0.0.1",
    "10.0.0.1 ",
    "sbc.example.net\n",
    "sbc.example.net\0",
    "sbc\texample",
    "user@sbc.example.net",
    "ssh://sbc.example.net",
    "sbc.example.net:22",
    "[2001:db8::1]",
    "[2001:db8::1]:22",
    "2001:db8::1%eth0",
    "fe80::1%-oProxyCommand=x",
    "fe80::1%`touch PWN`",
    "10.0.0.0/8",
    "::1/64",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "10.0.0.1.1",
    "2886856613",
    "0x7f000001",
    "0x7f.0.0.1",
    "١٠.0.0.1",
    "10。0。0。1",
    "{{ lookup('pipe', 'touch PWN') }}",
    "lookup('pipe','touch PWN')|string",
    "$(touch PWN)",
    "`touch PWN`",
    "sbc;touch PWN",
    "sbc|x",
    "sbc&x",
    "sbc>x",
    "sbc'x",
    'sbc"x',
    "sbc\\x",
    "../up",
    ".",
    "..",
    ".example.net",
    "sbc..example.net",
    "-sbc.example.net",
    "sbc-.example.net",
    "sbc.-example.net",
    "sbc.example.net-",
    "sbc.example.1",
    "sbc.1example",
    "_sbc.example.net",
    "sbc,example.net",
    "münchen.example.net",
    "ſbc.example.net",
    "a" * 64,
    ".".join(["a" * 63] * 4),
    "%h",
    "~root",
    "*",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_is_not_an_address_is_refused(text: str | None) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("text", ["10.0.0.1", "255.255.255.255", "2001:db8::1", "::ffff:10.0.0.1", "::", "FE80::1"])
def test_an_ip_address_is_not_a_dns_name(text: str) -> None:
    assert is_ip_address(text)
    assert not is_dns_name(text)


@pytest.mark.parametrize(
    "text", ["NL-SBC05", "NL-SBC05.lab.lan", "a", "sbc_1.example.net", "1sbc.example.net", "xn--mnchen-3ya.example.xn--p1ai", "a" * 63]
)
def test_a_dns_name_is_not_an_ip_address(text: str) -> None:
    assert is_dns_name(text)
    assert not is_ip_address(text)


@given(st.text(alphabet="aZ09.:-_%/@ \n\0{|$é", max_size=12))
def test_an_accepted_address_has_only_harmless_characters(text: str) -> None:
    if is_address(text):
        assert text[0] not in "-." and not set(text) - set("aZ09.:-_")
        if ":" in text:
            ipaddress.IPv6Address(text)


def test_a_long_hostile_name_is_refused_quickly() -> None:
    """A pattern that backtracks would run for years."""
    assert not is_dns_name("a-" * 120 + "!")
    assert not is_dns_name("a." * 126 + "!")


NOT_A_DEVICE: list[str | None] = [
    "127.0.0.1",
    "127.255.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "0.0.0.0",
    "::",
    "169.254.0.1",
    "fe80::1",
    "224.0.0.1",
    "ff02::1",
]
NOT_A_DEVICE += ["224.0.0.1", "ff02::1", "localhost", "LOCALHOST", "a.localhost", "localhost.localdomain", "-x", "", None]


@pytest.mark.parametrize("text", NOT_A_DEVICE)
def test_the_address_of_something_else_than_a_device(text: str | None) -> None:
    assert not is_device_address(text)


@pytest.mark.parametrize(
    "text", ["10.0.0.1", "192.0.2.1", "fd00::1", "2001:db8::1", "::ffff:10.0.0.1", "sbc.example.net", "localhost1", "my-localhost"]
)
def test_the_address_of_a_device(text: str) -> None:
    assert is_device_address(text)
