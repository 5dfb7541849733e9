"""Sessions are moved by hand in a browser: dragged on the calendar, and with the keyboard alone."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cohorts.programmes.editing import commission_programme
from people.models import Role
from scheduling.models import Session
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.browser.conftest import DESK, PATIENCE
from tests.conftest import ClientFor

OCTOBER = "/calendar/?view=month&on=2026-10-01"


@pytest.fixture
def masterclass(transactional_db: None) -> Session:
    """On Tuesday 6 October 2026, four weeks after the launch."""
    programme = commission_programme(organisation=cast.trust(), name="Leading for Change 2026")
    cohort = start_cohort(programme=programme, name="Cohort 1", starts_on=date(2026, 9, 8), venue="Fenmoor House")
    session: Session = cohort.sessions.get(element__key="masterclass-self")
    return session


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, client_for: ClientFor, masterclass: Session) -> Iterator[Page]:
    """An administrator at a desk."""
    client = client_for(cast.member(masterclass.organisation, Role.ADMINISTRATOR))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport=DESK, base_url=live_server.url)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert complaints == []


def day_of(session: Session) -> date:
    session.refresh_from_db()
    return session.opens_on


def test_a_session_is_dragged_to_another_day_and_moved_when_it_is_saved(page: Page, masterclass: Session) -> None:
    page.goto(OCTOBER)
    entry = page.locator("table [data-move]", has_text=masterclass.title)
    expect(entry).to_have_attribute("draggable", "true")

    entry.drag_to(page.locator('[data-day="2026-10-10"]'))

    expect(page.get_by_role("heading", name=f"Move {masterclass.title}")).to_be_visible()
    expect(page.get_by_label("Day", exact=True)).to_have_value("10")
    expect(page.get_by_text("10 October 2026 is a Saturday")).to_be_visible()
    assert day_of(masterclass) == date(2026, 10, 6)

    page.wait_for_load_state()
    page.get_by_label("Day", exact=True).fill("13")
    page.get_by_label("Month", exact=True).focus()
    expect(page.get_by_text("is a Saturday")).to_have_count(0)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="October 2026", exact=True)).to_be_visible()
    expect(page.locator('[data-day="2026-10-13"]')).to_contain_text(masterclass.title)
    assert day_of(masterclass) == date(2026, 10, 13)


def test_in_a_week_a_session_is_dragged_to_another_time(page: Page, masterclass: Session) -> None:
    page.goto("/calendar/?view=week&on=2026-10-06")
    entry = page.locator("table [data-move]", has_text=masterclass.title)

    entry.drag_to(page.locator('[data-day="2026-10-07"][data-at="14:00"]'))

    expect(page.get_by_label("Day", exact=True)).to_have_value("7")
    expect(page.get_by_label("Starts at")).to_have_value("14:00")
    expect(page.get_by_label("Ends at")).to_have_value("17:30")


def test_words_that_are_dragged_about_the_calendar_move_nothing(page: Page, masterclass: Session) -> None:
    """The page complains of nothing either."""
    page.goto(OCTOBER)
    time = page.locator("table [data-move] .cadre-entry__time")
    page.locator("table [data-move]").evaluate_all("all => all.forEach(one => one.removeAttribute('draggable'))")
    time.first.dblclick()
    assert page.evaluate("getSelection().toString()")

    time.first.drag_to(page.locator('[data-day="2026-10-12"]'))

    expect(page.get_by_role("heading", name="October 2026", exact=True)).to_be_visible()


def test_a_session_that_is_dropped_where_it_was_stays_there(page: Page, masterclass: Session) -> None:
    page.goto(OCTOBER)
    own_day = page.locator('[data-day="2026-10-06"]')
    page.locator("table [data-move]", has_text=masterclass.title).drag_to(own_day, target_position={"x": 5, "y": 5})
    expect(page.get_by_role("heading", name="October 2026", exact=True)).to_be_visible()


def test_a_session_is_moved_with_the_keyboard_alone(page: Page, masterclass: Session) -> None:
    """To the afternoon of the launch, with which it clashes until there is a reason."""
    page.goto(OCTOBER)
    page.get_by_role("link", name=f"Move {masterclass.title}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Move {masterclass.title}")).to_be_visible()
    # With the script that asks what it clashes with.
    page.wait_for_load_state()
    assert page.get_by_label("Why it is right all the same").count() == 0

    page.get_by_label("Day", exact=True).focus()
    for text in ("8", "9"):
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.get_by_text("Programme launch and Insights of the same cohort is at that time")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("say why it is right all the same")
    assert day_of(masterclass) == date(2026, 10, 6)

    page.get_by_role("alert").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Why it is right all the same")).to_be_focused()
    page.keyboard.type("The launch makes room for it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="September 2026", exact=True)).to_be_visible()
    assert day_of(masterclass) == date(2026, 9, 8)
    assert masterclass.changes.get().because == "The launch makes room for it"
