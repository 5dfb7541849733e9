"""More time for a whole round or one participant, also after it has closed, for late answers."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.instruments import licensing
from assessments.models import Round, Subject
from assessments.rounds.reminding import MORE_TIME, address_key, one_for_each_address, owe_rater, waiting_raters
from messaging import outbox
from people.models import Organisation

MORE_TIME_OWN = "participant_more_time"
ASKED_ELSEWHERE = "These scores were taken over from another report: nobody is asked here."
TOO_EARLY = "The date must be later than the closing date that it has now"
CLOSED = "This round has closed. You can give single participants more time."


@transaction.atomic
def change_dates(*, round_: Round, closes_on: date, remind_on: Iterable[date]) -> None:
    """Put off the close of an open round, and set when to remind. Subjects with a later day of their own keep it.

    Raises ValidationError when the round has closed, and for a date that is not possible, also by the licence of its
    instrument. Reminders that have gone out stay on record.
    """
    locked = Round.objects.locked(round_.pk)
    today = timezone.localdate()
    if not locked.is_open or locked.closes_on < today:
        raise ValidationError(CLOSED)
    is_later = closes_on > locked.closes_on
    locked.remind_on = _reminders(locked, remind_on, closes_on, today)
    _put_off(locked, closes_on)
    locked.full_clean()
    locked.save(update_fields=["closes_on", "remind_on"])
    if is_later:
        _move_subjects(locked)


def _put_off(locked: Round, closes_on: date) -> None:
    if closes_on < locked.closes_on:
        raise ValidationError({"closes_on": "It can only close later: raters have been told the day."})
    if closes_on > locked.closes_on:
        _refuse_without_licence(locked, "closes_on", closes_on)
    locked.closes_on = closes_on


def _refuse_without_licence(locked: Round, field: str, until: date) -> None:
    try:
        if locked.instrument:
            licensing.check_closing_day(instrument=locked.instrument, on=until)
    except ValidationError as refused:
        raise ValidationError({field: refused.messages}) from refused


def _reminders(locked: Round, remind_on: Iterable[date], closes_on: date, today: date) -> list[date]:
    past = [day for day in locked.remind_on if day <= today]
    to_come = set(remind_on) - set(past)
    if any(not today < day <= closes_on for day in to_come):
        raise ValidationError({"remind_on": "Reminders go out between tomorrow and the closing date."})
    return sorted({*past, *to_come})


def _move_subjects(locked: Round) -> None:
    """Move the subjects with the round, except for those with a later day of their own."""
    sooner = locked.subjects.open().filter(Q(extended_to=None) | Q(extended_to__lte=locked.closes_on))
    moved = list(sooner.values_list("pk", flat=True))
    Subject.objects.filter(pk__in=moved).update(extended_to=None)
    _announce(Subject.objects.filter(pk__in=moved), locked.organisation, f"round-{locked.pk}", locked.closes_on)


@transaction.atomic
def extend_subject(*, subject: Subject, until: date) -> None:
    """Let raters of this participant answer until that day, even if they no longer could. Repeating it changes nothing.

    Raises ValidationError if that is earlier than the present last day, and for imported scores.
    """
    locked = Round.objects.locked(subject.round_id)
    current = locked.subjects.get(pk=subject.pk)
    _refuse_more_time(locked, current, until)
    if current.is_open and until == current.closes_on:
        return
    current.extended_to = until
    current.state = locked.state = Round.State.OPEN
    current.full_clean()
    current.save(update_fields=["extended_to", "state"])
    locked.save(update_fields=["state"])
    _announce(Subject.objects.filter(pk=current.pk), locked.organisation, f"subject-{current.pk}", until)


def _refuse_more_time(locked: Round, current: Subject, until: date) -> None:
    if locked.instrument_id is None:
        raise ValidationError(ASKED_ELSEWHERE)
    if until <= timezone.localdate():
        raise ValidationError({"until": "The date must be in the future"})
    if current.is_open and until < current.closes_on:
        raise ValidationError({"until": TOO_EARLY})
    _refuse_without_licence(locked, "until", until)


def _announce(subjects: QuerySet[Subject], organisation: Organisation, scope: str, until: date) -> None:
    """Email each participant, and each address that is still asked about any of them, once."""
    for subject in subjects.select_related("enrolment__person__user", "enrolment__person__organisation"):
        key = f"{MORE_TIME_OWN}:{subject.pk}:{until.isoformat()}"
        outbox.owe_person(kind=MORE_TIME_OWN, key=key, person=subject.enrolment.person, about=str(subject.pk))
    for rater in one_for_each_address(waiting_raters(subjects)):
        key = f"{MORE_TIME}:{scope}:{until.isoformat()}:{address_key(rater.email)}"
        owe_rater(kind=MORE_TIME, key=key, rater=rater, organisation=organisation)
