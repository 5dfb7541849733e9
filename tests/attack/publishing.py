"""Everything that anybody may see of a round: what an attacker has to work with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from assessments.reports.cohort.profile_arithmetic import LEAST_SUBJECTS, EarlierReport, ReportSource, make_profile
from assessments.reports.cohort.profiles import Profile
from assessments.results.disclosure import disclose, shown_groups
from assessments.results.scoring import mean, practice_sum, rater_sd, rounded
from assessments.results.values import ALL, Result
from tests.attack.worlds import World

# The width of the scale of 1 to 10, for which the usual spread of raters is known.
USUAL_WIDTH = 9


@dataclass(frozen=True)
class Figure:
    """A number that is shown beside the results, by a design other than ours.

    It is over the answers of these raters to these statements: how many they are, and what they add up to, when these
    are told; `spread` is their standard deviation as it is written.
    """

    raters: tuple[int, ...]
    statements: tuple[int, ...]
    n: int | None = None
    points: int | None = None
    spread: float | None = None


@dataclass(frozen=True)
class Publication:
    """The results, for each subject one release after the other; the figures of the cohort; and whatever else.

    What is frozen of a result, and read by every surface, is these values and no others. `cohort` has the mean of each
    practice over the subjects, without any care, which is more than the cohort's profile tells. `rater_sd` is how far
    raters differ in the whole round. `has_edges` is true of a design that tells the very tenth in which the agreement
    lies.
    """

    results: list[list[Result]] = field(default_factory=list)
    cohort: list[dict[str, tuple[float, int] | None]] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    rater_sd: int | None = None
    figures: list[Figure] = field(default_factory=list)
    has_edges: bool = False


Publisher = Callable[[World], Publication]


def publish(world: World) -> Publication:
    """As Cadre does it."""
    results = [released(world, subject) for subject in range(len(world.invited))]
    rounds = [[each[release] for each in results] for release in range(world.releases)]
    return Publication(results, [cohort_figures(each) for each in rounds], profiles(world, rounds), round_sd(world))


def released(world: World, subject: int) -> list[Result]:
    """One result after the other, each knowing the one before."""
    results: list[Result] = []
    for release in range(world.releases):
        result = disclose(
            world.questionnaire,
            world.answers(subject, release),
            invited=world.invited[subject],
            least=world.least,
            earlier=results[-1] if results else None,
        )
        results.append(result)
    return results


def cohort_figures(results: list[Result]) -> dict[str, tuple[float, int] | None]:
    """The mean over subjects of "All raters", for each practice, and over how many subjects."""
    figures: dict[str, tuple[float, int] | None] = {}
    for at, practice in enumerate(results[0].practices):
        sums = [each.practices[at].cells[ALL].sum for each in results]
        shown = [Fraction(str(figure)) for figure in sums if figure is not None]
        figures[practice.key] = (rounded(mean(shown)), len(shown)) if shown else None
    return figures


def profiles(world: World, rounds: list[list[Result]]) -> list[Profile]:
    """The cohort's report and its later numbers; none for fewer subjects than it ever tells of."""
    if len(world.invited) < LEAST_SUBJECTS:
        return []
    scale, former = (world.questionnaire.lowest, world.questionnaire.highest), list[EarlierReport]()
    for results in rounds:
        taken = ReportSource(dict(enumerate(results)), scale=scale)
        former.append(EarlierReport(make_profile(taken.results, earlier=tuple(former), scale=scale), taken))
    return [each.profile for each in former]


def round_sd(world: World) -> int:
    """How far raters differ, over all whose groups are shown at the first close: see `baseline.rater_sd_of`."""
    return max(1, ceil(rater_sd(usual_scores(world)) * _width(world) / USUAL_WIDTH))


def usual_scores(world: World) -> list[list[float]]:
    """For each subject and practice the raters' scores, as they would be on the scale of 1 to 10."""
    by_subject = [[*_scores(world, subject)] for subject in range(len(world.invited))]
    rated = [scores for scores in by_subject if any(scores)]
    told = rated if len(rated) >= LEAST_SUBJECTS else []
    return [[float(score * USUAL_WIDTH / _width(world)) for score in one] for scores in told for one in scores]


def _width(world: World) -> int:
    return world.questionnaire.highest - world.questionnaire.lowest


def _scores(world: World, subject: int) -> Iterator[list[Fraction]]:
    asked = world.questionnaire
    groups = [group for group in shown_groups(world.answers(subject, 0), world.least) if group.is_guarded]
    raters = [one.ratings for group in groups for one in group.answers]
    for key in asked.practices:
        six = [at for at, one in enumerate(asked.statements) if one.practice == key]
        scores = [practice_sum([ratings[at] for at in six]) for ratings in raters]
        yield [score for score in scores if score is not None]
