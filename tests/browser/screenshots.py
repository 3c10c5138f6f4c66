# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make pictures of the web page: `python3 dev.py screenshots`. People look at them before a release."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

COLLECTIONS = os.environ["OPERATOR_CONNECT_COLLECTIONS"]
sys.path.insert(0, COLLECTIONS)
from support.pages import CHROMIUM_OPTIONS, Reports  # noqa: E402

WIDTHS = (360, 768, 1280, 1920)
PAGES = ("mixed", "example", "fleet", "hostile", "not checked", "40", "200")
# Longer pages are cut: the rest repeats.
MOST_PIXELS = 4000


def pictures_of(browser: Browser, name: str, reports: Reports, folder: Path) -> None:
    """Make all pictures of one page: four widths, light and dark, and paper."""
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            page.goto(reports.path(name).as_uri())
            height = min(page.evaluate("document.documentElement.scrollHeight"), MOST_PIXELS)
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
            context.close()
    page = browser.new_page()
    page.goto(reports.path(name).as_uri())
    for paper in ("A4", "Letter"):
        page.pdf(path=folder / f"{name}-{paper}.pdf", format=paper, print_background=True)
    page.close()


def pictures_for_documentation(browser: Browser, reports: Reports, folder: Path) -> None:
    """The two pictures that the README and the documentation show."""
    # A little smaller than life, so that each file stays below 150 kB.
    page = browser.new_page(viewport={"width": 1000, "height": 900}, device_scale_factor=0.86)
    page.goto(reports.path("documentation").as_uri())
    page.locator("#topology details").first.wait_for()
    end = page.locator("#topology details").first.bounding_box()
    assert end
    page.set_viewport_size({"width": 1000, "height": int(end["y"] + end["height"]) + 4})
    page.screenshot(path=folder / "report.png")
    page.set_viewport_size({"width": 1000, "height": 2400})
    page.locator("#topology details").nth(1).screenshot(path=folder / "topology.png")
    page.close()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    pages = folder / "pages"
    if not pages.exists():
        pages.mkdir()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["OPERATOR_CONNECT_CHROMIUM"], args=CHROMIUM_OPTIONS)
        reports = Reports(pages)
        for name in PAGES:
            pictures_of(browser, name, reports, folder)
        pictures_for_documentation(browser, reports, folder)
        browser.close()


if __name__ == "__main__":
    main()
