# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of development. `python3 dev.py` lists them, `python3 dev.py STEP` runs one, `python3 dev.py test` runs all that CI runs.

`units`, `integration` and `sanity` run on several releases of ansible-core; dev/cores.py has the table. Arguments choose others:
`units 2.18`, `integration all`. With the argument `fresh`, `units` and `integration` try new random examples in the property tests.
All further arguments go to the tool: `units 2.18 tests/unit/fleet -k waves`.

The steps write only to .nox/. An environment there is used again until its pinned packages change.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import nox
from nox.command import CommandFailed

sys.path.insert(0, str(Path(__file__).with_name("dev")))
sys.path.insert(1, str(Path(__file__).with_name("tests")))
from browser import ADVICE, missing_for_browser_tests, required_chromium
from collection import build_tarball, built_tarball, copy_for, documented_plugins, git, installed_collections, tree_for
from commands import clean_environment, fail, home_folder, run
from cores import CORES, PREVIEW, newest_core, outer_cores, python_of, pythons_for, reason_not_tested, runnable_cores
from environments import browser_folder, core_folder, oldest_requests_folder, target_folder, tools_folder, uv
from interpreters import pythons
from mutants import report, survivors
from pip_for_ansible_test import provide_pip_for_ansible_test
from release import ReleaseError, changelog_options, check_version, read_version, write_version
from simulated_service import simulated_service
from workspace import CHECKOUT, WORK, temporary_folder

nox.options.default_venv_backend = "none"
nox.options.sessions = ["test"]

OLDEST_TARGET = (3, 9)


@nox.session
def demo(session: nox.Session) -> None:
    """Show the inventory, one host, a playbook that asserts facts, and an audit with its report, with a simulated service."""
    demo_on(session, newest_core(), installed_collections(session))
    print("\nThe audit fails, as expected: no profile of the vendor's example has failover.")
    print(f"Its report is a web page: {WORK / 'reports' / 'operator_connect_audit.html'}", flush=True)


def demo_on(session: nox.Session, core: str, collections: Path) -> None:
    """Run what the demo shows on one core, with the collection in a folder."""
    inventory = ["ansible-inventory", "-i", "examples/inventory/operator_connect.calling_profiles.yml"]
    audit_variables = {
        "calling_profile_audit_expected_from": "examples/expected",
        "calling_profile_audit_policy_from": "examples/policy.yml",
        "calling_profile_audit_report_dir": str(WORK / "reports"),
    }
    programs = core_folder(core)
    with simulated_service() as connection:
        environment = {**connection, "ANSIBLE_COLLECTIONS_PATH": str(collections), "ANSIBLE_LOCALHOST_WARNING": "False"}
        run(session, programs, *inventory, "--graph", env=environment)
        run(session, programs, *inventory, "--host", "NL-SBC05", env=environment)
        environment["ANSIBLE_INVENTORY_UNPARSED_WARNING"] = "False"
        run(session, programs, "ansible-playbook", "examples/assert_facts.yml", env=environment)
        audit = ["ansible-playbook", "audiocodes.operator_connect.audit", "-e", json.dumps(audit_variables)]
        run(session, programs, *audit, env=environment, success_codes=[2])


@nox.session
def test(session: nox.Session) -> None:
    """Run everything that CI runs, then print what passed and which cores were tested."""
    tests: dict[str, Callable[[nox.Session], None]] = {
        **{f"units {core}": functools.partial(units_on, core=core) for core in outer_cores() if core != newest_core()},
        **{f"integration {core}": functools.partial(integration_on, core=core) for core in outer_cores() if core != newest_core()},
        f"coverage {newest_core()}": coverage,
        "oldest_requests": oldest_requests,
        **({"target_python": target_python} if OLDEST_TARGET in pythons() else {}),
        **({} if missing_for_browser_tests() else {"browser": browser_tests}),
    }
    # the longest first
    checks = [*(f"sanity {core}" for core in outer_cores()), "build", "ansible_lint", "docs", "types", "lint", "antsibull"]
    results = results_at_once(checks)
    results += [result_of(session, title, step) for title, step in tests.items()]
    print_summary(results)
    if not all(result.passed for result in results):
        fail("At least one step failed.")


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style of Python and YAML files, security, workflows, spelling and changelog fragments."""
    tools = tools_folder()
    run(session, tools, "ruff", "check", ".")
    run(session, tools, "ruff", "format", "--check", ".")
    run(session, tools, "yamllint", "--strict", ".")
    run(session, tools, "codespell")
    run(session, tools, "antsibull-changelog", "lint")
    run(session, tools, "bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", "plugins")
    for kind, files in {"github-workflows": [".github/workflows/ci.yml"], "dependabot": [".github/dependabot.yml"]}.items():
        run(session, tools, "check-jsonschema", "--builtin-schema", f"vendor.{kind}", *files)
    run(session, tools, "zizmor", "--offline", "--no-progress", ".github")


@nox.session(name="format")
def format_files(session: nox.Session) -> None:
    """Fix and format the Python files, as far as ruff can."""
    run(session, tools_folder(), "ruff", "check", "--fix", ".")
    run(session, tools_folder(), "ruff", "format", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of plugins, tests and development tools with mypy."""
    collection = copy_for(session, "types").relative_to(tree_for("types"))
    files = [str(collection / name) for name in ("plugins", "tests", "dev", "noxfile.py", "dev.py")]
    # started above ansible_collections, or mypy ignores imports from there without a message
    with session.chdir(tree_for("types")):
        configuration = ["--config-file", str(collection / "pyproject.toml"), "--cache-dir", str(WORK / "mypy_cache")]
        run(session, tools_folder(), "mypy", *configuration, *files)


@nox.session
def antsibull(session: nox.Session) -> None:
    """Check licenses, action groups and unwanted files with antsibull-nox."""
    copy = copy_for(session, "antsibull")
    # nox runs its sessions in the folder of the noxfile, and antsibull-nox in the folder of the collection
    shutil.copy(copy / "dev" / "antsibull_noxfile.py", copy / "noxfile.py")
    sessions = ["license-check", "extra-checks", "antsibull-nox-config"]
    with session.chdir(copy):
        run(session, tools_folder(), "reuse", "lint", "--quiet")
        run(session, tools_folder(), "nox", "--no-venv", "--envdir", str(WORK / "antsibull"), "--session", *sessions)


@nox.session
def units(session: nox.Session) -> None:
    """Run the unit tests."""
    on_chosen_cores(session, units_on)


@nox.session
def integration(session: nox.Session) -> None:
    """Run the integration tests: Ansible commands with a simulated service."""
    on_chosen_cores(session, integration_on)


@nox.session
def coverage(session: nox.Session) -> None:
    """Run the unit and integration tests on the newest core, and require that they run 95 % of the lines and branches of the plugins."""
    folder = WORK / "coverage"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    core = newest_core()
    measure = {"COVERAGE_FILE": str(folder / "data"), "COVERAGE_RCFILE": str(CHECKOUT / "dev" / "coverage.ini")}
    pytest_on(session, core, "tests/unit", *session.posargs, coverage=measure)
    pytest_on(session, core, "tests/integration", *session.posargs, coverage=measure)
    run(session, core_folder(core), "coverage", "combine", "--quiet", env=measure)
    run(session, core_folder(core), "coverage", "report", env=measure)


@nox.session
def oldest_requests(session: nox.Session) -> None:
    """Run the tests of HTTP with the oldest requests and urllib3 that are supported."""
    environment = {"OPERATOR_CONNECT_COLLECTIONS": str(installed_collections(session))}
    run(session, oldest_requests_folder(), "pytest", "--numprocesses", "auto", "tests/unit/service", *session.posargs, env=environment)


@nox.session
def target_python(session: nox.Session) -> None:
    """Run the modules on Python 3.9, the oldest of a machine that Ansible manages, from the oldest core."""
    if OLDEST_TARGET not in pythons():
        fail("There is no Python 3.9 on this machine.")
    environment = {
        "OPERATOR_CONNECT_COLLECTIONS": str(installed_collections(session)),
        "OPERATOR_CONNECT_TARGET_PYTHON": str(target_folder(pythons()[OLDEST_TARGET]) / "python"),
    }
    run(session, core_folder(outer_cores()[0]), "pytest", "tests/target", *session.posargs, env=environment)


@nox.session
def preview(session: nox.Session) -> None:
    """Run the tests on the next release of ansible-core, which is not supported yet."""
    for core in PREVIEW:
        if not pythons_for(core):
            fail(f"ansible-core {core} cannot run here: {reason_not_tested(core)}.")
        units_on(session, core, *session.posargs)
        integration_on(session, core, *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Check the documentation, and make a web site of it in .nox/site/html."""
    collection = copy_for(session, "docs")
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(tree_for("docs"))}
    with session.chdir(collection):
        references = ["--validate-collection-refs", "all", "--disallow-unknown-collection-refs"]
        lint_docs = ["antsibull-docs", "lint-collection-docs", "--plugin-docs", *references, "."]
        run(session, tools_folder(), *lint_docs, env=environment)
    for core in outer_cores():
        for kind, names in documented_plugins(collection).items():
            ansible_doc = ["ansible-doc", "--json", "--type", kind, *names]
            printed = run(session, core_folder(core), *ansible_doc, env=environment, silent=True, stderr=None)
            undocumented = set(names) - set(json.loads(printed))
            if undocumented:
                fail(f"ansible-doc {core} does not print {', '.join(sorted(undocumented))}.")
    documentation_site(session)


def documentation_site(session: nox.Session) -> None:
    """Make the web site of the documentation in `.nox/site/html`. A warning is an error."""
    run(session, tools_folder(), "python", "dev/site_pages.py", "sources")
    sources = WORK / "site" / "sources"
    options = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(sources / "collections")]
    (sources / "collections").mkdir(mode=0o700)
    reference = ["antsibull-docs", "collection", *options, "audiocodes.operator_connect"]
    run(session, tools_folder(), *reference, env={"ANSIBLE_COLLECTIONS_PATH": str(tree_for("docs"))}, silent=True)
    run(session, tools_folder(), "python", "dev/site_pages.py", "reference")
    pages = WORK / "site" / "html"
    run(session, tools_folder(), "sphinx-build", "--quiet", "--fail-on-warning", "--keep-going", str(sources), str(pages))
    print(f"\nThe documentation is a web site: {pages / 'index.html'}", flush=True)


@nox.session
def build(session: nox.Session) -> None:
    """Build the tarball, check it as Galaxy does, and let ansible-builder read its requirements."""
    tarball = built_tarball(session)
    folder = temporary_folder()
    configuration = folder / "galaxy-importer.cfg"
    configuration.write_text("[galaxy-importer]\nRUN_ANSIBLE_TEST = False\n")
    with session.chdir(folder):  # the importer writes a file into the current folder
        importer = ["python", "-m", "galaxy_importer.main", str(tarball)]
        output = run(session, tools_folder(), *importer, env={"GALAXY_IMPORTER_CONFIG": str(configuration)}, silent=True)
    problems = [line for line in output.splitlines() if line.startswith(("WARNING", "ERROR"))]
    if problems:
        fail("galaxy-importer reports problems:\n" + "\n".join(problems))
    requirements = run(session, tools_folder(), "ansible-builder", "introspect", str(installed_collections(session)), silent=True)
    if "requests" not in requirements:
        fail(f"ansible-builder does not find the requirement requests:\n{requirements}")
    definition = folder / "execution-environment.yml"
    definition.write_text(json.dumps({"version": 3, "dependencies": {"galaxy": {"collections": [{"name": str(tarball), "type": "file"}]}}}))
    run(session, tools_folder(), "ansible-builder", "create", "-f", str(definition), "-c", str(folder / "context"), silent=True)


@nox.session
def ansible_lint(session: nox.Session) -> None:
    """Check playbooks, roles and examples with ansible-lint."""
    with session.chdir(copy_for(session, "ansible-lint")):
        run(session, tools_folder(), "ansible-lint", env={"ANSIBLE_COLLECTIONS_PATH": str(tree_for("ansible-lint"))})


@nox.session
def sanity(session: nox.Session) -> None:
    """Run ansible-test sanity."""
    on_chosen_cores(session, sanity_on)


@nox.session
def browser(session: nox.Session) -> None:
    """Test the web page of the reports in Chromium: what it shows, keyboard, accessibility, size and speed."""
    browser_tests(session, *session.posargs)


@nox.session
def load(session: nox.Session) -> None:
    """Run the load tests with ten times as much as in `integration`: 100 inventory runs at once, a thousand reads in one process."""
    tests = "tests/integration/inventory/test_load.py"
    environment = {"OPERATOR_CONNECT_COLLECTIONS": str(installed_collections(session)), "OPERATOR_CONNECT_LOAD": "10"}
    run(session, core_folder(newest_core()), "pytest", tests, *session.posargs, env=environment)


@nox.session
def mutants(session: nox.Session) -> None:
    """Change the pure parts of the code in one place at a time, and list the changes that no test notices. Argument: how many of a file."""
    per_file = int(session.posargs[0]) if session.posargs else 20
    copy_for(session, "mutants")
    names = survivors(CHECKOUT, tree_for("mutants"), core_folder(newest_core()) / "python", clean_environment(), per_file)
    if not report(names):
        fail("A mutant survived that nobody has judged.")


@nox.session
def screenshots(session: nox.Session) -> None:
    """Make pictures of the web page: all in .nox/screenshots/, and those of the documentation in docs/images/."""
    environment = browser_environment(session)
    folder = WORK / "screenshots"
    run(session, browser_folder(), "python", "tests/browser/screenshots.py", str(folder), *session.posargs, env=environment)
    for name in ("report.png", "topology.png"):
        shutil.copy(folder / name, CHECKOUT / "docs" / "images" / name)


@nox.session
def bench(session: nox.Session) -> None:
    """Run the benchmarks on the newest core. They are not part of test."""
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(installed_collections(session)), "PYTHONPATH": str(CHECKOUT / "tests")}
    run(session, core_folder(newest_core()), "python", "-m", "bench", *session.posargs, env=environment)


@nox.session
def release(session: nox.Session) -> None:
    """Prepare a release, or build the tarball of the one that is prepared: `release 1.2.0`. Nothing is published."""
    if len(session.posargs) != 1:
        fail("Which version? For example: python3 dev.py release 1.2.0")
    (version,) = session.posargs
    if git("status", "--porcelain"):
        fail("There are changes that are not committed. Commit them, or put them aside.")
    changelog = (CHECKOUT / "changelogs" / "changelog.yaml").read_text("utf-8")
    try:
        check_version(version, read_version(), published=bool(git("tag", "--list", version)))
    except ReleaseError as error:
        fail(str(error))
    fragments = sorted((CHECKOUT / "changelogs" / "fragments").glob("*.y*ml"))
    if version != read_version() or fragments or f"\n  {version}:\n" not in changelog:
        write_version(version)
        run(session, tools_folder(), "antsibull-changelog", "release", *changelog_options(version, changelog))
        print(f"\nVersion {version} is prepared. Read CHANGELOG.md, commit, and run this command again to build the tarball.", flush=True)
        return
    first, second = (build_tarball(session, WORK / "release" / name) for name in ("first", "second"))
    if first.read_bytes() != second.read_bytes():
        fail(f"The same files gave two different tarballs: {first} and {second}.")
    for core in outer_cores():
        collections = WORK / "release" / core
        shutil.rmtree(collections, ignore_errors=True)
        install = ["ansible-galaxy", "collection", "install", "--offline", "--no-deps", "-p", str(collections), str(first)]
        run(session, core_folder(core), *install, env={"ANSIBLE_COLLECTIONS_PATH": str(collections)}, silent=True)
        demo_on(session, core, collections)
    print(f"\n{first}\nSHA-256 {hashlib.sha256(first.read_bytes()).hexdigest()}, the same in two builds.")
    print(f"Inventory, facts and audit work on ansible-core {' and '.join(outer_cores())}. MAINTAINING.md has the next steps.")


@nox.session
def pins(session: nox.Session) -> None:
    """Update the versions in requirements/*.txt to the newest ones of the package index."""
    for name in ("bootstrap", "steps"):
        options = ["--universal", "--python-version", "3.10", "--no-annotate", "--no-emit-package", "ansible-core", "--upgrade"]
        options += ["--custom-compile-command", "python3 dev.py pins", "--output-file", f"requirements/{name}.txt"]
        uv("pip", "compile", *options, f"requirements/{name}.in")


def units_on(session: nox.Session, core: str, *arguments: str) -> None:
    """Run the unit tests on one core."""
    pytest_on(session, core, "tests/unit", *arguments)


def integration_on(session: nox.Session, core: str, *arguments: str) -> None:
    """Run the integration tests on one core."""
    pytest_on(session, core, "tests/integration", *arguments)


def browser_tests(session: nox.Session, *arguments: str) -> None:
    """Run the tests of the web page."""
    environment = browser_environment(session)
    # alone, because it measures seconds, and prints them
    timed = "tests/browser/test_page.py::test_a_large_fleet_is_quick"
    options = ["--numprocesses", "auto", "--dist", "load", f"--deselect={timed}"]
    run(session, browser_folder(), "pytest", *options, "tests/browser", *arguments, env=environment)
    if not arguments:
        run(session, browser_folder(), "pytest", "--capture=no", timed, env=environment)


def browser_environment(session: nox.Session) -> dict[str, str]:
    """Give the environment variables for programs that open pages of the collection in Chromium.

    Raises:
        CommandFailed: Chromium or Java is missing.
    """
    return {
        "OPERATOR_CONNECT_CHROMIUM": required_chromium(),
        "OPERATOR_CONNECT_COLLECTIONS": str(installed_collections(session)),
        "PYTHONPATH": str(CHECKOUT / "tests"),
    }


def pytest_on(session: nox.Session, core: str, folder: str, *arguments: str, coverage: Mapping[str, str] | None = None) -> None:
    """Run tests of the checkout on the built and installed collection: those of a folder, or those that the arguments name.

    Args:
        session: the nox session.
        core: the ansible-core.
        folder: the folder of the tests.
        arguments: for pytest.
        coverage: the environment variables of coverage, if it measures the run.
    """
    environment = {"OPERATOR_CONNECT_COLLECTIONS": str(installed_collections(session)), **(coverage or {})}
    if "fresh" in arguments:
        environment["OPERATOR_CONNECT_HYPOTHESIS_PROFILE"] = "fresh"
    options = [argument for argument in arguments if argument != "fresh"]
    tests = [] if any(option.startswith("tests") for option in options) else [folder]
    # one process more than there are processors, because the tests also wait for the programs that they start
    processes = str((os.cpu_count() or 1) + 1)
    # by file, because the tests of a file share expensive fixtures
    program = ["coverage", "run", "--module", "pytest"] if coverage else ["pytest"]
    run(session, core_folder(core), *program, "--numprocesses", processes, "--dist", "loadfile", *tests, *options, env=environment)


def sanity_on(session: nox.Session, core: str, *arguments: str) -> None:
    """Run ansible-test sanity on one core."""
    # a home folder of its own: two cores with the same Python would make the same environment at the same time
    home = home_folder() / "sanity" / core
    provide_pip_for_ansible_test(home)
    # as a module: the script of older cores does not start if the path of the checkout contains a space
    ansible_test = ["python", "-m", "ansible_test._util.target.cli.ansible_test_cli_stub"]
    options = ["--local", "--python", "default", "--color", "no", *arguments]
    with session.chdir(copy_for(session, f"sanity-{core}")):
        run(session, core_folder(core), *ansible_test, "sanity", *options, env={"HOME": str(home)})


def on_chosen_cores(session: nox.Session, step: Callable[..., None]) -> None:
    """Run a step on the cores that the arguments of the session name, on all if they contain `all`, else on the oldest and the newest."""
    chosen = runnable_cores() if "all" in session.posargs else [core for core in session.posargs if core in CORES]
    arguments = [argument for argument in session.posargs if argument not in (*CORES, "all")]
    for core in chosen or outer_cores():
        if core not in runnable_cores():
            fail(f"ansible-core {core} cannot run here: {reason_not_tested(core)}.")
        step(session, core, *arguments)


class Result(NamedTuple):
    """How a step of `test` ended, and how many seconds it took."""

    title: str
    passed: bool
    seconds: float


def results_at_once(titles: list[str]) -> list[Result]:
    """Run steps that use one processor each, as many at once as there are processors. Each prints its output when it has ended.

    Args:
        titles: the steps with their arguments, as on the command line.
    """
    # made before: two steps that need the same environment would make it at the same time
    tools_folder()
    for core in outer_cores():
        core_folder(core)
    print(f"\n━━━ {', '.join(titles)}: several at once, so their output comes when they have ended", flush=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(result_of_process, titles))


def result_of_process(title: str) -> Result:
    """Run a step in a process of its own, then print its output."""
    name, *arguments = title.split()
    command = [sys.executable, "-m", "nox", "--noxfile", str(CHECKOUT / "noxfile.py"), "--session", name, "--", *arguments]
    started = time.monotonic()
    process = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    seconds = time.monotonic() - started
    print(f"\n━━━ {title}\n{process.stdout}", flush=True)
    return Result(title, process.returncode == 0, seconds)


def result_of(session: nox.Session, title: str, step: Callable[[nox.Session], None]) -> Result:
    """Run a step in this process."""
    print(f"\n━━━ {title}", flush=True)
    started = time.monotonic()
    try:
        step(session)
    except CommandFailed:
        passed = False
    except Exception:  # the other steps run anyway
        traceback.print_exc()
        passed = False
    else:
        passed = True
    return Result(title, passed, time.monotonic() - started)


def print_summary(results: list[Result]) -> None:
    """Print the result of each step of `test`, and which cores were tested."""
    print("\n━━━ summary")
    for title, passed, seconds in results:
        print(f"{title:<20} {'passed' if passed else 'FAILED'} {seconds:6.0f} s")
    print()
    for core in CORES:
        result = f"tested on Python {python_of(core).version}" if core in outer_cores() else f"not tested: {reason_not_tested(core)}"
        print(f"ansible-core {CORES[core].release:<8} {result}")
    if missing_for_browser_tests():
        print(f"\nNOT RUN: browser. This machine does not have {' and '.join(missing_for_browser_tests())}. {ADVICE}")
    if OLDEST_TARGET not in pythons():
        print("\nNOT RUN: target_python. This machine does not have Python 3.9.")
    failed = sum(not result.passed for result in results)
    print(f"\n{len(results) - failed} passed, {failed} failed", flush=True)
