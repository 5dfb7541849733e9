"""Everything that anybody may see of a round: what an attacker has to work with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from assessments.disclosure import disclose
from assessments.results import ALL, Result
from assessments.scoring import mean, written
from tests.attack.worlds import World


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

    What is frozen of a result, and read by every surface, is these values and no others. `has_edges` is true of a
    design that tells the very tenth in which the agreement lies.
    """

    results: list[list[Result]] = field(default_factory=list)
    cohort: list[dict[str, tuple[float, int] | None]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    has_edges: bool = False


Publisher = Callable[[World], Publication]


def publish(world: World) -> Publication:
    """As Cadre does it."""
    results = [released(world, subject) for subject in range(len(world.invited))]
    cohort = [cohort_figures([each[release] for each in results]) for release in range(world.releases)]
    return Publication(results, cohort)


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
        figures[practice.key] = (written(mean(shown)), len(shown)) if shown else None
    return figures
