"""The planner's questions and answers: plain values, which freeze to JSON and thaw again.

Times are London's wall clock: `datetime` without a zone. Days are `date`. Ids are strings, unique over the problem.
Prices are whole points; the score of a plan is the sum of the prices of the wishes it does not meet: less is better.

The rules that bind a plan are written in the docstrings of these values; `validator` checks a plan against them, and
`pricing` describes the cost of each wish. A session is an activity that is not a window. Fixed activities stay where
they are: a rule about fixed activities alone does not bind, but all other activities give way to them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from scheduling.working_days.layout import CLOSES, OPENS

WORKING_DAYS = range(5)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of time, from `starts` up to `ends`, in which somebody or something is not available."""

    starts: datetime
    ends: datetime
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Hours of one weekday (0 is Monday) in which somebody or something is available; hours that touch are joined."""

    weekday: int
    starts: time
    ends: time


USUAL_HOURS = tuple(Hours(weekday=weekday, starts=OPENS, ends=CLOSES) for weekday in WORKING_DAYS)


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A room. It holds one session at a time, unless it is shared, in its hours; without any, in the usual hours."""

    id: str
    name: str
    capacity: int | None = None
    equipment: frozenset[str] = frozenset()
    hours: tuple[Hours, ...] = ()
    away: tuple[Span, ...] = ()
    is_shared: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who leads, coaches or attends. Without hours, they are available at all usual hours.

    Nobody leads or must attend two sessions at a time.
    """

    id: str
    name: str
    hours: tuple[Hours, ...] = ()
    away: tuple[Span, ...] = ()


class LeadingRole(StrEnum):
    FACILITATOR = "facilitator"
    CO_FACILITATOR = "co_facilitator"


@dataclass(frozen=True, kw_only=True)
class Seats:
    """Seats of a session for `count` of `people`, chosen by the plan; nobody takes two seats of one session.

    A window is led by all of its people, whatever the count.
    """

    part: LeadingRole
    count: int
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Activity:
    """A session or window to be placed between `earliest` and `latest`, both included: the weeks of its design.

    A session takes place on a day from Monday to Friday that is not closed and begins at one of its `starts`. The venue
    and all people that it needs are available until it is over. It is in one of its `venues`, which must hold `people`
    and have its equipment; without any, it needs no room. `attendees` are those whose absence is a wish to avoid
    (participants on leave); `required` are those without whom it cannot be (executives at a conference). Two sessions
    of a cohort are never at one time, unless both name attendees and have none in common.

    A window opens on the first and closes on the last working day from `earliest` to `latest`, and takes no room. If it
    has seats, their people give `minutes` to each of `people` within it. Their hours on its working days, less absences
    and sessions that they lead or must attend, suffice for that window and for all windows together that need them.

    `now` is its present placement, if it has one, and `is_fixed` says that it must stay there.
    """

    id: str
    cohort: str
    element: str
    number: int
    name: str
    earliest: date
    latest: date
    minutes: int
    people: int
    starts: tuple[time, ...] = (time(9, 30),)
    is_window: bool = False
    seats: tuple[Seats, ...] = ()
    venues: tuple[str, ...] = ()
    equipment: frozenset[str] = frozenset()
    attendees: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    weekdays: frozenset[int] = frozenset()
    half_day: str = ""
    wished_venue: str = ""
    now: "Placement | None" = None
    is_fixed: bool = False


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A rule that `then` is at least and at most so many days after `first`. A least of 1 means a later day.

    Days are counted from the day on which `first` ends, which at a window is its last, to that on which `then` starts.
    """

    id: str
    first: str
    then: str
    least: int | None = 1
    most: int | None = None
    is_hard: bool = True


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A rule that no two of these sessions are in the same week, which begins on Monday. Windows do not count."""

    id: str
    activities: tuple[str, ...]
    is_hard: bool = True


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Days, both included, on which nothing takes place or, if they are not hard, which are avoided."""

    id: str
    name: str
    first: date
    last: date
    is_hard: bool = True


@dataclass(frozen=True, kw_only=True)
class Prices:
    """The price in points of each wish that a plan does not meet: for one session, one day or one person."""

    weekday: int = 4
    half_day: int = 3
    avoided_day: int = 6
    participant_away: int = 2
    gap: int = 10
    apart: int = 8
    off_centre_week: int = 1
    other_venue: int = 2
    change_of_venue: int = 1
    change_of_weekday: int = 1
    uneven_load: int = 1


@dataclass(frozen=True, kw_only=True)
class Problem:
    activities: tuple[Activity, ...]
    venues: tuple[Venue, ...] = ()
    people: tuple[Person, ...] = ()
    gaps: tuple[Gap, ...] = ()
    aparts: tuple[Apart, ...] = ()
    closed: tuple[Closed, ...] = ()
    # Names of the cohorts, by their ids.
    cohorts: dict[str, str] = field(default_factory=dict)
    prices: Prices = field(default_factory=Prices)

    def name_of(self, activity: Activity) -> str:
        """Return the activity's name, with its cohort's if there are several cohorts."""
        several = len({each.cohort for each in self.activities}) > 1
        cohort = self.cohorts.get(activity.cohort, activity.cohort)
        return f"{activity.name} ({cohort})" if several else activity.name


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The time, venue and people of an activity in a plan. A window has no venue, and its times are its first and last.

    People are in the order of the seats that they take, and for one seat in the order in which it names them.
    """

    activity: str
    starts: datetime
    ends: datetime
    venue: str = ""
    facilitators: tuple[str, ...] = ()
    co_facilitators: tuple[str, ...] = ()

    @property
    def leaders(self) -> tuple[str, ...]:
        return (*self.facilitators, *self.co_facilitators)


@dataclass(frozen=True, kw_only=True)
class Charge:
    """A line of the score sheet: a wish that is not met, in words, and its price."""

    kind: str
    words: str
    points: int
    activity: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    placements: tuple[Placement, ...]
    sheet: tuple[Charge, ...]

    @property
    def score(self) -> int:
        return sum(charge.points for charge in self.sheet)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Progress of a search: plans found, the best score so far, the least that is still possible, seconds spent."""

    found: int
    score: int | None
    bound: int | None
    seconds: float


@dataclass(frozen=True, kw_only=True)
class PlanningResult:
    """Up to three plans, the best first, and `bound`: no plan can score less.

    `is_proved` says that the first is the best there is or, without plans, that there is none. Neither plans nor proof:
    the time was too short to tell, or the search was stopped.
    """

    plans: tuple[Plan, ...]
    is_proved: bool
    bound: int
    was_stopped: bool = False


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """A rule that could be relaxed. `change` holds it as data, so that one click can apply it."""

    words: str
    cost: int
    change: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Infeasibility:
    """Rules that clash, none of which can be left out, and the cheapest changes, each of which allows a plan."""

    rules: tuple[str, ...]
    rule_ids: tuple[str, ...]
    relaxations: tuple[tuple[Relaxation, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Move:
    """A change of one session by a repair: by how many days it moves, and the people who must be told."""

    activity: str
    days: int
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Repair:
    plan: Plan
    moved: tuple[Move, ...]

    @property
    def people_moved(self) -> int:
        return len({person for each in self.moved for person in each.people})

    @property
    def days_moved(self) -> int:
        return sum(each.days for each in self.moved)
