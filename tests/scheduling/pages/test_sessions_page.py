import re
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Programme
from people.models import Organisation, Person, Role
from scheduling.models import Session
from scheduling.releases.release import release
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.conftest import ClientFor
from tests.reading import read


def url(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.pk}/sessions/"


def test_every_session_is_in_the_table_and_in_the_picture(administrators_client: Client, planned: Cohort) -> None:
    page = administrators_client.get(url(planned)).content.decode()
    table = page[page.index("<tbody") :]
    for session in planned.sessions.with_titles():
        assert session.title in table
        assert f'href="/sessions/{session.pk}/move/"' in table
    assert "Tue 8 Sep 2026" in table
    assert "9am to 4:30pm" in table
    # 13 sessions of which 3 are windows, in the drawing for a desk and in that for a phone; and the legend's mark
    assert len(re.findall("<circle[^>]*r=.7. fill=.#003087.", page)) == 2 * 10 + 1
    assert 'role="img"' in page


def test_the_picture_can_be_scrolled_by_keyboard(administrators_client: Client, planned: Cohort) -> None:
    page = administrators_client.get(url(planned)).content.decode()
    assert 'tabindex="0" role="region" aria-label="Timeline of the sessions"' in page


def test_a_cohort_without_sessions_says_so(administrators_client: Client, cohort: Cohort) -> None:
    assert "There are no sessions" in administrators_client.get(url(cohort)).content.decode()


def test_it_is_the_administrators_alone(
    client_for: ClientFor, planned: Cohort, outsider: Person, executive: Person, coach: Person
) -> None:
    participant = cast.enrolled(planned).person
    for person in (outsider, executive, coach, participant):
        assert client_for(person).get(url(planned)).status_code == 404


def test_it_takes_as_many_queries_at_1_3_and_13_sessions(
    administrators_client: Client, planned: Cohort, trust: Organisation
) -> None:
    kept = list(planned.sessions.values_list("pk", flat=True))
    counts = []
    for session in planned.sessions.all():
        session.facilitators.add(cast.member(trust, Role.COACH, f"Coach {session.pk}"))
    for number in (13, 3, 1):
        Session.objects.exclude(pk__in=kept[:number]).delete()
        with CaptureQueriesContext(connection) as captured:
            administrators_client.get(url(planned))
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert counts[0] <= 18


def test_sessions_are_those_of_this_cohort_only(
    administrators_client: Client, planned: Cohort, programme: Programme
) -> None:
    start_cohort(programme=programme, name="Cohort 2", starts_on=date(2027, 9, 7), venue="Otherplace")
    assert "Otherplace" not in administrators_client.get(url(planned)).content.decode()


def test_it_leads_on_to_plans_repairs_and_the_calendar(administrators_client: Client, planned: Cohort) -> None:
    page = administrators_client.get(url(planned)).content.decode()
    for name in ("plan_cohort", "repair"):
        assert reverse(name, args=[planned.pk]) in page
    assert f"{reverse('calendar')}?cohort={planned.pk}&amp;on=2026-09-08" in page


def test_it_leads_on_to_the_handbook_once_there_is_something_in_it(
    administrators_client: Client, planned: Cohort, administrator: Person
) -> None:
    handbook = reverse("handbook", args=[planned.pk])
    assert handbook not in administrators_client.get(url(planned)).content.decode()
    release(cohort=planned, by=administrator, note="")
    assert handbook in administrators_client.get(url(planned)).content.decode()


def test_the_planning_page_lists_the_cohorts_that_have_sessions_to_come(
    administrators_client: Client, programme: Programme, ahead: Cohort
) -> None:
    over = start_cohort(programme=programme, name="Long ago", starts_on=date(2019, 9, 10), venue="Fenmoor House")
    page = administrators_client.get(reverse("planning_home")).content.decode()
    assert reverse("plan_cohort", args=[ahead.pk]) in page
    assert reverse("plan_cohort", args=[over.pk]) not in page


def test_on_paper_it_says_when_it_was_printed_and_offers_nothing_to_press(
    administrators_client: Client, planned: Cohort
) -> None:
    page = read(administrators_client.get(f"/cohorts/{planned.pk}/sessions/"))
    assert f'<p class="cadre-on-paper">Printed on {timezone.localdate():%-d %B %Y}.</p>' in page
    table = page[page.index("<tbody") : page.index("</tbody>")]
    assert len(re.findall("<td[^>]*cadre-on-screen", table)) == planned.sessions.count()
