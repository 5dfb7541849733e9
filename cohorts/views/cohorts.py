from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.changing import change_cohort, change_enrolment, entered_of, state_of
from cohorts.forms import ChangeCohortForm, ChangeEnrolmentForm
from cohorts.models import Cohort, Enrolment
from cohorts.views.overtaken import seen_by, seen_next
from cohorts.withdrawing import HasBegunError, has_begun
from cohorts.withdrawing import withdraw as withdraw_enrolment
from people.access import get_authorised


@require_safe
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation", "design")
    found: Cohort = get_authorised(cohorts, "cohorts.run_cohort", request, pk=pk)
    enrolments = list(found.enrolments.for_list())
    context = {"cohort": found, "enrolments": enrolments, "places": max(found.capacity - len(enrolments), 0)}
    return render(request, "cohorts/cohort.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_change(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    found: Cohort = get_authorised(cohorts, "cohorts.run_cohort", request, pk=pk)
    initial = {"name": found.name, "capacity": found.capacity}
    form = ChangeCohortForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and (changed := form.carry_out(change_cohort, cohort=found, seen=seen_by(request))):
        messages.success(request, f"{changed.name} has {changed.capacity} places.")
        return redirect(changed)
    seen = seen_next(request, form, state_of(initial))
    return render(request, "cohorts/cohort_change.html", {"cohort": found, "form": form, "seen": seen})


@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_change(request: HttpRequest, pk: int) -> HttpResponse:
    enrolments = Enrolment.objects.select_related("cohort__programme__organisation", "person__user", "site")
    found: Enrolment = get_authorised(enrolments, "cohorts.change_enrolment", request, pk=pk)
    initial = entered_of(found)
    form = ChangeEnrolmentForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and (changed := form.carry_out(change_enrolment, enrolment=found, seen=seen_by(request))):
        messages.success(request, f"What you changed about {changed.person.name} is saved.")
        return redirect(found.cohort)
    seen = seen_next(request, form, state_of(initial))
    context = {"enrolment": found, "form": form, "seen": seen, "has_begun": has_begun(found)}
    return render(request, "cohorts/enrolment_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    enrolments = Enrolment.objects.select_related("cohort__programme__organisation", "person__user")
    found: Enrolment = get_authorised(enrolments, "cohorts.withdraw_enrolment", request, pk=pk)
    if request.method == "POST" and _withdrawn(request, found):
        return redirect(found.cohort)
    context = {"enrolment": found, "cohort": found.cohort, "has_begun": has_begun(found)}
    return render(request, "cohorts/withdraw.html", context)


def _withdrawn(request: HttpRequest, enrolment: Enrolment) -> bool:
    try:
        withdraw_enrolment(enrolment=enrolment)
    except HasBegunError:
        return False
    messages.success(request, f"{enrolment.person.name} is no longer in {enrolment.cohort.name}.")
    return True
