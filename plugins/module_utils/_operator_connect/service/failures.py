# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why no whole answer came: from the exceptions of requests, urllib3, ssl and socket to words that help."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlsplit

from ..errors import NetworkError, OperatorConnectError
from .body import TruncatedBodyError
from .settings import ENVIRONMENT

if TYPE_CHECKING:
    from .redaction import Redactor

_E = TypeVar("_E", bound=BaseException)


class Asked(NamedTuple):
    """What was asked, as it may be printed."""

    url: str
    proxy: str | None  # the proxy that it went through, if any
    timeout: float

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


class Failure(NamedTuple):
    """One failed try, and whether another one could go better."""

    error: OperatorConnectError
    may_pass: bool


def failure_of(error: BaseException, asked: Asked, redactor: Redactor) -> Failure:
    """Tells what an exception means. Its text is used only where it comes from the system or from TLS, and then cleaned."""
    causes = list(_causes(error))
    what, said, next_step, may_pass = (
        _of_proxy(causes, asked) or _of_tls(causes, asked) or _of_network(causes, asked) or _of_answer(causes, asked)
    )
    where = what if asked.url in what else f"{asked.url}: {what}"
    told = NetworkError(where, said=redactor.clean(said), url=asked.url, next_step=next_step or None)
    return Failure(told, may_pass)


class _Told(NamedTuple):
    what: str
    said: str = ""
    next_step: str = ""  # empty: that of the class
    may_pass: bool = True


def _of_proxy(causes: list[BaseException], asked: Asked) -> _Told | None:
    from urllib3.exceptions import ProxyError

    if not any(isinstance(cause, ProxyError) for cause in causes):
        return None
    proxy = asked.proxy or "the proxy"
    # The status line of a refused CONNECT; http.client has it in this form alone.
    refused = next((str(cause) for cause in causes if "unnel connection failed" in str(cause) and cause.__class__ is OSError), "")
    if " 407 " in refused:
        next_step = f"Give the user and the password that the proxy asks for in proxy (or {ENVIRONMENT['proxy']})."
        return _Told(f"The proxy {proxy} refused to connect to {asked.host}", refused, next_step, False)
    if refused:
        return _Told(f"The proxy {proxy} refused to connect to {asked.host}", refused, "Check what the proxy allows.")
    inner = _of_tls(causes, asked) or _of_network(causes, asked)
    next_step = f"Check proxy (or {ENVIRONMENT['proxy']}, HTTPS_PROXY in the environment)."
    return _Told(f"The proxy {proxy} cannot be reached, on the way to {asked.host}", inner.said if inner else "", next_step)


def _of_tls(causes: list[BaseException], asked: Asked) -> _Told | None:
    # Before 2.0 urllib3 compares the names itself, and has an exception of its own for it.
    refused = next(
        (cause for cause in causes if isinstance(cause, ssl.CertificateError) or type(cause).__name__ == "CertificateError"), None
    )
    if refused is not None:
        said = getattr(refused, "verify_message", "") or str(refused)
        return _Told(f"The certificate of {asked.host} was not accepted", said, _about_certificate(refused, said), False)
    failed = _first(causes, ssl.SSLError)
    if failed is None:
        return None
    reason = (failed.reason or "").replace("_", " ").lower()
    if "certificate or crl" in reason or "pem" in reason or "x509" in str(failed).lower():
        next_step = "Check that the file is a PEM file with certificates."
        return _Told("The bundle of certificate authorities cannot be used (ca_path, REQUESTS_CA_BUNDLE)", reason, next_step, False)
    if reason in ("wrong version number", "unknown protocol", "http request", "record layer failure"):
        return _Told(f"{asked.host} does not speak TLS", reason, "Check the scheme and the port of the address.", False)
    return _Told(f"TLS with {asked.host} failed", reason or str(failed.strerror or ""), "Check what stands between here and there.")


def _about_certificate(refused: BaseException, said: str) -> str:
    if getattr(refused, "verify_code", 0) == _EXPIRED:
        return "Have it renewed, or set the clock of this machine right."
    if "match" in said or "not valid for" in said:
        return "It is made out to another name: check the host in the address."
    return f"Give the certificate authority that signed it, as a PEM file, in ca_path (or {ENVIRONMENT['ca_path']})."


_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


def _of_network(causes: list[BaseException], asked: Asked) -> _Told | None:
    unresolved = _first(causes, socket.gaierror)
    if unresolved is not None:
        next_step = "Check the name, and the name service of this machine. Where only a proxy resolves names, set proxy."
        return _Told(f"The host {asked.host} has no address", unresolved.strerror or "", next_step)
    if _is_timeout(causes):
        next_step = "Check the network, or raise timeout."
        return _Told(f"{asked.url} did not answer within {asked.timeout:g} s", "", next_step)
    refused = _first(causes, ConnectionRefusedError)
    if refused is not None:
        return _Told(f"{asked.host} refused the connection", "", "Check host and port of the address, and whether the service is up.")
    system = next((cause for cause in causes if isinstance(cause, OSError) and cause.errno and cause.strerror), None)
    if isinstance(system, OSError) and not isinstance(system, ConnectionError):
        return _Told(f"{asked.host} cannot be reached", system.strerror or "")
    return None


def _of_answer(causes: list[BaseException], asked: Asked) -> _Told:
    from urllib3.exceptions import ProtocolError

    if _first(causes, ConnectionError) is not None:  # http.client.RemoteDisconnected is one
        return _Told(f"{asked.url} broke off the connection")
    if _first(causes, (TruncatedBodyError, http.client.IncompleteRead)) is not None:
        return _Told(f"The answer of {asked.url} was cut off")
    if _first(causes, http.client.HTTPException) is not None:
        return _Told(f"{asked.url} answered something that is not HTTP")
    if _first(causes, ProtocolError) is not None:
        return _Told(f"The answer of {asked.url} was cut off")
    # Its text may quote what was sent.
    next_step = f"Check the proxy {asked.proxy}: an HTTP proxy is http://host:port." if asked.proxy else ""
    return _Told(f"{asked.url} could not be asked", type(causes[0]).__name__, next_step, False)


def _is_timeout(causes: list[BaseException]) -> bool:
    from urllib3.exceptions import TimeoutError as Urllib3Timeout

    # socket.timeout is TimeoutError from Python 3.10 on.
    return any(isinstance(cause, (socket.timeout, TimeoutError, Urllib3Timeout)) for cause in causes)


def _first(causes: list[BaseException], kind: type[_E] | tuple[type[_E], ...]) -> _E | None:
    return next((cause for cause in causes if isinstance(cause, kind)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps: requests and urllib3 put the cause into the arguments, or into `reason`, or chain it."""
    waiting, seen = [error], set()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = (*current.args, getattr(current, "reason", None), current.__cause__, current.__context__)
        waiting.extend(cause for cause in inner if isinstance(cause, BaseException))
