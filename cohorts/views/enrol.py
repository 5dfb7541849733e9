import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cohorts import enrolling
from cohorts.columns import COLUMNS
from cohorts.forms import EnrolForm
from cohorts.importing import as_text
from cohorts.models import Cohort
from cohorts.views.programmes import organisations_of
from cohorts.workbooks import template_workbook
from people.access import get_authorised

MOST_MISTAKES = 20
CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the list, shows what it would do, and does it: the list travels in the page, not in the database."""
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort: Cohort = get_authorised(cohorts, "cohorts.run_cohort", request, pk=pk)
    form = EnrolForm(request.POST, request.FILES) if request.method == "POST" else EnrolForm()
    if not form.is_valid():
        return _page(request, cohort, form)
    if "confirm" in request.POST:
        return _confirm(request, cohort, form)
    return _page(request, cohort, form, enrolling.preview(cohort=cohort, table=form.cleaned_data["table"]))


def _confirm(request: HttpRequest, cohort: Cohort, form: EnrolForm) -> HttpResponse:
    try:
        made = enrolling.enrol(cohort=cohort, table=form.cleaned_data["table"])
    except enrolling.EnrolError as refusal:
        return _page(request, cohort, form, refusal.preview)
    people = "1 person is" if len(made) == 1 else f"{len(made)} people are"
    messages.success(request, f"{people} enrolled in {cohort.name}. Each gets an email of welcome.")
    return redirect(cohort)


def _page(
    request: HttpRequest, cohort: Cohort, form: EnrolForm, preview: enrolling.Preview | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"cohort": cohort, "form": form, "columns": COLUMNS, "preview": preview}
    context["places"] = max(cohort.capacity - cohort.enrolments.count(), 0)
    if preview:
        text = as_text(form.cleaned_data["table"])
        context |= {
            "text": text,
            "form": EnrolForm(initial={"text": text, "filled": True}),
            "mistakes": mistakes_of(preview),
        }
    return render(request, "cohorts/enrol.html", context)


class Checked(Protocol):
    """A list that was read: what is wrong with all of it, and with each of its rows."""

    @property
    def mistakes(self) -> list[str]: ...

    @property
    def rows(self) -> Sequence["CheckedRow"]: ...


class CheckedRow(Protocol):
    number: int
    reasons: list[str]


def mistakes_of(preview: Checked) -> list[dict[str, str]]:
    """For the summary at the top of the page, each with a link to the row that it is about."""
    about_rows = [
        {"text": f"Row {row.number}: {reason}", "id": f"row-{row.number}"}
        for row in preview.rows
        for reason in row.reasons
    ]
    return shortened([{"text": mistake, "id": "id_text"} for mistake in preview.mistakes] + about_rows)


def shortened(mistakes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Nobody reads hundreds; those that belong to a row stand beside it too."""
    more = len(mistakes) - MOST_MISTAKES
    return mistakes if more <= 0 else [*mistakes[:MOST_MISTAKES], {"text": f"and {more} more"}]


@require_safe
def enrol_template(request: HttpRequest, format: str) -> HttpResponse:
    organisations_of(request)
    if format == "csv":
        return download(csv_of([[column.label for column in COLUMNS]]), CSV, "people.csv")
    if format == "xlsx":
        return download(template_workbook(COLUMNS, title="People"), EXCEL, "people.xlsx")
    raise Http404


def csv_of(rows: Iterable[Iterable[str]]) -> bytes:
    """With a byte order mark, by which Excel knows that it is UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
