# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the document comes from and who asks for it: the options of all faces, filled up from the environment and checked."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import OptionError
from .urls import is_on_this_machine, proxy_address, service_address, user_and_password, without_credentials

# The options that the environment can stand in for, and with which variable. AUDIOCODES_INSECURE says the opposite of its option.
ENVIRONMENT: Mapping[str, str] = {
    "base_url": "AUDIOCODES_BASE_URL",
    "tenant_id": "AUDIOCODES_TENANT_ID",
    "client_id": "AUDIOCODES_CLIENT_ID",
    "client_secret": "AUDIOCODES_CLIENT_SECRET",
    "scope": "AUDIOCODES_SCOPE",
    "authority": "AUDIOCODES_AUTHORITY",
    "access_token": "AUDIOCODES_ACCESS_TOKEN",
    "ca_path": "AUDIOCODES_CA_PATH",
    "proxy": "AUDIOCODES_PROXY",
    "validate_certs": "AUDIOCODES_INSECURE",
}
# What a face must hide wherever it shows up. The proxy is not one of them: it is shown, `without_credentials`.
SECRET_VARIABLES = (ENVIRONMENT["client_secret"], ENVIRONMENT["access_token"])
DEFAULT_AUTHORITY = "https://login.microsoftonline.com"  # Entra's public cloud (Microsoft's documentation)
DEFAULT_TIMEOUT = 30.0
DEFAULT_DEADLINE = 120.0
DEFAULT_RETRIES = 3

DOCUMENT_PATH = "/api/v2/oc/callingprofile"  # the vendor's page
_CLIENT_CREDENTIALS = ("tenant_id", "client_id", "client_secret", "scope")
_A_DAY = 86400
_INSECURE = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}
# A GUID or a domain, in the terms of Entra; either is one step of a path and nothing else.
_TENANT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_TOKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class Connection:
    """One service, one way to sign in, and how long to try. Made by `read_settings`, which checks it.

    Exactly one of client_secret and access_token is set. With client_secret, tenant_id, client_id and scope are set too.
    The times are seconds: timeout for one try, deadline for the whole call.
    """

    base_url: str
    authority: str = DEFAULT_AUTHORITY
    tenant_id: str | None = None
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    scope: str | None = None
    access_token: str | None = field(default=None, repr=False)
    ca_path: str | None = None
    proxy: str | None = field(default=None, repr=False)
    validate_certs: bool = True
    timeout: float = DEFAULT_TIMEOUT
    deadline: float = DEFAULT_DEADLINE
    retries: int = DEFAULT_RETRIES

    @property
    def url(self) -> str:
        """The address of the document."""
        return self.base_url + DOCUMENT_PATH

    @property
    def token_url(self) -> str:
        """The address of the sign-in (Entra's documentation of the client credentials flow)."""
        return f"{self.authority}/{self.tenant_id}/oauth2/v2.0/token"

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that must never be printed: the secret or the token, and the user and the password of the proxy."""
        given = (self.client_secret, self.access_token, *user_and_password(self.proxy or ""))
        return tuple(dict.fromkeys(secret for secret in given if secret))

    @property
    def proxy_shown(self) -> str | None:
        """The proxy as it may be printed, without user and password."""
        return without_credentials(self.proxy) if self.proxy else None


def read_settings(options: Mapping[str, object], environ: Mapping[str, str]) -> Connection:
    """Reads the options of a face and, where one is not written, the environment. The one function that does.

    An option that is missing, None, empty or white space is not written; a variable likewise. White space around a value is
    not part of it. Options of other names are none of its business.

    Which of the two ways to sign in counts:
      one is written (client_secret, access_token) - that one, whatever the environment has;
      one is in the environment - that one;
      both are in the environment - an error, unless client_id or scope is written, which only client credentials have.
    A tenant_id decides nothing: with a token it still says whose fleet this is.

    Raises:
        OptionError: what is missing, contradictory or malformed, by the names of the options and the variables.
    """
    given = {option: _given(option, options, environ) for option in ENVIRONMENT if option != "validate_certs"}
    secret, token = _one_way_to_sign_in(given)
    _refuse_missing(given, secret, token)
    tenant_id = _tenant_id(given["tenant_id"])
    base_url = service_address(*given["base_url"].named)
    authority = service_address(*given["authority"].named) if given["authority"].value else DEFAULT_AUTHORITY
    connection = Connection(
        base_url=_without_path(base_url),
        authority=_without_tenant(authority, tenant_id),
        tenant_id=tenant_id,
        client_id=given["client_id"].value or None,
        client_secret=secret.value or None,
        scope=given["scope"].value or None,
        access_token=_access_token(token),
        ca_path=_ca_path(given["ca_path"]),
        proxy=proxy_address(*given["proxy"].named) if given["proxy"].value else None,
        validate_certs=_validate_certs(options, environ),
        timeout=_seconds("timeout", options, DEFAULT_TIMEOUT),
        deadline=_seconds("deadline", options, DEFAULT_DEADLINE),
        retries=_retries(options),
    )
    _refuse_clear_text_to_a_proxy(connection)
    return connection


def is_token(value: object) -> bool:
    """Whether something can go into an Authorization header: a non-empty string of visible ASCII."""
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


class _Given(NamedTuple):
    """The value of a string option, and what to call it in a message."""

    name: str
    value: str
    written: bool

    @property
    def named(self) -> tuple[str, str]:
        return self.name, self.value


def _given(option: str, options: Mapping[str, object], environ: Mapping[str, str]) -> _Given:
    written = options.get(option)
    if written is not None and not isinstance(written, str):
        raise OptionError(f"{option} is not a string", next_step="Quote it.")
    value = str(written or "").strip()
    if value:
        return _Given(option, value, True)
    variable = ENVIRONMENT[option]
    value = environ.get(variable, "").strip()
    return _Given(variable if value else option, value, False)


def _one_way_to_sign_in(given: Mapping[str, _Given]) -> tuple[_Given, _Given]:
    """The client secret and the access token, of which at most one still has a value."""
    secret, token = given["client_secret"], given["access_token"]
    no_secret, no_token = secret._replace(value=""), token._replace(value="")
    if not (secret.value and token.value):
        return secret, token
    if secret.written != token.written:
        return (secret, no_token) if secret.written else (no_secret, token)
    if not secret.written and (given["client_id"].written or given["scope"].written):
        return secret, no_token
    raise OptionError(
        f"There are two ways to sign in, {secret.name} and {token.name}, and nothing says which",
        next_step=f"Leave one of them out{'' if secret.written else ', or write the one that counts as an option'}.",
    )


def _refuse_missing(given: Mapping[str, _Given], secret: _Given, token: _Given) -> None:
    missing = [] if given["base_url"].value else ["base_url"]
    if not token.value:
        missing += [option for option in _CLIENT_CREDENTIALS if not (secret if option == "client_secret" else given[option]).value]
    if not missing:
        return
    names = ", ".join(f"{option} (or {ENVIRONMENT[option]} in the environment)" for option in missing)
    if missing == ["base_url"]:
        next_step = "base_url is https://<Service Provider URL>/tenantui."
    elif secret.value:
        next_step = f"Signing in with client_secret takes all four: {', '.join(_CLIENT_CREDENTIALS)}."
    else:
        next_step = (
            f"To sign in, give {', '.join(_CLIENT_CREDENTIALS)}; or, with a token, access_token (or {ENVIRONMENT['access_token']}) alone."
        )
    raise OptionError(f"{'An option is' if len(missing) == 1 else 'Options are'} missing: {names}", next_step=next_step)


def _tenant_id(given: _Given) -> str | None:
    if not given.value:
        return None
    if not _TENANT.fullmatch(given.value):
        raise OptionError(f"{given.name} is neither a GUID nor a domain name", next_step="Take it from Microsoft Entra ID, Overview.")
    return given.value


def _without_path(base_url: str) -> str:
    """The document's whole address is taken as well, as the vendor's page has it after `{{baseUrl}}`."""
    return base_url[: -len(DOCUMENT_PATH)].rstrip("/") if base_url.endswith(DOCUMENT_PATH) else base_url


def _without_tenant(authority: str, tenant_id: str | None) -> str:
    """Microsoft's own libraries take an authority that ends in the tenant; here that would name it twice."""
    start, _slash, last = authority.rpartition("/")
    return start if tenant_id and last.lower() == tenant_id.lower() and not start.endswith("/") else authority


def _access_token(given: _Given) -> str | None:
    if not given.value:
        return None
    if not is_token(given.value):
        raise OptionError(
            f"{given.name} is no token: it has white space or other than ASCII characters in it",
            next_step="Give the token alone, without the word Bearer.",
        )
    return given.value


def _ca_path(given: _Given) -> str | None:
    if not given.value:
        return None
    path = os.path.expanduser(given.value)
    if not os.path.exists(path):
        raise OptionError(f"{given.name} names a file that does not exist: {path}")
    if not os.access(path, os.R_OK):
        raise OptionError(f"{given.name} names a file that cannot be read: {path}")
    return path


def _validate_certs(options: Mapping[str, object], environ: Mapping[str, str]) -> bool:
    written = options.get("validate_certs")
    if isinstance(written, bool):
        return written
    if written is not None and written != "":
        raise OptionError("validate_certs is neither true nor false")
    variable = ENVIRONMENT["validate_certs"]
    word = environ.get(variable, "").strip()
    if not word:
        return True
    if word.lower() not in _INSECURE:
        # Not quoted: whatever got here by mistake may be a secret.
        raise OptionError(
            f"{variable} is set to a word that is neither true nor false",
            next_step=f"Set it to one of {', '.join(_INSECURE)}, or leave it unset.",
        )
    return not _INSECURE[word.lower()]


def _seconds(option: str, options: Mapping[str, object], default: float) -> float:
    value = options.get(option)
    if value is None or value == "":
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= _A_DAY:
        raise OptionError(f"{option} is not a number of seconds above 0 and up to {_A_DAY}")
    return float(value)


def _retries(options: Mapping[str, object]) -> int:
    value = options.get("retries")
    if value is None or value == "":
        return DEFAULT_RETRIES
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise OptionError("retries is not a whole number, 0 or more")
    return value


def _refuse_clear_text_to_a_proxy(connection: Connection) -> None:
    """http is for this machine alone, so it does not go out through a proxy that stands elsewhere."""
    if not connection.proxy or is_on_this_machine(connection.proxy):
        return
    sent_to = {"base_url": connection.base_url}
    if connection.client_secret:
        sent_to["authority"] = connection.authority
    for option, url in sent_to.items():
        if url.startswith("http:"):
            raise OptionError(
                f"{option} is http, and would go through a proxy in the clear: {url} through {connection.proxy_shown}",
                next_step=f"Leave proxy (or {ENVIRONMENT['proxy']}) out: no proxy leads to this machine.",
            )
