"""Keeping somebody's diary: weekly hours, days off, and what they may lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction

from people.models import Person
from scheduling.models import Absence, Availability, MayLead
from scheduling.models.availability import AbsenceQuerySet

# A year of single days off; every one of them is looked at by every search for plans.
MOST_TIMES_OFF = 260
TOO_MUCH_OFF = (
    f"There are {MOST_TIMES_OFF} times off to come already. Enter days that follow each other as one time off, or use "
    "the weekly hours for what comes back every week."
)


@dataclass(frozen=True)
class Hours:
    """Hours of one weekday; 0 is Monday."""

    weekday: int
    starts: time
    ends: time


@transaction.atomic
def set_week(*, person: Person, hours: Iterable[Hours]) -> None:
    """In place of the hours before. Without any, the person can be planned at all usual hours."""
    take_turns(person)
    person.availabilities.all().delete()
    for each in hours:
        stretch = Availability(person=person, weekday=each.weekday, starts=each.starts, ends=each.ends)
        stretch.full_clean()
        stretch.save()


@transaction.atomic
def take_off(*, person: Person, starts_at: datetime, ends_at: datetime, reason: str) -> Absence:
    """Asking twice for the same takes it once. Raises ValidationError for more than anybody has off."""
    take_turns(person)
    known = typed_by(person).filter(starts_at=starts_at, ends_at=ends_at, reason=reason).first()
    if known is not None:
        return known
    if typed_by(person).to_come().count() >= MOST_TIMES_OFF:
        raise ValidationError(TOO_MUCH_OFF)
    absence = Absence(person=person, starts_at=starts_at, ends_at=ends_at, reason=reason)
    absence.full_clean()
    absence.save()
    return absence


def take_back(*, person: Person, absence: int) -> None:
    """Of what was typed. Asking again finds nothing left to do."""
    typed_by(person).filter(pk=absence).delete()


@transaction.atomic
def let_lead(*, person: Person, leads: Iterable[str], helps: Iterable[str]) -> None:
    """The kinds of elements that a person may lead, and may help to lead, in place of those before."""
    take_turns(person)
    person.leads.all().delete()
    for kinds, is_co_facilitator in ((leads, False), (helps, True)):
        for kind in kinds:
            allowed = MayLead(person=person, kind=kind, is_co_facilitator=is_co_facilitator)
            allowed.full_clean()
            allowed.save()


def typed_by(person: Person) -> AbsenceQuerySet:
    return person.absences.filter(source=Absence.Source.TYPED)


def take_turns(person: Person) -> None:
    """Whoever changes the diary of one person waits until another has done so."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
