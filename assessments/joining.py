"""Joining two addresses that are the same person's, so that nobody answers twice or is asked more than they can bear.

Which of their requests were answered is never told: where both are about one participant, one of the two goes off the
list in every case. An answer that is in carries no name, so it cannot be taken back.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments import inviting, naming
from assessments.models import Draft, Invitation, KnownAddress, Relationship, Round
from messaging import outbox
from people.models import Organisation

STATE = Invitation.State
NOT_ASKED = (STATE.DECLINED, STATE.PROPOSED)
HOW_FAR = {STATE.DECLINED: 0, STATE.PROPOSED: 1, STATE.INVITED: 2, STATE.STARTED: 3, STATE.ANSWERED: 4}


@transaction.atomic
def join(*, organisation: Organisation, kept: str, other: str) -> None:
    """From now on the other address is understood as the one that is kept; open requests move to it."""
    kept, other = kept.lower(), other.lower()
    rounds = _lock_all(organisation)
    _remember(organisation, kept, other)
    asked = Invitation.objects.filter(email=other, subject__round__in=rounds, subject__state=Round.State.OPEN).exclude(
        relationship=Relationship.SELF
    )
    for invitation in asked.select_related("subject__enrolment__person").order_by("pk"):
        _move(invitation, kept)
        naming.count_again(invitation.subject, rounds[invitation.subject.round_id])


def _lock_all(organisation: Organisation) -> dict[int, Round]:
    """Every open round of the organisation, always in the same order."""
    open_rounds = Round.objects.filter(cohort__programme__organisation=organisation, state=Round.State.OPEN)
    locked = open_rounds.order_by("pk").select_for_update(of=("self",), no_key=True)
    return {round_.pk: round_ for round_ in locked}


def _remember(organisation: Organisation, kept: str, other: str) -> None:
    """What was known to be the other is now known to be the kept one; the kept one is nobody else's."""
    if kept == other:
        raise ValidationError({"other": "Choose two different addresses"})
    known = KnownAddress.objects.filter(organisation=organisation)
    known.filter(address=kept).delete()
    known.filter(same_as=other).exclude(address=kept).update(same_as=kept)
    row, _ = known.get_or_create(address=other, defaults={"organisation": organisation, "same_as": kept})
    row.same_as = kept
    row.full_clean()
    row.save()


def _move(invitation: Invitation, kept: str) -> None:
    twin = invitation.subject.invitations.filter(email=kept).first()
    if twin is None:
        _hand_over(invitation, kept, invitation.state)
    elif twin.relationship == Relationship.SELF:
        inviting.take_back(invitation)
    else:
        manager_is_moved = invitation.relationship == Relationship.MANAGER
        survivor, goes = (invitation, twin) if manager_is_moved else (twin, invitation)
        inviting.take_back(goes)
        _survive(survivor, STATE(goes.state), kept)


def _survive(survivor: Invitation, other: Invitation.State, kept: str) -> None:
    """Which of the two stays hangs on group and address alone: hung it on answers, it would tell who has answered.

    A manager is asked as the manager, whatever they answered as somebody else. Anybody else who has answered once is
    not asked once more.
    """
    state = STATE(survivor.state)
    inviting.unlist(survivor)
    if survivor.relationship == Relationship.MANAGER:
        if survivor.email != kept:
            _hand_over(survivor, kept, state)
    elif state in NOT_ASKED and HOW_FAR[other] > HOW_FAR[state]:
        _hand_over(survivor, kept, other)
    elif other == STATE.ANSWERED:
        _count_as_answered(survivor)


def _count_as_answered(survivor: Invitation) -> None:
    Draft.objects.filter(pk=survivor.pk).delete()
    outbox.withdraw(key=inviting.message_key(survivor))
    survivor.state = STATE.ANSWERED
    survivor.save(update_fields=["state"])


def _hand_over(invitation: Invitation, kept: str, state: str) -> None:
    """A new invitation, whose id does not tell whether the old one was answered."""
    inviting.take_back(invitation)
    made = Invitation(
        subject=invitation.subject,
        relationship=invitation.relationship,
        name=invitation.name,
        email=kept,
        state=STATE.INVITED if state == STATE.STARTED else state,
        decline_reason=invitation.decline_reason if state == STATE.DECLINED else "",
    )
    made.full_clean()
    made.save()
    inviting.invite(invitation.subject, kind=inviting.AGAIN)
