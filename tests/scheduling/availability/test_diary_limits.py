"""Limit the size of a diary, because every search for plans reads all of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from people.models import Person
from scheduling.availability.diaries.editing import MOST_TIMES_OFF
from scheduling.availability.diaries.importing import MOST_BUSY, MOST_FILES
from scheduling.models import Absence
from tests.clock import TESTING_DAY
from tests.conftest import ClientFor
from tests.scheduling.typed import day

pytestmark = pytest.mark.django_db
YEAR = TESTING_DAY.year + 1


@pytest.fixture
def coachs_client(client_for: ClientFor, coach: Person) -> Iterator[Client]:
    yield client_for(coach)
    cache.delete(f"diary-files:{coach.pk}")


def busy(times: int) -> SimpleUploadedFile:
    """So many times of ten minutes, twenty minutes apart."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fenmoor//EN"]
    for number in range(times):
        starts = datetime(YEAR, 1, 1, tzinfo=UTC) + timedelta(minutes=30) * number
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"DTSTART:{starts:%Y%m%dT%H%M%SZ}", "DURATION:PT10M", "END:VEVENT"]
    return SimpleUploadedFile("diary.ics", "\r\n".join([*lines, "END:VCALENDAR", ""]).encode())


def test_more_times_off_than_anybody_has_are_refused_and_nothing_typed_is_lost(
    coachs_client: Client, coach: Person
) -> None:
    first = timezone.now() + timedelta(days=30)
    hour = timedelta(hours=1)
    days = [first + timedelta(days=number) for number in range(MOST_TIMES_OFF)]
    Absence.objects.bulk_create(Absence(person=coach, starts_at=each, ends_at=each + hour) for each in days)
    form = day("first_on", f"1/7/{YEAR}") | day("last_on", "") | {"starts": "", "ends": "", "reason": "Wedding"}
    page = coachs_client.post(f"/diaries/{coach.pk}/time-off/", form)
    assert "There are 260 times off to come already." in page.content.decode()
    assert 'value="Wedding"' in page.content.decode()
    assert Absence.objects.count() == MOST_TIMES_OFF
    # What is over does not count.
    Absence.objects.filter(starts_at=days[0]).update(
        starts_at=first - timedelta(days=90), ends_at=first - 80 * 24 * hour
    )
    assert coachs_client.post(f"/diaries/{coach.pk}/time-off/", form).status_code == 302


def test_a_diary_with_more_busy_times_than_anybody_has_is_refused(coachs_client: Client, coach: Person) -> None:
    url = f"/diaries/{coach.pk}/file/"
    assert coachs_client.post(url, {"file": busy(MOST_BUSY)}).status_code == 302
    page = coachs_client.post(url, {"file": busy(MOST_BUSY + 1)})
    assert "more than 5,000 busy times in the next two years" in page.context["form"].errors["file"][0]
    assert Absence.objects.count() == MOST_BUSY


def test_files_are_read_twenty_times_an_hour_whether_they_can_be_read_or_not(
    coachs_client: Client, coach: Person
) -> None:
    url = f"/diaries/{coach.pk}/file/"
    for number in range(MOST_FILES):
        file = busy(1) if number % 2 else SimpleUploadedFile("diary.ics", b"Dear all")
        assert "20 files" not in coachs_client.post(url, {"file": file}).content.decode()
    page = coachs_client.post(url, {"file": busy(2)})
    assert "20 files have been uploaded for this diary within an hour." in page.context["form"].errors["file"][0]
    assert Absence.objects.count() == 1
