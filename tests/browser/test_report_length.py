"""A report is read in one sitting: how long its page is for somebody at a desk, and what a phone shows of it."""

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from assessments.models import Relationship, Round, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from reports.models import Document
from tests.assessments.closed_rounds import answered, debriefed, open_round, subject
from tests.conftest import ClientFor

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
SCREENS = 8
COMMENT = ("Explains why the rota changes, and asks what we think. " * 4)[:200]
TOP_OF_APPENDIX = "document.querySelector('#appendix').getBoundingClientRect().top + window.scrollY"


def with_full_answers(about: Subject, *, lower: int = 0) -> None:
    """A manager, three groups, and twelve comments of 200 characters to each question."""
    odd = {3: None, 8: 10, 14: 2, 21: 10}
    answered(about, Relationship.SELF, 8)
    answered(about, Relationship.MANAGER, 7 - lower, comment=COMMENT)
    answered(about, Relationship.DIRECT_REPORT, *(level - lower for level in (5, 6, 6, 7)), comment=COMMENT)
    answered(about, Relationship.CO_WORKER, *(level - lower for level in (4, 6, 8, 9)), comment=COMMENT, differing=odd)
    answered(about, Relationship.OTHER, *(level - lower for level in (6, 7, 8)), comment=COMMENT)


def reported(cohort: Cohort) -> Subject:
    """After a reassessment, whose report is the longest that there is."""
    first = open_round(cohort)
    before = subject(first)
    with_full_answers(before, lower=1)
    closing.close(round=first)
    debriefed(first)
    again = open_round(cohort, kind=Round.Kind.REASSESSMENT)
    about = Subject.objects.create(round=again, enrolment=before.enrolment)
    with_full_answers(about)
    closing.close(round=again)
    Document.objects.get(release__subject=about).shown_to.add(about.enrolment.person)
    return about


def test_the_page_is_read_on_eight_screens(
    live_server: LiveServer, browser: Browser, cohort: Cohort, client_for: ClientFor
) -> None:
    page = reading(reported(cohort), live_server, browser, client_for)

    assert page.locator(".report-comment").count() == 12 * 3
    assert page.evaluate(TOP_OF_APPENDIX) <= SCREENS * DESK["height"]


def test_each_chart_is_drawn_once_and_whole_at_a_desk_and_on_a_phone(
    live_server: LiveServer, browser: Browser, cohort: Cohort, client_for: ClientFor
) -> None:
    page = reading(reported(cohort), live_server, browser, client_for)
    figures = page.locator("figure").count()
    assert figures == 4
    for screen in (DESK, PHONE, {"width": 320, "height": 740}):
        page.set_viewport_size(screen)  # type: ignore[arg-type]
        charts = page.locator("figure svg:visible")
        assert charts.count() == figures
        for at in range(figures):
            box = charts.nth(at).bounding_box()
            assert box
            assert 0 <= box["x"] <= screen["width"] - box["width"]
        assert page.locator("figure .nhsuk-scroll").count() == 0


def reading(about: Subject, server: LiveServer, browser: Browser, client_for: ClientFor) -> Page:
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    page.context.add_cookies([signed_in(client_for(about.enrolment.person), server.url)])
    page.goto(server.url + reverse("report", args=[about.pk]))
    return page


def signed_in(client: Client, url: str) -> dict[str, str]:
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key or "", "url": url}
