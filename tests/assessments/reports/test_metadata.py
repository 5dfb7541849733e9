"""A report and an export tell nothing beside what can be read on them: not when, not who, and not by which key."""

import io
import re
from collections.abc import Iterator

import pikepdf
import pytest
from django.test import Client
from pypdf import PdfReader

from assessments.models import Invitation, Relationship, Response, Round, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from people.models import Person
from reports.models import Document
from reports.rendering import make
from tests.assessments.closed_rounds import answered, open_round, subject
from tests.conftest import ClientFor

COMMENT = "Zealous and kind."
HIDDEN = "Too few to show."
DATE = re.compile(rb"D:\d{8}|\d{4}-\d\d-\d\dT\d\d")


@pytest.fixture
def about(cohort: Cohort) -> Subject:
    """Four direct reports, whose comments are shown, and two others, who are not."""
    made = subject(open_round(cohort))
    answered(made, Relationship.SELF, 8)
    answered(made, Relationship.DIRECT_REPORT, 5, 6, 6, 7, comment=COMMENT)
    answered(made, Relationship.OTHER, 2, 3, comment=HIDDEN)
    for number, each in enumerate(made.invitations.exclude(relationship=Relationship.SELF)):
        Invitation.objects.filter(pk=each.pk).update(
            name=f"Quillon{number} Rater", email=f"quillon{number}@fen.example"
        )
    return made


@pytest.fixture
def pdf(about: Subject) -> bytes:
    closing.close(round=about.round)
    document = Document.objects.get(release__subject=about)
    make(document.pk)
    document.refresh_from_db()
    with document.file.open("rb") as file:
        return bytes(file.read())


def traces() -> list[str]:
    """List everything that would point to a rater or to a response."""
    invitations = Invitation.objects.values_list("pk", "name", "email")
    keys = Response.objects.values_list("pk", flat=True)
    return [*(str(value) for each in invitations for value in each if value), *map(str, keys), HIDDEN, "quillon"]


def every_part(pdf: bytes) -> Iterator[bytes]:
    """The file as it is, and each of its objects unpacked."""
    yield pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for each in opened.objects:
            yield bytes(each.read_bytes()) if isinstance(each, pikepdf.Stream) else repr(each).encode()


def test_the_pdf_is_about_its_participant_and_says_what_is_shown(pdf: bytes) -> None:
    """So that what is looked for below could have been found."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert COMMENT in " ".join(text.split())


def test_no_part_of_the_pdf_names_a_rater_or_a_response(pdf: bytes) -> None:
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages).casefold()
    for trace in traces():
        assert trace.casefold() not in text
        for part in every_part(pdf):
            assert trace.casefold().encode() not in part.lower()


def test_the_pdf_s_own_card_has_a_title_a_maker_and_no_time(pdf: bytes) -> None:
    card = PdfReader(io.BytesIO(pdf)).metadata or {}
    assert set(card) <= {"/Title", "/Author", "/Producer", "/Creator", "/Subject", "/Keywords"}
    assert "Pat Participant" in str(card["/Title"])
    assert not any(DATE.search(str(value).encode()) for value in card.values())


def test_its_second_card_has_no_time_and_no_history(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        xmp = bytes(opened.Root.Metadata.read_bytes()) if "/Metadata" in opened.Root else b""
    assert b"pdfuaid" in xmp  # there is one
    assert not DATE.search(xmp)
    for word in (b"History", b"DocumentID", b"InstanceID", b"CreateDate", b"ModifyDate"):
        assert word not in xmp


def test_nothing_is_attached_and_nothing_runs(pdf: bytes) -> None:
    assert not PdfReader(io.BytesIO(pdf)).attachments
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert not opened.attachments
        assert not {"/AF", "/OpenAction", "/AA", "/AcroForm", "/Collection"} & set(opened.Root.keys())
        assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})


def test_it_is_the_same_file_whenever_it_is_made(about: Subject, pdf: bytes) -> None:
    """No time, no chance and no machine is in it, so two copies tell nothing by how they differ."""
    document = Document.objects.get(release__subject=about)
    Document.objects.filter(pk=document.pk).update(state="owed", sha256="", file="", size=None, rendered_at=None)
    make(document.pk)
    document.refresh_from_db()
    with document.file.open("rb") as file:
        assert bytes(file.read()) == pdf


# Exports


def test_the_export_of_a_round_names_no_rater_and_no_answer(
    about: Subject, pdf: bytes, administrator: Person, client_for: ClientFor
) -> None:
    exported = export(client_for(administrator), about.round)
    body = exported.content.decode("utf-8-sig").casefold()
    assert "pat participant" in body
    for trace in [*traces(), COMMENT]:
        assert trace.casefold() not in body


def test_the_export_s_headers_say_what_it_is_and_nothing_of_raters(
    about: Subject, administrator: Person, client_for: ClientFor
) -> None:
    headers = export(client_for(administrator), about.round).headers
    assert headers["Content-Disposition"] == 'attachment; filename="cohort-1-baseline-completion.csv"'
    assert "Last-Modified" not in headers
    assert "ETag" not in headers
    said = " ".join(f"{name}: {value}" for name, value in headers.items()).casefold()
    for trace in traces():
        assert trace.casefold() not in said


def export(client: Client, of: Round):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return client.get(f"/rounds/{of.pk}/completion.csv")
