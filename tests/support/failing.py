# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong on the way to the service, as one play over HTTP for any module; and what the error must contain."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from simulator import Fault, Response, Simulator

from .plays import Json, PlayResult, play, task
from .returned import faults_of_result
from .secret_forms import forms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

URL = "{base_url}/api/v2/oc/callingprofile"
TOKEN_URL = "{authority}/{tenant_id}/oauth2/v2.0/token"


@dataclass(frozen=True)
class Failure:
    """One failure: how to cause it, and what the error must contain.

    `said` and `next_step` are parts of the texts; `url` and `said` may contain `{base_url}` and other options of the simulator.
    """

    name: str
    kind: str
    what: str
    next_step: str
    said: str = ""
    status: int | None = None
    url: str | None = URL
    token: Sequence[Fault] = ()
    document: Sequence[Fault] = ()
    options: Json = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


WRONG_SECRET = "wrong-secret+for/tests=only"

FAILURES = [
    Failure(
        "secret wrong",
        "sign_in",
        "The sign-in failed: {token_url} answered 401",
        "Check client_id and client_secret",
        said="invalid_client: AADSTS7000215",
        status=401,
        url=TOKEN_URL,
        token=[Fault()],
        options={"client_secret": "{{ wrong_secret }}"},
    ),
    Failure(
        "secret expired",
        "sign_in",
        "The sign-in failed: {token_url} answered 401",
        "A secret expires: check its end date",
        said="AADSTS7000222",
        status=401,
        url=TOKEN_URL,
        token=[Fault.expired_secret()],
    ),
    Failure(
        "token refused",
        "access_denied",
        "The token was not accepted: {url} answered 401",
        "check that scope",
        status=401,
        document=[Fault.status(401, times=2)],
    ),
    Failure(
        "403",
        "access_denied",
        "Access was denied: {url} answered 403",
        "Ask the service provider to give this application (client_id) permission",
        said="Role is missing",
        status=403,
        document=[Fault.status(403, {"message": "Role is missing"})],
    ),
    Failure(
        "500",
        "service",
        "{url} answered 500",
        "Try again later",
        said="It broke",
        status=500,
        document=[Fault.status(500, {"title": "It broke"})],
    ),
    Failure(
        "500 that quotes what was sent",
        "service",
        "{url} answered 500",
        "Try again later",
        said="(hidden: it contains a secret)",
        status=500,
        document=[Fault(change=lambda good: good)],  # replaced: it needs the secret
    ),
    Failure(
        "HTML",
        "document",
        "The response from {url} is a web page",
        "Check that base_url is the tenant UI",
        said="Sign in to your account",
        status=200,
        document=[Fault.html()],
    ),
    Failure(
        "message",
        "document",
        "The response from {url} is a message instead of the list",
        "",
        said="The operation failed",
        status=200,
        document=[Fault.message()],
    ),
    Failure("truncated", "connection", "The response from {url} was cut off", "Check the URL", document=[Fault.truncated()]),
    Failure(
        "no route",
        "connection",
        "http://127.0.0.1:1/tenantui/api/v2/oc/callingprofile: 127.0.0.1:1 refused the connection",
        "Check the host and port of the URL",
        url="http://127.0.0.1:1/tenantui/api/v2/oc/callingprofile",
        options={"base_url": "http://127.0.0.1:1/tenantui"},
    ),
    Failure(
        "misshapen",
        "document",
        "The response from {url}: Calling profile 1 has no callingProfileId",
        "Please open an issue and include the part of the document",
        document=[Fault.json([{"name": "x"}])],
    ),
    Failure(
        "a page of more",
        "document",
        "The response from {url} is only part of the list (paged answer)",
        "",
        status=200,
        document=[Fault.page()],
    ),
    Failure(
        "nothing written",
        "options",
        "Missing options: base_url (or AUDIOCODES_BASE_URL in the environment), tenant_id",
        "To sign in, set tenant_id, client_id, client_secret, scope",
        url=None,
        environment={"AUDIOCODES_BASE_URL": "", "AUDIOCODES_TENANT_ID": "", "AUDIOCODES_CLIENT_SECRET": ""},
    ),
    Failure(
        "http",
        "options",
        "base_url is http, which would send secrets in clear text: http://live.example.net/tenantui",
        "Use https",
        url=None,
        options={"base_url": "http://live.example.net/tenantui"},
    ),
    Failure(
        "two ways to sign in",
        "options",
        "client_secret and access_token are mutually exclusive",
        "Set only one of them",
        url=None,
        options={"access_token": "{{ token }}", "client_secret": "{{ wrong_secret }}"},
    ),
    Failure(
        "unknown field", "options", "include[0]: nmae is unknown", "Did you mean name?", url=None, options={"include": [{"nmae": "x"}]}
    ),
    Failure(
        "a boolean for a region",
        "options",
        "include[0].region: false is not a string",
        "Quote it.",
        url=None,
        options={"include": [{"region": False}]},
    ),
    Failure("no file", "file", "Cannot read {folder}/missing.json", "Check from_file", url=None, options={"from_file": "missing.json"}),
    Failure(
        "a folder",
        "file",
        "Cannot read {folder}",
        "Check from_file",
        said="Is a directory",
        url=None,
        options={"from_file": "{{ folder }}"},
    ),
    Failure(
        "no JSON",
        "file",
        "{folder}/playbook.txt is not JSON",
        "Check from_file",
        said="line 1",
        url=None,
        options={"from_file": "playbook.txt"},
    ),
    Failure(
        "no snapshot",
        "document",
        "{folder}/object.json: not a list of calling profiles and not a snapshot",
        "Use a file that holds the JSON answer of the service, or a file that calling_profile_snapshot wrote",
        url=None,
        options={"from_file": "object.json"},
    ),
]

# For all modules but calling_profile_info, which has no guards.
EMPTY = Failure(
    "an empty list",
    "guard",
    "{url}: the document has no calling profile",
    "set on_empty, min_profiles or min_sbcs",
    document=[Fault.json([])],
)


class Failing:
    """One play with all the failures in it."""

    def __init__(self, module: str, simulator: Simulator, folder: Path, failures: Sequence[Failure], played: PlayResult) -> None:
        self.module = module
        self.simulator = simulator
        self.played = played
        self._failures = {failure.name: failure for failure in failures}
        options = {**simulator.options(), "folder": str(folder.resolve())}
        options["url"], options["token_url"] = URL.format(**options), TOKEN_URL.format(**options)
        self._say: Callable[[str], str] = lambda text: text.format(**options)

    def check(self, name: str) -> None:
        """Check the error of a failure, in words and as data."""
        expected, result = self._failures[name], self.played[name]
        assert result["failed"] and not result["changed"], result
        failure = result["failure"]
        assert result["msg"].startswith(self._say(expected.what)), result["msg"]
        assert failure["kind"] == expected.kind
        assert failure["status"] == expected.status
        assert failure["url"] == (expected.url and self._say(expected.url))
        assert expected.said in failure["said"]
        assert expected.next_step in failure["next_step"] and failure["next_step"]
        assert result["msg"].endswith(failure["next_step"])
        assert "\n" not in result["msg"] and "Traceback" not in json.dumps(result)
        assert set(result) & {"calling_profiles", "ansible_facts", "source"} == set()
        assert faults_of_result(self.module, result) == []

    def check_for_secrets(self) -> None:
        """Check that no secret is in the output, in any form in which programs quote it."""
        assert self.simulator.tokens
        for secret in (self.simulator.client_secret, WRONG_SECRET, *self.simulator.tokens):
            for form in forms_of(secret):
                assert form not in self.played.output
                assert form not in json.dumps(self.played.results)


@contextmanager
def fail_with(module: str, folder: Path, failures: Sequence[Failure], **options: Any) -> Iterator[Failing]:
    """Run a module into each failure, one after the other, with the most verbose output of Ansible.

    Args:
        module: the short name of the module.
        folder: the folder for the playbook and the files.
        failures: which ones.
        options: further options that the module requires.
    """
    (folder / "playbook.txt").write_text("- hosts: all\n")
    (folder / "object.json").write_text("{}")
    with Simulator() as simulator:
        token = simulator.issue_token()
        echo = f"secret={quote_plus(simulator.client_secret)} {simulator.client_secret} Bearer "
        tasks = []
        for failure in failures:
            for fault in failure.token:
                simulator.faults.token.append(fault)
            for fault in failure.document:
                simulator.faults.document.append(_echoing(echo, simulator) if "quotes" in failure.name else fault)
            one = task(failure.name, module, **{"retries": 0, **options, **failure.options})
            tasks.append({**one, **({"environment": failure.environment} if failure.environment else {})})
        variables = {"wrong_secret": WRONG_SECRET, "token": token, "folder": str(folder)}
        played = play(folder, tasks, simulator.environment(), "-vvvvvv", vars=variables)
        yield Failing(module, simulator, folder, failures, played)


def _echoing(text: str, simulator: Simulator) -> Fault:
    """A response with the secrets of the request."""
    return Fault(lambda good: Response.of_text(text + simulator.tokens[-1], 500))
