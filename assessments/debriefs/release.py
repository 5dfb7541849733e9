"""The last step: the report goes to the participant, from the coach who debriefed it or because its day has come.

From then on a reassessment may be set beside it: nobody reads of a baseline before they have it.
"""

from datetime import date

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F, QuerySet
from django.utils import timezone

from assessments.debriefs.refresh import compare_again
from assessments.debriefs.workflow import FOR_PARTICIPANT, Action, Move, State, check_coach, locked, take, tell
from assessments.models import Debrief, Subject
from people.models import User

RELEASE = Move(Action.GIVE_TO_PARTICIPANT, (State.HELD,), State.RELEASED, "Record the debrief first.")
# Nobody takes this one: its day has come.
GO_ON = Move(Action.GIVE_TO_PARTICIPANT, (State.PREPARED, State.WITH_COACH), State.RELEASED, "It waits no longer.")

# The day on which it goes to the participant by itself; nothing where it waits for ever.
GOES_ON = ExpressionWrapper(
    F("since") + F("subject__round__without_coach_after"),
    output_field=DateField(null=True),
)


@transaction.atomic
def give_to_participant(*, subject: Subject, by: User, on: date | None = None) -> bool:
    debrief = locked(subject)
    check_coach(debrief, by)
    return _give(debrief, RELEASE, by=by, on=on)


def release_overdue(*, today: date | None = None) -> int:
    """What has waited for a debrief as long as its round lets it goes to the participant."""
    day = today or timezone.localdate()
    return sum(_go_on(debrief.subject, day) for debrief in overdue(day).select_related("subject"))


@transaction.atomic
def _go_on(subject: Subject, day: date) -> bool:
    debrief = locked(subject)
    return overdue(day).filter(pk=debrief.pk).exists() and _give(debrief, GO_ON, by=None, on=day)


def overdue(day: date) -> QuerySet[Debrief]:
    waiting = Debrief.objects.filter(state__in=GO_ON.before, is_on_hold=False)
    return waiting.annotate(goes_on=GOES_ON).filter(goes_on__lte=day)


def _give(debrief: Debrief, move: Move, *, by: User | None, on: date | None) -> bool:
    step = take(debrief, move, by=by, on=on)
    if step is None:
        return False
    tell(FOR_PARTICIPANT, debrief.subject.enrolment.person, step)
    compare_again(baseline=debrief.subject, by=by)
    return True
