"""Everybody's own calendar, in four views."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.models import Cohort, Programme
from people.models import Organisation, Person, Role
from scheduling.models import ClosedDays, Invitee, ReleasedSession, ScheduleRelease, Session
from scheduling.sessions.cancel import cancel
from scheduling.sessions.cohort_start import start_cohort
from scheduling.working_days.clock import at
from tests import cast
from tests.conftest import ClientFor
from tests.reading import read

OCTOBER = "/calendar/?view=month&on=2026-10-01"


def released(session: Session, **values: Any) -> ReleasedSession:
    """The session as people know it, in whatever way that differs from the draft."""
    release, _ = ScheduleRelease.objects.get_or_create(cohort=session.cohort, number=1)
    facts = {"starts_at": session.starts_at, "ends_at": session.ends_at, "venue": str(session.venue or "")}
    known = ReleasedSession.objects.create(session=session, release=release, **(facts | values))
    known.facilitators.set(session.facilitators.all())
    return known


def table_of(client: Client, url: str = OCTOBER) -> str:
    page = client.get(url).content.decode()
    return page[page.index("<table") : page.index("</table>")]


def cell(client: Client, day: str) -> str:
    """Return one day of its month."""
    table = table_of(client, f"/calendar/?view=month&on={day}")
    found = re.search(f'data-day="{day}">(.*?)</td>', table, re.DOTALL)
    assert found
    return found[1]


def test_an_administrator_sees_the_draft_and_what_is_not_released(
    administrators_client: Client, masterclass: Session
) -> None:
    on_the_day = cell(administrators_client, "2026-10-06")
    for words in ("9:30am to 1pm", masterclass.title, "Not released", f"/sessions/{masterclass.pk}/move/?from=month"):
        assert words in on_the_day
    released(masterclass)
    assert "Not released" not in cell(administrators_client, "2026-10-06")


@pytest.mark.parametrize("change", [{"venue": "Elsewhere"}, {"starts_at": at(date(2026, 10, 6), time(9))}])
def test_an_administrator_sees_what_has_changed_since_the_release(
    administrators_client: Client, masterclass: Session, change: dict[str, Any]
) -> None:
    released(masterclass, **change)
    assert "Changed since release" in cell(administrators_client, "2026-10-06")


def test_an_administrator_sees_who_leads_it_now_is_not_who_was_told(
    administrators_client: Client, masterclass: Session, coach: Person
) -> None:
    released(masterclass)
    masterclass.facilitators.add(coach)
    assert "Changed since release" in cell(administrators_client, "2026-10-06")


def test_a_cancelled_session_is_marked(administrators_client: Client, masterclass: Session) -> None:
    Session.objects.filter(pk=masterclass.pk).update(is_cancelled=True)
    assert "Cancelled" in cell(administrators_client, "2026-10-06")


def test_everybody_else_sees_what_was_released_where_it_was_released(
    client_for: ClientFor, masterclass: Session, coach: Person, executive: Person
) -> None:
    """The draft has moved to the 7th since, and to another room."""
    masterclass.facilitators.add(coach)
    participant = cast.enrolled(masterclass.cohort).person
    released(masterclass, venue="Known House")
    masterclass.starts_at += timedelta(days=1)
    masterclass.ends_at += timedelta(days=1)
    masterclass.save()
    for person in (participant, coach, executive):
        client = client_for(person)
        assert masterclass.title in cell(client, "2026-10-06")
        assert masterclass.title not in cell(client, "2026-10-07")
        page = client.get("/calendar/?view=agenda&on=2026-10-01").content.decode()
        assert "Known House" in page
        assert "Fenmoor House" not in page
        assert "Move" not in page
        assert "calendar.js" not in page


@pytest.mark.parametrize("view", ["month", "week", "agenda", "timeline"])
def test_nothing_that_was_not_released_reaches_anybody_but_administrators(
    client_for: ClientFor, masterclass: Session, coach: Person, executive: Person, view: str
) -> None:
    planned = masterclass.cohort
    for session in planned.sessions.all():
        session.facilitators.add(coach)
    participant = cast.enrolled(planned).person
    for person in (participant, coach, executive):
        page = client_for(person).get(f"/calendar/?view={view}&on=2026-10-06").content.decode()
        assert masterclass.title not in page
        assert planned.name not in page


def test_the_sessions_of_others_are_not_in_it(
    client_for: ClientFor, masterclass: Session, cohort: Cohort, coach: Person, outsider: Person
) -> None:
    """Neither another cohort's, nor what somebody else leads, nor another organisation's."""
    released(masterclass)
    elsewhere = cast.enrolled(cohort, "Lee Elsewhere").person
    facilitator = cast.member(masterclass.organisation, Role.FACILITATOR)
    for person in (elsewhere, facilitator, coach, outsider):
        page = client_for(person).get(f"{OCTOBER}&cohort={masterclass.cohort_id}").content.decode()
        assert masterclass.title not in page


def test_what_is_off_is_shown_to_those_who_knew_of_it(client_for: ClientFor, masterclass: Session) -> None:
    knew, joined = (cast.enrolled(masterclass.cohort, name).person for name in ("Pat Knew", "Jo Joined"))
    known = released(masterclass, is_cancelled=True)
    Invitee.objects.create(
        session=masterclass, person=knew, release=known.release, starts_at=known.starts_at, ends_at=known.ends_at
    )
    assert "Cancelled" in cell(client_for(knew), "2026-10-06")
    assert masterclass.title not in cell(client_for(joined), "2026-10-06")


def test_an_administrator_sees_all_cohorts_or_one(
    administrators_client: Client, programme: Programme, planned: Cohort, masterclass: Session
) -> None:
    other = start_cohort(programme=programme, name="Cohort 2", starts_on=date(2026, 9, 8), venue="Fenmoor House")
    both = table_of(administrators_client)
    assert both.count(f">{masterclass.title}</a>") == 2
    assert both.count(">Cohort 2<") == both.count(">Cohort 1<") > 0
    one = table_of(administrators_client, f"{OCTOBER}&cohort={other.pk}")
    assert f"/sessions/{masterclass.pk}/" not in one
    assert one.count(f">{masterclass.title}</a>") == 1


def test_a_window_stands_on_the_days_on_which_it_opens_and_closes(
    administrators_client: Client, assessment: Session
) -> None:
    """Weeks 1 to 5 from Tuesday 8 September end on Monday 12 October."""
    assert "Opens" in cell(administrators_client, "2026-09-08")
    assert assessment.title not in cell(administrators_client, "2026-09-09")
    closes = cell(administrators_client, "2026-10-12")
    assert "Closes" in closes
    assert f"/sessions/{assessment.pk}/move/" not in closes


def test_a_month_is_a_table_of_weeks_from_monday(administrators_client: Client, planned: Cohort) -> None:
    """October 2026 begins on a Thursday and ends on a Saturday: five weeks."""
    table = table_of(administrators_client)
    assert re.findall(r'<th scope="col"><abbr title="(\w+)">', table)[0] == "Monday"
    assert table.count("<tr>") == 1 + 5
    assert len(re.findall('data-day="2026-10', table)) == 31
    assert table.count("cadre-month__day--outside") == 4


def test_a_week_has_its_hours_and_sessions_at_one_time_stand_beside_each_other(
    administrators_client: Client, programme: Programme, masterclass: Session
) -> None:
    start_cohort(programme=programme, name="Cohort 2", starts_on=date(2026, 9, 8), venue="Fenmoor House")
    table = table_of(administrators_client, "/calendar/?view=week&on=2026-10-08")
    # 9:30am to 1pm are seven half hours, twice; from 8am to 6pm there are ten full hours
    assert table.count('rowspan="7"') == 2
    assert '<th scope="col" colspan="2"' in table
    assert [words for words in ("8am", "midday", "5pm") if f">{words}</th>" not in table] == []
    assert table.count('class="cadre-hours__hour"') == 10
    assert "Sat 10 Oct" not in table


def test_every_row_of_a_week_fills_its_width(administrators_client: Client, planned: Cohort) -> None:
    """Cells that reach down count in the rows into which they reach."""
    table = table_of(administrators_client, "/calendar/?view=week&on=2026-09-08")
    body = table[table.index("cadre-hours__hour") :]
    reaching: list[int] = []
    for row in body.split("<tr")[:20]:
        cells = [int(rows or 1) for rows in re.findall(r"<td(?: rowspan=\"(\d+)\")?", row)]
        assert len(cells) + len(reaching) == 5
        reaching = [rows - 1 for rows in [*reaching, *cells] if rows > 1]


def test_an_agenda_is_a_list_by_day_with_what_is_open_already(
    administrators_client: Client, masterclass: Session, assessment: Session
) -> None:
    page = administrators_client.get("/calendar/?view=agenda&on=2026-10-01").content.decode()
    assert "Already open on 1 October 2026:" in page
    assert "Open now" not in page
    assert "until 12 October 2026" in page
    assert "Tuesday 6 October 2026" in page
    # 13 weeks from 1 October end on 30 December
    assert "1 October 2026 to 30 December 2026" in page


def test_an_agenda_from_today_says_what_is_open_now_and_leaves_out_what_is_cancelled(
    administrators_client: Client, ahead: Cohort
) -> None:
    today = timezone.localdate()
    first, second = ahead.sessions.filter(element__key="coaching").order_by("number")[:2]
    for session in (first, second):
        session.starts_at, session.ends_at = at(today - timedelta(days=7), time(8)), at(today + timedelta(7), time(18))
        session.save()
    assert "Open now:" in administrators_client.get("/calendar/?view=agenda").content.decode()

    cancel(session=first, because="The coach is ill")

    page = administrators_client.get("/calendar/?view=agenda").content.decode()
    going_on = page[page.index("Open now:") : page.index("</ul>", page.index("Open now:"))]
    assert second.title in going_on
    assert first.title not in going_on


def test_what_stands_alone_in_its_month_says_of_which_cohort_it_is(
    administrators_client: Client, programme: Programme, masterclass: Session
) -> None:
    other = start_cohort(programme=programme, name="Cohort 2", starts_on=date(2029, 9, 11), venue="Fenmoor House")
    assert ">Cohort 1<" in cell(administrators_client, "2026-10-06")
    alone = administrators_client.get(f"{OCTOBER}&cohort={other.pk}").content.decode()
    assert '<span class="cadre-entry__more">' not in alone


def test_on_paper_a_calendar_says_whose_it_is_and_when_it_was_printed(
    administrators_client: Client, programme: Programme, planned: Cohort
) -> None:
    printed = f"Printed on {timezone.localdate():%-d %B %Y}."
    page = read(administrators_client.get(f"{OCTOBER}&months=12"))
    assert page.count(f"Cohort 1, {programme.name}. {printed}") == 12
    start_cohort(programme=programme, name="Cohort 2", starts_on=date(2029, 9, 11), venue="Fenmoor House")
    for view in ("month", "week", "agenda"):
        assert f"All cohorts. {printed}" in read(administrators_client.get(f"/calendar/?view={view}"))
    chosen = read(administrators_client.get(f"{OCTOBER}&cohort={planned.pk}"))
    assert f"Cohort 1, {programme.name}. {printed}" in chosen


def test_a_timeline_shows_whole_programmes_that_are_not_over(
    administrators_client: Client, programme: Programme, planned: Cohort
) -> None:
    over = start_cohort(programme=programme, name="Long ago", starts_on=date(2019, 9, 10), venue="Fenmoor House")
    planned.sessions.update(ends_at=timezone.now() + timedelta(days=900))
    page = administrators_client.get("/calendar/?view=timeline").content.decode()
    assert "Timeline of Cohort 1" in page
    assert "Timeline of Long ago" not in page
    chosen = administrators_client.get(f"/calendar/?view=timeline&cohort={over.pk}").content.decode()
    assert "Timeline of Long ago" in chosen


def test_bank_holidays_closed_days_and_school_holidays_are_marked(
    client_for: ClientFor, masterclass: Session, other_trust: Organisation
) -> None:
    trust = masterclass.organisation
    days = {"first_on": date(2026, 12, 21), "last_on": date(2027, 1, 1)}
    ClosedDays.objects.create(organisation=trust, kind=ClosedDays.Kind.SCHOOL_HOLIDAY, name="Christmas", **days)
    ClosedDays.objects.create(
        organisation=trust, name="Stocktaking", first_on=date(2026, 12, 30), last_on=date(2026, 12, 30)
    )
    ClosedDays.objects.create(organisation=other_trust, name="Elsewhere", **days)
    client = client_for(cast.enrolled(masterclass.cohort).person)
    assert "Boxing Day" in cell(client, "2026-12-28")
    assert "Christmas" in cell(client, "2026-12-21")
    assert "Christmas" not in cell(client, "2026-12-20")
    assert "Stocktaking" in cell(client, "2026-12-30")
    assert "Elsewhere" not in client.get("/calendar/?on=2026-12-01").content.decode()


def test_previous_today_and_next_lead_to_the_days_beside(administrators_client: Client) -> None:
    links = {
        "month&on=2026-12-15": ("2026-11-01", "2027-01-01"),
        "week&on=2026-12-30": ("2026-12-23", "2027-01-06"),
        "agenda&on=2026-10-01": ("2026-07-02", "2026-12-31"),
    }
    for query, expected in links.items():
        shown = administrators_client.get(f"/calendar/?view={query}").context["query"]
        assert (str(shown.before.on), str(shown.after.on)) == expected
        assert shown.now.on == timezone.localdate()


@pytest.mark.parametrize(
    "query",
    ["view=year", "on=tomorrow", "on=9999-12-31", "on=0001-01-01", "cohort=x", "cohort=-1", "months=0", "on=%00",
     f"cohort={'9' * 5000}", f"cohort={2**64}", "cohort=%D9%A3", "months=99", "view=week&on=2000-01-01", "view=%00",
     "view=agenda&on=2036-12-31"],
)  # fmt: skip
def test_an_address_that_was_made_up_shows_something(
    administrators_client: Client, planned: Cohort, query: str
) -> None:
    assert administrators_client.get(f"/calendar/?{query}").status_code == 200


def test_twelve_months_are_printed_one_by_one(administrators_client: Client, planned: Cohort) -> None:
    page = administrators_client.get(f"{OCTOBER}&months=12").content.decode()
    assert page.count("<table") == 12
    assert "September 2027" in page


def test_an_empty_calendar_says_so(client_for: ClientFor, coach: Person) -> None:
    client = client_for(coach)
    assert "There is nothing in October 2026" in client.get(OCTOBER).content.decode()
    assert "There is nothing in these weeks" in client.get("/calendar/?view=agenda").content.decode()
    assert "There is no programme under way" in client.get("/calendar/?view=timeline").content.decode()


@pytest.mark.parametrize("view", ["month&months=12", "week", "agenda", "timeline"])
def test_it_takes_as_many_queries_at_1_3_and_13_sessions(
    administrators_client: Client, planned: Cohort, coach: Person, view: str
) -> None:
    Session.objects.filter(cohort=planned).update(starts_at=at(date(2026, 9, 8), time(9)))
    for session in planned.sessions.all():
        session.facilitators.add(coach)
        released(session)
    kept = list(planned.sessions.values_list("pk", flat=True))
    counts = []
    for number in (13, 3, 1):
        Session.objects.exclude(pk__in=kept[:number]).delete()
        with CaptureQueriesContext(connection) as captured:
            administrators_client.get(f"/calendar/?view={view}&on=2026-09-08")
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert counts[0] <= 20
