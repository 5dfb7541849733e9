"""Pages on which administrators import and correct the scores of a report made elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from assessments.imported_scores import importing
from assessments.imported_scores.files import COLUMNS, PREVIEW_COLUMNS
from assessments.imported_scores.forms import CorrectScoresForm, ImportScoresForm
from assessments.models import Relationship, Round
from assessments.raters.access import authorised_round
from assessments.results.values import ALL, NAMES
from assessments.rounds.completion import as_text
from cohorts.models import Cohort
from people.access import get_authorised, user_of
from people.forms import post_data
from spreadsheets.downloads import CSV, csv_of, download
from spreadsheets.views import import_context, import_page

COHORTS = Cohort.objects.select_related("programme__organisation")
BOTH = "This cohort has a baseline and a reassessment already. There is nothing left to take scores over for."


def authorised_cohort(request: HttpRequest, pk: int) -> Cohort:
    return get_authorised(COHORTS.run_by, request, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def import_scores(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = authorised_cohort(request, pk)
    kind = importing.next_kind(cohort)
    if request.method != "POST" and kind is None:
        messages.error(request, BOTH)
        return redirect("cohort_assessment", pk=cohort.pk)
    form = ImportScoresForm(post_data(request), request.FILES or None, initial={"kind": kind})
    by = user_of(request)
    return import_page(
        request,
        form,
        preview=lambda: importing.preview(cohort=cohort, table=form.cleaned_data["table"], by=by),
        store=lambda: _import(request, cohort, form),
        page=lambda preview: _page(request, cohort, form, preview),
    )


def _import(request: HttpRequest, cohort: Cohort, form: ImportScoresForm) -> HttpResponse:
    wanted = {name: form.cleaned_data[name] for name in ("kind", "source", "closed_on", "table")}
    made = importing.import_scores(cohort=cohort, by=user_of(request), **wanted)
    people = made.subjects.count()
    messages.success(request, f"The scores of {people} {'person' if people == 1 else 'people'} are stored.")
    return redirect(made)


def _page(
    request: HttpRequest, cohort: Cohort, form: ImportScoresForm, preview: importing.ScoresPreview | None
) -> HttpResponse:
    context = _context(request, cohort, form, preview, importing.least_in(cohort))
    context |= {"kind": _kind(form).label.lower(), "cancel_url": reverse("cohort_assessment", args=[cohort.pk])}
    if preview:
        context |= {name: form.cleaned_data[name] for name in ("source", "closed_on")}
    return render(request, "assessments/imported_scores/import.html", context)


def _context(
    request: HttpRequest,
    cohort: Cohort,
    form: ImportScoresForm,
    preview: importing.ScoresPreview | None,
    least: int,
) -> dict[str, Any]:
    """Name the variables of both pages."""
    return {
        "cohort": cohort,
        "columns": COLUMNS,
        "check": "Check the scores",
        "least": least,
        "is_enrolled": cohort.enrolments.filter(person__user=user_of(request)).exists(),
        **import_context(form, preview, PREVIEW_COLUMNS),
    }


def _kind(form: ImportScoresForm) -> Round.Kind:
    """Read the kind from the form, or a baseline if somebody has tampered with the page."""
    value = form["kind"].value()
    return Round.Kind(value) if value in Round.Kind.values else Round.Kind.BASELINE


@require_http_methods(["GET", "HEAD", "POST"])
def correct_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the whole list or part of it again, and store the scores that differ."""
    round_ = authorised_round(request, pk)
    if round_.instrument_id is not None:
        messages.error(request, importing.ASKED_HERE)
        return redirect(round_)
    form = CorrectScoresForm(post_data(request), request.FILES or None)
    by, least = user_of(request), round_.least_in_group
    return import_page(
        request,
        form,
        preview=lambda: importing.preview(cohort=round_.cohort, table=form.cleaned_data["table"], by=by, least=least),
        store=lambda: _correct(request, round_, form),
        page=lambda preview: _correction(request, round_, form, preview),
    )


def _correct(request: HttpRequest, round_: Round, form: CorrectScoresForm) -> HttpResponse:
    corrected = importing.correct(round_=round_, table=form.cleaned_data["table"], by=user_of(request))
    if corrected:
        who = "1 person has" if corrected == 1 else f"{corrected} people have"
        messages.success(request, f"{who} a new report, under a new number.")
    else:
        messages.info(request, "Nothing was changed: these are the scores that are stored.")
    return redirect(round_)


def _correction(
    request: HttpRequest, round_: Round, form: CorrectScoresForm, preview: importing.ScoresPreview | None
) -> HttpResponse:
    context = _context(request, round_.cohort, form, preview, round_.least_in_group)
    context |= {"round": round_, "cancel_url": round_.get_absolute_url()}
    if preview and preview.can_be_imported:
        context["corrections"] = importing.corrections(round_, preview)
    return render(request, "assessments/imported_scores/correct.html", context)


@require_safe
def scores_to_fill_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a list with a row for each group of everybody enrolled, except for the administrator's own.

    Rows without figures are ignored when it is imported.
    """
    cohort = authorised_cohort(request, pk)
    rows = [[column.label for column in COLUMNS]]
    for enrolment in cohort.enrolments.exclude(person__user=user_of(request)).select_related("person__user"):
        rows += [[as_text(enrolment.person.email), NAMES[group]] for group in (*Relationship.values, ALL)]
    return download(csv_of(rows), CSV, f"scores-{slugify(cohort.name)}.csv")
