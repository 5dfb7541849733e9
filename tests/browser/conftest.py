"""Real browsers on the real service: Debian's Chromium, at a desk and on a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from tests.post_office import PostOffice, open_post_office
from tests.service import Service, come_to_rest, service

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# In milliseconds: longer than a page takes on a machine with much else to do. What is there is found at once.
PATIENCE = 30_000

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def office() -> Iterator[PostOffice]:
    with open_post_office() as opened:
        yield opened


@pytest.fixture(scope="package")
def whole_service(django_db_setup: None, office: PostOffice) -> Iterator[Service]:
    """Web and worker, sending through the office; started by the first test that needs them, for all that do."""
    with service(EMAIL_URL=f"smtp://127.0.0.1:{office.port}") as made:
        yield made


@pytest.fixture
def post_office(office: PostOffice) -> PostOffice:
    office.empty()
    return office


@pytest.fixture
def running(transactional_db: None, whole_service: Service, post_office: PostOffice) -> Iterator[Service]:
    """The whole service, as if it had just been started: nothing of earlier tests is in database, Redis or post."""
    cache.clear()
    whole_service.start_what_is_missing()
    yield whole_service
    come_to_rest()


@pytest.fixture(autouse=True)
def nothing_beside(request: pytest.FixtureRequest, whole_service: Service) -> None:
    """Where a test runs the service in its own process, a worker would take its tasks."""
    if "running" not in request.fixturenames:
        whole_service.stop()


class Desks:
    """Opens a browser of its own for each person, so that nobody shares a session."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url
        self.complaints: list[str] = []

    def open(self, viewport: dict[str, int] | None = None, **options: Any) -> Page:
        context = self.browser.new_context(
            base_url=self.base_url,
            viewport=viewport or DESK,
            accept_downloads=True,
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", self._note)
        page.on("request", lambda request: self._refuse_strangers(request.url))
        return page

    def _note(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _refuse_strangers(self, url: str) -> None:
        if not url.startswith((self.base_url, "data:", "blob:")):
            self.complaints.append(f"a request to {url}")


@pytest.fixture
def desks(browser: Browser, running: Service, request: pytest.FixtureRequest) -> Iterator[Desks]:
    """Every page that is opened here must make no request to another host and no complaint in the console."""
    made = Desks(browser, running.base_url)
    failed_before = request.session.testsfailed
    yield made
    for number, context in enumerate(browser.contexts):
        if request.session.testsfailed > failed_before:
            context.pages[0].screenshot(path=f"test-results/{request.node.name}-{number}.png", full_page=True)
        context.close()
    assert made.complaints == []
