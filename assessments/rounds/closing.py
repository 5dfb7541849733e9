"""Close a round, so that nobody can answer any more, and freeze what may be seen of it."""

import json
import random
import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.debriefs import redact, workflow
from assessments.debriefs.freeze import release_result
from assessments.debriefs.refresh import compare_again
from assessments.models import Draft, Instrument, Release, Response, Round, Subject
from assessments.reports.cohort import making as cohort_reporting
from assessments.results import disclosure
from assessments.results.values import Answers, RatedQuestionnaire, RatedStatement, thaw
from cohorts.models import Practice


@transaction.atomic
def close(*, round: Round, on: date | None = None) -> None:
    """Close the round, today unless said otherwise, and release what may be seen of it. Closing again changes nothing.

    Whoever submits answers holds the round too: they are in before this, or find it closed.
    """
    locked = Round.objects.locked(round.pk)
    _close(locked, locked.subjects.open(), closed_on=on or timezone.localdate())


def close_due(*, today: date | None = None) -> None:
    """Close every subject whose last day is over, in the time of the organisation, and with the last one the round."""
    day = today or timezone.localdate()
    for due in Round.objects.filter(pk__in=Subject.objects.due(day).values("round")):
        _close_due(due, day)


@transaction.atomic
def _close_due(round: Round, day: date) -> None:
    locked = Round.objects.locked(round.pk)
    _close(locked, locked.subjects.due(day), closed_on=day)


def _close(locked: Round, subjects: QuerySet[Subject], *, closed_on: date) -> None:
    closing = list(subjects.values_list("pk", flat=True))
    if not closing:
        return
    Subject.objects.filter(pk__in=closing).update(state=Round.State.CLOSED, closed_on=closed_on)
    if not locked.subjects.open().exists():
        locked.state = Round.State.CLOSED
        locked.save(update_fields=["state"])
    Draft.objects.filter(invitation__subject__in=closing).delete()
    _mix(closing)
    _release_all(locked, closing, closed_on=closed_on)
    cohort_reporting.make_anew(round=locked, on=closed_on)


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
    questionnaire = plain_questionnaire(round.questionnaire)
    subjects = round.subjects.filter(pk__in=closing).select_related(
        "enrolment__person__user", "enrolment__cohort__programme__organisation"
    )
    for subject in subjects.prefetch_related("responses", "invitations"):
        if _may_show(subject, round.least_in_group):
            _release(subject, round, questionnaire, closed_on=closed_on)


def _may_show(subject: Subject, least: int) -> bool:
    """A report of one group that is withheld would tell that somebody in it has answered, and nothing else."""
    answers = [Answers(one.relationship, one.ratings, one.comments) for one in subject.responses.all()]
    return bool(disclosure.shown_groups(answers, least))


def _release(subject: Subject, round: Round, questionnaire: RatedQuestionnaire, *, closed_on: date) -> None:
    """A result that says what the last one said is no new release."""
    last = subject.releases.latest_first().first()
    result = _result_of(subject, round, questionnaire, last)
    if last and _says(result) == _says(last.result):
        return
    release_result(subject, round, result, closed_on=closed_on)
    workflow.say_what_came(subject=subject, is_first=last is None)
    compare_again(baseline=subject, by=None)


def _result_of(
    subject: Subject, round: Round, questionnaire: RatedQuestionnaire, last: Release | None
) -> dict[str, Any]:
    """What may be seen of the answers, given what was released before, without the comments that were left out."""
    redactions = list(subject.redactions.all())
    result = disclosure.disclose(
        questionnaire,
        [Answers(one.relationship, one.ratings, one.comments) for one in subject.responses.all()],
        invited=Counter(one.relationship for one in subject.invitations.all() if one.is_asked),
        least=round.least_in_group,
        earlier=redact.restored(thaw(last.result), redactions) if last else None,
    )
    return redact.without(result.frozen(), redactions)


def _says(result: Mapping[str, Any]) -> str:
    """Every figure and comment in it: neither the order of comments nor who was asked since is news."""
    counted = {row["key"]: row["answered"] for row in result["turnout"] if row["answered"]}
    comments = [{**asked, "colleagues": sorted(asked["colleagues"])} for asked in result["comments"]]
    return json.dumps({**result, "turnout": counted, "comments": comments}, sort_keys=True)


def plain_questionnaire(instrument: Instrument) -> RatedQuestionnaire:
    """The instrument in the plain values that the arithmetic takes."""
    return RatedQuestionnaire(
        practices=dict(Practice.choices),
        statements=[RatedStatement(each.number, each.practice, each.text) for each in instrument.statements.all()],
        questions=instrument.questions,
        lowest=instrument.lowest,
        highest=instrument.highest,
    )
