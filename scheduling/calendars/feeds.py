"""A person's own calendar to subscribe to: its secret address, and what is in it."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from messaging import links
from people.models import Person, User
from scheduling.ics.writer import write_calendar
from scheduling.invitations.events import event_of_known
from scheduling.models import ReleasedSession
from scheduling.models.sessions import ReleasedSessionQuerySet

PURPOSE = "calendar_feed"


@transaction.atomic
def make_address(*, person: Person) -> str:
    """A fresh secret address. The one before stops working, and nothing can show this one again."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    switch_off(person=person)
    token = links.make(purpose=PURPOSE, target=str(person.pk))
    address: str = settings.BASE_URL + reverse("feed", args=[token])
    return address


def switch_off(*, person: Person) -> None:
    links.void(purpose=PURPOSE, target=str(person.pk))


def is_on(person: Person) -> bool:
    return links.exists(purpose=PURPOSE, target=str(person.pk))


def person_of(token: str) -> Person | None:
    """Whose calendar a secret address opens, as long as they may sign in."""
    target = links.target_of(token, purpose=PURPOSE)
    if target is None:
        return None
    people = Person.objects.filter(user__is_active=True).select_related("organisation", "user")
    return people.filter(pk=target).first()


def feed_of(person: Person) -> bytes:
    """What the person attends, also as an executive, or leads. What is cancelled is left out: so diaries drop it."""
    mine = ReleasedSession.objects.of_person(person)
    return dates_file(mine, user=person.user, name=f"Sessions, {person.organisation.name}")


def dates_file(sessions: ReleasedSessionQuerySet, *, user: User, name: str) -> bytes:
    """Those that take place, numbered as the account was told of them, so that no diary takes an older for a newer."""
    found = sessions.taking_place().for_diary().with_sequence_for(user)
    events = [event_of_known(known, sequence=known.sequence) for known in found]  # type: ignore[attr-defined]
    return write_calendar(events, name=name)
