"""Changes to a person's diary: weekly hours, time off, and the elements that they may lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction

from people.locking import lock
from people.models import Person
from scheduling.models import Absence, Availability, MayLead

# A year of single days off. Every search for plans reads all of them.
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
    """Replace the weekly hours. Somebody without any can be planned at all usual hours."""
    lock(person)
    person.availabilities.all().delete()
    for each in hours:
        stretch = Availability(person=person, weekday=each.weekday, starts=each.starts, ends=each.ends)
        stretch.full_clean()
        stretch.save()


@transaction.atomic
def add_time_off(*, person: Person, starts_at: datetime, ends_at: datetime, reason: str) -> Absence:
    """Add time off, once even if it is sent twice. Raises ValidationError if there is too much of it."""
    lock(person)
    known = person.absences.typed().filter(starts_at=starts_at, ends_at=ends_at, reason=reason).first()
    if known is not None:
        return known
    if person.absences.typed().to_come().count() >= MOST_TIMES_OFF:
        raise ValidationError(TOO_MUCH_OFF)
    absence = Absence(person=person, starts_at=starts_at, ends_at=ends_at, reason=reason)
    absence.full_clean()
    absence.save()
    return absence


def remove_time_off(*, person: Person, absence: int) -> None:
    """Remove time off that was typed in. Doing it again does nothing."""
    person.absences.typed().filter(pk=absence).delete()


@transaction.atomic
def set_may_lead(*, person: Person, leads: Iterable[str], helps: Iterable[str]) -> None:
    """Replace the kinds of elements that a person may lead, or may help to lead."""
    lock(person)
    person.leads.all().delete()
    for kinds, is_co_facilitator in ((leads, False), (helps, True)):
        for kind in kinds:
            allowed = MayLead(person=person, kind=kind, is_co_facilitator=is_co_facilitator)
            allowed.full_clean()
            allowed.save()
