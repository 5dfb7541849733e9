"""Documents rendered to tagged PDFs, once. The row is locked meanwhile, and free at once if the worker is killed."""

import gc
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetchingError

from reports.kinds import html_of
from reports.models import Document, DocumentState

logger = logging.getLogger(__name__)

# Characters that no font draws: control characters except tab and line breaks, and non-characters.
UNPRINTABLE = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF} - set(map(ord, "\t\n\r")))
STYLESHEET = "build/document.css"
TRIES = 3


class PackagedOnly(URLFetcher):
    """A fetcher that refuses everything: a document may load nothing from the network or the disk."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> object:
        raise URLFetchingError(f"A document may not fetch {url[:60]}")


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _stylesheet() -> CSS:
    """Parse the style sheet once for each worker process."""
    path = finders.find(STYLESHEET)
    if path is None:
        raise FileNotFoundError("The styles are not built: run 'make styles'.")
    return CSS(filename=path, font_config=_fonts())


def pdf_of(html: str) -> bytes:
    """Render a whole HTML page to a tagged PDF (PDF/UA-1)."""
    page = HTML(string=html.translate(UNPRINTABLE), url_fetcher=PackagedOnly())
    with _uncollected():
        return page.write_pdf(  # type: ignore[no-any-return]
            stylesheets=[_stylesheet()],
            font_config=_fonts(),
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            finisher=_add_header_scopes,
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Turn the garbage collector off for a while.

    A document makes a million objects, which are freed together at its end. Searching them for garbage meanwhile takes
    a fifth of the time and finds none.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _add_header_scopes(_: object, pdf: Any) -> None:
    """Add to each table header whether it heads a row or a column.

    WeasyPrint joins cells to headers by id, but some screen readers use only the scope.
    """
    objects: list[Any] = [each for each in pdf.objects if isinstance(each, dict)]
    by_reference = {each.reference: each for each in objects}
    for element in by_reference.values():
        if element.get("S") == "/TH":
            section = by_reference[by_reference[element["P"]]["P"]]
            element["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"


@transaction.atomic
def make(document_id: UUID) -> None:
    """Render the document if it is still owed and no other worker renders it. A ready one is never rendered again.

    Who may read it can be changed meanwhile without waiting: that is stored in other rows.
    """
    owed = Document.objects.owed().select_for_update(skip_locked=True, no_key=True)
    document = owed.filter(pk=document_id).first()
    if document is None:
        return
    document.attempts += 1
    try:
        pdf = pdf_of(html_of(document.kind, content=document.content, title=document.title, number=document.number))
    except Exception:
        logger.exception("document %s could not be made", document.pk)
        _put_off(document)
    else:
        _freeze(document, pdf)


def _put_off(document: Document) -> None:
    document.due_at = timezone.now() + timedelta(minutes=document.attempts)
    if document.attempts >= TRIES:
        document.state = DocumentState.FAILED
    document.save()


def _freeze(document: Document, pdf: bytes) -> None:
    document.file.save(f"{document.pk}.pdf", ContentFile(pdf), save=False)
    document.sha256 = hashlib.sha256(pdf).hexdigest()
    document.size = len(pdf)
    document.rendered_at = timezone.now()
    document.state = DocumentState.READY
    document.save()
