"""What a cohort's twenty individual reports cost, beside what any PDF of their length costs.

    make bench NAME=reports

Two warm processes make the twenty documents from their frozen content, as two workers would, by turns with

- the floor: WeasyPrint on the same words and number of pages, without tables and charts;
- Chromium started for each document, and Chromium kept open, printing the same HTML with tags.

Times are wall seconds a document, the median of the rounds; ratios are medians over the rounds too, since what else a
machine is doing weighs on all four alike.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.pool import Pool
from statistics import median
from typing import Any

import django

REPORTS = 20
PROCESSES = 2
ROUNDS = 3
WAYS = ("report", "floor", "chromium_cold", "chromium_warm")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
# What a worker process keeps between documents.
kept: dict[str, Any] = {}

Document = dict[str, Any]


def main() -> None:
    rounds_wanted = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    django.setup()
    from benchmarks.report_contents import full_report

    with get_context("spawn").Pool(PROCESSES, initializer=warm_up) as pool:
        documents = pool.map(prepared, [full_report(number) for number in range(REPORTS)], chunksize=1)
        # Everything once before anything counts.
        for way in WAYS:
            seconds_each(pool, way, documents[: 2 * PROCESSES])
        rounds = [{way: seconds_each(pool, way, documents) for way in WAYS} for _ in range(rounds_wanted)]
    tell(rounds, documents)


def warm_up() -> None:
    """As a worker is after its first document: everything is imported, and the styles are parsed."""
    django.setup()
    from playwright.sync_api import sync_playwright

    kept["playwright"] = sync_playwright().start()
    kept["chromium"] = chromium()


def chromium() -> Any:
    return kept["playwright"].chromium.launch(executable_path=CHROMIUM, args=OPTIONS)


def prepared(content: dict[str, Any]) -> Document:
    from benchmarks.report_floor import floor_of, pages_of

    html = html_of(content)
    return {"content": content, "html": with_styles(html), "floor": floor_of(html), "pages": pages_of(html)}


def html_of(content: dict[str, Any]) -> str:
    from reports import kinds

    return kinds.html_of("individual_360", content=content, title=f"360 report: {content['name']}", number=1)


def with_styles(html: str) -> str:
    """Chromium gets the stylesheet with the page, as WeasyPrint has it already."""
    from django.contrib.staticfiles import finders

    with open(str(finders.find("build/document.css")), encoding="utf-8") as styles:
        return html.replace("</head>", f"<style>{styles.read()}</style></head>")


def make_report(document: Document) -> bytes:
    from reports.rendering import pdf_of

    return pdf_of(html_of(document["content"]))


def make_floor(document: Document) -> bytes:
    from reports.rendering import pdf_of

    return pdf_of(document["floor"])


def make_cold(document: Document) -> bytes:
    browser = chromium()
    try:
        return printed(browser, document)
    finally:
        browser.close()


def make_warm(document: Document) -> bytes:
    return printed(kept["chromium"], document)


def printed(browser: Any, document: Document) -> bytes:
    page = browser.new_page()
    page.set_content(document["html"])
    pdf: bytes = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
    page.close()
    return pdf


MAKERS: dict[str, Callable[[Document], bytes]] = {
    "report": make_report,
    "floor": make_floor,
    "chromium_cold": make_cold,
    "chromium_warm": make_warm,
}


def make(job: tuple[str, Document]) -> int:
    way, document = job
    return len(MAKERS[way](document))


def seconds_each(pool: Pool, way: str, documents: Sequence[Document]) -> float:
    """Wall seconds a document, all processes at work."""
    started = time.perf_counter()
    pool.map(make, [(way, document) for document in documents], chunksize=1)
    return (time.perf_counter() - started) / len(documents)


def tell(rounds: Sequence[dict[str, float]], documents: Sequence[Document]) -> None:
    seconds = {way: round(median(one[way] for one in rounds), 3) for way in WAYS}
    ratios = {way: round(median(one["report"] / one[way] for one in rounds), 2) for way in WAYS[1:]}
    pages = max(document["pages"] for document in documents)
    print(f"{len(documents)} reports of up to {pages} pages, {PROCESSES} processes, {len(rounds)} rounds")
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    for way in WAYS:
        print(f"{way.replace('_', ' '):14} {seconds[way]:.3f} s a document")
    figures = {f"ratio_to_{way}": ratios[way] for way in WAYS[1:]}
    print(json.dumps({**figures, "pages": pages, "seconds": seconds["report"]}))


if __name__ == "__main__":
    main()
