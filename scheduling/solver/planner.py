"""The planner: it searches for up to three plans, the best first, and reports progress to its caller's thread."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from threading import Event, Thread

from ortools.sat.python import cp_model

from scheduling.solver.coaching import add_coaching_rule
from scheduling.solver.constraints import Model
from scheduling.solver.objective import Objective
from scheduling.solver.pricing import score_sheet
from scheduling.solver.problem import Plan, PlanningResult, Problem, Progress
from scheduling.solver.validator import faults

SECONDS_BETWEEN_LOOKS = 0.5

SEED = 4

OnProgress = Callable[[Progress], bool]

MIN_DIFFERENT = 2

SHARE_OF_THE_FIRST = 0.7

# Effort is the same on every machine, so a search should run out of it before the clock stops it.
EFFORT_A_SECOND = 0.1


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of a search: `effort` in the solver's deterministic units, and `seconds` in case these take too long."""

    effort: float
    seconds: float


@dataclass
class Watch(cp_model.CpSolverSolutionCallback):
    """The best score and bound so far, and an event that is set whenever one of them changes."""

    score: int | None = None
    bound: int | None = None
    changed: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        super().__init__()

    def on_solution_callback(self) -> None:
        self.score = round(self.objective_value)
        self.on_bound(self.best_objective_bound)

    def on_bound(self, bound: float) -> None:
        self.bound = whole_bound(bound)
        self.changed.set()


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """The outcome of a search. No solution scores less than `bound`."""

    solver: cp_model.CpSolver
    status: cp_model.CpSolverStatus
    was_stopped: bool

    @property
    def has_solution(self) -> bool:
        return self.status in (cp_model.OPTIMAL, cp_model.FEASIBLE)

    @property
    def is_proved(self) -> bool:
        return self.status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)

    @property
    def bound(self) -> int:
        return whole_bound(self.solver.best_objective_bound) if self.has_solution else 0

    @property
    def effort(self) -> float:
        return self.solver.response_proto.deterministic_time


def whole_bound(bound: float) -> int:
    """Round a bound up: scores are whole numbers, and never less than 0."""
    return max(0, ceil(bound - 1e-6))


def search(model: cp_model.CpModel, limits: Limits, go_on: Callable[[int | None, int | None], bool]) -> SearchResult:
    """Search for the best solution. `go_on` is called in this thread with score and bound; False stops the search."""
    solver, watch = solver_within(limits), Watch()
    solver.best_bound_callback = watch.on_bound
    ended: list[cp_model.CpSolverStatus] = []

    def solve() -> None:
        ended.append(solver.solve(model, watch))
        watch.changed.set()

    thread = Thread(target=solve, daemon=True)
    thread.start()
    was_stopped = False
    while thread.is_alive():
        watch.changed.wait(SECONDS_BETWEEN_LOOKS)
        watch.changed.clear()
        if not was_stopped and not go_on(watch.score, watch.bound):
            was_stopped = True
            solver.stop_search()
    thread.join()
    return SearchResult(solver=solver, status=ended[0], was_stopped=was_stopped)


def solver_within(limits: Limits) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = limits.effort
    solver.parameters.max_time_in_seconds = limits.seconds
    solver.parameters.num_workers = 1
    # The linear relaxation proves bounds. Probing and a longer presolve cost seconds with many cohorts and save none.
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.random_seed = SEED
    return solver


class WrongPlanError(Exception):
    """A plan that the model allowed although it breaks a rule: a mistake in Cadre, not in the question."""


def plan(
    problem: Problem, *, seconds: float = 20, plans: int = 3, on_progress: OnProgress | None = None
) -> PlanningResult:
    """Search for plans for this many seconds altogether, and return up to `plans` of them, the best first.

    The first is the best there is, if the time sufficed to prove it. Each further one is the best among those that put
    at least a third of the sessions, and at least two, on other days than each plan before it. Fixed sessions do not
    count, and where only one session can move, it moves.

    `on_progress` is called in the caller's thread, about twice a second and whenever something changes; it returns
    True to go on and False to stop, which keeps the plans found. The same problem gives the same plans unless it is
    stopped or the machine is so slow that the clock ends the search.

    Raises ValueError if an activity is fixed, but has no place.
    """
    return _PlanSearch(problem, seconds, plans, on_progress or (lambda progress: True)).found()


@dataclass
class _PlanSearch:
    problem: Problem
    seconds: float
    wanted: int
    on_progress: OnProgress
    plans: list[Plan] = field(default_factory=list)
    effort: float = 0
    bound: int | None = None
    was_stopped: bool = False

    def found(self) -> PlanningResult:
        self.began = time.monotonic()
        self.model = Model(self.problem)
        add_coaching_rule(self.model)
        self.model.cp.minimize(Objective(self.model).total())
        first = self._search()
        while self.plans and len(self.plans) < self.wanted and not self.was_stopped and self._differ():
            if not self._search().has_solution:
                break
        plans = tuple(sorted(self.plans, key=lambda each: each.score))
        return PlanningResult(
            plans=plans, is_proved=self._is_proved(first, plans), bound=first.bound, was_stopped=self.was_stopped
        )

    def _is_proved(self, first: SearchResult, plans: tuple[Plan, ...]) -> bool:
        return first.bound == plans[0].score if plans else first.is_proved

    def _search(self) -> SearchResult:
        answer = search(self.model.cp, self._limits(), self._go_on)
        self.effort += answer.effort
        self.was_stopped = answer.was_stopped
        self.bound = answer.bound if self.bound is None else self.bound
        if answer.has_solution:
            self.plans.append(self._plan(answer))
        return answer

    def _limits(self) -> Limits:
        """Give the first search most of the time and effort; the others share the rest."""
        left = self.wanted - len(self.plans)
        share = 1 / left if self.plans or left == 1 else SHARE_OF_THE_FIRST
        gone = time.monotonic() - self.began
        return Limits(
            effort=max(0.01, share * (self.seconds * EFFORT_A_SECOND - self.effort)),
            seconds=max(0.01, share * (self.seconds - gone)),
        )

    def _go_on(self, score: int | None, bound: int | None) -> bool:
        """Report the best plan's score and its bound, and return whether to go on."""
        best = min((each.score for each in self.plans), default=score)
        bound = bound if self.bound is None else self.bound
        found = len(self.plans) + (score is not None)
        return self.on_progress(Progress(found=found, score=best, bound=bound, seconds=time.monotonic() - self.began))

    def _plan(self, answer: SearchResult) -> Plan:
        placements = self.model.placements(answer.solver)
        made = Plan(placements=placements, sheet=score_sheet(self.problem, placements))
        wrong = faults(self.problem, placements)
        if wrong or made.score != round(answer.solver.objective_value):
            raise WrongPlanError(" ".join(wrong) or f"Priced {answer.solver.objective_value}, but costs {made.score}.")
        return made

    def _differ(self) -> bool:
        """Require different days from the last plan's. Returns False if no session can be on another day."""
        drafts = self.model.drafts
        if not drafts:
            return False
        days = {each.activity: each.starts.date() for each in self.plans[-1].placements}
        same = cp_model.LinearExpr.sum([draft.on([days[activity]]) for activity, draft in drafts.items()])
        self.model.cp.add(same <= len(drafts) - min_different(len(drafts)))
        return True


def min_different(sessions: int) -> int:
    """Return how many of the sessions must be on other days for a plan to count as different."""
    return min(sessions, max(MIN_DIFFERENT, -(-sessions // 3)))
