"""Reminders to those who still have something to do: raters who have not answered, and participants.

A rater is sent at most one email a day, about however many participants they are asked. Nothing here reveals how many
were reminded: people who need a reminder have not answered, and not everybody may know that.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters import inviting
from messaging import outbox
from messaging.models import Message
from people.models import Organisation

REMIND_RATER = "rater_reminder"
REMIND_PARTICIPANT = "participant_reminder"
# The email that gives waiting raters more time: those who have it today need no reminder.
MORE_TIME = "rater_more_time"
# Nobody is reminded at night.
FROM = time(8, 0)


def remind_due(*, now: datetime | None = None) -> None:
    """Remind in every open round that has this day among its dates. A second run on the day reminds nobody twice."""
    local = timezone.localtime(now)
    if local.time() >= FROM:
        for due in Round.objects.filter(state=Round.State.OPEN, remind_on__contains=[local.date()]):
            remind_round(round_=due, today=local.date())


def remind_round(*, round_: Round, today: date) -> None:
    """Remind everybody who still has something to do."""
    _remind(round_.subjects.open(), round_.organisation, today)


def remind_subject(*, subject: Subject, today: date) -> None:
    """Remind everybody who still has something to do about this one participant."""
    _remind(Subject.objects.open().filter(pk=subject.pk), subject.organisation, today)


@transaction.atomic
def _remind(subjects: QuerySet[Subject], organisation: Organisation, today: date) -> None:
    for subject in with_own_part_missing(subjects):
        key = f"{REMIND_PARTICIPANT}:{subject.pk}:{today.isoformat()}"
        outbox.owe_person(kind=REMIND_PARTICIPANT, key=key, person=subject.enrolment.person, about=str(subject.pk))
    written = _written_today(organisation, today)
    waiting = [rater for rater in waiting_raters(subjects) if written.isdisjoint({rater.email, str(rater.pk)})]
    for rater in one_for_each_address(waiting):
        key = f"{REMIND_RATER}:{organisation.pk}:{address_key(rater.email)}:{today.isoformat()}"
        owe_rater(kind=REMIND_RATER, key=key, rater=rater, organisation=organisation)


def with_own_part_missing(subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    """Keep the subjects who have not named enough raters, or not rated themselves."""
    own = Invitation.objects.waiting().filter(subject=OuterRef("pk"), relationship=Relationship.SELF)
    missing = subjects.filter(Q(has_named_raters=False) | Exists(own))
    return missing.select_related("enrolment__person__user", "enrolment__person__organisation")


def waiting_raters(subjects: QuerySet[Subject]) -> QuerySet[Invitation]:
    """Find the raters who were sent a link about these participants and have not answered."""
    return Invitation.objects.asked_by_email().waiting().filter(subject__in=subjects)


def one_for_each_address(invitations: Iterable[Invitation]) -> Iterable[Invitation]:
    return {invitation.email: invitation for invitation in invitations}.values()


def owe_rater(*, kind: str, key: str, rater: Invitation, organisation: Organisation) -> None:
    """Owe a rater an email that is not about one participant: it lists all their invitations when it is written."""
    outbox.owe(kind=kind, key=key, organisation=organisation, to_name=rater.name, to_email=rater.email)


def address_key(email: str) -> str:
    """Hash an address, so that it is short enough for a message's key."""
    return hashlib.sha256(email.encode()).hexdigest()[:32]


def _written_today(organisation: Organisation, today: date) -> set[str]:
    """Collect the invitations that went out today, and the addresses that were told of more time today."""
    morning = timezone.make_aware(datetime.combine(today, time()))
    since = Message.objects.filter(organisation=organisation, due_at__gte=morning)
    invited = since.filter(kind__in=inviting.KINDS).values_list("about", flat=True)
    return {*invited, *since.filter(kind=MORE_TIME).values_list("to_email", flat=True)}
