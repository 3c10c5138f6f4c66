# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entry script: `python3 dev.py STEP [arguments]`.

It makes an environment with nox and uv in .nox/bootstrap and starts nox, which runs a step of noxfile.py. It writes nothing outside
this folder. The syntax is that of Python 3.6, so that an old Python can print which version is required.
"""

import ast
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BOOTSTRAP = os.path.join(HERE, ".nox", "bootstrap")
STAMP = os.path.join(BOOTSTRAP, "complete")
PINS = os.path.join(HERE, "requirements", "bootstrap.txt")
TEMPORARY = os.path.join(HERE, ".nox", "tmp")
LOG = os.path.join(HERE, ".nox", "bootstrap.log")


def main(arguments: "list[str]") -> None:
    """Run a step, or list the steps."""
    problem = missing_prerequisite()
    if problem:
        sys.exit("dev.py: " + problem)
    known = steps()
    if not arguments or arguments[0] not in known:
        print("python3 dev.py STEP [arguments]\n\n" + "\n".join("  {:<14}{}".format(*step) for step in known.items()))
        sys.exit(0 if not arguments or arguments[0] in ("-h", "--help") else "dev.py: unknown step " + arguments[0])
    python = bootstrap_python()
    nox = [python, "-m", "nox", "--noxfile", os.path.join(HERE, "noxfile.py"), "--session", arguments[0], "--"]
    os.execv(python, nox + arguments[1:])


def missing_prerequisite() -> "str | None":
    """Find the first prerequisite that is missing.

    Returns:
        What is missing and what to do, or None.
    """
    if sys.version_info < (3, 10):
        return "Python 3.10 or newer is required. This is Python {}.{}.".format(*sys.version_info)
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return "this Python has no venv module. On Debian and Ubuntu: apt install python3-venv."
    if not shutil.which("git"):
        return "git is required. On Debian and Ubuntu: apt install git."
    if subprocess.call(["git", "-C", HERE, "ls-files", "-z", "dev.py"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        return "git cannot read this folder. The steps require a clone of the repository, not an unpacked archive."
    return None


def steps() -> "dict[str, str]":
    """List the steps of noxfile.py, which is read but not run.

    Returns:
        The name of each step and the first line of its docstring.
    """
    found = {}
    for node in ast.parse(read(os.path.join(HERE, "noxfile.py"))).body:
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(node, ast.FunctionDef) and ast.unparse(decorator).startswith("nox.session"):
                names = [keyword.value for keyword in getattr(decorator, "keywords", []) if keyword.arg == "name"]
                name = ast.literal_eval(names[0]) if names else node.name
                found[name] = (ast.get_docstring(node) or "").split("\n")[0]
    return found


def bootstrap_python() -> str:
    """Make the environment with nox and uv, unless it is there and complete.

    Returns:
        The path of its Python.
    """
    python = os.path.join(BOOTSTRAP, "bin", "python")
    # written last: an environment that was interrupted, moved or made from other pins has another text here, or none
    stamp = "\n".join([sys.version, HERE, read(PINS)])
    if os.path.exists(python) and read(STAMP) == stamp:
        return python
    sys.stderr.write("Making .nox/bootstrap, the environment of nox and uv.\n")
    shutil.rmtree(BOOTSTRAP, ignore_errors=True)
    os.makedirs(BOOTSTRAP)
    os.makedirs(TEMPORARY, exist_ok=True)
    cache = os.environ.get("PIP_CACHE_DIR") or os.path.join(HERE, ".nox", "cache", "pip")
    environment = dict(os.environ, PIP_CACHE_DIR=cache, TMPDIR=TEMPORARY)
    with open(LOG, "w") as log:
        for command in ([sys.executable, "-m", "venv", BOOTSTRAP], [python, "-m", "pip", "install", "--retries", "2", "-r", PINS]):
            if subprocess.call(command, env=environment, stdout=log, stderr=log):
                sys.exit(
                    "dev.py: nox and uv could not be installed. Can this machine reach the package index? pip's messages are in " + LOG
                )
    with open(STAMP, "w") as file:
        file.write(stamp)
    return python


def read(path: str) -> str:
    """Read a text file. A file that does not exist is empty."""
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


if __name__ == "__main__":
    main(sys.argv[1:])
