# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses that a user gives: which are taken, and what is said about the others."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, unquote, urlsplit

from ..errors import OptionError
from .redaction import shown_url

_DEFAULT_PORTS = {"https": 443, "http": 80}
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\.?")
# What no URL holds unquoted, and what programs read in different ways.
_NOT_IN_A_URL = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
_IPV4_LOOPBACK = ipaddress.ip_network("127.0.0.0/8")


def service_address(name: str, text: str) -> str:
    """A base URL in its one spelling: lower-case scheme and host, no default port, no slash at the end.

    Args:
        name: what to call it in a message.
        text: https://host[:port][/path]; http is for loopback alone (127.0.0.0/8, ::1, localhost).

    Raises:
        OptionError: it is anything else. The message has neither user, password, query nor fragment.
    """
    parts = _parts(name, text)
    if "@" in text:
        # Anywhere: a password with a slash in it would pass for a port and a path.
        raise OptionError(
            f"{name} has a user or a password in it: {shown_url(_after_user(text))}",
            next_step="Write the address without them; client_id and client_secret, or access_token, say who signs in.",
        )
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise OptionError(f"{name} has a query or a fragment: {shown_url(text)}", next_step="Write it without what follows the path.")
    if parts.scheme not in _DEFAULT_PORTS:
        raise OptionError(f"{name} is not https: {shown_url(text)}", next_step="Write https://, then the host.")
    host = _host(name, parts)
    if parts.scheme == "http" and not _is_loopback(host):
        raise OptionError(
            f"{name} is http, which would send secrets in the clear: {shown_url(text)}",
            next_step="Use https. http is for this machine alone: 127.0.0.1, ::1 or localhost.",
        )
    return f"{parts.scheme}://{_host_and_port(host, _port(name, parts), parts.scheme)}{parts.path.rstrip('/')}"


def proxy_address(name: str, text: str) -> str:
    """The URL of a proxy, with the user and the password that it may have: http[s]://[user[:password]@]host[:port].

    Raises:
        OptionError: it is anything else. The message has no user and no password.
    """
    if "://" not in text:
        # A user and a password may stand in it, and without a scheme nobody can say where.
        raise OptionError(f"{name} does not start with http:// or https://", next_step="Write it as http://host:port.")
    parts = _parts(name, text)
    if parts.scheme.startswith("socks"):
        raise OptionError(f"{name} is a SOCKS proxy, which is not supported", next_step="Give an HTTP proxy, http://host:port.")
    if parts.scheme not in _DEFAULT_PORTS:
        raise OptionError(f"{name} starts with {parts.scheme}://", next_step="Write it as http://host:port.")
    if parts.path.strip("/") or "?" in text or "#" in text:
        raise OptionError(
            f"{name} has more in it than a host and a port",
            next_step="Write it as http://user:password@host:port. In a user and a password, each of / ? # @ : % is percent-encoded.",
        )
    host = _host(name, parts)
    try:
        "".join(user_and_password(text)).encode("latin-1")
    except UnicodeEncodeError:
        raise OptionError(f"{name} has a user or a password that HTTP cannot carry (it is not Latin-1)") from None
    user = parts.netloc.rpartition("@")[0]
    where = _host_and_port(host, _port(name, parts), parts.scheme)
    return f"{parts.scheme}://{user + '@' if user else ''}{where}"


def user_and_password(url: str) -> tuple[str, ...]:
    """What stands before the `@` of a proxy's URL: as it is written, and as it is meant (percent-decoded)."""
    try:
        parts = urlsplit(url)
        given = (parts.username, parts.password)
    except ValueError:
        return ()
    return tuple(form for text in given if text for form in dict.fromkeys((text, unquote(text))))


def without_credentials(url: str) -> str:
    """A proxy's URL as it may be printed, also one from the environment that nobody checked."""
    scheme, _colon, rest = _after_user(url.strip()).rpartition("://")
    return f"{scheme or 'http'}://{re.split('[/?#]', rest, maxsplit=1)[0]}"


def is_on_this_machine(url: str) -> bool:
    """Whether a checked URL leads to loopback."""
    return _is_loopback(urlsplit(url).hostname or "")


def _after_user(url: str) -> str:
    """A URL without anything that could be a user and a password."""
    scheme, separator, _rest = url.partition("://")
    return scheme + separator + url.rpartition("@")[2] if "@" in url and separator else url.rpartition("@")[2]


def _parts(name: str, text: str) -> SplitResult:
    if _NOT_IN_A_URL.search(text):
        raise OptionError(
            f"{name} has a character in it that no URL has (white space, a quote, a backslash, a letter beyond ASCII)",
            next_step="Percent-encode it, or write an international host name in its xn-- form.",
        )
    try:
        return urlsplit(text)
    except ValueError:
        raise OptionError(f"{name} is not a URL") from None


def _host(name: str, parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "[" in parts.netloc.rpartition("@")[2]:
        if _ip_address(host) is not None:
            return host
    elif _NAME.fullmatch(host):
        return host
    # Not printed: what has no host may be a user and a password.
    raise OptionError(f"{name} has no usable host", next_step="Write https://host or https://host:port, then the path.")


def _port(name: str, parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise OptionError(f"{name} has no usable port", next_step="A port is a number from 1 to 65535, after the host and a colon.")
    return port


def _host_and_port(host: str, port: int | None, scheme: str) -> str:
    host = f"[{host}]" if ":" in host else host
    return host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"


def _is_loopback(host: str) -> bool:
    address = _ip_address(host)
    if address is None:
        return host == "localhost"
    return address in _IPV4_LOOPBACK if address.version == 4 else address == ipaddress.IPv6Address("::1")


def _ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return None if "%" in host else ipaddress.ip_address(host)
    except ValueError:
        return None
