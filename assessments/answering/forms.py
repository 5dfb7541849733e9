"""Forms that validate the ratings and comments that a rater sends."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError

from assessments.answering.drafts import UNORDERED, DraftAnswers, RequestOrder
from assessments.instruments.questionnaires import NOT_OBSERVED, AskedStatement, Questionnaire
from assessments.models import Draft
from people.fields import LongTextField, max_length
from people.forms import CadreForm

MAX_COMMENT_LENGTH = 2000
TOO_LONG = "Your answer must be %(limit_value)d characters or fewer. You have entered %(show_value)d"
FIELD = re.compile(r"statement-([1-9][0-9]{0,2})|comment-([0-9]{1,2})", re.ASCII)
ORDER = re.compile(rf"([a-z0-9]{{1,{max_length(Draft, 'saved_by')}}})\.([0-9]{{1,9}})", re.ASCII)
# Sent beside the answers: fingerprints of the answers that the page showed when it was rendered.
SHOWN = "shown"


class StatementsForm(CadreForm):
    """Some statements of an instrument. It only validates: `rendering` writes the scales."""

    def __init__(
        self,
        *,
        questionnaire: Questionnaire,
        statements: Iterable[AskedStatement],
        not_observed: str,
        data: Mapping[str, str],
        answers: DraftAnswers,
    ) -> None:
        self._changed, self._ratings = changed_fields(data), questionnaire.ratings
        super().__init__(initial_ratings(answers) | self._changed)
        choices = [(value, value) for value in questionnaire.ratings]
        for statement in statements:
            message = refusal_message(statement, not_observed if questionnaire.may_be_unobserved else "")
            self.fields[statement_field(statement.number)] = forms.ChoiceField(
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": message, "invalid_choice": message},
            )

    def ratings(self) -> dict[int, int | None]:
        """Return the valid ratings that were changed on this page, even if another answer is wrong."""
        return {
            number_of(name): self._ratings[value] for name, value in self.cleaned_data.items() if name in self._changed
        }


def refusal_message(statement: AskedStatement, not_observed: str) -> str:
    otherwise = f", or choose ‘{not_observed}’" if not_observed else ""
    return f"Choose a number for ‘{statement.text}’{otherwise}"


class CommentsForm(CadreForm):
    """The open questions of an instrument, all optional."""

    def __init__(
        self, *, questions: dict[int, str], answers: DraftAnswers, data: Mapping[str, str] | None = None
    ) -> None:
        kept = {comment_field(place): text for place, text in answers.comments.items()}
        self._changed = changed_fields(data or {})
        super().__init__(None if data is None else kept | self._changed, initial=kept)
        for place, question in questions.items():
            self.fields[comment_field(place)] = LongTextField(
                label=question, required=False, max_length=MAX_COMMENT_LENGTH, error_messages={"max_length": TOO_LONG}
            )

    def comments(self) -> dict[int, str]:
        """Return the valid comments that were changed on this page."""
        return {number_of(name): text for name, text in self.cleaned_data.items() if name in self._changed}


def statement_field(number: int) -> str:
    return f"statement-{number}"


def comment_field(place: int) -> str:
    return f"comment-{place}"


def number_of(name: str) -> int:
    return int(name.rpartition("-")[2])


def initial_ratings(answers: DraftAnswers) -> dict[str, str]:
    return {statement_field(number): form_value(answers, number) for number in answers.ratings}


def form_value(answers: DraftAnswers, number: int) -> str:
    """Return the value that a form sends for the answer to a statement, or an empty text."""
    if number not in answers.ratings:
        return ""
    rating = answers.ratings[number]
    return NOT_OBSERVED if rating is None else str(rating)


# Two tabs: an answer that is unchanged in the older tab must not undo one that the newer tab has saved since.


def changed_fields(data: Mapping[str, str]) -> dict[str, str]:
    """Keep the answers sent that differ from those that the page showed when it was rendered."""
    pairs = (pair.partition("=") for pair in data.get(SHOWN, "").split())
    shown = {name: value for name, _, value in pairs}
    return {name: data[name] for name in data if FIELD.fullmatch(name) and shown.get(name) != fingerprint(data[name])}


def fingerprints_of_ratings(answers: DraftAnswers, statements: Iterable[AskedStatement]) -> str:
    kept = initial_ratings(answers)
    return fingerprints(
        {name: kept[name] for name in (statement_field(each.number) for each in statements) if name in kept}
    )


def fingerprints_of_comments(answers: DraftAnswers, count: int) -> str:
    return fingerprints({comment_field(place): answers.comments.get(place, "") for place in range(count)})


def fingerprints(values: Mapping[str, str]) -> str:
    return " ".join(f"{name}={fingerprint(value)}" for name, value in values.items())


def fingerprint(value: str) -> str:
    """Return enough of an answer to tell whether it has changed: a rating as it is, a comment's hash."""
    if len(value) <= len(NOT_OBSERVED) and value.isascii() and value.isalnum():
        return value
    text = value.replace("\r\n", "\n").strip()
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_autosave(questionnaire: Questionnaire, data: Mapping[str, str]) -> DraftAnswers | None:
    """Read the ratings and comments of an autosave, which sends changed fields alone. None unless all are valid."""
    found = [(match, data[match[0]]) for match in map(FIELD.fullmatch, data) if match]
    try:
        ratings = {int(match[1]): read_rating(questionnaire, match[1], value) for match, value in found if match[1]}
        comments = {int(match[2]): read_comment(questionnaire, match[2], value) for match, value in found if match[2]}
    except (LookupError, ValidationError):
        return None
    return DraftAnswers(ratings, comments) if found else None


def read_order(data: Mapping[str, str]) -> RequestOrder:
    found = ORDER.fullmatch(data.get("order", ""))
    return RequestOrder(found[1], int(found[2])) if found else UNORDERED


def read_rating(questionnaire: Questionnaire, number: str, value: str) -> int | None:
    """Read a rating. Raises LookupError if there is no such statement or no such answer to it."""
    if int(number) > questionnaire.count:
        raise LookupError(number)
    return questionnaire.ratings[value]


COMMENT_FIELD = LongTextField(required=False, max_length=MAX_COMMENT_LENGTH)


def read_comment(questionnaire: Questionnaire, place: str, value: str) -> str:
    """Read a comment. Raises LookupError if there is no such question, ValidationError if it is no valid answer."""
    if int(place) >= len(questionnaire.questions):
        raise LookupError(place)
    text: str = COMMENT_FIELD.clean(value)
    return text
