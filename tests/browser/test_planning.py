"""The dates of a cohort, from the design to a cancelled session, in a browser and with a worker that plans."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from cohorts.models import Cohort, Element, Programme
from cohorts.programmes.editing import commission_programme
from people.accounts import grant, start_organisation
from people.models import Role
from programme.demonstration.loading import tuesday
from scheduling.models import Plan, Session
from scheduling.working_days.days import working_day_from
from tests import cast
from tests.browser.conftest import Desks
from tests.browser.people import fill_date, press, set_up_second_factor, sign_in
from tests.post_office import PostOffice
from tests.service import wait_for

ADMINISTRATOR = "ada@fenmoor.example"
FACILITATORS = ("fay@fenmoor.example", "finn@fenmoor.example")
COACH = "ravi@fenmoor.example"
A_MINUTE = 60_000


@pytest.mark.usefixtures("running")
def test_the_dates_of_a_cohort_from_its_design_to_a_cancelled_session(desks: Desks, post_office: PostOffice) -> None:
    programme = a_programme_with_people()
    page = desks.open()
    sign_in(page, post_office, ADMINISTRATOR)
    set_up_second_factor(page)

    publish_a_design(page, programme)
    cohort = make_a_cohort(page)
    participant = cast.enrolled(cohort, "Pat Participant").person.email
    look_for_plans(page)
    compare_and_take_one(page)
    move_a_session_with_the_keyboard(page, cohort)
    release_the_draft(page)
    wait_for(lambda: methods_to(post_office, participant) == {"REQUEST"})
    told = mails_to(post_office, participant)

    repair_without_a_facilitator(page, cohort)
    cancel_a_session(page, cohort)
    release_the_draft(page)
    wait_for(lambda: "CANCEL" in methods_to(post_office, participant))
    assert mails_to(post_office, participant) == told + 1
    read_the_history(page, cohort)


def a_programme_with_people() -> Programme:
    organisation = start_organisation(
        name="Fenmoor Trust", administrator_email=ADMINISTRATOR, administrator_name="Ada Administrator"
    )
    for email in FACILITATORS:
        grant(organisation=organisation, email=email, name=email.split("@")[0].title(), role=Role.FACILITATOR)
    grant(organisation=organisation, email=COACH, name="Ravi Coach", role=Role.COACH)
    return commission_programme(organisation=organisation, name="Leading for Change")


def publish_a_design(page: Page, programme: Programme) -> None:
    """A rule that nobody can keep is said so; without it the copy is published."""
    page.goto(f"/programmes/{programme.pk}/")
    press(page, "Versions of the design")
    press(page, re.compile("Edit as a new version"))
    press(page, "Add a rule")
    page.get_by_label("One element comes after another").check()
    page.get_by_label("This element").select_option(label="Understanding and leading self")
    page.get_by_label("Comes after, or is kept apart from").select_option(label="Leadership and Learning conference")
    page.get_by_label("Yes, always").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("These cannot all hold")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Remove Understanding and leading self comes after Leader")).click()
    expect(page.get_by_text("These cannot all hold")).to_have_count(0)
    press(page, re.compile("^Change Leading change"))
    page.get_by_label("Wednesday").check()
    page.get_by_role("button", name="Save").click()
    press(page, "Check and publish")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("version 2 is published")).to_be_visible()


def make_a_cohort(page: Page) -> Cohort:
    page.get_by_role("navigation").get_by_role("link", name="Programmes").click()
    press(page, "Leading for Change")
    press(page, "Make a cohort")
    page.get_by_label("Name of the cohort").fill("Cohort 1")
    fill_date(page, launch_day())
    page.get_by_label("Venue").fill("Fenmoor House")
    page.get_by_role("button", name=re.compile("Make the cohort")).click()
    expect(page.get_by_text("nobody knows of these dates yet")).to_be_visible()
    cohort = Cohort.objects.get()
    assert cohort.design.version == 2
    return cohort


def launch_day() -> date:
    return working_day_from(tuesday(timezone.localdate() + timedelta(weeks=8)))


def look_for_plans(page: Page) -> None:
    press(page, "Plan the dates")
    page.get_by_role("button", name="Look for plans").click()
    expect(page.get_by_role("heading", name=re.compile("Plan 1: "))).to_be_visible(timeout=A_MINUTE)


def compare_and_take_one(page: Page) -> None:
    see_one_picture_of_each_plan_whole(page)
    page.get_by_text("Score sheet of plan 1").click()
    expect(page.get_by_text(re.compile(r": \d+ points?$")).first).to_be_visible()
    page.get_by_role("button", name="Take as draft plan 2").click()
    expect(page.get_by_text("The plan is your draft now")).to_be_visible()
    assert Plan.objects.get(number=2).taken_at is not None
    launch = Session.objects.get(element__key="launch")
    assert launch.facilitators.count() == launch.element.facilitators_needed


def see_one_picture_of_each_plan_whole(page: Page) -> None:
    """As wide as the screen is, on a desk and on a phone."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("img", name=re.compile("Sessions from"))).to_have_count(3)
        for picture in page.get_by_role("region", name=re.compile("Timeline of plan")).all():
            assert picture.evaluate("it => it.scrollWidth <= it.clientWidth")


def move_a_session_with_the_keyboard(page: Page, cohort: Cohort) -> None:
    """To the day of the launch, with which it clashes until there is a reason."""
    session = cohort.sessions.get(element__key="masterclass-self")
    page.get_by_role("link", name=f"Move {session.element.name}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Move {session.element.name}")).to_be_visible()
    # With the script that asks what it clashes with.
    page.wait_for_load_state()
    page.get_by_label("Day", exact=True).focus()
    day = launch_day()
    for text in (day.day, day.month, day.year):
        page.keyboard.press("Control+a")
        page.keyboard.type(str(text))
        page.keyboard.press("Tab")
    expect(page.get_by_text("This clashes")).to_be_visible()
    page.get_by_label("Why it is right all the same").focus()
    page.keyboard.type("The launch makes room for it")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{session.element.name} is changed")).to_be_visible()
    session.refresh_from_db()
    assert session.opens_on == day


def release_the_draft(page: Page) -> None:
    page.goto(f"/cohorts/{Cohort.objects.get().pk}/sessions/")
    press(page, "Check and release")
    page.get_by_role("button", name="Release these dates").click()
    expect(page.get_by_text(re.compile("Release . is out"))).to_be_visible()


def repair_without_a_facilitator(page: Page, cohort: Cohort) -> None:
    """What was moved by hand is put back too: a repair keeps every rule."""
    session = cohort.sessions.get(element__key="masterclass-others")
    ill = session.facilitators.get()
    page.goto(f"/cohorts/{cohort.pk}/sessions/")
    press(page, "Somebody drops out")
    page.get_by_label("Who drops out").select_option(label=ill.name)
    day = session.opens_on
    fill_first_day(page, day)
    page.get_by_role("button", name="Look for repairs").click()
    expect(page.get_by_text(re.compile(f"To be told: .*{ill.name}")).first).to_be_visible(timeout=A_MINUTE)
    page.get_by_role("button", name="Take as draft plan 1").click()
    expect(page.get_by_text("The plan is your draft now")).to_be_visible()
    assert not cohort.sessions.filter(facilitators=ill, starts_at__date=day, element__in=on_one_day(cohort)).exists()


def on_one_day(cohort: Cohort) -> list[Element]:
    return [element for element in cohort.design.elements.all() if not element.is_window]


def fill_first_day(page: Page, day: date) -> None:
    first = page.get_by_role("group", name="First day")
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        first.get_by_label(label, exact=True).fill(str(number))


def cancel_a_session(page: Page, cohort: Cohort) -> None:
    session = cohort.sessions.get(element__key="patient-engagement")
    page.goto(session.get_absolute_url())
    press(page, "Cancel the session")
    page.get_by_label(re.compile("Why")).fill("The patients' group cannot come")
    page.get_by_role("button", name="Cancel the session").click()
    expect(page.get_by_text("is cancelled in your draft")).to_be_visible()


def read_the_history(page: Page, cohort: Cohort) -> None:
    page.goto(f"/cohorts/{cohort.pk}/releases/")
    expect(page.get_by_role("heading", name=re.compile("Release [12]"))).to_have_count(2)
    expect(page.get_by_text(re.compile("Cancelled. It was"))).to_be_visible()


def mails_to(post_office: PostOffice, email: str) -> int:
    """About dates, one for each release."""
    return sum(email in mail["To"] and bool(list(calendars_in(mail))) for mail in post_office.mails)


def methods_to(post_office: PostOffice, email: str) -> set[str]:
    return {
        str(Calendar.from_ical(part)["METHOD"])
        for mail in post_office.mails
        if email in mail["To"]
        for part in calendars_in(mail)
    }


def calendars_in(mail: EmailMessage) -> Iterator[bytes]:
    for part in mail.walk():
        if part.get_content_type() == "text/calendar" or (part.get_filename() or "").endswith(".ics"):
            yield bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
