"""The last step: the coach releases the report to its participant, or it is released because its day has come.

From then on a reassessment's report may be compared with it: nobody reads of a baseline before they have it.
"""

from datetime import date

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F, QuerySet
from django.utils import timezone

from assessments.debriefs import workflow
from assessments.debriefs.refresh import compare_again
from assessments.debriefs.workflow import FOR_PARTICIPANT, Action, State, Transition
from assessments.models import Debrief, Subject
from people.models import User

RELEASE = Transition(Action.GIVE_TO_PARTICIPANT, (State.HELD,), State.RELEASED, "Record the debrief first.")
# The step that nobody takes: it happens once its day has come.
RELEASE_OVERDUE = Transition(
    Action.GIVE_TO_PARTICIPANT, (State.PREPARED, State.WITH_COACH), State.RELEASED, "It waits no longer."
)

# The day on which it is released without a debrief; null if it waits for ever.
RELEASED_ON = ExpressionWrapper(
    F("since") + F("subject__round__without_coach_after"),
    output_field=DateField(null=True),
)


@transaction.atomic
def give_to_participant(*, subject: Subject, by: User, on: date | None = None) -> bool:
    debrief = workflow.locked_debrief(subject)
    workflow.check_coach(debrief, by)
    return _release(debrief, RELEASE, by=by, on=on)


def release_overdue(*, today: date | None = None) -> int:
    """Release the reports that have waited for a debrief as long as their round lets them; return how many."""
    day = today or timezone.localdate()
    return sum(_release_if_overdue(debrief.subject, day) for debrief in overdue(day).select_related("subject"))


@transaction.atomic
def _release_if_overdue(subject: Subject, day: date) -> bool:
    debrief = workflow.locked_debrief(subject)
    return overdue(day).filter(pk=debrief.pk).exists() and _release(debrief, RELEASE_OVERDUE, by=None, on=day)


def overdue(day: date) -> QuerySet[Debrief]:
    waiting = Debrief.objects.filter(state__in=RELEASE_OVERDUE.before, is_on_hold=False)
    return waiting.annotate(released_on=RELEASED_ON).filter(released_on__lte=day)


def _release(debrief: Debrief, transition: Transition, *, by: User | None, on: date | None) -> bool:
    step = workflow.advance(debrief, transition, by=by, on=on)
    if step is None:
        return False
    workflow.notify(FOR_PARTICIPANT, debrief.subject.enrolment.person, step)
    compare_again(baseline=debrief.subject, by=by)
    return True
