import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Draft, Invitation, Relationship, Subject
from cohorts.models import Cohort
from tests import cast
from tests.assessments.open_rounds import all_at_once, has_closed, invitation, named, opened, started
from tests.conftest import ClientFor


@pytest.fixture
def co_worker(cohort: Cohort) -> Invitation:
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=3)
    return invitation(subject, Relationship.CO_WORKER)


@pytest.fixture
def client(co_worker: Invitation) -> Client:
    return started(Client(), co_worker)


def address(of: Invitation) -> str:
    return reverse("answer_save", args=[of.pk])


def test_an_answer_is_kept_as_it_is_given(client: Client, co_worker: Invitation) -> None:
    saved = client.post(address(co_worker), {"statement-7": "9", "statement-8": "unable", "comment-2": "Words"})

    assert (saved.status_code, saved.json()) == (200, {"saved": True})
    draft = Draft.objects.get()
    assert draft.ratings == {"7": 9, "8": None}
    assert draft.comments == {"2": "Words"}


def test_answers_are_added_and_the_last_one_counts(client: Client, co_worker: Invitation) -> None:
    for answer in ({"statement-1": "2"}, {"statement-2": "3"}, {"statement-1": "unable"}, {"comment-0": "a"}):
        client.post(address(co_worker), answer)

    draft = Draft.objects.get()
    assert draft.ratings == {"1": None, "2": 3}
    assert draft.comments == {"0": "a"}


def test_a_request_that_its_page_gave_up_on_comes_too_late_to_take_anything_back(
    client: Client, co_worker: Invitation
) -> None:
    """The second of a page overtakes the first, which then adds what is not there yet."""
    sent = [
        {"statement-1": "7", "comment-0": "new", "order": "k3x9.2"},
        {"statement-1": "4", "statement-2": "5", "comment-0": "old", "order": "k3x9.1"},
    ]
    for data in sent:
        assert client.post(address(co_worker), data).json() == {"saved": True}

    draft = Draft.objects.get()
    assert (draft.ratings, draft.comments) == ({"1": 7, "2": 5}, {"0": "new"})
    client.post(address(co_worker), {"statement-1": "8", "order": "k3x9.3"})
    client.post(address(co_worker), {"statement-1": "9", "order": "another.1"})
    assert Draft.objects.get().ratings["1"] == 9


def test_what_was_sent_without_the_script_meanwhile_is_not_taken_back_either(
    client: Client, co_worker: Invitation
) -> None:
    client.post(address(co_worker), {"statement-1": "7", "order": "k3x9.2"})
    client.post(address(co_worker), {"statement-1": "8"})
    client.post(address(co_worker), {"statement-1": "4", "order": "k3x9.1"})

    assert Draft.objects.get().ratings == {"1": 8}


@pytest.mark.parametrize("order", ["", "x", "X.1", "x.-1", "x.1.2", "x." + "9" * 30, "x" * 13 + ".1", "\x00.1"])
def test_an_odd_order_is_none(order: str, client: Client, co_worker: Invitation) -> None:
    assert client.post(address(co_worker), {"statement-1": "7", "order": order}).json() == {"saved": True}
    assert Draft.objects.get().saved_by == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"statement-1": "11"},
        {"statement-1": "0"},
        {"statement-1": "x"},
        {"statement-1": ""},
        {"statement-1": "7\x00"},
        {"statement-1": "7" * 100_000},
        {"statement-1": "7", "statement-2": "x"},
        {"statement-31": "7"},
        {"statement-0": "7"},
        {"statement-01": "7"},
        {"statement-١": "7"},
        {"comment-3": "x"},
        {"comment-0": "x" * 2001},
        {"comment-0": "a\x00b"},
        {"something": "else"},
    ],
)
def test_what_is_no_fit_answer_is_refused(wrong: dict[str, str], client: Client, co_worker: Invitation) -> None:
    assert client.post(address(co_worker), wrong).status_code == 400
    assert not Draft.objects.exists()


def test_json_is_refused(client: Client, co_worker: Invitation) -> None:
    huge = '{"statement-1": ' + "[" * 100_000 + "}"

    assert client.post(address(co_worker), huge, content_type="application/json").status_code == 400


def test_it_needs_the_token_of_the_form(co_worker: Invitation) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(address(co_worker), {"statement-1": "7"}).status_code == 403


def test_who_has_begun_rating_themselves_reads_that_it_is_in_progress(
    co_worker: Invitation, client_for: ClientFor
) -> None:
    client = client_for(co_worker.subject.enrolment.person)
    own_page, begin = (reverse(name, args=[co_worker.subject_id]) for name in ("my_assessment", "rate_self"))

    assert "In progress" not in client.get(begin, follow=True).content.decode()
    assert not Invitation.objects.filter(state=Invitation.State.STARTED).exists()
    client.post(begin)

    assert "In progress" in client.get(own_page).content.decode()
    assert "In progress" in client.get(reverse("home")).content.decode()


def test_what_it_answers_may_neither_be_kept_nor_run_anything(client: Client, co_worker: Invitation) -> None:
    headers = client.post(address(co_worker), {"statement-1": "7"}).headers

    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "nonce" not in headers["Content-Security-Policy"]


def test_it_is_post_alone(client: Client, co_worker: Invitation) -> None:
    assert client.get(address(co_worker)).status_code == 405


def test_a_closed_round_keeps_nothing(client: Client, co_worker: Invitation) -> None:
    has_closed()

    assert client.post(address(co_worker), {"statement-1": "7"}).status_code == 410
    assert not Draft.objects.exists()


def test_it_asks_the_database_at_most_four_times(client: Client, co_worker: Invitation) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.post(address(co_worker), {"statement-1": "7"})

    assert len(captured) <= 4


def test_for_a_participant_too_it_asks_at_most_four_times(co_worker: Invitation, client_for: ClientFor) -> None:
    client = client_for(co_worker.subject.enrolment.person)
    client.post(reverse("rate_self", args=[co_worker.subject_id]))

    with CaptureQueriesContext(connection) as captured:
        saved = client.post(address(invitation(co_worker.subject, Relationship.SELF)), {"statement-1": "7"})

    assert saved.status_code == 200
    assert len(captured) <= 4


def test_a_save_leaves_no_line_in_the_log_but_a_refused_one_does(
    client: Client, co_worker: Invitation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    client.post(address(co_worker), {"statement-1": "7"})
    assert "/save/" not in caplog.text
    client.post(address(co_worker), {"statement-1": "x"})
    assert "/answer/[redacted]/save/" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_thirty_answers_saved_at_once_are_all_kept() -> None:
    subject: Subject = opened(cast.cohort(cast.trust())).subjects.get()
    named(subject, co_worker=1)
    rater = invitation(subject, Relationship.CO_WORKER)
    cookies = started(Client(), rater).cookies

    def save(place: int) -> int:
        client = Client()
        client.cookies = cookies
        return client.post(address(rater), {f"statement-{place + 1}": "7"}).status_code

    assert set(all_at_once(30, save)) == {200}
    assert Draft.objects.get().ratings == {str(number): 7 for number in range(1, 31)}
