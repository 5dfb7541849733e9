"""The comparison of plans: each on its timeline, with its score sheet, and session by session where they differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from people.models import Person
from people.words import counted
from scheduling.models import Plan, PlanningRun, Session
from scheduling.models import Venue as VenueRow
from scheduling.plans import ids
from scheduling.plans.problem_builder import placement_of
from scheduling.plans.status import draft_fingerprint, has_moved, is_as_planned, is_elsewhere, obstacles
from scheduling.plans.storage import placements_of, sheet_of
from scheduling.solver.problem import Charge, Placement
from scheduling.timeline import Timeline, TimelineEntry, draw
from scheduling.working_days.clock import clock, from_wall_clock


@dataclass(frozen=True)
class Fact:
    """The day, the time, the venue or the people of a session in one plan."""

    words: str
    differs: bool


@dataclass(frozen=True)
class ComparedSession:
    session: Session
    now: list[Fact]
    cells: list[list[Fact]]

    @property
    def differs(self) -> bool:
        """Whether any plan differs from the draft in this session."""
        now = [fact.words for fact in self.now]
        return any([fact.words for fact in cell] != now for cell in self.cells)


@dataclass(frozen=True)
class ComparedPlan:
    """A plan as its column shows it."""

    plan: Plan
    sheet: list[Charge]
    timeline: Timeline | None
    moved: int
    swapped: int
    told: list[str]
    tells_participants: bool
    # Why it can no longer be taken; empty if it can.
    obstacles: list[str]

    @property
    def key(self) -> str:
        return f"plan-{self.plan.number}"

    @property
    def name(self) -> str:
        return f"plan {self.plan.number}"

    @property
    def compared(self) -> str:
        """How far the plan is from the draft, in a sentence."""
        elsewhere = f"{counted(self.moved, 'session')} on {'another day' if self.moved == 1 else 'other days'} or at"
        others = f"{counted(self.swapped, 'session')} with another venue or other people"
        if self.moved and self.swapped:
            return f"{elsewhere} another time than in your draft, and {others}."
        if self.moved:
            return f"{elsewhere} another time than in your draft."
        return f"{others} than in your draft. No date changes." if self.swapped else "It is the same as your draft."


@dataclass(frozen=True)
class Comparison:
    choices: list[ComparedPlan]
    lines: list[ComparedSession]

    @property
    def differing(self) -> list[ComparedSession]:
        return [line for line in self.lines if line.differs]

    @property
    def staying(self) -> list[ComparedSession]:
        return [line for line in self.lines if not line.differs]

    @property
    def obstacles(self) -> list[str]:
        """Why no plan can be taken any longer; empty while one can."""
        every = [choice.obstacles for choice in self.choices]
        return every[0] if all(every) else []

    @property
    def seen(self) -> str:
        """The fingerprint of the plan that is the draft."""
        return draft_fingerprint(next((choice.plan for choice in self.choices if choice.plan.taken_at), None))


class Names:
    """The names of rooms and people by the planner's ids, read in two queries."""

    def __init__(self, run: PlanningRun) -> None:
        organisation = run.organisation_id
        venues = VenueRow.objects.filter(organisation=organisation).values_list("pk", "name")
        people = Person.objects.filter(organisation=organisation).values_list("pk", "name")
        self._names = {f"v{pk}": name for pk, name in venues} | {f"p{pk}": name for pk, name in people}

    def of(self, *keys: str) -> str:
        return ", ".join(self._names.get(each, "Somebody who has left") for each in keys if each)


def compare(run: PlanningRun) -> Comparison:
    """Compare the plans of a run. A session that was removed since has no line."""
    sessions = _sessions(run)
    names = Names(run)
    plans = [(plan, _by_activity(plan)) for plan in run.plans.all()]
    lines = [_line(session, name, [placed for _, placed in plans], names) for name, session in sessions.items()]
    beside = [_entry(sessions[name], at) for _, placed in plans for name, at in placed.items() if name in sessions]
    found = obstacles(run, [plan for plan, _ in plans], sessions)
    choices = [_choice(plan, placed, sessions, names, beside, obstacles=found[plan.pk]) for plan, placed in plans]
    return Comparison(choices, lines)


def _sessions(run: PlanningRun) -> dict[str, Session]:
    found = Session.objects.filter(cohort__in=run.cohorts.all(), is_cancelled=False).for_list()
    ordered = found.select_related("element", "venue", "cohort").order_by("cohort__starts_on", "starts_at", "pk")
    return {ids.of(session): session for session in ordered}


def _by_activity(plan: Plan) -> dict[str, Placement]:
    return {placement.activity: placement for placement in placements_of(plan)}


def _line(session: Session, name: str, plans: Sequence[Mapping[str, Placement]], names: Names) -> ComparedSession:
    now = placement_of(session)
    placed = [plan[name] for plan in plans if name in plan]
    first = placed[0] if placed else now
    cells = [_facts(session, each, first, names) for each in placed]
    return ComparedSession(session, _facts(session, now, now, names), cells)


def _facts(session: Session, at: Placement, other_than: Placement, names: Names) -> list[Fact]:
    pairs = zip(_words(session, at, names), _words(session, other_than, names), strict=True)
    return [Fact(words, words != others) for words, others in pairs if words]


def _words(session: Session, at: Placement, names: Names) -> tuple[str, ...]:
    """Return the day, the time, the venue and the people, each "" if there is none."""
    return (
        _days(session, at),
        "" if session.is_window else f"{clock(from_wall_clock(at.starts))} to {clock(from_wall_clock(at.ends))}",
        names.of(at.venue),
        names.of(*sorted([*at.facilitators, *at.co_facilitators])),
    )


def _days(session: Session, at: Placement) -> str:
    first = f"{at.starts:%a %-d %b %Y}"
    return f"{first} to {at.ends:%a %-d %b %Y}" if session.is_window else first


def _choice(
    plan: Plan,
    placed: Mapping[str, Placement],
    sessions: Mapping[str, Session],
    names: Names,
    beside: Sequence[TimelineEntry],
    *,
    obstacles: list[str],
) -> ComparedPlan:
    known = [(sessions[name], at) for name, at in placed.items() if name in sessions]
    moved = [session for session, at in known if has_moved(session, at)]
    swapped = [session for session, at in known if session not in moved and not is_as_planned(session, at)]
    return ComparedPlan(
        plan=plan,
        sheet=[charge for charge in sheet_of(plan) if charge.points],
        timeline=draw([_entry(session, at) for session, at in known], beside=beside),
        moved=len(moved),
        swapped=len(swapped),
        told=_told(known, names),
        tells_participants=any(is_elsewhere(session, at) for session, at in known),
        obstacles=obstacles,
    )


def _told(known: Iterable[tuple[Session, Placement]], names: Names) -> list[str]:
    """Name the leaders, before and after, of sessions that move; of one that stays, those who come or leave."""
    told: set[str] = set()
    for session, at in known:
        now = placement_of(session)
        before, after = set(now.leaders), set(at.leaders)
        told |= before | after if is_elsewhere(session, at) else before ^ after
    return sorted(names.of(each) for each in told)


def _entry(session: Session, at: Placement) -> TimelineEntry:
    first, last = at.starts.date(), at.ends.date()
    return TimelineEntry(name=session.element.name, first=first, last=last, is_window=session.is_window)
