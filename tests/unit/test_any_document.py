# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any document, through everything that reads it: it works, or it ends with an error of the collection, in a bounded time.

The documents are arbitrary JSON, and correct documents that were changed at some places. `python3 dev.py units fresh` tries new ones.
"""

from __future__ import annotations

import copy
import json
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import documents, profile, trunk
from support.expectations import load_draft
from support.reports import audit_of, fleet_of

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OperatorConnectError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.draft import draft_expectation
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.files import read_expected_files
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.expected_state.yaml_text import write_yaml
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.facts import facts_of
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.records import Record, read_profiles
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot import (
    Snapshot,
    is_same_state,
    read_snapshot,
    write_snapshot,
)
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.snapshot_diff import diff_lines
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.view import Query, View
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.readers import Origin
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.report_kinds import AUDIT, FLEET
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.strict_json import InvalidJsonError, parse_json
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.formats import FORMATS, render_reports
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.template_protection import TemplateProtection
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.tree_builder import build_tree
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.tree_options import TreeOptions
from simulator import documented_example

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# For one document. Nothing here needs a tenth of it; a loop without an end needs more.
MAX_SECONDS = 60
ORIGIN = Origin("file", "/document.json", None, "2026-01-01T00:00:00Z", "file")
TREE = {
    "name_prefix": "",
    "on_name_collision": "suffix",
    "trunk_hosts": "unmatched",
    "group_by": ["profile", "trunk", "region", "carrier", "environment", "offer_type"],
    "hostnames": ["name", "fqdn"],
    "connect_with": ["ip_address", "fqdn"],
}

# Texts that mean something to one of the programs on the way.
_hostile = st.sampled_from(
    [
        *("", " ", "\x00", "\x1b[31m", "\u202e", "\u2028", "a\nCOMPLIANT: 1 check", "\ud7ff", "😀", "x" * 300, "__ansible_unsafe"),
        *("{{ x }}", "{% x %}", "{# x #}", "lookup('pipe', 'x')", "=1+1", ";=1+1", "]]>", "<script>", "../up", "-oProxyCommand=x"),
        *("all", "localhost", "sbcs", "operator_connect", "127.0.0.1", "169.254.169.254", "NO", "112", "null", "*", "count", "absent"),
    ]
)
# Ids that are equal when they are joined with others.
_ids = st.sampled_from(["a", "a_b", "b_c", "c", "a_b_c", "A_B", "fqdn:x.example", "x.example", "a/b", "a%2fb", "sbc/1", "id:a"])
_scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 10**20), st.floats(allow_nan=False, allow_infinity=False), st.text(), _hostile, _ids
)
any_json = st.recursive(
    _scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.one_of(st.text(), _hostile), inner, max_size=4)),
    max_leaves=20,
)


@st.composite
def adversarial_documents(draw: Any) -> list[Any]:
    """Valid documents whose ids, names and FQDNs are chosen to be mistaken for each other."""
    profile_ids = draw(st.lists(_ids, min_size=1, max_size=5, unique_by=str.casefold))
    document = []
    for profile_id in profile_ids:
        ids = draw(st.lists(st.one_of(_ids, st.none()), max_size=4))
        rows = [trunk(1, *draw(st.lists(st.integers(1, 3), max_size=2)), trunkId=trunk_id, trunkFqdn="x.example") for trunk_id in ids]
        document.append({**profile(1, name=draw(st.one_of(_ids, _hostile))), "callingProfileId": profile_id, "trunksEnrolled": rows})
    return document


@st.composite
def changed_documents(draw: Any) -> Any:
    """Correct documents in which some values are others, or missing."""
    document = copy.deepcopy(
        draw(st.one_of(documents(), adversarial_documents(), st.just(documented_example()), st.just([profile(1), profile(2)])))
    )
    for _change in range(draw(st.integers(0, 5))):
        places = list(_places(document))
        if not places:
            break
        parent, key = draw(st.sampled_from(places))
        if draw(st.booleans()) and draw(st.booleans()):
            del parent[key]
        else:
            parent[key] = draw(st.one_of(_scalars, any_json))
    return document


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in lists and mappings: what holds it, and its key there."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield value, key
        yield from _places(entry)


@contextmanager
def bounded_time() -> Iterator[None]:
    def fail(*_arguments: object) -> None:
        raise AssertionError(f"not through after {MAX_SECONDS} s")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(MAX_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def read(document: Any) -> list[Record] | None:
    """The records of a document, or None if it ends with an error of the collection."""
    try:
        return read_profiles(parse_json(json.dumps(document).encode()))
    except (InvalidJsonError, OperatorConnectError) as error:
        check_message(error)
        return None


def check_message(error: Exception) -> None:
    assert str(error).isprintable()
    assert len(str(error)) < 20_000


def view_of(records: list[Record]) -> View:
    return Query({"on_empty": "allow", "required_regions": ["EMEA"]}).view_of(records, ORIGIN.location)


def check_facts(view: View) -> None:
    facts = facts_of(view, ORIGIN.as_dict())
    assert parse_json(json.dumps(facts).encode()) == facts
    assert [finding["message"] for finding in facts["findings"] if not finding["message"].isprintable()] == []


def check_tree(view: View) -> None:
    tree = build_tree(view, ORIGIN, TreeOptions(TREE), (), TemplateProtection().protect)
    assert len(tree.hosts) >= len(view.sbcs)


def check_snapshot(records: list[Record]) -> None:
    snapshot = Snapshot(records, {"url": None, "tenant_id": None, "fetched_at": None}, {})
    stored = read_snapshot(parse_json(write_snapshot(snapshot).encode()))
    assert is_same_state(stored, snapshot)
    assert diff_lines(stored) == diff_lines(snapshot)


def check_draft(view: View, folder: Path) -> None:
    draft = draft_expectation(view)
    if not draft:
        return
    text = write_yaml(draft, "a draft")
    assert load_draft(text) == draft
    (folder / "draft.yml").write_text(text, "utf-8")
    assert read_expected_files([str(folder / "draft.yml")])[0].value == draft


def check_reports(document: Any, folder: Path) -> None:
    for kind, data in (
        (AUDIT, audit_of(document, folder, on_empty="allow", expected={"for_each": [{"match": {"name": "*"}, "expect": {"region": "A"}}]})),
        (AUDIT, audit_of(document, folder, on_empty="allow", baseline=documented_example())),
        (FLEET, fleet_of(document, folder)),
    ):
        for text in render_reports(data, FORMATS[kind]).values():
            assert not {"\x1b", "\u202e", "\x00"} & set(text)


def check_everything(document: Any) -> None:
    with bounded_time(), tempfile.TemporaryDirectory() as name:
        records = read(document)
        if records is None:
            return
        view, folder = view_of(records), Path(name)
        check_facts(view)
        checks: tuple[Callable[[], None], ...] = (
            lambda: check_tree(view),
            lambda: check_snapshot(records),
            lambda: check_draft(view, folder),
            lambda: check_reports(document, folder),
        )
        for check in checks:
            try:
                check()
            except OperatorConnectError as error:
                check_message(error)


@given(any_json)
def test_any_json(document: Any) -> None:
    check_everything(document)


@given(adversarial_documents())
def test_ids_that_are_mistaken_for_each_other(document: Any) -> None:
    check_everything(document)


@given(changed_documents())
def test_a_changed_document(document: Any) -> None:
    check_everything(document)


@given(documents())
def test_a_valid_document_is_read_whole(document: Any) -> None:
    records = read(document)
    assert records is not None
    assert len(records) == len(document)


def test_the_time_of_a_test_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    def never_end() -> None:
        with bounded_time():
            while True:
                pass

    monkeypatch.setitem(globals(), "MAX_SECONDS", 1)
    with pytest.raises(AssertionError, match="not through after 1 s"):
        never_end()
