"""Whether sessions can be placed at all, and which demands clash. Plain values: no calendar."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

WEEK = 7
# Orders of sessions that are tried before we give up. The planner finds out, once a cohort is planned.
MOST_TRIES = 200


@dataclass(frozen=True)
class Stay:
    """A demand that a session is on a day between two, both included."""

    session: str
    earliest: int
    latest: int


@dataclass(frozen=True)
class Lag:
    """A demand for at least so many days from `first` to `then`, or if negative, at most so many back to `first`."""

    first: str
    then: str
    days: int


@dataclass(frozen=True)
class Apart:
    """A demand that no two of these sessions are in one week."""

    sessions: tuple[str, ...]


@dataclass(frozen=True)
class LaterWeek:
    """An order that is tried to keep two sessions apart: `then` is in a later week than `first`."""

    first: str
    then: str


Demand = Stay | Lag | Apart
Bounds = dict[str, tuple[int, int]]


class TooManyTriesError(Exception):
    pass


def is_possible(asked: Iterable[Demand]) -> bool:
    """Whether there are days that meet all demands. True also if the search was given up."""
    everything = list(asked)
    try:
        return Search(everything).find(_bounds(everything), []) is not None
    except TooManyTriesError:
        return True


def _bounds(asked: Sequence[Demand]) -> Bounds:
    """Return the first and the last possible day of every session; without a demand they are far away."""
    stays = [ask for ask in asked if isinstance(ask, Stay)]
    lags = [ask for ask in asked if isinstance(ask, Lag)]
    sessions = {name for lag in lags for name in (lag.first, lag.then)}
    sessions |= {name for ask in asked if isinstance(ask, Apart) for name in ask.sessions}
    sessions |= {stay.session for stay in stays}
    last = max((stay.latest for stay in stays), default=0)
    far = last + sum(abs(lag.days) for lag in lags) + 2 * WEEK * (len(sessions) + 1)
    found = dict.fromkeys(sessions, (-far, last + far))
    for stay in stays:
        earliest, latest = found[stay.session]
        found[stay.session] = max(earliest, stay.earliest), min(latest, stay.latest)
    return found


class Search:
    """A search through the orders in which sessions can be in different weeks."""

    def __init__(self, asked: Sequence[Demand]) -> None:
        self.lags = [ask for ask in asked if isinstance(ask, Lag)]
        self.aparts = [ask.sessions for ask in asked if isinstance(ask, Apart)]
        self.tries = 0

    def find(self, bounds: Bounds, orders: list[LaterWeek]) -> dict[str, int] | None:
        self.tries += 1
        if self.tries > MOST_TRIES:
            raise TooManyTriesError
        tight = tightened(bounds, [*self.lags, *orders])
        if tight is None or any(is_crowded(tight, sessions) for sessions in self.aparts):
            return None
        days = {session: earliest for session, (earliest, _) in tight.items()}
        pair = self.pair_in_one_week(days, tight)
        if pair is None:
            return days
        first, second = pair
        for order in (LaterWeek(first, second), LaterWeek(second, first)):
            found = self.find(tight, [*orders, order])
            if found is not None:
                return found
        return None

    def pair_in_one_week(self, days: dict[str, int], bounds: Bounds) -> tuple[str, str] | None:
        """Find two sessions that must be in different weeks and may not be; the one with less room comes first."""
        for sessions in self.aparts:
            for pair in combinations(sessions, 2):
                if days[pair[0]] // WEEK == days[pair[1]] // WEEK:
                    first, second = sorted(pair, key=lambda session: bounds[session][1])
                    return first, second
        return None


def tightened(bounds: Bounds, links: Sequence[Lag | LaterWeek]) -> Bounds | None:
    """Narrow the days of each session by the links between sessions. Returns None if a session has no day left.

    Links only ever push a session later, and its last day earlier: pushing until nothing moves gives the first days
    of all, and these meet all links together (Bellman and Ford, with weeks as well as days). A session that is still
    pushed after seven rounds for each session is pushed for ever, as the days of the week repeat.
    """
    first = {session: earliest for session, (earliest, _) in bounds.items()}
    last = {session: latest for session, (_, latest) in bounds.items()}
    for _ in range(WEEK * len(bounds) + 2):
        if any(first[session] > last[session] for session in bounds):
            return None
        if not _pushed(first, last, links):
            return {session: (first[session], last[session]) for session in bounds}
    return None


def _pushed(first: dict[str, int], last: dict[str, int], links: Sequence[Lag | LaterWeek]) -> bool:
    moved = False
    for link in links:
        soonest, latest = _soonest(link, first[link.first]), _latest(link, last[link.then])
        if soonest > first[link.then]:
            first[link.then], moved = soonest, True
        if latest < last[link.first]:
            last[link.first], moved = latest, True
    return moved


def _soonest(link: Lag | LaterWeek, first: int) -> int:
    return first + link.days if isinstance(link, Lag) else (first // WEEK + 1) * WEEK


def _latest(link: Lag | LaterWeek, then: int) -> int:
    return then - link.days if isinstance(link, Lag) else then // WEEK * WEEK - 1


def is_crowded(bounds: Bounds, sessions: Sequence[str]) -> bool:
    return crowded(bounds, sessions) is not None


def crowded(bounds: Bounds, sessions: Sequence[str]) -> tuple[int, int, list[str]] | None:
    """Find weeks, counted from 0, that must hold more sessions than they are (Hall's condition over intervals)."""
    weeks = {session: (bounds[session][0] // WEEK, bounds[session][1] // WEEK) for session in sessions}
    for start in sorted({first for first, _ in weeks.values()}):
        for end in sorted({last for _, last in weeks.values()}):
            within = [session for session, (first, last) in weeks.items() if start <= first and last <= end]
            if len(within) > max(end - start + 1, 0):
                return start, end, within
    return None


def fewest(claims: Sequence[Sequence[Demand]], holds: Callable[[Iterable[Demand]], bool] = is_possible) -> list[int]:
    """Find the smallest set of clashing claims, none of which can be left out, by their places in the list.

    The claims must clash. The set found depends on which claim is left out first, so both ends are tried.
    """
    everything = list(range(len(claims)))
    sets = [_irreducible(claims, order, holds) for order in (everything, everything[::-1])]
    return min(sets, key=len)


def _irreducible(
    claims: Sequence[Sequence[Demand]], order: Sequence[int], holds: Callable[[Iterable[Demand]], bool]
) -> list[int]:
    kept = list(order)
    for place in order:
        others = [other for other in kept if other != place]
        if not holds(ask for other in others for ask in claims[other]):
            kept = others
    return sorted(kept)
