# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The URLs that a user sets: check them, bring them into one form, and leave out their secrets for messages."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, unquote, urlsplit

from ..errors import OptionError
from .redaction import redacted_url

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,15}")
_DEFAULT_PORTS = {"https": 443, "http": 80}
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\.?")
# Characters that a URL must percent-encode, and that programs read in different ways.
_NOT_ALLOWED = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
_IPV4_LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
_PROXY_FORM = "Set it to http://host:port."


def normalize_service_url(label: str, text: str) -> str:
    """Check a base URL and return it in its normal form: lower-case scheme and host, no default port, no slash at the end.

    Args:
        label: the name of the option or variable, for messages.
        text: `https://host[:port][/path]`; http is only for loopback (127.0.0.0/8, ::1, localhost).

    Raises:
        OptionError: the text is anything else. The message contains no user name, password, query or fragment.
    """
    parts = _split(label, text)
    if "@" in text:
        # Anywhere in the text: a password with a slash in it looks like a port and a path.
        raise OptionError(
            f"{label} contains a user name or password: {displayed_url(text)}",
            next_step="Remove it. To sign in, set client_id and client_secret, or access_token.",
        )
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise OptionError(f"{label} contains a query or fragment: {redacted_url(text)}", next_step="Remove everything after the path.")
    if parts.scheme not in _DEFAULT_PORTS:
        raise OptionError(f"{label} is not an https URL: {redacted_url(text)}", next_step="Start it with https:// and the host.")
    host = _host(label, parts)
    if parts.scheme == "http" and not _is_loopback(host):
        raise OptionError(
            f"{label} is http, which would send secrets in clear text: {redacted_url(text)}",
            next_step="Use https. http is only for this machine: 127.0.0.1, ::1 or localhost.",
        )
    return f"{parts.scheme}://{_host_and_port(host, _port(label, parts), parts.scheme)}{parts.path.rstrip('/')}"


def normalize_proxy_url(label: str, text: str) -> str:
    """Check the URL of a proxy and return it in its normal form: `http[s]://[user[:password]@]host[:port]`.

    Raises:
        OptionError: the text is anything else. The message contains no user name and no password.
    """
    if "://" not in text:
        # Not quoted: without a scheme, the password cannot be recognized.
        raise OptionError(f"{label} does not start with http:// or https://", next_step=_PROXY_FORM)
    parts = _split(label, text)
    refuse_proxy_scheme(label, text)
    if parts.path.strip("/") or "?" in text or "#" in text:
        raise OptionError(
            f"{label} contains more than a host and a port",
            next_step="Set it to http://user:password@host:port. In the user name and password, percent-encode each of / ? # @ : %.",
        )
    host = _host(label, parts)
    try:
        "".join(credentials_of(text)).encode("latin-1")
    except UnicodeEncodeError:
        raise OptionError(f"{label} has a user name or password with characters outside Latin-1, which HTTP cannot send") from None
    credentials = parts.netloc.rpartition("@")[0]
    host_and_port = _host_and_port(host, _port(label, parts), parts.scheme)
    return f"{parts.scheme}://{credentials + '@' if credentials else ''}{host_and_port}"


def refuse_proxy_scheme(label: str, proxy: str) -> None:
    """Refuse the URL of a proxy that is not an HTTP proxy. Without a scheme, as the environment may have it, it is one.

    Raises:
        OptionError: it is a SOCKS proxy, or its scheme is unknown.
    """
    scheme, separator, _rest = proxy.strip().lower().partition("://")
    if not separator or scheme in _DEFAULT_PORTS:
        return
    if scheme.startswith("socks"):
        raise OptionError(f"{label} is a SOCKS proxy, which is not supported", next_step="Use an HTTP proxy: http://host:port.")
    # Not quoted if it is longer than a scheme is: it can be a part of a password.
    shown = f"starts with {scheme}://" if _SCHEME.fullmatch(scheme) else "does not start with http:// or https://"
    raise OptionError(f"{label} {shown}", next_step=_PROXY_FORM)


def credentials_of(proxy: str) -> tuple[str, ...]:
    """The user name and password in the URL of a proxy: each as it is there, and percent-decoded."""
    try:
        parts = urlsplit(proxy)
        credentials = (parts.username, parts.password)
    except ValueError:
        return ()
    return tuple(form for text in credentials if text for form in dict.fromkeys((text, unquote(text))))


def redacted_proxy(proxy: str) -> str:
    """The URL of a proxy without its user name and password, also if nobody has checked it (a proxy of the environment)."""
    scheme, _separator, rest = _without_credentials(proxy.strip()).rpartition("://")
    return f"{scheme or 'http'}://{re.split('[/?#]', rest, maxsplit=1)[0]}"


def displayed_url(url: str) -> str:
    """A URL as a user gave it, without anything that could be a secret if it contains more than a base URL or a proxy may."""
    return redacted_url(_without_credentials(url.strip())) if any(mark in url for mark in "@?#") else url


def is_loopback_url(url: str) -> bool:
    """Whether a checked URL is on this machine."""
    return _is_loopback(urlsplit(url).hostname or "")


def _without_credentials(url: str) -> str:
    """A URL without everything that could be a user name and a password."""
    scheme, separator, _rest = url.partition("://")
    return scheme + separator + url.rpartition("@")[2] if "@" in url and separator else url.rpartition("@")[2]


def _split(label: str, text: str) -> SplitResult:
    if _NOT_ALLOWED.search(text):
        raise OptionError(
            f"{label} contains a character that is not allowed in a URL (a space, a quote, a backslash, a non-ASCII letter)",
            next_step="Percent-encode it, or write an international host name in its xn-- form.",
        )
    try:
        return urlsplit(text)
    except ValueError:
        raise OptionError(f"{label} is not a URL") from None


def _host(label: str, parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "[" in parts.netloc.rpartition("@")[2]:
        if _ip_address(host) is not None:
            return host
    elif _HOST_NAME.fullmatch(host):
        return host
    # Not quoted: a text without a host can be a user name and a password.
    raise OptionError(f"{label} has no valid host", next_step="Set a host name or an IP address after ://.")


def _port(label: str, parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise OptionError(f"{label} has no valid port", next_step="A port is a number from 1 to 65535, after the host and a colon.")
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
