"""A cohort's sessions, and the home page of planning."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from people.access import get_authorised, organisations_of, user_of
from scheduling.clashes.affected import affected_sessions
from scheduling.models import Session
from scheduling.releases.changes import pending_release
from scheduling.timeline import draw, entries


@require_safe
def cohort_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort = get_authorised(cohorts.run_by, request, pk=pk)
    sessions = list(cohort.sessions.for_list())
    context = {
        "cohort": cohort,
        "sessions": sessions,
        "timeline": draw(entries(sessions), today=timezone.localdate()),
        "draft": pending_release(cohort),
        "affected": affected_sessions(cohort),
        "can_be_planned": any(each.can_be_planned for each in sessions),
        "is_released": cohort.schedule_releases.exists(),
    }
    return render(request, "scheduling/pages/cohort_sessions.html", context)


@require_safe
def planning_home(request: HttpRequest) -> HttpResponse:
    organisations_of(request)
    cohorts = Cohort.objects.run_by(user_of(request)).filter(pk__in=Session.objects.not_begun().values("cohort"))
    return render(request, "scheduling/pages/planning_home.html", {"cohorts": cohorts.select_related("programme")})
