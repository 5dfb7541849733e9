"""Small problems with every kind of rule and wish, of which all plans can be counted out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from scheduling.solver.problem import (
    Activity,
    Apart,
    Closed,
    Gap,
    Hours,
    LeadingRole,
    Person,
    Placement,
    Prices,
    Problem,
    Seats,
    Span,
    Venue,
)

DAY = timedelta(days=1)
MONDAY = date(2026, 9, 7)
PEOPLE = ("ann", "ben", "cara")
PARTICIPANTS = ("pat", "quinn")
ROOMS = ("room", "hall")
STARTS = (time(9, 30), time(13, 30))


class Maker:
    """A maker of one random problem from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.begins = MONDAY + self.random.randrange(7) * DAY

    def problem(self) -> Problem:
        sessions = [self.session(number) for number in range(self.random.choice((2, 2, 3, 3, 3)))]
        windows = [self.window(number) for number in range(self.random.choice((0, 0, 1, 1, 2)))]
        activities = tuple(self.random.sample([*sessions, *windows], len(sessions) + len(windows)))
        return Problem(
            activities=activities,
            venues=tuple(self.venue(each) for each in ROOMS),
            people=tuple(self.person(each) for each in (*PEOPLE, *PARTICIPANTS)),
            gaps=tuple(self.gaps(activities)),
            aparts=tuple(self.aparts(activities)),
            closed=tuple(self.closed()),
            cohorts={"c1": "Cohort 1", "c2": "Cohort 2"},
            prices=self.prices(),
        )

    def perhaps(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def some(self, of: tuple[str, ...], least: int = 0) -> tuple[str, ...]:
        return tuple(self.random.sample(of, self.random.randint(least, len(of))))

    def day(self, length: int = 12) -> date:
        return self.begins + self.random.randrange(length) * DAY

    def session(self, number: int) -> Activity:
        earliest = self.day(9)
        made = Activity(
            id=f"s{number}",
            cohort=self.random.choice(("c1", "c1", "c2")),
            element=f"s{number}",
            number=1,
            name=f"Session {number}",
            earliest=earliest,
            latest=earliest + self.random.choice((1, 2, 4, 7)) * DAY,
            minutes=self.random.choice((120, 210)),
            people=self.random.choice((8, 12)),
            starts=STARTS[: self.random.choice((1, 2))],
            seats=tuple(self.seats()),
            venues=self.some(ROOMS, 1) if self.perhaps(0.8) else (),
            equipment=frozenset({"projector"} if self.perhaps(0.2) else set()),
            attendees=self.some(PARTICIPANTS) if self.perhaps() else (),
            required=("ann",) if self.perhaps(0.15) else (),
            weekdays=frozenset(self.random.sample(range(5), 2)) if self.perhaps() else frozenset(),
            half_day=self.random.choice(("", "", "morning", "afternoon")),
            wished_venue=self.random.choice(("", "", *ROOMS)),
        )
        return replace(made, now=self.now(made), is_fixed=True) if self.perhaps(0.15) else made

    def now(self, activity: Activity) -> Placement:
        """Place it anywhere: fixed activities need not keep the rules."""
        starts = datetime.combine(self.day(), self.random.choice(STARTS))
        return Placement(
            activity=activity.id,
            starts=starts,
            ends=starts + timedelta(minutes=activity.minutes),
            venue=self.random.choice(("", *ROOMS)),
            facilitators=self.some(PEOPLE)[:1],
        )

    def seats(self) -> Iterator[Seats]:
        if self.perhaps(0.85):
            people = self.some(PEOPLE, 1)
            count = 2 if len(people) > 1 and self.perhaps(0.2) else 1
            yield Seats(part=LeadingRole.FACILITATOR, count=count, people=people)
        if self.perhaps(0.2):
            yield Seats(part=self.random.choice(list(LeadingRole)), count=1, people=self.some(PEOPLE, 1))

    def window(self, number: int) -> Activity:
        earliest, length = self.day(6), self.random.randint(2, 8)
        coaches = self.some(PEOPLE, 1)
        return Activity(
            id=f"w{number}",
            cohort="c1",
            element="coaching",
            number=number,
            name=f"Coaching {number}",
            earliest=earliest,
            latest=earliest + length * DAY,
            minutes=60,
            people=self.random.randint(2, 6) * len(coaches) * max(1, length // 2),
            is_window=True,
            seats=(Seats(part=LeadingRole.FACILITATOR, count=1, people=coaches),) if self.perhaps(0.8) else (),
        )

    def venue(self, name: str) -> Venue:
        return Venue(
            id=name,
            name=name.title(),
            capacity=self.random.choice((None, 10, 12)),
            equipment=frozenset({"projector"} if self.perhaps(0.7) else set()),
            hours=self.hours() if self.perhaps(0.3) else (),
            away=tuple(self.spans()),
            is_shared=self.perhaps(0.2),
        )

    def person(self, name: str) -> Person:
        hours = self.hours() if self.perhaps(0.3) else ()
        return Person(id=name, name=name.title(), hours=hours, away=tuple(self.spans()))

    def hours(self) -> tuple[Hours, ...]:
        """Draw hours on some weekdays: the morning only, or two stretches, which may touch."""
        found = []
        for weekday in self.random.sample(range(5), 4):
            found.append(Hours(weekday=weekday, starts=time(9), ends=time(13)))
            if self.perhaps(0.7):
                found.append(Hours(weekday=weekday, starts=self.random.choice((time(13), time(14))), ends=time(18)))
        return tuple(found)

    def spans(self) -> Iterator[Span]:
        for _ in range(self.random.choice((0, 0, 1, 2))):
            starts = datetime.combine(self.day(), time(self.random.choice((0, 9, 13))))
            yield Span(starts=starts, ends=starts + timedelta(hours=self.random.choice((4, 15, 24))))

    def gaps(self, activities: tuple[Activity, ...]) -> Iterator[Gap]:
        for number in range(self.random.choice((0, 1, 2))):
            first, then = self.random.sample([each.id for each in activities], 2)
            least, most = self.random.choice(((1, None), (2, None), (None, 3), (1, 6), (0, 2)))
            yield Gap(id=f"g{number}", first=first, then=then, least=least, most=most, is_hard=self.perhaps())

    def aparts(self, activities: tuple[Activity, ...]) -> Iterator[Apart]:
        if self.perhaps(0.4):
            yield Apart(id="a", activities=tuple(each.id for each in activities), is_hard=self.perhaps(0.4))

    def closed(self) -> Iterator[Closed]:
        for number in range(self.random.choice((0, 1, 2, 3))):
            first = self.day()
            last = first + self.random.choice((0, 1, 2)) * DAY
            yield Closed(id=f"d{number}", name=f"Day {number}", first=first, last=last, is_hard=self.perhaps())

    def prices(self) -> Prices:
        if self.perhaps(0.3):
            return Prices()
        names = Prices.__dataclass_fields__
        return Prices(**{name: self.random.choice((0, 1, 2, 3, 5, 7, 11)) for name in names})


def small(seed: int) -> Problem:
    return Maker(seed).problem()
