"""A person's own calendar to subscribe to: its secret address, and what is in it."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from messaging import links
from people.models import Person, User
from scheduling.ics.writer import write_calendar
from scheduling.invitations.events import session_event
from scheduling.models import ReleasedSession
from scheduling.models.sessions import ReleasedSessionQuerySet

PURPOSE = "calendar_feed"


@transaction.atomic
def make_feed_address(*, person: Person) -> str:
    """A fresh secret address. The one before stops working, and nothing can show this one again."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    switch_feed_off(person=person)
    token = links.make(purpose=PURPOSE, target=str(person.pk))
    address: str = settings.BASE_URL + reverse("feed", args=[token])
    return address


def switch_feed_off(*, person: Person) -> None:
    links.void(purpose=PURPOSE, target=str(person.pk))


def has_feed(person: Person) -> bool:
    return links.exists(purpose=PURPOSE, target=str(person.pk))


def find_person(token: str) -> Person | None:
    """Whose calendar a secret address opens, as long as they may sign in."""
    target = links.target_of(token, purpose=PURPOSE)
    if target is None:
        return None
    people = Person.objects.filter(user__is_active=True).select_related("organisation", "user")
    return people.filter(pk=target).first()


def write_feed(person: Person) -> bytes:
    """What the person attends, also as an executive, or leads. What is cancelled is left out: so diaries drop it."""
    mine = ReleasedSession.objects.of_person(person)
    return write_sessions(mine, user=person.user, name=f"Sessions, {person.organisation.name}")


def write_sessions(sessions: ReleasedSessionQuerySet, *, user: User, name: str) -> bytes:
    """Those that take place, numbered as the account was told of them, so that no diary takes an older for a newer."""
    found = sessions.taking_place().for_diary().with_sequence_for(user)
    events = [session_event(known, sequence=known.sequence) for known in found]  # type: ignore[attr-defined]
    return write_calendar(events, name=name)
