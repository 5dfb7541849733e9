"""Declining: a rater would rather not answer, says why, and may think again as long as it is open."""

from uuid import UUID

from django.db import transaction

from assessments.answering.drafts import RoundIsClosedError
from assessments.models import Draft, Invitation, Round
from assessments.raters import inviting, naming
from messaging import outbox

DECLINED = "rater_declined"
WAITING = (Invitation.State.INVITED, Invitation.State.STARTED)


@transaction.atomic
def decline(*, invitation_id: UUID, reason: Invitation.Reason) -> bool:
    """Say that the rater is not going to answer; what they began is deleted. False when they have answered already.

    A subject who has closed: RoundIsClosedError. An invitation that is gone: Invitation.DoesNotExist.
    """
    locked, held = _hold(invitation_id)
    if held.is_answered:
        return False
    held.state, held.decline_reason = Invitation.State.DECLINED, reason
    held.full_clean()
    held.save(update_fields=["state", "decline_reason"])
    Draft.objects.filter(pk=held.pk).delete()
    outbox.withdraw(key=inviting.message_key(held))
    naming.count_again(held.subject, locked)
    _tell_participant(held)
    return True


@transaction.atomic
def answer_after_all(*, invitation_id: UUID) -> bool:
    """Whoever declined may answer. False when they have not declined. Raises as `decline` does."""
    locked, held = _hold(invitation_id)
    if held.state != Invitation.State.DECLINED:
        return False
    held.state, held.decline_reason = Invitation.State.INVITED, ""
    held.save(update_fields=["state", "decline_reason"])
    naming.count_again(held.subject, locked)
    return True


def _hold(pk: UUID) -> tuple[Round, Invitation]:
    """The round first, as a submit and a close do."""
    found = Invitation.objects.select_related("subject").get(pk=pk)
    locked = Round.objects.locked(found.subject.round_id)
    invitations = Invitation.objects.select_for_update(of=("self",)).select_related("subject__enrolment__person__user")
    held = invitations.get(pk=pk)
    if not held.subject.is_open and not held.is_answered:
        raise RoundIsClosedError
    return locked, held


def _tell_participant(held: Invitation) -> None:
    """Once for each reason, however often somebody changes their mind."""
    key = f"{DECLINED}:{held.pk}:{held.decline_reason}"
    outbox.owe_person(kind=DECLINED, key=key, person=held.subject.enrolment.person, about=str(held.pk))
