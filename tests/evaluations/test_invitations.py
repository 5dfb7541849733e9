"""After a session each participant is owed one email, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cohorts.models import Cohort, Enrolment
from evaluations import tasks
from evaluations.invitations import ask_after_sessions
from messaging.models import Message, MessageState, PersonalLink
from messaging.outbox import send_again
from messaging.sending import send
from people.models import Organisation
from scheduling.models import ReleasedSession, Session
from tests import cast
from tests.evaluations.conftest import Gives


def test_each_participant_is_owed_one_email(launch: Session, cohort: Cohort) -> None:
    first, second = cast.enrolled(cohort), cast.enrolled(cohort, "Robin Participant")

    assert ask_after_sessions() == 2

    owed = Message.objects.order_by("key")
    assert [message.key for message in owed] == [
        f"evaluation:{launch.pk}:{first.pk}",
        f"evaluation:{launch.pk}:{second.pk}",
    ]
    assert owed[0].to_email == first.person.email
    assert owed[0].about == f"{launch.pk}:{first.pk}"


def test_the_task_asks(launch: Session, enrolment: Enrolment) -> None:
    tasks.ask_after_sessions()

    assert Message.objects.get().to_email == enrolment.person.email


def test_asking_again_owes_nothing_more(launch: Session, enrolment: Enrolment) -> None:
    ask_after_sessions()

    assert ask_after_sessions() == 0
    assert Message.objects.count() == 1


def test_somebody_who_has_answered_is_not_asked(launch: Session, gives: Gives, enrolment: Enrolment) -> None:
    gives(launch, 4)

    ask_after_sessions()

    assert Message.objects.get().to_name == enrolment.person.name


def test_a_session_is_asked_about_only_once_it_has_ended(launch: Session, enrolment: Enrolment) -> None:
    assert ask_after_sessions(now=launch.ends_at - timedelta(seconds=1)) == 0
    assert ask_after_sessions(now=launch.ends_at) == 1


def test_a_session_of_more_than_fourteen_days_ago_is_not_asked_about(launch: Session, enrolment: Enrolment) -> None:
    assert ask_after_sessions(now=launch.ends_at + timedelta(days=14)) == 0
    assert ask_after_sessions(now=launch.ends_at + timedelta(days=14, seconds=-1)) == 1


def test_cohorts_do_not_mix(launch: Session, enrolment: Enrolment, other_trust: Organisation) -> None:
    elsewhere = cast.cohort(other_trust)
    stranger = cast.enrolled(elsewhere, "Sam Stranger")
    theirs = cast.session(elsewhere, starts_at=launch.starts_at)

    ask_after_sessions()

    expected = {f"evaluation:{launch.pk}:{enrolment.pk}", f"evaluation:{theirs.pk}:{stranger.pk}"}
    assert set(Message.objects.values_list("key", flat=True)) == expected
    assert set(Message.objects.values_list("key", "organisation")) == {
        (f"evaluation:{launch.pk}:{enrolment.pk}", launch.cohort.organisation.pk),
        (f"evaluation:{theirs.pk}:{stranger.pk}", other_trust.pk),
    }


def test_nothing_due_costs_one_query_in_its_transaction(
    launch: Session, enrolment: Enrolment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask_after_sessions()

    with django_assert_num_queries(3):  # with the two ends of the savepoint
        ask_after_sessions()


def test_the_email_holds_a_link_that_no_row_holds(launch: Session, enrolment: Enrolment) -> None:
    ask_after_sessions()

    send(Message.objects.get().pk)

    text = str(mail.outbox[0].body)
    token = text.partition("/e/")[2].partition("/")[0]
    assert mail.outbox[0].subject == "How was Launch? One minute, please"
    assert PersonalLink.objects.get().target == f"{launch.pk}:{enrolment.pk}"
    assert token not in str(Message.objects.values_list().get())
    assert token.encode() != bytes(PersonalLink.objects.get().token_hash)


@pytest.mark.parametrize("has_answered", [False, True])
def test_an_email_that_bounced_is_sent_again_whether_or_not_the_answer_came_first(
    launch: Session, enrolment: Enrolment, has_answered: bool
) -> None:
    """Administrators see that it bounced: were it not sent, they would learn who has answered."""
    ask_after_sessions()
    message = Message.objects.get()
    Message.objects.update(state=MessageState.FAILED, attempts=1, error="SMTPRecipientsRefused 550")
    if has_answered:
        launch.evaluations.create(enrolment=enrolment, score=5)

    send_again(message=message)
    send(message.pk)

    assert len(mail.outbox) == 1
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_the_email_is_not_sent_when_the_participant_has_left(launch: Session, enrolment: Enrolment) -> None:
    ask_after_sessions()
    enrolment.delete()

    send(Message.objects.get().pk)

    assert mail.outbox == []


@pytest.mark.parametrize("days", [1, 13])
def test_a_session_that_was_put_off_again_is_not_asked_about(launch: Session, enrolment: Enrolment, days: int) -> None:
    cast.put_off(launch, timezone.now() + timedelta(days=days))

    assert ask_after_sessions() == 0


def test_a_draft_that_puts_it_off_does_not_keep_it_from_being_asked_about(
    launch: Session, enrolment: Enrolment
) -> None:
    launch.starts_at, launch.ends_at = timezone.now() + timedelta(days=3), timezone.now() + timedelta(days=4)
    launch.save()

    assert ask_after_sessions() == 1


def test_a_session_that_was_never_released_is_not_asked_about(cohort: Cohort, enrolment: Enrolment) -> None:
    cast.drafted(cohort, starts_at=timezone.now() - timedelta(days=1, hours=8))

    assert ask_after_sessions() == 0


def test_a_session_that_is_off_is_not_asked_about(launch: Session, enrolment: Enrolment) -> None:
    ReleasedSession.objects.filter(session=launch).update(is_cancelled=True)

    assert ask_after_sessions() == 0


def test_the_email_is_not_sent_when_the_session_has_been_put_off_meanwhile(
    launch: Session, enrolment: Enrolment
) -> None:
    ask_after_sessions()
    cast.put_off(launch, timezone.now() + timedelta(days=3))

    send(Message.objects.get().pk)

    assert mail.outbox == []
