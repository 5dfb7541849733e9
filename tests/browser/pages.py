"""The ways to a page and the states it can be in, from which the accessibility tests are put together."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import mail
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from scheduling.models import Session
from tests.conftest import ClientFor
from tests.programme.world import World
from tests.service import ROOT

TEMPLATES = ROOT / "templates"
# Templates that pages extend; no page extends anything else that is not itself a PDF.
BASES = {"base.html", "base_plain.html", "base_error.html", "spreadsheets/import.html"}


@dataclass
class Visit:
    """A browser's page, the address of the service, and the people and things that it has."""

    page: Page
    address: str
    world: World
    client_for: ClientFor


Step = Callable[[Visit], object]


@dataclass(frozen=True)
class Case:
    """A page in one state: its template, words that stand on it in that state only, and the way there."""

    template: str
    says: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"{self.template}, “{self.says}”"


@dataclass(frozen=True)
class Scene:
    """Cases that are visited one after the other in one browser, starting from one state of the database."""

    build: Callable[[], World]
    cases: list[Case]
    settings: dict[str, Any] = field(default_factory=dict)


def case(template: str, says: str, *steps: Step) -> Case:
    return Case(template, says, steps)


def page_templates() -> set[str]:
    """Every template that is a page of its own."""
    names = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    return {name for name in names - BASES if stands_on_base(name)}


def stands_on_base(name: str) -> bool:
    """A template that is told its base by the view is a page too."""
    found: Any = get_template(name)
    for node in found.template.nodelist.get_nodes_by_type(ExtendsNode):
        parent = node.parent_name.var
        return parent in BASES or not isinstance(parent, str) or stands_on_base(parent)
    return False


# Ways


def opens(name: str, *objects: str) -> Step:
    """Follow the address of this name; the objects in it are those that the world knows by these words."""
    return lambda visit: opens_path(reverse(name, args=[visit.world.objects[key] for key in objects]))(visit)


def opens_path(path: str) -> Step:
    return lambda visit: visit.page.goto(visit.address + path)


def opens_on_day(view: str, session: str, later: int = 0) -> Step:
    """The calendar, where a session of the world is, or so many days later."""

    def open_calendar(visit: Visit) -> None:
        day = Session.objects.get(pk=visit.world.objects[session]).opens_on + timedelta(days=later)
        opens_path(f"/calendar/?view={view}&on={day}")(visit)

    return open_calendar


def shows(answer: Callable[[], str]) -> Step:
    """What the service answers to a request that a browser does not send to its end."""
    return lambda visit: visit.page.set_content(answer())


def presses(button: str) -> Step:
    return lambda visit: visit.page.locator("main").get_by_role("button", name=button, exact=True).first.click()


def fills(label: str, text: str) -> Step:
    return lambda visit: visit.page.get_by_label(label).first.fill(text)


def chooses(label: str) -> Step:
    return lambda visit: visit.page.get_by_label(label).first.check()


def runs(script: str) -> Step:
    return lambda visit: visit.page.evaluate(script)


def arranges(change: Callable[[World], object]) -> Step:
    """Something happens meanwhile."""
    return lambda visit: change(visit.world)


def signs_in(role: str) -> Step:
    """Having given the second factor where one is asked for."""
    return lambda visit: _come_as(visit, visit.client_for(visit.world.people[role]))


def signs_in_without_factor(role: str) -> Step:
    def sign_in(visit: Visit) -> None:
        client = Client()
        client.force_login(visit.world.people[role].user)
        _come_as(visit, client)

    return sign_in


def _come_as(visit: Visit, client: Client) -> None:
    signs_out(visit)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    visit.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visit.address}])


def signs_out(visit: Visit) -> None:
    visit.page.context.clear_cookies()


def fills_emailed_code(visit: Visit) -> None:
    found = re.search(r"^([0-9]{4}-[0-9]{4})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    visit.page.get_by_label("Code from the email").fill(found[1])


def claimed(scenes: dict[str, Scene]) -> Iterator[str]:
    for scene in scenes.values():
        for each in scene.cases:
            yield each.template
