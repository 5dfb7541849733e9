"""A form that was open while somebody else saved is refused once, says what there is now, and is saved after that."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cohorts.designs.drafts import change_draft, edit_version
from cohorts.designs.editing import with_changed
from cohorts.designs.files import write_design
from cohorts.designs.specs import DesignSpec
from cohorts.designs.storage import leading_for_change
from cohorts.models import Cohort, Enrolment, Programme
from cohorts.programmes.editing import commission_programme
from people.conflicts import SEEN, SeenForm
from people.models import Organisation, Person, Role
from scheduling.models import Session
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.reading import read
from tests.scheduling.conftest import next_tuesday

Values = dict[str, Any]

SHIPPED = leading_for_change()
LAUNCH = SHIPPED.elements[1]


@dataclass(frozen=True)
class World:
    """A programme with a working copy of its design, a cohort with dates to come, and a participant."""

    cohort: Cohort
    enrolment: Enrolment
    colleague: Person

    @property
    def programme(self) -> Programme:
        return self.cohort.programme

    def session(self, key: str) -> Session:
        found: Session = self.cohort.sessions.get(element__key=key)
        return found

    def lead(self, key: str) -> None:
        self.session(key).facilitators.add(self.colleague)

    def change_design(self, change: Callable[[DesignSpec], DesignSpec]) -> None:
        change_draft(programme=self.programme, change=change, by=self.colleague)

    def change_element(self) -> None:
        """Give the launch another note."""
        launch = replace(LAUNCH, note="Theirs")
        self.change_design(lambda spec: with_changed(spec, launch))

    def change_rule(self) -> None:
        """Take the first rule away."""
        self.change_design(lambda spec: replace(spec, rules=spec.rules[1:]))

    def change_weeks(self) -> None:
        self.change_design(lambda spec: replace(spec, weeks=38))


@dataclass(frozen=True)
class Page:
    """An address and what is entered there, a change by somebody else, and what is said of it."""

    address: Callable[[World], str]
    meanwhile: Callable[[World], object]
    says: str
    entered: Values


def day_of(name: str, session: Session) -> Values:
    day = session.opens_on if name != "closes_on" else session.closes_on
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def draft_page(page: str) -> Callable[[World], str]:
    return lambda world: f"/programmes/{world.programme.pk}/draft/{page}"


def move_page(key: str) -> Callable[[World], str]:
    return lambda world: f"/sessions/{world.session(key).pk}/move/"


REPLACE = "The working copy was changed while you had this open. Look at it before you replace it."

PAGES = {
    "programme": Page(
        lambda world: f"/programmes/{world.programme.pk}/change/",
        lambda world: Programme.objects.update(name="Theirs"),
        "Now it is: name Theirs, aims empty.",
        {"aims": "Better care"},
    ),
    "cohort": Page(
        lambda world: f"/cohorts/{world.cohort.pk}/change/",
        lambda world: Cohort.objects.update(capacity=24),
        "Now it is: name Cohort 1, places 24.",
        {"name": "Mine"},
    ),
    "enrolment": Page(
        lambda world: f"/enrolments/{world.enrolment.pk}/change/",
        lambda world: Enrolment.objects.update(band="9"),
        "band 9",
        {"job_title": "Matron"},
    ),
    "session": Page(
        move_page("masterclass-self"),
        lambda world: world.lead("masterclass-self"),
        "Somebody has changed this session since you opened this page. It is now: ",
        {"starts": "10:00"},
    ),
    "window": Page(
        move_page("assessment"),
        lambda world: world.lead("assessment"),
        "Olu Other. Save again to change that",
        {"another_place": "North site", "venue": ""},
    ),
    "release": Page(
        lambda world: f"/cohorts/{world.cohort.pk}/release/",
        lambda world: world.lead("masterclass-self"),
        "Somebody has changed the draft since you opened this page. Check it again.",
        {"note": "As agreed"},
    ),
    "design's settings": Page(
        draft_page("settings/"), World.change_weeks, "It takes 38 weeks instead of 36.", {"name": "Mine"}
    ),
    "element": Page(draft_page(f"element/{LAUNCH.key}/"), World.change_element, "Olu Other, ", {"minutes": "480"}),
    "rule": Page(draft_page(f"rule/{SHIPPED.rules[0].key}/"), World.change_rule, "Olu Other, ", {"most_days": "90"}),
    "copy of a design": Page(
        lambda world: f"/programmes/{world.programme.pk}/designs/copy/",
        World.change_weeks,
        REPLACE,
        {"design": "empty"},
    ),
    "file of a design": Page(
        lambda world: f"/programmes/{world.programme.pk}/designs/import/",
        World.change_weeks,
        REPLACE,
        {"text": write_design(replace(SHIPPED, weeks=40))},
    ),
    "publishing": Page(draft_page("check/"), World.change_weeks, "It takes 38 weeks instead of 36.", {}),
    "discarding": Page(draft_page("discard/"), World.change_weeks, "It takes 38 weeks instead of 36.", {}),
}


@pytest.fixture
def world(trust: Organisation, administrator: Person) -> World:
    programme = commission_programme(organisation=trust, name="Leading for Change")
    starts_on = next_tuesday() + timedelta(weeks=4)
    cohort = start_cohort(programme=programme, name="Cohort 1", starts_on=starts_on, venue="Fenmoor House")
    edit_version(design=programme.designs.get())
    return World(cohort, cast.enrolled(cohort), cast.member(trust, Role.FACILITATOR, "Olu Other"))


@pytest.fixture(params=PAGES.values(), ids=PAGES.keys())
def changed(request: pytest.FixtureRequest) -> Page:
    found: Page = request.param
    return found


def seen_on(response: Any) -> str:
    """Read what the page holds, as a browser would find it: once, in a hidden field."""
    (found,) = re.findall(r'<input type="hidden" name="seen" value="([^"]*)"', response.content.decode())
    assert SEEN.fullmatch(found)
    return str(found)


def sent_by(client: Client, page: Page, world: World) -> Values:
    """Fill in what a browser sends back from the page as it is shown, with what is entered."""
    response = client.get(page.address(world))
    form = response.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    known = {name: value for name, value in shown.items() if value is not None and value is not False}
    days = [day_of(name, form.session) for name in ("day", "opens_on", "closes_on") if name in form.fields]
    for each in days:
        known |= each
    return known | page.entered | {"seen": seen_on(response)}


def test_what_somebody_else_saved_meanwhile_is_told_once(
    administrators_client: Client, world: World, changed: Page
) -> None:
    sent = sent_by(administrators_client, changed, world)
    changed.meanwhile(world)
    refused = administrators_client.post(changed.address(world), sent)
    assert refused.status_code == 200
    assert changed.says in read(refused)
    told = seen_on(refused)
    assert told != sent["seen"]
    assert administrators_client.post(changed.address(world), sent).status_code == 200
    assert administrators_client.post(changed.address(world), sent | {"seen": told}).status_code == 302


def test_what_nobody_has_changed_is_saved_at_once(administrators_client: Client, world: World, changed: Page) -> None:
    sent = sent_by(administrators_client, changed, world)
    assert administrators_client.post(changed.address(world), sent).status_code == 302


@pytest.mark.parametrize("seen", [None, "made up"])
def test_a_page_that_does_not_say_what_it_showed_is_saved(
    administrators_client: Client, world: World, changed: Page, seen: str | None
) -> None:
    sent = sent_by(administrators_client, changed, world)
    changed.meanwhile(world)
    del sent["seen"]
    held = {} if seen is None else {"seen": seen}
    # An element or a rule that is no longer there cannot be saved by a page that does not say that it was.
    status = 404 if changed.meanwhile == World.change_rule else 302
    assert administrators_client.post(changed.address(world), sent | held).status_code == status


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("programme", {"name": ""}),
        ("cohort", {"capacity": "many"}),
        ("enrolment", {"name": ""}),
        ("session", {"starts": "late"}),
        ("design's settings", {"weeks": "many"}),
        ("element", {"name": ""}),
        ("copy of a design", {"design": ""}),
    ],
)
def test_a_mistake_does_not_make_a_change_known_that_the_page_has_not_told(
    administrators_client: Client, world: World, name: str, wrong: Values
) -> None:
    page = PAGES[name]
    sent = sent_by(administrators_client, page, world)
    page.meanwhile(world)
    mistaken = administrators_client.post(page.address(world), sent | wrong)
    assert seen_on(mistaken) == sent["seen"]
    refused = administrators_client.post(page.address(world), sent)
    assert page.says in read(refused)


def test_a_page_opened_later_shows_the_latest(administrators_client: Client, world: World) -> None:
    new = draft_page("elements/new/")(world)
    first = seen_on(administrators_client.get(new))
    world.change_weeks()
    assert seen_on(administrators_client.get(new)) != first


@pytest.mark.parametrize("sent", ["", "made up", "f" * 19, "\0", "ABC", "١٢"])
def test_what_no_page_has_held_counts_as_nothing(sent: str) -> None:
    form = SeenForm({"seen": sent}, initial={"seen": "0a1"})
    assert form.is_valid()
    assert (form.cleaned_data["seen"], form["seen"].value()) == ("", "0a1")
