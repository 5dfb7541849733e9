"""Changes made elsewhere while somebody answers: each page says clearly what has happened; nothing is stored twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.answering.drafts import save_draft
from assessments.answering.submission import NoLongerAskedError, submit
from assessments.models import Draft, Invitation, Relationship, Response, Subject
from assessments.raters import inviting
from cohorts.models import Cohort
from tests.assessments.open_rounds import (
    STATEMENTS,
    answer_all,
    emailed_token,
    has_closed,
    invitation,
    named,
    opened,
    started,
)

GONE = "You are no longer asked"
DECLINED = "You have said that you would rather not answer"


@pytest.fixture
def co_worker(cohort: Cohort) -> Invitation:
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=3)
    return invitation(subject, Relationship.CO_WORKER)


@pytest.fixture
def client(co_worker: Invitation) -> Client:
    client = started(Client(), co_worker)
    save_draft(invitation_id=co_worker.pk, ratings=dict.fromkeys(range(1, STATEMENTS + 1), 7), comments={})
    return client


def addresses(of: Invitation) -> list[str]:
    names = ("answer_start", "answer_comments", "answer_check", "answer_done")
    return [*(reverse(name, args=[of.pk]) for name in names), reverse("answer_page", args=[of.pk, 1])]


def replaced(of: Invitation) -> None:
    inviting.withdraw(Invitation.objects.get(pk=of.pk))


def declined(of: Invitation) -> None:
    Invitation.objects.filter(pk=of.pk).update(state="declined", decline_reason="no_time")


@pytest.mark.parametrize(("happens", "status", "words"), [(replaced, 410, GONE), (declined, 200, DECLINED)])
def test_a_rater_who_is_no_longer_asked_is_told_so_on_every_page(
    happens: Callable[[Invitation], None], status: int, words: str, client: Client, co_worker: Invitation
) -> None:
    happens(co_worker)

    for address in addresses(co_worker):
        page = client.get(address, follow=True)
        assert page.status_code == status
        assert words in page.content.decode()
    submitted = client.post(reverse("answer_check", args=[co_worker.pk]), follow=True)
    assert words in submitted.content.decode()
    assert not Response.objects.exists()


@pytest.mark.parametrize("happens", [replaced, declined])
def test_what_is_saved_by_itself_after_that_is_refused(
    happens: Callable[[Invitation], None], client: Client, co_worker: Invitation
) -> None:
    happens(co_worker)

    saved = client.post(reverse("answer_save", args=[co_worker.pk]), {"statement-1": "1"})

    assert (saved.status_code, saved.json()) == (410, {"saved": False})
    assert Draft.objects.filter(ratings__contains={"1": 1}).count() == 0


@pytest.mark.parametrize("happens", [replaced, declined])
def test_a_submit_that_comes_too_late_makes_no_response(
    happens: Callable[[Invitation], None], client: Client, co_worker: Invitation
) -> None:
    happens(co_worker)

    with pytest.raises(NoLongerAskedError):
        submit(invitation_id=co_worker.pk)
    assert not Response.objects.exists()


def test_a_rater_who_is_waiting_for_approval_has_no_page_yet(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)
    Invitation.objects.filter(pk=co_worker.pk).update(state="proposed")

    for answer in (Client().get(f"/r/{token}/"), Client().post(f"/r/{token}/")):
        assert answer.status_code == 404


def test_start_pressed_twice_starts_once_and_leads_to_the_same_page(co_worker: Invitation) -> None:
    address, client = f"/r/{emailed_token(co_worker)}/", Client()

    answers = [client.post(address), client.post(address)]

    assert {answer.headers["Location"] for answer in answers} == {reverse("answer_page", args=[co_worker.pk, 1])}
    assert client.get(answers[0].headers["Location"]).status_code == 200


def test_one_subjects_own_last_day_is_what_their_raters_read(co_worker: Invitation) -> None:
    later = timezone.localdate() + timedelta(days=40)
    Subject.objects.filter(pk=co_worker.subject_id).update(extended_to=later)

    page = Client().get(f"/r/{emailed_token(co_worker)}/").content.decode()

    assert later.strftime("%A %-d %B %Y") in page


def test_an_extended_subject_is_answered_while_the_others_are_closed(client: Client, co_worker: Invitation) -> None:
    has_closed()
    Subject.objects.filter(pk=co_worker.subject_id).update(state="open", extended_to=timezone.localdate())

    done = client.post(reverse("answer_check", args=[co_worker.pk]), follow=True)

    assert "Your answers have been submitted" in done.content.decode()


def test_the_round_closing_meanwhile_is_said_on_every_page(client: Client, co_worker: Invitation) -> None:
    has_closed()

    for address in addresses(co_worker):
        page = client.get(address, follow=True)
        assert page.status_code == 410
        assert "This 360 has closed" in page.content.decode()
    submitted = client.post(reverse("answer_check", args=[co_worker.pk]), follow=True)
    assert "This 360 has closed" in submitted.content.decode()
    assert not Response.objects.exists()


def test_a_page_of_another_tab_after_the_submit_adds_nothing(client: Client, co_worker: Invitation) -> None:
    answer_all(co_worker, rating=3)

    page = client.post(reverse("answer_page", args=[co_worker.pk, 1]), {"statement-1": "9"}, follow=True)

    assert "You have already answered" in page.content.decode()
    assert Response.objects.get().ratings == [3] * STATEMENTS
    assert not Draft.objects.exists()
