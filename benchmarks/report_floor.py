"""The floor of what a report can cost: the same words on the same number of pages, without tables and charts."""

import io
import re

from pypdf import PdfReader

from reports.rendering import pdf_of

PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
ROW = re.compile(r"<(?:caption|tr)[^>]*>(.*?)</(?:caption|tr)>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
PARAGRAPH = re.compile(r"<p>")
TRIES = 8


def floor_of(html: str) -> str:
    """Write the words of a report as plain paragraphs, on as many pages as the report has."""
    plain = PICTURE.sub("", TABLE.sub(lambda found: paragraphs(found[0]), html)).replace("figcaption>", "p>")
    target, breaks = pages_of(html), 0
    for _ in range(TRIES):
        missing = target - pages_of(broken(plain, breaks))
        if missing == 0:
            break
        breaks += missing
    return broken(plain, breaks)


def paragraphs(table: str) -> str:
    """Write a paragraph for each row of a table."""
    return "".join(f"<p>{' '.join(TAG.sub(' ', row).split())}</p>" for row in ROW.findall(table))


def broken(html: str, breaks: int) -> str:
    """Let that many paragraphs, evenly spread, begin a new page."""
    places = [found.start() for found in PARAGRAPH.finditer(html)]
    chosen = {places[(at + 1) * len(places) // (breaks + 1)] for at in range(breaks)}
    return PARAGRAPH.sub(lambda found: '<p class="new-page">' if found.start() in chosen else found[0], html)


def pages_of(html: str) -> int:
    return len(PdfReader(io.BytesIO(pdf_of(html))).pages)
