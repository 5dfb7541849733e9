"""The administrator keeps a round going: its dates, its reminders, each participant, and the completion as a file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.models import Round, Subject
from assessments.rounds import completion, extending, following, reminding
from assessments.rounds.forms import DatesForm, MoreTimeForm
from people.access import get_authorised
from people.forms import CadreForm

REMINDED = "Whoever has not answered is reminded, unless we have emailed them today already."
NOT_REMINDED = "This has closed, so nobody is reminded."


def authorised_round(request: HttpRequest, pk: int) -> Round:
    rounds = Round.objects.select_related("cohort__programme__organisation", "instrument")
    found: Round = get_authorised(rounds, "assessments.run_round", request, pk=pk)
    return found


def authorised_subject(request: HttpRequest, pk: int) -> Subject:
    found: Subject = get_authorised(following.Followed(), "assessments.run_round", request, pk=pk)
    return found


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    if shown.is_open:
        reminding.remind_round(round_=shown, today=timezone.localdate())
        messages.success(request, REMINDED)
    else:
        messages.error(request, NOT_REMINDED)
    return redirect(shown)


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    if not shown.is_open or shown.closes_on < timezone.localdate():
        messages.error(request, extending.CLOSED)
        return redirect(shown)
    form = DatesForm(request.POST or None, round_=shown)
    if request.method == "POST" and form.is_valid() and change_dates(request, shown, form):
        return redirect(shown)
    return render(request, "assessments/rounds/dates.html", {"round": shown, "form": form})


def change_dates(request: HttpRequest, shown: Round, form: DatesForm) -> bool:
    closes_on = form.cleaned_data["closes_on"]
    try:
        extending.change_dates(round_=shown, closes_on=closes_on, remind_on=form.reminders())
    except ValidationError as refused:
        say_refused(form, refused)
        return False
    if closes_on > shown.closes_on:
        day = date_format(closes_on, "j F Y")
        messages.success(request, f"Raters can answer until {day}. Those who have not answered are being told.")
    else:
        messages.success(request, "The dates are saved.")
    return True


def say_refused(form: CadreForm, refused: ValidationError) -> None:
    """What only the verb finds: beside the field that is to blame, or above the form."""
    blamed = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    for field, sentences in blamed.items():
        form.add_error(field if field in form.fields else None, sentences)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    name = slugify(f"{shown.cohort.name} {shown.get_kind_display()} completion")
    return HttpResponse(
        completion.completion_of(shown),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@require_safe
def subject_page(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_subject(request, pk)
    context = {
        "subject": subject,
        "round": subject.round,
        "rolls": following.rolls(subject),
        "standing": following.standing(subject),
        "is_released": subject.releases.exists(),
    }
    return render(request, "assessments/rounds/subject.html", context)


@require_POST
def subject_remind(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_subject(request, pk)
    if subject.is_open:
        reminding.remind_subject(subject=subject, today=timezone.localdate())
        messages.success(request, REMINDED)
    else:
        messages.error(request, NOT_REMINDED)
    return redirect("round_subject", pk=subject.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def subject_extend(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_subject(request, pk)
    if subject.round.instrument_id is None:
        messages.error(request, extending.ASKED_ELSEWHERE)
        return redirect("round_subject", pk=subject.pk)
    form = MoreTimeForm(request.POST or None, subject=subject)
    if request.method == "POST" and form.is_valid() and extend(request, subject, form):
        return redirect("round_subject", pk=subject.pk)
    context = {"subject": subject, "round": subject.round, "form": form, "is_released": subject.releases.exists()}
    return render(request, "assessments/rounds/extend.html", context)


def extend(request: HttpRequest, subject: Subject, form: MoreTimeForm) -> bool:
    until = form.cleaned_data["until"]
    try:
        extending.extend_subject(subject=subject, until=until)
    except ValidationError as refused:
        say_refused(form, refused)
        return False
    day = date_format(until, "j F Y")
    messages.success(request, f"Raters of {subject.name} can answer until {day}. Those who have not are being told.")
    return True
