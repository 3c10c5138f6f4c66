# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change the pure parts of the code in one place at a time, and list the changes that no test notices.

A mutant is a file with one operator, number or boolean replaced. The tests of that file run on it; a mutant that passes has survived: a
test is missing, or the change means nothing, which JUDGED then says.
"""

from __future__ import annotations

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from commands import fail

PLUGINS = Path("plugins")
SHARED = PLUGINS / "module_utils" / "_operator_connect"
INVENTORY = PLUGINS / "plugin_utils" / "_operator_connect"
SECONDS = 120
# A file, and the tests that must notice each change of it.
FILES: dict[Path, tuple[str, ...]] = {
    SHARED / "fleet" / "addresses.py": ("tests/unit/fleet/test_addresses.py",),
    SHARED / "fleet" / "guards.py": ("tests/unit/fleet/test_guards.py",),
    SHARED / "fleet" / "rules.py": ("tests/unit/fleet/test_rules.py", "tests/unit/fleet/test_emergency_calls.py"),
    SHARED / "fleet" / "selection.py": ("tests/unit/fleet/test_selection.py", "tests/unit/fleet/test_view.py"),
    SHARED / "fleet" / "topology.py": ("tests/unit/fleet/test_topology.py", "tests/unit/fleet/test_emergency_calls.py"),
    SHARED / "fleet" / "waves.py": ("tests/unit/fleet/test_waves.py", "tests/unit/fleet/test_topology.py"),
    SHARED / "comparison" / "verdict.py": ("tests/unit/comparison/test_verdict.py", "tests/unit/comparison/test_comparison.py"),
    SHARED / "service" / "repeated_secrets.py": ("tests/unit/test_readers.py",),
    SHARED / "strict_json.py": ("tests/unit/test_strict_json.py",),
    SHARED / "unsafe_text.py": ("tests/unit/expected_state/test_draft.py",),
    INVENTORY / "naming.py": ("tests/unit/plugin_utils/test_naming.py", "tests/unit/plugin_utils/test_host_names.py"),
}
# Survivors that change nothing that anybody could notice: the file and the change, and why.
JUDGED: dict[str, str] = {
    "waves.py: 2 -> 3 in wave = next(candidate for candidate in range(1, len(full_waves) + 2) if candidate not in full_waves)": (
        "The first candidate that is not full is always in the shorter range."
    ),
    "repeated_secrets.py: 1 -> 2 in found = [secret for secret in long if json.dumps(secret, ensure_ascii=False)[1:-1] in text]": (
        "Without its first character a secret is found more often, and then the whole secret is replaced or nothing."
    ),
    'naming.py: 32 -> 33 in return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]': (
        "One more digit of a digest makes names that differ as well."
    ),
    "naming.py: 200 -> 201 in MAX_GROUP_LABEL = 200": "A limit that nobody counts on: it keeps names below the 512 characters of AWX.",
    "naming.py: len(suffix) > MAX_ID -> len(suffix) >= MAX_ID in if len(suffix) > MAX_ID:": (
        "An id of exactly this length is replaced by its digest or not: both are valid and unique."
    ),
}

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


class Mutant(NamedTuple):
    """One change: the file, its new text, and the line before and after."""

    path: Path
    text: str
    change: str

    @property
    def name(self) -> str:
        return f"{self.path.name}: {self.change}"


def mutants_of(path: Path, text: str) -> Iterator[Mutant]:
    """Every mutant of a file."""
    tree, lines = ast.parse(text), text.splitlines()
    for number, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            changed = copy.deepcopy(tree)
            twin = list(ast.walk(changed))[number]
            before = ast.unparse(twin) if isinstance(twin, ast.expr) else ""
            change(twin)
            line = lines[getattr(node, "lineno", 1) - 1].strip()
            yield Mutant(path, ast.unparse(changed), f"{before} -> {ast.unparse(twin)} in {line}")


def _changes(node: ast.AST) -> Iterator[Callable[[ast.AST], None]]:
    if isinstance(node, ast.Compare):
        for index in range(len(node.ops)):
            yield lambda twin, index=index: _swap_comparison(twin, index)  # type: ignore[misc]
    elif isinstance(node, ast.BoolOp):
        yield lambda twin: setattr(twin, "op", _SWAPS[type(twin.op)]())  # type: ignore[attr-defined]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda twin: setattr(twin, "op", ast.UAdd())
    elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        yield lambda twin: setattr(twin, "value", not twin.value if isinstance(twin.value, bool) else twin.value + 1)  # type: ignore[attr-defined]


def _swap_comparison(twin: ast.AST, index: int) -> None:
    operators: list[ast.AST] = twin.ops  # type: ignore[attr-defined]
    operators[index] = _SWAPS[type(operators[index])]()


def survivors(checkout: Path, tree: Path, python: Path, environment: Mapping[str, str], per_file: int) -> list[str]:
    """Try some mutants of each file.

    Args:
        checkout: the folder with the tests.
        tree: a collections tree with a copy of the collection.
        python: the interpreter of an environment with ansible-core and pytest.
        environment: the environment variables of the tests.
        per_file: how many mutants of each file, always the same ones.

    Returns:
        The names of those that no test noticed.
    """
    chosen: list[Mutant] = []
    # First the files as they are: if their tests failed, every mutant would seem to be noticed.
    unchanged = [Mutant(path, (checkout / path).read_text("utf-8"), "unchanged") for path in FILES]
    for whole in unchanged:
        mutants = list(mutants_of(whole.path, whole.text))
        chosen += random.Random(0).sample(mutants, min(per_file, len(mutants)))  # noqa: S311
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            copies.put(Path(shutil.copytree(tree, Path(folder) / str(number))))

        def survives(mutant: Mutant) -> bool:
            place = copies.get()
            try:
                return _passes(mutant, place, checkout, python, environment)
            finally:
                copies.put(place)

        with ThreadPoolExecutor(workers) as pool:
            failing = [mutant.name for mutant, passed in zip(unchanged, pool.map(survives, unchanged)) if not passed]
            if failing:
                fail(f"The tests do not pass: {', '.join(failing)}")
            results = list(pool.map(survives, chosen))
    killed = results.count(False)
    print(f"{killed} of {len(chosen)} mutants were noticed", flush=True)
    return [mutant.name for mutant, survived in zip(chosen, results) if survived]


def _passes(mutant: Mutant, tree: Path, checkout: Path, python: Path, environment: Mapping[str, str]) -> bool:
    target = tree / "ansible_collections" / "audiocodes" / "operator_connect" / mutant.path
    original = target.read_text("utf-8")
    command = [str(python), "-m", "pytest", "-x", "-q", "-p", "no:xdist", *FILES[mutant.path]]
    variables = {**environment, "OPERATOR_CONNECT_COLLECTIONS": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    target.write_text(mutant.text, "utf-8")
    try:
        done = subprocess.run(command, cwd=checkout, env=variables, capture_output=True, timeout=SECONDS, check=False)
        return done.returncode == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        target.write_text(original, "utf-8")


def report(names: list[str]) -> bool:
    """Print the survivors. Returns whether all of them are judged."""
    for name in names:
        print(f"survived: {name}\n    {JUDGED.get(name, 'NOT JUDGED: add a test, or say in dev/mutants.py why it changes nothing')}")
    sys.stdout.flush()
    return all(name in JUDGED for name in names)
