"""Reminders: on the round's dates or by hand, to those who still have something to do, at most once a day."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import tasks
from assessments.answering.invitations import find_by_link
from assessments.models import Invitation, Relationship, Round, Subject
from assessments.rounds import closing
from assessments.rounds.extending import extend_subject
from assessments.rounds.reminding import remind_due, remind_round, remind_subject
from cohorts.models import Cohort
from messaging.letters import letter_for
from messaging.models import Message, MessageState
from messaging.tasks import deliver
from people.models import Organisation, Person
from tests import cast
from tests.assessments.closed_rounds import open_round
from tests.assessments.open_rounds import LINK, all_at_once, answer_all, invitation, named, opened
from tests.conftest import ClientFor

RATER, PARTICIPANT = "rater_reminder", "participant_reminder"


def sent_yesterday() -> None:
    """The invitations went out before today, so that a reminder is no second email of the day."""
    Message.objects.update(due_at=timezone.now() - timedelta(days=2))


def opened_yesterday(cohort: Cohort, *names: str) -> Round:
    """Each participant has named three co-workers; the manager is the same person for all."""
    for name in names or ("Ana Able",):
        cast.enrolled(cohort, name)
    round_ = opened(cohort)
    for subject in round_.subjects.all():
        named(subject, co_worker=3)
    sent_yesterday()
    return round_


def reminded(kind: str = RATER) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("to_email", flat=True))


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def test_those_who_have_not_answered_are_reminded_and_nobody_else(cohort: Cohort) -> None:
    about = opened_yesterday(cohort).subjects.get()
    answer_all(invitation(about, Relationship.CO_WORKER))
    Invitation.objects.filter(email="co_worker-2@fenmoor.example").update(state="declined", decline_reason="no_time")
    Invitation.objects.filter(email="co_worker-3@fenmoor.example").update(state="started")

    remind_round(round_=about.round, today=timezone.localdate())

    assert reminded() == ["co_worker-3@fenmoor.example", "morgan.manager@fenmoor.example"]


def test_who_waits_for_approval_has_no_link_yet_and_is_not_reminded(cohort: Cohort) -> None:
    about = opened_yesterday(cohort).subjects.get()
    about.invitations.filter(relationship=Relationship.CO_WORKER).update(state="proposed")

    remind_round(round_=about.round, today=timezone.localdate())

    assert reminded() == ["morgan.manager@fenmoor.example"]


def test_a_reminder_brings_a_link_that_works(cohort: Cohort, mailoutbox: list[object]) -> None:
    about = opened_yesterday(cohort).subjects.get()
    remind_round(round_=about.round, today=timezone.localdate())

    deliver.run(Message.objects.get(kind=RATER, to_email="co_worker-1@fenmoor.example").pk)

    letter = mailoutbox[-1]
    found = LINK.search(str(letter.body))  # type: ignore[attr-defined]
    assert found
    assert letter.subject == "A reminder: Ana Able asks for your view"  # type: ignore[attr-defined]
    asked = find_by_link(found[1])
    assert asked is not None
    assert asked.email == "co_worker-1@fenmoor.example"


def test_somebody_asked_about_three_participants_gets_one_email_that_lists_them(cohort: Cohort) -> None:
    round_ = opened_yesterday(cohort, "Ana Able", "Ben Brisk", "Cai Calm")
    ben = round_.subjects.get(enrolment__person__name="Ben Brisk")
    answer_all(invitation(ben, Relationship.MANAGER))

    remind_round(round_=round_, today=timezone.localdate())

    messages = Message.objects.filter(kind=RATER, to_email="morgan.manager@fenmoor.example")
    letter = letter_for(messages.get())
    assert letter is not None
    assert letter.subject == "A reminder: 2 colleagues ask for your view"
    assert "Ana Able" in letter.text()
    assert "Cai Calm" in letter.text()
    assert "Ben Brisk" not in letter.text()


def test_there_is_one_email_a_day_for_all_who_ask_for_it_and_another_on_another_day(cohort: Cohort) -> None:
    round_ = opened_yesterday(cohort, "Ana Able", "Ben Brisk")
    today = timezone.localdate()
    Round.objects.update(remind_on=[today])

    remind_due(now=at(today, 9))
    remind_due(now=at(today, 17))
    remind_round(round_=round_, today=today)
    for subject in round_.subjects.all():
        remind_subject(subject=subject, today=today)
    emails = reminded()

    assert len(emails) == len(set(emails)) == 4
    remind_round(round_=round_, today=today + timedelta(days=1))
    assert len(reminded()) == 8


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_remind_once() -> None:
    opened_yesterday(cast.cohort(cast.trust()))
    today = timezone.localdate()
    Round.objects.update(remind_on=[today])

    all_at_once(3, lambda _: remind_due(now=at(today, 9)))

    assert len(reminded()) == len(set(reminded())) == 4


def test_beat_reminds_on_the_rounds_dates_from_eight_in_the_morning(cohort: Cohort) -> None:
    round_ = opened_yesterday(cohort)
    day = timezone.localdate() + timedelta(days=5)
    Round.objects.update(remind_on=[day])

    remind_due(now=at(day - timedelta(days=1), 12))
    remind_due(now=at(day, 7))
    assert reminded() == []

    remind_due(now=at(day, 8))
    assert len(reminded()) == 4
    assert round_.is_open


def test_a_round_without_subjects_reminds_nobody_and_stops_no_other(cohort: Cohort, trust: Organisation) -> None:
    today = timezone.localdate()
    open_round(cast.cohort(trust, "Cohort without participants"))
    opened_yesterday(cohort)
    Round.objects.update(remind_on=[today])

    remind_due(now=at(today, 9))

    assert len(reminded()) == 4


def test_the_task_of_beat_looks_for_today(cohort: Cohort) -> None:
    opened_yesterday(cohort)
    Round.objects.update(remind_on=[timezone.localdate() + timedelta(days=3)])

    tasks.remind_due()

    assert reminded() == []


def test_nothing_is_sent_about_who_has_closed(cohort: Cohort) -> None:
    round_ = opened_yesterday(cohort, "Ana Able", "Ben Brisk")
    today = timezone.localdate()
    Round.objects.update(remind_on=[today])
    closing.close(round=round_)
    remind_due(now=at(today, 12))
    assert reminded() == reminded(PARTICIPANT) == []

    ana = round_.subjects.get(enrolment__person__name="Ana Able")
    extend_subject(subject=ana, until=today + timedelta(days=9))
    sent_yesterday()
    remind_due(now=at(today, 12))

    assert reminded(PARTICIPANT) == [ana.enrolment.person.email]
    letter = letter_for(Message.objects.get(kind=RATER, to_email="morgan.manager@fenmoor.example"))
    assert letter is not None
    assert "Ben Brisk" not in letter.text()


def test_somebody_who_answered_after_all_gets_no_reminder(cohort: Cohort) -> None:
    about = opened_yesterday(cohort).subjects.get()
    remind_round(round_=about.round, today=timezone.localdate())
    rater = invitation(about, Relationship.CO_WORKER)
    answer_all(rater)

    message = Message.objects.get(kind=RATER, to_email=rater.email)
    deliver.run(message.pk)

    message.refresh_from_db()
    assert message.state == MessageState.WITHDRAWN


def test_who_was_invited_or_told_of_more_time_today_needs_no_reminder_today(cohort: Cohort) -> None:
    about = opened_yesterday(cohort).subjects.get()
    named(about, direct_report=1)
    remind_round(round_=about.round, today=timezone.localdate())
    assert "direct_report-1@fenmoor.example" not in reminded()
    assert len(reminded()) == 4

    Message.objects.filter(kind=RATER).delete()
    extend_subject(subject=about, until=timezone.localdate() + timedelta(days=40))
    remind_round(round_=about.round, today=timezone.localdate())
    assert reminded() == []


def test_a_participant_is_reminded_of_what_is_missing(cohort: Cohort) -> None:
    for name in ("Ana Able", "Ben Brisk", "Cai Calm"):
        cast.enrolled(cohort, name)
    round_ = opened(cohort)
    ana, ben, cai = round_.subjects.all()
    named(ben, co_worker=3, direct_report=3)
    named(cai, co_worker=3, direct_report=3)
    answer_all(invitation(cai, Relationship.SELF))

    remind_round(round_=round_, today=timezone.localdate())

    assert reminded(PARTICIPANT) == [ana.enrolment.person.email, ben.enrolment.person.email]
    to_ana, to_ben = (letter_for(message) for message in Message.objects.filter(kind=PARTICIPANT).order_by("to_email"))
    assert to_ana is not None
    assert to_ben is not None
    assert ("name your raters" in to_ana.text(), "rate yourself" in to_ana.text()) == (True, True)
    assert ("name your raters" in to_ben.text(), "rate yourself" in to_ben.text()) == (False, True)


def test_the_buttons_say_the_same_before_and_after_somebody_answers(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    """How many were reminded would be how many have not answered."""
    about = opened_yesterday(cohort).subjects.get()
    client = client_for(administrator)
    addresses = [reverse("round_remind", args=[about.round_id]), reverse("subject_remind", args=[about.pk])]

    def pressed() -> list[str]:
        pages = [client.post(address, follow=True).content.decode() for address in addresses]
        return [page[page.index("nhsuk-notification-banner__content") :][:300] for page in pages]

    before = pressed()
    assert len(reminded()) == 4
    Message.objects.filter(kind=RATER).delete()
    answer_all(invitation(about, Relationship.CO_WORKER))
    assert pressed() == before
    assert len(reminded()) == 3


def test_the_list_of_emails_counts_no_reminder_and_names_nobody_who_got_one(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    about = opened_yesterday(cohort).subjects.get()
    client = client_for(administrator)
    before = main_of(client.get(reverse("emails")).content.decode())

    about_raters = Message.objects.filter(kind=RATER)
    remind_round(round_=Round.objects.get(), today=timezone.localdate())
    Message.objects.filter(kind=PARTICIPANT).delete()
    about_raters.update(state=MessageState.FAILED, attempts=7)

    assert about_raters.count() == 4
    assert main_of(client.get(reverse("emails")).content.decode()) == before
    assert client.post(reverse("email_again", args=[about_raters[0].reference])).status_code == 404
    assert Subject.objects.get() == about


def test_nobody_is_said_to_be_reminded_who_was_emailed_today(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    """Everybody was invited today, so none is reminded, and the page says nothing else."""
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=3)
    client = client_for(administrator)
    for name, pk, shown in (
        ("round_remind", subject.round_id, "round"),
        ("subject_remind", subject.pk, "round_subject"),
    ):
        words = "Whoever has not answered is reminded, unless we have emailed them today already."
        assert client.get(reverse(shown, args=[pk])).content.decode().count(words) == 1
        assert client.post(reverse(name, args=[pk]), follow=True).content.decode().count(words) == 2
    assert reminded() == []


def main_of(content: str) -> str:
    return content[content.index("<main") : content.index("</main>")]


def test_a_closed_round_reminds_nobody_and_says_so(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    about = opened_yesterday(cohort).subjects.get()
    closing.close(round=about.round)
    client = client_for(administrator)

    for address in (reverse("round_remind", args=[about.round_id]), reverse("subject_remind", args=[about.pk])):
        assert "so nobody is reminded" in client.post(address, follow=True).content.decode()
    assert reminded() == []
