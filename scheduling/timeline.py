"""The timeline of a cohort's sessions: days in, positions on a canvas out, without the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.text import Truncator

from cohorts.designs.picture import LEFT, LONGEST_NAME, ROW, SIGN, TOP, WIDTH, Stripe
from scheduling.models import Session
from scheduling.working_days.days import DAY, bank_holidays_between

RIGHT = 70
BOTTOM = 26
MARGIN = timedelta(days=6)
GAP = 10
MARK = 7
ROOM_FOR_YEAR = 34
ROOM_FOR_LETTER = 9


@dataclass(frozen=True)
class Layout:
    """The measures of a drawing. `above` puts names above their rows, where the months need the whole width."""

    width: int
    left: int
    right: int
    row: int
    # Distance of the marks from the top of their row.
    mark: int
    above: bool
    # Width that the name of a month needs, and the size of its letters.
    month: int
    size: int

    def middle(self, number: int) -> int:
        """Return the y of a row's marks; the first row is 0."""
        return TOP + self.row * number + self.mark


WIDE = Layout(width=WIDTH, left=LEFT, right=RIGHT, row=ROW, mark=ROW // 2, above=False, month=30, size=13)
# A phone of 360 px leaves 300 px for the drawing.
NARROW = Layout(width=300, left=0, right=0, row=ROW + 24, mark=31, above=True, month=22, size=11)


@dataclass(frozen=True)
class TimelineEntry:
    """A session in the timeline: on one day, or a window from its first day to its last."""

    name: str
    first: date
    last: date
    is_window: bool

    @property
    def words(self) -> str:
        if self.is_window:
            return f"{self.first:%-d %b} to {self.last:%-d %b}"
        return f"{self.first:%-d %b}"


@dataclass(frozen=True)
class Place:
    """A mark or a bar, with its words beside or below it; they are "" if there is no room."""

    x: int
    width: int
    is_window: bool
    words: str = ""
    words_x: int = 0
    words_end: int = 0
    anchor: str = "start"
    is_below: bool = False


@dataclass(frozen=True)
class TimelineRow:
    name: str
    y: int
    places: list[Place]
    layout: Layout

    @property
    def bar_y(self) -> int:
        return self.y - MARK

    @property
    def text_y(self) -> int:
        return self.y + 5

    @property
    def below_y(self) -> int:
        return self.y + MARK + 14

    @property
    def name_y(self) -> int:
        return self.y - MARK - 6 if self.layout.above else self.text_y

    @property
    def line_y(self) -> int:
        return self.y + self.layout.row - self.layout.mark


@dataclass(frozen=True)
class Month(Stripe):
    """A month, with its name in the middle, or in the room next to it if the drawing cuts the month off."""

    words_x: int


@dataclass(frozen=True)
class Timeline:
    width: int
    height: int
    rows: list[TimelineRow]
    months: list[Month]
    years: list[Stripe]
    first: date
    last: date
    holidays: list[int] = field(default_factory=list)
    today: int | None = None
    top: int = TOP
    size: int = WIDE.size
    narrow: "Timeline | None" = None

    @property
    def bottom(self) -> int:
        return self.height - BOTTOM


class Scale:
    """The position of each day on the canvas, from the first at the left to the last at the right."""

    def __init__(self, first: date, last: date, layout: Layout) -> None:
        self.first = first
        self.last = last
        self.layout = layout
        self.per_day = (layout.width - layout.left - layout.right) / (last - first).days

    def x(self, day: date) -> int:
        return round(self.layout.left + (day - self.first).days * self.per_day)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def entries(sessions: Iterable[Session]) -> list[TimelineEntry]:
    """Return an entry for each session that takes place."""
    return [
        TimelineEntry(
            name=session.element.name, first=session.opens_on, last=session.closes_on, is_window=session.is_window
        )
        for session in sessions
        if not session.is_cancelled
    ]


def draw(
    planned: Sequence[TimelineEntry], today: date | None = None, beside: Sequence[TimelineEntry] = ()
) -> Timeline | None:
    """Draw a row for each element in the order in which they begin. Returns None if nothing is planned.

    `beside` are entries of other timelines that the reader compares with this one: their days are in the scale too.
    The drawing for wide screens holds the one for narrow screens.
    """
    if not planned:
        return None
    wide, narrow = (_drawn(planned, today, beside, layout) for layout in (WIDE, NARROW))
    return replace(wide, narrow=narrow)


def _drawn(
    planned: Sequence[TimelineEntry], today: date | None, beside: Sequence[TimelineEntry], layout: Layout
) -> Timeline:
    every = [*planned, *beside]
    first, last = min(entry.first for entry in every), max(entry.last for entry in every)
    scale = Scale(first - MARGIN, last + MARGIN, layout)
    rows = _rows(planned, scale)
    return Timeline(
        width=layout.width,
        height=TOP + layout.row * len(rows) + BOTTOM,
        rows=rows,
        months=_months(scale),
        years=_years(scale),
        size=layout.size,
        first=first,
        last=last,
        holidays=[scale.x(day) for day, _ in bank_holidays_between(scale.first, scale.last)],
        today=scale.x(today) if today and scale.holds(today) else None,
    )


def _rows(planned: Sequence[TimelineEntry], scale: Scale) -> list[TimelineRow]:
    ordered = sorted(planned, key=lambda entry: (entry.first, entry.last))
    names = list(dict.fromkeys(entry.name for entry in ordered))
    return [
        TimelineRow(
            name=Truncator(name).chars(LONGEST_NAME),
            y=scale.layout.middle(number),
            places=_places([entry for entry in ordered if entry.name == name], scale),
            layout=scale.layout,
        )
        for number, name in enumerate(names)
    ]


def _places(row: Sequence[TimelineEntry], scale: Scale) -> list[Place]:
    """Place words to the right of their mark, to the left if the right is taken, or below it, or nowhere."""
    places: list[Place] = []
    taken = below = scale.layout.left
    for number, entry in enumerate(row):
        free = _ends(row[number + 1], scale)[0] if number + 1 < len(row) else scale.layout.width
        place = _place(entry, scale, taken, free)
        if not place.words and scale.layout.above:
            place = _with_words_below(place, entry, scale.layout.width, below)
            below = max(below, place.words_end + GAP)
        places.append(place)
        taken = max(_ends(entry, scale)[1], taken if place.is_below else place.words_end)
    return places


def _with_words_below(place: Place, entry: TimelineEntry, width: int, taken: int) -> Place:
    """Place words below a shape: they begin under its left end, or further left if they would leave the drawing."""
    length = len(entry.words) * SIGN
    start = min(place.x if place.is_window else place.x - MARK, width - length)
    if start < taken:
        return place
    return replace(place, words=entry.words, words_x=start, words_end=start + length, is_below=True)


def _place(entry: TimelineEntry, scale: Scale, taken: int, free: int) -> Place:
    start, end = _ends(entry, scale)
    shape = Place(x=start if entry.is_window else start + MARK, width=end - start, is_window=entry.is_window)
    length = GAP + len(entry.words) * SIGN
    if end + length <= free:
        return replace(shape, words=entry.words, words_x=end + GAP, words_end=end + length)
    if start - length >= taken:
        return replace(shape, words=entry.words, words_x=start - GAP, anchor="end")
    return shape


def _ends(entry: TimelineEntry, scale: Scale) -> tuple[int, int]:
    """Return where the entry's shape begins and ends. A window includes its last day."""
    if entry.is_window:
        return scale.x(entry.first), scale.x(entry.last + DAY)
    return scale.x(entry.first) - MARK, scale.x(entry.first) + MARK


def _months(scale: Scale) -> list[Month]:
    """Return every month of the scale, in part or whole."""
    months: list[Month] = []
    start = scale.first
    while start < scale.last:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        x, end = scale.x(start), scale.x(min(following, scale.last))
        words = _month_words(start, end - x, scale.layout)
        months.append(Month(x=x, width=end - x, words=words, words_x=(x + end) // 2))
        start = following
    return [_first_month(scale, *months[:2]), *months[1:]]


def _first_month(scale: Scale, month: Month, following: Month | None = None) -> Month:
    """Name the first month although only a few of its days are drawn, if the next month leaves room."""
    need = scale.layout.month
    if month.width < need and following and following.words_x - need // 2 >= month.x + need:
        return replace(month, words=f"{scale.first:%b}", words_x=month.x + need // 2)
    return month


def _month_words(day: date, width: int, layout: Layout) -> str:
    """Return the month's name, on a narrow screen perhaps its first letter alone, or "" if there is no room."""
    if width >= layout.month:
        return f"{day:%b}"
    return f"{day:%b}"[0] if layout.above and width >= ROOM_FOR_LETTER else ""


def _years(scale: Scale) -> list[Stripe]:
    """Return the years, which are written above their months; one that is cut off may have no room for its number."""
    years: list[Stripe] = []
    for year in range(scale.first.year, scale.last.year + 1):
        x = scale.x(max(scale.first, date(year, 1, 1)))
        width = scale.x(min(scale.last, date(year + 1, 1, 1))) - x
        years.append(Stripe(x=x, width=width, words=str(year) if width >= ROOM_FOR_YEAR else ""))
    return years
