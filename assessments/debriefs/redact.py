"""Leaving a comment out of a report: the coach says why, and the report is made again under a new number.

The words that stand in its place say the reason. A later release leaves out the same comments.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessments.debriefs import freeze, workflow
from assessments.debriefs.workflow import CORRECTED, Action, State
from assessments.models import Redaction, Release, Subject
from assessments.results.values import Comments, Result
from people.models import User

NO_REASON = {"reason": "Enter the reason"}
REPEATED = {"reason": "The reason must not repeat the comment: whoever reads the report reads it"}
NOT_YET = "Comments can be left out once the coach has the report."
NOT_WHILE_ON_HOLD = "This report is on hold. You can read its comments once the hold is lifted."
NOT_THERE = "That comment does not stand in the report any more. Here are its comments as they are now."
# A word or two of a comment may stand in any reason.
LEAST_REPEATED = 20
WRITERS = {"own": "The participant", "manager": "Manager", "colleagues": "Colleagues"}


def stands_in_place(reason: str) -> str:
    """What the report says where the comment was."""
    return f"This comment has been left out. The reason: {reason}"


@dataclass(frozen=True)
class Said:
    """A comment as a release has it, and at which place among all of them."""

    place: int
    question: int
    asked: str
    writer: str
    text: str
    is_left_out: bool


def comments_in(release: Release) -> list[Said]:
    """Every comment of the release, question by question."""
    left_out = {(each.question, stands_in_place(each.reason)) for each in release.subject.redactions.all()}
    found = [
        (number, asked["question"], name, text)
        for number, asked in enumerate(release.result["comments"])
        for writer, name in WRITERS.items()
        for text in asked[writer]
    ]
    return [Said(place, *each, (each[0], each[3]) in left_out) for place, each in enumerate(found)]


@transaction.atomic
def leave_out(*, subject: Subject, question: int, comment: str, reason: str, by: User) -> bool:
    """Release the report anew without this comment. Leaving out again what is left out already changes nothing."""
    debrief, reason = workflow.locked(subject), reason.strip()
    if debrief.state == State.PREPARED:
        raise ValidationError(NOT_YET)
    workflow.check_coach(debrief, by)
    if not workflow.coach_has_read(debrief):
        raise ValidationError(NOT_WHILE_ON_HOLD)
    if subject.redactions.filter(question=question, comment=comment).exists():
        return False
    latest = subject.releases.latest_first()[0]
    _check(latest, question, comment, reason)
    step = workflow.note(debrief, Action.REDACT, by=by, reason=reason)
    redaction = Redaction(subject=subject, question=question, comment=comment, reason=reason, step=step)
    redaction.full_clean()
    redaction.save()
    _release_without(latest, redaction)
    if debrief.state == State.RELEASED:
        workflow.tell(CORRECTED, subject.enrolment.person, step)
    return True


def _check(latest: Release, question: int, comment: str, reason: str) -> None:
    if not reason:
        raise ValidationError(NO_REASON)
    if len(comment) >= LEAST_REPEATED and comment.lower() in reason.lower():
        raise ValidationError(REPEATED)
    stands = [said for said in comments_in(latest) if not said.is_left_out]
    if not any(said.question == question and said.text == comment for said in stands):
        raise ValidationError(NOT_THERE)


def _release_without(latest: Release, redaction: Redaction) -> None:
    """The same result, words and figures, but for the one comment."""
    result = without(latest.result, [redaction])
    content = {**latest.document.content, "result": result}
    freeze.release_next(subject=latest.subject, result=result, content=content, on=timezone.localdate())


def without(result: Mapping[str, Any], redactions: Iterable[Redaction]) -> dict[str, Any]:
    """A frozen result with what stands in the place of each of these comments, wherever its question has it."""
    changed = deepcopy(dict(result))
    for redaction in redactions:
        if redaction.question < len(changed["comments"]):
            asked = changed["comments"][redaction.question]
            for writer in WRITERS:
                asked[writer] = [
                    stands_in_place(redaction.reason) if text == redaction.comment else text for text in asked[writer]
                ]
    return changed


def restored(result: Result, redactions: Iterable[Redaction]) -> Result:
    """A released result with the words that were left out: a later one is compared with all that was answered."""
    found = list(redactions)
    return replace(
        result,
        comments=[
            _restored(asked, [each for each in found if each.question == at])
            for at, asked in enumerate(result.comments)
        ],
    )


def _restored(asked: Comments, redactions: list[Redaction]) -> Comments:
    left_out: dict[str, list[str]] = {}
    for each in redactions:
        left_out.setdefault(stands_in_place(each.reason), []).append(each.comment)
    return replace(
        asked,
        own=_words(asked.own, left_out),
        manager=_words(asked.manager, left_out),
        colleagues=_words(asked.colleagues, left_out),
    )


def _words(texts: list[str], left_out: Mapping[str, list[str]]) -> list[str]:
    """Each reason stands for every comment that was left out for it: what nobody said is never compared."""
    return [words for text in texts for words in left_out.get(text, [text])]
