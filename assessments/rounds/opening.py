"""The opening of a round: everybody enrolled becomes a subject, and is asked to name raters and to rate themselves."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.instruments import licensing
from assessments.instruments.importing import own_instrument
from assessments.models import Instrument, Invitation, KnownAddress, Policy, Relationship, Round, Subject
from assessments.rounds.policies import policy_of, remind_dates
from cohorts.models import Cohort, Element, Enrolment, Window
from messaging import outbox

ASK_TO_NAME = "name_raters"
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
# Six months: answers from a longer round do not describe one time.
LONGEST = timedelta(days=184)


@transaction.atomic
def open_round(
    *,
    cohort: Cohort,
    closes_on: date,
    kind: Round.Kind = Round.Kind.BASELINE,
    least_in_group: int | None = None,
    remind_days: Iterable[int] | None = None,
    instrument: Instrument | None = None,
) -> Round:
    """Open a round for everybody who is enrolled, with the organisation's settings unless others are given.

    Without an instrument it asks Cadre's own. Raises ValidationError when nobody is enrolled, when there is a round of
    this kind already, when there is no baseline yet to be reassessed, when `least_in_group` is lower than the
    organisation's, and when a licence does not allow it.
    """
    Round.objects.lock_all_of(cohort)
    policy = policy_of(cohort.organisation)
    least = policy.least_in_group if least_in_group is None else least_in_group
    _refuse(cohort, kind, least, policy)
    today = timezone.localdate()
    days = policy.reminds_days_before if remind_days is None else remind_days
    opened = Round(cohort=cohort, instrument=instrument or own_instrument(), kind=kind, opened_on=today)
    opened.closes_on, opened.least_in_group = closes_on, least
    opened.approves_raters, opened.requests_at_most = policy.approves_raters, policy.requests_at_most
    opened.without_coach_after = policy.without_coach_after
    opened.remind_on = remind_dates(days, closes_on=closes_on, today=today)
    opened.full_clean()
    opened.save()
    add_people(round_=opened)
    return opened


def _refuse(cohort: Cohort, kind: Round.Kind, least: int, policy: Policy) -> None:
    if not cohort.enrolments.exists():
        raise ValidationError("Nobody is enrolled in this cohort yet.")
    if kind == Round.Kind.REASSESSMENT and not cohort.rounds.filter(kind=Round.Kind.BASELINE).exists():
        raise ValidationError("There is no baseline yet, so there is nothing to compare a reassessment with.")
    if least < policy.least_in_group:
        raise ValidationError(f"Your organisation shows a group with {policy.least_in_group} answers or more.")


def planned_close(cohort: Cohort, kind: Round.Kind) -> date | None:
    """Work out the last day of the weeks that the cohort's design gives to this 360, if it gives any."""
    windows = Window.objects.filter(element__design=cohort.design_id, element__kind=Element.Kind.ASSESSMENT)
    place = list(Round.Kind).index(kind)
    last_weeks = windows.order_by("first_week").values_list("last_week", flat=True)[place : place + 1]
    return next((cohort.starts_on + weeks * WEEK - DAY for weeks in last_weeks), None)


def proposed_values(cohort: Cohort, planned: date | None) -> dict[str, Any]:
    """Propose the planned closing date, and the questionnaire of the cohort's previous round."""
    today = timezone.localdate()
    proposed: dict[str, Any] = {}
    if planned and today < planned <= today + LONGEST:
        proposed["closes_on"] = planned
    if before := cohort.rounds.exclude(instrument=None).order_by("pk").last():
        proposed["instrument"] = str(before.instrument_id)
    return proposed


def may_be_reassessed(cohort: Cohort) -> bool:
    """Whether the cohort has a baseline and no other round."""
    return list(cohort.rounds.values_list("kind", flat=True)) == [Round.Kind.BASELINE]


@transaction.atomic
def add_people(*, round_: Round) -> int:
    """Make everybody who has been enrolled since then a subject, and return how many there were."""
    locked = Round.objects.locked(round_.pk)
    if not locked.is_open or locked.closes_on < timezone.localdate():
        raise ValidationError("This round has closed.")
    joining = list(not_yet_in(locked))
    licensing.check_seats(
        instrument=locked.questionnaire,
        organisation=locked.organisation,
        seats_needed=len(joining),
        on=max(locked.closes_on, timezone.localdate()),
    )
    subjects = Subject.objects.bulk_create(Subject(round=locked, enrolment=enrolment) for enrolment in joining)
    Invitation.objects.bulk_create(first_invitations(subjects))
    for subject in subjects:
        ask_to_name_raters(subject)
    return len(subjects)


def not_yet_in(round_: Round) -> QuerySet[Enrolment]:
    """Find the people who are enrolled in the cohort but are not subjects of the round."""
    enrolled = round_.cohort.enrolments.select_related("person__user", "person__organisation")
    return enrolled.exclude(subjects__round=round_)


def first_invitations(subjects: Iterable[Subject]) -> list[Invitation]:
    asked, subjects = [], list(subjects)
    emails = {subject.enrolment.manager_email.lower() for subject in subjects}
    kept = KnownAddress.objects.kept_for(emails, subjects[0].organisation) if subjects else {}
    for subject in subjects:
        person, manager = subject.enrolment.person, subject.enrolment.manager_email.lower()
        asked.append(_invitation(subject, Relationship.SELF, person.name, person.email))
        if kept.get(manager, manager) not in ("", person.email):
            name = subject.enrolment.manager_name
            asked.append(_invitation(subject, Relationship.MANAGER, name, kept.get(manager, manager)))
    return asked


def _invitation(subject: Subject, relationship: Relationship, name: str, email: str) -> Invitation:
    return Invitation(subject=subject, relationship=relationship, name=name, email=email.lower())


def ask_to_name_raters(subject: Subject) -> None:
    key = f"{ASK_TO_NAME}:{subject.pk}"
    outbox.owe_person(kind=ASK_TO_NAME, key=key, person=subject.enrolment.person, about=str(subject.pk))
