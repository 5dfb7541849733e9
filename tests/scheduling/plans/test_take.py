"""A plan that is taken is the draft, and does not silently undo what was changed meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort
from people.models import Person
from scheduling.bookings.booking import book_all
from scheduling.models import Absence, PlanningRun, ReleasedSession, ScheduleRelease, Session, Venue
from scheduling.plans import questions, take
from scheduling.plans.questions import Question
from scheduling.plans.storage import placements_of
from scheduling.sessions.move import move
from tests import cast
from tests.scheduling.plans.working import worked_out


def test_a_plan_that_is_taken_is_the_draft(done: PlanningRun, planned: Cohort, room: Venue) -> None:
    plan = done.plans.first()
    assert plan
    take.take(plan=plan, by=None)
    sessions = {f"s{session.pk}": session for session in planned.sessions.all()}
    for placement in placements_of(plan):
        session = sessions[placement.activity]
        assert timezone.localtime(session.starts_at).replace(tzinfo=None) == placement.starts
        assert {f"p{person.pk}" for person in session.facilitators.all()} == {
            *placement.facilitators,
            *placement.co_facilitators,
        }
    dated = planned.sessions.exclude(element__format__in=["one_to_one", "online"])
    assert room.bookings.count() == dated.count()


def test_taken_twice_it_is_taken_once(done: PlanningRun) -> None:
    plan = done.plans.first()
    assert plan
    first = take.take(plan=plan, by=None).plan.taken_at
    assert take.take(plan=plan, by=None).plan.taken_at == first


def test_a_plan_that_something_has_overtaken_is_refused(done: PlanningRun, staff: dict[str, Person]) -> None:
    plan = done.plans.first()
    assert plan
    placed = next(each for each in placements_of(plan) if each.facilitators and each.venue)
    leader = Person.objects.get(pk=placed.facilitators[0][1:])
    starts = placed.starts.replace(tzinfo=UTC) - timedelta(hours=2)
    Absence.objects.create(person=leader, starts_at=starts, ends_at=starts + timedelta(hours=8))
    before = list(Session.objects.order_by("pk").values_list("starts_at", flat=True))
    with pytest.raises(ValidationError, match="Something has changed"):
        take.take(plan=plan, by=None)
    assert list(Session.objects.order_by("pk").values_list("starts_at", flat=True)) == before


def starts(cohort: Cohort) -> list[datetime]:
    return list(cohort.sessions.order_by("pk").values_list("starts_at", flat=True))


def put(session: Session, venue: Venue, because: str = "") -> Session:
    """Move a session by hand to a week later, with nobody to lead it."""
    week = timedelta(days=7)
    return move(
        session=session,
        starts_at=session.starts_at + week,
        ends_at=session.ends_at + week,
        venue=venue,
        facilitators=[],
        ignored_because=because,
    )


def test_another_plan_of_the_run_takes_the_place_of_the_first_and_the_first_may_come_back(done: PlanningRun) -> None:
    first, second, _ = done.plans.all()
    cohort = done.cohorts.get()
    take.take(plan=first, by=None)
    as_first = starts(cohort)
    take.take(plan=second, by=None)
    assert starts(cohort) != as_first
    assert list(done.plans.exclude(taken_at=None)) == [second]
    take.take(plan=first, by=None)
    assert starts(cohort) == as_first
    assert list(done.plans.exclude(taken_at=None)) == [first]


def test_an_administrator_who_did_not_see_that_a_plan_was_taken_is_told_first(
    done: PlanningRun, administrator: Person, administrators_client: Client
) -> None:
    """Two administrators have the plans open; one takes the first, then the other presses at the second."""
    first, second, _ = done.plans.all()
    seen = administrators_client.get(done.get_absolute_url()).context["comparison"].seen
    take.take(plan=first, by=administrator, seen=seen)
    cohort = done.cohorts.get()
    before = starts(cohort)
    shown = administrators_client.post(f"/plans/{second.pk}/take/", {"seen": seen}, follow=True)
    assert f"{administrator} has taken plan 1 as the draft since you opened this page" in shown.content.decode()
    assert starts(cohort) == before
    seen = shown.context["comparison"].seen
    assert f'name="seen" value="{seen}"' in shown.content.decode()
    administrators_client.post(f"/plans/{second.pk}/take/", {"seen": seen})
    assert starts(cohort) != before


def test_a_plan_does_not_undo_what_was_moved_since_it_was_asked_for(done: PlanningRun, room: Venue) -> None:
    cohort = done.cohorts.get()
    moved = put(cohort.sessions.get(element__key="masterclass-self"), room)
    for plan in done.plans.all():
        with pytest.raises(ValidationError, match="Understanding and leading self has been changed since"):
            take.take(plan=plan, by=None)
    assert Session.objects.get(pk=moved.pk).starts_at == moved.starts_at


def test_a_repair_does_not_undo_what_was_moved_while_it_was_looked_for(done: PlanningRun, room: Venue) -> None:
    take.take(plan=done.plans.get(number=1), by=None)
    cohort = done.cohorts.get()
    ill = cohort.sessions.get(element__key="masterclass-self")
    day = timezone.localdate(ill.starts_at).isoformat()
    loss = {"what": "person", "id": f"p{ill.facilitators.get().pk}", "name": "", "first": day, "last": day, "why": ""}
    repair = worked_out(questions.ask(cohorts=[cohort], by=None, question=Question(losses=(loss,))))
    other = cohort.sessions.get(element__key="masterclass-change")
    put(other, room)
    with pytest.raises(ValidationError, match="Leading change has been changed since this plan was made"):
        take.take(plan=repair.plans.get(number=1), by=None)


def test_a_clash_that_is_ignored_does_not_stand_in_the_way_of_a_plan(
    planned: Cohort, staff: dict[str, Person], room: Venue
) -> None:
    """A session that the plan leaves in place keeps its bookings, and the reason why their clash is ignored."""
    launch = planned.sessions.get(element__key="launch")
    taken = cast.session(cast.cohort(planned.organisation, "Cohort 2"), starts_at=launch.starts_at)
    taken.facilitators.set([staff["fay"]])
    book_all([taken])
    here = {"session": launch, "starts_at": launch.starts_at, "ends_at": launch.ends_at, "venue": room}
    move(**here, facilitators=[staff["fay"]], ignored_because="She can do both")
    release = ScheduleRelease.objects.create(cohort=planned, number=1)
    times = {"starts_at": launch.starts_at, "ends_at": launch.ends_at}
    ReleasedSession.objects.create(session=launch, release=release, **times)
    run = worked_out(questions.ask(cohorts=[planned], by=None, question=Question(keeps_known=True)))
    take.take(plan=run.plans.get(number=1), by=None)
    assert launch.bookings.get(person=staff["fay"]).ignored_because == "She can do both"
