"""A rater's page in a browser with scripts: nothing that was answered is lost when the connection is."""

import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.inviting import make_link
from assessments.models import Draft, Relationship
from tests import cast
from tests.assessments.asked import invitation, named, opened
from tests.browser.conftest import PHONE, Desks

NOT_SAVED = "Not saved yet"


@pytest.fixture
def page(desks: Desks) -> Page:
    subject = opened(cast.cohort(cast.trust(), starts_on=timezone.localdate())).subjects.get()
    named(subject, co_worker=1)
    page = desks.open(PHONE)
    page.goto(urlsplit(make_link(invitation(subject, Relationship.CO_WORKER))).path)
    page.get_by_role("button", name="Start").click()
    return page


def answer(page: Page, number: int) -> None:
    page.locator("fieldset").nth(number - 1).get_by_role("radio").nth(6).check()


def test_answers_given_offline_are_kept_on_the_page_and_saved_when_it_is_back(desks: Desks, page: Page) -> None:
    expect(page.get_by_text("Your answers are saved as you go.")).to_be_visible()
    for number in (1, 2, 3):
        answer(page, number)
    expect(page.get_by_role("status")).to_contain_text("Saved")

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
    # The browser says itself that it was offline.
    desks.complaints[:] = [said for said in desks.complaints if "ERR_INTERNET_DISCONNECTED" not in said]


def test_pressing_continue_at_once_saves_and_goes_on(page: Page) -> None:
    for number in range(1, 6):
        answer(page, number)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_text("Page 2 of 6")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("Page 1 of 6")).to_be_visible()
    expect(page.get_by_role("radio", name=re.compile("^7$"), checked=True)).to_have_count(5)
