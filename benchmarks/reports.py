"""Measure what a cohort's twenty individual reports cost, beside what any PDF of their length costs.

    make bench NAME=reports [ARGS=rounds]

Two warm processes make the twenty documents from their frozen content, as two workers would. Each document is made in
four ways, one right after the other, so that whatever else the machine is doing weighs on all four alike:

- as the report that it is;
- the floor: WeasyPrint on the same words and number of pages, without tables and charts;
- Chromium started for this document, and Chromium kept open, printing the same HTML with tags.

Times are wall seconds of the process at work, the median over documents and rounds; ratios are medians over the same.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import django
from playwright.sync_api import Browser, sync_playwright

django.setup()

from django.contrib.staticfiles import finders  # noqa: E402

from benchmarks.report_contents import full_report  # noqa: E402
from benchmarks.report_floor import floor_of, pages_of  # noqa: E402
from reports import kinds  # noqa: E402
from reports.rendering import pdf_of  # noqa: E402

REPORTS = 20
PROCESSES = 2
ROUNDS = 2
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
# Objects that a worker process keeps between documents.
kept: dict[str, Any] = {}

Content = dict[str, Any]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    contents = [full_report(number) for number in range(REPORTS)]
    with get_context("spawn").Pool(PROCESSES, initializer=warm_up) as pool:
        pages = pool.map(pages_of_report, contents, chunksize=1)
        times = pool.map(measured, contents * rounds, chunksize=1)
    tell(times, max(pages))


def warm_up() -> None:
    """Bring the process to the state of a worker after its first document: all is imported and the styles parsed."""
    kept["playwright"] = sync_playwright().start()
    kept["chromium"] = chromium()
    measured(full_report(REPORTS))


def measured(content: Content) -> dict[str, float]:
    html = html_of(content)
    floor, styled = floor_of(html), with_styles(html)
    ways: dict[str, Callable[[], object]] = {
        "report": lambda: pdf_of(html_of(content)),
        "floor": lambda: pdf_of(floor),
        "chromium_cold": lambda: printed_cold(styled),
        "chromium_warm": lambda: printed(kept["chromium"], styled),
    }
    return {way: seconds(make) for way, make in ways.items()}


def seconds(make: Callable[[], object]) -> float:
    started = time.perf_counter()
    make()
    return time.perf_counter() - started


def html_of(content: Content) -> str:
    return kinds.html_of("individual_360", content=content, title=f"360 report: {content['name']}", number=1)


def pages_of_report(content: Content) -> int:
    return pages_of(html_of(content))


def with_styles(html: str) -> str:
    """Put the style sheet into the page for Chromium. WeasyPrint has it already."""
    styles = Path(str(finders.find("build/document.css"))).read_text(encoding="utf-8")
    return html.replace("</head>", f"<style>{styles}</style></head>")


def chromium() -> Browser:
    browser: Browser = kept["playwright"].chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
    return browser


def printed_cold(html: str) -> bytes:
    browser = chromium()
    try:
        return printed(browser, html)
    finally:
        browser.close()


def printed(browser: Browser, html: str) -> bytes:
    page = browser.new_page()
    page.set_content(html)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
    page.close()
    return pdf


def tell(times: Sequence[dict[str, float]], pages: int) -> None:
    print(f"{len(times)} times {pages} pages, {PROCESSES} processes, {os.cpu_count()} cores, {platform.machine()}")
    for way in times[0]:
        print(f"{way.replace('_', ' '):14} {median(each[way] for each in times):.3f} s a document")
    others = [way for way in times[0] if way != "report"]
    ratios = {f"ratio_to_{way}": round(median(each["report"] / each[way] for each in times), 2) for way in others}
    print(json.dumps({**ratios, "pages": pages, "seconds": round(median(each["report"] for each in times), 3)}))


if __name__ == "__main__":
    main()
