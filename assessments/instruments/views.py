"""The administrator's pages of questionnaires: the list, one with its licence, and the import of another."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.instruments import examples, importing, licensing
from assessments.instruments.display import ShownQuestionnaire, show_instrument, show_spec
from assessments.instruments.files import WHOLE_FILE, Mistake
from assessments.instruments.forms import ImportInstrumentForm, LicenceForm
from assessments.instruments.validation import CheckedQuestionnaire, QuestionnaireSpec, check
from assessments.models import Instrument
from people.access import get_authorised, organisations_of, user_of
from people.forms import post_data
from spreadsheets.downloads import download
from spreadsheets.preview import first_mistakes

INSTRUMENTS = Instrument.objects.select_related("organisation", "licence")
EXAMPLES = {
    "csv": (examples.as_csv, "text/csv; charset=utf-8"),
    "json": (examples.as_json, "application/json"),
}


@require_safe
def instrument_list(request: HttpRequest) -> HttpResponse:
    organisations = organisations_of(request)
    importing.own_instrument()
    found = Instrument.objects.visible_to(user_of(request)).select_related("organisation")
    context = {
        "statuses": licensing.statuses_of(found, timezone.localdate()),
        "several_organisations": len(organisations) > 1,
    }
    return render(request, "assessments/instruments/list.html", context)


@require_safe
def instrument(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_authorised(INSTRUMENTS.visible_to, request, pk=pk)
    status = licensing.status_of(found, timezone.localdate())
    context = {"instrument": found, "status": status, "shown": show_instrument(found)}
    return render(request, "assessments/instruments/instrument.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_licence(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_authorised(INSTRUMENTS.run_by, request, pk=pk)
    status = licensing.status_of(found, timezone.localdate())
    form = LicenceForm(post_data(request), licence=status.licence)
    if form.is_valid():
        importing.record_licence(instrument=found, **form.cleaned_data)
        messages.success(request, f"The licence of {found} is saved.")
        return redirect("instrument", pk=found.pk)
    return render(
        request, "assessments/instruments/licence.html", {"form": form, "instrument": found, "status": status}
    )


@require_safe
def instrument_example(request: HttpRequest, format: str) -> HttpResponse:
    organisations_of(request)
    if format not in EXAMPLES:
        raise Http404
    write, content_type = EXAMPLES[format]
    return download(write(timezone.localdate()), content_type, f"questionnaire.{format}")


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_import(request: HttpRequest) -> HttpResponse:
    """Ask for the file, show what it would store, and store it. The file travels in the page."""
    organisations = organisations_of(request)
    if request.method != "POST":
        return _page(request, ImportInstrumentForm(organisations=organisations))
    form = ImportInstrumentForm(request.POST, request.FILES, organisations=organisations)
    if not form.is_valid():
        return _page(request, form)
    if "confirm" in request.POST:
        return _confirm(request, form)
    return _page(request, form, _preview(form))


def _preview(form: ImportInstrumentForm) -> CheckedQuestionnaire:
    return importing.preview_import(organisation=form.cleaned_data["organisation"], file=form.cleaned_data["table"])


def _confirm(request: HttpRequest, form: ImportInstrumentForm) -> HttpResponse:
    """Store the questionnaire. Sent twice, it is stored once; a file with a mistake is shown again."""
    checked = check(form.cleaned_data["table"])
    if checked.spec is None:
        return _page(request, form, checked)
    try:
        stored = _store(form, checked.spec)
    except ValidationError as refused:
        return _page(request, form, CheckedQuestionnaire(None, [Mistake(WHOLE_FILE, refused.messages[0])]))
    messages.success(request, f"{stored} is stored.")
    return redirect("instrument", pk=stored.pk)


def _store(form: ImportInstrumentForm, spec: QuestionnaireSpec) -> Instrument:
    return importing.import_instrument(organisation=form.cleaned_data["organisation"], spec=spec)


def _page(
    request: HttpRequest, form: ImportInstrumentForm, checked: CheckedQuestionnaire | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "checked": checked}
    if checked:
        file, organisation = form.cleaned_data["table"], form.cleaned_data["organisation"]
        initial = {"text": file.text, "filled": True, "organisation": organisation}
        context |= {
            "text": file.text,
            "organisation": organisation,
            "form": ImportInstrumentForm(initial=initial, organisations=form.organisations),
            "mistakes": first_mistakes(_mistakes(checked)),
            "shown": _shown(checked),
        }
    return render(request, "assessments/instruments/import.html", context)


def _mistakes(checked: CheckedQuestionnaire) -> list[dict[str, str]]:
    return [
        {"text": f"{each.place}: {each.text}", "id": f"mistake-{number}"}
        for number, each in enumerate(checked.mistakes, start=1)
    ]


def _shown(checked: CheckedQuestionnaire) -> ShownQuestionnaire | None:
    return show_spec(checked.spec) if checked.spec else None
