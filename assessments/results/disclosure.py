"""What of a 360 may be seen: the one place that decides it, cell by cell, for every surface.

Plain values in, plain values out. The result holds only what may be shown, as it may be shown. It alone is frozen,
and the page, the PDF, the charts and the exports read nothing else: what is withheld is not in them to be found.

The rules:

- Self and manager are identifiable, and were told so before they started. Each is shown as it is.
- Direct reports, co-workers and others are shown with at least `least` answers. Groups with fewer are merged with each
  other into "Other colleagues" when these together reach `least`, and are withheld when they do not.
- What is given away is one number for each group and statement: what its ratings add up to. The answers are counted
  again for that very cell, so a group that is shown has cells that are not. Where the sum is within two points of the
  least or the most that it could be, only that much is told: a mean of 10.0 would tell what everybody said.
- Everything else is worked out from those cells and nothing else: "All raters" from the cells of the manager and the
  groups, a practice from the cells of its statements, the order of the statements from "All raters". Whoever
  subtracts one of these from another is back at the cells, and finds no hidden one.
- Agreement is the one figure that looks behind the cells. It is given for a practice with at least five raters, in
  whole tenths rounded down, and never above 0.9, which stands for anything from there up. Nor is it so near the most
  that the cells allow that no rater could have said anything else: with three ratings of 4 in one group and three of 2
  in another, 0.4 is reached on a scale of 1 to 5 only when each group is of one mind, and would give away all six. It
  is told as 0.3, which there stands for anything from 0.3 up.
- A scale of fewer than four points has no room for any of this, and is refused.
- A later release of the same subject gives the figures of the earlier one again, unless at least `least` answers have
  come to a cell since, and these would themselves be shown: what is between two releases is a cell like any other.
- Comments come from self, the manager and the shown groups. Those of the groups are pooled without saying which group,
  and shuffled for each question, so that neither place nor order joins the comments of one rater.
- No spread and no distribution is given of anything.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from assessments.results.scoring import (
    LEAST_OBSERVED,
    STATEMENTS_IN_PRACTICE,
    agreement,
    disagreement_of_a_pair,
    most_agreement,
    practice_score,
    written,
)
from assessments.results.values import (
    ALL,
    COLLEAGUES,
    GUARDED,
    IDENTIFIABLE,
    MANAGER,
    NAMES,
    SELF,
    Agreement,
    Answers,
    Cell,
    Cells,
    Column,
    Comments,
    PracticeResult,
    Questionnaire,
    RatedStatement,
    Result,
    StatementResult,
    Treatment,
    Turnout,
    Withheld,
)

LEAST = 3
LEAST_FOR_SPREAD = 5
# A sum as near as this to the least or the most that it could be is not told exactly.
NEAR_AN_END = 2
MOST_AGREEMENT = Fraction(9, 10)
# So many pairs of raters may say something else, and the highest figure of agreement is still the same.
ROOM_FOR_OTHERS = 2
LEAST_POINTS_OF_SCALE = 4

TOO_FEW = Cell(withheld=Withheld.TOO_FEW)
NOT_ANSWERED = Cell(withheld=Withheld.NOT_ANSWERED)


@dataclass(frozen=True)
class Group:
    """Raters who are shown together. `least` must have answered a cell to show it; `before` were told earlier."""

    key: str
    answers: Sequence[Answers]
    least: int
    before: int = 0

    @property
    def is_guarded(self) -> bool:
        return self.key not in IDENTIFIABLE

    @property
    def has_grown(self) -> bool:
        """So that turnout tells it, too."""
        return is_shown(len(self.answers) - self.before, self.least)

    def ratings(self, at: int) -> list[int]:
        return [rating for one in self.answers if (rating := one.ratings[at]) is not None]


def is_shown(count: int, least: int) -> bool:
    """Whether so many answers of a guarded group are enough to be shown, or even counted, anywhere."""
    return count >= least


def disclose(
    questionnaire: Questionnaire,
    answers: Sequence[Answers],
    *,
    invited: Mapping[str, int],
    least: int,
    earlier: Result | None = None,
) -> Result:
    """The result of one subject. `invited` counts the raters asked, by relationship.

    `earlier` is the latest result that was released of the same subject and round, of whose answers all are still
    among `answers`.

    Raises ValueError when `least` is under three, when the scale has fewer than four points, when a relationship is
    unknown, or when a response does not have one rating for each statement.
    """
    _check(questionnaire, answers, least)
    groups = shown_groups(answers, least, earlier)
    known = earlier.statement_cells() if earlier else {}
    cells = {
        asked.number: _statement_cells(asked, at, groups, questionnaire, known.get(asked.number, {}))
        for at, asked in enumerate(questionnaire.statements)
    }
    return Result(
        least=least,
        columns=[Column(key, NAMES[key]) for key in (*(group.key for group in groups), ALL)],
        turnout=_turnout(answers, invited, least, earlier),
        practices=[_practice(key, questionnaire, cells, groups, earlier) for key in questionnaire.practices],
        ranking=_ranking(cells),
        comments=[_comments(at, groups, questionnaire, earlier) for at in range(len(questionnaire.questions))],
    )


def _check(questionnaire: Questionnaire, answers: Sequence[Answers], least: int) -> None:
    if least < LEAST:
        raise ValueError(f"at least {LEAST} answers are needed in a group, not {least}")
    if questionnaire.highest - questionnaire.lowest + 1 < LEAST_POINTS_OF_SCALE:
        raise ValueError(f"a scale needs at least {LEAST_POINTS_OF_SCALE} points")
    if unknown := {one.relationship for one in answers} - {*IDENTIFIABLE, *GUARDED}:
        raise ValueError(f"unknown relationships: {', '.join(sorted(unknown))}")
    if any(len(one.ratings) != len(questionnaire.statements) for one in answers):
        raise ValueError(f"a response does not have {len(questionnaire.statements)} ratings")


# Groups


def shown_groups(answers: Sequence[Answers], least: int, earlier: Result | None = None) -> list[Group]:
    """The groups that may be shown, merged where they must be, in the order of the report."""
    merged, withheld = _small(answers, least, earlier)
    before = {row.key: row.answered or 0 for row in earlier.turnout} if earlier else {}
    members = {key: [key] for key in GUARDED if key not in merged + withheld} | ({COLLEAGUES: merged} if merged else {})
    shown = [Group(key, _of(answers, *of), least, before.get(key, 0)) for key, of in members.items()]
    alone = [Group(key, _of(answers, key), 1) for key in IDENTIFIABLE]
    return [group for group in (*alone, *shown) if group.answers]


def _small(answers: Sequence[Answers], least: int, earlier: Result | None) -> tuple[list[str], list[str]]:
    """The guarded groups that are merged, and those that are withheld.

    What was merged once stays so, and nothing joins it: the difference would tell of either.
    """
    before = {row.key: row.treatment for row in earlier.turnout} if earlier else {}
    merged = [key for key in GUARDED if before.get(key) is Treatment.MERGED]
    free = [key for key in GUARDED if key not in merged and before.get(key) is not Treatment.SHOWN]
    small = [key for key in free if not is_shown(len(_of(answers, key)), least)]
    if not merged and is_shown(len(_of(answers, *small)), least):
        return small, []
    return merged, small


def _of(answers: Sequence[Answers], *relationships: str) -> list[Answers]:
    return [one for one in answers if one.relationship in relationships]


def _turnout(
    answers: Sequence[Answers], invited: Mapping[str, int], least: int, earlier: Result | None
) -> list[Turnout]:
    merged, withheld = _small(answers, least, earlier)
    before = {row.key: row.answered for row in earlier.turnout} if earlier else {}
    rows = []
    for key in (*IDENTIFIABLE, *GUARDED):
        answered = len(_of(answers, key))
        if key in merged + withheld:
            treatment = Treatment.MERGED if key in merged else Treatment.WITHHELD
            rows.append(Turnout(key, NAMES[key], invited.get(key, 0), None, treatment))
        else:
            counted = answered if key in IDENTIFIABLE else _counted(answered, before.get(key), least)
            treatment = Treatment.SHOWN if counted else Treatment.NOBODY
            rows.append(Turnout(key, NAMES[key], invited.get(key, 0), counted, treatment))
    if merged:
        asked, answered = sum(invited.get(key, 0) for key in merged), len(_of(answers, *merged))
        counted = _counted(answered, before.get(COLLEAGUES), least)
        rows.append(Turnout(COLLEAGUES, NAMES[COLLEAGUES], asked, counted, Treatment.SHOWN))
    return [row for row in rows if row.invited or row.answered]


def _counted(now: int, before: int | None, least: int) -> int:
    """The number that is told of a shown group: as before, until enough have come since."""
    return now if before is None or is_shown(now - before, least) else before


# Cells


def _statement_cells(
    asked: RatedStatement, at: int, groups: Sequence[Group], questionnaire: Questionnaire, known: Cells
) -> Cells:
    cells = {group.key: _cell(group, at, questionnaire, known.get(group.key)) for group in groups}
    return cells | {ALL: _total(cells, questionnaire)}


def _cell(group: Group, at: int, questionnaire: Questionnaire, known: Cell | None) -> Cell:
    ratings = group.ratings(at)
    if not group.is_guarded:
        return _told(len(ratings), sum(ratings), sum(ratings), questionnaire) if ratings else NOT_ANSWERED
    if known and known.is_shown:
        return _followed(known, ratings, group, questionnaire)
    return guarded_cell(ratings, group.least, questionnaire)


def guarded_cell(ratings: Sequence[int], least: int, scale: Questionnaire) -> Cell:
    """What may be told of these ratings of a guarded group: their sum, a range at an end of the scale, or nothing."""
    count, points = len(ratings), sum(ratings)
    if not is_shown(count, least):
        return TOO_FEW
    if points <= count * scale.lowest + NEAR_AN_END:
        return _told(count, count * scale.lowest, count * scale.lowest + NEAR_AN_END, scale)
    if points >= count * scale.highest - NEAR_AN_END:
        return _told(count, count * scale.highest - NEAR_AN_END, count * scale.highest, scale)
    return _told(count, points, points, scale)


def _followed(known: Cell, ratings: Sequence[int], group: Group, scale: Questionnaire) -> Cell:
    """The cell of a later release: the new figure only when what came since could be shown by itself.

    An earlier figure that stands although its group has grown stands for good: that it was held tells that what came
    is near an end, and a figure later on would tell how near.
    """
    if known.is_final or not group.has_grown:
        return known
    fresh = guarded_cell(ratings, group.least, scale)
    return fresh if _may_follow(known, ratings, fresh, group.least, scale) else replace(known, is_final=True)


def _may_follow(known: Cell, ratings: Sequence[int], fresh: Cell, least: int, scale: Questionnaire) -> bool:
    """An earlier figure that was a range leaves a range for what came: all of it must be clear of the ends."""
    come, (low, high) = len(ratings) - (known.n or 0), known.points or (0, 0)
    since = (sum(ratings) - high, sum(ratings) - low)
    is_clear = come * scale.lowest + NEAR_AN_END < since[0] and since[1] < come * scale.highest - NEAR_AN_END
    is_exact = fresh.points is not None and len({*fresh.points}) == 1
    return is_shown(come, least) and is_clear and is_exact


def _told(count: int, low: int, high: int, scale: Questionnaire) -> Cell:
    """A statement's cell of so many ratings that add up to a number from low to high."""
    cell = _ranged(Fraction(low, count), Fraction(high, count))
    return replace(cell, n=count, n_most=count, points=(low, high))


def _ranged(low: Fraction, high: Fraction) -> Cell:
    if low == high or written(low) == written(high):
        return Cell(mean=written((low + high) / 2))
    return Cell(mean=written((low + high) / 2), low=written(low), high=written(high))


def _total(cells: Cells, scale: Questionnaire) -> Cell:
    """ "All raters" but the subject, from their cells as they are shown."""
    shown = [cell for key, cell in cells.items() if key != SELF and cell.is_shown]
    if not any(key not in IDENTIFIABLE and cell.is_shown for key, cell in cells.items()):
        return TOO_FEW
    count = sum(cell.n or 0 for cell in shown)
    points = [cell.points for cell in shown if cell.points is not None]
    return _told(count, sum(low for low, _ in points), sum(high for _, high in points), scale)


# Practices


def _practice(
    key: str,
    questionnaire: Questionnaire,
    cells: Mapping[int, Cells],
    groups: Sequence[Group],
    earlier: Result | None,
) -> PracticeResult:
    asked = [one for one in questionnaire.statements if one.practice == key]
    columns = (*(group.key for group in groups), ALL)
    known = {one.key: one.agreement for one in earlier.practices} if earlier else {}
    return PracticeResult(
        key=key,
        name=questionnaire.practices[key],
        cells={column: practice_cell([cells[one.number][column] for one in asked]) for column in columns},
        agreement=known.get(key) or _agreement(key, questionnaire, groups, cells),
        statements=[StatementResult(one.number, one.text, cells[one.number]) for one in asked],
    )


def practice_cell(statements: Sequence[Cell]) -> Cell:
    """A practice from the cells of its six statements: withheld when fewer than four of these are shown."""
    shown = [cell for cell in statements if cell.points is not None and cell.n]
    if len(shown) < LEAST_OBSERVED:
        reasons = [cell.withheld for cell in statements if cell.withheld]
        return Cell(withheld=reasons[0] if reasons else Withheld.TOO_FEW)
    low = practice_score([Fraction(cell.points[0], cell.n) for cell in shown if cell.points and cell.n])
    high = practice_score([Fraction(cell.points[1], cell.n) for cell in shown if cell.points and cell.n])
    counts = [cell.n for cell in shown if cell.n]
    return score_cell(low, high, n=min(counts), n_most=max(counts))


def score_cell(low: Fraction, high: Fraction, *, n: int, n_most: int) -> Cell:
    """A practice's cell whose score is from low to high."""
    score = _ranged(low, high)
    return replace(
        _ranged(low / STATEMENTS_IN_PRACTICE, high / STATEMENTS_IN_PRACTICE),
        sum=score.mean,
        sum_low=score.low,
        sum_high=score.high,
        n=n,
        n_most=n_most,
    )


def told_of_score(score: Fraction, count: int, *, lowest: int, highest: int) -> tuple[Fraction, Fraction]:
    """Between what a guarded group's mean score may be told to lie, when only that is known of its practice.

    As with a statement, where what they all say together is within two points of an end, only that much is told.
    """
    least, most = lowest * STATEMENTS_IN_PRACTICE, highest * STATEMENTS_IN_PRACTICE
    near = Fraction(NEAR_AN_END, count)
    if score <= least + near:
        return Fraction(least), least + near
    if score >= most - near:
        return most - near, Fraction(most)
    return score, score


def _agreement(
    key: str, questionnaire: Questionnaire, groups: Sequence[Group], cells: Mapping[int, Cells]
) -> Agreement:
    """Over the statements that five or more colleagues rated, in groups whose cells are themselves shown."""
    pooled = []
    for at, asked in enumerate(questionnaire.statements):
        shown = [group for group in groups if group.is_guarded and cells[asked.number][group.key].is_shown]
        if asked.practice == key and is_shown(sum(len(group.ratings(at)) for group in shown), LEAST_FOR_SPREAD):
            pooled.append([(group.ratings(at), cells[asked.number][group.key]) for group in shown])
    if len(pooled) < LEAST_OBSERVED:
        return Agreement(withheld=Withheld.TOO_FEW)
    statements = [[rating for ratings, _ in each for rating in ratings] for each in pooled]
    figure = agreement(statements, lowest=questionnaire.lowest, highest=questionnaire.highest)
    told = min(figure, highest_told([[cell for _, cell in each] for each in pooled], questionnaire))
    return Agreement(floor(told * 10) / 10, min(len(ratings) for ratings in statements))


def highest_told(statements: Sequence[Sequence[Cell]], scale: Questionnaire) -> Fraction:
    """The highest tenth of agreement that is told of groups with these cells: it stands for all from there up."""
    known = [[(cell.n, *cell.points) for cell in cells if cell.n and cell.points] for cells in statements]
    ends = {"lowest": scale.lowest, "highest": scale.highest}
    fewest = min(sum(count for count, _, _ in groups) for groups in known)
    room = ROOM_FOR_OTHERS * disagreement_of_a_pair(fewest, len(known), **ends)
    top = min(MOST_AGREEMENT, most_agreement(known, **ends) - room)
    return max(Fraction(0), Fraction(floor(top * 10), 10))


def _ranking(cells: Mapping[int, Cells]) -> list[int]:
    means = {number: each[ALL].mean for number, each in cells.items()}
    shown = {number: figure for number, figure in means.items() if figure is not None}
    return sorted(shown, key=lambda number: (-shown[number], number))


# Comments


def _comments(at: int, groups: Sequence[Group], questionnaire: Questionnaire, earlier: Result | None) -> Comments:
    said = {group.key: _said(group, at) for group in groups}
    fresh = {group.key for group in groups if group.has_grown}
    pooled = [text for group in groups if group.is_guarded and group.key in fresh for text in said[group.key]]
    waiting = [text for group in groups if group.is_guarded and group.key not in fresh for text in said[group.key]]
    pooled += _only(waiting, Counter(earlier.comments[at].colleagues) if earlier else Counter())
    random.SystemRandom().shuffle(pooled)
    return Comments(questionnaire.questions[at], said.get(SELF, []), said.get(MANAGER, []), pooled)


def _said(group: Group, at: int) -> list[str]:
    return [text for one in group.answers if at < len(one.comments) and (text := one.comments[at].strip())]


def _only(said: list[str], before: Counter[str]) -> list[str]:
    """Those that were released before, each as often as it was."""
    return list((Counter(said) & before).elements())
