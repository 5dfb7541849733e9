"""The approval, change or removal of raters that a participant has proposed."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.models import Invitation, Relationship, Removal, Round, Subject
from assessments.models.raters import InvitationQuerySet
from assessments.raters import audit, editing, inviting, naming
from assessments.raters.naming import GROUPS, NamedRater
from assessments.rules import refuse_own
from messaging import outbox
from people.locking import lock_rows
from people.models import User

REMOVED = "rater_removed"
NO_LONGER_WAITS = "They no longer wait for approval: somebody has approved, changed or taken them back a moment ago."


def proposals(round_: Round) -> InvitationQuerySet:
    """Find the raters who wait for approval, if there is still time to ask them."""
    waiting = Invitation.objects.filter(state=Invitation.State.PROPOSED, subject__state=Round.State.OPEN)
    return waiting.filter(subject__round=round_).select_related("subject__enrolment__person")


@transaction.atomic
def approve(*, round_: Round, chosen: Iterable[UUID], by: User) -> int:
    """Invite these raters, and return how many of them were still waiting. Nobody approves raters of their own."""
    Round.objects.locked(round_.pk)
    found = proposals(round_).exclude(subject__enrolment__person__user=by).filter(pk__in=list(chosen))
    waiting = list(lock_rows(found))
    Invitation.objects.filter(pk__in=[each.pk for each in waiting]).update(state=Invitation.State.INVITED)
    subjects = Subject.objects.filter(pk__in={each.subject_id for each in waiting})
    for subject in subjects.select_related("enrolment__person__organisation"):
        inviting.invite(subject)
    return len(waiting)


@transaction.atomic
def amend(*, invitation: Invitation, name: str, email: str, relationship: Relationship, by: User) -> None:
    """Change the name, address or group of a rater who waits for approval."""
    locked = naming.lock_open_round(invitation.subject)
    held = _lock_proposal(invitation, by)
    typed = NamedRater(relationship=relationship, name=name, email=email.lower())
    person = naming.with_kept_addresses([typed], held.subject.organisation)[0]
    if person.email != held.email:
        editing.refuse_address(held.subject, person, excluding=held)
        naming.refuse_over_limit(locked, [person])
    audit.record_change(before=held, name=person.name, email=person.email, action=audit.Action.AMEND, by=by)
    held.name, held.email, held.relationship = person.name, person.email, person.relationship
    held.full_clean()
    held.save(update_fields=["name", "email", "relationship"])
    naming.update_has_named_raters(held.subject, locked)


@transaction.atomic
def remove(*, invitation: Invitation, reason: str, by: User) -> None:
    """Remove a rater who waits for approval, and email the participant the reason."""
    locked = naming.lock_open_round(invitation.subject)
    held = _lock_proposal(invitation, by)
    removal = Removal(subject=held.subject, name=held.name, reason=reason, by=by)
    removal.full_clean()
    removal.save()
    inviting.withdraw(held)
    naming.update_has_named_raters(removal.subject, locked)
    person = removal.subject.enrolment.person
    outbox.owe_person(kind=REMOVED, key=f"{REMOVED}:{removal.pk}", person=person, about=str(removal.pk))


def _lock_proposal(invitation: Invitation, by: User) -> Invitation:
    refuse_own(by, invitation.subject)
    waiting = Invitation.objects.filter(state=Invitation.State.PROPOSED, relationship__in=GROUPS)
    # The full lock, because `remove` deletes the row.
    held = waiting.select_for_update().filter(pk=invitation.pk).first()
    if held is None:
        raise ValidationError(NO_LONGER_WAITS)
    return held
