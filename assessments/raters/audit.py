"""Record who took whose place among the raters, by whom, and tell the old address."""

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, QuerySet, Subquery

from assessments.models import Invitation, RaterChange, Relationship, Subject
from assessments.raters import inviting
from messaging import outbox
from messaging.models import Message
from people.models import Person, User

MOVED = "rater_moved"
MENDED_AT_MOST = 2
MANAGERS_AT_MOST = 3
State = Invitation.State
Action = RaterChange.Action


def note(*, before: Invitation, name: str, email: str, action: Action, by: User) -> RaterChange | None:
    """Write down what becomes of an invitation, before it does. Where nothing changes, nothing is written."""
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
    """A manager may be put right before anybody is emailed; who declined has had the last word."""
    if invitation.relationship == Relationship.MANAGER:
        return Message.objects.filter(key=inviting.message_key(invitation)).exists()
    return invitation.is_asked


def _tell_old_address(change: RaterChange) -> None:
    """Whoever hands a request to an address of their own cannot do so unseen."""
    outbox.owe(
        kind=MOVED,
        key=f"{MOVED}:{change.pk}",
        organisation=change.subject.organisation,
        to_name=change.from_name,
        to_email=change.from_email,
        about=str(change.pk),
    )


def by_administrators(subject: Subject) -> QuerySet[RaterChange]:
    """What somebody else than the participant has done, with their names, the latest first."""
    person = subject.enrolment.person
    known = Person.objects.filter(user=OuterRef("by"), organisation=person.organisation_id).values("name")[:1]
    changes = subject.rater_changes.exclude(by=person.user_id).annotate(by_name=Subquery(known))
    return changes.order_by("-at", "-pk")


def refuse_mended_often(invitation: Invitation) -> None:
    """So many new addresses for one rater a participant may give, since each of them is emailed."""
    email, times = invitation.email, 0
    for change in _own(invitation.subject).filter(action=Action.MEND).exclude(to_email=F("from_email")).order_by("-pk"):
        if change.to_email == email:
            email, times = change.from_email, times + 1
    if times >= MENDED_AT_MOST:
        raise ValidationError(f"You have changed this address {times} times. Ask an administrator to change it again.")


def refuse_managers_often(subject: Subject) -> None:
    """The same for the manager, whom a participant may put right without anybody's approval."""
    changes = _own(subject).filter(action=Action.REPLACE, relationship=Relationship.MANAGER)
    if changes.count() >= MANAGERS_AT_MOST:
        raise ValidationError(
            f"You have changed your manager {MANAGERS_AT_MOST} times. Ask an administrator to change it again."
        )


def _own(subject: Subject) -> QuerySet[RaterChange]:
    return subject.rater_changes.filter(by=subject.enrolment.person.user_id)
