"""The calendar, the feeds and files for people's own diaries, and the handbook."""

import hashlib
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.models import Cohort
from people.access import get_authorised, user_of
from people.dates import WEEKDAYS, monday_of
from people.models import Person, Role, User
from reports import documents
from scheduling.calendars import feeds, handbook
from scheduling.calendars.entries import CalendarEntry, Mark, cohorts_in_calendar, entries_for, items_of, marks_for
from scheduling.calendars.grid import days_with_items, month_of, week_of
from scheduling.ics.writer import PUBLISH, content_type
from scheduling.models import ReleasedSession, ScheduleRelease, Session
from scheduling.timeline import TimelineEntry as Line
from scheduling.timeline import draw
from scheduling.working_days.calendar_query import CalendarQuery, CalendarView, DayRange, months_from, parse_query

RELEASES = ScheduleRelease.objects.newest().select_related("cohort__programme__organisation")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    asked = parse_query(request.GET, timezone.localdate())
    cohorts = list(cohorts_in_calendar(user))
    chosen = next((cohort for cohort in cohorts if cohort.pk == asked.cohort), None)
    entries = entries_for(user, within=asked.within, cohort=chosen)
    context = {
        "asked": asked,
        "shown": f"scheduling/calendars/{asked.view}.html",
        "views": [(view.value, view.value.capitalize(), asked.seen_as(view).url) for view in CalendarView],
        "cohorts": cohorts,
        "chosen": chosen,
        "may_drag": asked.is_table and any(entry.may_move for entry in entries),
        "has_several": chosen is None and len(cohorts) > 1,
        "is_administrator": Role.ADMINISTRATOR in user.roles,
    }
    return render(request, "scheduling/calendars/page.html", context | _shown(asked, entries, user, chosen))


def _shown(asked: CalendarQuery, entries: list[CalendarEntry], user: User, chosen: Cohort | None) -> dict[str, Any]:
    within = asked.within
    if within is None:
        return {"timelines": list(_timelines(asked, entries, is_chosen=chosen is not None))}
    marks = marks_for(user, within)
    return {"marks": marks, "within": within} | _laid_out(asked, within, entries, marks)


def _laid_out(
    asked: CalendarQuery, within: DayRange, entries: list[CalendarEntry], marks: list[Mark]
) -> dict[str, Any]:
    items = [item for item in items_of(entries) if within.first <= item.day <= within.last]
    if asked.view == CalendarView.AGENDA:
        return {"days": days_with_items(items, marks, asked.today), "going_on": _open_before(within.first, entries)}
    if asked.view == CalendarView.WEEK:
        return {"week": week_of(monday_of(asked.on), items, marks, asked.today)}
    months = months_from(asked.on, asked.months)
    return {"weekdays": WEEKDAYS, "months": [month_of(first, items, marks, asked.today) for first in months]}


def _open_before(day: date, entries: Iterable[CalendarEntry]) -> list[CalendarEntry]:
    """What opened earlier and is still open on the day."""
    windows = (entry for entry in entries if entry.is_window and not entry.is_off)
    return [entry for entry in windows if entry.first < day <= entry.last]


def _timelines(asked: CalendarQuery, entries: Iterable[CalendarEntry], *, is_chosen: bool) -> Iterable[dict[str, Any]]:
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


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def feed_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The address is shown in this one answer and kept nowhere: whoever loads it again finds the page of the feed."""
    person = _own(request, pk)
    if request.method != "POST":
        return redirect("calendar_feed")
    return _page(request, made_for=person, address=feeds.make_address(person=person))


@require_POST
def feed_off(request: HttpRequest, pk: int) -> HttpResponse:
    feeds.switch_off(person=_own(request, pk))
    messages.success(request, "Your calendar feed is switched off. Its address no longer works.")
    return redirect("calendar_feed")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Diaries ask again and again: they are told that nothing has changed by a tag of what there is."""
    person = feeds.person_of(token)
    if person is None:
        raise Http404
    content = feeds.feed_of(person)
    response = HttpResponse(content, content_type=content_type(PUBLISH))
    response["ETag"] = quote_etag(hashlib.sha256(content).hexdigest())
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_safe
def session_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One session as it was released; of what nobody has been told of, or what is off, there is no file."""
    sessions = Session.objects.with_titles().select_related("cohort__programme__organisation")
    session: Session = get_authorised(sessions, "scheduling.see_session", request, pk=pk)
    known = ReleasedSession.objects.filter(session=session, is_cancelled=False)
    if not known.exists():
        raise Http404
    content = feeds.dates_file(known, user=user_of(request), name=session.title)
    return _download(content, session.title)


@require_safe
def cohort_file(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort: Cohort = get_authorised(cohorts, "scheduling.see_dates", request, pk=pk)
    name = f"{cohort.programme.name}, {cohort.name}"
    known = ReleasedSession.objects.filter(session__cohort=cohort)
    return _download(feeds.dates_file(known, user=user_of(request), name=name), name)


def _own(request: HttpRequest, pk: int) -> Person:
    """Whoever is somebody else does not learn whether there is such a person."""
    return get_object_or_404(Person.objects.select_related("organisation"), user=user_of(request), pk=pk)


def _page(request: HttpRequest, made_for: Person | None = None, address: str = "") -> HttpResponse:
    user = user_of(request)
    people = list(Person.objects.filter(user=user).select_related("organisation").order_by("pk"))
    context = {
        "people": [(person, feeds.is_on(person)) for person in people],
        "made_for": made_for,
        "cohorts": Cohort.objects.filter(enrolments__person__user=user).select_related("programme"),
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}",
    }
    return render(request, "scheduling/calendars/feed.html", context)


def _download(content: bytes, name: str) -> HttpResponse:
    file = f"{slugify(name) or 'dates'}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(content, content_type=content_type(PUBLISH), headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def handbook_of_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    release: ScheduleRelease = get_authorised(RELEASES, "scheduling.read_handbook", request, cohort=pk)
    if request.method == "POST":
        documents.try_again(document=handbook.issue(release=release))
        return redirect("handbook", pk)
    document = handbook.of(release)
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    template = "scheduling/calendars/handbook/state.html" if is_part else "scheduling/calendars/handbook/page.html"
    return render(request, template, {"release": release, "cohort": release.cohort, "document": document})
