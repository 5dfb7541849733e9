"""Corrections to a rater's address, and replacement by somebody else."""

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters import audit, inviting, naming
from assessments.raters.audit import Action
from assessments.raters.naming import GROUPS, NamedRater
from assessments.rules import refuse_own
from people.models import User

ASK_AN_ADMINISTRATOR = "They are asked already: an administrator of the programme can put their address right."


@transaction.atomic
def correct(*, invitation: Invitation, name: str, email: str, is_approved: bool, by: User) -> Invitation:
    """Correct a name or an address. A new address is sent a new link, and the old link no longer works.

    `is_approved` is true when an administrator does it. Where raters need approval, participants can correct only
    those who still wait for it.
    """
    locked, held = _lock_invitation(invitation, by, is_approved=is_approved)
    if held.state == Invitation.State.DECLINED:
        raise ValidationError(f"{held.name} would rather not answer. Ask somebody else in their place.")
    if not (is_approved or can_participant_correct(held, locked)):
        raise ValidationError(ASK_AN_ADMINISTRATOR)
    person = _with_kept_address(held, name, email)
    if person.email == held.email:
        return _rename(held, person.name, by)
    if not is_approved and held.is_asked:
        audit.refuse_many_address_changes(held)
    refuse_address(held.subject, person, excluding=held)
    audit.record_change(before=held, name=person.name, email=person.email, action=Action.MEND, by=by)
    return _replace_invitation(locked, held, person, held.state)


@transaction.atomic
def replace(*, invitation: Invitation, name: str, email: str, is_approved: bool, by: User) -> Invitation:
    """Ask somebody else in the same group. If an answer is already in, it stays and nobody else is asked.

    A participant can replace only raters who declined. Where raters need approval, the new one waits for it.
    """
    locked, held = _lock_invitation(invitation, by, is_approved=is_approved)
    if held.state != Invitation.State.DECLINED and not is_approved:
        raise ValidationError(f"{held.name} is asked already.")
    person = _with_kept_address(held, name, email)
    if person.email == held.email:
        raise ValidationError({"email": f"This is the address of {held.name}. Enter the address of somebody else"})
    refuse_address(held.subject, person, excluding=held)
    audit.record_change(before=held, name=person.name, email=person.email, action=Action.REPLACE, by=by)
    state = Invitation.State.INVITED if is_approved else naming.initial_state(locked, held.relationship)
    return _replace_invitation(locked, held, person, Invitation.State.ANSWERED if held.is_answered else state)


def can_participant_correct(invitation: Invitation, round_: Round) -> bool:
    return invitation.state == Invitation.State.PROPOSED or not round_.approves_raters


def _lock_invitation(invitation: Invitation, by: User, *, is_approved: bool) -> tuple[Round, Invitation]:
    """Lock the round first, as everywhere, and then the invitation.

    A manager who has answered is refused, because everybody may know that they have; others are not.
    """
    locked = naming.lock_open_round(invitation.subject)
    if is_approved:
        refuse_own(by, invitation.subject)
    # The full lock, because the row may be deleted.
    held = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if held is None:
        raise ValidationError("Somebody else has changed this a moment ago. Look at the list again.")
    if held.relationship == Relationship.SELF:
        raise ValidationError("Participants rate themselves.")
    if held.relationship == Relationship.MANAGER and held.is_answered:
        raise ValidationError("The manager has already answered.")
    return locked, held


def _with_kept_address(held: Invitation, name: str, email: str) -> NamedRater:
    person = NamedRater(relationship=Relationship(held.relationship), name=name, email=email.lower())
    return naming.with_kept_addresses([person], held.subject.organisation)[0]


def _rename(held: Invitation, name: str, by: User) -> Invitation:
    audit.record_change(before=held, name=name, email=held.email, action=Action.MEND, by=by)
    held.name = name
    held.full_clean()
    held.save(update_fields=["name"])
    return held


def _replace_invitation(locked: Round, held: Invitation, person: NamedRater, state: str) -> Invitation:
    naming.refuse_over_limit(locked, [person])
    inviting.withdraw(held)
    made = Invitation(
        subject=held.subject,
        relationship=held.relationship,
        name=person.name,
        email=person.email,
        # The person at the new address has not started.
        state=Invitation.State.INVITED if state == Invitation.State.STARTED else state,
    )
    made.full_clean()
    made.save()
    inviting.invite(held.subject, kind=inviting.REPLACEMENT_KIND)
    naming.update_has_named_raters(held.subject, locked)
    return made


def refuse_address(subject: Subject, person: NamedRater, *, excluding: Invitation) -> None:
    """Raise ValidationError when the address is the participant's own, or is asked about them already."""
    if person.email == subject.enrolment.person.email:
        raise ValidationError({"email": f"This is the address of {subject.name}, who rates themselves"})
    other = subject.invitations.exclude(pk=excluding.pk).filter(email=person.email).first()
    if other and other.relationship in GROUPS:
        raise ValidationError({"email": f"{other.name} is named already, as {other.as_whom}"})
    if other:
        raise ValidationError({"email": f"{other.name} is asked already, as the manager"})
