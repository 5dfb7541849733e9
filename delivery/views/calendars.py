"""The calendar of whoever is signed in: a month, a week, a list by day, or a whole programme."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from delivery.calendars.asking import Asked, View, asked_in
from delivery.calendars.entries import Entry, Range, cohorts_in_calendar, entries_for, items_of
from delivery.calendars.laying_out import days_with_items, month_of, months_from, week_of
from delivery.calendars.marks import Mark, marks_for
from delivery.timeline import Entry as Line
from delivery.timeline import draw
from people.access import user_of
from people.dates import WEEKDAYS, monday_of
from people.models import Role, User


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    asked = asked_in(request.GET, timezone.localdate())
    cohorts = list(cohorts_in_calendar(user))
    chosen = next((cohort for cohort in cohorts if cohort.pk == asked.cohort), None)
    entries = entries_for(user, within=asked.within, cohort=chosen)
    context = {
        "asked": asked,
        "shown": f"delivery/calendar/{asked.view}.html",
        "views": [(view.value, view.value.capitalize(), asked.seen_as(view).url) for view in View],
        "cohorts": cohorts,
        "chosen": chosen,
        "may_drag": asked.is_table and any(entry.may_move for entry in entries),
        "has_several": chosen is None and len(cohorts) > 1,
        "is_administrator": Role.ADMINISTRATOR in user.roles,
    }
    return render(request, "delivery/calendar/page.html", context | _shown(asked, entries, user, chosen))


def _shown(asked: Asked, entries: list[Entry], user: User, chosen: Cohort | None) -> dict[str, Any]:
    within = asked.within
    if within is None:
        return {"timelines": list(_timelines(asked, entries, is_chosen=chosen is not None))}
    marks = marks_for(user, within)
    return {"marks": marks, "within": within} | _laid_out(asked, within, entries, marks)


def _laid_out(asked: Asked, within: Range, entries: list[Entry], marks: list[Mark]) -> dict[str, Any]:
    items = [item for item in items_of(entries) if within.first <= item.day <= within.last]
    if asked.view == View.AGENDA:
        return {"days": days_with_items(items, marks, asked.today), "going_on": _open_before(within.first, entries)}
    if asked.view == View.WEEK:
        return {"week": week_of(monday_of(asked.on), items, marks, asked.today)}
    months = months_from(asked.on, asked.months)
    return {"weekdays": WEEKDAYS, "months": [month_of(first, items, marks, asked.today) for first in months]}


def _open_before(day: date, entries: Iterable[Entry]) -> list[Entry]:
    """What opened earlier and is still open on the day."""
    windows = (entry for entry in entries if entry.is_window and not entry.is_off)
    return [entry for entry in windows if entry.first < day <= entry.last]


def _timelines(asked: Asked, entries: Iterable[Entry], *, is_chosen: bool) -> Iterable[dict[str, Any]]:
    """Cohorts that are not over; one that is over, when it is asked for."""
    by_cohort = sorted(entries, key=lambda entry: (-entry.cohort.starts_on.toordinal(), entry.cohort.pk))
    for cohort, run in groupby(by_cohort, key=lambda entry: entry.cohort):
        own = list(run)
        if is_chosen or max(entry.last for entry in own) >= asked.today:
            lines = [
                Line(entry.element.name, entry.first, entry.last, entry.is_window) for entry in own if not entry.is_off
            ]
            days = days_with_items(items_of(own), [], asked.today)
            yield {"cohort": cohort, "picture": draw(lines, today=asked.today), "days": days}
