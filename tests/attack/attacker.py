"""Finding out what raters answered, from what is published.

An answer is pinned when it is the same in every round that would have been published alike. Others are witnessed: the
attacker holds such a round in which the answer is another, and has published it to see. Witnesses come cheaply, by
swapping and shifting answers; what is left is put to an integer solver, which finds one or proves that there is none.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessments.scoring import Rating
from tests.attack.facts import Fact, by_answer
from tests.attack.publishing import Publication, Publisher, publish
from tests.attack.reading import Reader
from tests.attack.solving import Component, components
from tests.attack.worlds import Answer, World

MOST_ROTATIONS = 6


class WeakFactsError(Exception):
    """A round agrees with every fact but would be published otherwise: the attacker has overlooked something."""


@dataclass(frozen=True)
class Attack:
    """One attempt on a world. `told` are the answers that accomplices gave away."""

    world: World
    publisher: Publisher = publish
    told: frozenset[Answer] = frozenset()
    is_quick: bool = True

    def pinned(self, among: Collection[Answer] | None = None) -> set[Answer]:
        """The hidden answers (of these) that can be found out."""
        wanted = set(self.world.hidden if among is None else among) - self.told
        left = self._left_by_witnesses(wanted) if self.is_quick else wanted
        pinned: set[Answer] = set()
        while left - pinned:
            found, proven = self._solve(left - pinned)
            pinned |= proven
            left -= self._changed(found)
        return pinned

    @cached_property
    def _truth(self) -> Publication:
        return self.publisher(self.world)

    @cached_property
    def facts(self) -> list[Fact]:
        facts = Reader(self.world).facts(self._truth)
        if untrue := [fact for fact in facts if not fact.holds(self.world.at)]:
            raise WeakFactsError(f"the truth is against what was read: {untrue[0]}")
        return facts

    def _changed(self, changes: dict[Answer, Rating]) -> set[Answer]:
        """The answers that really are others in a world with these changes, which is published to see."""
        if not changes:
            return set()
        if self.publisher(self.world.altered(changes)) != self._truth:
            raise WeakFactsError(f"published otherwise with {changes}")
        return {answer for answer, rating in changes.items() if rating != self.world.at(answer)}

    # The solver

    def _solve(self, left: set[Answer]) -> tuple[dict[Answer, Rating], set[Answer]]:
        """A world in which answers of these are others, and those for which there is none."""
        found: dict[Answer, Rating] = {}
        proven: set[Answer] = set()
        for component in self._components:
            if here := left.intersection(component.answers):
                other = component.another(self.world.at, here, self._scale, self.told)
                proven |= set() if other else here
                found |= other or {}
        return found, proven

    @cached_property
    def _components(self) -> list[Component]:
        return components(self.world.hidden, self.facts)

    @property
    def _scale(self) -> tuple[int, int]:
        return self.world.questionnaire.lowest, self.world.questionnaire.highest

    # Witnesses without a solver

    def _left_by_witnesses(self, wanted: set[Answer]) -> set[Answer]:
        left = set(wanted)
        for steps in range(1, MOST_ROTATIONS):
            left -= self._changed(self._allowed(self._moves(steps, left))) if left else set()
        return left

    def _allowed(self, moves: Iterator[dict[Answer, Rating]]) -> dict[Answer, Rating]:
        """As many of the moves as the facts allow together."""
        changes: dict[Answer, Rating] = {}
        for move in moves:
            touched = [fact for answer in move for fact in self._index.get(answer, [])]
            tried = changes | move
            if all(fact.holds(lambda answer, new=tried: new.get(answer, self.world.at(answer))) for fact in touched):
                changes = tried
        return changes

    @cached_property
    def _index(self) -> dict[Answer, list[Fact]]:
        return dict(by_answer(self.facts))

    @cached_property
    def _alike(self) -> list[list[Answer]]:
        """The answers to one statement by raters of one group who came to the same release and told nobody."""
        groups: dict[tuple[object, ...], list[Answer]] = {}
        for number, at in self.world.hidden:
            rater = self.world.raters[number]
            if (number, at) not in self.told:
                groups.setdefault((rater.subject, rater.relationship, rater.release, at), []).append((number, at))
        return list(groups.values())

    def _moves(self, steps: int, left: set[Answer]) -> Iterator[dict[Answer, Rating]]:
        """In each group: the answers change places; or two of them move apart; or one of them is a little other."""
        for group in self._alike:
            if left.intersection(group):
                around = group[steps % len(group) :] + group[: steps % len(group)]
                ratings = [self.world.at(answer) for answer in around]
                if len(set(ratings)) > 1:
                    yield dict(zip(group, ratings, strict=True))
                else:
                    yield from self._shifts(around, ratings[0])

    def _shifts(self, group: Sequence[Answer], rating: Rating) -> Iterator[dict[Answer, Rating]]:
        lowest, highest = self._scale
        if rating is None:
            yield {group[0]: highest}
        elif lowest < rating < highest and len(group) > 1:
            yield from ({one: rating + 1, other: rating - 1} for one, other in batched(group))
        elif rating is not None:
            yield {group[0]: rating - 1 if rating == highest else rating + 1}


def batched(group: Sequence[Answer]) -> Iterator[tuple[Answer, Answer]]:
    """Two by two; who is left over stays."""
    return zip(group[::2], group[1::2], strict=False)
