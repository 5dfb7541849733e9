"""How a round is going, in counts that tell nobody who has answered.

A participant and their manager are identifiable in the report, and are told so: of each it is said whether they
answered. Everybody else is counted by group, by the rule of the report: answers too few to be shown are not counted.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.disclosure import is_shown
from assessments.models import Invitation, Relationship, Round, Subject
from assessments.naming import GROUPS, is_enough

IDENTIFIABLE = (Relationship.SELF, Relationship.MANAGER)


@dataclass(frozen=True)
class Tally:
    """How many of a group are asked, and how many have answered: None where that would tell too much."""

    relationship: Relationship
    asked: int
    answered: int | None

    @property
    def label(self) -> str:
        return str(self.relationship.label)


@dataclass(frozen=True)
class Standing:
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


@dataclass(frozen=True)
class Progress:
    """Answers that are counted, of all that are asked for."""

    answered: int
    asked: int


def standings(round_: Round, subjects: Iterable[Subject] | None = None) -> list[Standing]:
    """Every subject of the round, or these alone; two queries for any number of them."""
    if subjects is None:
        subjects = round_.subjects.select_related("enrolment__person")
    counted, least = _count(round_), round_.least_in_group
    return [
        Standing(subject, [tally(group, *counted[subject.pk, group], least=least) for group in Relationship], least)
        for subject in subjects
    ]


def standing(subject: Subject) -> Standing:
    return standings(subject.round, [subject])[0]


def tally(relationship: Relationship, asked: int, answered: int, *, least: int) -> Tally:
    shown = relationship in IDENTIFIABLE or is_shown(answered, least)
    return Tally(relationship, asked, answered if shown else None)


def progress(shown: Iterable[Standing]) -> Progress:
    """At least how many of all have answered: a total with the others in it would give them away."""
    tallies = [tally for standing in shown for tally in standing.tallies]
    return Progress(sum(tally.answered or 0 for tally in tallies), sum(tally.asked for tally in tallies))


def _count(round_: Round) -> dict[tuple[int, str], tuple[int, int]]:
    rows = (
        Invitation.objects.counted()
        .filter(subject__round=round_)
        .order_by()
        .values_list("subject", "relationship")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(state=Invitation.State.ANSWERED)))
    )
    return defaultdict(lambda: (0, 0), {(subject, group): (asked, done) for subject, group, asked, done in rows})
