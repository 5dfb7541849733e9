"""The pages of what planning respects: venues, closed days and diaries."""

from delivery.diaries.importing import import_diary
from delivery.venues import venue_named
from people.models import Person
from tests.browser.pages import Case, arranges, case, fills, opens, presses, runs, signs_in
from tests.browser.worlds import LONG_NAME, under_way
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
    venue = venue_named(organisation=organisation, name="Meadow House, with a name as long as such names get")
    assert venue is not None
    world.objects["empty venue"] = venue.pk
    return world


def reads_diary(world: World) -> None:
    """Something is in the file that nobody could read."""
    import_diary(person=Person.objects.get(pk=world.objects["person"]), data=DIARY)


# Of an organisation that has just begun
UNKNOWN: list[Case] = [
    case("delivery/venues/list.html", "There are no venues yet", opens("venues")),
    case("delivery/closed_days/list.html", "has no closed days here yet", opens("closed_days")),
    case("delivery/diaries/list.html", "Nobody is enrolled in a cohort", opens("diaries")),
]

VENUES: list[Case] = [
    case("delivery/planning_home.html", "The more Cadre knows", signs_in("administrator"), opens("planning_home")),
    case("delivery/venues/list.html", "Beryl House", opens("venues")),
    case("delivery/venues/new.html", "Add each room by itself", opens("venue_new")),
    case("delivery/venues/new.html", PROBLEM, presses("Add the venue")),
    case("delivery/venues/venue.html", "Topaz repairs", opens("venue", "venue")),
    case("delivery/venues/venue.html", "There are none.", runs("document.querySelector('main .cadre-post').submit()")),
    case("delivery/venues/change.html", "stay where they are", opens("venue_change", "venue")),
    case("delivery/venues/change.html", PROBLEM, fills("Closes at", "00:01"), presses("Save")),
    case("delivery/venues/close.html", "Nothing is planned here", opens("venue_close", "venue")),
    case("delivery/venues/close.html", PROBLEM, presses("Close it")),
    case("delivery/venues/remove.html", "cannot be removed", opens("venue_remove", "venue")),
    case("delivery/venues/remove.html", "No session is in it", opens("venue_remove", "empty venue")),
]

CLOSED: list[Case] = [
    case("delivery/closed_days/list.html", "Topaz day", opens("closed_days")),
    case("delivery/closed_days/new.html", "To add many at once", opens("closed_days_new")),
    case("delivery/closed_days/new.html", PROBLEM, presses("Add these days")),
    case("delivery/closed_days/change.html", "Remove these days", opens("closed_days_change", "closed days")),
    case("delivery/closed_days/import.html", "What the list must hold", opens("closed_days_import")),
    case("delivery/closed_days/import.html", PROBLEM, presses("Check the list")),
    case(
        "delivery/closed_days/import.html",
        "Store the list",
        fills("Paste the list", CLOSED_DAYS),
        presses("Check the list"),
    ),
    case(
        "delivery/closed_days/import.html",
        "Put the list right",
        opens("closed_days_import"),
        fills("Paste the list", BROKEN_CLOSED_DAYS),
        presses("Check the list"),
    ),
]

DIARIES: list[Case] = [
    case("delivery/diaries/list.html", LONG_NAME, opens("diaries")),
    case("delivery/diaries/diary.html", "Topaz holiday", opens("diary", "person")),
    case("delivery/diaries/leads.html", "If you tick nothing", opens("diary_leads", "person")),
    case(
        "delivery/diaries/leads.html",
        PROBLEM,
        runs("document.querySelectorAll('main [value=launch]').forEach(box => { box.checked = true; })"),
        presses("Save"),
    ),
    case("delivery/diaries/diary.html", "Your availability", signs_in("participant"), opens("diary", "person")),
    case("delivery/diaries/week.html", "If every day is empty", opens("diary_week", "person")),
    case("delivery/diaries/week.html", PROBLEM, fills("Monday from", "09:00"), presses("Save the weekly hours")),
    case("delivery/diaries/take_off.html", "it does not ask anybody for leave", opens("diary_take_off", "person")),
    case("delivery/diaries/take_off.html", PROBLEM, presses("Add this time off")),
    case("delivery/diaries/import.html", "Only the times are kept", opens("diary_import", "person")),
    case("delivery/diaries/import.html", PROBLEM, presses("Import the busy times")),
    case(
        "delivery/diaries/diary.html",
        "Some of the file was skipped",
        arranges(reads_diary),
        opens("diary", "person"),
    ),
    case("programme/home.html", "Change your availability and leave", opens("home")),
]

RESPECTED = [*VENUES, *CLOSED, *DIARIES]
