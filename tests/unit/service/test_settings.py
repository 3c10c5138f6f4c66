# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options and environment: which one is used, what is missing, what is refused, and what a message may contain."""

from __future__ import annotations

import itertools
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.argument_specs import CONNECTION
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.settings import (
    DEFAULT_AUTHORITY,
    ENVIRONMENT,
    SECRET_OPTIONS,
    URL_OPTIONS,
    ServiceSettings,
    read_settings,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.urls import redacted_proxy

if TYPE_CHECKING:
    from pathlib import Path

GUID = "5a1e0000-7e4a-4000-8000-000000000001"
OPTIONS = {
    "base_url": "https://option.example.net/tenantui",
    "tenant_id": GUID,
    "client_id": "option-client",
    "client_secret": "option-secret",
    "scope": "api://option/.default",
}
IN_ENVIRONMENT = {
    "AUDIOCODES_BASE_URL": "https://environment.example.net/tenantui",
    "AUDIOCODES_TENANT_ID": "environment.example.net",
    "AUDIOCODES_CLIENT_ID": "environment-client",
    "AUDIOCODES_CLIENT_SECRET": "environment-secret",
    "AUDIOCODES_SCOPE": "api://environment/.default",
}
EMPTY = [None, "", " ", "\t\n"]


def refused(options: dict[str, Any], environ: dict[str, str] | None = None) -> OptionError:
    with pytest.raises(OptionError) as caught:
        read_settings(options, environ or {})
    return caught.value


# --- options and environment


@pytest.mark.parametrize("option", sorted(set(OPTIONS) | {"authority", "proxy"}))
@pytest.mark.parametrize("empty", EMPTY)
def test_an_option_overrides_its_variable_and_an_empty_one_is_not_set(option: str, empty: str | None) -> None:
    urls = {"authority": "https://%s.example.net", "proxy": "http://%s.example.net:3128"}
    as_options = {**OPTIONS, **{name: url % "option" for name, url in urls.items()}}
    environ = {**IN_ENVIRONMENT, **{ENVIRONMENT[name]: url % "environment" for name, url in urls.items()}}
    assert getattr(read_settings(as_options, environ), option) == as_options[option]
    assert getattr(read_settings({**as_options, option: empty}, environ), option) == environ[ENVIRONMENT[option]]
    without = {name: value for name, value in as_options.items() if name != option}
    assert getattr(read_settings(without, environ), option) == environ[ENVIRONMENT[option]]


@pytest.mark.parametrize("empty", EMPTY[1:])
def test_an_empty_variable_is_not_set(empty: str) -> None:
    assert read_settings(OPTIONS, dict.fromkeys(ENVIRONMENT.values(), empty)) == read_settings(OPTIONS, {})


def test_white_space_around_a_value_is_removed() -> None:
    assert read_settings({name: f" {value}\n" for name, value in OPTIONS.items()}, {}) == read_settings(OPTIONS, {})
    assert read_settings({"base_url": OPTIONS["base_url"], "access_token": "\ttoken \r\n"}, {}).access_token == "token"


def test_other_options_are_ignored() -> None:
    assert read_settings({**OPTIONS, "from_file": "/x", "include": [], "plugin": "x"}, {}) == read_settings(OPTIONS, {})


def test_every_field_but_the_numbers_has_a_variable() -> None:
    assert set(ENVIRONMENT) == set(ServiceSettings.__dataclass_fields__) - {"timeout", "deadline", "retries"}
    assert all(name == "AUDIOCODES_" + option.upper() for option, name in ENVIRONMENT.items() if option != "validate_certs")


def test_a_value_is_a_plain_string_without_the_tags_of_ansible() -> None:
    class Tagged(str):
        pass

    settings = read_settings({name: Tagged(value) for name, value in OPTIONS.items()}, {})
    assert {type(getattr(settings, name)) for name in OPTIONS} == {str}


@pytest.mark.parametrize("value", [1, True, ["x"], {"x": "s3cret"}, b"x"])
@pytest.mark.parametrize("option", ["client_id", "client_secret", "base_url"])
def test_a_string_option_must_be_a_string(option: str, value: object) -> None:
    error = refused({**OPTIONS, option: value})
    assert option in str(error)
    assert "s3cret" not in str(error)


# --- client secret or access token


@pytest.mark.parametrize("places", list(itertools.product([False, True], repeat=4)))
def test_which_credential_is_used(places: tuple[bool, bool, bool, bool]) -> None:
    """All combinations: secret and token, each set as an option or not, each set in the environment or not."""
    secret_option, token_option, secret_variable, token_variable = places
    options: dict[str, str] = {"base_url": OPTIONS["base_url"]}
    environ = {name: value for name, value in IN_ENVIRONMENT.items() if name != "AUDIOCODES_CLIENT_SECRET"}
    options.update({"client_secret": "option-secret"} if secret_option else {})
    options.update({"access_token": "option-token"} if token_option else {})
    environ.update({"AUDIOCODES_CLIENT_SECRET": "environment-secret"} if secret_variable else {})
    environ.update({"AUDIOCODES_ACCESS_TOKEN": "environment-token"} if token_variable else {})

    if secret_option and token_option:
        error = refused(options, environ)
        assert "client_secret" in error.what and "access_token" in error.what
    elif secret_option or token_option:
        settings = read_settings(options, environ)
        assert settings.client_secret == ("option-secret" if secret_option else None)
        assert settings.access_token == ("option-token" if token_option else None)
    elif secret_variable and token_variable:
        error = refused(options, environ)
        assert "AUDIOCODES_CLIENT_SECRET" in error.what and "AUDIOCODES_ACCESS_TOKEN" in error.what
    elif secret_variable or token_variable:
        settings = read_settings(options, environ)
        assert settings.client_secret == ("environment-secret" if secret_variable else None)
        assert settings.access_token == ("environment-token" if token_variable else None)
    else:
        error = refused(options, environ)
        assert "client_secret (or AUDIOCODES_CLIENT_SECRET" in error.what
        assert "AUDIOCODES_ACCESS_TOKEN" in error.next_step


@pytest.mark.parametrize(("option", "decides"), [("client_id", True), ("scope", True), ("tenant_id", False), ("authority", False)])
def test_an_option_that_only_a_secret_needs_decides_between_two_variables(option: str, decides: bool) -> None:
    environ = {**IN_ENVIRONMENT, "AUDIOCODES_ACCESS_TOKEN": "environment-token"}
    options = {option: "https://login.example.net" if option == "authority" else OPTIONS.get(option)}
    if decides:
        assert read_settings(options, environ).client_secret == "environment-secret"
    else:
        assert "AUDIOCODES_ACCESS_TOKEN" in refused(options, environ).what


def test_a_token_requires_only_the_base_url_and_keeps_the_tenant() -> None:
    settings = read_settings({"base_url": OPTIONS["base_url"], "access_token": "t", "tenant_id": GUID}, {})
    assert (settings.access_token, settings.tenant_id, settings.client_secret) == ("t", GUID, None)


def test_without_any_secret_the_token_of_the_environment_is_used() -> None:
    settings = read_settings({**OPTIONS, "client_secret": ""}, {"AUDIOCODES_ACCESS_TOKEN": "t"})
    assert settings.access_token == "t"


@pytest.mark.parametrize("missing", [{"base_url"}, {"tenant_id"}, {"client_id", "scope"}, set(OPTIONS), {"client_secret"}])
def test_all_missing_options_are_named_with_their_variables(missing: set[str]) -> None:
    error = refused({name: value for name, value in OPTIONS.items() if name not in missing})
    for option in OPTIONS:
        assert (f"{option} (or {ENVIRONMENT[option]} in the environment)" in error.what) == (option in missing)


# --- URLs


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://operator.example.net/tenantui", "https://operator.example.net/tenantui"),
        ("https://operator.example.net/tenantui/", "https://operator.example.net/tenantui"),
        ("https://operator.example.net", "https://operator.example.net"),
        ("HTTPS://Operator.Example.NET:443/TenantUI//", "https://operator.example.net/TenantUI"),
        ("https://operator.example.net:8443/a/b", "https://operator.example.net:8443/a/b"),
        ("https://operator.example.net/tenantui/api/v2/oc/callingprofile", "https://operator.example.net/tenantui"),
        ("https://operator.example.net/tenantui/api/v2/oc/callingprofile/", "https://operator.example.net/tenantui"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://192.0.2.1/x", "https://192.0.2.1/x"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("http://127.255.255.254", "http://127.255.255.254"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("http://LOCALHOST:80/x", "http://localhost/x"),
    ],
)
def test_a_base_url_is_normalized(url: str, normal: str) -> None:
    settings = read_settings({**OPTIONS, "base_url": url}, {})
    assert settings.base_url == normal
    assert settings.document_url == normal + "/api/v2/oc/callingprofile"


BAD_URLS = [
    "http://operator.example.net/tenantui",
    "http://10.0.0.1",
    "http://128.0.0.1",
    "http://127.1",
    "http://2130706433",
    "http://0.0.0.0",
    "http://[::]",
    "http://[::ffff:127.0.0.1]",
    "http://[fe80::1%25lo]",
    "http://localhost.",
    "http://localhost.example.net",
    "http://127.0.0.1.example.net",
    "ftp://operator.example.net",
    "file:///etc/passwd",
    "operator.example.net/tenantui",
    "localhost:8080",
    "//operator.example.net",
    "https://",
    "https:///tenantui",
    "https://operator.example.net:0",
    "https://operator.example.net:99999",
    "https://operator.example.net:https",
    "https://[2001:db8::1",
    "https://[v1.x]/",
    "https://a..b/",
    "https://-a.example.net/",
    f"https://{'a' * 64}.example.net/",
    "https://operator.example.net/tenantui?x=1",
    "https://operator.example.net/tenantui?",
    "https://operator.example.net/tenantui#x",
    "https://operator.example.net/tenant ui",
    "https://operator.example.net\\@elsewhere.example.net/",
    "https://operator.example.net/\r\nX: y",
    "https://opérator.example.net/",
    "https://operator.example.net/<x>",
]


@pytest.mark.parametrize("option", ["base_url", "authority"])
@pytest.mark.parametrize("url", BAD_URLS)
def test_urls_that_are_refused(option: str, url: str) -> None:
    assert option in refused({**OPTIONS, option: url}).what
    assert ENVIRONMENT[option] in refused({**OPTIONS, option: None}, {ENVIRONMENT[option]: url}).what


@pytest.mark.parametrize("option", ["base_url", "authority"])
@pytest.mark.parametrize(
    "url",
    [
        "https://us3r:pa55@operator.example.net/x",
        "https://us3r@operator.example.net/x",
        "http://us3r:pa55@127.0.0.1/x",
        "https://us3r:pa55/@operator.example.net/x",
        "https://us3r:?pa55@operator.example.net/x",
        "https://us3r:pa55@@operator.example.net/x",
        "us3r:pa55@operator.example.net",
        "https://us3r:pa55",
        "https://operator.example.net/x?token=pa55",
        "https://operator.example.net/x#pa55",
    ],
)
def test_no_message_contains_user_name_password_query_or_fragment(option: str, url: str) -> None:
    error = refused({**OPTIONS, option: url})
    printed = "".join(traceback.format_exception(type(error), error, None)) + repr(error) + repr(error.as_failure())
    assert "us3r" not in printed
    assert "pa55" not in printed


@pytest.mark.parametrize(
    ("authority", "token_url"),
    [
        (None, DEFAULT_AUTHORITY + f"/{GUID}/oauth2/v2.0/token"),
        ("https://login.microsoftonline.us/", f"https://login.microsoftonline.us/{GUID}/oauth2/v2.0/token"),
        ("https://login.microsoftonline.com/" + GUID.upper(), DEFAULT_AUTHORITY + f"/{GUID}/oauth2/v2.0/token"),
        ("http://127.0.0.1:1/entra", f"http://127.0.0.1:1/entra/{GUID}/oauth2/v2.0/token"),
        # As the portal of Entra shows them.
        (f"{DEFAULT_AUTHORITY}/{GUID}/oauth2/v2.0/token", f"{DEFAULT_AUTHORITY}/{GUID}/oauth2/v2.0/token"),
        (f"{DEFAULT_AUTHORITY}/{GUID}/oauth2/v2.0/authorize/", f"{DEFAULT_AUTHORITY}/{GUID}/oauth2/v2.0/token"),
        (f"{DEFAULT_AUTHORITY}/{GUID}/OAuth2/Token", f"{DEFAULT_AUTHORITY}/{GUID}/oauth2/v2.0/token"),
        (f"{DEFAULT_AUTHORITY}/{GUID}/v2.0", f"{DEFAULT_AUTHORITY}/{GUID}/oauth2/v2.0/token"),
    ],
)
def test_the_url_of_the_sign_in(authority: str | None, token_url: str) -> None:
    assert read_settings({**OPTIONS, "authority": authority}, {}).token_url == token_url


@pytest.mark.parametrize("tenant", ["5a1e0000-7e4a-4000-8000-0000000000ff", "common", ""])
def test_the_endpoint_of_another_tenant(tenant: str) -> None:
    authority = f"{DEFAULT_AUTHORITY}/{tenant}/oauth2/v2.0/token".replace("com//", "com/")
    assert str(refused({**OPTIONS, "authority": authority})) == (
        f"authority is the endpoint of another tenant than tenant_id: {authority}. Correct one of the two."
    )


@pytest.mark.parametrize("tenant", ["../x", ".", "..", "a/b", "a?b", "a%2fb", "a b", "-", "a#", "é", "a\\b", "a.", "@"])
def test_a_tenant_is_a_single_path_segment(tenant: str) -> None:
    assert "tenant_id" in refused({**OPTIONS, "tenant_id": tenant}).what


@pytest.mark.parametrize("tenant", [GUID, "contoso.onmicrosoft.com", "common", "a", "under_score.example"])
def test_tenants_that_are_accepted(tenant: str) -> None:
    assert read_settings({**OPTIONS, "tenant_id": tenant}, {}).tenant_id == tenant


# --- the proxy


@pytest.mark.parametrize(
    ("url", "normal", "redacted"),
    [
        ("http://proxy.example.net:3128", "http://proxy.example.net:3128", "http://proxy.example.net:3128"),
        ("https://Proxy.example.net/", "https://proxy.example.net", "https://proxy.example.net"),
        ("http://us3r:pa55@10.0.0.1:3128", "http://us3r:pa55@10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("http://us3r:p%40a%2F55@[::1]:3128/", "http://us3r:p%40a%2F55@[::1]:3128", "http://[::1]:3128"),
        ("http://us3r:p@55@proxy:1", "http://us3r:p@55@proxy:1", "http://proxy:1"),
    ],
)
def test_a_proxy_url_is_normalized(url: str, normal: str, redacted: str) -> None:
    settings = read_settings({**OPTIONS, "proxy": url}, {})
    assert settings.proxy == normal
    assert redacted_proxy(settings.proxy) == redacted
    assert redacted_proxy(url).rstrip("/").lower() == redacted
    assert "us3r" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "us3r:pa55@proxy.example.net:3128",
        "proxy.example.net:3128",
        "socks5://us3r:pa55@proxy:1080",
        "socks5h://proxy:1080",
        "ftp://us3r:pa55@proxy",
        "http://us3r:pa55",
        "http://us3r:pa/55@proxy:3128",
        "http://us3r:pa?55@proxy:3128",
        "http://us3r:pa#55@proxy:3128",
        "http://us3r:pa55@proxy:3128/path",
        "http://us3r:pa55@:3128",
        "http://us3r:pa55@proxy:port",
        "http://us3r:pa 55@proxy",
        "http://us3r:%E2%82%AC-pa55@proxy",
        "http://",
    ],
)
def test_proxies_that_are_refused_without_showing_their_credentials(url: str) -> None:
    for error in (refused({**OPTIONS, "proxy": url}), refused(OPTIONS, {"AUDIOCODES_PROXY": url})):
        assert "proxy" in error.what.lower()
        printed = "".join(traceback.format_exception(type(error), error, None)) + repr(error)
        assert not any(word in printed for word in ("us3r", "pa55", "55@"))


@pytest.mark.parametrize(
    "url", ["http://us3r:pa/55@proxy:3128", "us3r:pa55@proxy:3128", "http://us3r:pa55@proxy:3128/x?y", "http://us3r:p@55@proxy:3128"]
)
def test_an_unchecked_proxy_is_shown_without_credentials_too(url: str) -> None:
    assert redacted_proxy(url) == "http://proxy:3128"


@pytest.mark.parametrize("option", ["base_url", "authority"])
def test_http_is_not_sent_to_a_proxy_on_another_machine(option: str) -> None:
    options = {**OPTIONS, option: "http://127.0.0.1:8080/x"}
    assert option in refused({**options, "proxy": "http://us3r:pa55@proxy.example.net:3128"}).what
    assert read_settings({**options, "proxy": "http://localhost:3128"}, {}).proxy == "http://localhost:3128"


# --- certificates


@pytest.mark.parametrize("word", ["true", "yes", "1", "on", "TRUE", "Yes", " On "])
def test_values_that_disable_the_check(word: str) -> None:
    assert read_settings(OPTIONS, {"AUDIOCODES_INSECURE": word}).validate_certs is False


@pytest.mark.parametrize("word", ["false", "no", "0", "off", "False", "NO", "", "  "])
def test_values_that_keep_the_check(word: str) -> None:
    assert read_settings(OPTIONS, {"AUDIOCODES_INSECURE": word}).validate_certs is True


@pytest.mark.parametrize("word", ["maybe", "y", "2", "None", "s3cret"])
def test_any_other_value_is_an_error(word: str) -> None:
    error = refused(OPTIONS, {"AUDIOCODES_INSECURE": word})
    assert "AUDIOCODES_INSECURE" in error.what
    assert "s3cret" not in str(error)


@pytest.mark.parametrize("explicit", [True, False])
@pytest.mark.parametrize("word", ["", "true", "false", "maybe"])
def test_validate_certs_overrides_the_variable(explicit: bool, word: str) -> None:
    assert read_settings({**OPTIONS, "validate_certs": explicit}, {"AUDIOCODES_INSECURE": word}).validate_certs is explicit


@pytest.mark.parametrize("value", ["yes", 0, 1, []])
def test_validate_certs_is_a_boolean(value: object) -> None:
    assert "validate_certs" in refused({**OPTIONS, "validate_certs": value}).what


def test_ca_path_is_a_file_or_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ca.pem").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert str(refused({**OPTIONS, "ca_path": str(tmp_path)})) == (
        f"ca_path is a folder without a hashed name, so no certificate in it would be found: {tmp_path}."
        f" Run openssl rehash {tmp_path}, or set ca_path to a PEM file."
    )
    (tmp_path / "0a1b2c3d.0").touch()
    assert read_settings({**OPTIONS, "ca_path": str(tmp_path)}, {}).ca_path == str(tmp_path)
    assert read_settings({**OPTIONS, "ca_path": "~/ca.pem"}, {}).ca_path == str(tmp_path / "ca.pem")
    assert "AUDIOCODES_CA_PATH" in refused(OPTIONS, {"AUDIOCODES_CA_PATH": str(tmp_path / "none.pem")}).what


def test_a_relative_path_in_a_variable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ca.pem").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for path in ("ca.pem", "./ca.pem", "~nobody-of-this-name/ca.pem"):
        assert str(refused(OPTIONS, {"AUDIOCODES_CA_PATH": path})) == (
            f"AUDIOCODES_CA_PATH is a relative path: {path}. Set it to an absolute path."
        )
    for path in ("~/ca.pem", str(tmp_path / "ca.pem")):
        assert read_settings(OPTIONS, {"AUDIOCODES_CA_PATH": path}).ca_path == str(tmp_path / "ca.pem")


# --- numbers


@pytest.mark.parametrize("option", ["timeout", "deadline"])
def test_a_time_is_a_positive_number_of_seconds(option: str) -> None:
    assert getattr(read_settings({**OPTIONS, option: 0.5}, {}), option) == 0.5
    assert getattr(read_settings({**OPTIONS, option: 7}, {}), option) == 7
    for bad in (0, -1, 0.0, float("nan"), float("inf"), True, "5", 86401, 10**400):
        assert option in refused({**OPTIONS, option: bad}).what


def test_retries_is_a_whole_number() -> None:
    assert read_settings({**OPTIONS, "retries": 0}, {}).retries == 0
    for bad in (-1, 1.5, True, "3"):
        assert "retries" in refused({**OPTIONS, "retries": bad}).what


def test_defaults() -> None:
    settings = read_settings({**OPTIONS, "timeout": None, "deadline": "", "retries": None, "validate_certs": None}, {})
    assert (settings.timeout, settings.deadline, settings.retries, settings.validate_certs) == (30, 120, 3, True)
    assert (settings.authority, settings.ca_path, settings.proxy) == ("https://login.microsoftonline.com", None, None)


# --- secrets


def test_the_secret_options_are_hidden_everywhere() -> None:
    fields = ServiceSettings.__dataclass_fields__.values()
    assert {field.name for field in fields if not field.repr} == set(SECRET_OPTIONS)
    assert {option for option, spec in CONNECTION.items() if spec.get("no_log")} == {*SECRET_OPTIONS, *URL_OPTIONS}


@pytest.mark.parametrize(
    "token", ["two words", "Bearer s3cret", "s3crét", "s3cret\x7f", "s3cret\nX: y", "\u00a0s3cret\u2003x", "s3cret" * 4000]
)
def test_a_token_that_cannot_be_sent_in_a_header(token: str) -> None:
    for error in (
        refused({"base_url": OPTIONS["base_url"], "access_token": token}),
        refused({"base_url": OPTIONS["base_url"]}, {"AUDIOCODES_ACCESS_TOKEN": token}),
    ):
        printed = "".join(traceback.format_exception(type(error), error, None)) + repr(error)
        assert "s3cr" not in printed and "words" not in printed


def test_all_secrets_are_known_and_none_is_in_the_repr() -> None:
    settings = read_settings({**OPTIONS, "proxy": "http://us%40er:p%2Fss@proxy:3128"}, {})
    assert set(settings.secrets) == {"option-secret", "us%40er", "us@er", "p%2Fss", "p/ss"}
    assert not any(secret in repr(settings) for secret in settings.secrets)
    settings = read_settings({"base_url": OPTIONS["base_url"], "access_token": "a-token"}, {})
    assert settings.secrets == ("a-token",)
    assert "a-token" not in repr(settings)
