"""Naming raters: who is asked about a participant, group by group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.models import Invitation, KnownAddress, Relationship, Round, Subject
from assessments.raters import audit, inviting, ledger
from people.models import Organisation

# The groups in which a participant names raters. The manager is known from the enrolment.
GROUPS = (Relationship.DIRECT_REPORT, Relationship.CO_WORKER, Relationship.OTHER)
GROUPS_ASKED_FOR = 2
AT_MOST_IN_GROUP = 20
# So many of a group may stay silent, and it is still shown.
TO_SPARE = 2
PLURALS = {
    Relationship.DIRECT_REPORT: "direct reports",
    Relationship.CO_WORKER: "co-workers",
    Relationship.OTHER: "others",
}


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody whom the participant asks."""

    relationship: Relationship
    name: str
    email: str


class FullError(ValidationError):
    """Somebody has as many requests as one person may have."""

    def __init__(self, rater: Named) -> None:
        self.sentence = f"{rater.name} has as many requests as one person may have in this round: choose somebody else"
        self.rater = rater
        super().__init__(self.sentence)


@transaction.atomic
def name_raters(*, subject: Subject, raters: Iterable[Named]) -> int:
    """Ask these people too, and put the manager right; answers how many are now being emailed.

    Somebody who is asked already in the same group stays as they are, so that a form sent twice asks once. Where an
    administrator approves raters, those named in groups wait for that and are not emailed yet.
    """
    locked = lock(subject)
    known = {invitation.email: invitation for invitation in subject.invitations.all()}
    new = [rater for rater in at_kept_addresses(raters, subject.organisation) if not _is_known(rater, known)]
    refuse_full(locked, new)
    for rater in new:
        _ask(locked, subject, rater, known.values())
    emailed = inviting.invite(subject)
    count_again(subject, locked)
    return emailed


def lock(subject: Subject) -> Round:
    """Hold the cohort's rounds, over which requests are counted. A subject who has closed: ValidationError."""
    locked = Round.objects.locked(subject.round_id)
    if not Subject.objects.open().filter(pk=subject.pk).exists():
        raise ValidationError("This round has closed.")
    return locked


def at_kept_addresses(raters: Iterable[Named], organisation: Organisation) -> list[Named]:
    """The same people, each at the address that is kept for them."""
    named = list(raters)
    kept = KnownAddress.objects.kept_for({rater.email for rater in named}, organisation)
    return [replace(rater, email=kept.get(rater.email, rater.email)) for rater in named]


def refuse_full(round_: Round, raters: Iterable[Named]) -> None:
    """Whoever has as many requests as one person may have is not asked again: FullError."""
    named = [rater for rater in raters if rater.relationship in GROUPS]
    full = ledger.full_among(round_, {rater.email for rater in named})
    for rater in named:
        if rater.email in full:
            raise FullError(rater)


def _is_known(rater: Named, known: Mapping[str, Invitation]) -> bool:
    """Whether they are asked already. A manager whose name alone was put right is the same manager."""
    invitation = known.get(rater.email)
    if invitation is None or invitation.relationship != rater.relationship:
        return False
    if invitation.name != rater.name and rater.relationship == Relationship.MANAGER:
        Invitation.objects.filter(pk=invitation.pk).update(name=rater.name)
    return True


def _ask(locked: Round, subject: Subject, rater: Named, known: Iterable[Invitation]) -> None:
    if rater.relationship == Relationship.MANAGER:
        for previous in known:
            if previous.relationship == Relationship.MANAGER:
                _replace(previous, rater)
    elif subject.invitations.counted().filter(relationship=rater.relationship).count() >= AT_MOST_IN_GROUP:
        raise ValidationError(f"You can name up to {AT_MOST_IN_GROUP} people in each group.")
    invitation = Invitation(
        subject=subject,
        relationship=rater.relationship,
        name=rater.name,
        email=rater.email,
        state=first_state(locked, rater.relationship),
    )
    invitation.full_clean()
    invitation.save()


def first_state(round_: Round, relationship: str) -> Invitation.State:
    """The line manager and the participant are known, and need nobody's approval."""
    waits = round_.approves_raters and relationship in GROUPS
    return Invitation.State.PROPOSED if waits else Invitation.State.INVITED


def _replace(manager: Invitation, instead: Named) -> None:
    locked = Invitation.objects.select_for_update().get(pk=manager.pk)
    if locked.is_answered:
        raise ValidationError("Your manager has already answered.")
    subject = manager.subject
    audit.refuse_managers_often(subject)
    by, action = subject.enrolment.person.user, audit.Action.REPLACE
    audit.note(before=locked, name=instead.name, email=instead.email, action=action, by=by)
    inviting.take_back(locked)


@transaction.atomic
def take_back(*, invitation: Invitation) -> None:
    """Whoever waits for approval need not be asked. Somebody who is asked already: ValidationError."""
    locked = lock(invitation.subject)
    found = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if found is None:
        return
    if found.state != Invitation.State.PROPOSED:
        raise ValidationError(f"{found.name} is asked already.")
    inviting.take_back(found)
    count_again(invitation.subject, locked)


def count_again(subject: Subject, round_: Round) -> None:
    """Whether enough are named. Those who declined no longer count."""
    subject.has_named_raters = is_enough(count_named(subject), round_.least_in_group)
    subject.save(update_fields=["has_named_raters"])


def count_named(subject: Subject) -> dict[Relationship, int]:
    named = list(subject.invitations.counted().values_list("relationship", flat=True))
    return {group: named.count(group) for group in GROUPS}


def is_enough(named: Mapping[Relationship, int], least: int) -> bool:
    return sum(count >= least for count in named.values()) >= GROUPS_ASKED_FOR


def advice(group: Relationship, named: int, least: int) -> str:
    """How many more a group needs, and why, in a sentence."""
    wise, plural = least + TO_SPARE, PLURALS[group]
    if named >= wise:
        return f"{named} {plural} are enough: should {TO_SPARE} not answer, the group is still shown by itself."
    more = f"{wise - named} more {_kind(group, wise - named)}" if named else f"{wise} {plural}"
    return (
        f"Name {more}: with fewer than {least} answers this group is not shown by itself, "
        f"and naming {wise} allows for {TO_SPARE} who do not answer."
    )


def _kind(group: Relationship, count: int) -> str:
    return str(group.label).lower() if count == 1 else PLURALS[group]
