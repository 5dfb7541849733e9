"""Answers to an invitation to a session: from a diary, by a personal link, or on the session's page."""

from enum import Enum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from messaging import links, outbox
from people.locking import lock, lock_rows
from people.models import Person, Role
from scheduling.models import Invitee

PURPOSE = "session_reply"
DECLINED_LETTER = "session_declined"


class Outcome(Enum):
    """The outcome of an answer, in words for the people who run the mail server."""

    RECORDED = "The answer is recorded."
    OVERTAKEN = "Nothing is changed: the answer is to an earlier date, and the person has been told of another since."
    OFF = "Nothing is changed: the session is over, or the person is no longer expected."
    UNKNOWN = "Nothing is changed: nobody with this address was invited to such a session."


def record_reply(*, uid: str, email: str, answer: str, sequence: int) -> Outcome:
    """Record the answer that a diary sent, unless the date has changed since the one that it answers."""
    with transaction.atomic():
        invitee = _lock_by_uid(uid, email)
        return Outcome.UNKNOWN if invitee is None else _answer_locked(invitee, sequence, answer)


@transaction.atomic
def answer_invitation(*, invitee: Invitee, sequence: int, answer: str) -> Outcome:
    """Record the answer given on a page, unless the date has changed since the page showed it."""
    return _answer_locked(lock(invitee), sequence, answer)


def _answer_locked(invitee: Invitee, sequence: int, answer: str) -> Outcome:
    if not invitee.can_answer:
        return Outcome.OFF
    if sequence < invitee.sequence:
        return Outcome.OVERTAKEN
    _save_answer(invitee, answer)
    return Outcome.RECORDED


def make_answer_link(invitee: Invitee) -> str:
    """Make a personal link to answer without signing in. Put it only into an email to that person."""
    token = links.make(purpose=PURPOSE, target=f"{invitee.session_id}:{invitee.person_id}")
    address: str = settings.BASE_URL + reverse("session_answer_link", args=[token])
    return address


def find_invitee(token: str) -> Invitee | None:
    """Find the invitee of a personal link, or None if the link is unknown or the person may not sign in."""
    target = links.target_of(token, purpose=PURPOSE)
    if target is None:
        return None
    session, person = target.split(":")
    invitees = Invitee.objects.for_page().filter(person__user__is_active=True)
    return invitees.filter(session=int(session), person=int(person)).first()


def _lock_by_uid(uid: str, email: str) -> Invitee | None:
    try:
        session_uid = UUID(uid)
    except ValueError:
        return None
    invitees = Invitee.objects.filter(session__uid=session_uid, person__user__email=email.lower())
    return lock_rows(invitees).first()


def _save_answer(invitee: Invitee, answer: str) -> None:
    if invitee.answer != answer:
        invitee.answer, invitee.answered_at = answer, timezone.now()
        invitee.full_clean()
        invitee.save()
    if answer == Invitee.Answer.DECLINED:
        _tell_administrators(invitee)


def _tell_administrators(invitee: Invitee) -> None:
    """Tell each administrator, once for each date: somebody who keeps changing their mind must not fill mailboxes."""
    administrators = Person.objects.filter(
        organisation__programmes__cohorts__sessions=invitee.session_id, grants__role=Role.ADMINISTRATOR
    )
    for person in administrators.exclude(pk=invitee.person_id).select_related("organisation", "user").distinct():
        key = f"{DECLINED_LETTER}:{invitee.pk}:{invitee.sequence}:{person.pk}"
        outbox.owe_person(kind=DECLINED_LETTER, key=key, person=person, about=f"{invitee.pk}:{invitee.sequence}")
