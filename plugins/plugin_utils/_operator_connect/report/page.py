# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web page: what it says, from the data of a report. The templates say how it looks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from ....module_utils._operator_connect.comparison.checks import FAILED, FROM_BASELINE, MISSING, PASSED, UNEXPECTED, WAIVED, WARNED
from ....module_utils._operator_connect.report_kinds import AUDIT
from ....module_utils._operator_connect.text import count_of, quoted
from .device_tables import sbc_rows, wave_rows
from .drawing import NOUNS, svg_parts
from .layout import Drawing, PlacedGroup, layout_of
from .rendering import embedded, hash_of, render
from .report_data import ReportData, overview_of, scope_rows
from .sections import NOT_PASSED, Section, detail_of, problems_of, sections_of
from .text_width import shortened_name
from .topology import BROKEN, PROFILE, STATES, Node, NodeId, is_sound, state_counts, topology_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

# A region or a carrier with more objects has a drawing for each profile, so that no drawing is a wall of boxes.
MOST_OBJECTS = 80
# In a larger fleet, only what is broken starts open, and not more than so many drawings.
MOST_OPEN_OBJECTS, MOST_OPEN_DRAWINGS = 150, 20
# Above the drawing, the page names the first profiles with failed checks, and the first with warnings.
MOST_PLACES, PLACE_WIDTH = 10, 32


class Part(NamedTuple):
    """One drawing of the page: a whole region or carrier, or one of its profiles."""

    drawing: Drawing
    svg: Markup
    state: str
    summary: str
    problems: str
    is_open: bool


class Group(NamedTuple):
    """A region or a carrier: the drawings with problems, and the others."""

    name: str
    summary: str
    problems: str
    is_open: bool
    parts: list[Part]
    healthy_parts: list[Part]


class Places(NamedTuple):
    """The profiles with checks of one status: anchor, title and number of checks of the first ones, and how many more there are."""

    status: str
    first: list[tuple[str, str, int]]
    more: int


class ProfileSection(NamedTuple):
    """What the page says about one profile, or about all trunks, all SBCs or the fleet. `number` is that of the profile in the drawing."""

    anchor: str
    number: str | None
    section: Section
    problems: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    trunks: list[tuple[str, str]]
    additional_sbcs: str
    emergency: Mapping[str, Any] | None
    facts: Mapping[str, Any] | None


def html_page(data: ReportData) -> str:
    """The report as a web page in one file."""
    topology = topology_of(data)
    layout = layout_of(topology, MOST_OBJECTS)
    numbers = {placed.node.id: placed.number for group in layout for placed in group.nodes}
    sections = _profile_sections(data, numbers)
    style, script = embedded("drawing.css", "page.css"), embedded("page.js")
    return render(
        "page.html.j2",
        data=data,
        is_audit=data["kind"] == AUDIT,
        policy=f"default-src 'none'; style-src {hash_of(style)}; script-src {hash_of(script)}; base-uri 'none'; form-action 'none'",
        style=style,
        symbols=embedded("symbols.svg"),
        script=script,
        headline=_headline(data),
        tiles=_tiles(data),
        places=[_places(status, sections) for status in (FAILED, WARNED)],
        overview=overview_of(data),
        scope=scope_rows(data["scope"]),
        waivers=_idle_waivers(data["scope"]),
        groups=_groups(layout),
        group_noun=topology.group_noun,
        sections=sections,
        sbcs=sbc_rows(data, topology, numbers),
        waves=wave_rows(data),
        statuses={FAILED: "failed" if data["kind"] == AUDIT else "error", WARNED: "warning", WAIVED: "waived"},
    )


def topology_svg(data: ReportData) -> str:
    """The drawing alone, as an SVG file."""
    groups, top = [], 70.0
    for group in layout_of(topology_of(data)):
        (drawing,) = group.drawings
        groups.append((_part(drawing), top))
        top += drawing.height + 70.0
    return render(
        "topology.svg.j2",
        data=data,
        overview=overview_of(data),
        groups=groups,
        height=top,
        style=embedded("drawing.css"),
        symbols=embedded("symbols.svg"),
    )


def _places(status: str, sections: list[ProfileSection]) -> Places:
    found = [entry for entry in sections if entry.section.checks[status]]
    first = [(entry.anchor, shortened_name(entry.section.title, PLACE_WIDTH), entry.section.count(status)) for entry in found[:MOST_PLACES]]
    return Places(status, first, len(found[MOST_PLACES:]))


def _headline(data: ReportData) -> str:
    """The first line of the message without the verdict, or the whole reason if nothing was checked."""
    message: str = data["message"].removeprefix(f"{data['verdict']}: ")
    return message.splitlines()[0] if data["facts"] and message else message


def _tiles(data: ReportData) -> list[tuple[int, str, str]]:
    """The counts at the top: a number, its noun, and the look if the number is not zero."""
    summary = data["summary"] or {}
    objects = [(summary.get(f"{name}s", 0), name, "") for name in ("profile", "trunk")] + [(summary.get("sbcs", 0), "SBC", "")]
    if data["kind"] == AUDIT:
        counts = data["counts"]
        found = [(counts["failed"], "failed", FAILED), (counts["warnings"], "warning", WARNED), (counts["waived"], "waived", WAIVED)]
        checks = [(counts["passed"], "passed", "")]
    else:
        found = [(summary.get("errors", 0), "error", FAILED), (summary.get("warnings", 0), "warning", WARNED)]
        checks = [(summary.get("unmatched_trunks", 0), "unmatched trunk", WARNED)]
    words = {"failed", "waived", "passed"}
    return [
        (count, name if count == 1 or name in words else f"{name}s", look if count else "")
        for count, name, look in (*found, *checks, *objects)
    ]


def _groups(layout: list[PlacedGroup]) -> list[Group]:
    sizes = {group.name: sum(1 for _node in group.nodes) for group in layout}
    is_small = sum(sizes.values()) <= MOST_OPEN_OBJECTS
    groups: list[Group] = []
    open_drawings = 0
    for group in layout:
        nodes = [placed.node for placed in group.nodes]
        parts = []
        for drawing in group.drawings:
            part = _part(drawing, is_small or len(group.drawings) == 1)
            if not part.is_open and part.state in BROKEN and open_drawings < MOST_OPEN_DRAWINGS:
                part = part._replace(is_open=True)
                open_drawings += 1
            parts.append(part)
        healthy = [part for part in parts if not part.problems]
        groups.append(
            Group(
                group.name,
                _summary(nodes),
                _problems(nodes),
                is_small or not is_sound(nodes),
                [part for part in parts if part.problems] if len(healthy) < len(parts) else parts,
                healthy if len(healthy) < len(parts) else [],
            )
        )
    return groups


def _part(drawing: Drawing, is_open: bool = False) -> Part:
    nodes = [placed.node for placed in drawing.nodes]
    states = {node.state for node in nodes}
    worst = next(state for state in STATES if state in states)
    # The heading names the profile.
    others = [node for node in nodes if node.id != NodeId(PROFILE, drawing.heading)]
    return Part(drawing, svg_parts(drawing), worst, _summary(others), _problems(nodes), is_open)


def _summary(nodes: list[Node]) -> str:
    counts = Counter(node.id.kind for node in nodes)
    return ", ".join(count_of(counts[kind], noun) for kind, noun in NOUNS.items() if counts[kind])


def _problems(nodes: list[Node]) -> str:
    return ", ".join(f"{count} {state}" for state, count in state_counts(nodes))


def _profile_sections(data: ReportData, numbers: Mapping[NodeId, str]) -> list[ProfileSection]:
    facts, listings = data["facts"] or {"profiles": {}}, data["listings"] or {}
    paths = {path["profile"]: path for path in data["emergency_paths"]}
    passed = [check for check in data["checks"] if check["status"] == PASSED]
    found = []
    for index, section in enumerate(sections_of([*problems_of(data), *passed], facts["profiles"])):
        profile = facts["profiles"].get(section.profile)
        number = numbers.get(NodeId(PROFILE, section.profile)) if section.profile is not None else None
        found.append(
            ProfileSection(
                # The script finds the checks of an object of the drawing by this name.
                f"{number}-checks" if number else f"checks-{index}",
                number,
                section,
                [(check["status"], detail_of(check)) for check in section.not_passed],
                [_change(check) for check in section.not_passed if _is_change(check)],
                [(trunk, ", ".join(sbcs)) for trunk, sbcs in listings.get(section.profile, {}).items()],
                ", ".join(profile["additional_sbcs"]) if profile else "",
                paths.get(section.profile),
                profile,
            )
        )
    # What failed comes first, then what has warnings; the order is alphabetical within each.
    return sorted(found, key=lambda entry: next((rank for rank, status in enumerate(NOT_PASSED) if entry.section.checks[status]), 9))


def _is_change(check: Mapping[str, Any]) -> bool:
    """Whether a check compares two values with each other. What is missing or unexpected has only one."""
    return check.get("source") == FROM_BASELINE and check["check"] not in (MISSING, UNEXPECTED)


def _change(check: Mapping[str, Any]) -> tuple[str, str, str]:
    """One difference from the baseline: where it is, the value before, and the value now."""
    return check["name"], _value(check["expected"]), _value(check["found"])


def _value(value: object) -> str:
    return "\u2013" if value is None else quoted(value)


def _idle_waivers(scope: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """The waivers that have ended, or that match no failed check."""
    return [waiver for waiver in scope["waivers"] if waiver["status"] in ("unused", "ended")] if scope else []
