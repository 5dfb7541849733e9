"""Rounds made at random from a seed: what raters truly answered, which an attacker must not find out.

Everything that could help an attacker is likely in them: small groups, ratings at an end of the scale, groups that are
of one mind, answers missing, answers that came late.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.results.disclosure import LEAST
from assessments.results.scoring import STATEMENTS_IN_PRACTICE, Rating
from assessments.results.values import GUARDED, MANAGER, SELF, Answers, RatedQuestionnaire, RatedStatement

SIZES = (0, 1, 2, 3, 4, 5, 6)
OFTEN = (2, 5, 6, 7, 6, 3, 2)
MISSING = (0, 0, 0.02, 0.1, 0.3, 0.6)
SCALES = ((1, 10), (1, 10), (1, 10), (1, 5), (1, 5), (1, 4), (0, 6))

Shape = Callable[[random.Random, int, int], Callable[[], int]]
# A rater's number in the world, and the place of a statement in the questionnaire.
Answer = tuple[int, int]


@dataclass(frozen=True)
class Rater:
    """One response. `release` is the first one that it came in time for."""

    subject: int
    relationship: str
    release: int
    ratings: tuple[Rating, ...]

    @property
    def is_guarded(self) -> bool:
        return self.relationship in GUARDED


@dataclass(frozen=True)
class World:
    """A round with its answers. `invited` has one entry for each subject."""

    questionnaire: RatedQuestionnaire
    least: int
    releases: int
    invited: tuple[Mapping[str, int], ...]
    raters: tuple[Rater, ...]

    @property
    def hidden(self) -> list[Answer]:
        """The answers that nobody may find out."""
        return [
            (number, at)
            for number, rater in enumerate(self.raters)
            if rater.is_guarded
            for at in range(len(rater.ratings))
        ]

    def at(self, answer: Answer) -> Rating:
        number, statement = answer
        return self.raters[number].ratings[statement]

    def of(self, subject: int, release: int, *relationships: str) -> list[int]:
        """The numbers of the raters who were counted in a release of a subject."""
        return [
            number
            for number, rater in enumerate(self.raters)
            if rater.subject == subject and rater.release <= release and rater.relationship in relationships
        ]

    def answers(self, subject: int, release: int) -> list[Answers]:
        raters = [rater for rater in self.raters if rater.subject == subject and rater.release <= release]
        return [Answers(rater.relationship, rater.ratings, []) for rater in raters]

    def altered(self, changes: Mapping[Answer, Rating]) -> "World":
        rows = [list(rater.ratings) for rater in self.raters]
        for (number, at), rating in changes.items():
            rows[number][at] = rating
        raters = [replace(rater, ratings=tuple(row)) for rater, row in zip(self.raters, rows, strict=True)]
        return replace(self, raters=tuple(raters))


def questionnaire(practices: int = 1, lowest: int = 1, highest: int = 10) -> RatedQuestionnaire:
    keys = ["model", "inspire", "challenge", "enable", "encourage"][:practices]
    asked = [
        RatedStatement(number, keys[(number - 1) % practices], f"Statement {number}")
        for number in range(1, practices * STATEMENTS_IN_PRACTICE + 1)
    ]
    return RatedQuestionnaire({key: key.title() for key in keys}, asked, [], lowest, highest)


# How people rate


def at_one_end(rng: random.Random, lowest: int, highest: int) -> Callable[[], int]:
    end = rng.choice((lowest, highest))
    return lambda: end


def of_one_mind(rng: random.Random, lowest: int, highest: int) -> Callable[[], int]:
    level = rng.randint(lowest, highest)
    return lambda: level


def one_dissents(rng: random.Random, lowest: int, highest: int) -> Callable[[], int]:
    level = rng.randint(lowest, highest)
    return lambda: rng.randint(lowest, highest) if rng.random() < 0.2 else level


def near_the_top(rng: random.Random, lowest: int, highest: int) -> Callable[[], int]:
    return lambda: rng.choice((highest - 1, highest))


def anything(rng: random.Random, lowest: int, highest: int) -> Callable[[], int]:
    return lambda: rng.randint(lowest, highest)


def under_the_ceiling(rng: random.Random, lowest: int, highest: int) -> Callable[[], int]:
    return lambda: max(lowest, highest - int(rng.expovariate(1.5)))


def at_both_ends(rng: random.Random, lowest: int, highest: int) -> Callable[[], int]:
    return lambda: rng.choice((lowest, highest))


NASTY: tuple[Shape, ...] = (
    at_one_end,
    of_one_mind,
    one_dissents,
    near_the_top,
    anything,
    under_the_ceiling,
    at_both_ends,
)


# Rounds


def generated(seed: int) -> World:
    """A nasty round."""
    rng = random.Random(seed)
    lowest, highest = rng.choice(SCALES)
    asked = questionnaire(rng.choice((1, 1, 2)), lowest, highest)
    late = rng.choice((0, 0, rng.randint(1, 6)))
    raters: list[Rater] = []
    subjects = rng.choices((1, 2, 3, 4, 6), (12, 8, 4, 4, 1))[0]
    for subject in range(subjects):
        raters += _of_one_subject(rng, subject, asked, late)
    return World(
        questionnaire=asked,
        least=rng.choice((LEAST, LEAST, 4, 5)),
        releases=rng.choice((2, 2, 3)) if late else 1,
        invited=tuple(_invited(rng, raters, subject) for subject in range(subjects)),
        raters=tuple(raters),
    )


def _of_one_subject(rng: random.Random, subject: int, asked: RatedQuestionnaire, late: int) -> list[Rater]:
    sizes = {key: rng.choices(SIZES, OFTEN)[0] for key in GUARDED} | {SELF: 1, MANAGER: rng.choice((0, 1, 1, 2))}
    came = [(key, 0) for key, size in sizes.items() for _ in range(size)]
    came += [(_latecomer(rng), rng.choice((1, 1, 2))) for _ in range(late)]
    ratings = _ratings(rng, [key for key, _ in came], asked)
    return [Rater(subject, key, release, row) for (key, release), row in zip(came, ratings, strict=True)]


def _latecomer(rng: random.Random) -> str:
    return rng.choices((*GUARDED, MANAGER), (6, 3, 3, 1))[0]


def _ratings(rng: random.Random, relationships: Sequence[str], asked: RatedQuestionnaire) -> list[tuple[Rating, ...]]:
    """Each group rates each statement in a way of its own, or all in the same; or every group is of one mind in all."""
    columns: list[list[Rating]] = []
    ways = (of_one_mind,) if rng.random() < 0.15 else NASTY
    usual = {key: rng.choice(ways) for key in (SELF, MANAGER, *GUARDED)}
    is_varied, missing = rng.random() < 0.7, rng.choice(MISSING)
    for _ in asked.statements:
        shapes = {key: rng.choice(ways) if is_varied else shape for key, shape in usual.items()}
        rate = {key: shape(rng, asked.lowest, asked.highest) for key, shape in shapes.items()}
        columns.append([None if rng.random() < missing else rate[key]() for key in relationships])
    return list(zip(*columns, strict=True))


def _invited(rng: random.Random, raters: Sequence[Rater], subject: int) -> dict[str, int]:
    answered = [rater.relationship for rater in raters if rater.subject == subject]
    return {key: answered.count(key) + rng.choice((0, 0, 1, 3)) for key in (SELF, MANAGER, *GUARDED)}


def realistic(seed: int, least: int) -> World:
    """A round of one subject as colleagues usually rate, with one group of exactly `least`.

    Assumed: ratings from 1 to 10 with a mean of about 8 and a standard deviation of about 1.6 before rounding and
    the ends of the scale, made up of the leader (0.5), the rater (1.0, who is kind or strict in every statement), the
    statement (0.4) and chance (1.1); one answer in twenty is "not able to observe".
    """
    rng = random.Random(seed)
    asked = questionnaire()
    sizes = dict(zip(rng.sample(GUARDED, 3), (least, rng.randint(0, 6), rng.randint(0, 6)), strict=True))
    leader, statements = rng.gauss(8, 0.5), [rng.gauss(0, 0.4) for _ in asked.statements]
    raters = [
        Rater(0, key, 0, _usual(rng, leader + rng.gauss(0, 1), statements))
        for key in GUARDED
        for _ in range(sizes[key])
    ]
    return World(asked, least, 1, (sizes,), tuple(raters))


def _usual(rng: random.Random, level: float, statements: Sequence[float]) -> tuple[Rating, ...]:
    return tuple(
        None if rng.random() < 0.05 else min(10, max(1, round(level + each + rng.gauss(0, 1.1)))) for each in statements
    )


def nasty(seed: int, least: int) -> World:
    """A nasty round of one subject and one release, with one group of exactly `least`."""
    rng = random.Random(seed)
    asked = questionnaire()
    sizes = dict(zip(rng.sample(GUARDED, 3), (least, rng.randint(0, 6), rng.randint(0, 6)), strict=True))
    came = [key for key in GUARDED for _ in range(sizes[key])]
    rows = zip(came, _ratings(rng, came, asked), strict=True)
    return World(asked, least, 1, (sizes,), tuple(Rater(0, key, 0, row) for key, row in rows))


def held_back(seed: int) -> World:
    """Three releases of one group: the second adds answers near an end, the third a last one."""
    rng = random.Random(seed)
    early, end = rng.choices(range(4, 8), k=rng.choice((3, 4, 5))), rng.choice((1, 10))
    late = [end] * rng.choice((3, 4, 5))
    came = [(0, level) for level in early] + [(1, level) for level in late] + [(2, rng.randint(1, 10))]
    raters = [Rater(0, GUARDED[0], release, (level,) * STATEMENTS_IN_PRACTICE) for release, level in came]
    return World(questionnaire(), LEAST, 3, ({GUARDED[0]: len(raters)},), tuple(raters))


def unanimous(seed: int) -> World:
    """A round of one subject in which the raters of each group say the same, and groups are near each other."""
    rng = random.Random(seed)
    lowest, highest = rng.choice(SCALES)
    asked = questionnaire(1, lowest, highest)
    sizes = dict(zip(rng.sample(GUARDED, 3), (3, rng.choice((3, 4)), rng.choice((0, 3))), strict=True))
    levels = {key: [rng.randint(lowest + 1, highest - 1) for _ in asked.statements] for key in GUARDED}
    raters = [Rater(0, key, 0, tuple(levels[key])) for key in GUARDED for _ in range(sizes[key])]
    return World(asked, LEAST, 1, (sizes,), tuple(raters))
