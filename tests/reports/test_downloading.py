"""Who may download a document, and what they get."""

import io
import logging

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from people.models import Organisation, Person, Role
from reports.models import Document, DocumentState
from reports.rendering import make
from tests.conftest import ClientFor
from tests.reports.conftest import owe_page


@pytest.fixture
def ready(trust: Organisation) -> Document:
    document = owe_page(trust)
    make(document.pk)
    document.refresh_from_db()
    return document


@pytest.fixture
def client(administrator: Person, client_for: ClientFor) -> Client:
    return client_for(administrator)


def address(document: Document) -> str:
    return reverse("document", args=[document.pk])


def test_a_reader_downloads_it(ready: Document, client: Client) -> None:
    response = client.get(address(ready))
    assert response.status_code == 200
    assert "Some words." in PdfReader(io.BytesIO(response.content)).pages[0].extract_text()


def test_it_is_a_download_of_which_nobody_keeps_a_copy(ready: Document, client: Client) -> None:
    headers = client.get(address(ready)).headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="a-page-1.pdf"'
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_whom_it_is_about_downloads_it(ready: Document, participant: Person, client_for: ClientFor) -> None:
    Document.objects.update(readers=[])
    Document.objects.get().shown_to.set([participant])
    assert client_for(participant).get(address(ready)).status_code == 200


def test_others_are_told_that_there_is_no_such_thing(
    ready: Document, participant: Person, coach: Person, executive: Person, client_for: ClientFor
) -> None:
    for person in (participant, coach, executive):
        assert client_for(person).get(address(ready)).status_code == 404


def test_another_trust_finds_nothing(ready: Document, outsider: Person, client_for: ClientFor) -> None:
    assert client_for(outsider).get(address(ready)).status_code == 404


def test_a_role_that_was_taken_away_reads_nothing(ready: Document, administrator: Person, client: Client) -> None:
    administrator.grants.filter(role=Role.ADMINISTRATOR).delete()
    assert client.get(address(ready)).status_code == 404


def test_signed_out_one_is_asked_to_sign_in(ready: Document) -> None:
    response = Client().get(address(ready))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_nothing_can_be_posted(ready: Document, client: Client) -> None:
    assert client.post(address(ready)).status_code == 405


def test_a_document_being_made_says_so(owed: Document, client: Client) -> None:
    response = client.get(address(owed))
    assert response.status_code == 404
    assert "This document is being made" in response.content.decode()


def test_a_document_that_failed_says_so(owed: Document, client: Client) -> None:
    Document.objects.update(state=DocumentState.FAILED)
    response = client.get(address(owed))
    assert response.status_code == 404
    assert "could not be made" in response.content.decode()


def test_a_file_that_is_gone_is_said_and_logged_and_not_made_again(
    ready: Document, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    ready.file.storage.delete(ready.file.name)
    with caplog.at_level(logging.ERROR, "reports"):
        response = client.get(address(ready))
    assert response.status_code == 503
    assert "Sorry, this document cannot be opened" in response.content.decode()
    assert f"document {ready.pk} cannot be read" in caplog.text
    make(ready.pk)
    assert not ready.file.storage.exists(ready.file.name)


def test_a_file_that_was_changed_is_not_given_out(
    ready: Document, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with ready.file.storage.open(ready.file.name, "rb") as file:
        changed = file.read().replace(b"%PDF-1.7", b"%PDF-1.6")
    with open(ready.file.storage._storage.path(ready.file.name), "wb") as file:
        file.write(changed)
    with caplog.at_level(logging.ERROR, "reports"):
        response = client.get(address(ready))
    assert response.status_code == 503
    assert "is not the one that was made" in caplog.text
