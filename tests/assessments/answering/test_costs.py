"""The queries and bytes of a completed questionnaire. They are counted and not timed: benchmarks do that."""

import gzip
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.instruments.questionnaires import load_questionnaire
from assessments.models import Invitation, Relationship, Response
from cohorts.models import Cohort
from tests.assessments.open_rounds import PAGES, emailed_token, invitation, named, opened, page_of_answers, started
from tests.conftest import ClientFor
from tests.service import ROOT

KB = 1024
ASSET = re.compile(r'<(?:link|script)[^>]+(?:href|src)="/static/([^"]+)"')
# The one thing that a script of ours imports.
IMPORTED = "build/nhsuk-frontend.min.js"


@pytest.fixture
def co_worker(cohort: Cohort) -> Invitation:
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=3)
    rater = invitation(subject, Relationship.CO_WORKER)
    # A process asks for its statements once.
    load_questionnaire(subject.round.questionnaire.pk)
    return rater


@pytest.fixture
def client(co_worker: Invitation) -> Client:
    return started(Client(), co_worker)


def queries(captured: CaptureQueriesContext) -> int:
    return len(captured.captured_queries)


def test_a_page_asks_whose_browser_it_is_and_for_the_invitation(client: Client, co_worker: Invitation) -> None:
    for name, arguments in (("answer_page", [co_worker.pk, 1]), ("answer_comments", [co_worker.pk])):
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name, args=arguments))
        assert queries(captured) == 2


def test_a_save_asks_whose_browser_it_is_and_stores(client: Client, co_worker: Invitation) -> None:
    with CaptureQueriesContext(connection) as captured:
        saved = client.post(reverse("answer_save", args=[co_worker.pk]), {"statement-1": "7", "comment-0": "Words"})

    assert saved.status_code == 200
    assert queries(captured) == 2


def test_a_save_of_a_participant_rating_themselves_asks_at_most_four_times(
    co_worker: Invitation, client_for: ClientFor
) -> None:
    client = client_for(co_worker.subject.enrolment.person)
    client.post(reverse("rate_self", args=[co_worker.subject_id]))

    with CaptureQueriesContext(connection) as captured:
        saved = client.post(
            reverse("answer_save", args=[invitation(co_worker.subject, Relationship.SELF).pk]), {"statement-1": "7"}
        )

    assert saved.status_code == 200
    assert queries(captured) <= 4


def test_a_save_writes_no_session(client: Client, co_worker: Invitation) -> None:
    with CaptureQueriesContext(connection) as captured:
        saved = client.post(reverse("answer_save", args=[co_worker.pk]), {"statement-1": "7"})

    assert settings.SESSION_COOKIE_NAME not in saved.cookies
    written = [query["sql"] for query in captured.captured_queries if "django_session" in query["sql"]]
    assert [sentence.split()[0] for sentence in written] == ["SELECT"]


def test_a_whole_completion_without_scripts_asks_no_more_than_it_does_now(co_worker: Invitation) -> None:
    address = f"/r/{emailed_token(co_worker)}/"
    client = Client()

    with CaptureQueriesContext(connection) as captured:
        client.get(address)
        client.post(address)
        for page in range(1, PAGES + 1):
            client.get(reverse("answer_page", args=[co_worker.pk, page]))
            client.post(reverse("answer_page", args=[co_worker.pk, page]), page_of_answers(page))
        client.get(reverse("answer_comments", args=[co_worker.pk]))
        client.post(reverse("answer_comments", args=[co_worker.pk]), {"comment-0": "Listens"})
        client.get(reverse("answer_check", args=[co_worker.pk]))
        client.post(reverse("answer_check", args=[co_worker.pk]))
        client.get(reverse("answer_done", args=[co_worker.pk]))

    assert Response.objects.count() == 1
    assert queries(captured) <= 70


def weight_of(page: bytes, loaded: set[str]) -> int:
    """With everything that it loads and that is not loaded yet, compressed as whitenoise and a proxy do it."""
    assets = {IMPORTED, *ASSET.findall(page.decode())} - loaded
    loaded |= assets
    return sum(len(gzip.compress(content)) for content in [page, *map(asset, assets)])


def asset(path: str) -> bytes:
    return (ROOT / "static" / path).read_bytes()


def test_the_first_page_weighs_at_most_60_kb(client: Client, co_worker: Invitation) -> None:
    page = client.get(reverse("answer_page", args=[co_worker.pk, 1])).content

    assert weight_of(page, set()) <= 60 * KB


def test_a_whole_completion_weighs_at_most_200_kb(client: Client, co_worker: Invitation) -> None:
    loaded: set[str] = set()
    names = ["answer_comments", "answer_check"]
    addresses = [reverse("answer_page", args=[co_worker.pk, page]) for page in range(1, PAGES + 1)]
    addresses += [reverse(name, args=[co_worker.pk]) for name in names]
    pages = [Client().get(f"/r/{emailed_token(co_worker)}/"), *map(client.get, addresses)]

    assert sum(weight_of(page.content, loaded) for page in pages) <= 200 * KB
