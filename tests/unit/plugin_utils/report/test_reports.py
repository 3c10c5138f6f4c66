# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of any fleet, compared with any baseline: complete, well-formed, inert."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from support.documents import documents, profile, sbc, trunk
from support.reports import audit_of, fleet_of, not_checked

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.argument_specs import REPORT
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import OptionError
from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.report_kinds import (
    AUDIT,
    AUDIT_FORMATS,
    FLEET,
    FLEET_FORMATS,
)
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.formats import (
    FORMATS,
    chosen_formats,
    render_reports,
)
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.layout import Box, Drawing, layout_of
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.page import html_page, topology_svg
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.rendering import embedded, hash_of
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.text_width import (
    ELLIPSIS,
    shortened,
    shortened_name,
    width_of,
)
from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.topology import NodeId, topology_of
from simulator import generate_fleet

if TYPE_CHECKING:
    from ansible_collections.audiocodes.operator_connect.plugins.plugin_utils._operator_connect.report.report_data import ReportData

JUNIT = etree.XMLSchema(etree.parse(str(Path(__file__).parents[3] / "schemas" / "junit-10.xsd")))
EXPECTED = {
    "for_each": [{"match": {"name": "*"}, "expect": {"region": "A", "trunks": {"contains": ["oc1"]}}}],
    "profiles": {"Z": "present"},
}
KINDS = {"profile": "profiles", "trunk": "trunks", "sbc": "sbcs"}
FEW = settings(max_examples=30)


def audit(now: Any, before: Any = None) -> ReportData:
    with tempfile.TemporaryDirectory() as folder:
        baseline = {} if before is None else {"baseline": before}
        return audit_of(now, Path(folder), expected=EXPECTED, on_empty="allow", **baseline)


def fleet(document: Any, **options: Any) -> ReportData:
    with tempfile.TemporaryDirectory() as folder:
        return fleet_of(document, Path(folder), **options)


class Elements(HTMLParser):
    """The attributes of all elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append({"": tag, **dict(attrs)})

    def having(self, attribute: str) -> list[dict[str, str | None]]:
        return [element for element in self.attributes if attribute in element]


# --- the drawing


@FEW
@given(documents(), documents(), st.sampled_from([None, 1, 8]))
def test_every_object_is_placed_once_and_no_two_overlap(now: Any, before: Any, most_objects: int | None) -> None:
    data = audit(now, before)
    topology = topology_of(data)
    groups = layout_of(topology, most_objects)
    placed = [node.node.id for group in groups for node in group.nodes]
    assert sorted(placed) == sorted(topology.nodes)
    facts = {NodeId(kind, key) for kind, plural in KINDS.items() for key in data["facts"][plural]}
    assert facts <= set(placed)
    drawings = [drawing for group in groups for drawing in group.drawings]
    everywhere = {number for drawing in drawings for number in numbers_of(drawing)}
    for drawing in drawings:
        boxes = [node.box for node in drawing.nodes] + [reference.box for reference in drawing.references]
        assert not any(overlaps(one, other) for number, one in enumerate(boxes) for other in boxes[:number])
        assert all(box.y >= 0 and box.y + box.height <= drawing.height + 0.01 for box in boxes)
        pools = {pool.number: pool.box for pool in drawing.pools}
        assert all(contains(pools[node.pool], node.box) for node in drawing.nodes if node.pool)
        assert all({link.start, link.end} <= numbers_of(drawing) for link in drawing.links)
        assert all(set(reference.ends) <= everywhere - numbers_of(drawing) for reference in drawing.references)


@FEW
@given(documents(), documents(), st.sampled_from([None, 1, 8]))
def test_every_link_is_a_line_or_leads_to_a_reference(now: Any, before: Any, most_objects: int | None) -> None:
    topology = topology_of(audit(now, before))
    drawings = [drawing for group in layout_of(topology, most_objects) for drawing in group.drawings]
    ids: dict[str, set[NodeId]] = {}
    for drawing in drawings:
        for node in drawing.nodes:
            ids[node.number] = {node.node.id}
            ids.setdefault(node.pool, set()).add(node.node.id)
    for drawing in drawings:
        for reference in drawing.references:
            ids[reference.number] = {found for end in reference.ends for found in ids[end] if found.key in reference.keys}
    drawn = {(start, end) for drawing in drawings for line in drawing.links for start in ids[line.start] for end in ids[line.end]}
    assert drawn == {(link.start, link.end) for link in topology.links}


def numbers_of(drawing: Drawing) -> set[str]:
    return {entry.number for entries in (drawing.nodes, drawing.pools, drawing.references) for entry in entries}


def overlaps(one: Box, other: Box) -> bool:
    return one.x < other.x + other.width and other.x < one.x + one.width and one.y < other.y + other.height and other.y < one.y + one.height


def contains(outer: Box, inner: Box) -> bool:
    return outer.x <= inner.x and outer.y <= inner.y and inner.y + inner.height <= outer.y + outer.height


def test_a_trunk_without_an_sbc_for_one_profile_is_not_drawn_as_healthy() -> None:
    """Another profile lists an SBC for the same trunk, so the trunk as a whole has one."""
    data = fleet([profile(1, trunk(1, 5), trunk(2, 6)), profile(2, trunk(1))])
    node = topology_of(data).nodes[NodeId("trunk", "oc1.example.net")]
    assert "no matching SBC for Profile_2" in node.words
    assert node.state == "failed"
    data = fleet([profile(1, trunk(1, 5), trunk(2)), profile(2, trunk(1))], rules={"trunk_conflict": "off", "unmatched_trunk": "off"})
    nodes = topology_of(data).nodes
    assert {nodes[NodeId("trunk", f"oc{number}.example.net")].state for number in (1, 2)} == {"warning"}


def test_what_the_baseline_had_is_drawn_as_missing_under_its_name_of_today() -> None:
    before = [profile(1, trunk(1, 5), trunk(2, 6)), profile(2, trunk(1, 5), trunk(3, 7))]
    now = [profile(1, trunk(1, sbc(5, name="renamed")), trunk(2, 6))]
    topology = topology_of(audit(now, before))
    states = {node_id: node.state for node_id, node in topology.nodes.items()}
    gone = (NodeId("profile", "Profile_2"), NodeId("trunk", "oc3.example.net"), NodeId("sbc", "SBC-7"))
    assert {states[node_id] for node_id in gone} == {"missing"}
    assert NodeId("sbc", "SBC-5") not in states and states[NodeId("sbc", "renamed")] == "failed"
    links = {(link.start.key, link.end.key): link.state for link in topology.links}
    assert links["Profile_2", "oc3.example.net"] == links["oc3.example.net", "SBC-7"] == links["Profile_2", "oc1.example.net"] == "missing"


def test_a_large_region_has_a_drawing_for_each_profile() -> None:
    topology = topology_of(fleet([profile(number, trunk(1, 5), trunk(10 + number, 6)) for number in range(1, 5)]))
    (group,) = layout_of(topology)
    assert [drawing.heading for drawing in group.drawings] == ["EMEA"]
    (group,) = layout_of(topology, most_objects=5)
    assert [drawing.heading for drawing in group.drawings] == [f"Profile_{number}" for number in range(1, 5)]
    found = [(reference.keys, reference.place) for reference in group.drawings[1].references]
    assert sorted(found) == [(("SBC-6",), "Profile_1"), (("oc1.example.net",), "Profile_1")]


def test_the_time_of_the_layout_is_linear() -> None:
    """By the number of steps, so that the machine does not matter: each object and each link is placed once."""
    for sbcs in (400, 1600):
        topology = topology_of(fleet(generate_fleet(sbcs)))
        for most_objects in (None, 80):
            groups = layout_of(topology, most_objects)
            assert sum(1 for group in groups for _node in group.nodes) == len(topology.nodes)
            assert sum(len(drawing.links) for group in groups for drawing in group.drawings) <= len(topology.links)


@given(st.text(max_size=60), st.floats(4, 30))
def test_a_text_is_shortened_until_it_fits(text: str, room: float) -> None:
    for shorten in (shortened, shortened_name):
        found = shorten(text, room)
        assert width_of(found) <= room
        assert found == text or (ELLIPSIS in found and width_of(text) > room)


def test_a_long_name_keeps_its_end() -> None:
    names = [f"PROD_AudioCodesRD_Calling_AC_EMEA_and_a_long_tail_{number}" for number in (1, 2)]
    first, second = (shortened_name(name, 20) for name in names)
    assert first != second and first.startswith("PROD_Audio") and first.endswith("_1")


# --- the formats


@FEW
@given(documents(), documents())
def test_every_format_of_an_audit_is_well_formed(now: list[dict[str, Any]], before: list[dict[str, Any]]) -> None:
    data = audit(now, before)
    files = render_reports(data, FORMATS[AUDIT])
    page = Elements(files["operator_connect_audit.html"])
    statuses = [element["data-status"] for element in page.having("data-status")]
    assert sorted(map(str, statuses)) == sorted(check["status"] for check in data["checks"] if check["status"] != "passed")
    keys = [(element["data-kind"], element["data-key"]) for element in page.having("data-kind")]
    assert len(keys) == len(topology_of(data).nodes)
    assert json.loads(files["operator_connect_audit.json"])["checks"] == data["checks"]
    suite = etree.fromstring(files["operator_connect_audit.xml"].encode())
    JUNIT.assertValid(suite)
    assert len(suite.findall(".//testcase")) == data["counts"]["checks"]
    markdown = files["operator_connect_audit.md"]
    for status, name in (("failed", "failed"), ("warning", "warnings"), ("waived", "waived")):
        assert markdown.count(f"\n| {status} | ") == data["counts"][name]
    assert len(files["operator_connect_summary.md"].splitlines()) <= 60
    for text in files.values():
        assert text.endswith("\n")


@FEW
@given(documents())
def test_every_format_of_a_fleet_is_well_formed(document: list[dict[str, Any]]) -> None:
    data = fleet(document)
    files = render_reports(data, FORMATS[FLEET])
    etree.fromstring(files["topology.svg"].encode())
    rows = {name: list(csv.DictReader(io.StringIO(files[f"{name}.csv"]))) for name in ("sbcs", "links", "profiles")}
    assert len(rows["sbcs"]) == len(data["facts"]["sbcs"])
    assert len(rows["profiles"]) == len(data["facts"]["profiles"])
    assert {row["profile_id"] for row in rows["links"]} <= {row["profile_id"] for row in rows["profiles"]}
    page = Elements(files["operator_connect_fleet.html"])
    assert len(page.having("data-status")) == len(data["findings"])


def test_without_the_profiles_every_format_says_why() -> None:
    data = not_checked("NOT CHECKED: no token <b>. Check client_secret.")
    for name, text in render_reports(data, FORMATS[AUDIT]).items():
        assert "NOT CHECKED" in text and "no token" in text, name
        assert "<b>" not in text or name.endswith(".json"), name


def test_the_policy_of_the_page_allows_its_own_style_and_script_alone() -> None:
    text = html_page(not_checked("NOT CHECKED: x."))
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    style, script = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.replace("&#39;", "'").split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["style-src"] == hash_of(style) and rules["script-src"] == hash_of(script)
    assert set(rules) == {"default-src", "style-src", "script-src", "base-uri", "form-action"}


def test_no_file_of_the_page_names_another_place() -> None:
    for name in ("drawing.css", "page.css", "page.js", "symbols.svg"):
        assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttpRequest|innerHTML|eval\(", embedded(name)), name
    # A style attribute would be blocked by the policy.
    assert ' style="' not in html_page(fleet([profile(1)]))


def test_sizes() -> None:
    assert len(html_page(fleet(generate_fleet(800))).encode()) < 1_000_000
    assert len(html_page(fleet(generate_fleet(2000))).encode()) < 8_000_000
    assert len(topology_svg(fleet(generate_fleet(2000))).encode()) < 4_000_000


def test_the_formats_are_those_of_the_option() -> None:
    assert tuple(FORMATS[AUDIT]) == AUDIT_FORMATS and tuple(FORMATS[FLEET]) == FLEET_FORMATS
    assert set(REPORT["formats"]["choices"]) == {*AUDIT_FORMATS, *FLEET_FORMATS}
    assert list(chosen_formats(AUDIT, None)) == ["html", "markdown", "junit", "json"]
    assert list(chosen_formats(FLEET, ["links", "html", "links"])) == ["links", "html"]
    with pytest.raises(OptionError, match="formats: junit is not a format if kind is fleet"):
        chosen_formats(FLEET, ["junit"])
