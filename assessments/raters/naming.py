"""The naming of a participant's raters, group by group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.models import Invitation, KnownAddress, Relationship, Round, Subject
from assessments.raters import audit, inviting, request_limits
from people.models import Organisation

# The groups in which a participant names raters. The manager is known from the enrolment.
GROUPS = (Relationship.DIRECT_REPORT, Relationship.CO_WORKER, Relationship.OTHER)
GROUPS_NEEDED = 2
MOST_IN_GROUP = 20
# How many of the recommended number can stay silent without the group falling below the minimum.
SPARE_RATERS = 2
PLURALS = {
    Relationship.DIRECT_REPORT: "direct reports",
    Relationship.CO_WORKER: "co-workers",
    Relationship.OTHER: "others",
}


@dataclass(frozen=True, kw_only=True)
class NamedRater:
    """A rater as a participant names them."""

    relationship: Relationship
    name: str
    email: str


class RequestLimitError(ValidationError):
    """A request to a rater who has as many as one person may have."""

    def __init__(self, rater: NamedRater) -> None:
        self.sentence = f"{rater.name} has as many requests as one person may have in this round: choose somebody else"
        self.rater = rater
        super().__init__({"email": self.sentence})


@transaction.atomic
def name_raters(*, subject: Subject, raters: Iterable[NamedRater]) -> int:
    """Add these raters, correct the manager, and return how many are now being emailed.

    A rater who is asked already in the same group is left alone, so that a form sent twice asks once. Where an
    administrator approves raters, those named in groups wait for that and are not emailed yet.
    """
    locked = lock_open_round(subject)
    known = {invitation.email: invitation for invitation in subject.invitations.all()}
    new = [rater for rater in with_kept_addresses(raters, subject.organisation) if not _is_asked_already(rater, known)]
    refuse_over_limit(locked, new)
    for rater in new:
        _add_invitation(locked, subject, rater, known.values())
    emailed = inviting.invite(subject)
    update_has_named_raters(subject, locked)
    return emailed


def lock_open_round(subject: Subject) -> Round:
    """Lock the cohort's rounds, over which requests are counted.

    Raises ValidationError when the subject has closed.
    """
    locked = Round.objects.locked(subject.round_id)
    if not Subject.objects.open().filter(pk=subject.pk).exists():
        raise ValidationError("This round has closed.")
    return locked


def with_kept_addresses(raters: Iterable[NamedRater], organisation: Organisation) -> list[NamedRater]:
    """Replace each address that was joined with another by the one that is kept."""
    named = list(raters)
    kept = KnownAddress.objects.kept_for({rater.email for rater in named}, organisation)
    return [replace(rater, email=kept.get(rater.email, rater.email)) for rater in named]


def refuse_over_limit(round_: Round, raters: Iterable[NamedRater]) -> None:
    """Raise RequestLimitError for the first rater who has as many requests as one person may have."""
    named = [rater for rater in raters if rater.relationship in GROUPS]
    full = request_limits.addresses_at_limit(round_, {rater.email for rater in named})
    for rater in named:
        if rater.email in full:
            raise RequestLimitError(rater)


def _is_asked_already(rater: NamedRater, known: Mapping[str, Invitation]) -> bool:
    """Whether the rater is asked already. A manager with a corrected name is still the same manager."""
    invitation = known.get(rater.email)
    if invitation is None or invitation.relationship != rater.relationship:
        return False
    if invitation.name != rater.name and rater.relationship == Relationship.MANAGER:
        Invitation.objects.filter(pk=invitation.pk).update(name=rater.name)
    return True


def _add_invitation(locked: Round, subject: Subject, rater: NamedRater, known: Iterable[Invitation]) -> None:
    if rater.relationship == Relationship.MANAGER:
        for previous in known:
            if previous.relationship == Relationship.MANAGER:
                _withdraw_manager(previous, rater)
    elif subject.invitations.counted().filter(relationship=rater.relationship).count() >= MOST_IN_GROUP:
        raise ValidationError(f"You can name up to {MOST_IN_GROUP} people in each group.")
    invitation = Invitation(
        subject=subject,
        relationship=rater.relationship,
        name=rater.name,
        email=rater.email,
        state=initial_state(locked, rater.relationship),
    )
    invitation.full_clean()
    invitation.save()


def initial_state(round_: Round, relationship: str) -> Invitation.State:
    """The state of a new invitation. The line manager and the participant need nobody's approval."""
    waits = round_.approves_raters and relationship in GROUPS
    return Invitation.State.PROPOSED if waits else Invitation.State.INVITED


def _withdraw_manager(manager: Invitation, instead: NamedRater) -> None:
    # The full lock, because the row is deleted.
    locked = Invitation.objects.select_for_update().get(pk=manager.pk)
    if locked.is_answered:
        raise ValidationError("Your manager has already answered.")
    subject = manager.subject
    audit.refuse_many_manager_changes(subject)
    by, action = subject.enrolment.person.user, audit.Action.REPLACE
    audit.record_change(before=locked, name=instead.name, email=instead.email, action=action, by=by)
    inviting.withdraw(locked)


@transaction.atomic
def take_back(*, invitation: Invitation) -> None:
    """Take back a rater who waits for approval. Raises ValidationError when they are asked already."""
    locked = lock_open_round(invitation.subject)
    # The full lock, because the row is deleted.
    found = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if found is None:
        return
    if found.state != Invitation.State.PROPOSED:
        raise ValidationError(f"{found.name} is asked already.")
    inviting.withdraw(found)
    update_has_named_raters(invitation.subject, locked)


def update_has_named_raters(subject: Subject, round_: Round) -> None:
    """Save whether enough raters are named. Those who declined do not count."""
    subject.has_named_raters = are_enough(count_by_group(subject), round_.least_in_group)
    subject.save(update_fields=["has_named_raters"])


def count_by_group(subject: Subject) -> dict[Relationship, int]:
    named = list(subject.invitations.counted().values_list("relationship", flat=True))
    return {group: named.count(group) for group in GROUPS}


def are_enough(named: Mapping[Relationship, int], least: int) -> bool:
    return sum(count >= least for count in named.values()) >= GROUPS_NEEDED


def advice(group: Relationship, named: int, least: int) -> str:
    """Say in a sentence how many more raters a group needs, and why."""
    wise, plural = least + SPARE_RATERS, PLURALS[group]
    if named >= wise:
        return f"{named} {plural} are enough: should {SPARE_RATERS} not answer, the group is still shown by itself."
    more = f"{wise - named} more {_group_noun(group, wise - named)}" if named else f"{wise} {plural}"
    return (
        f"Name {more}: with fewer than {least} answers this group is not shown by itself, "
        f"and naming {wise} allows for {SPARE_RATERS} who do not answer."
    )


def _group_noun(group: Relationship, count: int) -> str:
    return str(group.label).lower() if count == 1 else PLURALS[group]
