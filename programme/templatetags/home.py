"""Template tags for a cohort on the home page."""

from typing import Any

from django import template

from people.registry import Task
from programme import homes

register = template.Library()


@register.simple_tag
def next_step(cohort: Any) -> Task:
    return homes.next_step(cohort)


@register.filter
def evaluations_due(cohort: Any) -> int:
    """Count the evaluations there would be if everybody had evaluated every session that was held."""
    return int(cohort.enrolled * cohort.held)
