"""Naming raters: who is asked about a participant, group by group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments import inviting
from assessments.models import Invitation, Relationship, Round, Subject

# The groups in which a participant names raters. The manager is known from the enrolment.
GROUPS = (Relationship.DIRECT_REPORT, Relationship.CO_WORKER, Relationship.OTHER)
GROUPS_ASKED_FOR = 2
AT_MOST_IN_GROUP = 20


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody whom the participant asks."""

    relationship: Relationship
    name: str
    email: str


@transaction.atomic
def name_raters(*, subject: Subject, raters: Iterable[Named]) -> int:
    """Ask these people too, and put the manager right; answers how many are now being emailed.

    Somebody who is asked already in the same group stays as they are, so that a form sent twice asks once.
    """
    locked = Round.objects.select_for_update(no_key=True).get(pk=subject.round_id)
    if not locked.is_open:
        raise ValidationError("This round has closed.")
    known = {invitation.email: invitation for invitation in subject.invitations.all()}
    for rater in raters:
        if not _is_known(rater, known):
            _ask(subject, rater, known.values())
    emailed = inviting.invite(subject)
    subject.has_named_raters = is_enough(count_named(subject), locked.least_in_group)
    subject.save(update_fields=["has_named_raters"])
    return emailed


def _is_known(rater: Named, known: Mapping[str, Invitation]) -> bool:
    """Whether they are asked already. A manager whose name alone was put right is the same manager."""
    invitation = known.get(rater.email)
    if invitation is None or invitation.relationship != rater.relationship:
        return False
    if invitation.name != rater.name and rater.relationship == Relationship.MANAGER:
        Invitation.objects.filter(pk=invitation.pk).update(name=rater.name)
    return True


def _ask(subject: Subject, rater: Named, known: Iterable[Invitation]) -> None:
    if rater.relationship == Relationship.MANAGER:
        for previous in known:
            if previous.relationship == Relationship.MANAGER:
                _replace(previous)
    elif subject.invitations.filter(relationship=rater.relationship).count() >= AT_MOST_IN_GROUP:
        raise ValidationError(f"You can name up to {AT_MOST_IN_GROUP} people in each group.")
    invitation = Invitation(subject=subject, relationship=rater.relationship, name=rater.name, email=rater.email)
    invitation.full_clean()
    invitation.save()


def _replace(manager: Invitation) -> None:
    locked = Invitation.objects.select_for_update().get(pk=manager.pk)
    if locked.is_answered:
        raise ValidationError("Your manager has already answered.")
    inviting.take_back(locked)


def count_named(subject: Subject) -> dict[Relationship, int]:
    named = list(subject.invitations.values_list("relationship", flat=True))
    return {group: named.count(group) for group in GROUPS}


def still_needed(named: Mapping[Relationship, int], least: int) -> dict[Relationship, int]:
    """How many more each group needs before its answers can be shown."""
    return {group: max(0, least - named[group]) for group in GROUPS}


def is_enough(named: Mapping[Relationship, int], least: int) -> bool:
    return sum(count >= least for count in named.values()) >= GROUPS_ASKED_FOR
