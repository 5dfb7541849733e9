"""Where the page of raters leads the eye, in a browser."""

import re

from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from cohorts.models import Cohort
from tests.assessments.open_rounds import opened
from tests.browser.test_report_length import DESK, signed_in
from tests.conftest import ClientFor


def test_after_a_new_row_the_page_still_leads_to_what_is_wrong(
    live_server: LiveServer, browser: Browser, cohort: Cohort, client_for: ClientFor
) -> None:
    subject = opened(cohort).subjects.get()
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    page.context.add_cookies([signed_in(client_for(subject.enrolment.person), live_server.url)])
    page.goto(live_server.url + reverse("name_raters", args=[subject.pk]))

    page.get_by_role("button", name="Add another row to others").click()
    expect(page).to_have_url(re.compile("#id_other-3-name$"))
    expect(page.locator("#id_other-3-name")).to_be_focused()
    page.get_by_role("button", name="Save", exact=False).last.click()

    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert "#" not in page.url
