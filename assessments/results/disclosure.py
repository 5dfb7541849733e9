"""The decision, cell by cell, on which figures of a 360 may be shown. No other module makes it.

Plain values in, plain values out. The result holds only what may be shown, as it may be shown. It alone is frozen,
and the page, the PDF, the charts and the exports read nothing else: a withheld figure is not in them to be found.

The rules:

- Self and manager are identifiable, and were told so before they started. Their figures are shown as they are.
- Direct reports, co-workers and others are shown with at least `least` answers. Groups with fewer are merged with each
  other into "Other colleagues" when these together reach `least`, and are withheld when they do not.
- Each cell, of one group and one statement, discloses one number: the sum of its ratings. The answers are counted
  again for each cell, so a group that is shown may have cells that are not. Where the sum is within two points of its
  least or greatest possible value, only that is disclosed: a mean of 10.0 would show what everybody answered.
- Everything else is worked out from those cells alone: "All raters" from the cells of the manager and the groups, a
  practice from the cells of its statements, the order of the statements from "All raters". Subtracting one of these
  figures from another leads back to the cells, and reveals no hidden one.
- Agreement is the one figure that depends on more than the cells. It is given for a practice with at least five
  raters, in whole tenths rounded down, and never above 0.9, which means 0.9 or more. Nor is it given so near the most
  that the cells allow that no rater could have answered otherwise: with three ratings of 4 in one group and three of 2
  in another, 0.4 on a scale of 1 to 5 is possible only if each group agrees completely, and would disclose all six
  ratings. It is shown as 0.3, which there means 0.3 or more.
- A scale of fewer than four points has no room for these rules, and is refused.
- A later release of the same subject repeats the figures of the earlier one, unless at least `least` answers were added
  to a cell since, and these alone could be shown: the difference between two releases is a cell like any other.
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
    loss_of_agreement,
    most_agreement,
    practice_score,
    rounded,
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
    RatedQuestionnaire,
    RatedStatement,
    Result,
    StatementResult,
    Treatment,
    Turnout,
    Withheld,
)

LEAST = 3
LEAST_FOR_SPREAD = 5
# A sum this near to its least or greatest possible value is not disclosed exactly.
NEAR_AN_END = 2
MOST_AGREEMENT = Fraction(9, 10)
# The number of pairs of raters that could have answered differently without changing the highest agreement shown.
ROOM_FOR_OTHERS = 2
LEAST_POINTS_OF_SCALE = 4

TOO_FEW = Cell(withheld=Withheld.TOO_FEW)
NOT_ANSWERED = Cell(withheld=Withheld.NOT_ANSWERED)


@dataclass(frozen=True)
class Group:
    """Raters who are shown together. A cell needs `least` answers; `before` were counted in the earlier release."""

    key: str
    answers: Sequence[Answers]
    least: int
    before: int = 0

    @property
    def is_guarded(self) -> bool:
        return self.key not in IDENTIFIABLE

    @property
    def has_grown(self) -> bool:
        """Whether enough have answered since the earlier release for the turnout to show it."""
        return is_shown(len(self.answers) - self.before, self.least)

    def ratings(self, at: int) -> list[int]:
        return [rating for one in self.answers if (rating := one.ratings[at]) is not None]


def is_shown(count: int, least: int) -> bool:
    """Whether this many answers of a guarded group are enough to be shown, or even counted, anywhere."""
    return count >= least


def disclose(
    questionnaire: RatedQuestionnaire,
    answers: Sequence[Answers],
    *,
    invited: Mapping[str, int],
    least: int,
    earlier: Result | None = None,
) -> Result:
    """Work out the result of one subject. `invited` counts the raters who were asked, by relationship.

    `earlier` is the latest released result of the same subject and round; all of its answers are among `answers`.

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


def _check(questionnaire: RatedQuestionnaire, answers: Sequence[Answers], least: int) -> None:
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
    """Find the groups that may be shown, merged where they must be, in the order of the report."""
    merged, withheld = _small_groups(answers, least, earlier)
    before = {row.key: row.answered or 0 for row in earlier.turnout} if earlier else {}
    members = {key: [key] for key in GUARDED if key not in merged + withheld} | ({COLLEAGUES: merged} if merged else {})
    shown = [Group(key, _answers_from(answers, *of), least, before.get(key, 0)) for key, of in members.items()]
    alone = [Group(key, _answers_from(answers, key), 1) for key in IDENTIFIABLE]
    return [group for group in (*alone, *shown) if group.answers]


def _small_groups(answers: Sequence[Answers], least: int, earlier: Result | None) -> tuple[list[str], list[str]]:
    """Find the guarded groups that are merged, and those that are withheld.

    Groups that were merged once stay merged, and no other joins them: the difference would disclose it.
    """
    before = {row.key: row.treatment for row in earlier.turnout} if earlier else {}
    merged = [key for key in GUARDED if before.get(key) is Treatment.MERGED]
    free = [key for key in GUARDED if key not in merged and before.get(key) is not Treatment.SHOWN]
    small = [key for key in free if not is_shown(len(_answers_from(answers, key)), least)]
    if not merged and is_shown(len(_answers_from(answers, *small)), least):
        return small, []
    return merged, small


def _answers_from(answers: Sequence[Answers], *relationships: str) -> list[Answers]:
    return [one for one in answers if one.relationship in relationships]


def _turnout(
    answers: Sequence[Answers], invited: Mapping[str, int], least: int, earlier: Result | None
) -> list[Turnout]:
    merged, withheld = _small_groups(answers, least, earlier)
    before = {row.key: row.answered for row in earlier.turnout} if earlier else {}
    rows = []
    for key in (*IDENTIFIABLE, *GUARDED):
        answered = len(_answers_from(answers, key))
        if key in merged + withheld:
            treatment = Treatment.MERGED if key in merged else Treatment.WITHHELD
            rows.append(Turnout(key, NAMES[key], invited.get(key, 0), None, treatment))
        else:
            counted = answered if key in IDENTIFIABLE else _shown_count(answered, before.get(key), least)
            treatment = Treatment.SHOWN if counted else Treatment.NOBODY
            rows.append(Turnout(key, NAMES[key], invited.get(key, 0), counted, treatment))
    if merged:
        asked, answered = sum(invited.get(key, 0) for key in merged), len(_answers_from(answers, *merged))
        counted = _shown_count(answered, before.get(COLLEAGUES), least)
        rows.append(Turnout(COLLEAGUES, NAMES[COLLEAGUES], asked, counted, Treatment.SHOWN))
    return [row for row in rows if row.invited or row.answered]


def _shown_count(now: int, before: int | None, least: int) -> int:
    """Return the count of a shown group: that of the earlier release until enough have answered since."""
    return now if before is None or is_shown(now - before, least) else before


# Cells


def _statement_cells(
    asked: RatedStatement, at: int, groups: Sequence[Group], questionnaire: RatedQuestionnaire, known: Cells
) -> Cells:
    cells = {group.key: _cell(group, at, questionnaire, known.get(group.key)) for group in groups}
    return cells | {ALL: _cell_of_all(cells, questionnaire)}


def _cell(group: Group, at: int, questionnaire: RatedQuestionnaire, known: Cell | None) -> Cell:
    ratings = group.ratings(at)
    if not group.is_guarded:
        return _cell_of_sum(len(ratings), sum(ratings), sum(ratings), questionnaire) if ratings else NOT_ANSWERED
    if known and known.is_shown:
        return _later_cell(known, ratings, group, questionnaire)
    return guarded_cell(ratings, group.least, questionnaire)


def guarded_cell(ratings: Sequence[int], least: int, scale: RatedQuestionnaire) -> Cell:
    """Disclose the sum of these ratings of a guarded group, a range at an end of the scale, or nothing."""
    count, points = len(ratings), sum(ratings)
    if not is_shown(count, least):
        return TOO_FEW
    if points <= count * scale.lowest + NEAR_AN_END:
        return _cell_of_sum(count, count * scale.lowest, count * scale.lowest + NEAR_AN_END, scale)
    if points >= count * scale.highest - NEAR_AN_END:
        return _cell_of_sum(count, count * scale.highest - NEAR_AN_END, count * scale.highest, scale)
    return _cell_of_sum(count, points, points, scale)


def _later_cell(known: Cell, ratings: Sequence[int], group: Group, scale: RatedQuestionnaire) -> Cell:
    """Work out the cell of a later release: a new figure only if the ratings added since could be shown by themselves.

    An earlier figure that is kept although its group has grown is kept for good: keeping it shows that the added
    ratings are near an end, and a later figure would show how near.
    """
    if known.is_final or not group.has_grown:
        return known
    fresh = guarded_cell(ratings, group.least, scale)
    return fresh if _may_replace(known, ratings, fresh, group.least, scale) else replace(known, is_final=True)


def _may_replace(known: Cell, ratings: Sequence[int], fresh: Cell, least: int, scale: RatedQuestionnaire) -> bool:
    """Whether a new figure may replace the earlier one: any possible sum of the added ratings is clear of the ends."""
    added, (low, high) = len(ratings) - (known.n or 0), known.points or (0, 0)
    since = (sum(ratings) - high, sum(ratings) - low)
    is_clear = added * scale.lowest + NEAR_AN_END < since[0] and since[1] < added * scale.highest - NEAR_AN_END
    is_exact = fresh.points is not None and len({*fresh.points}) == 1
    return is_shown(added, least) and is_clear and is_exact


def _cell_of_sum(count: int, low: int, high: int, scale: RatedQuestionnaire) -> Cell:
    """Make a statement's cell from the number of ratings and the lowest and highest sum that they may have."""
    cell = _cell_between(Fraction(low, count), Fraction(high, count))
    return replace(cell, n=count, n_most=count, points=(low, high))


def _cell_between(low: Fraction, high: Fraction) -> Cell:
    if low == high or rounded(low) == rounded(high):
        return Cell(mean=rounded((low + high) / 2))
    return Cell(mean=rounded((low + high) / 2), low=rounded(low), high=rounded(high))


def _cell_of_all(cells: Cells, scale: RatedQuestionnaire) -> Cell:
    """Make the cell of "All raters", without the subject, from the raters' cells as they are shown."""
    shown = [cell for key, cell in cells.items() if key != SELF and cell.is_shown]
    if not any(key not in IDENTIFIABLE and cell.is_shown for key, cell in cells.items()):
        return TOO_FEW
    count = sum(cell.n or 0 for cell in shown)
    points = [cell.points for cell in shown if cell.points is not None]
    return _cell_of_sum(count, sum(low for low, _ in points), sum(high for _, high in points), scale)


# Practices


def _practice(
    key: str,
    questionnaire: RatedQuestionnaire,
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
    """Make a practice's cell from those of its six statements: withheld if fewer than four of them are shown."""
    shown = [cell for cell in statements if cell.points is not None and cell.n]
    if len(shown) < LEAST_OBSERVED:
        reasons = [cell.withheld for cell in statements if cell.withheld]
        return Cell(withheld=reasons[0] if reasons else Withheld.TOO_FEW)
    low = practice_score([Fraction(cell.points[0], cell.n) for cell in shown if cell.points and cell.n])
    high = practice_score([Fraction(cell.points[1], cell.n) for cell in shown if cell.points and cell.n])
    counts = [cell.n for cell in shown if cell.n]
    return score_cell(low, high, n=min(counts), n_most=max(counts))


def score_cell(low: Fraction, high: Fraction, *, n: int, n_most: int) -> Cell:
    """Make a practice's cell whose score is from low to high."""
    score = _cell_between(low, high)
    return replace(
        _cell_between(low / STATEMENTS_IN_PRACTICE, high / STATEMENTS_IN_PRACTICE),
        sum=score.mean,
        sum_low=score.low,
        sum_high=score.high,
        n=n,
        n_most=n_most,
    )


def score_range(score: Fraction, count: int, *, lowest: int, highest: int) -> tuple[Fraction, Fraction]:
    """Return the range of a guarded group's mean score that may be shown, if only that score is known.

    As with a statement, if the sum of their scores is within two points of an end, only that is disclosed.
    """
    least, most = lowest * STATEMENTS_IN_PRACTICE, highest * STATEMENTS_IN_PRACTICE
    near = Fraction(NEAR_AN_END, count)
    if score <= least + near:
        return Fraction(least), least + near
    if score >= most - near:
        return most - near, Fraction(most)
    return score, score


def _agreement(
    key: str, questionnaire: RatedQuestionnaire, groups: Sequence[Group], cells: Mapping[int, Cells]
) -> Agreement:
    """Work out agreement over statements that five or more colleagues rated, in groups whose cells are shown."""
    pooled = []
    for at, asked in enumerate(questionnaire.statements):
        shown = [group for group in groups if group.is_guarded and cells[asked.number][group.key].is_shown]
        if asked.practice == key and is_shown(sum(len(group.ratings(at)) for group in shown), LEAST_FOR_SPREAD):
            pooled.append([(group.ratings(at), cells[asked.number][group.key]) for group in shown])
    if len(pooled) < LEAST_OBSERVED:
        return Agreement(withheld=Withheld.TOO_FEW)
    statements = [[rating for ratings, _ in each for rating in ratings] for each in pooled]
    figure = agreement(statements, lowest=questionnaire.lowest, highest=questionnaire.highest)
    capped = min(figure, agreement_ceiling([[cell for _, cell in each] for each in pooled], questionnaire))
    return Agreement(floor(capped * 10) / 10, min(len(ratings) for ratings in statements))


def agreement_ceiling(statements: Sequence[Sequence[Cell]], scale: RatedQuestionnaire) -> Fraction:
    """Return the highest tenth of agreement to show for groups with these cells: it means that much or more."""
    known = [[(cell.n, *cell.points) for cell in cells if cell.n and cell.points] for cells in statements]
    ends = {"lowest": scale.lowest, "highest": scale.highest}
    fewest = min(sum(count for count, _, _ in groups) for groups in known)
    room = ROOM_FOR_OTHERS * loss_of_agreement(fewest, len(known), **ends)
    top = min(MOST_AGREEMENT, most_agreement(known, **ends) - room)
    return max(Fraction(0), Fraction(floor(top * 10), 10))


def _ranking(cells: Mapping[int, Cells]) -> list[int]:
    means = {number: each[ALL].mean for number, each in cells.items()}
    shown = {number: figure for number, figure in means.items() if figure is not None}
    return sorted(shown, key=lambda number: (-shown[number], number))


# Comments


def _comments(at: int, groups: Sequence[Group], questionnaire: RatedQuestionnaire, earlier: Result | None) -> Comments:
    said = {group.key: _comments_from(group, at) for group in groups}
    fresh = {group.key for group in groups if group.has_grown}
    pooled = [text for group in groups if group.is_guarded and group.key in fresh for text in said[group.key]]
    waiting = [text for group in groups if group.is_guarded and group.key not in fresh for text in said[group.key]]
    pooled += _released_before(waiting, Counter(earlier.comments[at].colleagues) if earlier else Counter())
    random.SystemRandom().shuffle(pooled)
    return Comments(questionnaire.questions[at], said.get(SELF, []), said.get(MANAGER, []), pooled)


def _comments_from(group: Group, at: int) -> list[str]:
    return [text for one in group.answers if at < len(one.comments) and (text := one.comments[at].strip())]


def _released_before(comments: list[str], before: Counter[str]) -> list[str]:
    """Keep the comments that were released before, each as often as it was."""
    return list((Counter(comments) & before).elements())
