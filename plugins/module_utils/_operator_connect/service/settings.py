# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a connection to the service: the connection options, completed from the environment and checked."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import OptionError
from .urls import credentials_of, is_loopback_url, normalize_proxy_url, normalize_service_url, redacted_proxy

# The environment variable of each option. AUDIOCODES_INSECURE has the opposite meaning of its option.
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
# The options that no log may show. A proxy URL can contain a password; `redacted_proxy` is the part of it that may be shown.
SECRET_OPTIONS = ("client_secret", "access_token", "proxy")
# URLs, in which a user can put a password by mistake.
URL_OPTIONS = ("base_url", "authority", "proxy")
DEFAULT_AUTHORITY = "https://login.microsoftonline.com"  # Entra's public cloud (Microsoft's documentation)
DEFAULT_TIMEOUT = 30.0
DEFAULT_DEADLINE = 120.0
DEFAULT_RETRIES = 3

DOCUMENT_PATH = "/api/v2/oc/callingprofile"  # the vendor's page
MAX_TOKEN_LENGTH = 16 * 1024

_CLIENT_CREDENTIALS = ("tenant_id", "client_id", "client_secret", "scope")
# What the portal of Entra shows under "Endpoints" after the tenant; the longest first.
_ENDPOINTS = ("/oauth2/v2.0/authorize", "/oauth2/v2.0/token", "/oauth2/authorize", "/oauth2/token", "/oauth2/v2.0", "/v2.0")
# OpenSSL finds a certificate in a folder only by such a name.
_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.[0-9]+")
_SECONDS_PER_DAY = 86400
_BOOLEANS = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}
# A GUID or a domain name, as Entra defines it; either is a single segment of a URL path.
_TENANT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_TOKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class ServiceSettings:
    """The settings of one service: its URL, how to sign in, and how long to try. `read_settings` makes and checks them.

    Exactly one of `client_secret` and `access_token` is set. With `client_secret`, `tenant_id`, `client_id` and `scope` are set too.
    `timeout` is the seconds for one try, `deadline` the seconds for the whole call.
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
    def document_url(self) -> str:
        """The URL of the calling profiles."""
        return self.base_url + DOCUMENT_PATH

    @property
    def token_url(self) -> str:
        """The URL of the sign-in (Entra's documentation of the client credentials flow)."""
        return f"{self.authority}/{self.tenant_id}/oauth2/v2.0/token"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must not be printed: the secret or the token, and the user name and password of the proxy."""
        candidates = (self.client_secret, self.access_token, *credentials_of(self.proxy or ""))
        return tuple(dict.fromkeys(secret for secret in candidates if secret))


def read_settings(options: Mapping[str, object], environ: Mapping[str, str]) -> ServiceSettings:
    """Read the connection options, with the environment for those that are not set.

    An option or variable that is missing, null, empty or white space is not set. White space around a value is removed. Options of
    other names are ignored.

    How the service is signed in to:
      If one of `client_secret` and `access_token` is set as an option, that one is used, whatever the environment contains.
      If only one of them is set in the environment, that one is used.
      If both are set in the environment, it is an error, unless `client_id` or `scope` is set as an option: only a client secret
      needs these.
    `tenant_id` decides nothing: with a token it still names the tenant of the calling profiles.

    Args:
        options: the connection options by name.
        environ: the environment variables.

    Raises:
        OptionError: an option is missing, contradictory or invalid. The message names the option or its variable.
    """
    strings = {option: _read_string(option, options, environ) for option in ENVIRONMENT if option != "validate_certs"}
    secret, token = _choose_credential(strings)
    _require_options(strings, secret, token)
    tenant_id = _tenant_id(strings["tenant_id"])
    base_url, authority, proxy = strings["base_url"], strings["authority"], strings["proxy"]
    authority_url = normalize_service_url(authority.label, authority.value) if authority.value else DEFAULT_AUTHORITY
    settings = ServiceSettings(
        base_url=_without_document_path(normalize_service_url(base_url.label, base_url.value)),
        authority=_without_tenant(authority.label, authority_url, tenant_id),
        tenant_id=tenant_id,
        client_id=strings["client_id"].value or None,
        client_secret=secret.value or None,
        scope=strings["scope"].value or None,
        access_token=_access_token(token),
        ca_path=_ca_path(strings["ca_path"]),
        proxy=normalize_proxy_url(proxy.label, proxy.value) if proxy.value else None,
        validate_certs=_validate_certs(options, environ),
        timeout=_seconds("timeout", options, DEFAULT_TIMEOUT),
        deadline=_seconds("deadline", options, DEFAULT_DEADLINE),
        retries=_retries(options),
    )
    _refuse_http_through_proxy(settings)
    return settings


def token_problem(value: object) -> str:
    """Why a value cannot be sent in an `Authorization` header, as a clause; empty if it can."""
    if not isinstance(value, str):
        return "it is not a string"
    if not value:
        return "it is empty"
    if len(value) > MAX_TOKEN_LENGTH:
        return f"it is longer than {MAX_TOKEN_LENGTH:,} characters"
    return "" if _TOKEN.fullmatch(value) else "it contains spaces or non-ASCII characters"


class _StringOption(NamedTuple):
    """The value of a string option, and its name in messages: the option, or the variable that the value comes from."""

    label: str
    value: str
    is_explicit: bool


def _read_string(option: str, options: Mapping[str, object], environ: Mapping[str, str]) -> _StringOption:
    explicit = options.get(option)
    if explicit is not None and not isinstance(explicit, str):
        raise OptionError(f"{option} is not a string", next_step="Quote it.")
    value = str(explicit or "").strip()
    if value:
        return _StringOption(option, value, True)
    variable = ENVIRONMENT[option]
    value = environ.get(variable, "").strip()
    return _StringOption(variable if value else option, value, False)


def _choose_credential(strings: Mapping[str, _StringOption]) -> tuple[_StringOption, _StringOption]:
    """The client secret and the access token. At most one of them keeps its value."""
    secret, token = strings["client_secret"], strings["access_token"]
    no_secret, no_token = secret._replace(value=""), token._replace(value="")
    if not (secret.value and token.value):
        return secret, token
    if secret.is_explicit != token.is_explicit:
        return (secret, no_token) if secret.is_explicit else (no_secret, token)
    if not secret.is_explicit and (strings["client_id"].is_explicit or strings["scope"].is_explicit):
        return secret, no_token
    raise OptionError(
        f"{secret.label} and {token.label} are mutually exclusive",
        next_step="Set only one of them." if secret.is_explicit else "Unset one of them, or set the one to use as an option.",
    )


def _require_options(strings: Mapping[str, _StringOption], secret: _StringOption, token: _StringOption) -> None:
    missing = [] if strings["base_url"].value else ["base_url"]
    if not token.value:
        missing += [option for option in _CLIENT_CREDENTIALS if not (secret if option == "client_secret" else strings[option]).value]
    if not missing:
        return
    names = ", ".join(f"{option} (or {ENVIRONMENT[option]} in the environment)" for option in missing)
    if missing == ["base_url"]:
        next_step = "base_url is https://<Service Provider URL>/tenantui."
    elif secret.value:
        next_step = f"To sign in with client_secret, set all of {', '.join(_CLIENT_CREDENTIALS)}."
    else:
        next_step = f"To sign in, set {', '.join(_CLIENT_CREDENTIALS)}; or set access_token (or {ENVIRONMENT['access_token']}) alone."
    raise OptionError(f"Missing option{'' if len(missing) == 1 else 's'}: {names}", next_step=next_step)


def _tenant_id(option: _StringOption) -> str | None:
    if not option.value:
        return None
    if not _TENANT.fullmatch(option.value):
        raise OptionError(f"{option.label} is neither a GUID nor a domain name", next_step="Copy it from Microsoft Entra ID, Overview.")
    return option.value


def _without_document_path(base_url: str) -> str:
    """The base URL, also if it was given as the URL of the document, which is how the vendor's page shows it."""
    return base_url[: -len(DOCUMENT_PATH)].rstrip("/") if base_url.endswith(DOCUMENT_PATH) else base_url


def _without_tenant(label: str, authority: str, tenant_id: str | None) -> str:
    """The authority, also if it ends in the tenant, as Microsoft's own libraries expect it, or is an endpoint, as the portal shows it."""
    endpoint = next((ending for ending in _ENDPOINTS if authority.lower().endswith(ending)), "")
    start, _slash, last = authority[: len(authority) - len(endpoint)].rpartition("/")
    is_of_tenant = tenant_id is not None and last.lower() == tenant_id.lower() and not start.endswith("/")
    if endpoint and tenant_id and not is_of_tenant:
        raise OptionError(f"{label} is the endpoint of another tenant than tenant_id: {authority}", next_step="Correct one of the two.")
    return start if is_of_tenant else authority


def _access_token(option: _StringOption) -> str | None:
    if not option.value:
        return None
    problem = token_problem(option.value)
    if problem:
        raise OptionError(f"{option.label} is not a valid token: {problem}", next_step="Set the token alone, without the word Bearer.")
    return option.value


def _ca_path(option: _StringOption) -> str | None:
    if not option.value:
        return None
    path = os.path.expanduser(option.value)
    if not option.is_explicit and not os.path.isabs(path):
        # A variable has no folder of its own: the inventory and a module would look for the file in different places.
        raise OptionError(f"{option.label} is a relative path: {path}", next_step="Set it to an absolute path.")
    if not os.path.exists(path):
        raise OptionError(f"{option.label} does not exist: {path}")
    if not os.access(path, os.R_OK):
        raise OptionError(f"{option.label} cannot be read: {path}")
    if os.path.isdir(path) and not any(map(_HASHED_NAME.fullmatch, os.listdir(path))):
        raise OptionError(
            f"{option.label} is a folder without a hashed name, so no certificate in it would be found: {path}",
            next_step=f"Run openssl rehash {path}, or set {option.label} to a PEM file.",
        )
    return path


def _validate_certs(options: Mapping[str, object], environ: Mapping[str, str]) -> bool:
    explicit = options.get("validate_certs")
    if isinstance(explicit, bool):
        return explicit
    if explicit is not None and explicit != "":
        raise OptionError("validate_certs is not a boolean", next_step="Set it to true or false.")
    variable = ENVIRONMENT["validate_certs"]
    word = environ.get(variable, "").strip()
    if not word:
        return True
    if word.lower() not in _BOOLEANS:
        # The value is not quoted: it could be a secret that was set in the wrong variable.
        raise OptionError(f"{variable} is not a boolean", next_step=f"Set it to one of {', '.join(_BOOLEANS)}, or unset it.")
    return not _BOOLEANS[word.lower()]


def _seconds(option: str, options: Mapping[str, object], default: float) -> float:
    value = options.get(option)
    if value is None or value == "":
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= _SECONDS_PER_DAY:
        raise OptionError(f"{option} is not a number of seconds above 0 and up to {_SECONDS_PER_DAY}")
    return float(value)


def _retries(options: Mapping[str, object]) -> int:
    value = options.get("retries")
    if value is None or value == "":
        return DEFAULT_RETRIES
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise OptionError("retries is not an integer of 0 or more")
    return value


def _refuse_http_through_proxy(settings: ServiceSettings) -> None:
    """Refuse http, which is for this machine only, through a proxy on another machine."""
    if not settings.proxy or is_loopback_url(settings.proxy):
        return
    urls = {"base_url": settings.base_url}
    if settings.client_secret:
        urls["authority"] = settings.authority
    for option, url in urls.items():
        if url.startswith("http:"):
            raise OptionError(
                f"{option} is http, which would send secrets to the proxy in clear text: {url} through {redacted_proxy(settings.proxy)}",
                next_step=f"Unset proxy (or {ENVIRONMENT['proxy']}): http is for this machine, which needs no proxy.",
            )
