"""What one rater of a group, who tells all of their own answers, gives away of the others'. No rule can prevent it."""

from collections import Counter
from collections.abc import Iterator

from assessments.results.values import GUARDED
from tests.attack.attacker import Attack
from tests.attack.worlds import Answer, World


def given_away(world: World) -> tuple[int, int]:
    """How many answers of the others are pinned, of how many, in groups of exactly as many as must answer."""
    pinned = others = 0
    for group in groups_at_the_least(world):
        first, *rest = group
        told = frozenset((first, at) for at in range(len(world.questionnaire.statements)))
        among = [answer for answer in _of(world, rest) if world.at(answer) is not None]
        pinned += len(Attack(world, told=told).pinned(among))
        others += len(among)
    return pinned, others


def groups_at_the_least(world: World) -> Iterator[list[int]]:
    sizes = Counter(rater.relationship for rater in world.raters)
    return (world.of(0, 0, key) for key in GUARDED if sizes[key] == world.least)


def _of(world: World, raters: list[int]) -> Iterator[Answer]:
    return ((number, at) for number in raters for at in range(len(world.questionnaire.statements)))
