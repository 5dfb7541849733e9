"""A rater's refusal, with a reason, which they can take back while the round is open."""

from uuid import UUID

from django.db import transaction

from assessments.answering.drafts import RoundIsClosedError
from assessments.models import Draft, Invitation, Round
from assessments.raters import inviting, naming
from messaging import outbox
from people.locking import lock_rows

DECLINED = "rater_declined"
WAITING = (Invitation.State.INVITED, Invitation.State.STARTED)


@transaction.atomic
def decline(*, invitation_id: UUID, reason: Invitation.Reason) -> bool:
    """Record that the rater will not answer, and delete their draft. Returns False when they have answered already.

    Raises RoundIsClosedError when the subject has closed, and Invitation.DoesNotExist when the invitation is gone.
    """
    locked, held = _lock_invitation(invitation_id)
    if held.is_answered:
        return False
    held.state, held.decline_reason = Invitation.State.DECLINED, reason
    held.full_clean()
    held.save(update_fields=["state", "decline_reason"])
    Draft.objects.filter(pk=held.pk).delete()
    outbox.withdraw(key=inviting.message_key(held))
    naming.update_has_named_raters(held.subject, locked)
    _tell_participant(held)
    return True


@transaction.atomic
def answer_after_all(*, invitation_id: UUID) -> bool:
    """Let a rater who declined answer again. Returns False when they have not declined. Raises as `decline` does."""
    locked, held = _lock_invitation(invitation_id)
    if held.state != Invitation.State.DECLINED:
        return False
    held.state, held.decline_reason = Invitation.State.INVITED, ""
    held.save(update_fields=["state", "decline_reason"])
    naming.update_has_named_raters(held.subject, locked)
    return True


def _lock_invitation(pk: UUID) -> tuple[Round, Invitation]:
    """Lock the round first and then the invitation, in the order in which submitting and closing do."""
    found = Invitation.objects.select_related("subject").get(pk=pk)
    locked = Round.objects.locked(found.subject.round_id)
    invitations = Invitation.objects.select_related("subject__enrolment__person__user")
    held = lock_rows(invitations).get(pk=pk)
    if not held.subject.is_open and not held.is_answered:
        raise RoundIsClosedError
    return locked, held


def _tell_participant(held: Invitation) -> None:
    """Email the participant once for each reason, however often the rater changes their mind."""
    key = f"{DECLINED}:{held.pk}:{held.decline_reason}"
    outbox.owe_person(kind=DECLINED, key=key, person=held.subject.enrolment.person, about=str(held.pk))
