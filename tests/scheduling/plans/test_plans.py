"""Plans from question to draft: what the planner is told, worked out by a worker, compared, taken, or explained."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.models import Cohort, Element, Programme
from people.models import Organisation, Person, Role
from scheduling.bookings.booking import book_all
from scheduling.models import Absence, ClosedDays, Plan, PlanningRun, Venue
from scheduling.plans import questions, take, worker
from scheduling.plans.comparison import compare
from scheduling.plans.problem_builder import problem_of, scope_of, unfilled_seats
from scheduling.plans.questions import Question
from scheduling.plans.storage import placements_of, stored_problem
from scheduling.sessions.cohort_start import start_cohort
from scheduling.solver.problem import LeadingRole
from scheduling.solver.validator import faults
from tests import cast
from tests.scheduling.plans.working import worked_out
from tests.scheduling.typed import day

State = PlanningRun.State


# What the planner is told


def test_every_session_is_asked_for_in_the_weeks_of_the_design(planned: Cohort, staff: dict[str, Person]) -> None:
    problem = problem_of(scope_of([planned]))
    assert len(problem.activities) == planned.sessions.count()
    self_ = next(each for each in problem.activities if each.element == "masterclass-self")
    # Weeks 4 to 6 of a cohort that starts on 7 September 2027: from 28 September to 18 October.
    assert (self_.earliest, self_.latest) == (date(2027, 9, 28), date(2027, 10, 18))
    assert self_.people == 20


def test_who_may_lead_follows_from_roles_and_what_was_entered(planned: Cohort, staff: dict[str, Person]) -> None:
    problem = problem_of(scope_of([planned]))
    seats = {each.element: each.seats for each in problem.activities}
    names = {f"p{person.pk}": key for key, person in staff.items()}
    launch = {names[person] for seat in seats["launch"] for person in seat.people}
    coaching = {names[person] for seat in seats["coaching"] for person in seat.people}
    assert launch == {"fay", "finn"}
    assert coaching == {"cleo", "coco"}
    helpers = [seat for seat in seats["patient-engagement"] if seat.part is LeadingRole.CO_FACILITATOR]
    assert [names[person] for seat in helpers for person in seat.people] == ["ina"]


def test_diaries_closed_days_and_other_cohorts_stand_in_the_way(
    planned: Cohort, staff: dict[str, Person], room: Venue
) -> None:
    other = cast.cohort(planned.organisation, "Cohort 2")
    taken = cast.session(other, starts_at=datetime(2027, 10, 6, 8, 30, tzinfo=UTC))
    taken.venue = room
    taken.save()
    taken.facilitators.set([staff["fay"]])
    book_all([taken])
    day = datetime(2027, 10, 7, tzinfo=UTC)
    Absence.objects.create(person=staff["finn"], starts_at=day, ends_at=day + timedelta(days=1), reason="Leave")
    ClosedDays.objects.create(
        organisation=planned.organisation, name="Board", first_on=date(2027, 10, 8), last_on=date(2027, 10, 8)
    )
    problem = problem_of(scope_of([planned]))
    people = {each.id: each for each in problem.people}
    # 8:30 in UTC is 9:30 in London on 6 October 2027.
    assert [span.starts for span in people[f"p{staff['fay'].pk}"].away] == [datetime(2027, 10, 6, 9, 30)]
    assert [span.starts for span in problem.venues[0].away] == [datetime(2027, 10, 6, 9, 30)]
    assert [span.starts for span in people[f"p{staff['finn'].pk}"].away] == [datetime(2027, 10, 7, 1)]
    assert "Board" in {each.name for each in problem.closed}


def test_what_has_begun_stays(planned: Cohort) -> None:
    begun = planned.sessions.get(element__key="launch")
    begun.starts_at, begun.ends_at = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    begun.save()
    assert {each.element for each in problem_of(scope_of([planned])).activities if each.is_fixed} == {"launch"}


def test_coaching_that_is_over_asks_nobodys_time(planned: Cohort, staff: dict[str, Person]) -> None:
    over = planned.sessions.get(element__key="coaching", number=1)
    over.starts_at, over.ends_at = timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=2)
    over.save()
    seats = {each.id: each.seats for each in problem_of(scope_of([planned])).activities if each.element == "coaching"}
    assert [bool(some) for some in seats.values()] == [False, True]


def test_the_cohorts_own_venue_is_wished_for(planned: Cohort, room: Venue) -> None:
    dated = [each for each in problem_of(scope_of([planned])).activities if not each.is_window]
    assert {each.wished_venue for each in dated} == {f"v{room.pk}"}


def test_the_same_state_makes_the_same_problem(planned: Cohort, staff: dict[str, Person]) -> None:
    assert problem_of(scope_of([planned])) == problem_of(scope_of([planned]))


def test_places_that_nobody_can_fill_are_said(planned: Cohort) -> None:
    Element.objects.filter(design=planned.design, key="launch").update(facilitators_needed=2)
    cast.member(planned.organisation, Role.FACILITATOR)
    lacking = unfilled_seats(scope_of([planned]))
    assert (
        "Programme launch and Insights needs 2 facilitators, and only 1 person may lead it. "
        "The plan leaves the place empty."
    ) in lacking
    assert any(words.startswith("Coaching needs 1 coach, and nobody may lead it.") for words in lacking)


def test_a_question_takes_few_more_queries_for_a_cohort_more(
    planned: Cohort, programme: Programme, staff: dict[str, Person]
) -> None:
    """Its design, and the rules in it; nothing session by session."""
    others = [
        start_cohort(programme=programme, name=f"Beside {number}", starts_on=date(2027, 9, 7), venue="Fenmoor House")
        for number in (1, 2)
    ]
    counts = []
    for cohorts in ([planned], [planned, *others]):
        with CaptureQueriesContext(connection) as captured:
            problem_of(scope_of(cohorts))
        counts.append(len(captured))
    assert counts[1] - counts[0] <= 2 * len(others)


# Worked out


def test_three_plans_are_found_that_keep_every_rule(done: PlanningRun) -> None:
    assert done.state == State.DONE
    assert done.plans.count() == 3
    problem = stored_problem(done)
    for plan in done.plans.all():
        assert faults(problem, placements_of(plan)) == []
    assert [plan.score for plan in done.plans.all()] == sorted(plan.score for plan in done.plans.all())


def test_asked_twice_while_it_is_worked_on_it_is_one_run(run: PlanningRun, planned: Cohort) -> None:
    assert questions.ask(cohorts=[planned], by=None) == run


def test_worked_on_twice_it_has_its_plans_once(done: PlanningRun) -> None:
    worker.work_out(done.pk)
    assert done.plans.count() == 3


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
    """As many searches as an organisation may have, each with something else in its way."""
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


def test_whoever_asks_for_a_fourth_is_told_why_not(
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


def test_one_that_is_stopped_before_it_starts_is_never_worked_on(run: PlanningRun) -> None:
    worker.stop(run=run)
    assert worked_out(run).state == State.STOPPED
    assert not run.plans.exists()


# No plan, and repairs


def test_where_there_is_no_plan_it_says_why_and_one_click_asks_again(
    planned: Cohort, staff: dict[str, Person], room: Venue, administrators_client: Client
) -> None:
    ClosedDays.objects.create(
        organisation=planned.organisation,
        name="Move of the site",
        first_on=date(2027, 9, 28),
        last_on=date(2027, 10, 18),
    )
    run = worked_out(questions.ask(cohorts=[planned], by=None))
    assert run.state == State.IMPOSSIBLE
    page = administrators_client.get(run.get_absolute_url()).content.decode()
    assert "Understanding and leading self falls from 28 September 2027 to 18 October 2027" in page
    assert "Nothing takes place from 28 September 2027 to 18 October 2027 (Move of the site)." in page
    response = administrators_client.post(f"/planning/{run.pk}/relax/1/")
    again = PlanningRun.objects.exclude(pk=run.pk).get()
    assert response.headers["Location"] == again.get_absolute_url()
    assert worked_out(again).state == State.DONE
    assert "With this change: " in administrators_client.get(again.get_absolute_url()).content.decode()


def test_a_repair_replaces_who_falls_ill_and_moves_nobody_else(
    done: PlanningRun, planned: Cohort, staff: dict[str, Person]
) -> None:
    plan = done.plans.first()
    assert plan
    take.take(plan=plan, by=None)
    masterclass = planned.sessions.get(element__key="masterclass-self")
    ill = masterclass.facilitators.get()
    day = timezone.localdate(masterclass.starts_at).isoformat()
    loss = {"what": "person", "id": f"p{ill.pk}", "name": ill.name, "first": day, "last": day, "why": ""}
    repaired = worked_out(questions.ask(cohorts=[planned], by=None, question=Question(losses=(loss,))))
    assert repaired.state == State.DONE
    best = Plan.objects.get(run=repaired, number=1)
    placed = next(each for each in placements_of(best) if each.activity == f"s{masterclass.pk}")
    assert placed.starts.date() == timezone.localdate(masterclass.starts_at)
    assert f"p{ill.pk}" not in placed.facilitators
    take.take(plan=best, by=None)
    assert ill not in masterclass.facilitators.all()


def swap(done: PlanningRun, key: str, **changes: object) -> None:
    """The first plan has this session otherwise."""
    plan = done.plans.get(number=1)
    session = done.cohorts.get().sessions.get(element__key=key)
    for placement in plan.placements:
        if placement["activity"] == f"s{session.pk}":
            placement.update(changes)
    plan.save()


def taken(done: PlanningRun) -> PlanningRun:
    take.take(plan=done.plans.get(number=1), by=None)
    return done


def test_who_comes_to_a_session_or_leaves_it_is_told_though_nothing_moves(
    done: PlanningRun, planned: Cohort, staff: dict[str, Person]
) -> None:
    session = taken(done).cohorts.get().sessions.get(element__key="masterclass-self")
    before = session.facilitators.get()
    other = next(staff[key] for key in ("fay", "finn") if staff[key] != before)
    swap(done, "masterclass-self", facilitators=[f"p{other.pk}"])
    choice = compare(done).choices[0]
    assert (choice.moved, choice.swapped) == (0, 1)
    assert choice.told == sorted([before.name, other.name])
    assert not choice.tells_participants


def test_the_words_that_differ_from_the_first_plan_are_marked_and_no_others(done: PlanningRun, planned: Cohort) -> None:
    swap(done, "masterclass-self", venue="")
    line = next(line for line in compare(done).lines if line.session.element.key == "masterclass-self")
    first, second, _ = line.cells
    assert not any(fact.differs for fact in first)
    assert "Fenmoor House" in [fact.words for fact in second if fact.differs]


# Pages


def test_an_administrator_asks_compares_and_takes(
    planned: Cohort, staff: dict[str, Person], room: Venue, administrators_client: Client
) -> None:
    assert "Look for plans" in administrators_client.get(f"/cohorts/{planned.pk}/plan/").content.decode()
    response = administrators_client.post(f"/cohorts/{planned.pk}/plan/", {"keeps_known": ""})
    run = PlanningRun.objects.get()
    assert response.headers["Location"] == run.get_absolute_url()
    assert "Waiting to start" in administrators_client.get(run.get_absolute_url()).content.decode()
    worked_out(run)
    page = administrators_client.get(run.get_absolute_url()).content.decode()
    assert page.count("Take as draft") == 3
    plan = run.plans.first()
    assert plan
    administrators_client.post(f"/plans/{plan.pk}/take/")
    assert "Taken" in administrators_client.get(run.get_absolute_url()).content.decode()


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


def test_the_solver_is_not_loaded_by_pages() -> None:
    """It takes a second and a hundred megabytes."""
    import subprocess
    import sys

    code = "import django; django.setup(); import programme.urls, sys; assert 'ortools' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_times_are_londons(planned: Cohort) -> None:
    assert time(9, 30) in problem_of(scope_of([planned])).activities[2].starts


# What has changed since


def page_of(client: Client, run: PlanningRun) -> str:
    return " ".join(client.get(run.get_absolute_url()).content.decode().split())


def test_plans_that_the_draft_has_overtaken_are_not_offered_and_one_press_looks_again(
    done: PlanningRun, planned: Cohort, administrators_client: Client
) -> None:
    assert page_of(administrators_client, done).count("Take as draft") == 3
    cancelled = planned.sessions.get(element__key="masterclass-self")
    cancelled.starts_at += timedelta(days=7)
    cancelled.ends_at += timedelta(days=7)
    cancelled.save()
    page = page_of(administrators_client, done)
    assert "These plans are out of date" in page
    assert "Understanding and leading self has been changed since this plan was made." in page
    assert "Take as draft" not in page
    assert "the best there is" not in page
    response = administrators_client.post(f"/planning/{done.pk}/again/")
    again = PlanningRun.objects.exclude(pk=done.pk).get()
    assert response.headers["Location"] == again.get_absolute_url()
    assert again.request == done.request


def test_a_plan_that_is_the_draft_says_so_until_something_changes(
    done: PlanningRun, planned: Cohort, administrators_client: Client
) -> None:
    taken(done)
    page = page_of(administrators_client, done)
    assert "These plans are out of date" not in page
    assert page.count("Take as draft") == 2
    assert "It is the same as your draft." in page
    planned.sessions.get(element__key="launch").facilitators.clear()
    page = page_of(administrators_client, done)
    assert "These plans are out of date" in page
    assert "Take as draft" not in page


def test_one_plan_that_somebody_cannot_keep_any_more_is_not_offered_and_the_others_are(
    done: PlanningRun, administrators_client: Client
) -> None:
    swap(done, "masterclass-self", venue="v0")
    page = page_of(administrators_client, done)
    assert "Understanding and leading self is in none of the venues in which it may be." in page
    assert page.count("Take as draft") == 2
    assert "These plans are out of date" not in page


def test_a_plan_with_somebody_who_is_no_longer_there_is_refused_in_words(
    done: PlanningRun, staff: dict[str, Person], administrators_client: Client
) -> None:
    for key in ("fay", "finn"):
        staff[key].delete()
    assert "cannot be asked any more" in page_of(administrators_client, done)
    plan = done.plans.get(number=1)
    with pytest.raises(ValidationError, match="cannot be asked any more"):
        take.take(plan=plan, by=None)


def test_the_sessions_that_differ_come_first_and_the_rest_is_folded_away(
    done: PlanningRun, planned: Cohort, administrators_client: Client
) -> None:
    taken(done)
    done.plans.exclude(number=1).delete()
    assert "No session differs from your draft." in page_of(administrators_client, done)
    swap(done, "masterclass-self", venue="")
    comparison = compare(done)
    assert [line.session.element.key for line in comparison.differing] == ["masterclass-self"]
    assert len(comparison.staying) == 12
    page = page_of(administrators_client, done)
    assert "1 session with another venue or other people than in your draft. No date changes." in page
    assert "0 sessions" not in page
    assert "12 sessions as in your draft" in page


@pytest.mark.parametrize(
    ("moved", "swapped", "words"),
    [
        (0, 0, "It is the same as your draft."),
        (1, 0, "1 session on another day or at another time than in your draft."),
        (
            2,
            1,
            "2 sessions on other days or at another time than in your draft, and 1 session with another venue or "
            "other people.",
        ),
    ],
)
def test_how_far_a_plan_is_from_the_draft_is_said_without_noughts(
    done: PlanningRun, moved: int, swapped: int, words: str
) -> None:
    choice = replace(compare(done).choices[0], moved=moved, swapped=swapped)
    assert choice.compared == words


# Nothing left, and who may drop out


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


def test_whoever_is_needed_at_a_session_to_come_can_drop_out_executives_too(
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


def test_a_conference_moves_away_from_the_day_on_which_an_executive_drops_out(
    done: PlanningRun, planned: Cohort, staff: dict[str, Person], administrators_client: Client
) -> None:
    conference = taken(done).cohorts.get().sessions.get(element__kind=Element.Kind.CONFERENCE)
    on_day = timezone.localdate(conference.starts_at)
    typed = {"person": staff["eve"].pk, **day("first", f"{on_day:%d/%m/%Y}")}
    administrators_client.post(f"/cohorts/{planned.pk}/repair/", typed)
    repaired = worked_out(PlanningRun.objects.get(purpose=PlanningRun.Purpose.REPAIR))
    placed = next(each for each in placements_of(repaired.plans.get(number=1)) if each.activity == f"s{conference.pk}")
    assert placed.starts.date() != on_day
