"""The handbook of a cohort: its released dates, places and people, the practices, and what to prepare."""

from collections.abc import Iterable
from typing import Any, cast

from django.db import transaction
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from cohorts.models import Cohort, Element, Practice
from people.models import User
from reports.documents import owe
from reports.kinds import Content, register
from reports.models import Document
from scheduling.models import ReleasedSession, ScheduleRelease

KIND = "handbook"
TEMPLATE = "scheduling/calendars/handbook/document.html"
# Room in the title of a document for what stands beside the name of the cohort.
RELEASE_WORDS = 20
LONGEST_NAME = cast(int, Document._meta.get_field("title").max_length) - RELEASE_WORDS
ABOUT_PRACTICES = {
    Practice.MODEL: "You are clear about what you stand for, and people see you act on it.",
    Practice.INSPIRE: "You picture a better future, and others find their own hopes in it.",
    Practice.CHALLENGE: "You look for better ways, try them out in small steps, and learn from what goes wrong.",
    Practice.ENABLE: "You build trust, and give others the strength and the room to act.",
    Practice.ENCOURAGE: "You notice what people contribute, say so, and celebrate what was done together.",
}
ABOUT_SHARES = {
    Element.Share.EXPERIENCE: "You learn by doing: from what you change at work.",
    Element.Share.SOCIAL: "You learn from others: in coaching, learning sets and from feedback.",
    Element.Share.FORMAL: "You learn what others have found out: in taught sessions.",
}


@transaction.atomic
def request_handbook(*, release: ScheduleRelease) -> Document:
    """Request the handbook of a release. It is made once even if it is requested again."""
    cohort = release.cohort
    return owe(
        kind=KIND,
        key=f"{KIND}:{release.pk}",
        organisation=cohort.organisation,
        title=f"{Truncator(f'Handbook of {cohort.name}').chars(LONGEST_NAME)}, release {release.number}",
        content=content_of(release),
    )


def find_handbook(release: ScheduleRelease) -> Document | None:
    """Find the handbook of a release, if somebody has requested it."""
    return Document.objects.filter(key=f"{KIND}:{release.pk}").first()


def readable_by(user: User) -> Q:
    """Match the handbooks of the releases that the account may see now, whenever it joined."""
    releases = ScheduleRelease.objects.visible_to(user)
    return Q(key__in=releases.values_list(Concat(Value(f"{KIND}:"), Cast("pk", CharField()))))


def content_of(release: ScheduleRelease) -> Content:
    cohort = release.cohort
    every = list(_sessions(cohort))
    sessions = [session for session in every if not session.is_cancelled]
    return {
        "programme": cohort.programme.name,
        "aims": cohort.programme.aims,
        "organisation": cohort.organisation.name,
        "cohort": cohort.name,
        "release": release.number,
        "issued_on": date_format(timezone.localdate(release.released_at)),
        "dates": [_date(session) for session in every if not session.is_window],
        "windows": [_date(session) for session in every if session.is_window],
        "details": [_detail(element, run) for element, run in _by_element(sessions).items()],
        "leads": _leads(sessions),
        "participants": _participants(cohort),
    }


def _sessions(cohort: Cohort) -> Iterable[ReleasedSession]:
    """Find all sessions. Cancelled ones are listed too: a gap in the numbers would look like a mistake."""
    released = ReleasedSession.objects.filter(session__cohort=cohort).for_list()
    return released.prefetch_related("session__element__agenda").order_by("starts_at", "session__element__position")


def _by_element(sessions: Iterable[ReleasedSession]) -> dict[Element, list[ReleasedSession]]:
    found: dict[Element, list[ReleasedSession]] = {}
    for session in sessions:
        found.setdefault(session.element, []).append(session)
    return found


def _date(session: ReleasedSession) -> dict[str, Any]:
    return {
        "title": session.title,
        "is_cancelled": session.is_cancelled,
        "day": f"{session.opens_on:%A %-d %B %Y}",
        "last_day": f"{session.closes_on:%A %-d %B %Y}",
        "times": session.times,
        "venue": session.venue,
        "address": session.address,
        "leads": _names(session),
    }


def _names(session: ReleasedSession) -> list[str]:
    return sorted(person.name for person in session.facilitators.all())


def _detail(element: Element, run: list[ReleasedSession]) -> dict[str, Any]:
    return {
        "name": element.name,
        "kind": element.get_kind_display() if element.get_kind_display() != element.name else "",
        "time": element.time,
        "count": len(run),
        "format": element.get_format_display(),
        "practice": element.get_practice_display() if element.practice else "",
        "share": element.share,
        "note": element.note,
        "preparation": element.preparation,
        "agenda": [{"name": part.name, "minutes": part.minutes} for part in element.agenda.all()],
    }


def _leads(sessions: Iterable[ReleasedSession]) -> list[dict[str, Any]]:
    """List each facilitator and coach with the sessions that they lead."""
    found: dict[str, list[str]] = {}
    for session in sessions:
        for name in _names(session):
            found.setdefault(name, []).append(session.title)
    return [{"name": name, "titles": titles} for name, titles in sorted(found.items())]


def _participants(cohort: Cohort) -> list[dict[str, str]]:
    enrolled = cohort.enrolments.select_related("person", "site").order_by("person__name")
    return [{"name": each.person.name, "job_title": each.job_title, "site": each.site.name} for each in enrolled]


def template_context(content: Content) -> Content:
    details = content["details"]
    return content | {
        "practices": [_practice(practice, details) for practice in Practice],
        "shares": [_share(share, details) for share in ABOUT_SHARES],
    }


def _share(share: Element.Share, details: list[dict[str, Any]]) -> dict[str, Any]:
    names = [each["name"] for each in details if each["share"] == share]
    return {"label": share.label, "about": ABOUT_SHARES[share], "names": names}


def _practice(practice: Practice, details: list[dict[str, Any]]) -> dict[str, Any]:
    serving = [each["name"] for each in details if each["practice"] == practice.label]
    return {"label": practice.label, "about": ABOUT_PRACTICES[practice], "names": serving}


register(KIND, template=TEMPLATE, context=template_context, read_by=readable_by, is_numbered=False)
