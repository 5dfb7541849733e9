"""The emergency hold: at once nobody can open a report, and it goes no further, until somebody lifts the hold."""

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments import debriefing
from assessments.debriefing import SHOWN_TO_COACH, Action, State
from assessments.models import Debrief, DebriefStep, Round, Subject
from people.models import User

HELD_BACK = "report_on_hold"
OPEN_AGAIN = "report_hold_lifted"
HELD_BACK_FROM_COACH = "report_on_hold_coach"
OPEN_AGAIN_TO_COACH = "report_hold_lifted_coach"
NO_REASON = {"reason": "Enter the reason"}


@transaction.atomic
def hold(*, subject: Subject, by: User, reason: str) -> bool:
    """Whether it was open until now. A reason that is missing raises ValidationError."""
    return _turn(debriefing.locked(subject), on_hold=True, by=by, reason=reason)


@transaction.atomic
def lift(*, subject: Subject, by: User, reason: str) -> bool:
    return _turn(debriefing.locked(subject), on_hold=False, by=by, reason=reason)


@transaction.atomic
def hold_all(*, round: Round, by: User, reason: str) -> int:
    """Every report of the round; answers how many were not on hold before."""
    return _turn_all(round, on_hold=True, by=by, reason=reason)


@transaction.atomic
def lift_all(*, round: Round, by: User, reason: str) -> int:
    return _turn_all(round, on_hold=False, by=by, reason=reason)


def _turn_all(round: Round, *, on_hold: bool, by: User, reason: str) -> int:
    debriefing.lock(round.pk)
    found = debriefing.debriefs().filter(subject__round=round)
    return sum(_turn(debrief, on_hold=on_hold, by=by, reason=reason) for debrief in found)


def _turn(debrief: Debrief, *, on_hold: bool, by: User, reason: str) -> bool:
    if not reason.strip():
        raise ValidationError(NO_REASON)
    if debrief.is_on_hold == on_hold:
        return False
    debrief.is_on_hold = on_hold
    debrief.full_clean()
    debrief.save()
    debriefing.show(debrief)
    step = debriefing.note(debrief, Action.HOLD if on_hold else Action.LIFT, by=by, reason=reason.strip())
    _tell(debrief, step)
    return True


def _tell(debrief: Debrief, step: DebriefStep) -> None:
    """Only whoever could open the report before."""
    held, coach = debrief.is_on_hold, debrief.subject.coach
    if coach and debrief.state in SHOWN_TO_COACH:
        debriefing.tell(HELD_BACK_FROM_COACH if held else OPEN_AGAIN_TO_COACH, coach, step)
    if debrief.state == State.RELEASED:
        debriefing.tell(HELD_BACK if held else OPEN_AGAIN, debrief.subject.enrolment.person, step)
