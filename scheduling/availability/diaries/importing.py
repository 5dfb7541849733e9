"""The import of a person's busy times from the file of their own diary. Only the times are stored."""

from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from people.locking import lock
from people.models import Person
from scheduling.ics.reader import BusyTimes, UnreadableDiaryError, read_busy_times
from scheduling.models import Absence, DiaryImport

LOOKS_AHEAD = timedelta(days=730)
LONGEST_SENTENCE = DiaryImport._meta.get_field("skipped").base_field.max_length
# Ten a day on every working day of two years. Every search for plans reads all of them.
MOST_BUSY = 5_000
TOO_BUSY = f"The diary has more than {MOST_BUSY:,} busy times in the next two years. Export fewer months of it"
# Reading a file may take seconds, during which the process serves nobody else.
MOST_FILES = 20
WITHIN = timedelta(hours=1)
TOO_MANY_FILES = f"{MOST_FILES} files have been uploaded for this diary within an hour. Wait an hour, and try again"


def import_diary(*, person: Person, data: bytes) -> DiaryImport:
    """Replace the busy times imported before. Raises UnreadableDiaryError, and then changes nothing."""
    _refuse_too_many(person)
    first = timezone.localdate()
    found = read_busy_times(data, first, first + LOOKS_AHEAD)
    if len(found.spans) > MOST_BUSY:
        raise UnreadableDiaryError(TOO_BUSY)
    return _store(person, found)


def _refuse_too_many(person: Person) -> None:
    """Count files in the cache. If it is lost, somebody can upload more often, and that is all."""
    key = f"diary-files:{person.pk}"
    cache.add(key, 0, WITHIN.total_seconds())
    try:
        count = cache.incr(key)
    except ValueError:  # the hour ended between the two calls
        return
    if count > MOST_FILES:
        raise UnreadableDiaryError(TOO_MANY_FILES)


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
    """Remove the imported busy times of a person."""
    lock(person)
    person.absences.from_diary().delete()
    DiaryImport.objects.filter(person=person).delete()
