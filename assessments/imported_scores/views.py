"""The pages on which administrators import scores of reports made elsewhere, and correct them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from assessments.imported_scores import importing
from assessments.imported_scores.files import COLUMNS
from assessments.imported_scores.forms import CorrectScoresForm, ImportScoresForm
from assessments.models import Relationship, Round
from assessments.raters.access import authorised_round
from assessments.results.values import ALL, NAMES
from assessments.rounds.completion import as_text
from cohorts.models import Cohort
from people.access import get_authorised, user_of
from spreadsheets.downloads import CSV, csv_of, download
from spreadsheets.preview import mistakes_of

COHORTS = Cohort.objects.select_related("programme__organisation")
BOTH = "This cohort has a baseline and a reassessment already. There is nothing left to take scores over for."


def authorised_cohort(request: HttpRequest, pk: int) -> Cohort:
    return get_authorised(COHORTS.run_by, request, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def import_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the list, show what it would store, and store it. Meanwhile the list is in the page."""
    cohort = authorised_cohort(request, pk)
    kind = importing.next_kind(cohort)
    if request.method == "POST":
        return _posted(request, cohort, ImportScoresForm(request.POST, request.FILES))
    if kind is None:
        messages.error(request, BOTH)
        return redirect("cohort_assessment", pk=cohort.pk)
    return _page(request, cohort, ImportScoresForm(initial={"kind": kind}))


def _posted(request: HttpRequest, cohort: Cohort, form: ImportScoresForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, cohort, form)
    if "confirm" in request.POST:
        return _confirm(request, cohort, form)
    table = form.cleaned_data["table"]
    return _page(request, cohort, form, importing.preview(cohort=cohort, table=table, by=user_of(request)))


def _confirm(request: HttpRequest, cohort: Cohort, form: ImportScoresForm) -> HttpResponse:
    wanted = {name: form.cleaned_data[name] for name in ("kind", "source", "closed_on", "table")}
    try:
        made = importing.take_over(cohort=cohort, by=user_of(request), **wanted)
    except importing.ScoresError as refusal:
        return _page(request, cohort, form, refusal.preview)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _page(request, cohort, form)
    people = made.subjects.count()
    messages.success(request, f"The scores of {people} {'person' if people == 1 else 'people'} are stored.")
    return redirect(made)


def _page(
    request: HttpRequest, cohort: Cohort, form: ImportScoresForm, preview: importing.Preview | None = None
) -> HttpResponse:
    context = _context(request, cohort, form, preview, importing.least_in(cohort))
    context["kind"] = _kind(form).label.lower()
    if preview:
        known = {name: form.cleaned_data[name] for name in ("kind", "source", "closed_on")}
        filled = ImportScoresForm(initial=known | {"text": context["text"], "filled": True})
        context |= {"form": filled, **known}
    return render(request, "assessments/imported_scores/import.html", context)


def _context(
    request: HttpRequest,
    cohort: Cohort,
    form: ImportScoresForm,
    preview: importing.Preview | None,
    least: int,
) -> dict[str, Any]:
    """Describe the list that both pages ask for and, once it was checked, every row of it."""
    checked = {"text": form.text_of(form.cleaned_data["table"]), "mistakes": mistakes_of(preview)} if preview else {}
    return {
        "cohort": cohort,
        "form": form,
        "columns": COLUMNS,
        "heads": [column.label.partition(" ") for column in COLUMNS],
        "least": least,
        "is_enrolled": cohort.enrolments.filter(person__user=user_of(request)).exists(),
        "preview": preview,
        **checked,
    }


def _kind(form: ImportScoresForm) -> Round.Kind:
    """Read the kind from the form, or a baseline if somebody has tampered with the page."""
    value = form["kind"].value()
    return Round.Kind(value) if value in Round.Kind.values else Round.Kind.BASELINE


@require_http_methods(["GET", "HEAD", "POST"])
def correct_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the list or a part of it again, show what it would store, and store what differs."""
    round_ = authorised_round(request, pk)
    if round_.instrument_id is not None:
        messages.error(request, importing.ASKED_HERE)
        return redirect(round_)
    form = CorrectScoresForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _correction(request, round_, form)
    if "confirm" in request.POST:
        return _correct(request, round_, form)
    table, least = form.cleaned_data["table"], round_.least_in_group
    preview = importing.preview(cohort=round_.cohort, table=table, by=user_of(request), least=least)
    return _correction(request, round_, form, preview)


def _correct(request: HttpRequest, round_: Round, form: CorrectScoresForm) -> HttpResponse:
    try:
        corrected = importing.correct(round_=round_, table=form.cleaned_data["table"], by=user_of(request))
    except importing.ScoresError as refusal:
        return _correction(request, round_, form, refusal.preview)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _correction(request, round_, form)
    if corrected:
        who = "1 person has" if corrected == 1 else f"{corrected} people have"
        messages.success(request, f"{who} a new report, under a new number.")
    else:
        messages.info(request, "Nothing was changed: these are the scores that are stored.")
    return redirect(round_)


def _correction(
    request: HttpRequest, round_: Round, form: CorrectScoresForm, preview: importing.Preview | None = None
) -> HttpResponse:
    context = _context(request, round_.cohort, form, preview, round_.least_in_group)
    context |= {"round": round_, "cancel_url": round_.get_absolute_url()}
    if preview:
        context["form"] = CorrectScoresForm(initial={"text": context["text"], "filled": True})
    if preview and preview.can_be_taken:
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
