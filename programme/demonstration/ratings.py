"""Ratings and comments by invented raters. People have stronger and weaker practices, and groups differ."""

from collections.abc import Sequence
from random import Random

from assessments.models import Relationship
from cohorts.models import Practice
from programme.demonstration.data import make_random, words

SCALE = range(1, 11)
NOT_OBSERVED = 0.04
WRITERS = 4
FEWEST_RATERS = 8

# How each group's view differs from the person's own level, in points of the scale.
VIEW = {
    Relationship.SELF: 0.3,
    Relationship.MANAGER: 0.0,
    Relationship.DIRECT_REPORT: -0.3,
    Relationship.CO_WORKER: 0.1,
    Relationship.OTHER: 0.2,
}

# By how much each practice has grown until the reassessment, and how much people differ in that.
GROWN: dict[str, float] = {
    Practice.MODEL: 0.2,
    Practice.INSPIRE: 0.05,
    Practice.CHALLENGE: 0.15,
    Practice.ENABLE: 0.5,
    Practice.ENCOURAGE: 0.35,
}
GROWS_APART = 0.45

# How many raters a participant names in each group, and how many of them answer.
NAMED = ((Relationship.DIRECT_REPORT, 3, 5), (Relationship.CO_WORKER, 3, 5), (Relationship.OTHER, 0, 3))
ANSWERS = 0.85


def ratings(
    of: str, relationship: Relationship, rater: str, practices: Sequence[str], *, turn: Sequence[str] = ()
) -> list[int | None]:
    """Make one rating for each statement, given their practices. `turn` is empty in the baseline round."""
    levels = {practice: _level(of, practice, turn) for practice in Practice.values}
    chance = make_random(of, rater, *turn)
    leaning = VIEW[relationship] + chance.gauss(0, 0.6)
    return [_rating(levels[practice] + leaning + chance.gauss(0, 1.1), chance.random()) for practice in practices]


def _level(of: str, practice: str, turn: Sequence[str]) -> float:
    level = make_random(of, practice).gauss(7.0, 0.9)
    return level + make_random(of, practice, *turn).gauss(GROWN[practice], GROWS_APART) if turn else level


def _rating(level: float, observed: float) -> int | None:
    if observed < NOT_OBSERVED:
        return None
    return max(SCALE.start, min(SCALE.stop - 1, round(level)))


def comments(of: str, place: int, *, turn: Sequence[str] = ()) -> list[str]:
    """Choose what a rater wrote about each question of the instrument, if anything. No two write the same."""
    return [
        _comment(make_random(of, "comments", number, *turn), texts, place)
        for number, texts in enumerate(words()["comments"])
    ]


def _comment(chance: Random, texts: list[str], place: int) -> str:
    """Choose a comment for a few of the first raters, a different one for each."""
    writers = dict(zip(chance.sample(range(FEWEST_RATERS), k=WRITERS), chance.sample(texts, k=WRITERS), strict=True))
    return writers.get(place, "")
