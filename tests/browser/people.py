"""What people do with a browser: sign in with the code from their email, and follow the links that they were sent."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.post_office import PostOffice
from tests.second_factor import code_now
from tests.service import wait_for


def sign_in(page: Page, post_office: PostOffice, email: str) -> None:
    """By a code that was emailed; whoever is new to the service starts from the front page."""
    before = len(post_office.mails)
    page.goto("/")
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    wait_for(lambda: len(post_office.mails) > before and code_in(post_office, email) != "")
    page.get_by_label("Code").fill(code_in(post_office, email))
    page.get_by_role("button", name="Sign in").click()


def code_in(post_office: PostOffice, email: str) -> str:
    found = re.search(r"^([A-Z0-9-]{4,})$", post_office.text_to(email, "Your code to sign in"), re.MULTILINE)
    return found.group(1) if found else ""


def set_up_second_factor(page: Page) -> None:
    """An administrator can do nothing before they have set up an app for codes."""
    press(page, "Set up an app")
    secret = page.locator("code").inner_text()
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_now(secret))
    page.get_by_role("button", name="Finish").click()


def press(page: Page, name: "str | re.Pattern[str]") -> None:
    """Follow a link or push a button, whichever of the two it says it is."""
    page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()


def link_sent_to(post_office: PostOffice, email: str, subject: str) -> str:
    """The link in the newest email of this subject, once the worker has sent it."""
    wait_for(lambda: "http" in post_office.text_to(email, subject), seconds=30)
    return re.findall(r"http\S+", post_office.text_to(email, subject))[0]


def fill_date(page: Page, day: date) -> None:
    page.get_by_label("Day", exact=True).fill(str(day.day))
    page.get_by_label("Month", exact=True).fill(str(day.month))
    page.get_by_label("Year", exact=True).fill(str(day.year))
