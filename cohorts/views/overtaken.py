"""What an administrator is told who saves after somebody else has changed the same."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest

from cohorts.history import OVERTAKEN, OvertakenError, overtaken_words
from people.models import Person

Mistake = dict[str, str]
LOOKED = "The working copy was changed while you looked at it. Look at it again before you publish it."
DISCARDS = "The working copy was changed while you had this open. Look at it again before you discard it."
BEGINS = "The working copy was changed while you had this open. Look at it before you replace it."
TYPED = "This was changed while you had it open. What you entered is still here: check it, and save again to keep it."


def seen_by(request: HttpRequest) -> int | None:
    """The last change of the design that the page held from which this was sent."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def seen_next(request: HttpRequest, form: forms.Form, last: int) -> int:
    """What the page holds when it is shown again: only whoever has been told of a change has seen it."""
    seen = seen_by(request)
    return last if seen is None or form.has_error(NON_FIELD_ERRORS, OVERTAKEN) else seen


def told(first: str, error: OvertakenError, by: Person | None) -> list[Mistake]:
    """For the summary at the top of a page on which nothing is entered."""
    return [{"text": sentence} for sentence in (first, *overtaken_words(error.changes, by))]


def refuse(form: forms.Form, error: OvertakenError, by: Person | None, first: str = TYPED) -> None:
    said = [first, *overtaken_words(error.changes, by)]
    form.add_error(None, [ValidationError(sentence, code=OVERTAKEN) for sentence in said])
