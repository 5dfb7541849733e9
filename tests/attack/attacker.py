"""Finding out what raters answered, from what is published.

An answer is pinned when it is the same in every round that would have been published alike. Others are witnessed: the
attacker holds such a round in which the answer is another, and has published it to see. Witnesses come cheaply, by
swapping and shifting answers; what is left is put to an integer solver, which finds one or proves that there is none.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from assessments.results.scoring import Rating
from tests.attack.balancing import balanced
from tests.attack.facts import Agreed, Fact, by_answer
from tests.attack.publishing import Publication, Publisher, publish
from tests.attack.reading import Reader
from tests.attack.solving import Component, components
from tests.attack.worlds import Answer, World

MOST_ROTATIONS = 6
MOST_PARTNERS = 6


class WeakFactsError(Exception):
    """A round agrees with every fact but would be published otherwise: the attacker has overlooked something."""


class UndecidedError(Exception):
    """There was no proof, and no witness either."""


@dataclass(frozen=True)
class Attack:
    """One attempt on a world. `told` are the answers that accomplices gave away."""

    world: World
    publisher: Publisher = publish
    told: frozenset[Answer] = frozenset()
    is_quick: bool = True

    def pinned(self, among: Collection[Answer] | None = None) -> set[Answer]:
        """The hidden answers (of these) that can be found out.

        Raises UndecidedError when some can be neither proved nor witnessed.
        """
        wanted = set(self.world.hidden if among is None else among) - self.told
        left = self._left_by_witnesses(wanted) if self.is_quick else wanted
        pinned: set[Answer] = set()
        while left - pinned:
            proven, changed = self._next(left - pinned)
            pinned |= proven
            left -= changed
        return pinned

    def _next(self, left: set[Answer]) -> tuple[set[Answer], set[Answer]]:
        """Some of these that are proved, and some that are witnessed: at best with many changes at once."""
        for as_many in (True, False):
            found, proven = self._solve(left, as_many=as_many)
            changed = self._changed(found)
            if proven or changed & left:
                return proven, changed
        if made_up := self._made_up(found, left):
            return set(), made_up
        if alone := self._witnessed_alone(left):
            return set(), alone
        raise UndecidedError(f"neither proved nor witnessed: {sorted(left)[:5]}")

    def _made_up(self, found: Mapping[Answer, Rating], left: set[Answer]) -> set[Answer]:
        """The answers of these that are others in worlds where raters differ as much as they do in truth."""
        seen = set[Answer]()
        for component in self._components:
            part = {answer: found[answer] for answer in component.answers if answer in found}
            if changed := {answer for answer in left.intersection(part) if part[answer] != self.world.at(answer)}:
                free = [group for group in self._alike if not changed.intersection(group)]
                other = balanced(self.world.altered(part), self.world, free)
                seen |= self._changed({answer: other.at(answer) for answer in self.world.hidden})
        return seen & left

    def _witnessed_alone(self, left: set[Answer]) -> set[Answer]:
        """One answer at a time, with one partner. Where that alone shows in how far raters differ in the whole round,
        another group's answers in changed places make up for it.
        """
        truth, found = {answer: self.world.at(answer) for answer in self.world.hidden}, set[Answer]()
        for answer in sorted(left):
            small = chain.from_iterable(self._options(answer, truth, steps) for steps in range(1, MOST_ROTATIONS))
            for option in small:
                if answer not in found and self._may(truth, option):
                    for made_up in ({}, *self._rotations(option)):
                        if answer not in found:
                            found |= self._changed({**option, **made_up})
        return found & left

    def _rotations(self, besides: Mapping[Answer, Rating]) -> Iterator[dict[Answer, Rating]]:
        """One other group's answers to one statement in changed places, group by group."""
        for group in self._alike:
            ratings = [self.world.at(answer) for answer in group]
            if len(set(ratings)) > 1 and not besides.keys() & set(group):
                yield dict(zip(group, ratings[1:] + ratings[:1], strict=True))

    @cached_property
    def _truth(self) -> Publication:
        return self.publisher(self.world)

    @cached_property
    def facts(self) -> list[Fact]:
        facts = Reader(self.world).facts(self._truth)
        if untrue := [fact for fact in facts if not fact.holds(self.world.at)]:
            raise WeakFactsError(f"the truth is against what was read: {untrue[0]}")
        return facts

    def _changed(self, ratings: Mapping[Answer, Rating]) -> set[Answer]:
        """The answers that really are others in a world with these ratings, which is published to see.

        How far raters differ in the whole round is no fact for the solver. Where a world differs in nothing but that,
        its changes are tried in smaller portions.
        """
        changes = {answer: rating for answer, rating in ratings.items() if rating != self.world.at(answer)}
        if not changes:
            return set()
        seen = self.publisher(self.world.altered(changes))
        if seen == self._truth:
            return set(changes)
        if replace(seen, rater_sd=self._truth.rater_sd) != self._truth:
            raise WeakFactsError(f"published otherwise with {changes}")
        return set().union(*map(self._changed, self._portions(changes)))

    def _portions(self, changes: Mapping[Answer, Rating]) -> list[dict[Answer, Rating]]:
        """Halves of it, none of which breaks a fact that the whole keeps."""
        parts = [part for each in self._components if (part := changes.keys() & each.answers)]
        if len(parts) < 2:
            return []
        halves = parts[::2], parts[1::2]
        return [{answer: changes[answer] for part in half for answer in part} for half in halves]

    # The solver

    def _solve(self, left: set[Answer], *, as_many: bool) -> tuple[dict[Answer, Rating], set[Answer]]:
        """A world in which answers of these are others, and those for which there is none.

        Nothing follows where the solver runs out of time: it may be asked in another way.
        """
        found: dict[Answer, Rating] = {}
        proven: set[Answer] = set()
        for component in self._components:
            if here := left.intersection(component.answers):
                with suppress(TimeoutError):
                    other = component.another(self.world.at, here, self._scale, self.told, as_many=as_many)
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
            if left:
                left -= self._changed(self._shifted(self._swapped(steps, left), left, steps))
        return left

    @cached_property
    def _alike(self) -> list[list[Answer]]:
        """The answers to one statement by raters of one group who came to the same release and told nobody."""
        groups: dict[tuple[object, ...], list[Answer]] = {}
        for number, at in self.world.hidden:
            rater = self.world.raters[number]
            if (number, at) not in self.told:
                groups.setdefault((rater.subject, rater.relationship, rater.release, at), []).append((number, at))
        return list(groups.values())

    def _swapped(self, steps: int, left: set[Answer]) -> dict[Answer, Rating]:
        """All answers, with those of a group in changed places: no fact tells which of its raters gave which."""
        ratings = {answer: self.world.at(answer) for answer in self.world.hidden}
        for group in self._alike:
            if left.intersection(group):
                around = group[steps % len(group) :] + group[: steps % len(group)]
                ratings |= {answer: self.world.at(other) for answer, other in zip(group, around, strict=True)}
        return ratings

    def _shifted(self, ratings: dict[Answer, Rating], left: set[Answer], steps: int) -> dict[Answer, Rating]:
        """The same, with as many as may be of those that are not changed yet a little other."""
        for answer in sorted(left):
            if ratings[answer] == self.world.at(answer):
                options = self._options(answer, ratings, steps)
                ratings |= next((option for option in options if self._may(ratings, option)), {})
        return ratings

    def _may(self, ratings: Mapping[Answer, Rating], option: Mapping[Answer, Rating]) -> bool:
        tried = {**ratings, **option}
        facts = {id(fact): fact for answer in option for fact in self._index.get(answer, [])}
        return all(fact.holds(tried.__getitem__) for fact in facts.values())

    def _options(self, answer: Answer, ratings: Mapping[Answer, Rating], steps: int) -> Iterator[dict[Answer, Rating]]:
        lowest, highest = self._scale
        now = ratings[answer]
        if now is None:
            yield from ({answer: highest}, {answer: lowest})
            return
        for step in (step for step in (1, -1) if lowest <= now + step <= highest):
            yield {answer: now + step}
            for other in self._partners(answer, steps):
                theirs = ratings[other]
                if theirs is not None and lowest <= theirs - step <= highest:
                    yield {answer: now + step, other: theirs - step}

    def _partners(self, answer: Answer, steps: int) -> list[Answer]:
        """Some whose ratings are added to this one."""
        tied = [fact.answers for fact in self._index.get(answer, []) if not isinstance(fact, Agreed)]
        others = [other for other in dict.fromkeys(chain(*tied)) if other != answer and other not in self.told]
        return (others[steps:] + others[:steps])[:MOST_PARTNERS]

    @cached_property
    def _index(self) -> Mapping[Answer, list[Fact]]:
        return by_answer(self.facts)
