# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: python3 dev.py STEP [arguments].

Makes an environment in .nox/door with nox and uv, and hands over to noxfile.py, where the steps are. Nothing is
written outside this folder. The syntax is old on purpose: a Python too old for the steps still gets to say so.
"""

import ast
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DOOR = os.path.join(HERE, ".nox", "door")
STAMP = os.path.join(DOOR, "complete")
PINS = os.path.join(HERE, "requirements", "door.txt")
LOG = os.path.join(HERE, ".nox", "door.log")


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


def steps():
    """The sessions of noxfile.py and the first line of what each says of itself; read, not run."""
    functions = [node for node in ast.parse(read(os.path.join(HERE, "noxfile.py"))).body if isinstance(node, ast.FunctionDef)]
    sessions = [node for node in functions if "nox.session" in map(ast.unparse, node.decorator_list)]
    return {node.name: ast.get_docstring(node).split("\n")[0] for node in sessions}


def missing():
    """The first prerequisite that is not here, with what to do about it."""
    if sys.version_info < (3, 10):
        return "Python 3.10 or newer is needed, and this is {}.{}.".format(*sys.version_info)
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return "this Python has no venv module. On Debian and Ubuntu: apt install python3-venv."
    if not shutil.which("git"):
        return "git is needed. On Debian and Ubuntu: apt install git."
    if subprocess.call(["git", "-C", HERE, "ls-files", "-z", "dev.py"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        return "git cannot read this folder. The steps work in a clone: git clone, not an unpacked archive."
    return None


def make_door():
    """An environment counts as made only by the stamp, which is written last: it names this Python, this place and the pins."""
    stamp = "\n".join([sys.version, HERE, read(PINS)])
    python = os.path.join(DOOR, "bin", "python")
    if os.path.exists(python) and read(STAMP) == stamp:
        return python
    sys.stderr.write("Making .nox/door, the environment of nox and uv.\n")
    shutil.rmtree(DOOR, ignore_errors=True)
    os.makedirs(DOOR)
    environment = dict(os.environ, PIP_CACHE_DIR=os.environ.get("PIP_CACHE_DIR") or os.path.join(HERE, ".nox", "cache", "pip"))
    with open(LOG, "w") as log:
        for command in ([sys.executable, "-m", "venv", DOOR], [python, "-m", "pip", "install", "--retries", "2", "-r", PINS]):
            if subprocess.call(command, env=environment, stdout=log, stderr=log):
                sys.exit("dev.py: nox and uv could not be installed: is the package index within reach? pip's own words are in " + LOG)
    with open(STAMP, "w") as file:
        file.write(stamp)
    return python


def main(arguments):
    known = {} if sys.version_info < (3, 10) else steps()
    problem = missing()
    if problem:
        sys.exit("dev.py: " + problem)
    if not arguments or arguments[0] not in known:
        print("python3 dev.py STEP [arguments]\n\n" + "\n".join("  {:<14}{}".format(*step) for step in known.items()))
        sys.exit(0 if not arguments or arguments[0] in ("-h", "--help") else "dev.py: there is no step " + arguments[0])
    python = make_door()
    nox = [python, "-m", "nox", "--noxfile", os.path.join(HERE, "noxfile.py"), "--session", arguments[0], "--"]
    os.execv(python, nox + arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
