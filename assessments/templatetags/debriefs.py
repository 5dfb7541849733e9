"""Where reports stand, for pages that are about more than debriefs."""

from django import template

from assessments.debriefs import Standing, standing_of, standings_of
from assessments.models import Round, Subject

register = template.Library()


@register.simple_tag
def debriefs_of(round: Round) -> list[Standing]:
    return standings_of(round)


@register.simple_tag
def report_of(subject: Subject) -> Standing:
    return standing_of(subject)
