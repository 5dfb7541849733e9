"""A rater who would rather not answer."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.answering import drafts, submission
from assessments.models import Draft, Invitation, Relationship, Response, Subject
from assessments.raters import declining
from cohorts.models import Cohort
from messaging.models import Message
from messaging.tasks import deliver
from people.models import Person
from tests import cast
from tests.assessments.open_rounds import (
    STATEMENTS,
    all_at_once,
    answer_all,
    emailed_token,
    has_closed,
    invitation,
    named,
    opened,
    page_of_answers,
    started,
    whole_database,
)
from tests.conftest import ClientFor
from tests.reading import read

NO_TIME = {"reason": "no_time"}
SAID = "You have said that you would rather not answer"


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    made = opened(cohort).subjects.get()
    named(made, co_worker=4)
    return made


@pytest.fixture
def rater(subject: Subject) -> Invitation:
    return invitation(subject, Relationship.CO_WORKER)


@pytest.fixture
def link(rater: Invitation) -> str:
    return f"/r/{emailed_token(rater)}/"


def test_a_rater_is_told_who_is_told_what_before_they_decline(client: Client, link: str) -> None:
    assert 'href="decline/"' in read(client.get(link))
    page = read(client.get(f"{link}decline/"))

    assert "Pat Participant and the administrators of the programme are told that you would rather not answer" in page
    for reason in Invitation.Reason.labels:
        assert reason in page


def test_looking_changes_nothing(client: Client, link: str) -> None:
    before = whole_database()

    client.get(f"{link}decline/")
    assert client.get(f"{link}answer-after-all/").status_code == 405

    assert whole_database() == before


def test_a_reason_has_to_be_chosen(client: Client, link: str, rater: Invitation) -> None:
    for posted in ({"reason": ""}, {"reason": "nonsense"}):
        page = client.post(f"{link}decline/", posted)
        assert "There is a problem" in page.content.decode()
    rater.refresh_from_db()
    assert rater.state == "invited"


def test_declining_deletes_what_was_begun_and_says_so(client: Client, link: str, rater: Invitation) -> None:
    drafts.save_draft(invitation_id=rater.pk, ratings={1: 3}, comments={0: "Begun"})

    page = client.post(f"{link}decline/", NO_TIME, follow=True).content.decode()

    rater.refresh_from_db()
    assert (rater.state, rater.decline_reason) == ("declined", "no_time")
    assert not Draft.objects.exists()
    assert SAID in page
    assert "I have no time before it closes" in page
    # The link goes on saying so.
    assert SAID in client.get(link).content.decode()


def test_participant_and_administrator_see_the_reason(
    client: Client, link: str, subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    client.post(f"{link}decline/", NO_TIME)

    participant = client_for(subject.enrolment.person)
    for page in ("my_assessment", "name_raters"):
        assert "I have no time before it closes" in participant.get(reverse(page, args=[subject.pk])).content.decode()
    theirs = reverse("subject_raters", args=[subject.round_id, subject.pk])
    assert "I have no time before it closes" in client_for(administrator).get(theirs).content.decode()


def test_the_participant_is_emailed_unless_the_rater_has_thought_again(client: Client, link: str) -> None:
    client.post(f"{link}decline/", NO_TIME)
    deliver.run(Message.objects.get(kind="rater_declined").pk)
    assert mail.outbox[-1].subject == "Co-worker 1 would rather not answer"
    assert "I have no time before it closes" in mail.outbox[-1].body

    client.post(f"{link}answer-after-all/")
    client.post(f"{link}decline/", {"reason": "conflict"})
    client.post(f"{link}answer-after-all/")
    sent = len(mail.outbox)
    for message in Message.objects.filter(kind="rater_declined", state="queued"):
        deliver.run(message.pk)
    assert len(mail.outbox) == sent


def test_somebody_who_declined_can_answer_after_all(client: Client, link: str, rater: Invitation) -> None:
    client.post(f"{link}decline/", NO_TIME)

    page = read(client.post(f"{link}answer-after-all/", follow=True))

    assert "Pat Participant asks for your view" in page
    assert "You are asked again: you can answer about Pat Participant until " in page
    again = read(client.post(f"{link}answer-after-all/", follow=True))
    assert "You are asked again" not in again
    rater.refresh_from_db()
    assert (rater.state, rater.decline_reason) == ("invited", "")
    answer_all(rater)
    assert Response.objects.count() == 1


def test_a_rater_who_has_answered_is_told_that_they_have(client: Client, link: str, rater: Invitation) -> None:
    answer_all(rater)

    for send in (
        lambda: client.get(f"{link}decline/", follow=True),
        lambda: client.post(f"{link}decline/", NO_TIME, follow=True),
        lambda: client.post(f"{link}answer-after-all/", follow=True),
    ):
        assert "You have already answered" in send().content.decode()
    rater.refresh_from_db()
    assert rater.state == "answered"
    assert not Message.objects.filter(kind="rater_declined").exists()


def test_nothing_can_be_declined_once_it_has_closed(client: Client, link: str, rater: Invitation) -> None:
    has_closed()

    assert "has closed" in client.get(f"{link}decline/", follow=True).content.decode()
    assert "has closed" in client.post(f"{link}decline/", NO_TIME, follow=True).content.decode()
    with pytest.raises(drafts.RoundIsClosedError):
        declining.decline(invitation_id=rater.pk, reason=Invitation.Reason.NO_TIME)
    rater.refresh_from_db()
    assert rater.state == "invited"


def test_a_rater_who_declined_is_told_when_the_round_has_closed(client: Client, link: str, rater: Invitation) -> None:
    client.post(f"{link}decline/", NO_TIME)
    has_closed()

    assert "has closed" in client.post(f"{link}answer-after-all/", follow=True).content.decode()
    rater.refresh_from_db()
    assert rater.state == "declined"


@pytest.mark.parametrize("page", ["decline/", "answer-after-all/"])
def test_a_link_that_nobody_was_sent_opens_nothing(page: str, client: Client, subject: Subject) -> None:
    answer = client.post(f"/r/nonsense/{page}", NO_TIME)

    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()


def test_the_participant_does_not_decline_in_the_place_of_a_rater(
    link: str, rater: Invitation, subject: Subject, client_for: ClientFor
) -> None:
    participant = client_for(subject.enrolment.person)

    assert participant.post(f"{link}decline/", NO_TIME).status_code == 403
    assert participant.post(f"{link}answer-after-all/").status_code == 403
    rater.refresh_from_db()
    assert rater.state == "invited"


@pytest.mark.parametrize(
    "do",
    [
        lambda client, pk: client.get(f"/answer/{pk}/1/"),
        lambda client, pk: client.post(f"/answer/{pk}/1/", page_of_answers(1), follow=True),
        lambda client, pk: client.post(f"/answer/{pk}/check/", follow=True),
    ],
)
def test_another_tab_is_told_and_keeps_nothing(
    do: Callable[[Client, object], object], client: Client, rater: Invitation
) -> None:
    begun = started(client, rater)
    declining.decline(invitation_id=rater.pk, reason=Invitation.Reason.OTHER)

    assert SAID in do(begun, rater.pk).content.decode()  # type: ignore[attr-defined]
    assert not Draft.objects.exists()
    assert not Response.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_declining_and_submitting_at_once_leave_one_of_the_two(attempt: int) -> None:
    subject = opened(cast.cohort(cast.trust())).subjects.get()
    named(subject, co_worker=1)
    rater = invitation(subject, Relationship.CO_WORKER)
    everything = dict.fromkeys(range(1, STATEMENTS + 1), 7)
    drafts.save_draft(invitation_id=rater.pk, ratings=everything, comments={})

    def submit() -> str:
        try:
            submission.submit(invitation_id=rater.pk)
        except (drafts.RoundIsClosedError, submission.NoLongerAskedError):
            return "refused"
        return "answered"

    def decline() -> str:
        return "declined" if declining.decline(invitation_id=rater.pk, reason=Invitation.Reason.OTHER) else "refused"

    outcome = set(all_at_once(2, lambda place: submit() if place else decline()))

    rater.refresh_from_db()
    assert outcome == {"refused", rater.state}
    assert Response.objects.count() == (rater.state == "answered")
    assert not Draft.objects.exists()
