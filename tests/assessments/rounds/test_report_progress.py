"""The reports of a closed round, as they are being made."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Round
from assessments.rounds import closing
from cohorts.models import Cohort
from people.models import Person
from reports.models import Document, DocumentState
from tests.assessments.closed_rounds import full_round, open_round, subject
from tests.conftest import ClientFor
from tests.reading import read

POLLED = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def client(administrator: Person, client_for: ClientFor) -> Client:
    return client_for(administrator)


def closed_round(cohort: Cohort, count: int) -> Round:
    made = full_round(cohort, [f"Participant {number:02}" for number in range(count)])
    closing.close(round=made)
    return made


def finish(document: Document) -> None:
    document.file.save(f"{document.pk}.pdf", ContentFile(b"%PDF"), save=False)
    document.state = DocumentState.READY
    document.sha256, document.size, document.rendered_at = "0" * 64, 4, timezone.now()
    document.save()


def body(client: Client, of: Round, **headers: str) -> str:
    return read(client.get(reverse("round_progress", args=[of.pk]), **headers))  # type: ignore[arg-type]


def test_it_counts_what_is_ready_and_offers_none_of_it(cohort: Cohort, client: Client) -> None:
    made = closed_round(cohort, 3)
    first = Document.objects.order_by("number").first()
    assert first is not None
    finish(first)
    page = body(client, made)
    assert "1 of 3 ready" in page
    assert page.count("Making") == 2
    assert reverse("document", args=[first.pk]) not in page
    assert "Download" not in page


def test_it_goes_on_asking_until_all_are_made(cohort: Cohort, client: Client) -> None:
    made = closed_round(cohort, 2)
    assert 'hx-trigger="every 2s"' in body(client, made, **POLLED)
    for document in Document.objects.all():
        finish(document)
    assert "hx-trigger" not in body(client, made, **POLLED)
    assert "<script" not in body(client, made, **POLLED)


def test_a_report_that_failed_is_said_and_ends_the_asking(cohort: Cohort, client: Client) -> None:
    made = closed_round(cohort, 1)
    Document.objects.update(state=DocumentState.FAILED)
    page = body(client, made, **POLLED)
    assert "1 report could not be made" in page
    assert reverse("debrief_again", args=[made.subjects.get().pk]) in page
    assert "hx-trigger" not in page


def test_it_works_without_javascript(cohort: Cohort, client: Client) -> None:
    made = closed_round(cohort, 1)
    page = body(client, made)
    assert "<h1" in page
    assert f'<a href="{reverse("round_progress", args=[made.pk])}">Refresh</a>' in page


def test_a_poll_gets_the_part_and_not_the_page(cohort: Cohort, client: Client) -> None:
    page = body(client, closed_round(cohort, 1), **POLLED)
    assert page.lstrip().startswith('<section id="reports"')


def test_it_says_about_whom_too_few_answered(cohort: Cohort, client: Client) -> None:
    made = full_round(cohort)
    subject(made, "Nobody Asked")
    closing.close(round=made)
    assert "Too few people answered about: Nobody Asked." in body(client, made)


def test_a_round_without_any_answer_says_so(cohort: Cohort, client: Client) -> None:
    made = open_round(cohort)
    subject(made)
    closing.close(round=made)
    assert "There are no reports" in body(client, made)


def test_an_open_round_has_no_reports_yet(cohort: Cohort, client: Client) -> None:
    made = full_round(cohort)
    page = body(client, made)
    assert "Reports are made when the round closes." in page
    assert "hx-trigger" not in page


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_number_of_queries_does_not_grow(
    count: int, cohort: Cohort, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = closed_round(cohort, count)
    client.get("/")
    with django_assert_max_num_queries(9):
        body(client, made, **POLLED)


def test_the_frozen_content_is_not_read_for_it(cohort: Cohort, client: Client) -> None:
    """Twenty results would be a megabyte every two seconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = closed_round(cohort, 1)
    with CaptureQueriesContext(connection) as queries:
        body(client, made, **POLLED)
    assert not [each for each in queries if '"content"' in each["sql"]]
