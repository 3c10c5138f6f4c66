# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why there is no complete response: the exceptions of requests, urllib3, ssl and socket, explained in words that help."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlsplit

from ..errors import NetworkError, OperatorConnectError
from .body import TruncatedBodyError
from .settings import ENVIRONMENT

if TYPE_CHECKING:
    from .redaction import Redactor

_Exception = TypeVar("_Exception", bound=BaseException)


class RequestSummary(NamedTuple):
    """A request, as a message may show it."""

    url: str
    proxy: str | None
    timeout: float

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


class Failure(NamedTuple):
    """A try without a complete response, and whether the next try can succeed."""

    error: OperatorConnectError
    is_temporary: bool


class _Explanation(NamedTuple):
    what: str
    details: str = ""
    next_step: str = ""  # empty: the one of NetworkError
    is_temporary: bool = True


def explain_failure(exception: BaseException, request: RequestSummary, redactor: Redactor) -> Failure:
    """Explain what an exception means. Its text is used only if it comes from the system, from TLS or from a proxy, and is redacted."""
    causes = list(_causes(exception))
    explanation = _first_explanation(_EXPLAINERS, causes, request) or _explain_unknown(causes, request)
    what = explanation.what if request.url in explanation.what else f"{request.url}: {explanation.what}"
    details = redactor.excerpt(explanation.details)
    error = NetworkError(what, said=details, url=request.url, next_step=explanation.next_step or None)
    return Failure(error, explanation.is_temporary)


def _first_explanation(explainers: Sequence[_Explainer], causes: Sequence[BaseException], request: RequestSummary) -> _Explanation | None:
    for explain in explainers:
        explanation = explain(causes, request)
        if explanation is not None:
            return explanation
    return None


def _explain_proxy(causes: Sequence[BaseException], request: RequestSummary) -> _Explanation | None:
    from urllib3.exceptions import ProxyError

    if _first(causes, ProxyError) is None:
        return None
    proxy = request.proxy or "the proxy"
    # The status line of the proxy's response to CONNECT; http.client has it only in this form.
    refusal = next((str(cause) for cause in causes if "unnel connection failed" in str(cause) and cause.__class__ is OSError), "")
    refused = f"The proxy {proxy} refused to connect to {request.host}"
    if " 407 " in refusal:
        next_step = f"Set the user name and password of the proxy in proxy (or {ENVIRONMENT['proxy']})."
        return _Explanation(refused, refusal, next_step, is_temporary=False)
    if refusal:
        return _Explanation(refused, refusal, "Check what the proxy allows.")
    cause = _first_explanation((_explain_certificate, _explain_tls, _explain_connection), causes, request)
    next_step = f"Check proxy (or {ENVIRONMENT['proxy']}, or HTTPS_PROXY in the environment)."
    return _Explanation(f"The proxy {proxy} for {request.host} cannot be reached", cause.details if cause else "", next_step)


def _explain_certificate(causes: Sequence[BaseException], request: RequestSummary) -> _Explanation | None:
    # urllib3 before 2.0 compares the host names itself, with an exception of its own.
    rejection = next(
        (cause for cause in causes if isinstance(cause, ssl.CertificateError) or type(cause).__name__ == "CertificateError"), None
    )
    if rejection is None:
        return None
    details = getattr(rejection, "verify_message", "") or str(rejection)
    if getattr(rejection, "verify_code", 0) == _EXPIRED:
        next_step = "Renew it, or correct the clock of this machine."
    elif "match" in details or "not valid for" in details:
        next_step = "The certificate is for another host name: check the host in the URL."
    else:
        next_step = f"Set ca_path (or {ENVIRONMENT['ca_path']}) to a PEM file with the certificate authority that signed it."
    return _Explanation(f"The certificate of {request.host} was not accepted", details, next_step, is_temporary=False)


def _explain_tls(causes: Sequence[BaseException], request: RequestSummary) -> _Explanation | None:
    failure = _first(causes, ssl.SSLError)
    if failure is None:
        return None
    reason = (failure.reason or "").replace("_", " ").lower()
    if "certificate or crl" in reason or "pem" in reason or "x509" in str(failure).lower():
        what = "The file of certificate authorities cannot be used (ca_path, REQUESTS_CA_BUNDLE)"
        return _Explanation(what, reason, "Check that it is a PEM file with certificates.", is_temporary=False)
    if reason in ("wrong version number", "unknown protocol", "http request", "record layer failure"):
        return _Explanation(f"{request.host} does not use TLS", reason, "Check the scheme and the port of the URL.", is_temporary=False)
    next_step = "Check firewalls, proxies and TLS inspection between this machine and the service."
    return _Explanation(f"TLS with {request.host} failed", reason or str(failure.strerror or ""), next_step)


def _explain_connection(causes: Sequence[BaseException], request: RequestSummary) -> _Explanation | None:
    unresolved = _first(causes, socket.gaierror)
    if unresolved is not None:
        next_step = "Check the name, and the name servers of this machine. If only a proxy resolves names, set proxy."
        return _Explanation(f"Host name {request.host} cannot be resolved", unresolved.strerror or "", next_step)
    if _is_timeout(causes):
        next_step = "Check the network, or increase timeout."
        return _Explanation(f"{request.url} did not answer within {request.timeout:g} s", "", next_step)
    if _first(causes, ConnectionRefusedError) is not None:
        next_step = "Check the host and port of the URL, and whether the service is running."
        return _Explanation(f"{request.host} refused the connection", "", next_step)
    failure = next((cause for cause in causes if isinstance(cause, OSError) and cause.errno and cause.strerror), None)
    if isinstance(failure, OSError) and not isinstance(failure, ConnectionError):
        return _Explanation(f"{request.host} cannot be reached", failure.strerror or "")
    return None


def _explain_response(causes: Sequence[BaseException], request: RequestSummary) -> _Explanation | None:
    from urllib3.exceptions import ProtocolError

    explanations: tuple[tuple[type[BaseException], str], ...] = (
        (ConnectionError, f"{request.url} closed the connection unexpectedly"),  # http.client.RemoteDisconnected is one
        (TruncatedBodyError, f"The response from {request.url} was cut off"),
        (http.client.IncompleteRead, f"The response from {request.url} was cut off"),
        (http.client.HTTPException, f"{request.url} answered something that is not HTTP"),
        (ProtocolError, f"The response from {request.url} was cut off"),
    )
    return next((_Explanation(what) for kind, what in explanations if _first(causes, kind) is not None), None)


def _explain_unknown(causes: Sequence[BaseException], request: RequestSummary) -> _Explanation:
    # Only the type of the exception: its text may quote what was sent.
    next_step = f"Check the proxy {request.proxy}: the URL of an HTTP proxy is http://host:port." if request.proxy else ""
    return _Explanation(f"The request to {request.url} failed", type(causes[0]).__name__, next_step, is_temporary=False)


_Explainer = Callable[[Sequence[BaseException], RequestSummary], "_Explanation | None"]
# In this order: the exception of a proxy wraps others, and most of them are connection errors too.
_EXPLAINERS: tuple[_Explainer, ...] = (_explain_proxy, _explain_certificate, _explain_tls, _explain_connection, _explain_response)
_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


def _is_timeout(causes: Sequence[BaseException]) -> bool:
    from urllib3.exceptions import TimeoutError as Urllib3Timeout

    # Before Python 3.10, socket.timeout is not a TimeoutError.
    return any(isinstance(cause, (socket.timeout, TimeoutError, Urllib3Timeout)) for cause in causes)


def _first(causes: Sequence[BaseException], kind: type[_Exception]) -> _Exception | None:
    return next((cause for cause in causes if isinstance(cause, kind)), None)


def _causes(exception: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps: requests and urllib3 keep the cause in the arguments, in `reason`, or as the Python cause."""
    waiting, seen = [exception], set()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = (*current.args, getattr(current, "reason", None), current.__cause__, current.__context__)
        waiting.extend(cause for cause in inner if isinstance(cause, BaseException))
