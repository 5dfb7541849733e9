"""Join two addresses of the same person, so that nobody answers twice or is asked more than they can bear."""

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.models import Draft, Invitation, KnownAddress, Relationship, Round
from assessments.raters import audit, inviting, naming
from assessments.rules import OWN, is_subject
from messaging import outbox
from people.models import Organisation, User

STATE = Invitation.State
NOT_ASKED = (STATE.DECLINED, STATE.PROPOSED)
HOW_FAR = {STATE.DECLINED: 0, STATE.PROPOSED: 1, STATE.INVITED: 2, STATE.STARTED: 3, STATE.ANSWERED: 4}


@transaction.atomic
def join(*, organisation: Organisation, kept: str, other: str, by: User) -> None:
    """From now on the other address is understood as the one that is kept; open requests move to it."""
    kept, other = kept.lower(), other.lower()
    rounds = _lock_all(organisation)
    _remember(organisation, kept, other)
    asked = Invitation.objects.filter(email=other, subject__round__in=rounds, subject__state=Round.State.OPEN).exclude(
        relationship=Relationship.SELF
    )
    moving = [(each, _twin(each, kept)) for each in asked.select_related("subject__enrolment__person").order_by("pk")]
    for invitation, twin in moving:
        _refuse(invitation, twin, by)
    for invitation, twin in moving:
        audit.note(before=invitation, name=invitation.name, email=kept, action=audit.Action.JOIN, by=by)
        _move(invitation, twin, kept)
        naming.count_again(invitation.subject, rounds[invitation.subject.round_id])


@transaction.atomic
def part(*, known: KnownAddress) -> None:
    """The two addresses are two people's after all. Requests stay where they are; later ones go to either."""
    _lock_all(known.organisation)
    known.delete()


def _twin(invitation: Invitation, kept: str) -> Invitation | None:
    return invitation.subject.invitations.filter(email=kept).first()


def _refuse(invitation: Invitation, twin: Invitation | None, by: User) -> None:
    """What is refused hangs on the groups alone: hung it on answers, it would tell who has answered.

    Joined across two groups, an answer given in the one would count for the other.
    """
    subject = invitation.subject
    if is_subject(by, subject):
        raise ValidationError(f"They are asked about you. {OWN}")
    if twin and twin.relationship not in (Relationship.SELF, invitation.relationship):
        kept, other = (each.as_whom for each in (twin, invitation))
        raise ValidationError(
            f"They are asked about {subject.name} twice, as {kept} and as {other}: ask somebody else in one of the "
            "two places first."
        )


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


def _move(invitation: Invitation, twin: Invitation | None, kept: str) -> None:
    if twin is None:
        _hand_over(invitation, kept, invitation.state)
        return
    inviting.take_back(invitation)
    if twin.relationship != Relationship.SELF:
        _survive(twin, STATE(invitation.state))


def _survive(survivor: Invitation, other: Invitation.State) -> None:
    """The one at the kept address stays. Whoever has answered once in the group is not asked once more."""
    state = STATE(survivor.state)
    inviting.unlist(survivor)
    if state in NOT_ASKED and HOW_FAR[other] > HOW_FAR[state]:
        _hand_over(survivor, survivor.email, other)
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
