"""Correct a rater's address, or ask somebody else in their place."""

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters import audit, inviting, naming
from assessments.raters.audit import Action
from assessments.raters.naming import GROUPS, Named
from assessments.rules import refuse_own
from people.models import User

ASK_AN_ADMINISTRATOR = "They are asked already: an administrator of the programme can put their address right."


@transaction.atomic
def mend(*, invitation: Invitation, name: str, email: str, is_approved: bool, by: User) -> Invitation:
    """Put a name or an address right; a new address is sent a new link and the old link is void.

    `is_approved` says that an administrator does it. Where raters are approved, participants themselves put right only
    those who still wait.
    """
    locked, held = _hold(invitation, by, is_approved=is_approved)
    if held.state == Invitation.State.DECLINED:
        raise ValidationError(f"{held.name} would rather not answer. Ask somebody else in their place.")
    if not (is_approved or may_be_mended_by_participant(held, locked)):
        raise ValidationError(ASK_AN_ADMINISTRATOR)
    person = _at_kept_address(held, name, email)
    if person.email == held.email:
        return _rename(held, person.name, by)
    if not is_approved and held.is_asked:
        audit.refuse_mended_often(held)
    refuse_address(held.subject, person, besides=held)
    audit.note(before=held, name=person.name, email=person.email, action=Action.MEND, by=by)
    return _hand_over(locked, held, person, held.state)


@transaction.atomic
def replace(*, invitation: Invitation, name: str, email: str, is_approved: bool, by: User) -> Invitation:
    """Ask somebody else in the same group. An answer that is in stays, and then the other is not asked.

    A participant replaces only those who declined, and where raters are approved the other waits for that.
    """
    locked, held = _hold(invitation, by, is_approved=is_approved)
    if held.state != Invitation.State.DECLINED and not is_approved:
        raise ValidationError(f"{held.name} is asked already.")
    person = _at_kept_address(held, name, email)
    if person.email == held.email:
        raise ValidationError({"email": f"This is the address of {held.name}. Enter the address of somebody else"})
    refuse_address(held.subject, person, besides=held)
    audit.note(before=held, name=person.name, email=person.email, action=Action.REPLACE, by=by)
    state = Invitation.State.INVITED if is_approved else naming.first_state(locked, held.relationship)
    return _hand_over(locked, held, person, Invitation.State.ANSWERED if held.is_answered else state)


def may_be_mended_by_participant(invitation: Invitation, round_: Round) -> bool:
    return invitation.state == Invitation.State.PROPOSED or not round_.approves_raters


def _hold(invitation: Invitation, by: User, *, is_approved: bool) -> tuple[Round, Invitation]:
    """The round first, as everywhere. A manager's answer is known to be in, so what cannot be done is said."""
    locked = naming.lock(invitation.subject)
    if is_approved:
        refuse_own(by, invitation.subject)
    held = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if held is None:
        raise ValidationError("Somebody else has changed this a moment ago. Look at the list again.")
    if held.relationship == Relationship.SELF:
        raise ValidationError("Participants rate themselves.")
    if held.relationship == Relationship.MANAGER and held.is_answered:
        raise ValidationError("The manager has already answered.")
    return locked, held


def _at_kept_address(held: Invitation, name: str, email: str) -> Named:
    person = Named(relationship=Relationship(held.relationship), name=name, email=email.lower())
    return naming.at_kept_addresses([person], held.subject.organisation)[0]


def _rename(held: Invitation, name: str, by: User) -> Invitation:
    audit.note(before=held, name=name, email=held.email, action=Action.MEND, by=by)
    held.name = name
    held.full_clean()
    held.save(update_fields=["name"])
    return held


def _hand_over(locked: Round, held: Invitation, person: Named, state: str) -> Invitation:
    naming.refuse_full(locked, [person])
    inviting.take_back(held)
    made = Invitation(
        subject=held.subject,
        relationship=held.relationship,
        name=person.name,
        email=person.email,
        # Begun by somebody at another address is not begun.
        state=Invitation.State.INVITED if state == Invitation.State.STARTED else state,
    )
    made.full_clean()
    made.save()
    inviting.invite(held.subject, kind=inviting.AGAIN)
    naming.count_again(held.subject, locked)
    return made


def refuse_address(subject: Subject, person: Named, *, besides: Invitation) -> None:
    """An address that is the participant's own, or is asked about them already: ValidationError."""
    if person.email == subject.enrolment.person.email:
        raise ValidationError({"email": f"This is the address of {subject.name}, who rates themselves"})
    other = subject.invitations.exclude(pk=besides.pk).filter(email=person.email).first()
    if other and other.relationship in GROUPS:
        raise ValidationError({"email": f"{other.name} is named already, as {other.as_whom}"})
    if other:
        raise ValidationError({"email": f"{other.name} is asked already, as the manager"})
