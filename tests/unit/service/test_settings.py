# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options and environment to a connection: which one counts, what is missing, what is refused, and what a message may hold."""

from __future__ import annotations

import itertools
import traceback
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.service.settings import (
    DEFAULT_AUTHORITY,
    ENVIRONMENT,
    SECRET_VARIABLES,
    Connection,
    read_settings,
    without_credentials,
)

GUID = "5a1e0000-7e4a-4000-8000-000000000001"
WRITTEN = {
    "base_url": "https://written.example.net/tenantui",
    "tenant_id": GUID,
    "client_id": "written-client",
    "client_secret": "written-secret",
    "scope": "api://written/.default",
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


# --- written or from the environment


@pytest.mark.parametrize("option", sorted(set(WRITTEN) | {"authority", "proxy"}))
@pytest.mark.parametrize("empty", EMPTY)
def test_written_beats_environment_and_empty_is_not_written(option: str, empty: str | None) -> None:
    addresses = {"authority": "https://%s.example.net", "proxy": "http://%s.example.net:3128"}
    written = {**WRITTEN, **{name: url % "written" for name, url in addresses.items()}}
    environ = {**IN_ENVIRONMENT, **{ENVIRONMENT[name]: url % "environment" for name, url in addresses.items()}}
    assert getattr(read_settings(written, environ), option) == written[option]
    assert getattr(read_settings({**written, option: empty}, environ), option) == environ[ENVIRONMENT[option]]
    without = {name: value for name, value in written.items() if name != option}
    assert getattr(read_settings(without, environ), option) == environ[ENVIRONMENT[option]]


@pytest.mark.parametrize("empty", EMPTY[1:])
def test_an_empty_variable_is_an_unset_one(empty: str) -> None:
    assert read_settings(WRITTEN, dict.fromkeys(ENVIRONMENT.values(), empty)) == read_settings(WRITTEN, {})


def test_white_space_around_a_value_is_not_part_of_it() -> None:
    assert read_settings({name: f" {value}\n" for name, value in WRITTEN.items()}, {}) == read_settings(WRITTEN, {})
    assert read_settings({"base_url": WRITTEN["base_url"], "access_token": "\ttoken \r\n"}, {}).access_token == "token"


def test_other_options_are_none_of_its_business() -> None:
    assert read_settings({**WRITTEN, "from_file": "/x", "include": [], "plugin": "x"}, {}) == read_settings(WRITTEN, {})


def test_every_field_but_the_numbers_has_a_variable() -> None:
    assert set(ENVIRONMENT) == set(Connection.__dataclass_fields__) - {"timeout", "deadline", "retries"}
    assert all(name == "AUDIOCODES_" + option.upper() for option, name in ENVIRONMENT.items() if option != "validate_certs")
    assert set(SECRET_VARIABLES) == {"AUDIOCODES_CLIENT_SECRET", "AUDIOCODES_ACCESS_TOKEN"}


def test_a_value_is_a_plain_string_whatever_ansible_made_of_it() -> None:
    class Tagged(str):
        pass

    connection = read_settings({name: Tagged(value) for name, value in WRITTEN.items()}, {})
    assert {type(getattr(connection, name)) for name in WRITTEN} == {str}


@pytest.mark.parametrize("value", [1, True, ["x"], {"x": "s3cret"}, b"x"])
@pytest.mark.parametrize("option", ["client_id", "client_secret", "base_url"])
def test_a_string_has_to_be_one(option: str, value: object) -> None:
    error = refused({**WRITTEN, option: value})
    assert option in str(error)
    assert "s3cret" not in str(error)


# --- two ways to sign in


@pytest.mark.parametrize("places", list(itertools.product([False, True], repeat=4)))
def test_which_way_to_sign_in(places: tuple[bool, bool, bool, bool]) -> None:
    """The whole matrix: secret and token, each written or not, each in the environment or not."""
    secret_written, token_written, secret_around, token_around = places
    options: dict[str, str] = {"base_url": WRITTEN["base_url"]}
    environ = {name: value for name, value in IN_ENVIRONMENT.items() if name != "AUDIOCODES_CLIENT_SECRET"}
    options.update({"client_secret": "written-secret"} if secret_written else {})
    options.update({"access_token": "written-token"} if token_written else {})
    environ.update({"AUDIOCODES_CLIENT_SECRET": "environment-secret"} if secret_around else {})
    environ.update({"AUDIOCODES_ACCESS_TOKEN": "environment-token"} if token_around else {})

    if secret_written and token_written:
        error = refused(options, environ)
        assert "client_secret" in error.what and "access_token" in error.what
    elif secret_written or token_written:
        connection = read_settings(options, environ)
        assert connection.client_secret == ("written-secret" if secret_written else None)
        assert connection.access_token == ("written-token" if token_written else None)
    elif secret_around and token_around:
        error = refused(options, environ)
        assert "AUDIOCODES_CLIENT_SECRET" in error.what and "AUDIOCODES_ACCESS_TOKEN" in error.what
    elif secret_around or token_around:
        connection = read_settings(options, environ)
        assert connection.client_secret == ("environment-secret" if secret_around else None)
        assert connection.access_token == ("environment-token" if token_around else None)
    else:
        error = refused(options, environ)
        assert "client_secret (or AUDIOCODES_CLIENT_SECRET" in error.what
        assert "AUDIOCODES_ACCESS_TOKEN" in error.next_step


@pytest.mark.parametrize(("option", "decides"), [("client_id", True), ("scope", True), ("tenant_id", False), ("authority", False)])
def test_a_written_companion_of_the_secret_decides_between_two_in_the_environment(option: str, decides: bool) -> None:
    environ = {**IN_ENVIRONMENT, "AUDIOCODES_ACCESS_TOKEN": "environment-token"}
    options = {option: "https://login.example.net" if option == "authority" else WRITTEN.get(option)}
    if decides:
        assert read_settings(options, environ).client_secret == "environment-secret"
    else:
        assert "AUDIOCODES_ACCESS_TOKEN" in refused(options, environ).what


def test_a_token_needs_no_more_than_the_address_and_keeps_the_tenant() -> None:
    connection = read_settings({"base_url": WRITTEN["base_url"], "access_token": "t", "tenant_id": GUID}, {})
    assert (connection.access_token, connection.tenant_id, connection.client_secret) == ("t", GUID, None)


def test_a_written_companion_without_any_secret_leaves_the_token_of_the_environment() -> None:
    connection = read_settings({**WRITTEN, "client_secret": ""}, {"AUDIOCODES_ACCESS_TOKEN": "t"})
    assert connection.access_token == "t"


@pytest.mark.parametrize("missing", [{"base_url"}, {"tenant_id"}, {"client_id", "scope"}, set(WRITTEN), {"client_secret"}])
def test_all_that_is_missing_is_named_both_ways_at_once(missing: set[str]) -> None:
    error = refused({name: value for name, value in WRITTEN.items() if name not in missing})
    for option in WRITTEN:
        assert (f"{option} (or {ENVIRONMENT[option]} in the environment)" in error.what) == (option in missing)


# --- addresses


@pytest.mark.parametrize(
    ("given", "taken"),
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
def test_an_address_has_one_spelling(given: str, taken: str) -> None:
    connection = read_settings({**WRITTEN, "base_url": given}, {})
    assert connection.base_url == taken
    assert connection.url == taken + "/api/v2/oc/callingprofile"


BAD_ADDRESSES = [
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
@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_addresses_that_are_refused(option: str, address: str) -> None:
    assert option in refused({**WRITTEN, option: address}).what
    assert ENVIRONMENT[option] in refused({**WRITTEN, option: None}, {ENVIRONMENT[option]: address}).what


@pytest.mark.parametrize("option", ["base_url", "authority"])
@pytest.mark.parametrize(
    "address",
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
def test_no_message_prints_user_password_query_or_fragment(option: str, address: str) -> None:
    error = refused({**WRITTEN, option: address})
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
    ],
)
def test_where_the_sign_in_goes(authority: str | None, token_url: str) -> None:
    assert read_settings({**WRITTEN, "authority": authority}, {}).token_url == token_url


@pytest.mark.parametrize("tenant", ["../x", ".", "..", "a/b", "a?b", "a%2fb", "a b", "-", "a#", "é", "a\\b", "a.", "@"])
def test_a_tenant_is_one_step_of_a_path(tenant: str) -> None:
    assert "tenant_id" in refused({**WRITTEN, "tenant_id": tenant}).what


@pytest.mark.parametrize("tenant", [GUID, "contoso.onmicrosoft.com", "common", "a", "under_score.example"])
def test_tenants_that_are_taken(tenant: str) -> None:
    assert read_settings({**WRITTEN, "tenant_id": tenant}, {}).tenant_id == tenant


# --- the proxy


@pytest.mark.parametrize(
    ("given", "taken", "shown"),
    [
        ("http://proxy.example.net:3128", "http://proxy.example.net:3128", "http://proxy.example.net:3128"),
        ("https://Proxy.example.net/", "https://proxy.example.net", "https://proxy.example.net"),
        ("http://us3r:pa55@10.0.0.1:3128", "http://us3r:pa55@10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("http://us3r:p%40a%2F55@[::1]:3128/", "http://us3r:p%40a%2F55@[::1]:3128", "http://[::1]:3128"),
        ("http://us3r:p@55@proxy:1", "http://us3r:p@55@proxy:1", "http://proxy:1"),
    ],
)
def test_proxies(given: str, taken: str, shown: str) -> None:
    connection = read_settings({**WRITTEN, "proxy": given}, {})
    assert connection.proxy == taken
    assert connection.proxy_shown == shown
    assert without_credentials(given).rstrip("/").lower() == shown
    assert "us3r" not in repr(connection)


@pytest.mark.parametrize(
    "given",
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
def test_proxies_that_are_refused_without_a_word_of_their_credentials(given: str) -> None:
    for error in (refused({**WRITTEN, "proxy": given}), refused(WRITTEN, {"AUDIOCODES_PROXY": given})):
        assert "proxy" in error.what.lower()
        printed = "".join(traceback.format_exception(type(error), error, None)) + repr(error)
        assert not any(word in printed for word in ("us3r", "pa55", "55@"))


@pytest.mark.parametrize(
    "given", ["http://us3r:pa/55@proxy:3128", "us3r:pa55@proxy:3128", "http://us3r:pa55@proxy:3128/x?y", "http://us3r:p@55@proxy:3128"]
)
def test_a_proxy_that_nobody_checked_is_shown_without_credentials_too(given: str) -> None:
    assert without_credentials(given) == "http://proxy:3128"


@pytest.mark.parametrize("option", ["base_url", "authority"])
def test_http_does_not_leave_this_machine_through_a_proxy(option: str) -> None:
    options = {**WRITTEN, option: "http://127.0.0.1:8080/x"}
    assert option in refused({**options, "proxy": "http://us3r:pa55@proxy.example.net:3128"}).what
    assert read_settings({**options, "proxy": "http://localhost:3128"}, {}).proxy == "http://localhost:3128"


# --- certificates


@pytest.mark.parametrize("word", ["true", "yes", "1", "on", "TRUE", "Yes", " On "])
def test_words_that_turn_the_checks_off(word: str) -> None:
    assert read_settings(WRITTEN, {"AUDIOCODES_INSECURE": word}).validate_certs is False


@pytest.mark.parametrize("word", ["false", "no", "0", "off", "False", "NO", "", "  "])
def test_words_that_leave_them_on(word: str) -> None:
    assert read_settings(WRITTEN, {"AUDIOCODES_INSECURE": word}).validate_certs is True


@pytest.mark.parametrize("word", ["maybe", "y", "2", "None", "s3cret"])
def test_any_other_word_is_an_error(word: str) -> None:
    error = refused(WRITTEN, {"AUDIOCODES_INSECURE": word})
    assert "AUDIOCODES_INSECURE" in error.what
    assert "s3cret" not in str(error)


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("word", ["", "true", "false", "maybe"])
def test_a_written_validate_certs_beats_the_variable(written: bool, word: str) -> None:
    assert read_settings({**WRITTEN, "validate_certs": written}, {"AUDIOCODES_INSECURE": word}).validate_certs is written


@pytest.mark.parametrize("value", ["yes", 0, 1, []])
def test_validate_certs_is_a_boolean(value: object) -> None:
    assert "validate_certs" in refused({**WRITTEN, "validate_certs": value}).what


def test_ca_path_is_a_file_or_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ca.pem").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read_settings({**WRITTEN, "ca_path": str(tmp_path)}, {}).ca_path == str(tmp_path)
    assert read_settings({**WRITTEN, "ca_path": "~/ca.pem"}, {}).ca_path == str(tmp_path / "ca.pem")
    assert "AUDIOCODES_CA_PATH" in refused(WRITTEN, {"AUDIOCODES_CA_PATH": str(tmp_path / "none.pem")}).what


# --- numbers


@pytest.mark.parametrize("option", ["timeout", "deadline"])
def test_times(option: str) -> None:
    assert getattr(read_settings({**WRITTEN, option: 0.5}, {}), option) == 0.5
    assert getattr(read_settings({**WRITTEN, option: 7}, {}), option) == 7
    for bad in (0, -1, 0.0, float("nan"), float("inf"), True, "5", 86401, 10**400):
        assert option in refused({**WRITTEN, option: bad}).what


def test_retries() -> None:
    assert read_settings({**WRITTEN, "retries": 0}, {}).retries == 0
    for bad in (-1, 1.5, True, "3"):
        assert "retries" in refused({**WRITTEN, "retries": bad}).what


def test_defaults() -> None:
    connection = read_settings({**WRITTEN, "timeout": None, "deadline": "", "retries": None, "validate_certs": None}, {})
    assert (connection.timeout, connection.deadline, connection.retries, connection.validate_certs) == (30, 120, 3, True)
    assert (connection.authority, connection.ca_path, connection.proxy) == ("https://login.microsoftonline.com", None, None)


# --- what must not be printed


@pytest.mark.parametrize("token", ["two words", "Bearer s3cret", "s3crét", "s3cret\x7f", "s3cret\nX: y", "\u00a0s3cret\u2003x"])
def test_a_token_that_no_header_can_carry(token: str) -> None:
    for error in (
        refused({"base_url": WRITTEN["base_url"], "access_token": token}),
        refused({"base_url": WRITTEN["base_url"]}, {"AUDIOCODES_ACCESS_TOKEN": token}),
    ):
        printed = "".join(traceback.format_exception(type(error), error, None)) + repr(error)
        assert "s3cr" not in printed and "words" not in printed


def test_all_secrets_are_known_and_none_is_in_the_representation() -> None:
    connection = read_settings({**WRITTEN, "proxy": "http://us%40er:p%2Fss@proxy:3128"}, {})
    assert set(connection.secrets) == {"written-secret", "us%40er", "us@er", "p%2Fss", "p/ss"}
    assert not any(secret in repr(connection) for secret in connection.secrets)
    connection = read_settings({"base_url": WRITTEN["base_url"], "access_token": "a-token"}, {})
    assert connection.secrets == ("a-token",)
    assert "a-token" not in repr(connection)
