"""One search by CP-SAT, watched from the thread that asked for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from threading import Event, Thread

from ortools.sat.python import cp_model

SECONDS_BETWEEN_LOOKS = 0.5
SEED = 4


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much a search may take: `effort` in the solver's own deterministic units, which the clock only backs up."""

    effort: float
    seconds: float


@dataclass
class Watch(cp_model.CpSolverSolutionCallback):
    """The best score and bound so far, and a bell that rings whenever one of them changes."""

    score: int | None = None
    bound: int | None = None
    bell: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        super().__init__()

    def on_solution_callback(self) -> None:
        self.score = round(self.objective_value)
        self.on_bound(self.best_objective_bound)

    def on_bound(self, bound: float) -> None:
        self.bound = least(bound)
        self.bell.set()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How a search ended. `bound` says that no solution scores less."""

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
        return least(self.solver.best_objective_bound) if self.has_solution else 0

    @property
    def effort(self) -> float:
        return self.solver.response_proto.deterministic_time


def least(bound: float) -> int:
    """Scores are whole numbers, and never less than nothing."""
    return max(0, ceil(bound - 1e-6))


def search(model: cp_model.CpModel, limits: Limits, go_on: Callable[[int | None, int | None], bool]) -> Answer:
    """Look for the best solution. `go_on` hears score and bound, in this thread, and stops the search by False."""
    solver, watch = solver_within(limits), Watch()
    solver.best_bound_callback = watch.on_bound
    ended: list[cp_model.CpSolverStatus] = []

    def solve() -> None:
        ended.append(solver.solve(model, watch))
        watch.bell.set()

    thread = Thread(target=solve, daemon=True)
    thread.start()
    was_stopped = False
    while thread.is_alive():
        watch.bell.wait(SECONDS_BETWEEN_LOOKS)
        watch.bell.clear()
        if not was_stopped and not go_on(watch.score, watch.bound):
            was_stopped = True
            solver.stop_search()
    thread.join()
    return Answer(solver=solver, status=ended[0], was_stopped=was_stopped)


def solver_within(limits: Limits) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = limits.effort
    solver.parameters.max_time_in_seconds = limits.seconds
    solver.parameters.num_workers = 1
    # The relaxation is what proves; probing and a longer presolve cost many cohorts seconds, and spare none.
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.random_seed = SEED
    return solver
