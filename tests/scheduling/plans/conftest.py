from datetime import date

import pytest

from cohorts.models import Cohort, Element, Programme
from people.models import Organisation, Person, Role
from scheduling.models import ClosedDays, MayLead, PlanningRun, Venue
from scheduling.plans import questions
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.scheduling.plans.working import worked_out


@pytest.fixture
def planned(programme: Programme) -> Cohort:
    """A cohort that starts on Tuesday 7 September 2027, of which nothing has begun."""
    cohort = start_cohort(programme=programme, name="Cohort 1", starts_on=date(2027, 9, 7), venue="Fenmoor House")
    Element.objects.filter(design=cohort.design, kind=Element.Kind.PATIENT_ENGAGEMENT).update(co_facilitators_needed=1)
    return cohort


@pytest.fixture
def staff(trust: Organisation) -> dict[str, Person]:
    """Two facilitators, a coach, an in-house co-facilitator for patient engagement, and an executive."""
    people = {
        "fay": cast.member(trust, Role.FACILITATOR, "Fay Facilitator"),
        "finn": cast.member(trust, Role.FACILITATOR, "Finn Facilitator"),
        "cleo": cast.member(trust, Role.COACH, "Cleo Coach"),
        "coco": cast.member(trust, Role.COACH, "Coco Coach"),
        "ina": cast.member(trust, Role.FACILITATOR, "Ina Inhouse"),
        "eve": cast.member(trust, Role.EXECUTIVE, "Eve Executive"),
    }
    MayLead.objects.create(person=people["ina"], kind=Element.Kind.PATIENT_ENGAGEMENT, is_co_facilitator=True)
    return people


@pytest.fixture
def room(trust: Organisation, planned: Cohort) -> Venue:
    """The cohort's own venue, for once a room: it holds twenty, and one session at a time."""
    venue = Venue.objects.get(organisation=trust, name="Fenmoor House")
    venue.is_shared, venue.capacity = False, 20
    venue.save()
    return venue


@pytest.fixture
def run(planned: Cohort, staff: dict[str, Person], room: Venue) -> PlanningRun:
    return questions.ask(cohorts=[planned], by=None)


@pytest.fixture
def done(run: PlanningRun) -> PlanningRun:
    return worked_out(run)


@pytest.fixture
def impossible(planned: Cohort, staff: dict[str, Person]) -> PlanningRun:
    """A run without a plan: the weeks of a masterclass are closed."""
    ClosedDays.objects.create(
        organisation=planned.organisation, name="Strike", first_on=date(2027, 9, 28), last_on=date(2027, 10, 18)
    )
    return questions.ask(cohorts=[planned], by=None)
