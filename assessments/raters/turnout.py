"""Count how many raters are asked and have answered, without telling who has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters.naming import GROUPS, is_enough
from assessments.results.disclosure import is_shown
from assessments.results.values import NAMES
from people.models import Organisation, Role, User

IDENTIFIABLE = (Relationship.SELF, Relationship.MANAGER)

State = Invitation.State


class FollowedSubjects:
    """The subjects whom an administrator follows."""

    def visible_to(self, user: User) -> QuerySet[Subject]:
        run = Organisation.objects.where(user, Role.ADMINISTRATOR)
        subjects = Subject.objects.filter(round__cohort__programme__organisation__in=run)
        return subjects.select_related(
            "round__cohort__programme__organisation",
            "round__instrument",
            "enrolment__person__user",
            "enrolment__person__organisation",
        )


@dataclass(frozen=True)
class AnswerCount:
    """Answers that are counted, of all that are asked for."""

    answered: int
    asked: int


def _count(round_: Round) -> Mapping[tuple[int, str], tuple[int, int, int, int]]:
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


def declined(round_: Round) -> QuerySet[Invitation]:
    """Who would rather not answer, and why: the participant can ask somebody else in their place."""
    invitations = Invitation.objects.filter(subject__round=round_, state=State.DECLINED)
    return invitations.select_related("subject__enrolment__person").order_by("subject__enrolment__person__name", "name")


@dataclass(frozen=True)
class Tally:
    """How many of a group are asked, and how many have answered: None where that would tell too much."""

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
    """How far one subject is: a tally for each relationship, in the order of a report."""

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
        return is_enough({group.relationship: group.asked for group in self.groups}, self.least)

    @property
    def has_rated_self(self) -> bool:
        return self.tallies[0].answered == 1

    @property
    def lacks_manager(self) -> bool:
        """Whether a manager is asked, and has not answered."""
        return self.tallies[1].asked == 1 and not self.tallies[1].answered

    @property
    def may_be_reported(self) -> bool:
        """Whether it is known to everybody that there will be a report."""
        return any(tally.answered for tally in self.tallies)


def standings(round_: Round, subjects: Iterable[Subject] | None = None) -> list[SubjectProgress]:
    """Every subject of the round, or these alone; two queries for any number of them."""
    if subjects is None:
        subjects = round_.subjects.select_related("enrolment__person", "round")
    counted, least = _count(round_), round_.least_in_group
    return [
        SubjectProgress(
            subject, [tally(group, *counted[subject.pk, group], least=least) for group in Relationship], least
        )
        for subject in subjects
    ]


def standing(subject: Subject) -> SubjectProgress:
    return standings(subject.round, [subject])[0]


def tally(
    relationship: Relationship, asked: int, answered: int, declined: int = 0, proposed: int = 0, *, least: int
) -> Tally:
    shown = relationship in IDENTIFIABLE or is_shown(answered, least)
    return Tally(relationship, asked, answered if shown else None, declined, proposed)


def progress(shown: Iterable[SubjectProgress]) -> AnswerCount:
    """At least how many of all have answered: a total with the others in it would give them away."""
    tallies = [tally for standing in shown for tally in standing.tallies]
    return AnswerCount(sum(tally.answered or 0 for tally in tallies), sum(tally.asked for tally in tallies))


@dataclass(frozen=True)
class Roll:
    """A group by name. `waiting` are those who have not answered: None where naming them would tell who has."""

    tally: Tally
    asked: list[Invitation]
    waiting: list[Invitation] | None
    proposed: list[Invitation]
    declined: list[Invitation]

    @property
    def label(self) -> str:
        return self.tally.label


def rolls(subject: Subject) -> list[Roll]:
    """Each relationship in which somebody is asked or has declined, for whoever sends reminders."""
    named: dict[str, list[Invitation]] = defaultdict(list)
    for invitation in subject.invitations.all():
        named[invitation.relationship].append(invitation)
    least = subject.round.least_in_group
    return [roll(group, named[group], least=least) for group in Relationship if named[group]]


def roll(group: Relationship, named: Iterable[Invitation], *, least: int) -> Roll:
    by_state: dict[str, list[Invitation]] = defaultdict(list)
    for invitation in named:
        by_state[invitation.state].append(invitation)
    proposed, declined, answered = by_state[State.PROPOSED], by_state[State.DECLINED], by_state[State.ANSWERED]
    # Nobody's place among others of the same name may tell what they have done.
    everybody = [*by_state[State.INVITED], *by_state[State.STARTED], *answered]
    asked = sorted(everybody, key=lambda one: (one.name, one.email))
    waiting = [one for one in asked if not one.is_answered]
    counts = (len(asked) + len(proposed), len(answered), len(declined), len(proposed))
    counted = tally(group, *counts, least=least)
    return Roll(counted, asked, None if counted.answered is None else waiting, proposed, declined)


def people_in_words(count: int, described: str = "") -> str:
    return f"{count} {described}{'person' if count == 1 else 'people'}"
