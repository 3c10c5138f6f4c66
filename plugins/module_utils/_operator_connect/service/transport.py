# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP request and its complete response: bounded in time and size, retried if that can help, free of secrets in its errors."""

from __future__ import annotations

import os
import random
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import DocumentError, NetworkError, OperatorConnectError, OptionError
from ..version import VERSION
from .body import ACCEPT_ENCODING, UnacceptableBodyError, read_body, read_error_body, reading_errors
from .deadline import Deadline, Watchdog, watched_adapter
from .failures import Failure, RequestSummary, explain_failure
from .redaction import Redactor, redacted_url
from .response import HttpResponse
from .urls import credentials_of, redacted_proxy, refuse_proxy_scheme

if TYPE_CHECKING:
    from requests import PreparedRequest

    from .settings import ServiceSettings

# Temporary by definition (RFC 9110, RFC 6585) or by the practice of gateways. 500 is not one of them.
TEMPORARY_STATUSES = frozenset({408, 429, 502, 503, 504})
LONGEST_PAUSE = 20.0


class RetryDecision(NamedTuple):
    """The seconds to wait before the next try, or why there is none: a clause, empty if no retry can help."""

    pause: float | None
    reason: str = ""


class Transport:
    """Sends the requests of one call. The deadline of the call starts when this object is created.

    Redirects are not followed, cookies are not kept, `~/.netrc` is not read, and each try has a connection of its own.

    Args:
        settings: URLs, certificates, proxy, times.
        clock: returns seconds from any point in time on, and never goes back.
        sleep: waits for a number of seconds.
    """

    def __init__(
        self, settings: ServiceSettings, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.redactor = Redactor(settings.secrets)
        self._settings = settings
        self._deadline = Deadline(settings.deadline, clock)
        self._sleep = sleep

    def send(
        self,
        method: str,
        url: str,
        *,
        token: str | None = None,
        form: Mapping[str, str] | None = None,
        error_class: type[OperatorConnectError] = DocumentError,
    ) -> HttpResponse:
        """Send a request and return the response, whatever its status is; for a temporary status, the response of the last try.

        Args:
            method: GET or POST.
            url: one of the URLs of the settings.
            token: for the `Authorization` header.
            form: is sent form-encoded.
            error_class: the error for a response that is too large, or compressed in an unknown way.

        Raises:
            NetworkError: there is no complete response.
            OptionError: the file of certificate authorities in the environment does not exist, or its proxy is of the wrong kind.
        """
        request = _prepare(method, url, token, form)
        retries = 0
        while True:
            outcome = self._try(request, error_class)
            decision = self._decide_retry(outcome, retries)
            if decision.pause is None:
                break
            self._sleep(decision.pause)
            retries += 1
        if isinstance(outcome, HttpResponse):
            return replace(outcome, retry_note=decision.reason)
        raise outcome.error.with_context(suffix=f", {decision.reason}" if decision.reason else "")

    def _decide_retry(self, outcome: HttpResponse | Failure, retries: int) -> RetryDecision:
        """Decide whether to try again after this outcome, and when."""
        is_temporary = outcome.status in TEMPORARY_STATUSES if isinstance(outcome, HttpResponse) else outcome.is_temporary
        if not is_temporary:
            return RetryDecision(None)
        deadline = f"the deadline of {self._settings.deadline:g} s"
        requested = _retry_after(outcome.headers) if isinstance(outcome, HttpResponse) else None
        if requested is not None and requested >= self._deadline.remaining():
            return RetryDecision(None, f"and asks for a retry in {requested:.0f} s, after {deadline}")
        if retries >= self._settings.retries:
            return RetryDecision(None, f"{retries + 1} times in a row" if retries else "")
        pause = _pause(retries) if requested is None else requested
        if pause >= self._deadline.remaining():
            return RetryDecision(None, f"no time left for a retry within {deadline}")
        return RetryDecision(pause)

    def _try(self, request: PreparedRequest, error_class: type[OperatorConnectError]) -> HttpResponse | Failure:
        options = self._adapter_options(str(request.url))
        timeout = min(self._settings.timeout, self._deadline.remaining())
        summary = RequestSummary(redacted_url(str(request.url)), self._proxy_for(str(request.url), options["proxies"]), timeout)
        if timeout <= 0:
            return self._deadline_exceeded(summary)
        # An error is raised later, outside of here: an exception of requests or urllib3 contains the request, and would be its context.
        outcome: HttpResponse | Failure
        with Watchdog(self._deadline.remaining()) as watchdog, warnings.catch_warnings():
            _ignore_insecure_warning()
            adapter = watched_adapter(watchdog, self._deadline)
            try:
                # The adapter alone: a session would read ~/.netrc, keep cookies, and read the body of a redirect without a limit.
                raw = adapter.send(request, stream=True, timeout=(timeout, timeout), **options)
                try:
                    body, is_whole = (read_body(raw), True) if raw.status_code == 200 else read_error_body(raw)
                    outcome = HttpResponse(raw.status_code, raw.headers, body, summary.url, is_cut=not is_whole)
                finally:
                    raw.close()
            except UnacceptableBodyError as error:
                what, next_step = f"The response from {summary.url} {error}", "Check the URL: the service does not send such a response."
                outcome = Failure(error_class(what, url=summary.url, status=raw.status_code, next_step=next_step), is_temporary=False)
            except reading_errors() as error:
                outcome = explain_failure(error, summary, self.redactor)
            finally:
                adapter.close()
        if isinstance(outcome, HttpResponse) and outcome.status != 200:
            return outcome
        # A socket that was shut down looks like the end of the response, and the last wait can end just before that.
        is_late = watchdog.expired or (isinstance(outcome, Failure) and self._deadline.remaining() <= 0)
        return self._deadline_exceeded(summary) if is_late else outcome

    def _deadline_exceeded(self, summary: RequestSummary) -> Failure:
        what = f"{summary.url} did not send a complete response within the deadline of {self._settings.deadline:g} s"
        return Failure(NetworkError(what, url=summary.url, next_step="Check the network, or increase deadline."), is_temporary=False)

    def _adapter_options(self, url: str) -> dict[str, Any]:
        """Certificates and proxies for a URL, as arguments of an adapter of requests."""
        import requests

        settings = self._settings
        verify: bool | str = (settings.ca_path or True) if settings.validate_certs else False
        # Only to read the environment: REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE if verify is True, HTTPS_PROXY and NO_PROXY.
        options: dict[str, Any] = requests.Session().merge_environment_settings(url, {}, True, verify, None)
        if settings.proxy:
            options["proxies"] = {"http": settings.proxy, "https": settings.proxy}
        elif url.startswith("http:"):
            # The service is on this machine, and its secrets do not leave it in clear text.
            options["proxies"] = {}
        ca_file = options["verify"]
        if url.startswith("https:") and isinstance(ca_file, str) and not os.path.exists(ca_file):
            raise OptionError(
                f"The file of certificate authorities does not exist: {ca_file}",
                next_step="Check ca_path, and REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE in the environment.",
            )
        return {"verify": ca_file, "cert": options["cert"], "proxies": options["proxies"]}

    def _proxy_for(self, url: str, proxies: Mapping[str, str]) -> str | None:
        """The proxy for a URL, redacted. Its user name and password, perhaps of the environment, are secrets from now on.

        Raises:
            OptionError: it is of a kind that is not supported.
        """
        import requests

        proxy = requests.utils.select_proxy(url, dict(proxies))
        if not proxy:
            return None
        refuse_proxy_scheme("The proxy in the environment", proxy)
        for secret in credentials_of(proxy):
            self.redactor.add(secret)
        return redacted_proxy(proxy)


def _prepare(method: str, url: str, token: str | None, form: Mapping[str, str] | None) -> PreparedRequest:
    import requests

    headers = {
        "Accept": "application/json",
        "Accept-Encoding": ACCEPT_ENCODING,
        "User-Agent": f"audiocodes.operator_connect/{VERSION} {requests.utils.default_user_agent()}",
    }
    if token is not None:
        headers["Authorization"] = "Bearer " + token
    return requests.Request(method, url, headers=headers, data=form).prepare()


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a Retry-After header asks to wait; None if there is no header or it is invalid."""
    from urllib3.exceptions import HTTPError
    from urllib3.util.retry import Retry

    value = headers.get("Retry-After")
    if value is None:
        return None
    try:
        return float(Retry().parse_retry_after(value))
    except (HTTPError, ValueError, TypeError, OverflowError):
        return None


def _pause(retries: int) -> float:
    """Seconds before the next try: 1, 2, 4 … minus up to a half at random, so that clients that failed together do not retry together."""
    return min(2.0 ** min(retries, 10), LONGEST_PAUSE) * random.uniform(0.5, 1)  # noqa: S311


def _ignore_insecure_warning() -> None:
    """Suppress the warning about certificates that are not checked: the user turned the check off."""
    from urllib3.exceptions import InsecureRequestWarning

    warnings.simplefilter("ignore", InsecureRequestWarning)
