"""The number of raters who are asked and have answered, without revealing who has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters.naming import GROUPS, are_enough
from assessments.results.disclosure import is_shown
from assessments.results.values import NAMES

IDENTIFIABLE = (Relationship.SELF, Relationship.MANAGER)

State = Invitation.State


@dataclass(frozen=True)
class AnswerCount:
    """The number of answers that have come in, beside the number asked for."""

    answered: int
    asked: int


def _count_states(round_: Round) -> Mapping[tuple[int, str], tuple[int, int, int, int]]:
    rows = (
        Invitation.objects.filter(subject__round=round_)
        .order_by()
        .values_list("subject", "relationship")
        .annotate(
            asked=Count("pk", filter=~Q(state=State.DECLINED)),
            answered=Count("pk", filter=Q(state=State.ANSWERED)),
            declined=Count("pk", filter=Q(state=State.DECLINED)),
            proposed=Count("pk", filter=Q(state=State.PROPOSED)),
        )
    )
    return defaultdict(lambda: (0, 0, 0, 0), {(subject, group): tuple(counts) for subject, group, *counts in rows})


def declined_invitations(round_: Round) -> QuerySet[Invitation]:
    """List the raters who declined, with their reasons: the participant can ask others instead."""
    invitations = Invitation.objects.filter(subject__round=round_, state=State.DECLINED)
    return invitations.select_related("subject__enrolment__person").order_by("subject__enrolment__person__name", "name")


@dataclass(frozen=True)
class Tally:
    """The turnout of one group. `answered` is None if the number would reveal too much."""

    relationship: Relationship
    asked: int
    answered: int | None
    declined: int = 0
    proposed: int = 0

    @property
    def label(self) -> str:
        return NAMES[self.relationship]

    @property
    def is_identifiable(self) -> bool:
        return self.relationship in IDENTIFIABLE


@dataclass(frozen=True)
class SubjectProgress:
    """The turnout of one subject: a tally for each relationship, in the order of a report."""

    subject: Subject
    tallies: list[Tally]
    least: int

    @property
    def groups(self) -> list[Tally]:
        return [tally for tally in self.tallies if tally.relationship in GROUPS]

    @property
    def named(self) -> int:
        return sum(group.asked for group in self.groups)

    @property
    def has_enough(self) -> bool:
        return are_enough({group.relationship: group.asked for group in self.groups}, self.least)

    @property
    def has_rated_self(self) -> bool:
        return self.tallies[0].answered == 1

    @property
    def lacks_manager(self) -> bool:
        """Whether a manager is asked and has not answered."""
        return self.tallies[1].asked == 1 and not self.tallies[1].answered

    @property
    def may_be_reported(self) -> bool:
        """Whether the counts on show already mean that there will be a report."""
        return any(tally.answered for tally in self.tallies)


def count_subjects(round_: Round, subjects: Iterable[Subject] | None = None) -> list[SubjectProgress]:
    """Count the turnout of the round's subjects, or of these alone, in two queries however many there are."""
    if subjects is None:
        subjects = round_.subjects.select_related("enrolment__person", "round")
    counted, least = _count_states(round_), round_.least_in_group
    return [
        SubjectProgress(
            subject, [count_group(group, *counted[subject.pk, group], least=least) for group in Relationship], least
        )
        for subject in subjects
    ]


def count_subject(subject: Subject) -> SubjectProgress:
    return count_subjects(subject.round, [subject])[0]


def count_group(
    relationship: Relationship, asked: int, answered: int, declined: int = 0, proposed: int = 0, *, least: int
) -> Tally:
    shown = relationship in IDENTIFIABLE or is_shown(answered, least)
    return Tally(relationship, asked, answered if shown else None, declined, proposed)


def count_answers(subjects: Iterable[SubjectProgress]) -> AnswerCount:
    """Add up the answers of the groups that are shown. A total with the other groups in it would reveal those."""
    tallies = [tally for progress in subjects for tally in progress.tallies]
    return AnswerCount(sum(tally.answered or 0 for tally in tallies), sum(tally.asked for tally in tallies))


@dataclass(frozen=True)
class GroupMembers:
    """The raters of a group by name. `waiting` have not answered; it is None if naming them would reveal who has."""

    tally: Tally
    asked: list[Invitation]
    waiting: list[Invitation] | None
    proposed: list[Invitation]
    declined: list[Invitation]

    @property
    def label(self) -> str:
        return self.tally.label


def members_by_group(subject: Subject) -> list[GroupMembers]:
    """List the raters in each relationship that has any, so that an administrator can remind them."""
    named: dict[str, list[Invitation]] = defaultdict(list)
    for invitation in subject.invitations.all():
        named[invitation.relationship].append(invitation)
    least = subject.round.least_in_group
    return [group_members(group, named[group], least=least) for group in Relationship if named[group]]


def group_members(group: Relationship, named: Iterable[Invitation], *, least: int) -> GroupMembers:
    by_state: dict[str, list[Invitation]] = defaultdict(list)
    for invitation in named:
        by_state[invitation.state].append(invitation)
    proposed, declined, answered = by_state[State.PROPOSED], by_state[State.DECLINED], by_state[State.ANSWERED]
    # Sorted by name and address, so that nobody's place in the list reveals whether they have answered.
    everybody = [*by_state[State.INVITED], *by_state[State.STARTED], *answered]
    asked = sorted(everybody, key=lambda one: (one.name, one.email))
    waiting = [one for one in asked if not one.is_answered]
    counts = (len(asked) + len(proposed), len(answered), len(declined), len(proposed))
    counted = count_group(group, *counts, least=least)
    return GroupMembers(counted, asked, None if counted.answered is None else waiting, proposed, declined)
