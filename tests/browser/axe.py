"""What is wrong with a page: by axe, at a narrow screen, and by what every page of ours must have."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import DESK
from tests.service import ROOT

# 320 pixels are what is left of 1280 when somebody zooms to 400 %.
NARROW = 320
# Tablets are between the two: there the columns and tables of a desk have the least room.
WIDTHS = (DESK["width"], 900, 700, NARROW)
FOR_AXE = (DESK["width"], NARROW)
# What the law asks for, what is good practice besides, and what axe is still trying out. Not level AAA.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
# The shadows of scrolling tables and the circles of radio buttons would keep axe from judging the words beside them.
SEE_THROUGH = "axe._audit.checks['color-contrast'].options.ignorePseudo = true"
RUN = """({tags, preload}) =>
    axe.run(document, {preload, resultTypes: ['violations'], runOnly: {type: 'tag', values: tags}})"""
UNFOLD = "document.querySelectorAll('details').forEach(folded => folded.open = true)"
# Scripts that watch the size of things have had their turn after the second frame.
SETTLE = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
BARE = """() => ({
    title: document.title,
    language: document.documentElement.lang,
    headings: document.querySelectorAll('h1').length,
    width: document.documentElement.scrollWidth,
})"""


def faults(page: Page) -> Iterator[str]:
    """One sentence for each fault, from the width of a desk to a narrow screen, with all that was folded away."""
    page.evaluate(UNFOLD)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": DESK["height"]})
        page.evaluate(SETTLE)
        for fault in faults_at(page, width):
            yield f"at {width} px: {fault}"


def faults_at(page: Page, width: int) -> Iterator[str]:
    yield from faults_of_ours(page, width)
    if width in FOR_AXE:
        # Whether a style sheet fixes the orientation does not depend on the width: axe need not fetch it again.
        yield from faults_by_axe(page, with_style_sheets=width == FOR_AXE[0])


def faults_by_axe(page: Page, *, with_style_sheets: bool = True) -> Iterator[str]:
    """Injected from outside, so that the page's own policy on scripts stays as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
        page.evaluate(SEE_THROUGH)
    for violation in page.evaluate(RUN, {"tags": TAGS, "preload": with_style_sheets})["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['failureSummary']} {node['html'][:300]}"


@cache
def axe_source() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


def faults_of_ours(page: Page, width: int) -> Iterator[str]:
    found: dict[str, Any] = page.evaluate(BARE)
    if not found["title"].removesuffix(" - Cadre").strip():
        yield "it has no title"
    if found["language"] != "en-GB":
        yield f"its language is {found['language']!r}"
    if found["headings"] != 1:
        yield f"it has {found['headings']} headings of the first level"
    if found["width"] > width:
        yield f"it is {found['width']} px wide and scrolls sideways"
