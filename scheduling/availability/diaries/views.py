"""The list of diaries for administrators, and the pages of a diary for them and for its owner."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import administers, get_authorised, organisations_of, user_of
from people.forms import post_data
from people.models import Person
from scheduling.availability.diaries import editing, importing
from scheduling.availability.diaries.forms import AbsenceForm, DiaryForm, LeadsForm, WeekForm
from scheduling.availability.diaries.listing import (
    busy_summary,
    leads_in_short,
    participant_lines,
    team_lines,
    week_in_short,
)
from scheduling.clashes.affected import released_sessions_needing, sessions_needing, warn_of
from scheduling.ics.reader import UnreadableDiaryError
from scheduling.models import Absence

PEOPLE = Person.objects.select_related("user", "organisation")


def _person(request: HttpRequest, pk: int) -> Person:
    """Fetch somebody whose diary the account keeps: its own, or that of anybody in its organisation."""
    return get_authorised(PEOPLE.visible_to, request, pk=pk)


def _about(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Return the context of every page: the person, whether it is their own diary, and whether others run it."""
    user = user_of(request)
    return {
        "person": person,
        "is_own": person.user_id == user.pk,
        "runs": administers(user, person.organisation),
    }


@require_safe
def diaries(request: HttpRequest) -> HttpResponse:
    groups = [(each, team_lines(each), participant_lines(each)) for each in organisations_of(request)]
    return render(request, "scheduling/availability/diaries/list.html", {"groups": groups})


@require_safe
def diary(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    context = _about(request, person) | {
        "week": week_in_short(person.availabilities.all()),
        "absences": person.absences.typed().to_come(),
        "imported": getattr(person, "diary_import", None),
        "busy": busy_summary(person),
        "leads": leads_in_short(person.leads.all()),
    }
    return render(request, "scheduling/availability/diaries/diary.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def diary_week(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = WeekForm(post_data(request), person=person)
    if form.is_valid():
        editing.set_week(person=person, hours=form.hours())
        messages.success(request, "The weekly hours are saved.")
        return redirect("diary", person.pk)
    return render(request, "scheduling/availability/diaries/week.html", _about(request, person) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def diary_take_off(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = AbsenceForm(post_data(request))
    if form.is_valid() and (absence := form.carry_out(editing.add_time_off, person=person)) is not None:
        messages.success(request, "The time off is saved.")
        _warn(request, person, [absence])
        return redirect("diary", person.pk)
    return render(request, "scheduling/availability/diaries/time_off.html", _about(request, person) | {"form": form})


def _warn(request: HttpRequest, person: Person, absences: Iterable[Absence]) -> None:
    """Warn of affected sessions: administrators by draft dates, others by released dates."""
    runs = administers(user_of(request), person.organisation)
    warn_of(request, sessions_needing(person, absences) if runs else released_sessions_needing(person, absences))


@require_POST
def diary_take_back(request: HttpRequest, pk: int, absence: int) -> HttpResponse:
    person = _person(request, pk)
    editing.remove_time_off(person=person, absence=absence)
    messages.success(request, "The time off is removed.")
    return redirect("diary", person.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def diary_leads(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_authorised(PEOPLE.run_by, request, pk=pk)
    form = LeadsForm(post_data(request), person=person)
    if form.is_valid():
        editing.set_may_lead(person=person, **form.cleaned_data)
        messages.success(request, f"What {person} may lead is saved.")
        return redirect("diary", person.pk)
    return render(request, "scheduling/availability/diaries/leads.html", _about(request, person) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def diary_import(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = DiaryForm(post_data(request), request.FILES or None)
    if form.is_valid() and _imported(request, person, form):
        return redirect("diary", person.pk)
    return render(request, "scheduling/availability/diaries/import.html", _about(request, person) | {"form": form})


def _imported(request: HttpRequest, person: Person, form: DiaryForm) -> bool:
    try:
        importing.import_diary(person=person, data=form.cleaned_data["file"])
    except UnreadableDiaryError as reason:
        form.add_error("file", str(reason))
        return False
    messages.success(request, "The diary file is read. See below what it says.")
    _warn(request, person, person.absences.from_diary())
    return True


@require_POST
def diary_forget(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    importing.forget_diary(person=person)
    messages.success(request, "The busy times from the diary file are removed.")
    return redirect("diary", person.pk)
