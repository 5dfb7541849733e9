"""The pages of what planning respects: venues, closed days and diaries."""

from datetime import timedelta

from django.utils import timezone

from cohorts.models import Cohort
from cohorts.programmes.editing import commission_programme
from people.models import Person, Role
from programme.demonstration.loading import tuesday
from scheduling.availability.closed_days.editing import add_closed_days
from scheduling.availability.diaries.importing import import_diary
from scheduling.availability.venues.editing import get_or_create_venue
from scheduling.plans import questions, worker
from scheduling.plans.questions import Question
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.browser.pages import Case, arranges, case, fills, opens, presses, runs, signs_in
from tests.browser.worlds import LONG_NAME, nobody, under_way
from tests.programme.world import World

PROBLEM = "There is a problem"
CLOSED_DAYS = "Name\tKind\tFirst day\tLast day\nHalf term\tSchool holiday\t26/10/2026\t30/10/2026\n"
BROKEN_CLOSED_DAYS = CLOSED_DAYS + "Half term\tParty\t31/2/2027\t\n"
DIARY = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Fenmoor//EN
BEGIN:VEVENT
UID:1
DTSTART:nonsense
END:VEVENT
END:VCALENDAR
"""


def planned_around() -> World:
    """Beside what is under way, a venue in which nothing is."""
    world = under_way()
    organisation = world.people["administrator"].organisation
    venue = get_or_create_venue(organisation=organisation, name="Meadow House, with a name as long as such names get")
    assert venue is not None
    world.objects["empty venue"] = venue.pk
    return world


def reads_diary(world: World) -> None:
    """Something is in the file that nobody could read."""
    import_diary(person=Person.objects.get(pk=world.objects["person"]), data=DIARY)


# Of an organisation that has just begun
UNKNOWN: list[Case] = [
    case("scheduling/availability/venues/list.html", "There are no venues yet", opens("venues")),
    case("scheduling/availability/closed_days/list.html", "has no closed days here yet", opens("closed_days")),
    case("scheduling/availability/diaries/list.html", "Nobody is enrolled in a cohort", opens("diaries")),
]

VENUES: list[Case] = [
    case(
        "scheduling/pages/planning_home.html", "The more Cadre knows", signs_in("administrator"), opens("planning_home")
    ),
    case("scheduling/availability/venues/list.html", "Beryl House", opens("venues")),
    case("scheduling/availability/venues/new.html", "Add each room by itself", opens("venue_new")),
    case("scheduling/availability/venues/new.html", PROBLEM, presses("Add the venue")),
    case("scheduling/availability/venues/venue.html", "Topaz repairs", opens("venue", "venue")),
    case(
        "scheduling/availability/venues/venue.html",
        "There are none.",
        runs("document.querySelector('main .cadre-post').submit()"),
    ),
    case("scheduling/availability/venues/change.html", "stay where they are", opens("venue_change", "venue")),
    case("scheduling/availability/venues/change.html", PROBLEM, fills("Closes at", "00:01"), presses("Save")),
    case("scheduling/availability/venues/close.html", "Nothing is planned here", opens("venue_close", "venue")),
    case("scheduling/availability/venues/close.html", PROBLEM, presses("Close it")),
    case("scheduling/availability/venues/remove.html", "cannot be removed", opens("venue_remove", "venue")),
    case("scheduling/availability/venues/remove.html", "No session is in it", opens("venue_remove", "empty venue")),
]

CLOSED: list[Case] = [
    case("scheduling/availability/closed_days/list.html", "Topaz day", opens("closed_days")),
    case("scheduling/availability/closed_days/new.html", "To add many at once", opens("closed_days_new")),
    case("scheduling/availability/closed_days/new.html", PROBLEM, presses("Add these days")),
    case(
        "scheduling/availability/closed_days/change.html",
        "Remove these days",
        opens("closed_days_change", "closed days"),
    ),
    case("scheduling/availability/closed_days/import.html", "What the list must hold", opens("closed_days_import")),
    case("scheduling/availability/closed_days/import.html", PROBLEM, presses("Check the list")),
    case(
        "scheduling/availability/closed_days/import.html",
        "Store the list",
        fills("Paste the list", CLOSED_DAYS),
        presses("Check the list"),
    ),
    case(
        "scheduling/availability/closed_days/import.html",
        "Put the list right",
        opens("closed_days_import"),
        fills("Paste the list", BROKEN_CLOSED_DAYS),
        presses("Check the list"),
    ),
]

DIARIES: list[Case] = [
    case("scheduling/availability/diaries/list.html", LONG_NAME, opens("diaries")),
    case("scheduling/availability/diaries/diary.html", "Topaz holiday", opens("diary", "person")),
    case("scheduling/availability/diaries/leads.html", "If you tick nothing", opens("diary_leads", "person")),
    case(
        "scheduling/availability/diaries/leads.html",
        PROBLEM,
        runs("document.querySelectorAll('main [value=launch]').forEach(box => { box.checked = true; })"),
        presses("Save"),
    ),
    case(
        "scheduling/availability/diaries/diary.html",
        "Your availability",
        signs_in("participant"),
        opens("diary", "person"),
    ),
    case("scheduling/availability/diaries/week.html", "If every day is empty", opens("diary_week", "person")),
    case(
        "scheduling/availability/diaries/week.html",
        PROBLEM,
        fills("Monday from", "09:00"),
        presses("Save the weekly hours"),
    ),
    case(
        "scheduling/availability/diaries/time_off.html",
        "it does not ask anybody for leave",
        opens("diary_take_off", "person"),
    ),
    case("scheduling/availability/diaries/time_off.html", PROBLEM, presses("Add this time off")),
    case("scheduling/availability/diaries/import.html", "Only the times are kept", opens("diary_import", "person")),
    case("scheduling/availability/diaries/import.html", PROBLEM, presses("Import the busy times")),
    case(
        "scheduling/availability/diaries/diary.html",
        "Some of the file was skipped",
        arranges(reads_diary),
        opens("diary", "person"),
    ),
    case("programme/home.html", "Change your availability and leave", opens("home")),
]

RESPECTED = [*VENUES, *CLOSED, *DIARIES]


def plans_of(world: World) -> None:
    """Plans for the cohort, as a worker makes them."""
    cohort = Cohort.objects.get(pk=world.objects["cohort"])
    run = questions.ask(cohorts=[cohort], by=None)
    worker.work_out(run.pk)
    world.objects["plans"] = run.pk


def shuts_everything(world: World) -> None:
    """No venue is available for years, so that there is no plan."""
    cohort = Cohort.objects.get(pk=world.objects["cohort"])
    today = timezone.localdate()
    add_closed_days(
        organisation=cohort.organisation,
        name="Move of the site",
        kind="closed",
        first_on=today,
        last_on=today + timedelta(days=700),
    )
    run = questions.ask(cohorts=[cohort], by=None)
    worker.work_out(run.pk)
    world.objects["impossible"] = run.pk


def asks_for_plans(world: World) -> None:
    cohort = Cohort.objects.get(pk=world.objects["cohort"])
    world.objects["waiting"] = questions.ask(cohorts=[cohort], by=None, question=Question(keeps_known=True)).pk


def planned_cohort() -> World:
    """A cohort that starts in some weeks, with the design that Cadre comes with."""
    world = nobody()
    trust = cast.trust()
    administrator = cast.member(trust, Role.ADMINISTRATOR)
    cast.member(trust, Role.FACILITATOR)
    cast.member(trust, Role.COACH)
    programme = commission_programme(organisation=trust, name=LONG_NAME)
    starts_on = tuesday(timezone.localdate() + timedelta(days=42))
    cohort = start_cohort(programme=programme, name="Cohort 9", starts_on=starts_on, venue="Meadow House")
    cast.enrolled(cohort)
    return World({"administrator": administrator}, {**world.objects, "cohort": cohort.pk})


PLANS: list[Case] = [
    case("scheduling/plans/ask.html", "up to three plans", signs_in("administrator"), opens("plan_cohort", "cohort")),
    case("scheduling/plans/repair.html", "drops out", opens("repair", "cohort")),
    case("scheduling/plans/repair.html", PROBLEM, presses("Look for repairs")),
    case("scheduling/plans/run.html", "Waiting to start", arranges(asks_for_plans), opens("planning_run", "waiting")),
    case("scheduling/plans/run.html", "was stopped before", presses("Stop here")),
    case("scheduling/plans/run.html", "Take as draft", arranges(plans_of), opens("planning_run", "plans")),
    case("scheduling/plans/run.html", "Taken", presses("Take as draft plan 1"), opens("planning_run", "plans")),
    case(
        "scheduling/plans/run.html",
        "There is no plan that keeps every rule",
        arranges(shuts_everything),
        opens("planning_run", "impossible"),
    ),
    case("scheduling/plans/run.html", "These plans are out of date", opens("planning_run", "plans")),
    case("scheduling/pages/cohort_sessions.html", "cannot be held as they stand", opens("cohort_sessions", "cohort")),
]
