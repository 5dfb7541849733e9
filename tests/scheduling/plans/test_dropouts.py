"""Losses for which a repair was asked are entered in diaries, venues and closed days once the repair is taken."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort
from people.models import Person
from scheduling.availability.diaries import editing
from scheduling.models import Absence, ClosedDays, Plan, PlanningRun, Session, VenueClosure
from scheduling.plans import questions, take
from scheduling.plans.dropouts import apply_loss, is_waived
from scheduling.plans.questions import Question, problem_for
from scheduling.working_days.clock import at
from tests.reading import read
from tests.scheduling.plans.working import worked_out
from tests.scheduling.typed import day


@pytest.fixture
def masterclass(done: PlanningRun, planned: Cohort) -> Session:
    """The masterclass where the first plan has it."""
    take.take(plan=done.plans.get(number=1), by=None)
    return planned.sessions.get(element__key="masterclass-self")


def repaired(client: Client, session: Session, **typed: Any) -> Plan:
    """Ask for a repair with this typed into the form, for the day of this session, and return the first plan."""
    first = day("first", f"{timezone.localdate(session.starts_at):%d/%m/%Y}")
    response = client.post(f"/cohorts/{session.cohort_id}/repair/", first | typed)
    assert response.status_code == 302
    return worked_out(PlanningRun.objects.get(purpose=PlanningRun.Purpose.REPAIR)).plans.get(number=1)


def test_the_day_of_a_person_is_time_off_in_their_diary_without_a_reason_and_once(
    administrators_client: Client, masterclass: Session
) -> None:
    ill = masterclass.facilitators.get()
    plan = repaired(administrators_client, masterclass, person=ill.pk)
    assert not Absence.objects.exists()
    lost = f"{ill.name} is not available on {timezone.localdate(masterclass.starts_at):%-d %B %Y}."
    assert lost in read(administrators_client.get(plan.run.get_absolute_url()))
    page = read(administrators_client.post(f"/plans/{plan.pk}/take/", follow=True))
    assert f"The time off is in the diary of {ill.name}." in page
    administrators_client.post(f"/plans/{plan.pk}/take/")
    absence = Absence.objects.get(person=ill)
    on = timezone.localdate(masterclass.starts_at)
    midnight = datetime(on.year, on.month, on.day, tzinfo=ZoneInfo("Europe/London"))
    assert (absence.starts_at, absence.last_on, absence.reason) == (midnight, on, "")


def test_somebody_who_entered_it_already_keeps_their_own_words(
    administrators_client: Client, masterclass: Session
) -> None:
    ill = masterclass.facilitators.get()
    plan = repaired(administrators_client, masterclass, person=ill.pk)
    starts, ends = masterclass.starts_at.replace(hour=0) - timedelta(days=2), masterclass.ends_at
    editing.add_time_off(person=ill, starts_at=starts, ends_at=ends + timedelta(days=2), reason="Operation")
    take.take(plan=plan, by=None)
    assert [absence.reason for absence in ill.absences.all()] == ["Operation"]


def test_taken_back_out_of_a_diary_it_does_not_return_with_another_of_the_repairs(
    administrators_client: Client, masterclass: Session
) -> None:
    plan = repaired(administrators_client, masterclass, person=masterclass.facilitators.get().pk)
    other = Plan.objects.create(run=plan.run, number=9, score=1, placements=plan.placements, sheet=[])
    take.take(plan=plan, by=None)
    Absence.objects.all().delete()
    assert take.take(plan=other, by=None).entered == []
    assert not Absence.objects.exists()


def test_a_venue_is_closed_and_lost_days_are_closed_days(administrators_client: Client, masterclass: Session) -> None:
    room = masterclass.venue
    assert room
    other = room.organisation.venues.create(name="Other room")
    plan = repaired(administrators_client, masterclass, venue=other.pk, days="on", why="Flooded")
    take.take(plan=plan, by=None)
    on = timezone.localdate(masterclass.starts_at)
    closure, closed = VenueClosure.objects.get(), ClosedDays.objects.get()
    assert (closure.venue, closure.first_on, closure.last_on, closure.reason) == (other, on, on, "Flooded")
    assert (closed.name, closed.kind, closed.first_on, closed.last_on) == ("Flooded", "closed", on, on)


def test_lost_days_of_the_same_name_last_longer(administrators_client: Client, masterclass: Session) -> None:
    on = timezone.localdate(masterclass.starts_at)
    plan = repaired(administrators_client, masterclass, days="on", **day("last", f"{on + timedelta(days=1):%d/%m/%Y}"))
    ClosedDays.objects.create(organisation=plan.run.organisation, name="Lost days", first_on=on, last_on=on)
    take.take(plan=plan, by=None)
    assert ClosedDays.objects.get().last_on == on + timedelta(days=1)


def test_a_diary_that_is_full_refuses_the_plan_and_says_so(administrators_client: Client, masterclass: Session) -> None:
    ill = masterclass.facilitators.get()
    plan = repaired(administrators_client, masterclass, person=ill.pk)
    far = {"starts_at": at(date(2035, 1, 1), time(9)), "ends_at": at(date(2035, 1, 1), time(10))}
    Absence.objects.bulk_create(Absence(person=ill, **far) for _ in range(editing.MOST_TIMES_OFF))
    with pytest.raises(ValidationError, match=f"{ill.name}: There are 260 times off to come already"):
        take.take(plan=plan, by=None)
    assert ill in masterclass.facilitators.all()


def test_the_form_takes_no_reason_for_a_person(administrators_client: Client, masterclass: Session) -> None:
    typed = {"person": masterclass.facilitators.get().pk, "why": "Chemotherapy", **day("first", "5/10/2027")}
    page = administrators_client.post(f"/cohorts/{masterclass.cohort_id}/repair/", typed).content.decode()
    assert "why somebody is away is theirs to say" in page
    with_venue = typed | {"venue": masterclass.venue_id}
    administrators_client.post(f"/cohorts/{masterclass.cohort_id}/repair/", with_venue)
    run = PlanningRun.objects.get(purpose=PlanningRun.Purpose.REPAIR)
    assert [loss.get("why") for loss in run.request["losses"]] == [None, "Chemotherapy"]
    assert "Chemotherapy" not in str(run.problem["people"])


def test_days_that_are_over_drop_nobody_out(administrators_client: Client, masterclass: Session) -> None:
    typed = {"days": "on", **day("first", "6/10/2020")}
    page = administrators_client.post(f"/cohorts/{masterclass.cohort_id}/repair/", typed)
    assert "These days are over" in page.content.decode()


def test_somebody_who_comes_all_the_same_is_not_lost(planned: Cohort, staff: dict[str, Person]) -> None:
    """One click takes a loss back that allows no plan: the new question leaves it out, and it is entered nowhere."""
    loss = {"what": "person", "id": f"p{staff['fay'].pk}", "name": "Fay", "first": "2027-10-05", "last": "2027-10-05"}
    days = {"what": "days", "first": "2027-10-05", "last": "2027-10-05"}
    question = Question(losses=(loss, days)).relaxed(
        [{"kind": "away", "id": loss["id"]}, {"kind": "closed", "id": "lost-2027-10-05-2027-10-05"}]
    )
    problem = problem_for([planned], question)
    assert not any(person.away for person in problem.people)
    assert not any(closed.first == date(2027, 10, 5) for closed in problem.closed)
    run = worked_out(questions.ask(cohorts=[planned], by=None, question=question))
    assert take.take(plan=run.plans.get(number=1), by=None).entered == []
    assert not Absence.objects.exists()


def test_somebody_who_comes_at_other_hours_is_lost_all_the_same(planned: Cohort, staff: dict[str, Person]) -> None:
    """Holding sessions on lost days does not bring back the person who is away on them either."""
    loss = {"what": "person", "id": f"p{staff['fay'].pk}", "name": "Fay", "first": "2027-10-05", "last": "2027-10-05"}
    changes = [{"kind": "hours", "id": loss["id"]}, {"kind": "closed", "id": "lost-2027-10-05-2027-10-05"}]
    run = questions.ask(cohorts=[planned], by=None, question=Question(losses=(loss,)).relaxed(changes))
    assert not is_waived(run, loss)
    assert is_waived(run, {"what": "days", "first": "2027-10-05", "last": "2027-10-05"})


def test_of_a_person_a_run_of_before_says_no_reason_either(planned: Cohort, staff: dict[str, Person]) -> None:
    loss = {"what": "person", "id": f"p{staff['fay'].pk}", "first": "2027-10-05", "last": "2027-10-05", "why": "Ill"}
    problem = apply_loss(problem_for([planned], Question()), loss)
    assert [span.why for person in problem.people for span in person.away] == [""]
