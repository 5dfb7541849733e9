"""Pages for enrolling people, changing an enrolment and withdrawing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.enrolments import enrolling
from cohorts.enrolments.editing import change_enrolment, entered_values
from cohorts.enrolments.forms import ChangeEnrolmentForm, EnrolForm
from cohorts.enrolments.rows import COLUMNS, PREVIEW_COLUMNS
from cohorts.enrolments.withdrawing import HasBegunError, has_begun
from cohorts.enrolments.withdrawing import withdraw as withdraw_enrolment
from cohorts.models import Cohort, Enrolment
from people.access import get_authorised, organisations_of
from people.conflicts import fingerprint
from people.forms import post_data
from spreadsheets.downloads import CSV, EXCEL, csv_of, download, template_workbook
from spreadsheets.views import import_context, import_page


@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_change(request: HttpRequest, pk: int) -> HttpResponse:
    enrolments = Enrolment.objects.select_related("cohort__programme__organisation", "person__user", "site")
    found = get_authorised(enrolments.run_by, request, pk=pk)
    initial = entered_values(found)
    form = ChangeEnrolmentForm(post_data(request), initial=initial | {"seen": fingerprint(initial)})
    if form.is_valid() and (changed := form.carry_out(change_enrolment, enrolment=found)):
        messages.success(request, f"What you changed about {changed.person.name} is saved.")
        return redirect(found.cohort)
    context = {"enrolment": found, "form": form, "has_begun": has_begun(found)}
    return render(request, "cohorts/enrolments/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    enrolments = Enrolment.objects.select_related("cohort__programme__organisation", "person__user")
    found = get_authorised(enrolments.run_by, request, pk=pk)
    if request.method == "POST" and _withdrawn(request, found):
        return redirect(found.cohort)
    context = {"enrolment": found, "cohort": found.cohort, "has_begun": has_begun(found)}
    return render(request, "cohorts/enrolments/withdraw.html", context)


def _withdrawn(request: HttpRequest, enrolment: Enrolment) -> bool:
    try:
        withdraw_enrolment(enrolment=enrolment)
    except HasBegunError:
        return False
    messages.success(request, f"{enrolment.person.name} is no longer in {enrolment.cohort.name}.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort = get_authorised(cohorts.run_by, request, pk=pk)
    form = EnrolForm(post_data(request), request.FILES or None)
    return import_page(
        request,
        form,
        preview=lambda: enrolling.preview(cohort=cohort, table=form.cleaned_data["table"]),
        store=lambda: _store(request, cohort, form),
        page=lambda preview: _page(request, cohort, form, preview),
    )


def _store(request: HttpRequest, cohort: Cohort, form: EnrolForm) -> HttpResponse:
    made = enrolling.enrol(cohort=cohort, table=form.cleaned_data["table"])
    people = "1 person is" if len(made) == 1 else f"{len(made)} people are"
    messages.success(request, f"{people} enrolled in {cohort.name}. Each gets an email of welcome.")
    return redirect(cohort)


def _page(
    request: HttpRequest, cohort: Cohort, form: EnrolForm, preview: enrolling.EnrolPreview | None
) -> HttpResponse:
    context = {
        "cohort": cohort,
        "columns": COLUMNS,
        "places": max(cohort.capacity - cohort.enrolments.count(), 0),
        "cancel_url": cohort.get_absolute_url(),
        **import_context(form, preview, PREVIEW_COLUMNS),
    }
    return render(request, "cohorts/enrolments/enrol.html", context)


@require_safe
def enrol_template(request: HttpRequest, format: str) -> HttpResponse:
    organisations_of(request)
    if format == "csv":
        return download(csv_of([[column.label for column in COLUMNS]]), CSV, "people.csv")
    if format == "xlsx":
        return download(template_workbook(COLUMNS, title="People"), EXCEL, "people.xlsx")
    raise Http404
