"""Diaries: weekly hours, days off, what somebody may lead, and the busy times of their own diary."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import Organisation, Person, Role
from scheduling.availability.diaries.editing import Hours, add_time_off, set_week
from scheduling.availability.diaries.listing import own_diaries, week_in_short
from scheduling.models import Absence, Availability, DiaryImport, MayLead
from tests import cast
from tests.clock import TESTING_DAY
from tests.conftest import ClientFor
from tests.reading import read
from tests.scheduling.typed import day

pytestmark = pytest.mark.django_db
YEAR = TESTING_DAY.year + 1
SECRET = "Dentist for the secret tooth"


def page_of(person: Person, ending: str = "") -> str:
    return f"/diaries/{person.pk}/{ending}"


def diary(*starts: str, broken: bool = False) -> SimpleUploadedFile:
    """A diary as Outlook writes it, with an hour from each of these London times."""
    entries = [*starts, *(["nonsense"] if broken else [])]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fenmoor//EN"]
    for number, start in enumerate(entries):
        lines += ["BEGIN:VEVENT", f"UID:{number}@fenmoor.example", f"DTSTART;TZID=GMT Standard Time:{start}"]
        lines += ["DURATION:PT1H", f"SUMMARY:{SECRET}", "LOCATION:Secret Street", "END:VEVENT"]
    return SimpleUploadedFile("diary.ics", "\r\n".join([*lines, "END:VCALENDAR", ""]).encode())


def off(first: str, last: str = "", **more: str) -> dict[str, str]:
    return day("first_on", first) | day("last_on", last) | {"starts": "", "ends": "", "reason": ""} | more


@pytest.fixture
def coachs_client(client_for: ClientFor, coach: Person) -> Client:
    return client_for(coach)


# The weekly hours


def test_a_coach_sets_their_own_week(coachs_client: Client, coach: Person) -> None:
    form = {"starts_0": "09:00", "ends_0": "17:00", "starts_1": "09:00", "ends_1": "17:00", "starts_4": "13:30"}
    assert coachs_client.post(page_of(coach, "week/"), form | {"ends_4": "16:00"}).status_code == 302
    assert list(Availability.objects.values_list("person", "weekday", "starts", "ends")) == [
        (coach.pk, 0, time(9), time(17)),
        (coach.pk, 1, time(9), time(17)),
        (coach.pk, 4, time(13, 30), time(16)),
    ]
    page = coachs_client.get(page_of(coach)).content.decode()
    assert "Mon and Tue, 9am to 5pm" in page
    assert "Fri, 1:30pm to 4pm" in page


def test_a_new_week_takes_the_place_of_the_last_and_an_empty_one_is_all_usual_hours(
    administrators_client: Client, coach: Person
) -> None:
    set_week(person=coach, hours=[Hours(2, time(9), time(12))])
    administrators_client.post(page_of(coach, "week/"), {"starts_3": "09:00", "ends_3": "12:00"})
    assert list(Availability.objects.values_list("weekday", flat=True)) == [3]
    administrators_client.post(page_of(coach, "week/"), {})
    assert not Availability.objects.exists()
    assert "All usual hours" in administrators_client.get(page_of(coach)).content.decode()


@pytest.mark.parametrize(
    ("form", "field", "says"),
    [
        ({"starts_0": "09:00"}, "ends_0", "Enter until when on Monday"),
        ({"ends_6": "09:00"}, "starts_6", "Enter from when on Sunday"),
        ({"starts_0": "09:00", "ends_0": "09:00"}, "ends_0", "must be later"),
        ({"starts_0": "nine", "ends_0": "10:00"}, "starts_0", "Enter a real time"),
    ],
)
def test_a_week_that_cannot_be_is_explained_and_kept(
    coachs_client: Client, coach: Person, form: dict[str, str], field: str, says: str
) -> None:
    page = coachs_client.post(page_of(coach, "week/"), form | {"starts_3": "10:10", "ends_3": "11:00"})
    assert says in page.context["form"].errors[field][0]
    assert 'value="10:10"' in page.content.decode()
    assert not Availability.objects.exists()


def test_days_of_the_same_hours_are_said_together() -> None:
    week = [Availability(weekday=number, starts=time(9), ends=time(12)) for number in (0, 1, 2)]
    week.append(Availability(weekday=2, starts=time(13), ends=time(17)))
    assert week_in_short(week) == ["Mon and Tue, 9am to midday", "Wed, 9am to midday and 1pm to 5pm"]


# Days off


def test_leave_takes_whole_days_in_london_whatever_the_clocks_do(coachs_client: Client, coach: Person) -> None:
    """The clocks go forward on 28 March 2027: the days before are in winter time, those after in summer time."""
    for _ in range(2):
        coachs_client.post(page_of(coach, "time-off/"), off("26/3/2027", "29/3/2027", reason="Annual leave"))
    leave = Absence.objects.get()
    assert leave.starts_at == datetime(2027, 3, 26, 0, 0, tzinfo=UTC)
    assert leave.ends_at == datetime(2027, 3, 29, 23, 0, tzinfo=UTC)
    assert (leave.first_on, leave.last_on, leave.times) == (date(2027, 3, 26), date(2027, 3, 29), "")
    page = coachs_client.get(page_of(coach)).content.decode()
    assert "Fri 26 Mar 2027 to Mon 29 Mar 2027" in page
    assert "Annual leave" in page


def test_part_of_a_day_may_be_taken(coachs_client: Client, coach: Person) -> None:
    coachs_client.post(page_of(coach, "time-off/"), off(f"1/7/{YEAR}", starts="13:00", ends="17:30"))
    leave = Absence.objects.get()
    assert leave.times == "1pm to 5:30pm"
    assert leave.first_on == leave.last_on == date(YEAR, 7, 1)


@pytest.mark.parametrize(
    ("form", "field", "says"),
    [
        (off(""), "first_on", "Enter the first day"),
        (off("31/2/2027"), "first_on", "real date"),
        (off("2/1/2027", "1/1/2027"), "last_on", "on or after the first"),
        (off("1/1/2020"), "last_on", "These days are over"),
        (off(f"1/7/{YEAR}", starts="13:00"), "ends", "Enter until what time"),
        (off(f"1/7/{YEAR}", ends="13:00"), "starts", "Enter from what time"),
        (off(f"1/7/{YEAR}", starts="13:00", ends="12:00"), "ends", "end after it starts"),
        (off(f"1/7/{YEAR}", f"2/7/{YEAR}", starts="13:00", ends="14:00"), "starts", "one day only"),
    ],
)
def test_time_off_that_cannot_be_is_explained(
    coachs_client: Client, coach: Person, form: dict[str, str], field: str, says: str
) -> None:
    page = coachs_client.post(page_of(coach, "time-off/"), form)
    assert page.status_code == 200
    assert says in page.context["form"].errors[field][0]
    assert not Absence.objects.exists()


def test_a_participant_takes_leave_and_takes_it_back(client_for: ClientFor, participant: Person) -> None:
    client = client_for(participant)
    client.post(page_of(participant, "time-off/"), off(f"1/7/{YEAR}"))
    client.post(page_of(participant, f"time-off/{Absence.objects.get().pk}/remove/"))
    assert not Absence.objects.exists()


# What somebody may lead


def test_an_administrator_says_what_somebody_may_lead(administrators_client: Client, coach: Person) -> None:
    form: dict[str, Any] = {"leads": ["coaching", "masterclass"], "helps": ["launch"]}
    for _ in range(2):
        administrators_client.post(page_of(coach, "leads/"), form)
    found = set(MayLead.objects.values_list("kind", "is_co_facilitator"))
    assert found == {("coaching", False), ("masterclass", False), ("launch", True)}
    assert "Launch (helps)" in administrators_client.get("/diaries/").content.decode()


def test_one_kind_is_either_led_or_helped_with(administrators_client: Client, coach: Person) -> None:
    page = administrators_client.post(page_of(coach, "leads/"), {"leads": ["launch"], "helps": ["launch"]})
    assert "Launch is ticked above" in page.context["form"].errors["helps"][0]
    assert not MayLead.objects.exists()


def test_nobody_says_so_of_themselves(coachs_client: Client, coach: Person) -> None:
    assert coachs_client.post(page_of(coach, "leads/"), {"leads": ["launch"]}).status_code == 404
    assert "may lead" not in coachs_client.get(page_of(coach)).content.decode()


# Diary files


def test_of_a_diary_only_the_times_are_kept(coachs_client: Client, coach: Person) -> None:
    file = diary(f"{YEAR}0112T090000", f"{YEAR}0713T140000", broken=True)
    page = read(coachs_client.post(page_of(coach, "file/"), {"file": file}, follow=True))
    spans = [(each.starts_at, each.ends_at, each.reason) for each in Absence.objects.all()]
    # January is winter time; in July London is an hour ahead of UTC.
    assert spans == [
        (datetime(YEAR, 1, 12, 9, tzinfo=UTC), datetime(YEAR, 1, 12, 10, tzinfo=UTC), ""),
        (datetime(YEAR, 7, 13, 13, tzinfo=UTC), datetime(YEAR, 7, 13, 14, tzinfo=UTC), ""),
    ]
    assert f"2 busy times are to come, from 12 January {YEAR} to 13 July {YEAR}." in page
    assert "1 entry " in page
    assert "ecret" not in page
    stored = str([list(model.objects.values()) for model in (Absence, DiaryImport)])  # type: ignore[attr-defined]
    assert "ecret" not in stored


def test_a_whole_day_in_a_diary_ends_on_that_day(coachs_client: Client, coach: Person) -> None:
    """From its first midnight to the next: one hour from 23:00 here."""
    page = read(coachs_client.post(page_of(coach, "file/"), {"file": diary(f"{YEAR}0119T230000")}, follow=True))
    assert f"1 busy time is to come, from 19 January {YEAR} to 19 January {YEAR}." in page


def test_a_new_file_replaces_the_last_and_leaves_what_was_typed(administrators_client: Client, coach: Person) -> None:
    now = timezone.now()
    add_time_off(person=coach, starts_at=now, ends_at=now + timedelta(days=2), reason="Leave")
    for start in (f"{YEAR}0112T090000", f"{YEAR}0113T090000"):
        administrators_client.post(page_of(coach, "file/"), {"file": diary(start)})
    assert [each.first_on for each in Absence.objects.filter(source="diary")] == [date(YEAR, 1, 13)]
    assert Absence.objects.filter(source="typed").count() == 1
    administrators_client.post(page_of(coach, "file/remove/"))
    assert [each.source for each in Absence.objects.all()] == ["typed"]
    assert not DiaryImport.objects.exists()


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (None, "Select the file of your diary"),
        (SimpleUploadedFile("diary.ics", b""), "The file is empty"),
        (SimpleUploadedFile("diary.zip", b"PK"), "unpack it first"),
        (SimpleUploadedFile("diary.ics", b"x" * 2_000_001), "bigger than 2 MB"),
        (SimpleUploadedFile("diary.ics", b"Dear all, see you on Monday"), ""),
        (SimpleUploadedFile("diary.ics", b"\xff\xfe\x00\x00"), ""),
    ],
)
def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(
    coachs_client: Client, coach: Person, file: SimpleUploadedFile | None, says: str
) -> None:
    coachs_client.post(page_of(coach, "file/"), {"file": diary(f"{YEAR}0112T090000")})
    page = coachs_client.post(page_of(coach, "file/"), {"file": file} if file else {})
    assert page.status_code == 200
    assert says in page.context["form"].errors["file"][0]
    assert Absence.objects.count() == 1


# Who sees what


def test_the_list_has_the_team_and_those_in_running_cohorts(
    administrators_client: Client, trust: Organisation, coach: Person, executive: Person
) -> None:
    running = cast.cohort(trust, "Running", starts_on=date(2020, 1, 7))
    cast.session(running, starts_at=timezone.now() + timedelta(days=20))
    cast.enrolled(running, "Rae Running")
    over = cast.cohort(trust, "Over", starts_on=date(2020, 1, 7))
    cast.session(over, starts_at=timezone.now() - timedelta(days=20))
    cast.enrolled(over, "Ola Over")
    page = administrators_client.get("/diaries/").content.decode()
    assert [name in page for name in (coach.name, executive.name, "Rae Running", "Ola Over")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_list_takes_as_many_queries_for_1_person_as_for_5(
    administrators_client: Client, trust: Organisation
) -> None:
    cohort = cast.cohort(trust, starts_on=timezone.localdate())
    counts = []
    for number in range(5):
        coach = cast.member(trust, Role.COACH, f"Coach {number}")
        cast.enrolled(cohort, f"Person {number}")
        set_week(person=coach, hours=[Hours(2, time(9), time(12))])
        with CaptureQueriesContext(connection) as captured:
            assert administrators_client.get("/diaries/").status_code == 200
        counts.append(len(captured))
    assert counts[1] == counts[4]


def test_busy_times_and_days_off_are_counted_each_by_itself(administrators_client: Client, coach: Person) -> None:
    now = timezone.now()
    for days in (2, 3):
        add_time_off(person=coach, starts_at=now, ends_at=now + timedelta(days=days), reason="")
    starts = [f"{YEAR}01{number}T090000" for number in (11, 12, 13)]
    administrators_client.post(page_of(coach, "file/"), {"file": diary(*starts)})
    page = administrators_client.get("/diaries/").content.decode()
    assert 'Times off to come</span><div class="cadre-table__value">2</div>' in page
    assert "3 busy times, read on" in page


def test_nobody_reads_or_changes_the_diary_of_somebody_else(
    client_for: ClientFor, coach: Person, executive: Person, participant: Person, outsider: Person
) -> None:
    now = timezone.now()
    leave = add_time_off(person=coach, starts_at=now, ends_at=now + timedelta(days=1), reason="Private")
    for person in (executive, participant, outsider):
        client = client_for(person)
        assert {client.get(page_of(coach, ending)).status_code for ending in ("", "week/", "time-off/", "file/")} == {
            404
        }
        # Nor by the address of their own.
        client.post(page_of(person, f"time-off/{leave.pk}/remove/"))
    assert Absence.objects.get() == leave


def test_everybody_whose_time_is_planned_finds_their_page_at_home(
    client_for: ClientFor, coach: Person, executive: Person, participant: Person, administrator: Person
) -> None:
    for person in (coach, executive, participant):
        assert f'href="{page_of(person)}"' in client_for(person).get("/").content.decode()
    assert not own_diaries(administrator.user)
    assert "Your availability" not in client_for(administrator).get("/").content.decode()


def test_the_page_of_ones_own_says_you(coachs_client: Client, administrators_client: Client, coach: Person) -> None:
    assert "Your availability" in coachs_client.get(page_of(coach)).content.decode()
    assert f"Diary of {coach.name}" in administrators_client.get(page_of(coach)).content.decode()
