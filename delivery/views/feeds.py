"""Sessions for people's own calendars: a feed under a secret address, and files to download."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.models import Cohort
from delivery import feeds
from delivery.ics.writing import PUBLISH, content_type
from delivery.models import ReleasedSession, Session
from people.access import get_authorised, user_of
from people.models import Person


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
    session: Session = get_authorised(sessions, "delivery.see_session", request, pk=pk)
    known = ReleasedSession.objects.filter(session=session, is_cancelled=False)
    if not known.exists():
        raise Http404
    content = feeds.dates_file(known, user=user_of(request), name=session.title)
    return _download(content, session.title)


@require_safe
def cohort_file(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort: Cohort = get_authorised(cohorts, "delivery.see_dates", request, pk=pk)
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
    return render(request, "delivery/feeds/page.html", context)


def _download(content: bytes, name: str) -> HttpResponse:
    file = f"{slugify(name) or 'dates'}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(content, content_type=content_type(PUBLISH), headers=headers)
