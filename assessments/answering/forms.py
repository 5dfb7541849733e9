"""Validate the ratings and comments that a rater types."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError

from assessments.answering.drafts import UNORDERED, DraftAnswers, Order
from assessments.instruments.questionnaires import NOT_OBSERVED, AskedStatement, Questionnaire
from people.fields import LongTextField
from people.forms import CadreForm

LONGEST_COMMENT = 2000
TOO_LONG = "Your answer must be %(limit_value)d characters or fewer. You have entered %(show_value)d"
FIELD = re.compile(r"statement-([1-9][0-9]{0,2})|comment-([0-9]{1,2})", re.ASCII)
ORDER = re.compile("([a-z0-9]{1,12})[.]([0-9]{1,9})", re.ASCII)
# Posted beside the answers: what the page showed when it was made.
SHOWN = "shown"


class StatementsForm(CadreForm):
    """Some of an instrument's statements. Judged here; the page writes the scales by itself."""

    def __init__(
        self,
        *,
        questionnaire: Questionnaire,
        statements: Iterable[AskedStatement],
        not_observed: str,
        data: Mapping[str, str],
        answers: DraftAnswers,
    ) -> None:
        self._changed, self._ratings = changed(data), questionnaire.ratings
        super().__init__(initial_ratings(answers) | self._changed)
        choices = [(value, value) for value in questionnaire.ratings]
        for statement in statements:
            message = refusal(statement, not_observed if questionnaire.may_be_unobserved else "")
            self.fields[field_of(statement.number)] = forms.ChoiceField(
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": message, "invalid_choice": message},
            )

    def ratings(self) -> dict[int, int | None]:
        """What was answered well and changed on this page: a wrong answer elsewhere takes nothing away."""
        return {
            number_of(name): self._ratings[value] for name, value in self.cleaned_data.items() if name in self._changed
        }


def refusal(statement: AskedStatement, not_observed: str) -> str:
    otherwise = f", or choose ‘{not_observed}’" if not_observed else ""
    return f"Choose a number for ‘{statement.text}’{otherwise}"


class CommentsForm(CadreForm):
    """The open questions of an instrument. None has to be answered."""

    def __init__(
        self, *, questions: dict[int, str], answers: DraftAnswers, data: Mapping[str, str] | None = None
    ) -> None:
        kept = {comment_field(place): text for place, text in answers.comments.items()}
        self._changed = changed(data or {})
        super().__init__(None if data is None else kept | self._changed, initial=kept)
        for place, question in questions.items():
            self.fields[comment_field(place)] = LongTextField(
                label=question, required=False, max_length=LONGEST_COMMENT, error_messages={"max_length": TOO_LONG}
            )

    def comments(self) -> dict[int, str]:
        """What was written well and changed on this page."""
        return {number_of(name): text for name, text in self.cleaned_data.items() if name in self._changed}


def field_of(number: int) -> str:
    return f"statement-{number}"


def comment_field(place: int) -> str:
    return f"comment-{place}"


def number_of(name: str) -> int:
    return int(name.rpartition("-")[2])


def initial_ratings(answers: DraftAnswers) -> dict[str, str]:
    return {field_of(number): value_of(answers, number) for number in answers.ratings}


def value_of(answers: DraftAnswers, number: int) -> str:
    """What a form sends for what was answered to a statement, or nothing."""
    if number not in answers.ratings:
        return ""
    rating = answers.ratings[number]
    return NOT_OBSERVED if rating is None else str(rating)


# Two tabs: what stands unchanged in the older one says nothing against what the newer one has kept since.


def changed(data: Mapping[str, str]) -> dict[str, str]:
    """Of what was posted, the answers that are not as the page showed them when it was made."""
    pairs = (pair.partition("=") for pair in data.get(SHOWN, "").split())
    shown = {name: value for name, _, value in pairs}
    return {name: data[name] for name in data if FIELD.fullmatch(name) and shown.get(name) != fingerprint(data[name])}


def shown_ratings(answers: DraftAnswers, statements: Iterable[AskedStatement]) -> str:
    kept = initial_ratings(answers)
    return shown({name: kept[name] for name in (field_of(each.number) for each in statements) if name in kept})


def shown_comments(answers: DraftAnswers, count: int) -> str:
    return shown({comment_field(place): answers.comments.get(place, "") for place in range(count)})


def shown(values: Mapping[str, str]) -> str:
    return " ".join(f"{name}={fingerprint(value)}" for name, value in values.items())


def fingerprint(value: str) -> str:
    """An answer on a scale is its own; of a comment, enough to tell whether it is still as it was shown."""
    if len(value) <= len(NOT_OBSERVED) and value.isascii() and value.isalnum():
        return value
    text = value.replace("\r\n", "\n").strip()
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def autosaved(questionnaire: Questionnaire, data: Mapping[str, str]) -> DraftAnswers | None:
    """The ratings and comments in a post of changed fields alone, or None unless every one is a fit answer."""
    found = [(match, data[match[0]]) for match in map(FIELD.fullmatch, data) if match]
    try:
        ratings = {int(match[1]): rating(questionnaire, match[1], value) for match, value in found if match[1]}
        comments = {int(match[2]): comment(questionnaire, match[2], value) for match, value in found if match[2]}
    except (LookupError, ValidationError):
        return None
    return DraftAnswers(ratings, comments) if found else None


def order_of(data: Mapping[str, str]) -> Order:
    found = ORDER.fullmatch(data.get("order", ""))
    return Order(found[1], int(found[2])) if found else UNORDERED


def rating(questionnaire: Questionnaire, number: str, value: str) -> int | None:
    """Raises LookupError for what is no statement or no answer to it."""
    if int(number) > questionnaire.count:
        raise LookupError(number)
    return questionnaire.ratings[value]


WRITTEN = LongTextField(required=False, max_length=LONGEST_COMMENT)


def comment(questionnaire: Questionnaire, place: str, value: str) -> str:
    """Raises LookupError for what is no question, ValidationError for what cannot be an answer."""
    if int(place) >= len(questionnaire.questions):
        raise LookupError(place)
    text: str = WRITTEN.clean(value)
    return text
