"""From the frozen report to the participant, step by step, each by whom it belongs.

prepared -> released to coach -> debrief held -> released to participant

Every verb locks the round first, so that nothing happens twice and nothing overtakes a new release. It answers whether
this was the moment: a second call changes nothing. What is not due raises ValidationError, with words for the page.
Whatever changes the state, the hold or the coach ends in `show`, which alone decides who can open a report.
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
class Move:
    """A step from one state to the next, and what is said when it is not due."""

    action: DebriefStep.Action
    before: tuple[Debrief.State, ...]
    after: Debrief.State
    refusal: str


GIVE = Move(Action.GIVE_TO_COACH, (State.PREPARED,), State.WITH_COACH, "This report has gone on already.")
RECORD = Move(Action.RECORD_DEBRIEF, (State.WITH_COACH,), State.HELD, "There is no debrief to record now.")


# Who can open a report


def readers_of(debrief: Debrief) -> list[Person]:
    """Nobody before the coach has it or while it is on hold; then the coach, and at last the participant too."""
    if debrief.is_on_hold or debrief.state == State.PREPARED:
        return []
    coach, participant = debrief.subject.coach, debrief.subject.enrolment.person
    readers = [coach] if coach and may_coach(coach, debrief.subject) else []
    return [*readers, participant] if debrief.state == State.RELEASED else readers


def show(debrief: Debrief) -> None:
    """Open the latest release to its readers of now, and every earlier one to nobody."""
    readers = readers_of(debrief)
    documents = list(Document.objects.filter(release__subject=debrief.subject_id).order_by("release__number"))
    for document in documents:
        document.shown_to.set(readers if document == documents[-1] else [])


def coach_has_read(debrief: Debrief) -> bool:
    """Whether the report is open to its coach or, while it is on hold, was before: not to one who came since."""
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
    """Whoever was the coach when they came to the page may be no longer."""
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
    """Whoever loses the role of a coach loses the reports that came with it."""
    for debrief in debriefs().filter(subject__coach=instance.person_id):
        show(debrief)


# Steps


@transaction.atomic
def prepare(*, subject: Subject, on: date) -> None:
    """A release is there: the first starts the way, a later one stands where the earlier stood."""
    Debrief.objects.get_or_create(subject=subject, defaults={"since": on})
    show(debriefs().get(subject=subject))


def say_what_came(*, subject: Subject, is_first: bool) -> None:
    """After the close: the participant learns that it has closed, or that the report they have was corrected."""
    if is_first:
        participant = subject.enrolment.person
        outbox.owe_person(kind=CLOSED, key=f"{CLOSED}:{subject.pk}", person=participant, about=str(subject.pk))
        return
    say_corrected(subject=subject, by=None, reason=CAME_LATER)


def say_corrected(*, subject: Subject, by: User | None, reason: str) -> None:
    """A later number is there: the trail says why, and whoever has an earlier one learns of it."""
    debrief = debriefs().get(subject=subject)
    step = note(debrief, Action.RELEASE_AGAIN, by=by, reason=reason)
    if not debrief.is_on_hold and debrief.state == State.RELEASED:
        tell(CORRECTED, subject.enrolment.person, step)


@transaction.atomic
def give_to_coach(*, subject: Subject, by: User, on: date | None = None) -> bool:
    debrief = locked(subject)
    refuse_own(by, debrief.subject)
    if debrief.subject.coach is None:
        raise ValidationError(NO_COACH)
    refuse_coach(debrief.subject.coach, debrief.subject)
    step = take(debrief, GIVE, by=by, on=on, reason=f"To {debrief.subject.coach.name}.")
    if step:
        tell(FOR_COACH, debrief.subject.coach, step)
    return step is not None


@transaction.atomic
def give_all_to_coaches(*, round: Round, by: User) -> int:
    """Every report of the round that is prepared, has a coach and is not on hold, but for their own.

    Answers how many they are. Whose coach may not have it waits for another.
    """
    Round.objects.locked(round.pk)
    ready = debriefs().filter(subject__round=round, state=State.PREPARED, is_on_hold=False)
    others = [debrief.subject for debrief in ready if not is_subject(by, debrief.subject)]
    given = [subject for subject in others if subject.coach and may_coach(subject.coach, subject)]
    return sum(give_to_coach(subject=subject, by=by) for subject in given)


@transaction.atomic
def record_debrief(*, subject: Subject, by: User, held_on: date, on: date | None = None) -> bool:
    """The coach and the participant have spoken, on the day `held_on`; it is recorded today unless said otherwise."""
    debrief = locked(subject)
    check_coach(debrief, by)
    if debrief.state == State.WITH_COACH:
        _check_day(debrief, held_on)
    said = f"Held on {date_format(held_on, 'j F Y')}."
    return take(debrief, RECORD, by=by, on=on, since=held_on, reason=said) is not None


def _check_day(debrief: Debrief, held_on: date) -> None:
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": FUTURE})
    if held_on < debrief.since:
        raise ValidationError({"held_on": TOO_EARLY})


# What every step does


def debriefs() -> QuerySet[Debrief]:
    return Debrief.objects.select_related(
        "subject__enrolment__person__user", "subject__enrolment__person__organisation", "subject__coach__user"
    )


def locked(subject: Subject) -> Debrief:
    """The subject's debrief, which nobody else can move meanwhile."""
    Round.objects.locked(subject.round_id)
    debrief = debriefs().filter(subject=subject).first()
    if debrief is None:
        raise ValidationError(NO_REPORT)
    return debrief


def take(
    debrief: Debrief,
    move: Move,
    *,
    by: User | None,
    on: date | None,
    since: date | None = None,
    reason: str = "",
) -> DebriefStep | None:
    """Where it stands after the move since that day, unless another is given."""
    if debrief.steps.filter(action=move.action).exists():
        return None
    if debrief.is_on_hold:
        raise ValidationError(ON_HOLD)
    if debrief.state not in move.before:
        raise ValidationError(move.refusal)
    debrief.state, debrief.since = move.after, since or on or timezone.localdate()
    debrief.full_clean()
    debrief.save()
    show(debrief)
    return note(debrief, move.action, by=by, reason=reason, on=on)


def note(
    debrief: Debrief, action: DebriefStep.Action, *, by: User | None, reason: str = "", on: date | None = None
) -> DebriefStep:
    """Add to the trail, at this moment, or at noon of a day in the past."""
    at = timezone.make_aware(datetime.combine(on, time(12))) if on and on < timezone.localdate() else timezone.now()
    step = DebriefStep(debrief=debrief, action=action, by=by, at=at, reason=reason)
    step.full_clean()
    step.save()
    return step


def tell(kind: str, person: Person, step: DebriefStep) -> None:
    outbox.owe_person(kind=kind, key=f"{kind}:{step.pk}", person=person, about=str(step.debrief_id))
