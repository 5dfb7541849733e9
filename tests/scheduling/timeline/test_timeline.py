from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from cohorts.designs.picture import LEFT, WIDTH
from scheduling.timeline import MARK, NARROW, RIGHT, Timeline, TimelineEntry, draw

SVG = "{http://www.w3.org/2000/svg}"


def mark(name: str, day: date) -> TimelineEntry:
    return TimelineEntry(name=name, first=day, last=day, is_window=False)


def bar(name: str, first: date, last: date) -> TimelineEntry:
    return TimelineEntry(name=name, first=first, last=last, is_window=True)


def drawn(*entries: TimelineEntry, today: date | None = None) -> Timeline:
    timeline = draw(entries, today=today)
    assert timeline is not None
    return timeline


def svg(timeline: Timeline) -> ET.Element:
    return ET.fromstring(render_to_string("scheduling/timeline/drawing.html", {"timeline": timeline}))  # noqa: S314 our own


def test_nothing_planned_is_nothing_drawn() -> None:
    assert draw([]) is None


def test_days_are_spread_evenly_from_left_to_right() -> None:
    # 6 days of margin on each side of 88 days make 100; the picture is 960 - 250 - 70 = 640 wide, 6.4 a day
    timeline = drawn(mark("A", date(2026, 1, 7)), mark("B", date(2026, 4, 5)))
    assert (WIDTH - LEFT - RIGHT, (date(2026, 4, 5) - date(2026, 1, 7)).days) == (640, 88)
    assert timeline.rows[0].places[0].x == round(250 + 6 * 6.4)
    assert timeline.rows[1].places[0].x == round(250 + 94 * 6.4)


def test_a_window_reaches_to_the_end_of_its_last_day() -> None:
    timeline = drawn(bar("A", date(2026, 1, 7), date(2026, 1, 16)), mark("B", date(2026, 4, 5)))
    place = timeline.rows[0].places[0]
    # 10 days, the first and the last among them
    assert (place.x, place.x + place.width) == (round(250 + 6 * 6.4), round(250 + 16 * 6.4))


def test_there_is_one_row_for_each_element_in_the_order_in_which_they_begin() -> None:
    late, early, again = (date(2026, month, 10) for month in (3, 1, 5))
    timeline = drawn(mark("Late", late), mark("Early", early), mark("Early", again))
    assert [(row.name, len(row.places)) for row in timeline.rows] == [("Early", 2), ("Late", 1)]


def test_every_session_is_named_by_its_date() -> None:
    timeline = drawn(mark("A", date(2026, 1, 7)), bar("B", date(2026, 2, 2), date(2026, 3, 20)))
    assert [row.places[0].words for row in timeline.rows] == ["7 Jan", "2 Feb to 20 Mar"]


def test_words_that_have_no_room_are_left_out_and_never_overlap() -> None:
    days = [date(2026, 1, 10), date(2026, 1, 14), date(2026, 1, 18), date(2026, 9, 1)]
    row = drawn(*(mark("A", day) for day in days)).rows[0]
    assert [(place.words, place.anchor) for place in row.places] == [
        ("", "start"),
        ("", "start"),
        ("18 Jan", "start"),
        ("1 Sep", "start"),
    ]


def test_months_stand_along_the_top_with_their_years_above_them() -> None:
    timeline = drawn(mark("A", date(2026, 11, 7)), mark("B", date(2027, 2, 24)))
    # from 1 November (6 days before the 7th) to 2 March; the piece of March is too narrow for its name
    assert [month.words for month in timeline.months] == ["Nov", "Dec", "Jan", "Feb", ""]
    assert timeline.months[0].x == LEFT
    for earlier, later in pairwise(timeline.months):
        assert earlier.x + earlier.width == later.x
    assert [year.words for year in timeline.years] == ["2026", "2027"]
    assert [year.x for year in timeline.years] == [timeline.months[0].x, timeline.months[2].x]


def test_a_month_of_a_few_days_at_the_left_is_named_where_the_next_leaves_room() -> None:
    # three days of October are 15 wide of 640 over 124 days, and November 155
    timeline = drawn(mark("A", date(2026, 11, 4)), mark("B", date(2027, 2, 24)))
    assert [month.words for month in timeline.months] == ["Oct", "Nov", "Dec", "Jan", "Feb", ""]
    assert (timeline.months[0].x, timeline.months[0].words_x) == (LEFT, LEFT + 15)
    crowded = drawn(mark("A", date(2026, 11, 4)), mark("B", date(2028, 2, 24)))
    # 484 days: November is 40 wide, and its name begins 24 behind that of October
    assert [month.words for month in crowded.months][:2] == ["", "Nov"]


def test_a_year_of_a_few_days_has_no_room_for_its_name() -> None:
    timeline = drawn(mark("A", date(2026, 11, 4)), mark("B", date(2027, 2, 24)))
    assert [year.words for year in timeline.years] == ["2026", "2027"]
    assert [year.words for year in drawn(mark("A", date(2026, 1, 5)), mark("B", date(2026, 9, 5))).years] == [
        "",
        "2026",
    ]


def test_bank_holidays_of_the_time_are_marked() -> None:
    timeline = drawn(mark("A", date(2026, 3, 20)), mark("B", date(2026, 4, 20)))
    # Good Friday and Easter Monday
    assert len(timeline.holidays) == 2


def test_today_is_marked_only_within_the_picture() -> None:
    entries = (mark("A", date(2026, 3, 20)), mark("B", date(2026, 4, 20)))
    assert drawn(*entries, today=date(2026, 3, 20)).today == drawn(*entries).rows[0].places[0].x
    assert drawn(*entries, today=date(2027, 1, 1)).today is None


def test_the_picture_is_an_image_with_a_name_and_a_description() -> None:
    picture = svg(drawn(mark("A & <B>", date(2026, 3, 20)), bar("C", date(2026, 4, 1), date(2026, 4, 20))))
    assert picture.get("role") == "img"
    names = {child.get("id"): child.text for child in picture if child.tag in (f"{SVG}title", f"{SVG}desc")}
    assert (picture.get("aria-labelledby") or "").split() == list(names)
    assert all(names.values())
    assert "A & <B>" in [text.text for text in picture.iter(f"{SVG}text")]


def test_the_picture_uses_presentation_attributes_only() -> None:
    picture = svg(drawn(mark("A", date(2026, 3, 20)), mark("B", date(2026, 4, 20)), today=date(2026, 4, 1)))
    inner = [shape for shape in picture.iter() if shape is not picture]
    assert not any("style" in shape.attrib or "class" in shape.attrib for shape in inner)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"), st.dates(date(2000, 1, 1), date(2036, 1, 1)), st.integers(0, 90), st.booleans()
        ),
        min_size=1,
        max_size=15,
    )
)
def test_whatever_is_planned_stays_within_the_picture(planned: list[tuple[str, date, int, bool]]) -> None:
    entries = [
        bar(name, day, day + timedelta(days=length)) if is_window else mark(name, day)
        for name, day, length, is_window in planned
    ]
    timeline = drawn(*entries)
    assert timeline.narrow
    for picture, left, right in ((timeline, LEFT, WIDTH - RIGHT), (timeline.narrow, 0, NARROW.width)):
        for place in (place for row in picture.rows for place in row.places):
            assert left - MARK <= place.x <= right + MARK
            assert place.words_end <= picture.width


def test_a_phone_has_a_drawing_as_wide_as_its_screen_with_the_names_above_their_rows() -> None:
    picture = drawn(mark("Launch", date(2026, 1, 7)), mark("Conference", date(2026, 4, 5))).narrow
    assert picture
    # 6 days of margin on each side of 88 days make 100; the whole of 300 is 3 a day
    assert picture.width == 300
    assert [row.places[0].x for row in picture.rows] == [18, 282]
    for row in picture.rows:
        assert row.name_y < row.bar_y
    first, second = picture.rows
    assert first.line_y < second.name_y - 11
    # 31 days of January are 93 wide; April has 11 days in the picture, 33 wide
    assert [month.words for month in picture.months] == ["Jan", "Feb", "Mar", "Apr"]
    assert [year.words for year in picture.years] == ["2026"]


def test_a_phone_names_the_months_of_a_whole_year() -> None:
    # 376 days on 300: 22.3 for February, and 8 for the ten days of the January after
    picture = drawn(mark("A", date(2026, 1, 7)), mark("B", date(2027, 1, 5))).narrow
    assert picture
    names = [f"{date(2026, month, 1):%b}" for month in range(1, 13)]
    assert [month.words for month in picture.months] == [*names, ""]


def test_on_a_phone_words_without_room_beside_their_shape_stand_below_it() -> None:
    first, second = (
        bar("Coaching", date(2026, 1, 7), date(2026, 3, 1)),
        bar("Coaching", date(2026, 3, 20), date(2026, 5, 20)),
    )
    timeline = drawn(first, second)
    assert timeline.narrow
    wide, narrow = (
        [(place.words, place.is_below) for place in each.rows[0].places] for each in (timeline, timeline.narrow)
    )
    assert narrow == [("7 Jan to 1 Mar", True), ("20 Mar to 20 May", True)]
    assert not any(is_below for _, is_below in wide)
    row = timeline.narrow.rows[0]
    assert row.bar_y + 14 < row.below_y < row.line_y
    assert row.places[0].words_end < row.places[1].words_x


def test_where_months_are_narrow_their_first_letters_stand_for_them() -> None:
    picture = drawn(mark("A", date(2026, 1, 7)), mark("B", date(2027, 12, 5))).narrow
    assert picture
    assert "".join(month.words for month in picture.months) == "JFMAMJJASONDJFMAMJJASON"


def test_a_page_has_both_drawings_each_with_a_name_of_its_own() -> None:
    timeline = drawn(mark("A", date(2026, 1, 7)), mark("B", date(2026, 4, 5)))
    page = render_to_string("scheduling/timeline/timeline.html", {"timeline": timeline, "key": "one"})
    both = ET.fromstring(f"<div>{page}</div>")  # noqa: S314 our own
    names = [shape.get("id") for shape in both.iter() if shape.get("id")]
    assert len(set(names)) == len(names) == 4
    assert [drawing.get("class") for drawing in both] == [
        "cadre-chart cadre-chart--wide",
        "cadre-chart cadre-chart--narrow",
    ]


def test_pictures_that_are_compared_have_one_scale() -> None:
    one, other = [mark("Launch", date(2027, 1, 5))], [mark("Launch", date(2027, 3, 5)), mark("End", date(2027, 9, 5))]
    drawings = [draw(entries, beside=[*one, *other]) for entries in (one, other)]
    assert all(drawing is not None for drawing in drawings)
    first, last = ({(month.x, month.words) for month in drawing.months} for drawing in drawings if drawing)
    assert first == last
