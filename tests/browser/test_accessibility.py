"""Every page there is, in each state that it can be in, looked at by axe and on a narrow screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test.signals import template_rendered
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.axe import faults
from tests.browser.conftest import PATIENCE
from tests.browser.pages import Case, Scene, Visit, claimed, page_templates
from tests.browser.scenes import SCENES
from tests.conftest import ClientFor

PAGES = page_templates()


def test_every_page_there_is_has_a_case() -> None:
    assert PAGES - set(claimed(SCENES)) == set()


def test_every_case_is_of_a_page_that_there_is() -> None:
    assert set(claimed(SCENES)) - PAGES == set()


def test_what_is_wrong_with_a_page_would_be_noticed(page: Page) -> None:
    page.set_content("<p>Name <input> <img src='data:,' width='900'>")

    found = {fault.split(": ")[1] for fault in faults(page)}

    assert {"label", "image-alt", "html-has-lang", "it has no title"} <= found
    assert {fault for fault in found if "first level" in fault or "sideways" in fault} == {
        "it has 0 headings of the first level",
        "it is 908 px wide and scrolls sideways",
    }


@pytest.mark.parametrize("name", SCENES)
def test_anybody_can_use_the_pages(name: str, enter: Callable[[Scene], Visit]) -> None:
    found = found_in(SCENES[name], enter(SCENES[name]))

    assert not found, "\n".join(found)


@pytest.fixture
def enter(
    live_server: LiveServer, page: Page, client_for: ClientFor, settings: Settings, tmp_path: Path
) -> Callable[[Scene], Visit]:
    """The service in this very process, so that we hear which templates it renders, with a mailbox of its own."""

    def enter(scene: Scene) -> Visit:
        for name, value in {**scene.settings, "MAILBOX_DIR": tmp_path}.items():
            setattr(settings, name, value)
        return Visit(page, live_server.url, scene.build(), client_for)

    return enter


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def forgotten_attempts() -> Iterator[None]:
    """Attempts to sign in are counted in Redis, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


def found_in(scene: Scene, visit: Visit) -> list[str]:
    with pages_rendered() as rendered:
        return [f"{case} {fault}" for case in scene.cases for fault in found_at(case, visit, rendered)]


@contextmanager
def pages_rendered() -> Iterator[list[str]]:
    """The names of the pages that the server has rendered so far, the latest last."""
    names: list[str] = []

    def note(template: Any, **kwargs: Any) -> None:
        if template.name in PAGES:
            names.append(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)


def found_at(case: Case, visit: Visit, rendered: list[str]) -> Iterator[str]:
    arrive(case, visit)
    if rendered[-1:] != [case.template]:
        yield f"is a page of {rendered[-1:]}"
    yield from faults(visit.page)


def arrive(case: Case, visit: Visit) -> None:
    try:
        for step in case.steps:
            step(visit)
        expect(visit.page.locator("body")).to_contain_text(case.says)
    except Exception as error:
        error.add_note(f"on the way to {case}, at {visit.page.url}")
        raise
