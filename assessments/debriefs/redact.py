"""Comments left out of a report: the coach says why, and the report is made again under a new number.

The reason takes the place of the comment. A later release leaves out the same comments.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessments.debriefs import workflow
from assessments.debriefs.workflow import CORRECTED, Action, State
from assessments.models import Redaction, Release, Subject
from assessments.reports.individual.generate import freeze
from assessments.results import redactions
from assessments.results.redactions import LeftOut, replacement_for
from people.models import User

NO_REASON = {"reason": "Enter the reason"}
REPEATED = {"reason": "The reason must not repeat the comment: whoever reads the report reads it"}
NOT_YET = "Comments can be left out once the coach has the report."
NOT_WHILE_ON_HOLD = "This report is on hold. You can read its comments once the hold is lifted."
NOT_THERE = "That comment does not stand in the report any more. Here are its comments as they are now."
# A word or two of a comment may stand in any reason.
LEAST_REPEATED = 20
WRITERS = {"own": "The participant", "manager": "Manager", "colleagues": "Colleagues"}


@dataclass(frozen=True)
class ReportComment:
    """A comment in a release, and its place among all comments."""

    place: int
    question: int
    asked: str
    writer: str
    text: str
    is_left_out: bool


def comments_in(release: Release) -> list[ReportComment]:
    """List every comment of the release, question by question."""
    left_out = {(each.question, replacement_for(each.reason)) for each in release.subject.redactions.all()}
    found = [
        (number, asked["question"], name, text)
        for number, asked in enumerate(release.result["comments"])
        for writer, name in WRITERS.items()
        for text in asked[writer]
    ]
    return [ReportComment(place, *each, (each[0], each[3]) in left_out) for place, each in enumerate(found)]


@transaction.atomic
def leave_out(*, subject: Subject, question: int, comment: str, reason: str, by: User) -> bool:
    """Make the report again without this comment. A comment that is left out already changes nothing."""
    debrief, reason = workflow.locked_debrief(subject), reason.strip()
    if debrief.state == State.PREPARED:
        raise ValidationError(NOT_YET)
    workflow.check_coach(debrief, by)
    if not workflow.coach_has_read(debrief):
        raise ValidationError(NOT_WHILE_ON_HOLD)
    if subject.redactions.filter(question=question, comment=comment).exists():
        return False
    latest = subject.releases.latest_first()[0]
    _check(latest, question, comment, reason)
    step = workflow.add_step(debrief, Action.REDACT, by=by, reason=reason)
    redaction = Redaction(subject=subject, question=question, comment=comment, reason=reason, step=step)
    redaction.full_clean()
    redaction.save()
    _make_again(latest, LeftOut(question, comment, reason))
    if debrief.state == State.RELEASED:
        workflow.notify(CORRECTED, subject.enrolment.person, step)
    return True


def _check(latest: Release, question: int, comment: str, reason: str) -> None:
    if not reason:
        raise ValidationError(NO_REASON)
    if len(comment) >= LEAST_REPEATED and comment.lower() in reason.lower():
        raise ValidationError(REPEATED)
    shown = [each for each in comments_in(latest) if not each.is_left_out]
    if not any(each.question == question and each.text == comment for each in shown):
        raise ValidationError(NOT_THERE)


def _make_again(latest: Release, left_out: LeftOut) -> None:
    """Release the same words and figures, without the one comment."""
    result = redactions.apply(latest.result, [left_out])
    freeze(subject=latest.subject, result=result, content={**latest.document.content, "result": result})
    workflow.prepare(subject=latest.subject, on=timezone.localdate())
