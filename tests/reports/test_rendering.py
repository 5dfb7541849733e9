"""HTML to a tagged PDF, once."""

import hashlib
import io
import logging
import threading
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from people.models import Organisation, Role
from reports import kinds
from reports.models import Document, DocumentState
from reports.rendering import make, pdf_of
from tests import cast
from tests.reports.conftest import owe_page


def made(document: Document) -> Document:
    make(document.pk)
    document.refresh_from_db()
    return document


def stored(document: Document) -> bytes:
    with document.file.open("rb") as file:
        return bytes(file.read())


def test_a_document_owed_is_made_with_its_checksum_and_size(owed: Document) -> None:
    document = made(owed)
    pdf = stored(document)
    assert document.state == DocumentState.READY
    assert document.sha256 == hashlib.sha256(pdf).hexdigest()
    assert document.size == len(pdf)
    assert document.rendered_at is not None
    assert "Some words." in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_it_carries_its_number(trust: Organisation) -> None:
    owe_page(trust, "page:0")
    text = PdfReader(io.BytesIO(stored(made(owe_page(trust))))).pages[0].extract_text()
    assert "Report no. 2" in text


def test_it_says_nothing_of_author_or_time(owed: Document) -> None:
    with pikepdf.open(io.BytesIO(stored(made(owed)))) as pdf:
        assert set(pdf.docinfo.keys()) == {"/Producer", "/Title"}
        assert pdf.Root.Metadata.read_bytes().count(b"Date") == 0


@pytest.mark.django_db(transaction=True)
def test_who_may_open_a_document_is_settled_while_it_is_being_made() -> None:
    """An emergency hold must not wait for a worker: it would hold up everybody who answers in the round."""
    trust = cast.trust()
    owed, reader = owe_page(trust), cast.member(trust, Role.EXECUTIVE)
    begun, settled = threading.Event(), threading.Event()

    def slowly(content: dict[str, object]) -> dict[str, object]:
        begun.set()
        settled.wait(timeout=20)
        return content

    kinds.register("test_page", template="test_page.html", context=slowly)
    worker = threading.Thread(target=in_a_thread, args=[owed])
    worker.start()
    assert begun.wait(timeout=20)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
            owed.shown_to.set([reader])
            cursor.execute("SET lock_timeout = 0")
    finally:
        settled.set()
        worker.join()

    owed.refresh_from_db()
    assert (owed.state, list(owed.shown_to.all())) == (DocumentState.READY, [reader])


def in_a_thread(document: Document) -> None:
    try:
        make(document.pk)
    finally:
        connection.close()


def test_a_ready_document_is_never_made_again(owed: Document) -> None:
    first = made(owed)
    bytes_before, time_before = stored(first), first.rendered_at
    Document.objects.filter(pk=owed.pk).update(content={"heading": "Other", "words": "Other words."})
    second = made(owed)
    assert stored(second) == bytes_before
    assert second.rendered_at == time_before


def test_the_same_content_gives_the_same_bytes() -> None:
    html = kinds.html_of("test_page", content={"heading": "A page", "words": "Words."}, title="A page", number=1)
    assert pdf_of(html) == pdf_of(html)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/secret.png", "file:///etc/passwd", "data:image/svg+xml,%3Csvg/%3E"]
)
def test_nothing_is_fetched_for_it(trust: Organisation, address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "weasyprint"):
        made(owe_page(trust, address=address))
    assert "Failed to load image" in caplog.text


def test_what_people_wrote_is_text_and_never_markup(trust: Organisation) -> None:
    words = "<script>alert(1)</script> & <b>bold</b> {{ number }}"
    text = PdfReader(io.BytesIO(stored(made(owe_page(trust, words=words))))).pages[0].extract_text()
    assert words in " ".join(text.split())


def test_a_document_that_cannot_be_made_is_put_off_and_then_given_up(owed: Document) -> None:
    Document.objects.update(kind="unknown_kind")
    for attempt in (1, 2, 3):
        document = made(owed)
        assert document.attempts == attempt
        Document.objects.update(due_at=timezone.now())
    assert document.state == DocumentState.FAILED
    assert made(owed).attempts == 3


def test_a_document_put_off_waits(owed: Document) -> None:
    Document.objects.update(due_at=timezone.now() + timedelta(minutes=1))
    assert made(owed).state == DocumentState.OWED
    assert not Document.objects.owed()


def test_a_document_that_does_not_exist_is_no_error(owed: Document) -> None:
    pk = owed.pk
    owed.delete()
    make(pk)
