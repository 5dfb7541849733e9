"""Other answers that agree with every fact, or the proof that there are none."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from assessments.results.scoring import Rating
from tests.attack.facts import Fact, Look, Measure
from tests.attack.worlds import Answer

SECONDS = 60.0


@dataclass
class Component:
    """Answers that are tied to each other by facts, and to no others."""

    answers: list[Answer]
    facts: list[Fact]

    def another(
        self, at: Look, left: Collection[Answer], scale: tuple[int, int], told: Collection[Answer], *, as_many: bool
    ) -> dict[Answer, Rating] | None:
        """Answers of which one or more of those left are not the true ones; None when there are none.

        `as_many` as may be of those left, or as few as may be of all. Raises TimeoutError when it has found neither.
        """
        lowest, highest = scale
        values = [None, *range(lowest, highest + 1)]
        question = Question({one: [at(one)] if one in told else values for one in self.answers})
        for fact in self.facts:
            fact.demand(question)
        question.demand_another({answer: at(answer) for answer in left})
        if as_many:
            question.prefer({answer: at(answer) for answer in left}, kept=False)
        else:
            question.prefer({answer: at(answer) for answer in self.answers}, kept=True)
        return question.solved()


def components(answers: Sequence[Answer], facts: Sequence[Fact]) -> list[Component]:
    """The answers and facts in their separate parts."""
    home = {answer: answer for answer in answers}
    find = _finder(home)
    for fact in facts:
        for answer in fact.answers:
            home[find(answer)] = find(fact.answers[0])
    parts = {find(answer): Component([], []) for answer in answers}
    for answer in answers:
        parts[find(answer)].answers.append(answer)
    for fact in facts:
        if fact.answers:
            parts[find(fact.answers[0])].facts.append(fact)
    return list(parts.values())


def _finder(home: dict[Answer, Answer]) -> Callable[[Answer], Answer]:
    def find(answer: Answer) -> Answer:
        while home[answer] != answer:
            home[answer] = answer = home[home[answer]]
        return answer

    return find


@dataclass
class Question:
    """A model with a variable for each answer and each rating that it may be."""

    values: Mapping[Answer, Sequence[Rating]]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    chosen: dict[Answer, list[tuple[Rating, cp_model.IntVar]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for answer, values in self.values.items():
            self.chosen[answer] = [(value, self.model.new_bool_var("")) for value in values]
            self.model.add_exactly_one(variable for _, variable in self.chosen[answer])

    def total(self, measure: Measure, answers: Sequence[Answer]) -> cp_model.LinearExprT:
        pairs = [pair for answer in answers for pair in self.chosen[answer]]
        weights = [measure.of(value) for value, _ in pairs]
        return cp_model.LinearExpr.weighted_sum([variable for _, variable in pairs], weights)

    def demand_another(self, ratings: Mapping[Answer, Rating]) -> None:
        """At least one of these answers is not as given."""
        self.model.add(sum(self._same(ratings)) <= len(ratings) - 1)

    def prefer(self, ratings: Mapping[Answer, Rating], *, kept: bool) -> None:
        """That as many as may be are kept, or as few."""
        same = sum(self._same(ratings))
        self.model.maximize(same) if kept else self.model.minimize(same)

    def _same(self, ratings: Mapping[Answer, Rating]) -> list[cp_model.IntVar]:
        return [variable for answer, now in ratings.items() for value, variable in self.chosen[answer] if value == now]

    def solved(self) -> dict[Answer, Rating] | None:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        # These models are small: to simplify them first takes longer than to solve them.
        solver.parameters.cp_model_presolve = False
        # What is told of sums under a condition is then weighed together with the other sums: minutes become moments.
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = SECONDS
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise TimeoutError(f"no answer within {SECONDS:.0f} seconds")
        return {answer: next(v for v, x in pairs if solver.value(x)) for answer, pairs in self.chosen.items()}
