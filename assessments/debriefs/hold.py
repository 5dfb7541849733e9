"""The emergency hold: at once nobody can open a report, and it goes no further, until somebody lifts the hold.

Executives cannot open the cohort's report in which it is counted either.

A coach lifts only a hold that they set themselves. An administrator lifts any, and can take over a coach's hold.
Nobody holds or lifts their own report.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.debriefs import workflow
from assessments.debriefs.coaches import may_coach
from assessments.debriefs.refresh import compare_again
from assessments.debriefs.workflow import SHOWN_TO_COACH, Action, State
from assessments.models import Debrief, DebriefStep, Round, Subject
from assessments.reports.cohort.readers import update_readers
from assessments.rules import is_subject, refuse_own
from people.access import administers
from people.models import User

HELD_BACK = "report_on_hold"
OPEN_AGAIN = "report_hold_lifted"
HELD_BACK_FROM_COACH = "report_on_hold_coach"
OPEN_AGAIN_TO_COACH = "report_hold_lifted_coach"
NO_REASON = {"reason": "Enter the reason"}
NOT_THEIRS = "Only an administrator can lift this hold."


@transaction.atomic
def hold(*, subject: Subject, by: User, reason: str) -> bool:
    """Put the report on hold, and return whether that changed anything. Raises ValidationError without a reason."""
    return _hold(_locked_debrief(subject, by, reason), by=by, reason=reason)


@transaction.atomic
def lift(*, subject: Subject, by: User, reason: str) -> bool:
    """Lift the hold, and return whether there was one. Raises ValidationError without a reason."""
    return _lift(_locked_debrief(subject, by, reason), by=by, reason=reason)


@transaction.atomic
def hold_all(*, round: Round, by: User, reason: str) -> int:
    """Put every report of the round but the account's own on hold, and return how many that changed."""
    return sum(_hold(debrief, by=by, reason=reason) for debrief in _debriefs_of_others(round, by, reason))


@transaction.atomic
def lift_all(*, round: Round, by: User, reason: str) -> int:
    """Lift every hold in the round but that of the account's own report, and return how many there were."""
    return sum(_lift(debrief, by=by, reason=reason) for debrief in _debriefs_of_others(round, by, reason))


def may_hold(debrief: Debrief, user: User) -> bool:
    if is_subject(user, debrief.subject):
        return False
    if not debrief.is_on_hold:
        return True
    return (
        administers(user, debrief.subject.organisation) and not _is_holder(debrief, user) and _is_held_by_coach(debrief)
    )


def may_lift(debrief: Debrief, user: User) -> bool:
    if not debrief.is_on_hold or is_subject(user, debrief.subject):
        return False
    return administers(user, debrief.subject.organisation) or _is_holder(debrief, user)


def _is_holder(debrief: Debrief, user: User) -> bool:
    return _holder(debrief) == user.pk


def _is_held_by_coach(debrief: Debrief) -> bool:
    """Whether the coach could lift the hold."""
    coach = debrief.subject.coach
    return coach is not None and _holder(debrief) == coach.user_id


def _holder(debrief: Debrief) -> int | None:
    """Find the account that put it on hold last."""
    return debrief.steps.filter(action=Action.HOLD).order_by("-pk").values_list("by", flat=True).first()


def _locked_debrief(subject: Subject, by: User, reason: str) -> Debrief:
    """Fetch the debrief, locked. Raises ValidationError unless the account administers it or is still its coach."""
    _check_reason(reason)
    debrief = workflow.locked_debrief(subject)
    refuse_own(by, debrief.subject)
    if not administers(by, debrief.subject.organisation):
        workflow.check_coach(debrief, by)
    return debrief


def _debriefs_of_others(round: Round, by: User, reason: str) -> list[Debrief]:
    _check_reason(reason)
    Round.objects.locked(round.pk)
    found = workflow.debriefs().filter(subject__round=round)
    return [debrief for debrief in found if not is_subject(by, debrief.subject)]


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError(NO_REASON)


def _hold(debrief: Debrief, *, by: User, reason: str) -> bool:
    if not may_hold(debrief, by):
        return False
    was_open = not debrief.is_on_hold
    step = _set_hold(debrief, Action.HOLD, by=by, reason=reason)
    if was_open:
        _notify(debrief, step)
    return True


def _lift(debrief: Debrief, *, by: User, reason: str) -> bool:
    if not debrief.is_on_hold:
        return False
    if not may_lift(debrief, by):
        raise ValidationError(NOT_THEIRS)
    had_it = workflow.coach_has_read(debrief)
    step = _set_hold(debrief, Action.LIFT, by=by, reason=reason)
    _notify(debrief, step, coach_had_it=had_it)
    compare_again(baseline=debrief.subject, by=by)
    return True


def _set_hold(debrief: Debrief, action: DebriefStep.Action, *, by: User, reason: str) -> DebriefStep:
    debrief.is_on_hold = action == Action.HOLD
    debrief.full_clean()
    debrief.save()
    workflow.update_access(debrief)
    update_readers(debrief.subject.round.cohort)
    return workflow.add_step(debrief, action, by=by, reason=reason.strip())


def _notify(debrief: Debrief, step: DebriefStep, *, coach_had_it: bool = True) -> None:
    """Email those who could open the report before, and a coach who came since and now has it for the first time."""
    held, coach = debrief.is_on_hold, debrief.subject.coach
    if coach and debrief.state in SHOWN_TO_COACH and may_coach(coach, debrief.subject):
        workflow.notify(_kind_for_coach(held=held, had_it=coach_had_it), coach, step)
    if debrief.state == State.RELEASED:
        workflow.notify(HELD_BACK if held else OPEN_AGAIN, debrief.subject.enrolment.person, step)


def _kind_for_coach(*, held: bool, had_it: bool) -> str:
    if held:
        return HELD_BACK_FROM_COACH
    return OPEN_AGAIN_TO_COACH if had_it else workflow.FOR_COACH
