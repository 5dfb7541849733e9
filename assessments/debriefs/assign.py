"""The assignment of coaches: an administrator chooses who debriefs each participant of a round."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from assessments.debriefs import workflow
from assessments.debriefs.coaches import raters_among
from assessments.debriefs.workflow import SHOWN_TO_COACH, Action, State
from assessments.models import Debrief, Round, Subject
from assessments.models.rounds import COACHING
from assessments.rules import refuse_own
from people.models import Organisation, Person, User

NOBODY = "nobody"
LONGEST_NAME = 100


def coaches_of(organisation: Organisation) -> QuerySet[Person]:
    """Find the people of the organisation who may debrief: its coaches and facilitators."""
    return organisation.people.filter(grants__role__in=COACHING).select_related("user").distinct()


@transaction.atomic
def assign(*, round: Round, coaches: Mapping[int, Person | None], by: User) -> int:
    """Give each subject, by key, a coach, and return how many changed.

    Raises ValidationError if the coach may not debrief the subject, if the report is with a coach whom nobody replaces,
    and if the subject is the account itself.
    """
    Round.objects.locked(round.pk)
    subjects = round.subjects.filter(pk__in=coaches).select_related(
        "coach", "debrief", "enrolment__person__organisation", "round__cohort"
    )
    return sum(_assign(subject, coaches[subject.pk], by) for subject in subjects)


def _assign(subject: Subject, coach: Person | None, by: User) -> bool:
    if subject.coach == coach:
        return False
    refuse_own(by, subject)
    _check(subject, coach)
    before, subject.coach = subject.coach, coach
    subject.full_clean()
    subject.save(update_fields=["coach"])
    debrief = workflow.debriefs().filter(subject=subject).first()
    if debrief:
        _hand_over(debrief, before, by)
    return True


def _check(subject: Subject, coach: Person | None) -> None:
    if coach is None and _is_with_coach(subject):
        raise ValidationError(f"The report of {subject.name} is with {subject.coach}. Choose another coach for it")
    if coach:
        workflow.refuse_coach(coach, subject)


def _is_with_coach(subject: Subject) -> bool:
    return Debrief.objects.filter(subject=subject, state__in=[State.WITH_COACH, State.HELD]).exists()


def _hand_over(debrief: Debrief, before: Person | None, by: User) -> None:
    """Close the report to the former coach, open it to the new one, and email them."""
    after = debrief.subject.coach
    step = workflow.add_step(debrief, Action.CHANGE_COACH, by=by, reason=f"From {_name(before)} to {_name(after)}.")
    workflow.update_access(debrief)
    if after and debrief.state in SHOWN_TO_COACH and not debrief.is_on_hold:
        workflow.notify(workflow.FOR_COACH, after, step)


def _name(person: Person | None) -> str:
    return person.name[:LONGEST_NAME] if person else NOBODY


def propose_coaches(subjects: Collection[Subject], coaches: Iterable[Person]) -> dict[int, Person | None]:
    """Propose a coach for each subject, by key: those who have one keep them, the others get the least busy coaches."""
    chosen, able = {subject.pk: subject.coach for subject in subjects}, list(coaches)
    raters = raters_among(able, subjects)
    load = Counter(coach.pk for coach in chosen.values() if coach)
    for subject in subjects:
        fit = [each for each in able if (subject.pk, each.pk) not in raters]
        others = [each for each in fit if each.user_id != subject.enrolment.person.user_id]
        if chosen[subject.pk] is None and others:
            least_busy = min(others, key=lambda coach: load[coach.pk])
            chosen[subject.pk] = least_busy
            load[least_busy.pk] += 1
    return chosen
