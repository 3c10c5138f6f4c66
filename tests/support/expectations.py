# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expected states for tests: comparisons without a file, a service or a module, and strategies for hypothesis."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as st

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.checks import PASSED, Check
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.comparison.compare import (
    Comparison,
    compare,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.baseline import (
    Baseline,
    read_ignore,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.expectation import Expectation
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import RULES
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query, View
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.value_tree import ValueTree

Json = dict[str, Any]
NO_RULES = dict.fromkeys(RULES, "off")


def expectation(*states: Any) -> Expectation:
    """An expected state of one part or several."""
    return Expectation([ValueTree(state, "expected" if len(states) == 1 else f"part{number}") for number, state in enumerate(states)])


def load_draft(text: str) -> Any:
    """Parse a draft. As Ansible does, `!unsafe` is read as a text."""
    loader: Any = type("Loader", (yaml.SafeLoader,), {})
    loader.add_constructor("!unsafe", yaml.SafeLoader.construct_yaml_str)
    return yaml.load(text, Loader=loader)  # noqa: S506


def view(document: list[Json], **options: Any) -> View:
    return Query({"rules": NO_RULES, "on_empty": "allow", **options}).view_of(read_profiles(document), "the test")


def baseline(document: list[Json], *ignore: str, **options: Any) -> Baseline:
    records = read_profiles(document)
    selected = Query(options).select(records).selected
    return Baseline(records, {record["id"] for record in selected}, read_ignore(ignore))


def compared(
    document: list[Json], state: Any = None, before: Baseline | None = None, *, fail_unexpected: bool = False, **options: Any
) -> Comparison:
    written = expectation() if state is None else expectation(state)
    return compare(written, view(document, **options), before, fail_unexpected=fail_unexpected)


def broken(checks: list[Check]) -> list[Check]:
    return [check for check in checks if check.status != PASSED]


def lines(document: list[Json], state: Any = None, before: Baseline | None = None, **options: Any) -> list[str]:
    """The message of every difference."""
    return [check.message for check in broken(compared(document, state, before, **options).checks)]


# --- for hypothesis: any expected state, with names that the generated documents have too


@st.composite
def reordered(draw: Any, state: Json) -> Json:
    """The same expected state with the keys of its mappings, and lists other than `for_each`, in another order."""

    def reorder(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {step: reorder(value[step], step) for step in draw(st.permutations(list(value)))}
        return draw(st.permutations(value)) if isinstance(value, list) and key != "for_each" else value

    result: Json = reorder(state)
    return result


_text = st.sampled_from(["", "EMEA", "present", "*", "oc1", "contains"])
_nullable = st.none() | _text


def _operators(values: Any, *, like: bool = True) -> Any:
    choices = {"one_of": st.lists(values, min_size=1, max_size=2)}
    return st.fixed_dictionaries({}, optional={**choices, **({"like": _text} if like else {})}).filter(bool)


def _lists(members: Any) -> Any:
    count = st.fixed_dictionaries({}, optional={"min": st.integers(0, 2), "max": st.integers(2, 4)}).filter(bool)
    some = st.lists(members, min_size=1, max_size=2)
    operators = st.fixed_dictionaries({}, optional={"contains": some, "lacks": some, "count": count}).filter(bool)
    return st.lists(members, max_size=2) | operators.filter(lambda found: not {*found.get("contains", ())} & {*found.get("lacks", ())})


_value = _nullable | _operators(_nullable)
_boolean = st.booleans() | _operators(st.booleans(), like=False)
_sbcs = _lists(_text | st.integers(-1, 3))
_status = _nullable | st.booleans()
_by_offer = st.sampled_from(["A", "Calling", "*"])
_profile = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("region", "environment", "carrier", "emergency_profile"), _value),
        **dict.fromkeys(("is_emergency", "failover_ready"), _boolean),
        **dict.fromkeys(("emergency_dial_strings", "emergency_numbers", "offer_types"), _lists(_text)),
        "test_numbers": st.dictionaries(_by_offer, _lists(_text), min_size=1),
        "validation": st.dictionaries(_by_offer, _status | _operators(_status), min_size=1),
        "trunks": _lists(_text) | st.dictionaries(st.sampled_from(["oc1", "oc2", "trunk-2"]), _sbcs, min_size=1),
        "additional_sbcs": _sbcs,
    },
).filter(bool)
_presence = st.sampled_from(["present", "absent"])
_globs = _nullable | st.lists(_nullable, min_size=1, max_size=2)
_matcher = st.fixed_dictionaries(
    {}, optional={"name": _globs, "offer_type": _globs, "is_emergency": st.booleans() | st.lists(st.booleans(), min_size=1)}
).filter(bool)
_numbers = st.integers(0, 3)
_sbc = st.fixed_dictionaries(
    {}, optional={"id": _numbers | _operators(_numbers, like=False), "name": _value, "fqdn": _value, "ip_address": _value}
).filter(bool)
_trunk = st.fixed_dictionaries({}, optional={"id": _value, "sbcs": _sbcs}).filter(bool)
_names = st.sampled_from(["A", "1", "oc1", "trunk-1", "profile-1"])
states = st.fixed_dictionaries(
    {},
    optional={
        "for_each": st.lists(st.fixed_dictionaries({"match": _matcher, "expect": _profile}), min_size=1, max_size=2),
        "profiles": st.dictionaries(_names, _presence | _profile, min_size=1),
        "trunks": st.dictionaries(_names, _presence | _trunk, min_size=1),
        "sbcs": st.dictionaries(_names, _presence | _sbc, min_size=1),
    },
).filter(bool)
