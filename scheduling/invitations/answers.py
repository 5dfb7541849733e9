"""Saying whether one comes to a session: from a diary, by a personal link, or on the page of the session."""

from enum import Enum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from messaging import links, outbox
from people.models import Person, Role
from scheduling.models import Invitee

PURPOSE = "session_reply"
DECLINED_LETTER = "session_declined"


class Outcome(Enum):
    """What became of an answer, in words for whoever runs the mail server."""

    RECORDED = "The answer is recorded."
    OVERTAKEN = "Nothing is changed: the answer is to an earlier date, and the person has been told of another since."
    OFF = "Nothing is changed: the session is over, or the person is no longer expected."
    UNKNOWN = "Nothing is changed: nobody with this address was invited to such a session."


def record_reply(*, uid: str, email: str, answer: str, sequence: int) -> Outcome:
    """An answer that a diary sent, to the date that it knew: one that has changed since was not agreed to."""
    with transaction.atomic():
        invitee = _locked_by_uid(uid, email)
        if invitee is None:
            return Outcome.UNKNOWN
        if not invitee.can_answer:
            return Outcome.OFF
        if sequence < invitee.sequence:
            return Outcome.OVERTAKEN
        _save_answer(invitee, answer)
    return Outcome.RECORDED


@transaction.atomic
def answer_invitation(*, invitee: Invitee, sequence: int, answer: str) -> Outcome:
    """An answer given on a page, to the date that the page showed."""
    locked = Invitee.objects.select_for_update(no_key=True).get(pk=invitee.pk)
    if not locked.can_answer:
        return Outcome.OFF
    if sequence < locked.sequence:
        return Outcome.OVERTAKEN
    _save_answer(locked, answer)
    return Outcome.RECORDED


def make_answer_link(invitee: Invitee) -> str:
    """A fresh address under which the person answers without signing in. It belongs into an email to them alone."""
    token = links.make(purpose=PURPOSE, target=f"{invitee.session_id}:{invitee.person_id}")
    address: str = settings.BASE_URL + reverse("session_answer_link", args=[token])
    return address


def find_invitee(token: str) -> Invitee | None:
    """Whom a personal link invites to what; nothing when it is unknown, or when they may no longer sign in."""
    target = links.target_of(token, purpose=PURPOSE)
    if target is None:
        return None
    session, person = target.split(":")
    invitees = Invitee.objects.for_page().filter(person__user__is_active=True)
    return invitees.filter(session=int(session), person=int(person)).first()


def _locked_by_uid(uid: str, email: str) -> Invitee | None:
    try:
        known = UUID(uid)
    except ValueError:
        return None
    invitees = Invitee.objects.select_for_update(no_key=True, of=("self",))
    return invitees.filter(session__uid=known, person__user__email=email.lower()).first()


def _save_answer(invitee: Invitee, answer: str) -> None:
    if invitee.answer != answer:
        invitee.answer, invitee.answered_at = answer, timezone.now()
        invitee.full_clean()
        invitee.save()
    if answer == Invitee.Answer.DECLINED:
        _tell_administrators(invitee)


def _tell_administrators(invitee: Invitee) -> None:
    """Each administrator, once for each date that the person was told of: who wavers does not fill their mailbox."""
    administrators = Person.objects.filter(
        organisation__programmes__cohorts__sessions=invitee.session_id, grants__role=Role.ADMINISTRATOR
    )
    for person in administrators.exclude(pk=invitee.person_id).select_related("organisation", "user").distinct():
        key = f"{DECLINED_LETTER}:{invitee.pk}:{invitee.sequence}:{person.pk}"
        outbox.owe_person(kind=DECLINED_LETTER, key=key, person=person, about=f"{invitee.pk}:{invitee.sequence}")
