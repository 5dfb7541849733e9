"""Taking a person's busy times over from the file of their own diary. Of what they do then, nothing is kept."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from delivery.diaries.keeping import take_turns
from delivery.ics.reading import BusyTimes, busy_times
from delivery.models import Absence, DiaryImport
from people.models import Person

LOOKS_AHEAD = timedelta(days=730)
LONGEST_SENTENCE = 300


def import_diary(*, person: Person, data: bytes) -> DiaryImport:
    """In place of what was imported of this person before. Raises UnreadableDiaryError, and then changes nothing."""
    first = timezone.localdate()
    found = busy_times(data, first, first + LOOKS_AHEAD)
    return _store(person, found)


@transaction.atomic
def _store(person: Person, found: BusyTimes) -> DiaryImport:
    forget_diary(person=person)
    Absence.objects.bulk_create(
        Absence(person=person, starts_at=starts, ends_at=ends, source=Absence.Source.DIARY)
        for starts, ends in found.spans
    )
    today = timezone.localdate()
    skipped = [sentence[:LONGEST_SENTENCE] for sentence in found.skipped]
    imported = DiaryImport(
        person=person, read_at=timezone.now(), first_on=today, last_on=today + LOOKS_AHEAD, skipped=skipped
    )
    imported.full_clean()
    imported.save()
    return imported


@transaction.atomic
def forget_diary(*, person: Person) -> None:
    take_turns(person)
    person.absences.filter(source=Absence.Source.DIARY).delete()
    DiaryImport.objects.filter(person=person).delete()
