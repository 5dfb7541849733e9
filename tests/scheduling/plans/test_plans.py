"""Plans from question to draft: worked out, taken, repaired, or explained where there is none."""

from datetime import date

from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort, Element
from people.models import Person
from scheduling.models import ClosedDays, Plan, PlanningRun, Venue
from scheduling.plans import questions, take, worker
from scheduling.plans.questions import Question
from scheduling.plans.storage import placements_of, stored_problem
from scheduling.solver.validator import faults
from tests.scheduling.plans.working import taken, worked_out
from tests.scheduling.typed import day

State = PlanningRun.State


def test_three_plans_are_found_that_keep_every_rule(done: PlanningRun) -> None:
    assert done.state == State.DONE
    assert done.plans.count() == 3
    problem = stored_problem(done)
    for plan in done.plans.all():
        assert faults(problem, placements_of(plan)) == []
    assert [plan.score for plan in done.plans.all()] == sorted(plan.score for plan in done.plans.all())


def test_worked_on_twice_it_has_its_plans_once(done: PlanningRun) -> None:
    worker.work_out(done.pk)
    assert done.plans.count() == 3


def test_one_that_is_stopped_before_it_starts_is_never_worked_on(run: PlanningRun) -> None:
    worker.stop(run=run)
    assert worked_out(run).state == State.STOPPED
    assert not run.plans.exists()


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


def test_the_solver_is_not_loaded_by_pages() -> None:
    """It takes a second and a hundred megabytes."""
    import subprocess
    import sys

    code = "import django; django.setup(); import programme.urls, sys; assert 'ortools' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


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
