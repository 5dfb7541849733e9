"""Closing a round: nobody can answer any more, and each subject's result is frozen and their report is owed."""

import random
import uuid
from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments import disclosure, reporting
from assessments.models import Draft, Instrument, Release, Response, Round, Subject
from assessments.results import Answers, Asked, Questionnaire
from cohorts.models import Practice
from messaging import outbox
from people.models import Role
from reports import issuing


@transaction.atomic
def close(*, round: Round, on: date | None = None) -> None:
    """Close the round, today unless said otherwise, and release what may be seen of it. Closing again changes nothing.

    Whoever submits answers holds the round too: they are in before this, or find it closed.
    """
    locked = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    _close(locked, locked.subjects.open(), closed_on=on or timezone.localdate())


def close_due(*, today: date | None = None) -> None:
    """Close every subject whose last day is over, in the time of the organisation, and with the last one the round."""
    day = today or timezone.localdate()
    for due in Round.objects.filter(pk__in=Subject.objects.due(day).values("round")):
        _close_due(due, day)


@transaction.atomic
def _close_due(round: Round, day: date) -> None:
    locked = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    _close(locked, locked.subjects.due(day), closed_on=day)


def _close(locked: Round, subjects: QuerySet[Subject], *, closed_on: date) -> None:
    closing = list(subjects.values_list("pk", flat=True))
    if not closing:
        return
    Subject.objects.filter(pk__in=closing).update(state=Round.State.CLOSED)
    if not locked.subjects.open().exists():
        locked.state = Round.State.CLOSED
        locked.save(update_fields=["state"])
    Draft.objects.filter(invitation__subject__in=closing).delete()
    _mix(closing)
    _release_all(locked, closing, closed_on=closed_on)


def _mix(subjects: Collection[int]) -> None:
    """Write every response again in random order under a new key, so that neither place nor key tells when it came."""
    old = Response.objects.filter(subject__in=subjects)
    responses = list(old)
    random.SystemRandom().shuffle(responses)
    old.delete()
    for response in responses:
        response.pk = uuid.uuid4()
    Response.objects.bulk_create(responses)


def _release_all(round: Round, closing: Collection[int], *, closed_on: date) -> None:
    questionnaire = questionnaire_of(round.questionnaire)
    subjects = round.subjects.filter(pk__in=closing).select_related(
        "enrolment__person__user", "enrolment__cohort__programme__organisation"
    )
    for subject in subjects.prefetch_related("responses", "invitations"):
        if subject.responses.all():
            _release(subject, round, questionnaire, closed_on=closed_on)


def _release(subject: Subject, round: Round, questionnaire: Questionnaire, *, closed_on: date) -> None:
    result = disclosure.disclose(
        questionnaire,
        [Answers(one.relationship, one.ratings, one.comments) for one in subject.responses.all()],
        invited=Counter(invitation.relationship for invitation in subject.invitations.all()),
        least=round.least_in_group,
    ).frozen()
    release_result(subject, round, result, closed_on=closed_on)
    _tell(subject)


def release_result(subject: Subject, round: Round, result: dict[str, Any], *, closed_on: date) -> None:
    """Freeze the result, and owe the report that is made of it."""
    person = subject.enrolment.person
    document = issuing.owe(
        kind=reporting.KIND,
        key=f"individual-360:{round.pk}:{subject.pk}",
        organisation=person.organisation,
        title=f"360 report: {person.name}"[:200],
        content=reporting.content_of(subject, round, result, closed_on=closed_on),
        about=person,
        shown_to=[person],
        readers=[Role.ADMINISTRATOR],
    )
    Release.objects.create(subject=subject, result=result, document=document)


def _tell(subject: Subject) -> None:
    key = f"{reporting.LETTER}:{subject.pk}"
    outbox.owe_person(kind=reporting.LETTER, key=key, person=subject.enrolment.person, about=str(subject.pk))


def questionnaire_of(instrument: Instrument) -> Questionnaire:
    """The instrument in the plain values that the arithmetic takes."""
    return Questionnaire(
        practices=dict(Practice.choices),
        statements=[Asked(each.number, each.practice, each.text) for each in instrument.statements.all()],
        questions=instrument.questions,
        lowest=instrument.lowest,
        highest=instrument.highest,
    )
