"""Diary entries for the dates that people were told of: invitations and cancellations."""

from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings

from messaging.letters import CalendarPart
from people.models import Organisation
from scheduling.ics.writer import CANCEL, REQUEST, Attendee, Contact, Event, write_cancellation, write_invitation
from scheduling.models import Invitee, ReleasedSession, Session


def calendar_part(invitee: Invitee, *, name: str) -> CalendarPart:
    event = invitee_event(invitee)
    if invitee.is_cancelled:
        return CalendarPart(method=CANCEL, content=write_cancellation(event), name=name)
    return CalendarPart(method=REQUEST, content=write_invitation(event), name=name)


def invitee_event(invitee: Invitee) -> Event:
    attendee = Attendee(invitee.person.name, invitee.person.email, invitee.answer)
    return replace(session_event(invitee, sequence=invitee.sequence), attendees=(attendee,))


def session_event(told: Invitee | ReleasedSession, *, sequence: int) -> Event:
    """Build the diary entry of a session from what one person, or everybody, was told of it."""
    session, cohort = told.session, told.session.cohort
    return Event(
        uid=str(session.uid),
        sequence=sequence,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
        title=f"{session.title} ({cohort.programme.name})",
        place=told.place,
        description=_description(session),
        url=settings.BASE_URL + session.get_absolute_url(),
        organiser=organiser_of(cohort.organisation),
        attendees=(),
        is_cancelled=told.is_cancelled,
        stamped_at=told.release.released_at,
        is_window=session.is_window,
    )


def organiser_of(organisation: Organisation) -> Contact:
    """Return the organiser, whose address is our sender's: calendars accept no other, and send answers there."""
    return Contact(organisation.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def _description(session: Session) -> str:
    return "\n\n".join(filter(None, (f"{session.title}, {session.cohort.name}", session.element.preparation)))
