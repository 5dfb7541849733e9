"""The fields of an element, one entry each, from which form, file, sentences about changes, page and storage derive.

A new field needs an entry here, a line in `ElementSpec`, and a column of `Element` with its migration.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from enum import Enum, auto
from typing import Any

from django import forms

from cohorts.designs.fields import (
    AgendaField,
    CountField,
    LinesField,
    PlainTextField,
    WeekdaysField,
    WeeksField,
    agenda_lines,
    weeks_lines,
)
from cohorts.designs.specs import WEEKDAY_KEYS, ElementSpec, gap_words, weeks_words
from cohorts.designs.toml_tables import (
    LONGEST_MINUTES,
    MOST_DAYS,
    TomlTable,
    read_agenda,
    read_equipment,
    read_weekdays,
    read_windows,
)
from cohorts.models import Element, Practice
from people.dates import time_words, weekday_words
from people.fields import InlineRadioSelect, NameField, max_length
from people.words import listed

MOST_PEOPLE = 50

LONGEST_NOTE = max_length(Element, "note")

# The database holds a text of any length.
LONGEST_PREPARATION = 4000

WHAT_IT_IS, SESSIONS, WHEN, NEEDS = "What it is", "Its sessions", "When", "What it needs"


class Place(Enum):
    """A place on the page of a design, in or below the table of its elements."""

    NOTE = auto()
    COLUMN = auto()
    NEED = auto()
    WISH = auto()
    DETAIL = auto()


@dataclass(frozen=True)
class OnPage:
    """The words of an element at a place on the page; columns and details have a heading."""

    place: Place
    words: Callable[[ElementSpec], Iterable[str]]
    heading: str = ""
    # The order of columns, from the left. One without a number comes last.
    order: int = 99


def as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class ElementField:
    """A field of an element, of the same name in `ElementSpec`, in the form and in the file."""

    name: str
    # In sentences about changes.
    label: str
    section: str
    form_field: forms.Field
    read: Callable[[TomlTable, str], Any]
    # None if values are too long to be repeated in a sentence.
    words: Callable[[Any], str] | None
    # None for the name, which heads its row, and for the agenda, which is a list of its own.
    on_page: OnPage | None
    to_form: Callable[[Any], Any] = as_it_is
    to_file: Callable[[Any], Any] = as_it_is
    # Whether it is stored as rows, and not in a column of `Element`.
    has_rows: bool = False


Choices = Iterable[tuple[str, Any]]


def choice_words(choices: Choices) -> Callable[[Any], str]:
    words = dict(choices)
    return lambda value: str(words.get(value, "none"))


def one_of(known: list[str], *, required: bool = True) -> Callable[[TomlTable, str], str]:
    return lambda table, name: table.choice(name, known, required=required)


def number_words(value: Any) -> str:
    return "none" if value is None else str(value)


def leader_words(element: ElementSpec) -> Iterator[str]:
    leaders = "Coaches" if element.kind == Element.Kind.COACHING else "Facilitators"
    if element.facilitators_needed:
        yield f"{leaders}: {element.facilitators_needed}"


def co_facilitator_words(element: ElementSpec) -> Iterator[str]:
    if element.co_facilitators_needed:
        yield f"In-house co-facilitators: {element.co_facilitators_needed}"


def between_words(element: ElementSpec) -> Iterator[str]:
    """Say the least and the most days between sessions in one line."""
    if element.least_days_between is not None or element.most_days_between is not None:
        yield f"Sessions {gap_words(element.least_days_between, element.most_days_between).replace(' after', ' apart')}"


KINDS, FORMATS, SHARES, HALVES, PRACTICES = (
    choice_words(each.choices) for each in (Element.Kind, Element.Format, Element.Share, Element.HalfDay, Practice)
)

# In the order of the form.
ELEMENT_FIELDS = (
    ElementField(
        "name",
        "name",
        WHAT_IT_IS,
        NameField(
            label="Name",
            max_length=max_length(Element, "name"),
            help_text="What participants and the Executive Team call it",
        ),
        read=lambda table, name: table.word(name),
        words=str,
        on_page=None,
    ),
    ElementField(
        "kind",
        "kind",
        WHAT_IT_IS,
        forms.ChoiceField(label="Kind", choices=Element.Kind.choices, widget=forms.RadioSelect),
        read=one_of(Element.Kind.values),
        words=KINDS,
        on_page=OnPage(Place.NOTE, lambda element: [KINDS(element.kind)]),
    ),
    ElementField(
        "practice",
        "practice",
        WHAT_IT_IS,
        forms.ChoiceField(
            label="Practice that it serves",
            choices=[("", "All five, or none by itself"), *Practice.choices],
            required=False,
        ),
        read=one_of(Practice.values, required=False),
        words=PRACTICES,
        on_page=OnPage(
            Place.COLUMN,
            lambda element: [PRACTICES(element.practice) if element.practice else "All five"],
            "Practice",
            order=1,
        ),
    ),
    ElementField(
        "share",
        "share of 70:20:10",
        WHAT_IT_IS,
        forms.ChoiceField(label="Share of 70:20:10", choices=Element.Share.choices, widget=forms.RadioSelect),
        read=one_of(Element.Share.values),
        words=SHARES,
        on_page=OnPage(Place.COLUMN, lambda element: [SHARES(element.share)], "70:20:10", order=4),
    ),
    ElementField(
        "note",
        "note",
        WHAT_IT_IS,
        NameField(
            label="Note",
            max_length=LONGEST_NOTE,
            required=False,
            help_text="What it is about. Participants see it too.",
        ),
        read=lambda table, name: table.text(name, LONGEST_NOTE),
        words=None,
        on_page=OnPage(Place.NOTE, lambda element: [element.note] if element.note else []),
    ),
    ElementField(
        "format",
        "format",
        SESSIONS,
        forms.ChoiceField(
            label="Who takes part",
            choices=Element.Format.choices,
            widget=forms.RadioSelect,
            help_text="Sessions of the whole cohort and of learning sets get a day. The others stay open for all of "
            "their weeks, and participants find their own time.",
        ),
        read=one_of(Element.Format.values),
        words=FORMATS,
        on_page=OnPage(Place.COLUMN, lambda element: [FORMATS(element.format)], "Format", order=2),
    ),
    ElementField(
        "windows",
        "weeks",
        SESSIONS,
        WeeksField(
            label="Weeks of its sessions",
            help_text="One line for each session: the weeks in which it may fall, for example 4 to 6.",
            error_messages={"required": "Enter the weeks of at least one session"},
        ),
        read=read_windows,
        words=lambda windows: ", ".join(map(weeks_words, windows)) or "none",
        on_page=OnPage(
            Place.COLUMN, lambda element: [weeks_lines(element.windows).replace("\n", ", ")], "Weeks", order=5
        ),
        to_form=weeks_lines,
        has_rows=True,
    ),
    ElementField(
        "minutes",
        "length",
        SESSIONS,
        CountField(
            label="Minutes of one session",
            min_value=1,
            max_value=LONGEST_MINUTES,
            help_text="Half a day is up to 240 minutes, and a day up to 480.",
            error_messages={"required": "Enter how many minutes a session takes"},
        ),
        read=lambda table, name: table.number(name, 1, LONGEST_MINUTES, 0),
        words=time_words,
        on_page=OnPage(Place.COLUMN, lambda element: [time_words(element.minutes)], "Time", order=3),
    ),
    ElementField(
        "agenda",
        "agenda",
        SESSIONS,
        AgendaField(
            label="Agenda",
            required=False,
            widget=forms.Textarea(attrs={"rows": 8}),
            help_text="One line for each part of a session, with its minutes, for example Welcome, 30.",
        ),
        read=read_agenda,
        words=None,
        on_page=None,
        to_form=agenda_lines,
        has_rows=True,
    ),
    ElementField(
        "least_days_between",
        "least days between sessions",
        WHEN,
        CountField(label="Least days between two of its sessions", min_value=0, max_value=MOST_DAYS, required=False),
        read=lambda table, name: table.days(name),
        words=number_words,
        on_page=OnPage(Place.WISH, between_words),
    ),
    ElementField(
        "most_days_between",
        "most days between sessions",
        WHEN,
        CountField(label="Most days between two of its sessions", min_value=0, max_value=MOST_DAYS, required=False),
        read=lambda table, name: table.days(name),
        words=number_words,
        # Said in one line with the least.
        on_page=None,
    ),
    ElementField(
        "weekdays",
        "weekdays",
        WHEN,
        WeekdaysField(label="Weekdays", required=False, help_text="Plans prefer these. Tick none if any will do."),
        read=read_weekdays,
        words=lambda weekdays: weekday_words(weekdays) or "any",
        on_page=OnPage(Place.WISH, lambda element: [weekday_words(element.weekdays)] if element.weekdays else []),
        to_file=lambda weekdays: [WEEKDAY_KEYS[number] for number in weekdays],
    ),
    ElementField(
        "half_day",
        "half of the day",
        WHEN,
        forms.ChoiceField(
            label="Half of the day",
            choices=[("", "Any"), *Element.HalfDay.choices],
            widget=InlineRadioSelect,
            required=False,
        ),
        read=one_of(Element.HalfDay.values, required=False),
        words=HALVES,
        on_page=OnPage(Place.WISH, lambda element: [HALVES(element.half_day)] if element.half_day else []),
    ),
    ElementField(
        "facilitators_needed",
        "facilitators",
        NEEDS,
        CountField(
            label="Facilitators or coaches", min_value=0, max_value=MOST_PEOPLE, help_text="How many lead one session"
        ),
        read=lambda table, name: table.number(name, 0, MOST_PEOPLE, 1),
        words=number_words,
        on_page=OnPage(Place.NEED, leader_words),
    ),
    ElementField(
        "co_facilitators_needed",
        "in-house co-facilitators",
        NEEDS,
        CountField(label="In-house co-facilitators", min_value=0, max_value=MOST_PEOPLE),
        read=lambda table, name: table.number(name, 0, MOST_PEOPLE, 0),
        words=number_words,
        on_page=OnPage(Place.NEED, co_facilitator_words),
    ),
    ElementField(
        "executives_attend",
        "executives attend",
        NEEDS,
        forms.BooleanField(label="Executives attend", required=False),
        read=lambda table, name: table.yes(name, False),
        words=lambda attend: "yes" if attend else "no",
        on_page=OnPage(Place.NEED, lambda element: ["Executives attend"] if element.executives_attend else []),
    ),
    ElementField(
        "equipment",
        "equipment",
        NEEDS,
        LinesField(
            label="Equipment of the venue", required=False, help_text="One line for each, for example Projector"
        ),
        read=read_equipment,
        words=lambda things: listed(things) or "none",
        on_page=OnPage(Place.NEED, lambda element: element.equipment),
        to_form="\n".join,
    ),
    ElementField(
        "preparation",
        "preparation",
        NEEDS,
        PlainTextField(
            label="Preparation",
            max_length=LONGEST_PREPARATION,
            required=False,
            help_text="What participants do before they come",
        ),
        read=lambda table, name: table.text(name, LONGEST_PREPARATION, is_long=True),
        words=None,
        on_page=OnPage(Place.DETAIL, lambda element: [element.preparation] if element.preparation else [], "Before it"),
    ),
)


def names_in(section: str) -> list[str]:
    return [field.name for field in ELEMENT_FIELDS if field.section == section]


def in_spec_order() -> list[ElementField]:
    """Sort the fields as in `ElementSpec`, which is their order in files and sentences."""
    known = {field.name: field for field in ELEMENT_FIELDS}
    return [known[field.name] for field in fields(ElementSpec) if field.name in known]


def words_at(place: Place, element: ElementSpec) -> list[str]:
    """List the words of an element at a place, in the order of the fields."""
    found = (field.on_page for field in in_spec_order() if field.on_page)
    return [words for shown in found if shown.place is place for words in shown.words(element)]


def details_of(element: ElementSpec) -> list[tuple[str, str]]:
    """List the details that are shown below the table, each with its heading."""
    found = (field.on_page for field in in_spec_order() if field.on_page)
    return [(each.heading, words) for each in found if each.place is Place.DETAIL for words in each.words(element)]


def columns() -> list[OnPage]:
    """List the columns of the table of elements, from the left."""
    found = (field.on_page for field in in_spec_order() if field.on_page)
    return sorted((each for each in found if each.place is Place.COLUMN), key=lambda each: each.order)
