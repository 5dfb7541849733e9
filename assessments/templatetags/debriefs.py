"""Where reports stand, for pages that are about more than debriefs."""

from collections.abc import Iterable

from django import template

from assessments.debriefs.status import DebriefStatus, status_of, statuses_of
from assessments.models import Round, Subject

register = template.Library()


@register.filter
def any_may_be_given(standings: Iterable[DebriefStatus]) -> bool:
    return any(standing.may_be_given for standing in standings)


@register.filter
def any_on_hold(standings: Iterable[DebriefStatus]) -> bool:
    return any(standing.is_on_hold for standing in standings)


@register.filter
def any_may_be_held(standings: Iterable[DebriefStatus]) -> bool:
    return any(standing.debrief is not None and not standing.is_on_hold for standing in standings)


@register.simple_tag
def debriefs_of(round: Round) -> list[DebriefStatus]:
    return statuses_of(round)


@register.simple_tag
def report_of(subject: Subject) -> DebriefStatus:
    return status_of(subject)
