"""Designs as files and in words: written, read again, compared, drawn."""

import tomllib
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.designs.comparison import changes
from cohorts.designs.files import DesignFileError, read_design, write_design
from cohorts.designs.picture import LEFT, NARROW, RIGHT, WIDE, WIDTH, draw, shares
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec, rule_words
from cohorts.designs.storage import leading_for_change, spec_of, store_design
from people.models import Organisation
from people.text import is_unstorable
from tests import cast

FULL = ElementSpec(
    key="class",
    kind="masterclass",
    name='A "class" of \\ its own',
    format="whole_cohort",
    share="formal",
    minutes=210,
    windows=((4, 6), (9, 9)),
    practice="model",
    note="Bring a pen – or two",
    weekdays=(1, 3),
    half_day="morning",
    least_days_between=7,
    most_days_between=40,
    facilitators_needed=2,
    co_facilitators_needed=1,
    executives_attend=True,
    equipment=("Projector", "Flip charts"),
    preparation="Read this.\n\nThen that.",
    agenda=(("Welcome", 30), ("Work", 180)),
)
LAUNCH = ElementSpec("launch", "launch", "Launch", "whole_cohort", "formal", 450, ((1, 1),))
RULES = (
    RuleSpec("gap", "launch", "class", 14, 35),
    RuleSpec("gap", "launch", "class", None, 40, hard=False),
    RuleSpec("apart"),
    RuleSpec("apart", "class", "launch", hard=False),
)
SPEC = DesignSpec("Small", 12, (LAUNCH, FULL), RULES)


def test_what_the_test_writes_leaves_nothing_of_an_element_at_what_goes_without_saying() -> None:
    assert not [field.name for field in fields(ElementSpec) if getattr(FULL, field.name) == field.default]


def test_a_design_reads_back_from_its_file_and_from_the_database(trust: Organisation) -> None:
    assert read_design(write_design(SPEC)) == SPEC
    assert spec_of(store_design(programme=cast.programme(trust), spec=SPEC)) == SPEC


def test_the_design_that_cadre_comes_with_reads_back_from_its_file() -> None:
    assert read_design(write_design(leading_for_change())) == leading_for_change()


NAMES = (
    st.text(min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text != "" and not is_unstorable(text))
)


@given(NAMES, st.lists(NAMES, max_size=3))
def test_whatever_a_name_is_made_of_it_reads_back(name: str, equipment: list[str]) -> None:
    element = replace(LAUNCH, name=name, note=name, equipment=tuple(equipment))
    spec = DesignSpec(name, 12, (element,))
    assert read_design(write_design(spec)) == spec


def test_the_file_says_nothing_that_goes_without_saying() -> None:
    [element] = tomllib.loads(write_design(DesignSpec("Small", 12, (LAUNCH,))))["elements"]
    assert set(element) == {"key", "kind", "name", "format", "share", "minutes", "windows"}


def test_the_launch_has_an_agenda_that_fills_its_day_and_names_what_the_case_study_names() -> None:
    launch = leading_for_change().element("launch")
    assert launch is not None
    # A day of 7 hours 30 minutes
    assert sum(minutes for _, minutes in launch.agenda) == launch.minutes == 450
    said = " ".join(name for name, _ in launch.agenda)
    assert all(word in said for word in ("Welcome", "Orientation", "Insights"))


def test_patient_engagement_is_led_with_the_in_house_team_and_executives_hear_the_conference() -> None:
    elements = leading_for_change().elements
    assert [element.key for element in elements if element.co_facilitators_needed] == ["patient-engagement"]
    assert [element.key for element in elements if element.executives_attend] == ["conference"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('weekdays = ["tuesday", "thursday"]', 'weekdays = ["someday"]', "class: weekdays: each must be a day"),
        ('half_day = "morning"', 'half_day = "night"', "class: half_day must be one of morning, afternoon."),
        ("least_days_between = 7", "least_days_between = 41", "class: least_days_between is greater than"),
        ("facilitators_needed = 2", "facilitators_needed = -1", "class: facilitators_needed must be a whole number"),
        ("executives_attend = true", 'executives_attend = "yes"', "class: executives_attend must be true or false."),
        ('["Projector", "Flip charts"]', "[1]", "class: equipment: each must be text"),
        ('["Welcome", 30]', '["Welcome"]', "class: agenda: a part must be a name and its minutes"),
        ('["Welcome", 30]', '["Welcome", 0]', "class: agenda: a part must be a name and its minutes"),
        ('note = "Bring', 'note = "\\u0007Bring', "class: note must be text that can be stored."),
        ('key = "class"', 'key = "no word"', "element 2: key must be letters"),
        ('first = "launch"', 'first = "lunch"', "rule 1: there is no element with the key lunch."),
        ("least_days = 14\nmost_days = 35\n", "", "rule 1: least_days or most_days is missing."),
        ("least_days = 14", "least_days = 36", "rule 1: least_days is greater than most_days."),
        ('"apart"\n\n', '"apart"\nfirst = "launch"\n\n', "rule 3: first and then must both name an element."),
        ("weeks = 12", "weeks = 12\ncolour = 1", "design: colour is not known."),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_named_with_its_place(old: str, new: str, says: str) -> None:
    text = write_design(SPEC)
    assert old in text
    with pytest.raises(DesignFileError) as error:
        read_design(text.replace(old, new, 1))
    assert any(mistake.startswith(says) for mistake in error.value.mistakes), error.value.mistakes


def test_all_mistakes_of_a_file_are_named_at_once() -> None:
    text = write_design(SPEC).replace("minutes = 450", "minutes = 0").replace("weeks = 12", "weeks = 999")
    with pytest.raises(DesignFileError) as error:
        read_design(text)
    assert error.value.mistakes == [
        "design: weeks must be a whole number from 1 to 200.",
        "launch: minutes must be a whole number from 1 to 1440.",
    ]


@pytest.mark.parametrize(
    "text",
    ["elements = 1", "elements = [1]", 'name = "x"\nweeks = 1\nelements = [[]]', "a = " + "[" * 5000, "rules = [{}]"],
)
def test_what_is_no_design_at_all_is_refused_in_words(text: str) -> None:
    with pytest.raises(DesignFileError) as error:
        read_design(text)
    assert error.value.mistakes


# In words


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (RuleSpec("gap", "launch", "class", 1), "Class comes after Launch"),
        (RuleSpec("gap", "launch", "class", 14), "Class comes at least 14 days after Launch"),
        (RuleSpec("gap", "launch", "class", None, 1), "Class comes at most 1 day after Launch"),
        (RuleSpec("gap", "launch", "class", 2, 9), "Class comes 2 to 9 days after Launch"),
        (RuleSpec("gap", "launch", "class", 7, 7), "Class comes 7 days after Launch"),
        (RuleSpec("apart"), "No two sessions are in the same week"),
        (RuleSpec("apart", "launch", "class"), "No two sessions of Launch and Class are in the same week"),
        (RuleSpec("apart", "class", "class"), "No two sessions of Class are in the same week"),
    ],
)
def test_a_rule_is_a_sentence(rule: RuleSpec, says: str) -> None:
    assert rule_words(DesignSpec("Small", 12, (LAUNCH, replace(FULL, name="Class"))), rule) == says


def test_nothing_has_changed_where_nothing_has() -> None:
    assert changes(SPEC, SPEC) == []


def test_what_changed_is_told_one_by_one() -> None:
    before = DesignSpec("Small", 12, (LAUNCH, replace(FULL, name="Class")), RULES[:1])
    changed = replace(FULL, name="Lesson", minutes=90, windows=((4, 5),), weekdays=(), agenda=())
    new = replace(LAUNCH, key="end", name="The end")
    after = DesignSpec("Large", 14, (new, changed), (RuleSpec("apart", hard=False),))
    assert changes(before, after) == [
        "The design is now called Large.",
        "It takes 14 weeks instead of 12.",
        "The end is new.",
        "Class: name now Lesson instead of Class.",
        "Class: length now 1 hour 30 minutes instead of 3 hours 30 minutes.",
        "Class: weeks now weeks 4 to 5 instead of weeks 4 to 6, week 9.",
        "Class: weekdays now any instead of Tuesday and Thursday.",
        "Class: the agenda has changed.",
        "Launch is no longer part of it.",
        "New wish: No two sessions are in the same week.",
        "No longer a rule: Class comes 14 to 35 days after Launch.",
    ]


def test_another_order_and_a_softer_rule_are_changes() -> None:
    before = DesignSpec("Small", 12, (LAUNCH, replace(FULL, name="Class")), (RuleSpec("apart"),))
    after = replace(before, elements=before.elements[::-1], rules=(RuleSpec("apart", hard=False),))
    assert changes(before, after) == [
        "The order of elements is now: Class and Launch.",
        "Now a wish, no longer a rule: No two sessions are in the same week.",
    ]


# Drawn


def test_weeks_have_their_places_in_the_picture() -> None:
    picture = draw(SPEC)
    assert picture is not None
    per_week = (WIDTH - LEFT - RIGHT) / 12
    first, second = picture.rows[1].bars
    assert (first.x, first.x + first.width) == (round(LEFT + 3 * per_week), round(LEFT + 6 * per_week))
    assert (second.x, second.x + second.width) == (round(LEFT + 8 * per_week), round(LEFT + 9 * per_week))
    assert (first.words, second.words) == ("4–6", "9")
    assert picture.end == WIDTH - RIGHT


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 30)), min_size=1, max_size=5), st.integers(1, 200))
def test_nothing_is_drawn_outside_the_picture(windows: list[tuple[int, int]], weeks: int) -> None:
    element = replace(LAUNCH, windows=tuple((first, first + more) for first, more in windows))
    for layout in (WIDE, NARROW):
        picture = draw(DesignSpec("Any", weeks, (element,)), layout)
        assert picture is not None
        for bar in picture.rows[0].bars:
            assert layout.left <= bar.x < bar.x + bar.width < layout.width
            if bar.anchor == "start" and bar.words:
                assert bar.words_x + 7 * len(bar.words) <= layout.width


def test_the_weeks_beside_a_bar_leave_room_before_the_next() -> None:
    # Of a phone's 278 for 60 weeks, week 3 ends at 14, week 10 begins at 42 and week 12 at 51; with the gaps on both
    # sides, the words 1-3 end at 14 + 6 + 3 x 7 + 2 = 43
    for second, words in ((10, ""), (12, "1–3")):
        element = replace(LAUNCH, windows=((1, 3), (second, second)))
        picture = draw(DesignSpec("Any", 60, (element,)), NARROW)
        assert picture is not None
        bars = picture.rows[0].bars
        assert bars[0].words == words
        assert not words or bars[0].words_x + 7 * len(words) + 2 <= bars[1].x


def test_a_phone_shows_the_weeks_of_every_session_that_the_case_study_has() -> None:
    picture = draw(leading_for_change(), NARROW)
    assert picture is not None
    assert [bar.words for bar in picture.rows[4].bars] == ["8–10", "16–18", "28–30"]
    assert all(bar.words for row in picture.rows for bar in row.bars)


def test_a_phone_has_the_whole_of_the_weeks_and_the_names_above_their_bars() -> None:
    picture = draw(SPEC, NARROW)
    assert picture is not None
    first, second = picture.rows
    # 12 weeks have 278 of 320; the second row is 50 below the first
    assert (picture.end, first.bars[0].x) == (278, 0)
    assert first.name == [("Launch", 54)]
    assert 54 < first.bar_y < first.words_y < first.line_y < second.name[0][1] == 54 + 50


def test_a_long_name_has_two_lines_at_a_desk_and_one_on_a_phone() -> None:
    name = "Leading across the boundaries of organisations, professions and our own habits"
    long = DesignSpec("Long", 12, (replace(LAUNCH, name=name),))
    [desk], [phone] = (picture.rows for layout in (WIDE, NARROW) if (picture := draw(long, layout)))
    assert desk.name == [("Leading across the boundaries of", 51), ("organisations, professions and our…", 66)]
    assert phone.name == [("Leading across the boundaries of…", 54)]


def test_there_is_no_picture_of_nothing() -> None:
    assert draw(DesignSpec("Empty", 4, ())) is None


def test_the_minutes_of_each_share_are_added_up() -> None:
    # Experience: two half days of 3.5 hours. Social: 30 minutes, 2 x 90, 3 x 210. Formal: 450 and 4 x 210
    assert shares(leading_for_change().elements) == {"experience": 420, "social": 840, "formal": 1290}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("weeks = " + "9" * 5_000, "A number in the design is too long."),
        # Each of its tables would be named by all of those around it: two thousand million words.
        (".".join("a" * 60_000) + " = 1", "The design has too many full stops in its lines to be read."),
        ("#" * 200_001, "The design is longer than 200,000 characters."),
        ("a = " + "[" * 50_000 + "]" * 50_000, "The design is not valid TOML"),
    ],
)
def test_a_file_that_was_made_to_hurt_is_refused_at_once(text: str, says: str) -> None:
    with pytest.raises(DesignFileError) as error:
        read_design(text)
    assert error.value.mistakes[0].startswith(says)


def test_long_words_for_participants_are_read() -> None:
    """Forty elements, each with 3,989 characters on one line: 190 full stops, of which the squares are 1,444,000."""
    element = replace(LAUNCH, preparation=" ".join(["Read one page of it."] * 190))
    spec = DesignSpec(name="Long", weeks=12, elements=tuple(replace(element, key=f"launch{n}") for n in range(40)))
    assert read_design(write_design(spec)) == spec


def test_what_is_a_rule_and_a_wish_at_once_is_told_as_both() -> None:
    """Designs of before the second of them was refused hold such."""
    rule, wish = RuleSpec("apart"), RuleSpec("apart", hard=False)
    one, other, both = (replace(SPEC, rules=rules) for rules in ((rule,), (wish,), (wish, rule)))
    words = "No two sessions are in the same week."
    assert changes(other, both) == [f"New rule: {words}"]
    assert changes(one, both) == [f"New wish: {words}"]
    assert changes(both, one) == [f"No longer a wish: {words}"]
    assert changes(both, other) == [f"No longer a rule: {words}"]
    assert changes(one, other) == [f"Now a wish, no longer a rule: {words}"]
    assert changes(other, one) == [f"Now a rule, no longer a wish: {words}"]
    assert changes(both, replace(both, rules=())) == [f"No longer a wish: {words}", f"No longer a rule: {words}"]
    assert changes(both, replace(both, rules=(rule, wish))) == []
