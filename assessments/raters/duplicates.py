"""Two addresses of one person, joined so that nobody answers twice or is asked too often."""

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.models import Draft, Invitation, KnownAddress, Relationship, Round
from assessments.raters import audit, inviting, naming
from assessments.rules import OWN, is_subject
from messaging import outbox
from people.locking import lock_rows
from people.models import Organisation, User

State = Invitation.State
NOT_ASKED = (State.DECLINED, State.PROPOSED)
PROGRESS = {State.DECLINED: 0, State.PROPOSED: 1, State.INVITED: 2, State.STARTED: 3, State.ANSWERED: 4}


@transaction.atomic
def join_addresses(*, organisation: Organisation, kept: str, other: str, by: User) -> None:
    """Treat `other` as `kept` from now on, and move the open requests to `kept`."""
    kept, other = kept.lower(), other.lower()
    rounds = _lock_open_rounds(organisation)
    _save_known_address(organisation, kept, other)
    asked = Invitation.objects.filter(email=other, subject__round__in=rounds, subject__state=Round.State.OPEN).exclude(
        relationship=Relationship.SELF
    )
    moving = [
        (each, _find_duplicate(each, kept))
        for each in asked.select_related("subject__enrolment__person").order_by("pk")
    ]
    for invitation, duplicate in moving:
        _refuse_own_or_two_groups(invitation, duplicate, by)
    for invitation, duplicate in moving:
        audit.record_change(before=invitation, name=invitation.name, email=kept, action=audit.Action.JOIN, by=by)
        _move(invitation, duplicate, kept)
        naming.update_has_named_raters(invitation.subject, rounds[invitation.subject.round_id])


@transaction.atomic
def separate_addresses(*, known: KnownAddress) -> None:
    """Treat the two addresses as two people's again. Requests that were moved are not moved back."""
    _lock_open_rounds(known.organisation)
    known.delete()


def _find_duplicate(invitation: Invitation, kept: str) -> Invitation | None:
    return invitation.subject.invitations.filter(email=kept).first()


def _refuse_own_or_two_groups(invitation: Invitation, duplicate: Invitation | None, by: User) -> None:
    """Refuse to join raters about the user's own 360, or two invitations in different groups.

    Across two groups, an answer given in one would count for the other. Refusals never depend on who has answered,
    because they would reveal it.
    """
    subject = invitation.subject
    if is_subject(by, subject):
        raise ValidationError(f"They are asked about you. {OWN}")
    if duplicate and duplicate.relationship not in (Relationship.SELF, invitation.relationship):
        kept, other = (each.as_whom for each in (duplicate, invitation))
        raise ValidationError(
            f"They are asked about {subject.name} twice, as {kept} and as {other}: ask somebody else in one of the "
            "two places first."
        )


def _lock_open_rounds(organisation: Organisation) -> dict[int, Round]:
    """Lock the organisation's open rounds, always in the same order."""
    open_rounds = Round.objects.filter(cohort__programme__organisation=organisation, state=Round.State.OPEN)
    return {round_.pk: round_ for round_ in lock_rows(open_rounds.order_by("pk"))}


def _save_known_address(organisation: Organisation, kept: str, other: str) -> None:
    """Save that `other` means `kept`, and lead addresses that meant `other` to `kept` as well."""
    if kept == other:
        raise ValidationError({"other": "Choose two different addresses"})
    known = KnownAddress.objects.filter(organisation=organisation)
    known.filter(address=kept).delete()
    known.filter(same_as=other).exclude(address=kept).update(same_as=kept)
    row, _ = known.get_or_create(address=other, defaults={"organisation": organisation, "same_as": kept})
    row.same_as = kept
    row.full_clean()
    row.save()


def _move(invitation: Invitation, duplicate: Invitation | None, kept: str) -> None:
    if duplicate is None:
        _replace_invitation(invitation, kept, invitation.state)
        return
    inviting.withdraw(invitation)
    if duplicate.relationship != Relationship.SELF:
        _merge_into(duplicate, State(invitation.state))


def _merge_into(survivor: Invitation, other: Invitation.State) -> None:
    """Merge the other invitation into the one at the kept address. Nobody is asked twice in a group."""
    state = State(survivor.state)
    inviting.hide_message(survivor)
    if state in NOT_ASKED and PROGRESS[other] > PROGRESS[state]:
        _replace_invitation(survivor, survivor.email, other)
    elif other == State.ANSWERED:
        _count_as_answered(survivor)


def _count_as_answered(survivor: Invitation) -> None:
    Draft.objects.filter(pk=survivor.pk).delete()
    outbox.withdraw(key=inviting.message_key(survivor))
    survivor.state = State.ANSWERED
    survivor.save(update_fields=["state"])


def _replace_invitation(invitation: Invitation, email: str, state: str) -> None:
    """Replace an invitation with a new one, whose id does not reveal whether the old one was answered."""
    inviting.withdraw(invitation)
    made = Invitation(
        subject=invitation.subject,
        relationship=invitation.relationship,
        name=invitation.name,
        email=email,
        state=State.INVITED if state == State.STARTED else state,
        decline_reason=invitation.decline_reason if state == State.DECLINED else "",
    )
    made.full_clean()
    made.save()
    inviting.invite(invitation.subject, kind=inviting.REPLACEMENT_KIND)
