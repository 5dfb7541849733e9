"""The record of every change of a rater, the email to the old address, and limits on a participant's changes."""

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, QuerySet, Subquery

from assessments.models import Invitation, RaterChange, Relationship, Subject
from assessments.raters import inviting
from messaging import outbox
from messaging.models import Message
from people.models import Person, User

MOVED = "rater_moved"
MOST_ADDRESS_CHANGES = 2
MOST_MANAGER_CHANGES = 3
State = Invitation.State
Action = RaterChange.Action


def record_change(*, before: Invitation, name: str, email: str, action: Action, by: User) -> RaterChange | None:
    """Record a change to an invitation before it is made. If nothing changes, record nothing and return None."""
    if (before.name, before.email) == (name, email):
        return None
    change = RaterChange(
        subject=before.subject,
        action=action,
        relationship=before.relationship,
        by=by,
        from_name=before.name,
        from_email=before.email,
        to_name=name,
        to_email=email,
    )
    change.full_clean()
    change.save()
    if email != before.email and _was_emailed(before):
        _tell_old_address(change)
    return change


def _was_emailed(invitation: Invitation) -> bool:
    """Whether the address may have had an email from us.

    A manager can be changed before the first email goes out. A rater who declined hears no more from us.
    """
    if invitation.relationship == Relationship.MANAGER:
        return Message.objects.filter(key=inviting.message_key(invitation)).exists()
    return invitation.is_asked


def _tell_old_address(change: RaterChange) -> None:
    """Tell the old address, so that nobody can redirect a request to an address of their own unnoticed."""
    outbox.owe(
        kind=MOVED,
        key=f"{MOVED}:{change.pk}",
        organisation=change.subject.organisation,
        to_name=change.from_name,
        to_email=change.from_email,
        about=str(change.pk),
    )


def changes_by_administrators(subject: Subject) -> QuerySet[RaterChange]:
    """List the changes made by people other than the participant, latest first, with their names as `by_name`."""
    person = subject.enrolment.person
    known = Person.objects.filter(user=OuterRef("by"), organisation=person.organisation_id).values("name")[:1]
    changes = subject.rater_changes.exclude(by=person.user_id).annotate(by_name=Subquery(known))
    return changes.order_by("-at", "-pk")


def refuse_many_address_changes(invitation: Invitation) -> None:
    """Limit how many new addresses a participant gives for one rater, because each of them is emailed."""
    email, times = invitation.email, 0
    changes = _changes_by_participant(invitation.subject).filter(action=Action.MEND)
    for change in changes.exclude(to_email=F("from_email")).order_by("-pk"):
        if change.to_email == email:
            email, times = change.from_email, times + 1
    if times >= MOST_ADDRESS_CHANGES:
        raise ValidationError(f"You have changed this address {times} times. Ask an administrator to change it again.")


def refuse_many_manager_changes(subject: Subject) -> None:
    """Limit how often a participant changes their manager, which needs nobody's approval."""
    changes = _changes_by_participant(subject).filter(action=Action.REPLACE, relationship=Relationship.MANAGER)
    if changes.count() >= MOST_MANAGER_CHANGES:
        raise ValidationError(
            f"You have changed your manager {MOST_MANAGER_CHANGES} times. Ask an administrator to change it again."
        )


def _changes_by_participant(subject: Subject) -> QuerySet[RaterChange]:
    return subject.rater_changes.filter(by=subject.enrolment.person.user_id)
