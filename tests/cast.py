"""The standing cast of the tests: two invented Trusts and the people in them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from cohorts.models import Cohort, Design, Element, Enrolment, Programme, Window
from people.accounts import get_or_make_person, grant
from people.models import Organisation, Person, Role, Site
from scheduling.availability.venues.editing import get_or_create_venue
from scheduling.models import Invitee, ReleasedSession, ScheduleRelease, Session


def trust(name: str = "Fenmoor Trust") -> Organisation:
    return Organisation.objects.get_or_create(name=name)[0]


def member(organisation: Organisation, role: Role, name: str = "") -> Person:
    """Somebody with a role; their address is made of role and organisation."""
    name = name or f"{role.label} of {organisation.name}"
    email = f"{name}@{organisation.name}.example".lower().replace(" ", "-")
    return grant(organisation=organisation, email=email, name=name, role=role)


def design(programme: Programme) -> Design:
    """A small design: a 360, a launch, and coaching in two windows."""
    made = Design.objects.create(programme=programme, name="Small design", weeks=12)
    for position, (key, kind, format_, minutes, windows) in enumerate(
        [
            ("assessment", Element.Kind.ASSESSMENT, Element.Format.ONLINE, 30, [(1, 4)]),
            ("launch", Element.Kind.LAUNCH, Element.Format.WHOLE_COHORT, 420, [(1, 1)]),
            ("coaching", Element.Kind.COACHING, Element.Format.ONE_TO_ONE, 90, [(3, 5), (8, 10)]),
        ],
        start=1,
    ):
        element = Element.objects.create(
            design=made,
            key=key,
            position=position,
            kind=kind,
            name=kind.label,
            format=format_,
            share=Element.Share.SOCIAL,
            minutes=minutes,
        )
        for number, (first, last) in enumerate(windows, start=1):
            Window.objects.create(element=element, number=number, first_week=first, last_week=last)
    return made


def programme(organisation: Organisation, name: str = "Leading for Change") -> Programme:
    return Programme.objects.get_or_create(organisation=organisation, name=name)[0]


def cohort(organisation: Organisation, name: str = "Cohort 1", **values: Any) -> Cohort:
    """A cohort without sessions and without people, starting on a Tuesday."""
    run = programme(organisation)
    chosen = run.designs.first() or design(run)
    defaults = {"starts_on": date(2026, 9, 8), "venue": "Fenmoor House", "capacity": 20}
    return Cohort.objects.create(programme=run, design=chosen, name=name, **(defaults | values))


def enrolled(into: Cohort, name: str = "Pat Participant", **values: Any) -> Enrolment:
    email = f"{name}@{into.organisation.name}.example".lower().replace(" ", "-")
    person = get_or_make_person(organisation=into.organisation, email=email, name=name)
    site = Site.objects.get_or_create(organisation=into.organisation, name="North site")[0]
    defaults = {
        "job_title": "Ward manager",
        "site": site,
        "manager_name": "Morgan Manager",
        "manager_email": "morgan.manager@fenmoor.example",
    }
    return Enrolment.objects.create(cohort=into, person=person, **(defaults | values))


def session(of: Cohort, key: str = "launch", number: int = 1, starts_at: datetime | None = None) -> Session:
    """A session of one element of the cohort's design that people know of; in the past unless said otherwise."""
    made = drafted(of, key, number, starts_at)
    release = of.schedule_releases.first() or ScheduleRelease.objects.create(cohort=of, number=1)
    ReleasedSession.objects.create(
        session=made, release=release, starts_at=made.starts_at, ends_at=made.ends_at, venue=str(made.venue)
    )
    return made


def invited(person: Person, to: Session, **values: Any) -> Invitee:
    """Somebody was told of a session as people know it."""
    known = to.released
    told = {"release": known.release, "starts_at": known.starts_at, "ends_at": known.ends_at, "place": known.place}
    return Invitee.objects.create(session=to, person=person, **(told | values))


def leads(person: Person, held: Session) -> None:
    """Somebody leads a session, in the draft and as people know it."""
    held.facilitators.add(person)
    held.released.facilitators.add(person)


def put_off(held: Session, starts_at: datetime) -> None:
    """Another day for a session, of which people know."""
    length = held.ends_at - held.starts_at
    for row in (held, held.released):
        row.starts_at, row.ends_at = starts_at, starts_at + length
        row.save()


def drafted(of: Cohort, key: str = "launch", number: int = 1, starts_at: datetime | None = None) -> Session:
    """A session that only administrators know of."""
    starts_at = starts_at or datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
    element = of.design.elements.get(key=key)
    return Session.objects.create(
        cohort=of,
        element=element,
        number=number,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=element.minutes),
        venue=get_or_create_venue(organisation=of.organisation, name=of.venue),
    )
