"""Plans side by side: each on its timeline, with its score sheet, and session by session where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from delivery.calendar import clock
from delivery.models import Plan, PlanningRun, Session
from delivery.models import Venue as VenueRow
from delivery.plans import ids
from delivery.plans.keeping import placements_of, sheet_of
from delivery.plans.problems import placement_of
from delivery.plans.times import moment, wall_clock
from delivery.solver.problem import Charge, Placement
from delivery.timeline import Entry, Timeline, draw
from people.models import Person


@dataclass(frozen=True)
class Cell:
    """Where one plan puts one session, in words."""

    day: str
    time: str
    venue: str
    people: str
    is_moved: bool
    differs: bool


@dataclass(frozen=True)
class Line:
    session: Session
    now: Cell
    cells: list[Cell]


@dataclass(frozen=True)
class Choice:
    """One plan as its column shows it."""

    plan: Plan
    sheet: list[Charge]
    timeline: Timeline | None
    moved: int
    told: list[str]

    @property
    def key(self) -> str:
        return f"plan-{self.plan.number}"


@dataclass(frozen=True)
class Comparison:
    choices: list[Choice]
    lines: list[Line]


class Names:
    """The names of rooms and people behind the planner's ids, in two queries."""

    def __init__(self, run: PlanningRun) -> None:
        organisation = run.organisation_id
        venues = VenueRow.objects.filter(organisation=organisation).values_list("pk", "name")
        people = Person.objects.filter(organisation=organisation).values_list("pk", "name")
        self._names = {f"v{pk}": name for pk, name in venues} | {f"p{pk}": name for pk, name in people}

    def of(self, *known: str) -> str:
        return ", ".join(self._names.get(each, "Somebody who has left") for each in known if each)


def compare(run: PlanningRun) -> Comparison:
    """Nothing is missing when a session was removed since: it stands in no line."""
    sessions = _sessions(run)
    names = Names(run)
    plans = [(plan, _by_activity(plan)) for plan in run.plans.all()]
    lines = [_line(session, name, [placed for _, placed in plans], names) for name, session in sessions.items()]
    return Comparison([_choice(plan, placed, sessions, names) for plan, placed in plans], lines)


def _sessions(run: PlanningRun) -> dict[str, Session]:
    found = Session.objects.filter(cohort__in=run.cohorts.all(), is_cancelled=False).for_list()
    ordered = found.select_related("element", "venue", "cohort").order_by("cohort__starts_on", "starts_at", "pk")
    return {ids.of(session): session for session in ordered}


def _by_activity(plan: Plan) -> dict[str, Placement]:
    return {placement.activity: placement for placement in placements_of(plan)}


def _line(session: Session, name: str, plans: Sequence[Mapping[str, Placement]], names: Names) -> Line:
    now = placement_of(session)
    placed = [plan[name] for plan in plans if name in plan]
    first = placed[0] if placed else now
    cells = [_cell(session, each, names, moved_from=now, other_than=first) for each in placed]
    return Line(session, _cell(session, now, names, moved_from=now, other_than=now), cells)


def _cell(session: Session, at: Placement, names: Names, *, moved_from: Placement, other_than: Placement) -> Cell:
    return Cell(
        day=_days(session, at),
        time="" if session.is_window else f"{clock(moment(at.starts))} to {clock(moment(at.ends))}",
        venue=names.of(at.venue),
        people=names.of(*at.facilitators, *at.co_facilitators),
        is_moved=at.starts != moved_from.starts,
        differs=(at.starts, at.venue, at.facilitators)
        != (other_than.starts, other_than.venue, other_than.facilitators),
    )


def _days(session: Session, at: Placement) -> str:
    first = f"{at.starts:%a %-d %b %Y}"
    return f"{first} to {at.ends:%a %-d %b %Y}" if session.is_window else first


def _choice(plan: Plan, placed: Mapping[str, Placement], sessions: Mapping[str, Session], names: Names) -> Choice:
    moved = [sessions[name] for name, at in placed.items() if name in sessions and _has_moved(sessions[name], at)]
    return Choice(
        plan=plan,
        sheet=[charge for charge in sheet_of(plan) if charge.points],
        timeline=draw([_entry(sessions[name], at) for name, at in placed.items() if name in sessions]),
        moved=len(moved),
        told=sorted({*_told(moved, placed, names)}),
    )


def _has_moved(session: Session, at: Placement) -> bool:
    return (wall_clock(session.starts_at), wall_clock(session.ends_at)) != (at.starts, at.ends)


def _told(moved: Sequence[Session], placed: Mapping[str, Placement], names: Names) -> list[str]:
    """Who leads what moves, before and after; the participants of its cohort are told too."""
    before = [person.name for session in moved for person in session.facilitators.all()]
    at = [placed[ids.of(session)] for session in moved]
    return [*before, *(names.of(each) for one in at for each in (*one.facilitators, *one.co_facilitators))]


def _entry(session: Session, at: Placement) -> Entry:
    first, last = at.starts.date(), at.ends.date()
    return Entry(name=session.element.name, first=first, last=last, is_window=session.is_window)
