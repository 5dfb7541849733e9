"""Approving raters: whom a participant has named, an administrator lets be asked, puts right or takes off."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.models import Invitation, Relationship, Removal, Round, Subject
from assessments.models.raters import InvitationQuerySet
from assessments.raters import audit, editing, inviting, naming
from assessments.raters.naming import GROUPS, Named
from assessments.rules import refuse_own
from messaging import outbox
from people.models import User

REMOVED = "rater_removed"
NO_LONGER_WAITS = "They no longer wait for approval: somebody has approved, changed or taken them back a moment ago."


def proposals(round_: Round) -> InvitationQuerySet:
    """Who waits for approval, where there is still time to ask them."""
    waiting = Invitation.objects.filter(state=Invitation.State.PROPOSED, subject__state=Round.State.OPEN)
    return waiting.filter(subject__round=round_).select_related("subject__enrolment__person")


@transaction.atomic
def approve(*, round_: Round, chosen: Iterable[UUID], by: User) -> int:
    """Ask these people; answers how many of them still waited. Nobody approves raters of their own."""
    Round.objects.locked(round_.pk)
    found = proposals(round_).exclude(subject__enrolment__person__user=by).filter(pk__in=list(chosen))
    waiting = list(found.select_for_update(of=("self",)))
    Invitation.objects.filter(pk__in=[each.pk for each in waiting]).update(state=Invitation.State.INVITED)
    subjects = Subject.objects.filter(pk__in={each.subject_id for each in waiting})
    for subject in subjects.select_related("enrolment__person__organisation"):
        inviting.invite(subject)
    return len(waiting)


@transaction.atomic
def amend(*, invitation: Invitation, name: str, email: str, relationship: Relationship, by: User) -> None:
    """Put right who waits for approval: their name, their address, or the group in which they are asked."""
    locked = naming.lock(invitation.subject)
    held = _hold(invitation, by)
    typed = Named(relationship=relationship, name=name, email=email.lower())
    person = naming.at_kept_addresses([typed], held.subject.organisation)[0]
    if person.email != held.email:
        editing.refuse_address(held.subject, person, besides=held)
        naming.refuse_full(locked, [person])
    audit.note(before=held, name=person.name, email=person.email, action=audit.Action.AMEND, by=by)
    held.name, held.email, held.relationship = person.name, person.email, person.relationship
    held.full_clean()
    held.save(update_fields=["name", "email", "relationship"])
    naming.count_again(held.subject, locked)


@transaction.atomic
def remove(*, invitation: Invitation, reason: str, by: User) -> None:
    """Take somebody off who waits for approval. The participant is emailed the reason."""
    locked = naming.lock(invitation.subject)
    held = _hold(invitation, by)
    removal = Removal(subject=held.subject, name=held.name, reason=reason, by=by)
    removal.full_clean()
    removal.save()
    inviting.take_back(held)
    naming.count_again(removal.subject, locked)
    person = removal.subject.enrolment.person
    outbox.owe_person(kind=REMOVED, key=f"{REMOVED}:{removal.pk}", person=person, about=str(removal.pk))


def _hold(invitation: Invitation, by: User) -> Invitation:
    refuse_own(by, invitation.subject)
    waiting = Invitation.objects.filter(state=Invitation.State.PROPOSED, relationship__in=GROUPS)
    held = waiting.select_for_update().filter(pk=invitation.pk).first()
    if held is None:
        raise ValidationError(NO_LONGER_WAITS)
    return held
