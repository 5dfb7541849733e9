"""The administrator's questionnaires: which there are, what each asks, its licence, and importing another."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.instruments import examples as instrument_examples
from assessments.instruments import licensing
from assessments.instruments import storage as instruments
from assessments.instruments.display import Shown, of_instrument, of_spec
from assessments.instruments.files import WHOLE_FILE, Mistake
from assessments.instruments.forms import ImportInstrumentForm, LicenceForm
from assessments.instruments.validation import Checked, QuestionnaireSpec, check
from assessments.models import Instrument
from people.access import get_authorised, organisations_of, user_of
from spreadsheets.downloads import download
from spreadsheets.preview import first_mistakes

INSTRUMENTS = Instrument.objects.select_related("organisation", "licence")
EXAMPLES = {
    "csv": (instrument_examples.as_csv, "text/csv; charset=utf-8"),
    "json": (instrument_examples.as_json, "application/json"),
}


@require_safe
def instrument_list(request: HttpRequest) -> HttpResponse:
    organisations = organisations_of(request)
    instruments.own_instrument()
    found = Instrument.objects.visible_to(user_of(request)).select_related("organisation")
    context = {
        "standings": licensing.standings(found, timezone.localdate()),
        "several_organisations": len(organisations) > 1,
    }
    return render(request, "assessments/instruments/list.html", context)


@require_safe
def instrument(request: HttpRequest, pk: int) -> HttpResponse:
    found: Instrument = get_authorised(INSTRUMENTS, "assessments.see_instrument", request, pk=pk)
    standing = licensing.standing(found, timezone.localdate())
    context = {"instrument": found, "standing": standing, "shown": of_instrument(found)}
    return render(request, "assessments/instruments/instrument.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_licence(request: HttpRequest, pk: int) -> HttpResponse:
    found: Instrument = get_authorised(INSTRUMENTS, "assessments.license_instrument", request, pk=pk)
    standing = licensing.standing(found, timezone.localdate())
    form = LicenceForm(request.POST if request.method == "POST" else None, licence=standing.licence)
    if form.is_valid():
        instruments.record_licence(instrument=found, **form.cleaned_data)
        messages.success(request, f"The licence of {found} is saved.")
        return redirect("instrument", pk=found.pk)
    return render(
        request, "assessments/instruments/licence.html", {"form": form, "instrument": found, "standing": standing}
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
    """Asks for the file, shows what it would store, and stores it: the file travels in the page."""
    organisations = organisations_of(request)
    if request.method != "POST":
        return _page(request, ImportInstrumentForm(organisations=organisations))
    form = ImportInstrumentForm(request.POST, request.FILES, organisations=organisations)
    if not form.is_valid():
        return _page(request, form)
    if "confirm" in request.POST:
        return _confirm(request, form)
    return _page(request, form, _preview(form))


def _preview(form: ImportInstrumentForm) -> Checked:
    return instruments.preview(organisation=form.cleaned_data["organisation"], sheet=form.cleaned_data["table"])


def _confirm(request: HttpRequest, form: ImportInstrumentForm) -> HttpResponse:
    """A page sent twice finds what the first has stored; anything wrong with the file leads back to it."""
    checked = check(form.cleaned_data["table"])
    if checked.recipe is None:
        return _page(request, form, checked)
    try:
        stored = _store(form, checked.recipe)
    except ValidationError as refused:
        return _page(request, form, Checked(None, [Mistake(WHOLE_FILE, refused.messages[0])]))
    messages.success(request, f"{stored} is stored.")
    return redirect("instrument", pk=stored.pk)


def _store(form: ImportInstrumentForm, recipe: QuestionnaireSpec) -> Instrument:
    return instruments.import_instrument(organisation=form.cleaned_data["organisation"], recipe=recipe)


def _page(request: HttpRequest, form: ImportInstrumentForm, checked: Checked | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "checked": checked}
    if checked:
        sheet, organisation = form.cleaned_data["table"], form.cleaned_data["organisation"]
        initial = {"text": sheet.text, "filled": True, "organisation": organisation}
        context |= {
            "text": sheet.text,
            "organisation": organisation,
            "form": ImportInstrumentForm(initial=initial, organisations=form.organisations),
            "mistakes": first_mistakes(_mistakes(checked)),
            "shown": _shown(checked),
        }
    return render(request, "assessments/instruments/import.html", context)


def _mistakes(checked: Checked) -> list[dict[str, str]]:
    return [
        {"text": f"{each.place}: {each.text}", "id": f"mistake-{number}"}
        for number, each in enumerate(checked.mistakes, start=1)
    ]


def _shown(checked: Checked) -> Shown | None:
    return of_spec(checked.recipe) if checked.recipe else None
