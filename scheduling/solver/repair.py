"""Repairs: plans that keep every rule again and move as few people by as few days as possible."""

import time
from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduling.solver.candidates import is_settled
from scheduling.solver.coaching import add_coaching_rule
from scheduling.solver.constraints import Draft, Linear, Literal, Model
from scheduling.solver.objective import Objective
from scheduling.solver.planner import EFFORT_A_SECOND, Limits, OnProgress, SearchResult, WrongPlanError, search
from scheduling.solver.pricing import score_sheet
from scheduling.solver.problem import Activity, Move, Placement, Plan, Problem, Progress, Repair
from scheduling.solver.validator import faults

REPAIRS = 3


def repair(
    problem: Problem, *, seconds: float = 20, repairs: int = REPAIRS, on_progress: OnProgress | None = None
) -> tuple[Repair, ...]:
    """Search for up to three repairs of the present placements (`now`).

    The first moves the fewest people; among such repairs it takes the fewest days, then the fewest sessions that people
    must be told of, then the best score. A session whose time or venue changes moves its participants and its leaders,
    before and after; a change of leader alone moves those two. Days are summed over sessions. Each further repair puts
    another set of sessions on other days. Returns none if no plan keeps every rule or the time was too short.
    """
    return _RepairSearch(problem, seconds, on_progress or (lambda progress: True)).found(repairs)


def list_moves(problem: Problem, placements: Iterable[Placement]) -> tuple[Move, ...]:
    """List the sessions that a plan moves. Plain arithmetic, against which tests check the model's counting."""
    activities = {activity.id: activity for activity in problem.activities}
    found = (_move_of(activities[each.activity], each) for each in placements)
    return tuple(each for each in found if each is not None)


def _move_of(activity: Activity, to: Placement) -> Move | None:
    now = activity.now
    if now is None or activity.is_window:
        return None
    before, after = set(now.leaders), set(to.leaders)
    if (now.starts, now.venue) != (to.starts, to.venue):
        people = {*participants(activity), *activity.required, *before, *after}
    else:
        people = before ^ after
    days = abs((to.starts.date() - now.starts.date()).days)
    return Move(activity=activity.id, days=days, people=tuple(sorted(people))) if people else None


def participants(activity: Activity) -> tuple[str, ...]:
    """List the attendees; if nobody is named, make up as many ids as the cohort has places."""
    return activity.attendees or tuple(f"{activity.cohort} {number}" for number in range(activity.people))


class _RepairSearch:
    def __init__(self, problem: Problem, seconds: float, on_progress: OnProgress) -> None:
        self.problem = problem
        self.until = time.monotonic() + seconds
        self.on_progress = on_progress
        self.seconds = seconds
        self.was_stopped = False
        self.made: list[Repair] = []

    def found(self, wanted: int) -> tuple[Repair, ...]:
        while len(self.made) < wanted and not self.was_stopped:
            best = self._best(_RepairModel(self.problem, self.made))
            if best is None:
                break
            self.made.append(self._repair(best))
            if all(is_settled(each) for each in self.problem.activities):
                break
        return tuple(self.made)

    def _best(self, of: "_RepairModel") -> tuple[Placement, ...] | None:
        """Minimise people, days, notices and wishes in this order, and keep each minimum for the next search."""
        best = None
        for cost in (of.people(), of.days(), of.notices(), of.wishes()):
            of.model.cp.minimize(cost)
            answer = self._search(of.model)
            if not answer.has_solution:
                break
            best = of.model.placements(answer.solver)
            if not isinstance(cost, int):
                of.model.cp.add(cost <= round(answer.solver.objective_value))
        return best

    def _search(self, model: Model) -> SearchResult:
        left = max(0.1, self.until - time.monotonic())
        answer = search(model.cp, Limits(effort=left * EFFORT_A_SECOND, seconds=left), self._go_on)
        self.was_stopped = self.was_stopped or answer.was_stopped
        return answer

    def _go_on(self, score: int | None, bound: int | None) -> bool:
        gone = self.seconds - (self.until - time.monotonic())
        return self.on_progress(Progress(found=len(self.made), score=None, bound=None, seconds=gone))

    def _repair(self, placements: tuple[Placement, ...]) -> Repair:
        if wrong := faults(self.problem, placements):
            raise WrongPlanError(" ".join(wrong))
        plan = Plan(placements=placements, sheet=score_sheet(self.problem, placements))
        return Repair(plan=plan, moved=list_moves(self.problem, placements))


class _RepairModel:
    """A model of what moving sessions costs. It excludes the days of the repairs found so far."""

    def __init__(self, problem: Problem, made: Iterable[Repair]) -> None:
        self.model = Model(problem)
        add_coaching_rule(self.model)
        for each in made:
            self._differ(each)
        self.stood = {id: draft.activity.now for id, draft in self.model.drafts.items() if draft.activity.now}
        self.changed = {id: self._changes(self.model.drafts[id], now) for id, now in self.stood.items()}
        self.told = self._told()

    def wishes(self) -> Linear:
        return Objective(self.model).total()

    def _changes(self, draft: Draft, now: Placement) -> Literal:
        """Return a literal that is true if the session's time or venue is not what it is now."""
        changed = self.model.cp.new_bool_var(f"{draft.activity.id} changes")
        at = [literal for slot, literal in draft.slots.items() if slot.starts == now.starts]
        there = [literal for venue, literal in draft.venues.items() if venue == now.venue]
        for kept in (at, there) if draft.venues else (at,):
            self.model.cp.add(changed >= 1 - sum(kept))
        return changed

    def people(self) -> Linear:
        """Count the people who are moved at all."""
        moving: dict[str, list[Literal]] = {}
        for (_, person), literals in self.told.items():
            moving.setdefault(person, []).extend(literals)
        return sum(self._any(person, literals) for person, literals in sorted(moving.items()))

    def notices(self) -> Linear:
        """Count how often people are told of a session: somebody who is moved once should not be moved twice."""
        return sum(self._any(f"{person} of {id}", literals) for (id, person), literals in self.told.items())

    def _told(self) -> dict[tuple[str, str], list[Literal]]:
        """Return, for each session and person, literals any of which means that the person must be told."""
        told: dict[tuple[str, str], list[Literal]] = {}
        for id, changed in self.changed.items():
            draft = self.model.drafts[id]
            for person in sorted({*participants(draft.activity), *draft.activity.required}):
                told.setdefault((id, person), []).append(changed)
            for person, literal in self._leader_literals(draft, self.stood[id], changed):
                told.setdefault((id, person), []).append(literal)
        return told

    def _leader_literals(self, draft: Draft, now: Placement, changed: Literal) -> Iterable[tuple[str, Literal]]:
        before = set(now.leaders)
        for person in sorted({*before, *draft.leads}):
            leads: Linear = draft.leads.get(person, 0)
            told = self.model.cp.new_bool_var(f"{person} is told of {draft.activity.id}")
            if person in before:
                self.model.cp.add(told >= changed)
                self.model.cp.add(told >= 1 - leads)
            else:
                self.model.cp.add(told >= leads)
            yield person, told

    def _any(self, person: str, literals: list[Literal]) -> Literal:
        if len(literals) == 1:
            return literals[0]
        any_of_them = self.model.cp.new_bool_var(f"{person} is moved")
        for literal in literals:
            self.model.cp.add(any_of_them >= literal)
        return any_of_them

    def days(self) -> Linear:
        return sum(self._days_of(self.model.drafts[id], now) for id, now in self.stood.items())

    def _days_of(self, draft: Draft, now: Placement) -> Linear:
        days = [abs((slot.day - now.starts.date()).days) for slot in draft.slots]
        return cp_model.LinearExpr.weighted_sum(list(draft.slots.values()), days)

    def _differ(self, other: Repair) -> None:
        """Require a different set of days from this repair's."""
        days = {each.activity: each.starts.date() for each in other.plan.placements}
        drafts = self.model.drafts
        if drafts:
            same = cp_model.LinearExpr.sum([draft.on([days[id]]) for id, draft in drafts.items()])
            self.model.cp.add(same <= len(drafts) - 1)
