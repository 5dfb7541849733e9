"""The steps of a report from its release to its participant, each taken by the person whose step it is.

prepared -> released to coach -> debrief held -> released to participant

Every verb locks the round first, so that nothing happens twice and nothing overtakes a new release. It returns whether
it changed anything: a second call does not. A step that is not due raises ValidationError, with words for the page.
Every change of the state, the hold or the coach ends in `update_access`, which alone decides who can open a report.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.formats import date_format

from assessments.debriefs.coaches import is_rater, may_coach
from assessments.models import Debrief, DebriefStep, Round, Subject
from assessments.rules import is_subject, refuse_own
from messaging import outbox
from people.models import Person, RoleGrant, User
from reports.models import Document

Action, State = DebriefStep.Action, Debrief.State
SHOWN_TO_COACH = (State.WITH_COACH, State.HELD, State.RELEASED)

# The emails that a step may owe; their words are in `assessments.debriefs.letters`.
CLOSED = "report_on_its_way"
FOR_COACH = "report_to_debrief"
FOR_PARTICIPANT = "report_released"
CORRECTED = "report_corrected"

CAME_LATER = "Answers came in after it was made first."
ON_HOLD = "This report is on hold. It goes no further until the hold is lifted."
NO_COACH = "Choose a coach first."
NOT_THE_COACH = "Another coach debriefs this participant now."
NO_REPORT = "There is no report yet."
FUTURE = "The date of the debrief must be today or in the past"
TOO_EARLY = "The debrief cannot have been held before the coach had the report"


@dataclass(frozen=True)
class Transition:
    """A step from one state to the next, and the sentence that refuses it when it is not due."""

    action: DebriefStep.Action
    before: tuple[Debrief.State, ...]
    after: Debrief.State
    refusal: str


GIVE = Transition(Action.GIVE_TO_COACH, (State.PREPARED,), State.WITH_COACH, "This report has gone on already.")
RECORD = Transition(Action.RECORD_DEBRIEF, (State.WITH_COACH,), State.HELD, "There is no debrief to record now.")


# Who can open a report


def readers_of(debrief: Debrief) -> list[Person]:
    """List who can open the report: the coach once they have it, then the participant too, nobody during a hold."""
    if debrief.is_on_hold or debrief.state == State.PREPARED:
        return []
    coach, participant = debrief.subject.coach, debrief.subject.enrolment.person
    readers = [coach] if coach and may_coach(coach, debrief.subject) else []
    return [*readers, participant] if debrief.state == State.RELEASED else readers


def update_access(debrief: Debrief) -> None:
    """Open the latest release to those who can read it now, and close every earlier one."""
    readers = readers_of(debrief)
    documents = list(Document.objects.filter(release__subject=debrief.subject_id).order_by("release__number"))
    for document in documents:
        document.shown_to.set(readers if document == documents[-1] else [])


def coach_has_read(debrief: Debrief) -> bool:
    """Whether the coach can open the report or, during a hold, could before it. A coach assigned since could not."""
    coach = debrief.subject.coach
    if coach is None or debrief.state == State.PREPARED or not may_coach(coach, debrief.subject):
        return False
    return not debrief.is_on_hold or not _changed_coach_on_hold(debrief)


def _changed_coach_on_hold(debrief: Debrief) -> bool:
    lifts = debrief.steps.filter(action=Action.LIFT).order_by("-pk").values_list("pk", flat=True)
    holds = debrief.steps.filter(action=Action.HOLD, pk__gt=lifts.first() or 0).order_by("pk")
    since = holds.values_list("pk", flat=True).first()
    return since is not None and debrief.steps.filter(action=Action.CHANGE_COACH, pk__gt=since).exists()


def check_coach(debrief: Debrief, by: User) -> None:
    """Refuse an account that is not the coach, or is no longer since it opened the page."""
    coach = debrief.subject.coach
    if coach is None or coach.user_id != by.pk or not may_coach(coach, debrief.subject):
        raise ValidationError(NOT_THE_COACH)


def refuse_coach(coach: Person, subject: Subject) -> None:
    if is_rater(coach, subject):
        raise ValidationError(f"{coach.name} cannot be the coach of {subject.name}: they are asked as a rater")
    if not may_coach(coach, subject):
        raise ValidationError(f"{coach.name} cannot debrief {subject.name}. Choose somebody else")


@receiver([post_save, post_delete], sender=RoleGrant)
def follow_roles(sender: object, instance: RoleGrant, **kwargs: object) -> None:
    """Close the reports of somebody who has lost the role of a coach, or open them again."""
    for debrief in debriefs().filter(subject__coach=instance.person_id):
        update_access(debrief)


# Steps


@transaction.atomic
def prepare(*, subject: Subject, on: date) -> None:
    """Begin the debrief with the first release; a later one is open to those who could open the one before."""
    Debrief.objects.get_or_create(subject=subject, defaults={"since": on})
    update_access(debriefs().get(subject=subject))


def announce(*, subject: Subject, is_first: bool) -> None:
    """Email the participant that their 360 has closed or, after late answers, that their report is a new one."""
    if not is_first:
        announce_correction(subject=subject, by=None, reason=CAME_LATER)
        return
    participant = subject.enrolment.person
    outbox.owe_person(kind=CLOSED, key=f"{CLOSED}:{subject.pk}", person=participant, about=str(subject.pk))


def announce_correction(*, subject: Subject, by: User | None, reason: str) -> None:
    """Record why there is a later number, and email the participant if they have an earlier one."""
    debrief = debriefs().get(subject=subject)
    step = add_step(debrief, Action.RELEASE_AGAIN, by=by, reason=reason)
    if not debrief.is_on_hold and debrief.state == State.RELEASED:
        notify(CORRECTED, subject.enrolment.person, step)


@transaction.atomic
def give_to_coach(*, subject: Subject, by: User, on: date | None = None) -> bool:
    debrief = locked_debrief(subject)
    refuse_own(by, debrief.subject)
    if debrief.subject.coach is None:
        raise ValidationError(NO_COACH)
    refuse_coach(debrief.subject.coach, debrief.subject)
    step = advance(debrief, GIVE, by=by, on=on, reason=f"To {debrief.subject.coach.name}.")
    if step:
        notify(FOR_COACH, debrief.subject.coach, step)
    return step is not None


@transaction.atomic
def give_all_to_coaches(*, round: Round, by: User) -> int:
    """Release every prepared report of the round to its coach, and return how many there were.

    It leaves out the account's own, those on hold, and those that have no coach or one who may not debrief them.
    """
    Round.objects.locked(round.pk)
    ready = debriefs().filter(subject__round=round, state=State.PREPARED, is_on_hold=False)
    others = [debrief.subject for debrief in ready if not is_subject(by, debrief.subject)]
    given = [subject for subject in others if subject.coach and may_coach(subject.coach, subject)]
    return sum(give_to_coach(subject=subject, by=by) for subject in given)


@transaction.atomic
def record_debrief(*, subject: Subject, by: User, held_on: date, on: date | None = None) -> bool:
    """Record that the debrief was held on that day. The record is dated today unless said otherwise."""
    debrief = locked_debrief(subject)
    check_coach(debrief, by)
    if debrief.state == State.WITH_COACH:
        _check_day(debrief, held_on)
    reason = f"Held on {date_format(held_on, 'j F Y')}."
    return advance(debrief, RECORD, by=by, on=on, since=held_on, reason=reason) is not None


def _check_day(debrief: Debrief, held_on: date) -> None:
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": FUTURE})
    if held_on < debrief.since:
        raise ValidationError({"held_on": TOO_EARLY})


# Shared by all steps


def debriefs() -> QuerySet[Debrief]:
    return Debrief.objects.select_related(
        "subject__enrolment__person__user", "subject__enrolment__person__organisation", "subject__coach__user"
    )


def locked_debrief(subject: Subject) -> Debrief:
    """Lock the subject's round, and fetch their debrief. Raises ValidationError while there is none."""
    Round.objects.locked(subject.round_id)
    debrief = debriefs().filter(subject=subject).first()
    if debrief is None:
        raise ValidationError(NO_REPORT)
    return debrief


def advance(
    debrief: Debrief,
    transition: Transition,
    *,
    by: User | None,
    on: date | None,
    since: date | None = None,
    reason: str = "",
) -> DebriefStep | None:
    """Move the debrief on to the next state, and return the step; None if it was taken before.

    The new state dates from `since`, or `on` if that is not given, or today.
    """
    if debrief.steps.filter(action=transition.action).exists():
        return None
    if debrief.is_on_hold:
        raise ValidationError(ON_HOLD)
    if debrief.state not in transition.before:
        raise ValidationError(transition.refusal)
    debrief.state, debrief.since = transition.after, since or on or timezone.localdate()
    debrief.full_clean()
    debrief.save()
    update_access(debrief)
    return add_step(debrief, transition.action, by=by, reason=reason, on=on)


def add_step(
    debrief: Debrief, action: DebriefStep.Action, *, by: User | None, reason: str = "", on: date | None = None
) -> DebriefStep:
    """Add a step to the trail, at this moment, or at noon of a day in the past."""
    at = timezone.make_aware(datetime.combine(on, time(12))) if on and on < timezone.localdate() else timezone.now()
    step = DebriefStep(debrief=debrief, action=action, by=by, at=at, reason=reason)
    step.full_clean()
    step.save()
    return step


def notify(kind: str, person: Person, step: DebriefStep) -> None:
    outbox.owe_person(kind=kind, key=f"{kind}:{step.pk}", person=person, about=str(step.debrief_id))
