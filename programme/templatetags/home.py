"""What the home page says of a cohort."""

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
    """How many there would be if everybody had evaluated every session that is over."""
    return int(cohort.enrolled * cohort.held)
