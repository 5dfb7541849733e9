"""Questions to the planner: when one is stored, when it is refused, and the forms in which it is asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort, Element, Programme
from people.models import Organisation, Person
from scheduling.models import Absence, ClosedDays, PlanningRun, Venue
from scheduling.plans import questions, worker
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.scheduling.plans.working import taken


def test_asked_twice_while_it_is_worked_on_it_is_one_run(run: PlanningRun, planned: Cohort) -> None:
    assert questions.ask(cohorts=[planned], by=None) == run


def test_why_somebody_is_away_is_not_kept_with_the_question(
    planned: Cohort, staff: dict[str, Person], room: Venue
) -> None:
    """Runs are kept for good: somebody who takes their days off back would find the reason there for ever."""
    starts = datetime(2027, 10, 7, tzinfo=UTC)
    Absence.objects.create(
        person=staff["finn"], starts_at=starts, ends_at=starts + timedelta(days=1), reason="Chemotherapy"
    )
    run = questions.ask(cohorts=[planned], by=None)
    assert "2027-10-07" in str(run.problem["people"])
    assert "Chemotherapy" not in str(run.problem)


@pytest.fixture
def busy(planned: Cohort, staff: dict[str, Person], room: Venue) -> list[PlanningRun]:
    """As many runs as an organisation may have under way, each with other closed days."""
    return [ask_after(planned, day) for day in range(1, questions.MOST_UNDER_WAY + 1)]


def ask_after(planned: Cohort, day: int) -> PlanningRun:
    on = date(2027, 12, day)
    ClosedDays.objects.create(organisation=planned.organisation, name=f"Day {day}", first_on=on, last_on=on)
    return questions.ask(cohorts=[planned], by=None)


def test_an_organisation_has_three_searches_under_way_at_most(busy: list[PlanningRun], planned: Cohort) -> None:
    assert len({run.pk for run in busy}) == 3
    assert questions.ask(cohorts=[planned], by=None) == busy[-1]
    with pytest.raises(ValidationError, match="There are 3 searches for plans under way already"):
        ask_after(planned, 20)
    worker.stop(run=busy[0])
    assert ask_after(planned, 21) not in busy


def test_the_searches_of_another_organisation_are_not_counted(
    busy: list[PlanningRun], other_trust: Organisation
) -> None:
    PlanningRun.objects.update(organisation=other_trust)
    assert questions.ask(cohorts=list(busy[0].cohorts.all()), by=None) not in busy


def test_an_administrator_who_asks_for_a_fourth_is_told_why_not(
    busy: list[PlanningRun], planned: Cohort, administrators_client: Client
) -> None:
    ClosedDays.objects.all().delete()
    page = administrators_client.post(f"/cohorts/{planned.pk}/plan/", {"keeps_known": ""})
    assert page.status_code == 200
    assert questions.TOO_MANY in page.content.decode()
    page = administrators_client.post(f"/cohorts/{planned.pk}/repair/", {"days": "on", **on("first", 2)})
    assert questions.TOO_MANY in page.content.decode()
    assert PlanningRun.objects.count() == 3


def test_twenty_cohorts_are_planned_together_at_most(planned: Cohort, administrators_client: Client) -> None:
    others = [cast.cohort(planned.organisation, f"Beside {number}") for number in range(20)]
    for each in others:
        cast.session(each, starts_at=timezone.now() + timedelta(days=30))
    chosen = [each.pk for each in others]
    page = administrators_client.post(f"/cohorts/{planned.pk}/plan/", {"others": chosen})
    assert "Plan at most 20 cohorts together" in page.content.decode()
    assert administrators_client.post(f"/cohorts/{planned.pk}/plan/", {"others": chosen[1:]}).status_code == 302
    assert PlanningRun.objects.get().cohorts.count() == 20


def on(name: str, day: int) -> dict[str, str]:
    return {f"{name}_day": str(day), f"{name}_month": "10", f"{name}_year": "2027"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose who or what drops out"),
        ({"days": "on"}, "Enter the first day"),
        (
            {"days": "on", **on("first", 2), **on("last", 1)},
            "The last day must be on or after the first",
        ),
    ],
)
def test_a_repair_says_what_it_wants_to_know(
    planned: Cohort, administrators_client: Client, typed: dict[str, str], words: str
) -> None:
    page = administrators_client.post(f"/cohorts/{planned.pk}/repair/", typed)
    assert page.status_code == 200
    assert words in page.content.decode()


def test_of_a_cohort_that_is_over_nothing_is_planned_or_repaired(
    programme: Programme, administrators_client: Client
) -> None:
    over = start_cohort(programme=programme, name="Long ago", starts_on=date(2019, 9, 10), venue="Fenmoor House")
    words = "Every session of Long ago has begun or is over, so there is nothing left to plan."
    for address in ("plan", "repair"):
        page = administrators_client.post(f"/cohorts/{over.pk}/{address}/", follow=True).content.decode()
        assert words in page
        assert "Plan the dates" not in page
        assert "Somebody drops out" not in page
    with pytest.raises(ValidationError, match="there is nothing left to plan"):
        questions.ask(cohorts=[over], by=None)


def offered(client: Client, cohort: Cohort) -> set[str]:
    form = client.get(f"/cohorts/{cohort.pk}/repair/").context["form"]
    return {str(person) for person in form.fields["person"].queryset}


def test_people_needed_at_a_session_to_come_can_drop_out_executives_too(
    done: PlanningRun, planned: Cohort, staff: dict[str, Person], administrators_client: Client
) -> None:
    executives = Element.objects.filter(design=planned.design, executives_attend=True)
    assert executives.exists()
    assert offered(administrators_client, planned) == {"Eve Executive"}
    executives.update(executives_attend=False)
    assert offered(administrators_client, planned) == set()
    taken(done)
    leads = {str(person) for session in planned.sessions.all() for person in session.facilitators.all()}
    assert leads
    assert offered(administrators_client, planned) == leads
