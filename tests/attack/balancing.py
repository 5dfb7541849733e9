"""Worlds in which raters differ as much as they truly do, over the whole round.

That is one number in whole points for all subjects together, about which the solver knows no fact. A world that differs
in nothing else is brought back to it by answers in changed places: whom of a group an answer comes from is told by no
other figure, but raters who give high answers throughout lie further apart than those who take turns.
"""

import random
from collections.abc import Collection, Sequence
from itertools import combinations

from assessments.results.scoring import LEAST_FREEDOM, variance
from tests.attack.publishing import usual_scores
from tests.attack.worlds import Answer, World

MOST_STEPS = 4000

# Answers to one statement that may change places.
Alike = Sequence[Answer]


def balanced(world: World, truth: World, alike: Collection[Alike]) -> World:
    """The world with answers in changed places, as near to the truth as may be in how far raters differ."""
    aim, steps = _spread(truth), _swaps(world, alike)
    gap = _gap(_spread(world), aim)
    for one, other in steps[:MOST_STEPS]:
        tried = world.altered({one: world.at(other), other: world.at(one)})
        if (then := _gap(_spread(tried), aim)) <= gap:
            world, gap = tried, then
    return world


def _swaps(world: World, alike: Collection[Alike]) -> list[tuple[Answer, Answer]]:
    pairs = [pair for group in alike for pair in combinations(group, 2) if len({*map(world.at, pair)}) > 1]
    random.Random(0).shuffle(pairs)
    return pairs


def _spread(world: World) -> tuple[int, float]:
    """The degrees of freedom, and the mean square."""
    groups = [scores for scores in usual_scores(world) if len(scores) > 1]
    freedom = sum(len(scores) - 1 for scores in groups)
    squares = sum(float(variance(scores)) * (len(scores) - 1) for scores in groups)
    return freedom, squares / freedom if freedom else 0.0


def _gap(now: tuple[int, float], aim: tuple[int, float]) -> tuple[int, float]:
    """How far from it; first by whether there are degrees of freedom enough to be told."""
    freedom = now[0] if aim[0] < LEAST_FREEDOM else -now[0]
    bound = LEAST_FREEDOM - 1 if aim[0] < LEAST_FREEDOM else -LEAST_FREEDOM
    return max(0, freedom - bound), abs(now[1] - aim[1])
