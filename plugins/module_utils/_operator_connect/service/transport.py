# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request and its whole answer, over HTTP: bounded in time and size, tried again where that can help, quiet about secrets."""

from __future__ import annotations

import os
import random
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from ..errors import DocumentError, NetworkError, OperatorConnectError, OptionError
from ..version import VERSION
from .answer import Answer
from .body import ACCEPT_ENCODING, TruncatedBodyError, UnacceptableBodyError, read_body
from .deadline import Deadline, Watchdog, watched_adapter
from .failures import Asked, Failure, failure_of
from .redaction import Redactor, shown_url
from .urls import user_and_password, without_credentials

if TYPE_CHECKING:
    from requests import PreparedRequest

    from .settings import Connection

# What passes by itself, as the standard (RFC 9110, RFC 6585) or the habits of gateways have it. 500 is not among them.
PASSING = frozenset({408, 429, 502, 503, 504})
LONGEST_PAUSE = 20.0


class Transport:
    """Sends requests for one call. Its deadline starts with it.

    Redirects are never followed, no cookie is kept, ~/.netrc is not read, and every try has a connection of its own.

    Args:
        connection: addresses, certificates, proxy, times.
        clock: seconds, from any point on; never set back.
        sleep: waits for seconds.
    """

    def __init__(
        self, connection: Connection, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.redactor = Redactor(connection.secrets)
        self._connection = connection
        self._deadline = Deadline(connection.deadline, clock)
        self._sleep = sleep

    def send(
        self,
        method: str,
        url: str,
        *,
        token: str | None = None,
        form: Mapping[str, str] | None = None,
        unfit: type[OperatorConnectError] = DocumentError,
    ) -> Answer:
        """The answer to one request, of whatever status; where that is one that passes, after the last try.

        Args:
            method: GET or POST.
            url: one of the connection's.
            token: goes into the Authorization header.
            form: is sent form-encoded.
            unfit: what to raise for an answer that must not be read: too large, or packed in an unknown way.

        Raises:
            NetworkError: no whole answer came.
            OptionError: the environment's bundle of certificates is not there.
        """
        request = _prepared(method, url, token, form)
        retries = 0
        while True:
            outcome = self._try(request, unfit)
            reason_to_stop = self._reason_to_stop(outcome, retries)
            if reason_to_stop is None:
                retries += 1
                continue
            if isinstance(outcome, Answer):
                return replace(outcome, note=reason_to_stop)
            if reason_to_stop:
                outcome.error.what += ", " + reason_to_stop
            raise outcome.error

    def _reason_to_stop(self, outcome: Answer | Failure, retries: int) -> str | None:
        """Why there is no further try, in a clause, empty where none is needed; None after the pause before the next."""
        if not (outcome.status in PASSING if isinstance(outcome, Answer) else outcome.may_pass):
            return ""
        deadline = f"the deadline of {self._connection.deadline:g} s"
        asked_for = _retry_after(outcome.headers) if isinstance(outcome, Answer) else None
        if asked_for is not None and asked_for >= self._deadline.left():
            return f"and asks to come back in {asked_for:.0f} s, which is past {deadline}"
        if retries >= self._connection.retries:
            return f"{retries + 1} times in a row" if retries else ""
        pause = _pause(retries) if asked_for is None else asked_for
        if pause >= self._deadline.left():
            return f"and {deadline} leaves no time for another try"
        self._sleep(pause)
        return None

    def _try(self, request: PreparedRequest, unfit: type[OperatorConnectError]) -> Answer | Failure:
        from requests import RequestException
        from urllib3.exceptions import HTTPError

        url, settings = str(request.url), self._settings(str(request.url))
        timeout = min(self._connection.timeout, self._deadline.left())
        asked = Asked(shown_url(url), _proxy_of(url, settings["proxies"], self.redactor), timeout)
        if timeout <= 0:
            return self._too_late(asked)
        # Raised later, outside of here: an exception of requests or urllib3 holds the request, and would stay behind ours.
        failure: Failure | None = None
        with Watchdog(self._deadline.left()) as watchdog, warnings.catch_warnings():
            _silence_urllib3()
            adapter = watched_adapter(watchdog, self._deadline)
            try:
                # The adapter itself: a session would read ~/.netrc, keep cookies, and read a redirect's body without a bound.
                response = adapter.send(request, stream=True, timeout=(timeout, timeout), **settings)
                try:
                    answer = Answer(response.status_code, response.headers, read_body(response), asked.url)
                finally:
                    response.close()
            except UnacceptableBodyError as error:
                what, next_step = f"The answer of {asked.url} {error}", "Check the address: no answer of the service is like that."
                failure = Failure(unfit(what, url=asked.url, status=response.status_code, next_step=next_step), False)
            except (RequestException, HTTPError, HTTPException, OSError, ValueError, TruncatedBodyError) as error:
                failure = failure_of(error, asked, self.redactor)
            finally:
                adapter.close()
        # Sockets that were shut down look like the end of the answer; and a last wait may end just before that.
        if watchdog.bit or (failure is not None and self._deadline.left() <= 0):
            return self._too_late(asked)
        return failure or answer

    def _too_late(self, asked: Asked) -> Failure:
        what = f"{asked.url} gave no whole answer within the deadline of {self._connection.deadline:g} s"
        return Failure(NetworkError(what, url=asked.url, next_step="Check the network, or raise deadline."), False)

    def _settings(self, url: str) -> dict[str, Any]:
        """Certificates and proxies for one URL, as requests takes them."""
        import requests

        connection = self._connection
        verify: bool | str = (connection.ca_path or True) if connection.validate_certs else False
        # The session only reads the environment: REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE where True stands, HTTPS_PROXY and NO_PROXY.
        settings: dict[str, Any] = requests.Session().merge_environment_settings(url, {}, True, verify, None)
        if connection.proxy:
            settings["proxies"] = {"http": connection.proxy, "https": connection.proxy}
        elif url.startswith("http:"):
            # That is this machine, and its secrets do not leave it in the clear.
            settings["proxies"] = {}
        bundle = settings["verify"]
        if url.startswith("https:") and isinstance(bundle, str) and not os.path.exists(bundle):
            raise OptionError(
                f"The bundle of certificate authorities does not exist: {bundle}",
                next_step="Check ca_path, and REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE in the environment.",
            )
        return {"verify": bundle, "cert": settings["cert"], "proxies": settings["proxies"]}


def _prepared(method: str, url: str, token: str | None, form: Mapping[str, str] | None) -> PreparedRequest:
    import requests

    headers = {
        "Accept": "application/json",
        "Accept-Encoding": ACCEPT_ENCODING,
        "User-Agent": f"audiocodes.operator_connect/{VERSION} {requests.utils.default_user_agent()}",
    }
    if token is not None:
        headers["Authorization"] = "Bearer " + token
    return requests.Request(method, url, headers=headers, data=form).prepare()


def _proxy_of(url: str, proxies: Mapping[str, str], redactor: Redactor) -> str | None:
    """The proxy that a URL goes through, as it may be printed; what may not be printed of it is made known to the redactor."""
    import requests

    proxy = requests.utils.select_proxy(url, dict(proxies))
    if not proxy:
        return None
    for secret in user_and_password(proxy):
        redactor.add(secret)
    return without_credentials(proxy)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds to wait that a Retry-After header asks for; None where there is none, or none that can be read."""
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
    """Seconds before the next try: 1, 2, 4 … less up to a half by chance, so that many who failed together come back apart."""
    return min(2.0 ** min(retries, 10), LONGEST_PAUSE) * random.uniform(0.5, 1)


def _silence_urllib3() -> None:
    """Who turned the checks off knows that they are off."""
    from urllib3.exceptions import InsecureRequestWarning

    warnings.simplefilter("ignore", InsecureRequestWarning)
