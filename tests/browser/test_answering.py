"""A rater's page in a browser with scripts: nothing that was answered is lost when the connection is."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from assessments.answering.drafts import save_draft
from assessments.models import Draft, Relationship, Response
from assessments.raters.inviting import make_link
from tests import cast
from tests.assessments.open_rounds import invitation, named, opened
from tests.browser.axe import faults_by_axe
from tests.browser.conftest import PATIENCE, PHONE, Desks
from tests.service import wait_for

NOT_SAVED = "Not saved yet"
# In milliseconds: answers are gathered for less
GATHERED = 2000


@pytest.fixture
def link(running: object) -> str:
    subject = opened(cast.cohort(cast.trust(), starts_on=timezone.localdate())).subjects.get()
    named(subject, co_worker=1)
    return urlsplit(make_link(invitation(subject, Relationship.CO_WORKER))).path


@pytest.fixture
def page(desks: Desks, link: str) -> Page:
    """The first page of statements, with the script that saves at work."""
    page = start(desks, link)
    expect(page.get_by_text("Your answers are saved as you go.")).to_be_visible()
    return page


def start(desks: Desks, link: str) -> Page:
    page = desks.open(PHONE)
    page.goto(link)
    page.get_by_role("button", name="Start").click()
    return page


def stop_the_clock(page: Page) -> None:
    """However slow the machine is: what waits for its time waits until the test lets it pass."""
    page.clock.install()
    page.clock.pause_at(timezone.now() + timedelta(hours=1))


def until(page: Page, holds: Callable[[], object]) -> None:
    """As `wait_for`, with the browser's requests taken meanwhile."""
    for _ in range(PATIENCE // 100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("still not so")


def answer(page: Page, number: int) -> None:
    page.locator("fieldset").nth(number - 1).get_by_role("radio").nth(6).check()


def hold(page: Page, address: re.Pattern[str]) -> list[Route]:
    """Requests to `address`, none of which gets further than the list."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


def forgive(desks: Desks, *words: str) -> None:
    """The browser says itself what went wrong with a request."""
    desks.complaints[:] = [said for said in desks.complaints if not any(word in said for word in words)]


def answer_page(page: Page) -> None:
    for number in range(1, 6):
        answer(page, number)
    expect(page.get_by_role("status")).to_contain_text("Saved")


def test_answers_given_offline_are_kept_on_the_page_and_saved_when_it_is_back(desks: Desks, page: Page) -> None:
    for number in (1, 2, 3):
        answer(page, number)
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"Saved 1?[0-9]:[0-5][0-9][ap]m"))

    page.context.set_offline(True)
    answer(page, 4)
    expect(page.get_by_text(NOT_SAVED)).to_be_in_viewport()
    answer(page, 5)
    for _ in range(2):
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_text(NOT_SAVED)).to_be_in_viewport()
        expect(page.get_by_text("Page 1 of 6")).to_be_attached()
    assert sorted(Draft.objects.get().ratings) == ["1", "2", "3"]

    page.context.set_offline(False)
    expect(page.get_by_text("Page 2 of 6")).to_be_visible()
    assert Draft.objects.get().ratings == {str(number): 7 for number in range(1, 6)}
    forgive(desks, "ERR_INTERNET_DISCONNECTED")


def test_pressing_continue_at_once_saves_and_goes_on(desks: Desks, link: str) -> None:
    page = start(desks, link)
    for number in range(1, 6):
        answer(page, number)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_text("Page 2 of 6")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("Page 1 of 6")).to_be_visible()
    expect(page.get_by_role("radio", name="7", checked=True)).to_have_count(5)


def test_answers_given_before_the_script_has_come_are_kept_as_well(desks: Desks, link: str) -> None:
    page = desks.open(PHONE)
    held = hold(page, re.compile(r"/answering[^/]*\.js"))
    page.goto(link)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Page 1 of 6")).to_be_visible()
    answer(page, 1)
    answer(page, 2)
    until(page, lambda: held)
    held[0].continue_()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    assert Draft.objects.get().ratings == {"1": 7, "2": 7}

    for number in (3, 4, 5):
        answer(page, number)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Page 2 of 6")).to_be_visible()
    assert Draft.objects.get().ratings == {str(number): 7 for number in range(1, 6)}


def test_words_that_were_refused_are_refused_again_until_they_are_mended(desks: Desks, page: Page) -> None:
    for shown in range(1, 7):
        expect(page.get_by_text(f"Page {shown} of 6")).to_be_visible()
        for number in range(1, 6):
            answer(page, number)
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("textbox").first.fill("word " * 2000)
    for _ in range(2):
        # The page before looks the same, and what is typed there is lost.
        with page.expect_event("load"):
            page.get_by_role("button", name="Continue").click()
        expect(page.locator(".nhsuk-error-summary")).to_be_visible()
    page.get_by_role("textbox").first.fill("Listens well.")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    assert "Listens well." in Draft.objects.get().comments.values()
    forgive(desks, "400 (Bad Request)")


def test_whoever_is_offline_with_everything_saved_stays_on_the_page_and_goes_on_when_it_is_back(page: Page) -> None:
    answer_page(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("status")).to_contain_text("Check your connection")
    page.wait_for_timeout(3000)
    expect(page.get_by_text("Page 1 of 6")).to_be_attached()
    expect(page.get_by_text(NOT_SAVED)).to_have_count(0)

    page.context.set_offline(False)
    expect(page.get_by_text("Page 2 of 6")).to_be_visible()


def test_whoever_stops_on_the_way_to_the_next_page_is_not_taken_there_by_the_next_answer(
    desks: Desks, page: Page
) -> None:
    answer_page(page)
    held = hold(page, re.compile("/answer/[^/]+/2/$"))
    page.get_by_role("button", name="Continue").click(no_wait_after=True)
    until(page, lambda: held)
    held[0].abort("aborted")
    with page.expect_response(re.compile("/save/$")):
        page.locator("fieldset").first.get_by_role("radio").nth(2).check()
    page.wait_for_timeout(1000)

    assert len(held) == 1
    assert Draft.objects.get().ratings["1"] == 3
    forgive(desks, "ERR_ABORTED")


def test_an_answer_whose_save_is_under_way_when_the_page_is_left_is_sent_once_more(page: Page) -> None:
    held = hold(page, re.compile("/save/$"))
    answer(page, 1)
    until(page, lambda: held)

    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    until(page, lambda: len(held) == 2)
    first, second = (dict(parse_qsl(route.request.post_data or "")) for route in held)
    assert first["order"] < second["order"]
    assert first | {"order": second["order"]} == second


def test_a_telephone_that_is_put_away_saves_at_once(page: Page) -> None:
    stop_the_clock(page)
    with page.expect_response(re.compile("/save/$")):
        answer(page, 1)
        page.evaluate(
            "Object.defineProperty(document, 'hidden', { value: true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )

    assert Draft.objects.get().ratings == {"1": 7}


def test_whoever_closes_a_page_that_could_not_be_saved_is_asked_first(desks: Desks, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.context.set_offline(True)
    answer(page, 1)
    expect(page.get_by_text(NOT_SAVED)).to_be_visible()
    page.close(run_before_unload=True)
    until(desks.open(PHONE), lambda: asked)

    assert asked == ["beforeunload"]
    forgive(desks, "ERR_INTERNET_DISCONNECTED")


def test_a_page_of_somebody_else_that_answers_in_our_place_is_not_taken_for_saved(desks: Desks, page: Page) -> None:
    page.route(re.compile("/save/$"), lambda route: route.fulfill(status=302, headers={"Location": "/privacy/"}))
    answer(page, 1)

    expect(page.get_by_text(NOT_SAVED)).to_be_visible()
    assert not Draft.objects.exists()
    forgive(desks, "ERR_FAILED", "Failed to load", "Fetch API")


def test_a_page_of_somebody_else_that_says_200_is_not_taken_for_saved(desks: Desks, page: Page) -> None:
    page.route(re.compile("/save/$"), lambda route: route.fulfill(status=200, body="<h1>Your visit is logged</h1>"))
    answer(page, 1)

    expect(page.get_by_text(NOT_SAVED)).to_be_visible()
    assert not Draft.objects.exists()


def test_whoever_closes_a_page_while_it_tries_again_is_asked_first(desks: Desks, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.context.set_offline(True)
    held = hold(page, re.compile("/save/$"))
    answer(page, 1)
    until(page, lambda: held)
    page.close(run_before_unload=True)
    until(desks.open(PHONE), lambda: asked)

    assert asked == ["beforeunload"]


def test_whoever_was_away_opens_the_link_in_another_tab_and_goes_on_in_the_first(
    desks: Desks, page: Page, link: str
) -> None:
    answer(page, 1)
    page.context.clear_cookies()
    expect(page.get_by_text("you have been away for a while")).to_be_visible()
    other = page.context.new_page()
    other.goto(link)
    other.get_by_role("button", name="Continue").click()
    expect(other.get_by_text("Page 1 of 6")).to_be_visible()

    for number in (2, 3, 4, 5):
        answer(page, number)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Page 2 of 6")).to_be_visible()
    assert Draft.objects.get().ratings == {str(number): 7 for number in range(1, 6)}
    forgive(desks, "403 (Forbidden)")


def test_going_back_shows_what_is_kept_and_not_what_the_browser_remembers(page: Page) -> None:
    answer_page(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Page 2 of 6")).to_be_visible()
    save_draft(invitation_id=Draft.objects.get().pk, ratings={1: 9}, comments={})

    page.go_back()
    expect(page.get_by_role("radio", name="9", checked=True)).to_have_count(1)
    page.wait_for_timeout(2000)
    assert Draft.objects.get().ratings["1"] == 9


def test_answers_given_one_after_the_other_are_one_request_and_saved_is_said_after_the_answer(page: Page) -> None:
    stop_the_clock(page)
    held = hold(page, re.compile("/save/$"))
    for number in (1, 2, 3):
        answer(page, number)
    page.clock.run_for(GATHERED)
    until(page, lambda: held)
    page.clock.run_for(GATHERED)

    assert len(held) == 1
    assert "Saved" not in page.get_by_role("status").inner_text()
    held[0].continue_()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    assert Draft.objects.get().ratings == {"1": 7, "2": 7, "3": 7}


def test_whoever_closes_the_page_at_once_has_what_they_answered_kept(page: Page) -> None:
    answer(page, 1)
    page.close(run_before_unload=True)

    wait_for(Draft.objects.exists)
    assert Draft.objects.get().ratings == {"1": 7}


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_way_by_keyboard_on_a_phone(with_scripts: bool, desks: Desks, link: str) -> None:
    page = desks.open(PHONE, java_script_enabled=with_scripts)
    page.goto(link)
    looks_right(page, with_scripts)
    press_by_keyboard(page, page.get_by_role("button", name="Start", exact=True))
    for number in range(1, 7):
        expect(page.get_by_text(f"Page {number} of 6")).to_be_attached()
        looks_right(page, with_scripts)
        answer_by_keyboard(page)
        press_by_keyboard(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", level=1)).to_have_text("In your own words")
    looks_right(page, with_scripts)
    tab_to(page, page.locator("textarea").first)
    page.keyboard.type("As your only deputy I see much.")
    press_by_keyboard(page, page.get_by_role("button", name="Continue"))
    expect(page.locator("mark").nth(1)).to_contain_text("As your only deputy")
    looks_right(page, with_scripts)
    press_by_keyboard(page, page.get_by_role("button", name="Submit"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    looks_right(page, with_scripts)
    assert Response.objects.get().ratings == [7] * 30
    assert Response.objects.get().comments[0] == "As your only deputy I see much."


def looks_right(page: Page, with_scripts: bool) -> None:
    """Axe is a script of its own; without scripts the pages are the same."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if with_scripts:
        assert list(faults_by_axe(page)) == []


def answer_by_keyboard(page: Page) -> None:
    """One tab stop a statement; the arrows go along its scale."""
    statements = page.locator("fieldset")
    tab_to(page, statements.first.get_by_role("radio").first)
    for number in range(5):
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        expect(statements.nth(number).get_by_role("radio").nth(6)).to_be_checked()
        page.keyboard.press("Tab")
        if number < 4:
            expect(statements.nth(number + 1).get_by_role("radio").first).to_be_focused()


def press_by_keyboard(page: Page, button: Locator) -> None:
    tab_to(page, button)
    page.keyboard.press("Enter")


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to {target}")


def test_targets_are_large_enough_for_a_thumb(page: Page) -> None:
    boxes = [option.bounding_box() for option in page.get_by_role("radio").all()]

    assert len(boxes) == 55
    assert all(box and box["width"] >= 44 and box["height"] >= 44 for box in boxes)
