# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are planted everywhere, and then everything that was written is searched: output, logs, files, arguments of processes."""

from __future__ import annotations

import base64
import json
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from support.inventories import run, write_source
from support.plays import play, task
from support.secret_forms import forms_of

from simulator import Fault, Simulator, documented_example

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "a-pass+word/of=a-proxy"
URL_PASSWORD = "a-pass+word/in-a-url"
GIVEN_TOKEN = "a-token.that/was+given"
WRONG_SECRET = "a-wrong+secret/for=tests"
FAULTS = {
    "refused": Fault.status(401, times=2),
    "forbidden": Fault.status(403, {"message": "no"}),
    "broken": Fault.status(500),
    "page": Fault.html(),
    "reset": Fault.reset(),
    "cut off": Fault.truncated(),
    "flood": Fault.gzip_bomb(65),
}


EXPECTED = {"for_each": [{"match": {"name": "*"}, "expect": {"region": "A"}}]}


def repeating(simulator: Simulator) -> Fault:
    """The correct document, with the secrets of the call in values, in the forms in which the service can know them."""

    def change(good: Any) -> Any:
        document = documented_example()
        secrets = f"{simulator.client_secret} {simulator.tokens[-1]}"
        document[0].update(region=f"of {secrets}", carrier=simulator.tokens[-1], note={"header": f"Bearer {secrets}"})
        return type(good).of_json(document)

    return Fault(change)


def echoing(simulator: Simulator) -> Fault:
    """An error page that repeats the request."""
    return Fault(lambda good: type(good).of_text(f"{simulator.client_secret} Bearer {simulator.tokens[-1]}", 500))


class Watch:
    """The command lines of all processes, while it runs."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self._stop = threading.Event()

    def _look(self) -> None:
        while not self._stop.wait(0.02):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                with suppress(OSError):
                    self.seen.add(path.read_bytes())

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()


def settings(folder: Path) -> dict[str, str]:
    """Everything that Ansible writes is in the folder, and it writes as much as it can."""
    places = {"HOME": "home", "TMPDIR": "tmp", "ANSIBLE_HOME": "home/ansible", "ANSIBLE_LOCAL_TEMP": "tmp", "ANSIBLE_REMOTE_TEMP": "remote"}
    for place in places.values():
        (folder / place).mkdir(parents=True, exist_ok=True)
    return {
        **{name: str(folder / place) for name, place in places.items()},
        "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
        "ANSIBLE_CALLBACKS_ENABLED": "ansible.builtin.junit",
        "JUNIT_OUTPUT_DIR": str(folder / "junit"),
        "ANSIBLE_DEBUG": "False",
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Everything that was written, by where it was written; `secrets` has the secrets, one on each line."""
    folder = tmp_path_factory.mktemp("secrets")
    watch = Watch()
    texts: dict[str, str] = {}
    with Simulator() as simulator, watch.running():
        environment = {**settings(folder), **simulator.environment()}
        simulator.faults.token.append(Fault.expired_secret())
        simulator.faults.document.append(repeating(simulator))
        tasks = [task("an expired secret", "calling_profile_info"), task("info", "calling_profile_info")]
        modules: dict[str, dict[str, Any]] = {
            "calling_profile_facts": {},
            "calling_profile_assert": {
                "return_checks": "all",
                "expected": {"for_each": [{"match": {"name": "*"}, "expect": {"region": "A"}}]},
            },
            "calling_profile_snapshot": {"path": "a.snap"},
            "calling_profile_report": {"report_dir": "reports", "expected": {"profiles": {"X": "present"}}},
        }
        for name, options in modules.items():
            simulator.faults.document.append(repeating(simulator))
            tasks.append(task(name, name, **options))
        simulator.faults.document.append(repeating(simulator))
        tasks.append(task("draft", "calling_profile_snapshot", path="draft.yml", format="expected"))
        for name, fault in FAULTS.items():
            simulator.faults.document.append(fault)
            tasks.append(task(name, "calling_profile_info", retries=0))
        simulator.faults.document.append(echoing(simulator))
        tasks.append(task("echo", "calling_profile_info", retries=0))
        tasks += [
            task("a wrong secret", "calling_profile_info", client_secret="{{ wrong_secret }}"),
            task("a secret with a line break", "calling_profile_info", client_secret=" {{ wrong_secret }}\n"),
            task("a given token", "calling_profile_info", access_token="{{ given_token }}"),
            task("a password in base_url", "calling_profile_info", base_url="{{ with_password }}"),
            task("a password in authority", "calling_profile_info", authority="{{ authority }}"),
            task("a proxy", "calling_profile_info", proxy="{{ proxy }}", retries=0),
            task("a password and an unknown option", "calling_profile_info", base_url="{{ with_password }}", nonsense=1),
        ]
        # In variables, because Ansible shows what is literally in a playbook.
        variables = {
            "wrong_secret": WRONG_SECRET,
            "given_token": GIVEN_TOKEN,
            "with_password": simulator.base_url.replace("://", f"://user:{quote(URL_PASSWORD, safe='')}@"),
            "authority": f"https://user:{URL_PASSWORD}@login.invalid",
            "proxy": f"http://user:{quote(PASSWORD, safe='')}@127.0.0.1:9",
        }
        played = play(folder, tasks, environment, "-vvvvvv", vars=variables)
        texts["output of a play"] = played.output
        for task_name, result in played.results.items():
            texts[f"result of {task_name}"] = json.dumps(result)
        (folder / "playbook.json").unlink()
        (folder / "results.json").unlink()
        source = write_source(
            folder, {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(folder / "cache")}
        )
        for name, faults in {"good": [repeating(simulator)], "cached": [], "bad": [Fault.status(403)]}.items():
            for fault in faults:
                simulator.faults.document.append(fault)
            flush = ["--flush-cache"] if name == "bad" else []
            listed = run("ansible-inventory", "-i", source, "--list", "--export", "-vvvvvv", *flush, cwd=folder, environment=environment)
            texts[f"output of a listing, {name}"] = listed.output
        texts["secrets"] = "\n".join([simulator.client_secret, PASSWORD, URL_PASSWORD, GIVEN_TOKEN, WRONG_SECRET, *simulator.tokens])
    for path in folder.rglob("*"):
        if path.is_file():
            texts[str(path.relative_to(folder))] = path.read_bytes().decode("utf-8", "replace")
    texts["command lines"] = b"\n".join(watch.seen).decode("utf-8", "replace")
    return texts


def test_everything_was_written(written: dict[str, str]) -> None:
    """The search would find nothing in what is not there."""
    files = {"a.snap", "draft.yml", "reports/operator_connect_audit.html", "reports/operator_connect_audit.json", "ansible.log"}
    assert files <= set(written)
    assert any(name.startswith("cache/") for name in written)
    assert any(name.startswith("junit/") for name in written)
    assert "ansible-playbook" in written["command lines"]
    assert "of ******** ********" in written["result of info"]
    assert "of ******** ********" in written["a.snap"]
    assert "********" in written["draft.yml"]


def test_no_secret_is_in_anything_that_was_written(written: dict[str, str]) -> None:
    found = [
        (where, form)
        for secret in written["secrets"].split("\n")
        for form in forms_of(secret)
        for where, text in written.items()
        if where != "secrets" and form in text
    ]
    assert found == []


def test_no_secret_in_base64_is_in_anything_that_was_written(written: dict[str, str]) -> None:
    """Proxy-Authorization has the user and the password in this form."""
    encoded = base64.b64encode(f"user:{PASSWORD}".encode()).decode()
    assert [where for where, text in written.items() if encoded in text] == []
