"""Pages to list the closed days of a year, to add, change and remove them, and to import a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import get_authorised, organisations_of, user_of
from people.forms import post_data
from scheduling.availability.closed_days import editing, importing
from scheduling.availability.closed_days.forms import ChangeClosedDaysForm, ImportClosedDaysForm, NewClosedDaysForm
from scheduling.availability.closed_days.importing import COLUMNS, EXAMPLE, PREVIEW_COLUMNS
from scheduling.clashes.affected import sessions_on_closed_days, warn_of
from scheduling.models import ClosedDays
from scheduling.working_days.days import EARLIEST, bank_holidays_between, latest
from spreadsheets.downloads import CSV, csv_of, download
from spreadsheets.views import import_context, import_page

BANK_HOLIDAY = "Bank holiday"

COLOURS = {BANK_HOLIDAY: "grey", ClosedDays.Kind.CLOSED.label: "red", ClosedDays.Kind.SCHOOL_HOLIDAY.label: "yellow"}

CLOSED_DAYS = ClosedDays.objects.select_related("organisation")


@dataclass(frozen=True)
class ListedDays:
    """A row of the table: closed days, or a bank holiday, which cannot be changed."""

    name: str
    kind: str
    first_on: date
    last_on: date
    closed: ClosedDays | None = None

    @property
    def colour(self) -> str:
        return COLOURS[self.kind]

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


def days_of_year(year: int, closed: Iterable[ClosedDays]) -> list[ListedDays]:
    """List closed days and bank holidays of a year, in order. Days across New Year are in both years."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    holidays = [ListedDays(name, BANK_HOLIDAY, day, day) for day, name in bank_holidays_between(first, last)]
    own = [
        ListedDays(each.name, each.get_kind_display(), each.first_on, each.last_on, each)
        for each in closed
        if each.first_on <= last and each.last_on >= first
    ]
    return sorted([*holidays, *own], key=lambda entry: (entry.first_on, entry.last_on, entry.name))


def year_asked_for(text: str, today: date) -> int:
    """Read the year in an address, or return this year if it cannot be shown."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    return year if EARLIEST.year <= year <= latest(today).year else today.year


def _closed(request: HttpRequest, pk: int) -> ClosedDays:
    return get_authorised(CLOSED_DAYS.run_by, request, pk=pk)


def _to_year(year: int) -> HttpResponse:
    return redirect(f"{reverse('closed_days')}?year={year}")


@require_safe
def closed_days(request: HttpRequest) -> HttpResponse:
    several = len(organisations_of(request)) > 1
    today = timezone.localdate()
    year = year_asked_for(request.GET.get("year", ""), today)
    found = list(CLOSED_DAYS.run_by(user_of(request)))
    context = {
        "year": year,
        "years": [each for each in (year - 1, year, year + 1) if each == year_asked_for(str(each), today)],
        "entries": days_of_year(year, found),
        "has_own": bool(found),
        "several_organisations": several,
    }
    return render(request, "scheduling/availability/closed_days/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def closed_days_new(request: HttpRequest) -> HttpResponse:
    organisations = organisations_of(request)
    form = NewClosedDaysForm(post_data(request), organisations=organisations)
    if form.is_valid() and (made := form.carry_out(editing.add_closed_days)):
        messages.success(request, f"{made} is added.")
        warn_of(request, sessions_on_closed_days([made]))
        return _to_year(made.first_on.year)
    return render(request, "scheduling/availability/closed_days/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def closed_days_change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _closed(request, pk)
    form = ChangeClosedDaysForm(post_data(request), closed=found)
    if form.is_valid() and (changed := form.carry_out(editing.change_closed_days, closed=found)):
        messages.success(request, f"{changed} is changed.")
        warn_of(request, sessions_on_closed_days([changed]))
        return _to_year(changed.first_on.year)
    return render(request, "scheduling/availability/closed_days/change.html", {"form": form, "closed": found})


@require_POST
def closed_days_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _closed(request, pk)
    year = found.first_on.year
    editing.remove_closed_days(closed=found)
    messages.success(request, f"{found} is removed.")
    return _to_year(year)


@require_safe
def closed_days_example(request: HttpRequest) -> HttpResponse:
    organisations_of(request)
    return download(csv_of([[column.label for column in COLUMNS], *EXAMPLE]), CSV, "closed-days.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def closed_days_import(request: HttpRequest) -> HttpResponse:
    form = ImportClosedDaysForm(post_data(request), request.FILES or None, organisations=organisations_of(request))
    return import_page(
        request,
        form,
        preview=lambda: importing.preview(**_list(form)),
        store=lambda: _store(request, form),
        page=lambda preview: _page(request, form, preview),
    )


def _list(form: ImportClosedDaysForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("organisation", "table")}


def _store(request: HttpRequest, form: ImportClosedDaysForm) -> HttpResponse:
    """Store the list, and say how long it is: a page sent twice finds the rows that the first has stored."""
    stored = importing.import_closed_days(**_list(form))
    rows = len(form.cleaned_data["table"].lines)
    messages.success(request, "The 1 row of the list is stored." if rows == 1 else f"All {rows} rows are stored.")
    warn_of(request, sessions_on_closed_days(stored))
    return redirect("closed_days")


def _page(
    request: HttpRequest, form: ImportClosedDaysForm, preview: importing.ClosedDaysPreview | None
) -> HttpResponse:
    context = import_context(form, preview, PREVIEW_COLUMNS)
    context |= {"columns": COLUMNS, "cancel_url": reverse("closed_days")}
    if preview:
        context["organisation"] = form.cleaned_data["organisation"]
    return render(request, "scheduling/availability/closed_days/import.html", context)
