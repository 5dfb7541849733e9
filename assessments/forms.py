"""What administrators and raters are asked, and how what they typed is judged."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.answering import Answers
from assessments.instrument_forms import ChoosesInstrument
from assessments.models import LEAST_IN_GROUP, Instrument
from people.fields import DateField, LongTextField, ScaleRadioSelect
from people.forms import CadreForm

SIX_MONTHS = timedelta(days=184)
NOT_OBSERVED = "unable"
LONGEST_COMMENT = 2000
TOO_LONG = "Your answer must be %(limit_value)d characters or fewer. You have entered %(show_value)d"
ASKED = re.compile(r"statement-([1-9][0-9]{0,2})|comment-([0-9]{1,2})", re.ASCII)


class OpenRoundForm(ChoosesInstrument):
    closes_on = DateField(
        label="Closing date",
        help_text="The last day on which raters can answer, for example 31 3 2027. Three to five weeks is usual.",
        error_messages={"required": "Enter the closing date"},
    )
    least_in_group = forms.IntegerField(
        label="Fewest answers to show a group",
        initial=LEAST_IN_GROUP,
        min_value=LEAST_IN_GROUP,
        max_value=10,
        help_text="A group with fewer answers than this is not shown by itself. It can be 3 or more, "
        "and it cannot be changed once the round is open.",
        error_messages={
            "required": "Enter the fewest answers, for example 3",
            "invalid": "Enter a whole number, for example 3",
            "min_value": "The fewest answers must be 3 or more, so that nobody can be found out",
            "max_value": "The fewest answers must be 10 or fewer",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
    )

    def clean_closes_on(self) -> date:
        closes_on: date = self.cleaned_data["closes_on"]
        today = timezone.localdate()
        if closes_on <= today:
            raise ValidationError("The closing date must be in the future")
        if closes_on > today + SIX_MONTHS:
            raise ValidationError("The closing date must be within 6 months from today")
        return closes_on


class Asked(Protocol):
    """A statement, as far as a form needs it."""

    number: int
    text: str


class StatementsForm(CadreForm):
    """Some of an instrument's statements, each with its scale and no answer chosen beforehand."""

    def __init__(
        self,
        *,
        instrument: Instrument,
        statements: Iterable[Asked],
        not_observed: str = "Not able to observe",
        data: Any = None,
        answers: Answers | None = None,
    ) -> None:
        kept = initial_ratings(answers)
        super().__init__(with_kept(data, kept), initial=kept)
        for statement in statements:
            self.fields[f"statement-{statement.number}"] = scale_field(instrument, statement, not_observed)

    def ratings(self) -> dict[int, int | None]:
        """What was answered well, by the statement's number: a wrong answer elsewhere takes nothing away."""
        return {
            int(name.removeprefix("statement-")): None if value == NOT_OBSERVED else int(value)
            for name, value in self.cleaned_data.items()
        }


def with_kept(data: Any, kept: dict[str, str]) -> Any:
    """What was posted, and what was kept from another tab, of which this page knew nothing."""
    return None if data is None else kept | {name: data[name] for name in data}


def scale_field(instrument: Instrument, statement: Asked, not_observed: str) -> forms.ChoiceField:
    numbers = range(instrument.lowest, instrument.highest + 1)
    message = f"Choose a number for ‘{statement.text}’, or choose ‘{not_observed}’"
    return forms.ChoiceField(
        label=f"{statement.number}. {statement.text}",
        choices=[*((str(number), str(number)) for number in numbers), (NOT_OBSERVED, not_observed)],
        widget=ScaleRadioSelect(ends=(end(instrument, instrument.lowest), end(instrument, instrument.highest))),
        error_messages={"required": message, "invalid_choice": message},
    )


def end(instrument: Instrument, number: int) -> str:
    return f"{number} {instrument.labels.get(str(number), '')}".strip()


def initial_ratings(answers: Answers | None) -> dict[str, str]:
    ratings = answers.ratings if answers else {}
    return {
        f"statement-{number}": NOT_OBSERVED if rating is None else str(rating) for number, rating in ratings.items()
    }


class CommentsForm(CadreForm):
    """The open questions of an instrument. None has to be answered."""

    def __init__(
        self,
        *,
        questions: dict[int, str],
        data: Any = None,
        answers: Answers | None = None,
    ) -> None:
        comments = answers.comments if answers else {}
        kept = {f"comment-{place}": text for place, text in comments.items()}
        super().__init__(with_kept(data, kept), initial=kept)
        for place, question in questions.items():
            self.fields[f"comment-{place}"] = LongTextField(
                label=question, required=False, max_length=LONGEST_COMMENT, error_messages={"max_length": TOO_LONG}
            )

    def comments(self) -> dict[int, str]:
        return {int(name.removeprefix("comment-")): text for name, text in self.cleaned_data.items()}


class Number:
    """A statement of which only the number matters, since nobody reads it here."""

    text = ""

    def __init__(self, number: int) -> None:
        self.number = number


def autosaved(instrument: Instrument, count: int, data: Any) -> tuple[dict[int, int | None], dict[int, str]] | None:
    """The ratings and comments in a post of changed fields alone, or None unless every one is a fit answer."""
    found = [match for match in map(ASKED.fullmatch, data) if match]
    numbers = {int(match[1]) for match in found if match[1]}
    places = {int(match[2]) for match in found if match[2]}
    if not found or max(numbers, default=1) > count or max(places, default=0) >= len(instrument.questions):
        return None
    statements = StatementsForm(instrument=instrument, statements=[Number(number) for number in numbers], data=data)
    comments = CommentsForm(questions=dict.fromkeys(places, ""), data=data)
    if not (statements.is_valid() and comments.is_valid()):
        return None
    return statements.ratings(), comments.comments()
