"""The figures of a report as text, and how a reader should understand them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from assessments.results.scoring import STATEMENTS_IN_PRACTICE, agreement_in_words, margin_of_error
from assessments.results.values import ALL, Agreement, Cell, Result, Withheld

REASONS = {Withheld.TOO_FEW: "Not shown", Withheld.NOT_ANSWERED: "Not rated"}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MOST_AGREEMENT = 0.9


@dataclass(frozen=True)
class Scale:
    """The lowest and highest value of a figure."""

    lowest: int
    highest: int

    @property
    def of_practice(self) -> "Scale":
        return Scale(self.lowest * STATEMENTS_IN_PRACTICE, self.highest * STATEMENTS_IN_PRACTICE)

    def clamp(self, value: float) -> float:
        return min(max(value, self.lowest), self.highest)


@dataclass(frozen=True)
class Figure:
    """A cell as text, or why it is withheld. `n` is given where it differs from that in the column's heading."""

    text: str = ""
    mean: str = ""
    n: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class ColumnHead:
    """A column's heading: its name, and the number of raters behind most of its figures."""

    name: str
    n: str


def number_in_words(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def range_text(middle: float, low: float | None, high: float | None, scale: Scale) -> str:
    if low is None or high is None:
        return f"{middle:.1f}"
    if high >= scale.highest:
        return f"{low:.1f} or more"
    if low <= scale.lowest:
        return f"{high:.1f} or less"
    return f"{low:.1f} to {high:.1f}"


def mean_text(cell: Cell, scale: Scale) -> str:
    return "" if cell.mean is None else range_text(cell.mean, cell.low, cell.high, scale)


def sum_text(cell: Cell, scale: Scale) -> str:
    return "" if cell.sum is None else range_text(cell.sum, cell.sum_low, cell.sum_high, scale.of_practice)


def count_text(cell: Cell) -> str:
    if cell.n is None:
        return ""
    return f"{cell.n}–{cell.n_most}" if cell.n_most not in (None, cell.n) else str(cell.n)


def column_head(name: str, cells: Iterable[Cell]) -> ColumnHead:
    """Make a heading with the most frequent number of raters; of two equally frequent ones, the first."""
    counts = Counter(n for cell in cells if (n := count_text(cell)))
    return ColumnHead(name, counts.most_common(1)[0][0] if counts else "")


def figure(cell: Cell | None, scale: Scale, above: ColumnHead) -> Figure:
    """Format a statement's cell."""
    if cell is None or cell.withheld:
        return _reason(cell)
    return Figure(text=mean_text(cell, scale), n=_count_if_different(cell, above))


def score(cell: Cell | None, scale: Scale, above: ColumnHead) -> Figure:
    """Format a practice's cell, with its score and its mean."""
    if cell is None or cell.withheld:
        return _reason(cell)
    return Figure(text=sum_text(cell, scale), mean=mean_text(cell, scale), n=_count_if_different(cell, above))


def _reason(cell: Cell | None) -> Figure:
    withheld = cell.withheld if cell else None
    return Figure(withheld=REASONS[withheld or Withheld.NOT_ANSWERED])


def _count_if_different(cell: Cell, above: ColumnHead) -> str:
    n = count_text(cell)
    return "" if n == above.n else n


def points(count: int) -> str:
    return f"{count} point" if count == 1 else f"{count} points"


def noise_of(raters: int, sd: int) -> int:
    """Return the points from which a difference is more than noise, rounded up."""
    return ceil(margin_of_error(raters, sd=sd))


def noise_in(result: Result, sd: int) -> int | None:
    """Return one noise for all comparisons with all raters, from the practice that the fewest of them rated."""
    cells = [practice.cells.get(ALL) for practice in result.practices]
    counts = [cell.n for cell in cells if cell and cell.n]
    return noise_of(min(counts), sd) if counts else None


def reliability_word(reliability: float) -> str:
    """Name a reliability in one word. A figure is usually relied on from 0.7."""
    bands = ((0.5, "rough"), (0.7, "fair"))
    return next((word for limit, word in bands if reliability < limit), "good")


def agreement_figure(agreement: Agreement) -> str:
    if agreement.figure is None:
        return ""
    return f"{agreement.figure:.1f} or more" if agreement.figure >= MOST_AGREEMENT else f"{agreement.figure:.1f}"


def agreement_words(agreement: Agreement) -> str:
    return "" if agreement.figure is None else agreement_in_words(agreement.figure).capitalize()


def difference_text(low: float, high: float, *, more: str = "higher", less: str = "lower") -> str:
    """Format a difference or its range: 3.0 higher, 1.2 to 3.0 higher, from 0.4 lower to 0.7 higher."""
    if low == high == 0:
        return "The same"
    if low < 0 < high:
        return f"From {-low:.1f} {less} to {high:.1f} {more}"
    nearer, further = sorted((abs(low), abs(high)))
    way = less if low < 0 else more
    return f"{further:.1f} {way}" if nearer == further else f"{nearer:.1f} to {further:.1f} {way}"
