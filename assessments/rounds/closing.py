"""The close of a round: nobody can answer any more, and the results that may be shown are frozen."""

import random
import uuid
from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.debriefs import workflow
from assessments.debriefs.refresh import compare_again
from assessments.models import Draft, Instrument, Response, Round, Subject
from assessments.reports.cohort.generate import generate_with_comparisons
from assessments.reports.individual.generate import generate_individual_report
from assessments.results import disclosure, redactions
from assessments.results.redactions import LeftOut
from assessments.results.values import Answers, RatedQuestionnaire, RatedStatement, says_the_same, thaw
from cohorts.models import Practice


@transaction.atomic
def close(*, round: Round, on: date | None = None) -> None:
    """Close the round, today unless said otherwise, and release the results. Closing again changes nothing.

    Submitting answers locks the round too: answers arrive before it closes, or find it closed.
    """
    locked = Round.objects.locked(round.pk)
    _close(locked, locked.subjects.open(), closed_on=on or timezone.localdate())


def close_due(*, today: date | None = None) -> None:
    """Close every subject whose last day is over in the United Kingdom, and with the last one the round."""
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
    _shuffle_responses(closing)
    _release_all(locked, closing, closed_on=closed_on)
    generate_with_comparisons(round=locked, on=closed_on)


def _shuffle_responses(subjects: Collection[int]) -> None:
    """Store every response again in random order under a new key, so that place and key do not reveal when it came."""
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
        _release(subject, round, questionnaire, closed_on=closed_on)


def plain_questionnaire(instrument: Instrument) -> RatedQuestionnaire:
    """Convert the instrument to the plain values that the arithmetic takes."""
    return RatedQuestionnaire(
        practices=dict(Practice.choices),
        statements=[RatedStatement(each.number, each.practice, each.text) for each in instrument.statements.all()],
        questions=instrument.questions,
        lowest=instrument.lowest,
        highest=instrument.highest,
    )


def _release(subject: Subject, round: Round, questionnaire: RatedQuestionnaire, *, closed_on: date) -> None:
    """Release the subject's result if any group can be shown in it, and if it says more than their last release."""
    answers = [Answers(one.relationship, one.ratings, one.comments) for one in subject.responses.all()]
    # A report in which every group is withheld would reveal that somebody has answered, and nothing else.
    if not disclosure.shown_groups(answers, round.least_in_group):
        return
    last = subject.releases.latest_first().first()
    left_out = [LeftOut(each.question, each.comment, each.reason) for each in subject.redactions.all()]
    disclosed = disclosure.disclose(
        questionnaire,
        answers,
        invited=Counter(one.relationship for one in subject.invitations.all() if one.is_asked),
        least=round.least_in_group,
        earlier=redactions.undo(thaw(last.result), left_out) if last else None,
    )
    result = redactions.apply(disclosed.frozen(), left_out)
    if last and says_the_same(result, last.result):
        return
    generate_individual_report(subject=subject, round=round, result=result, closed_on=closed_on)
    workflow.prepare(subject=subject, on=closed_on)
    workflow.announce(subject=subject, is_first=last is None)
    compare_again(baseline=subject, by=None)
