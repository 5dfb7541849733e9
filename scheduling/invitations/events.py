"""A date that somebody was told of, as the entry of a diary: an invitation to it, or word that it is off."""

from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings

from messaging.letters import CalendarPart
from people.models import Organisation
from scheduling.ics.writer import CANCEL, REQUEST, Attendee, Contact, Event, write_cancellation, write_invitation
from scheduling.models import Invitee, ReleasedSession, Session


def calendar_part(invitee: Invitee, *, name: str) -> CalendarPart:
    event = event_of(invitee)
    if invitee.is_cancelled:
        return CalendarPart(method=CANCEL, content=write_cancellation(event), name=name)
    return CalendarPart(method=REQUEST, content=write_invitation(event), name=name)


def event_of(invitee: Invitee) -> Event:
    attendee = Attendee(invitee.person.name, invitee.person.email, invitee.answer)
    return replace(event_of_known(invitee, sequence=invitee.sequence), attendees=(attendee,))


def event_of_known(known: Invitee | ReleasedSession, *, sequence: int) -> Event:
    """A session as one person, or everybody, was told of it."""
    session, cohort = known.session, known.session.cohort
    return Event(
        uid=str(session.uid),
        sequence=sequence,
        starts_at=known.starts_at,
        ends_at=known.ends_at,
        title=f"{session.title} ({cohort.programme.name})",
        place=known.place,
        description=_description(session),
        url=settings.BASE_URL + session.get_absolute_url(),
        organiser=organiser_of(cohort.organisation),
        attendees=(),
        is_cancelled=known.is_cancelled,
        stamped_at=known.release.released_at,
        is_window=session.is_window,
    )


def organiser_of(organisation: Organisation) -> Contact:
    """Answers by email go to the address that sends: diaries believe no other organiser."""
    return Contact(organisation.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def _description(session: Session) -> str:
    return "\n\n".join(filter(None, (f"{session.title}, {session.cohort.name}", session.element.preparation)))
