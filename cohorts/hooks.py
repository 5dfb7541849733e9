"""The tab of a cohort's people, and the task of enrolling them."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from cohorts.registry import cohort_tasks, tab
from people.registry import Task

tab("people", "People", "cohort", rank=10)


@cohort_tasks.register
def enrol(cohort: Any) -> Iterator[Task]:
    if not cohort.enrolled:
        yield Task("Enrol people", reverse("enrol", args=[cohort.pk]), cohort=cohort, rank=10)
