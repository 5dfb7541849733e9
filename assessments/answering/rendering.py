"""The rendering of statements, scales and comment boxes for a rater's pages.

What does not depend on the rater is rendered once and kept. By `make bench NAME=answering` a completed questionnaire
costs 78 to 84 ms of processor time this way and 100 ms without; 45 and 63 ms if the answers of a page are saved
together.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessments.answering.drafts import DraftAnswers
from assessments.answering.forms import (
    MAX_COMMENT_LENGTH,
    CommentsForm,
    StatementsForm,
    comment_field,
    fingerprints_of_ratings,
    initial_ratings,
    statement_field,
)
from assessments.instruments.questionnaires import NOT_OBSERVED, AskedStatement, Questionnaire, load_questionnaire

SHORT_SCALE, MEDIUM_SCALE = 5, 7


@lru_cache(maxsize=4096)
def render_scale(pk: int, number: int, chosen: str, not_observed: str) -> SafeString:
    """Render the statement of this number in the instrument of this key, with one answer chosen or none."""
    questionnaire = load_questionnaire(pk)
    return render_statement(questionnaire, questionnaire.statements[number - 1], chosen, not_observed)


@lru_cache(maxsize=128)
def render_meanings(pk: int, is_self: bool) -> SafeString:
    """Render the meaning of each number, and when to choose none."""
    return render_to_string(
        "assessments/answering/meanings.html", {"questionnaire": load_questionnaire(pk), "is_self": is_self}
    )


@lru_cache(maxsize=4096)
def render_checked_row(pk: int, number: int, chosen: str, not_observed: str) -> SafeString:
    """Render a statement beside its answer. The links are relative, so that it is the same for every rater."""
    statement = load_questionnaire(pk).statements[number - 1]
    context = {"statement": statement, "answer": not_observed if chosen == NOT_OBSERVED else chosen}
    return render_to_string("assessments/answering/checked_row.html", context)


def render_statement(
    questionnaire: Questionnaire,
    statement: AskedStatement,
    chosen: str,
    not_observed: str,
    errors: tuple[str, ...] = (),
) -> SafeString:
    context = {
        "statement": statement,
        "ends": questionnaire.ends,
        "options": questionnaire.options(not_observed),
        "chosen": chosen,
        "errors": errors,
        "width": scale_width(questionnaire),
    }
    return render_to_string("assessments/answering/statement.html", context)


def scale_width(questionnaire: Questionnaire) -> str:
    """Name the layout of a scale of fewer numbers than ten, for the style sheet."""
    numbers = questionnaire.highest - questionnaire.lowest + 1
    if numbers > MEDIUM_SCALE:
        return ""
    return "short" if numbers <= SHORT_SCALE else "middling"


def render_page(
    questionnaire: Questionnaire, page: int, answers: DraftAnswers, not_observed: str, form: StatementsForm | None
) -> dict[str, object]:
    """Render the scales of a page, with fingerprints of the answers that they show."""
    statements, chosen = questionnaire.on_page(page), initial_ratings(answers)
    if form:
        scales = [render_refused(questionnaire, each, form, not_observed) for each in statements]
    else:
        scales = [
            render_scale(questionnaire.pk, each.number, chosen.get(statement_field(each.number), ""), not_observed)
            for each in statements
        ]
    return {"scales": scales, "shown": fingerprints_of_ratings(answers, statements)}


def comment_boxes(questions: Iterable[str], form: CommentsForm) -> list[dict[str, object]]:
    """List the open questions, each with its answer and its errors."""
    names = [(comment_field(place), question) for place, question in enumerate(questions)]
    return [
        {
            "name": name,
            "question": question,
            "text": (form.data if form.is_bound else form.initial).get(name, ""),
            "errors": list(form.errors.get(name, [])),
            "limit": MAX_COMMENT_LENGTH,
        }
        for name, question in names
    ]


def render_refused(
    questionnaire: Questionnaire, statement: AskedStatement, form: StatementsForm, not_observed: str
) -> SafeString:
    """Render a statement of a refused form with the answer that was sent or saved before, and its errors."""
    name = statement_field(statement.number)
    return render_statement(
        questionnaire, statement, form.data.get(name, ""), not_observed, tuple(map(str, form.errors.get(name, ())))
    )
