"""The page that asks for a list, shows what it would store, and stores it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from spreadsheets.forms import ListForm
from spreadsheets.importing import ListPreview, PreviewT, RefusedError
from spreadsheets.preview import PreviewColumn, mistakes_of, preview_rows


def import_page(
    request: HttpRequest,
    form: ListForm,
    *,
    preview: Callable[[], PreviewT],
    store: Callable[[], HttpResponse],
    page: Callable[[PreviewT | None], HttpResponse],
) -> HttpResponse:
    """Ask for a list, show what it would store, and store it once that is confirmed.

    Between the steps the list travels in the page, not in the database.
    """
    if not form.is_valid():
        return page(None)
    try:
        return store() if "confirm" in request.POST else page(preview())
    except RefusedError as refusal:
        return page(refusal.preview)  # type: ignore[arg-type] # of the verb that `store` calls
    except ValidationError as refused:
        form.add_error(None, refused)
        return page(None)


def import_context(
    form: ListForm, preview: ListPreview[Any] | None, columns: Sequence[PreviewColumn]
) -> dict[str, Any]:
    """Collect the variables of spreadsheets/import.html. A list that was checked is in the form again."""
    if preview is None:
        return {"form": form}
    again = form.refilled()
    return {
        "form": again,
        "text": again.initial["text"],
        "preview": preview,
        "preview_columns": columns,
        "preview_rows": list(preview_rows(preview, columns)),
        "mistakes": mistakes_of(preview),
    }
