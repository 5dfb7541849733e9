"""Submitting once, whatever happens at the same time. These tests commit, as the service does."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.answering import drafts, submission
from assessments.answering.drafts import RoundIsClosedError
from assessments.answering.submission import NotCompleteError
from assessments.models import Draft, Invitation, Relationship, Response, Round
from assessments.rounds import closing
from tests import cast
from tests.assessments.open_rounds import (
    STATEMENTS,
    all_at_once,
    answer_all,
    has_closed,
    invitation,
    named,
    opened,
    started,
)

pytestmark = pytest.mark.django_db(transaction=True)
ALL = dict.fromkeys(range(1, STATEMENTS + 1), 7)


@pytest.fixture
def co_worker(transactional_db: None) -> Invitation:
    subject = opened(cast.cohort(cast.trust())).subjects.get()
    named(subject, co_worker=3)
    return invitation(subject, Relationship.CO_WORKER)


def test_twenty_identical_posts_at_once_make_one_response_and_twenty_receipts(co_worker: Invitation) -> None:
    cookies = started(Client(), co_worker).cookies
    drafts.save_draft(invitation_id=co_worker.pk, ratings=ALL, comments={})

    def submit(_: int) -> tuple[str, bytes]:
        client = Client()
        client.cookies = cookies
        posted = client.post(reverse("answer_check", args=[co_worker.pk]))
        return posted.headers["Location"], without_nonce(client.get(posted.headers["Location"]).content)

    receipts = all_at_once(20, submit)

    assert len(set(receipts)) == 1
    assert b"Your answers have been submitted" in receipts[0][1]
    assert Response.objects.count() == 1
    co_worker.refresh_from_db()
    assert co_worker.is_answered
    assert not Draft.objects.exists()


def without_nonce(content: bytes) -> bytes:
    return b"".join(line for line in content.splitlines() if b"nonce" not in line)


def test_no_draft_is_left_by_answers_saved_while_they_are_submitted(co_worker: Invitation) -> None:
    for _ in range(5):
        Response.objects.all().delete()
        Invitation.objects.update(state=Invitation.State.STARTED)
        drafts.save_draft(invitation_id=co_worker.pk, ratings=ALL, comments={})

        def work(place: int) -> None:
            if place == 3:
                submission.submit(invitation_id=co_worker.pk)
            else:
                drafts.save_draft(invitation_id=co_worker.pk, ratings={place + 1: 1}, comments={})

        all_at_once(8, work)

        assert Response.objects.count() == 1
        assert not Draft.objects.exists()


def test_a_submit_and_a_close_at_once_end_in_one_of_two_ways(co_worker: Invitation) -> None:
    drafts.save_draft(invitation_id=co_worker.pk, ratings=ALL, comments={})
    round_ = Round.objects.get()

    def work(place: int) -> str:
        try:
            closing.close(round=round_) if place else submission.submit(invitation_id=co_worker.pk)
        except RoundIsClosedError:
            return "closed"
        return "done"

    outcome = all_at_once(2, work)

    co_worker.refresh_from_db()
    assert not Draft.objects.exists()
    assert (outcome[0] == "done") == co_worker.is_answered == (Response.objects.count() == 1)


def test_an_answer_cannot_be_submitted_once_the_round_is_closed(co_worker: Invitation) -> None:
    drafts.save_draft(invitation_id=co_worker.pk, ratings=ALL, comments={})
    has_closed()

    with pytest.raises(RoundIsClosedError):
        submission.submit(invitation_id=co_worker.pk)
    assert not Response.objects.exists()


def test_an_answer_cannot_be_submitted_with_gaps(co_worker: Invitation) -> None:
    drafts.save_draft(invitation_id=co_worker.pk, ratings=ALL | {31: 7}, comments={})
    Draft.objects.update(ratings={str(number): 7 for number in range(2, 31)})

    with pytest.raises(NotCompleteError):
        submission.submit(invitation_id=co_worker.pk)
    co_worker.refresh_from_db()
    assert not co_worker.is_answered


def test_raters_of_one_round_submit_at_once(co_worker: Invitation) -> None:
    raters = list(co_worker.subject.invitations.all())

    all_at_once(len(raters), lambda place: answer_all(raters[place]))

    assert Response.objects.count() == len(raters) == 5


def test_a_response_has_nothing_in_common_with_its_invitation(co_worker: Invitation) -> None:
    answer_all(co_worker)

    columns = set(Response.objects.values()[0])
    assert columns == {"key", "subject_id", "relationship", "ratings", "comments"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT key::text FROM assessments_response")
        (key,) = cursor.fetchone()
    everything_else = [*Invitation.objects.values_list(), *Invitation.objects.values_list("state")]
    assert key not in str(everything_else)
