"""Pages of the calendar, its feed and the handbook, and calendar files to download."""

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
from scheduling.calendars.entries import CalendarEntry, Mark, cohorts_in_calendar, entries_for, list_items, marks_for
from scheduling.calendars.grid import group_by_day, lay_out_month, lay_out_week
from scheduling.ics.writer import PUBLISH, content_type
from scheduling.models import ReleasedSession, ScheduleRelease, Session
from scheduling.timeline import TimelineEntry, draw
from scheduling.working_days.calendar_query import CalendarQuery, CalendarView, DayRange, months_from, parse_query

RELEASES = ScheduleRelease.objects.newest().select_related("cohort__programme__organisation")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    query = parse_query(request.GET, timezone.localdate())
    cohorts = list(cohorts_in_calendar(user))
    chosen = next((cohort for cohort in cohorts if cohort.pk == query.cohort), None)
    entries = entries_for(user, within=query.within, cohort=chosen)
    context = {
        "query": query,
        "shown": f"scheduling/calendars/{query.view}.html",
        "views": [(view.value, view.value.capitalize(), query.seen_as(view).url) for view in CalendarView],
        "cohorts": cohorts,
        "chosen": chosen,
        "may_drag": query.is_table and any(entry.may_move for entry in entries),
        "has_several": chosen is None and len(cohorts) > 1,
        "is_administrator": Role.ADMINISTRATOR in user.roles,
    }
    return render(request, "scheduling/calendars/page.html", context | _view_context(query, entries, user, chosen))


def _view_context(
    query: CalendarQuery, entries: list[CalendarEntry], user: User, chosen: Cohort | None
) -> dict[str, Any]:
    within = query.within
    if within is None:
        return {"timelines": list(_timelines(query, entries, is_chosen=chosen is not None))}
    marks = marks_for(user, within)
    return {"marks": marks, "within": within} | _days_context(query, within, entries, marks)


def _days_context(
    query: CalendarQuery, within: DayRange, entries: list[CalendarEntry], marks: list[Mark]
) -> dict[str, Any]:
    items = [item for item in list_items(entries) if within.first <= item.day <= within.last]
    if query.view == CalendarView.AGENDA:
        return {"days": group_by_day(items, marks, query.today), "going_on": _open_before(within.first, entries)}
    if query.view == CalendarView.WEEK:
        return {"week": lay_out_week(monday_of(query.on), items, marks, query.today)}
    months = months_from(query.on, query.months)
    return {"weekdays": WEEKDAYS, "months": [lay_out_month(first, items, marks, query.today) for first in months]}


def _open_before(day: date, entries: Iterable[CalendarEntry]) -> list[CalendarEntry]:
    """Find windows that opened before a day and are open on it."""
    windows = (entry for entry in entries if entry.is_window and not entry.is_cancelled)
    return [entry for entry in windows if entry.first < day <= entry.last]


def _timelines(query: CalendarQuery, entries: Iterable[CalendarEntry], *, is_chosen: bool) -> Iterable[dict[str, Any]]:
    """Draw the cohorts that have not ended. One that has ended is drawn when it is chosen."""
    by_cohort = sorted(entries, key=lambda entry: (-entry.cohort.starts_on.toordinal(), entry.cohort.pk))
    for cohort, run in groupby(by_cohort, key=lambda entry: entry.cohort):
        own = list(run)
        if is_chosen or max(entry.last for entry in own) >= query.today:
            lines = [
                TimelineEntry(entry.element.name, entry.first, entry.last, entry.is_window)
                for entry in own
                if not entry.is_cancelled
            ]
            days = group_by_day(list_items(own), [], query.today)
            yield {"cohort": cohort, "picture": draw(lines, today=query.today), "days": days}


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    return _feed_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def feed_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new address and show it once: it is not stored, and loading the page again does not show it."""
    person = _own_person(request, pk)
    if request.method != "POST":
        return redirect("calendar_feed")
    return _feed_page(request, made_for=person, address=feeds.make_feed_address(person=person))


@require_POST
def feed_off(request: HttpRequest, pk: int) -> HttpResponse:
    feeds.switch_feed_off(person=_own_person(request, pk))
    messages.success(request, "Your calendar feed is switched off. Its address no longer works.")
    return redirect("calendar_feed")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send the feed, or just that nothing has changed: calendars ask for it again and again."""
    person = feeds.find_person(token)
    if person is None:
        raise Http404
    content = feeds.write_feed(person)
    response = HttpResponse(content, content_type=content_type(PUBLISH))
    response["ETag"] = quote_etag(hashlib.sha256(content).hexdigest())
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_safe
def session_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a session as it was released. There is no file of a draft or a cancelled session."""
    sessions = Session.objects.with_titles().select_related("cohort__programme__organisation")
    session = get_authorised(sessions.visible_to, request, pk=pk)
    released = ReleasedSession.objects.filter(session=session, is_cancelled=False)
    if not released.exists():
        raise Http404
    content = feeds.write_sessions(released, user=user_of(request), name=session.title)
    return _download(content, session.title)


@require_safe
def cohort_file(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort = get_authorised(cohorts.visible_to, request, pk=pk)
    name = f"{cohort.programme.name}, {cohort.name}"
    released = ReleasedSession.objects.filter(session__cohort=cohort)
    return _download(feeds.write_sessions(released, user=user_of(request), name=name), name)


def _own_person(request: HttpRequest, pk: int) -> Person:
    """Fetch a person of the signed-in account, or answer 404 as if there were none."""
    return get_object_or_404(Person.objects.select_related("organisation"), user=user_of(request), pk=pk)


def _feed_page(request: HttpRequest, made_for: Person | None = None, address: str = "") -> HttpResponse:
    user = user_of(request)
    people = list(Person.objects.filter(user=user).select_related("organisation").order_by("pk"))
    context = {
        "people": [(person, feeds.has_feed(person)) for person in people],
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
    release = get_authorised(RELEASES.visible_to, request, cohort=pk)
    if request.method == "POST":
        documents.try_again(document=handbook.request_handbook(release=release))
        return redirect("handbook", pk)
    document = handbook.find_handbook(release)
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    template = "scheduling/calendars/handbook/state.html" if is_part else "scheduling/calendars/handbook/page.html"
    return render(request, template, {"release": release, "cohort": release.cohort, "document": document})
