"""A feed of a person's sessions for their own calendar: its secret address and its content."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from messaging import links
from people.locking import lock
from people.models import Person, User
from scheduling.ics.writer import write_calendar
from scheduling.invitations.events import session_event
from scheduling.models import ReleasedSession
from scheduling.models.sessions import ReleasedSessionQuerySet

PURPOSE = "calendar_feed"


@transaction.atomic
def make_feed_address(*, person: Person) -> str:
    """Make a new secret address. The old one stops working, and this one cannot be shown again."""
    lock(person)
    switch_feed_off(person=person)
    token = links.make(purpose=PURPOSE, target=str(person.pk))
    address: str = settings.BASE_URL + reverse("feed", args=[token])
    return address


def switch_feed_off(*, person: Person) -> None:
    links.void(purpose=PURPOSE, target=str(person.pk))


def has_feed(person: Person) -> bool:
    return links.exists(purpose=PURPOSE, target=str(person.pk))


def find_person(token: str) -> Person | None:
    """Find the person whose feed has this secret token, if they may sign in."""
    target = links.target_of(token, purpose=PURPOSE)
    if target is None:
        return None
    people = Person.objects.filter(user__is_active=True).select_related("organisation", "user")
    return people.filter(pk=target).first()


def write_feed(person: Person) -> bytes:
    """Write the sessions that a person attends or leads. Calendars drop cancelled ones because they are left out."""
    sessions = ReleasedSession.objects.of_person(person)
    return write_sessions(sessions, user=person.user, name=f"Sessions, {person.organisation.name}")


def write_sessions(sessions: ReleasedSessionQuerySet, *, user: User, name: str) -> bytes:
    """Write the sessions that take place. Their numbers are those that the account was last told: the newest counts."""
    found = sessions.taking_place().for_diary().with_sequence_for(user)
    events = [session_event(each, sequence=each.sequence) for each in found]  # type: ignore[attr-defined]
    return write_calendar(events, name=name)
