"""The state of reports, and tables that scroll on the page of a report but not in its PDF."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessments.debriefs.status import DebriefStatus, status_of, statuses_of
from assessments.models import Round, Subject
from assessments.rounds.report_progress import ReportProgress, progress_of

register = template.Library()


@register.simple_tag
def reports_of(round: Round) -> ReportProgress:
    return progress_of(round)


@register.simple_tag
def debriefs_of(round: Round) -> list[DebriefStatus]:
    return statuses_of(round)


@register.simple_tag
def report_of(subject: Subject) -> DebriefStatus:
    return status_of(subject)


@register.filter
def any_may_be_given(statuses: Iterable[DebriefStatus]) -> bool:
    return any(status.may_be_given for status in statuses)


@register.filter
def any_on_hold(statuses: Iterable[DebriefStatus]) -> bool:
    return any(status.is_on_hold for status in statuses)


@register.filter
def any_may_be_held(statuses: Iterable[DebriefStatus]) -> bool:
    return any(status.debrief is not None and not status.is_on_hold for status in statuses)


@register.simple_block_tag(takes_context=True)
def wide(context: Context, content: SafeString, label: str) -> SafeString:
    """Let a table or chart scroll on a narrow screen. Paper does not scroll."""
    if not context.get("is_page"):
        return content
    return render_to_string("components/scrolling.html", {"content": content, "label": label})
