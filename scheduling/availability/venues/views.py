"""Pages on which administrators list, add, change, close and remove venues."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import get_authorised, organisations_of, user_of
from people.forms import post_data
from scheduling.availability.venues import editing
from scheduling.availability.venues.forms import NewVenueForm, VenueClosureForm, VenueForm
from scheduling.clashes.affected import sessions_at_closed_venue, warn_of
from scheduling.models import Venue

VENUES = Venue.objects.select_related("organisation")


def _venue(request: HttpRequest, pk: int) -> Venue:
    return get_authorised(VENUES.run_by, request, pk=pk)


@require_safe
def venues(request: HttpRequest) -> HttpResponse:
    several = len(organisations_of(request)) > 1
    found = Venue.objects.run_by(user_of(request)).for_list()
    return render(
        request, "scheduling/availability/venues/list.html", {"venues": found, "several_organisations": several}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def venue_new(request: HttpRequest) -> HttpResponse:
    organisations = organisations_of(request)
    form = NewVenueForm(post_data(request), organisations=organisations)
    if form.is_valid() and (made := form.carry_out(editing.add_venue)):
        messages.success(request, f"{made} is added.")
        return redirect(made)
    return render(request, "scheduling/availability/venues/new.html", {"form": form})


@require_safe
def venue(request: HttpRequest, pk: int) -> HttpResponse:
    found = _venue(request, pk)
    context = {"venue": found, "closures": found.closures.all(), "to_come": found.sessions.to_come().count()}
    return render(request, "scheduling/availability/venues/venue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def venue_change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _venue(request, pk)
    form = VenueForm(post_data(request), venue=found)
    if form.is_valid() and (changed := form.carry_out(editing.change_venue, venue=found)):
        messages.success(request, f"{changed} is changed.")
        return redirect(changed)
    return render(request, "scheduling/availability/venues/change.html", {"form": form, "venue": found})


@require_http_methods(["GET", "HEAD", "POST"])
def venue_close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _venue(request, pk)
    form = VenueClosureForm(post_data(request))
    if form.is_valid():
        closure = editing.close_venue(venue=found, **form.cleaned_data)
        messages.success(request, f"{found} is closed on those days.")
        warn_of(request, sessions_at_closed_venue(closure))
        return redirect(found)
    return render(request, "scheduling/availability/venues/close.html", {"form": form, "venue": found})


@require_POST
def venue_reopen(request: HttpRequest, pk: int, closure: int) -> HttpResponse:
    found = _venue(request, pk)
    editing.reopen_venue(venue=found, closure=closure)
    messages.success(request, f"{found} is open again on those days.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def venue_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _venue(request, pk)
    if request.method == "POST" and _removed(request, found):
        return redirect("venues")
    return render(
        request, "scheduling/availability/venues/remove.html", {"venue": found, "sessions": found.sessions.count()}
    )


def _removed(request: HttpRequest, venue: Venue) -> bool:
    try:
        editing.remove_venue(venue=venue)
    except editing.VenueInUseError:
        return False
    messages.success(request, f"{venue} is removed.")
    return True
