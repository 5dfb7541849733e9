"""What the page of a closed round shows of its reports."""

from django import template

from assessments.models import Round
from assessments.rounds.report_progress import ReportProgress, progress_of

register = template.Library()


@register.simple_tag
def reports_of(round: Round) -> ReportProgress:
    return progress_of(round)
