"""The scale of a statement as a page shows it. Written once and kept: a page has five, and a form library needs longer
for them than for all else that a rater's request asks for."""

from collections.abc import Iterable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessments.answering.drafts import DraftAnswers
from assessments.answering.forms import (
    LONGEST_COMMENT,
    CommentsForm,
    StatementsForm,
    comment_field,
    field_of,
    initial_ratings,
    shown_ratings,
)
from assessments.instruments.questionnaires import NOT_OBSERVED, AskedStatement, Questionnaire, questionnaire

SHORT, MIDDLING = 5, 7


@lru_cache(maxsize=4096)
def scale(pk: int, number: int, chosen: str, not_observed: str) -> SafeString:
    """The statement of this number in the instrument of this key, with one answer chosen or none."""
    asked = questionnaire(pk)
    return written(asked, asked.statements[number - 1], chosen, not_observed)


@lru_cache(maxsize=128)
def meanings(pk: int, is_self: bool) -> SafeString:
    """What each number means, and when to choose none."""
    return render_to_string("assessments/answering/meanings.html", {"asked": questionnaire(pk), "is_self": is_self})


@lru_cache(maxsize=4096)
def checked_row(pk: int, number: int, chosen: str, not_observed: str) -> SafeString:
    """The statement beside what was answered to it. Its links are relative, so that it is the same for every rater."""
    statement = questionnaire(pk).statements[number - 1]
    context = {"statement": statement, "answer": not_observed if chosen == NOT_OBSERVED else chosen}
    return render_to_string("assessments/answering/checked_row.html", context)


def written(
    asked: Questionnaire, statement: AskedStatement, chosen: str, not_observed: str, errors: tuple[str, ...] = ()
) -> SafeString:
    context = {
        "statement": statement,
        "ends": asked.ends,
        "options": asked.options(not_observed),
        "chosen": chosen,
        "errors": errors,
        "width": width(asked),
    }
    return render_to_string("assessments/answering/statement.html", context)


def width(asked: Questionnaire) -> str:
    """Into how many columns the numbers go, where ten are too many."""
    numbers = asked.highest - asked.lowest + 1
    if numbers > MIDDLING:
        return ""
    return "short" if numbers <= SHORT else "middling"


def page_of_scales(
    asked: Questionnaire, page: int, answers: DraftAnswers, not_observed: str, form: StatementsForm | None
) -> dict[str, object]:
    """The scales of a page, and what it has to remember of what they showed."""
    statements, chosen = asked.on_page(page), initial_ratings(answers)
    if form:
        scales = [after_refusal(asked, each, form, not_observed) for each in statements]
    else:
        scales = [
            scale(asked.pk, each.number, chosen.get(field_of(each.number), ""), not_observed) for each in statements
        ]
    return {"scales": scales, "shown": shown_ratings(answers, statements)}


def boxes(questions: Iterable[str], form: CommentsForm) -> list[dict[str, object]]:
    """The open questions, each with what was written and with what is wrong with it."""
    names = [(comment_field(place), question) for place, question in enumerate(questions)]
    return [
        {
            "name": name,
            "question": question,
            "text": (form.data if form.is_bound else form.initial).get(name, ""),
            "errors": list(form.errors.get(name, [])),
            "limit": LONGEST_COMMENT,
        }
        for name, question in names
    ]


def after_refusal(
    asked: Questionnaire, statement: AskedStatement, form: StatementsForm, not_observed: str
) -> SafeString:
    """With what was posted or kept before, and with what is wrong."""
    name = field_of(statement.number)
    return written(asked, statement, form.data.get(name, ""), not_observed, tuple(map(str, form.errors.get(name, ()))))
