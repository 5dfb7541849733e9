"""Registries for the tabs of a cohort and the tasks of its administrators, which packages fill."""

from dataclasses import dataclass

from django.urls import reverse

from cohorts.models import Cohort
from people.registry import Registry, Task


@dataclass(frozen=True)
class Tab:
    """A tab of a cohort, with the key by which its pages choose it. The lowest rank comes first."""

    key: str
    label: str
    url: str
    rank: int


tabs: Registry[[Cohort], Tab] = Registry()
# The tasks of a cohort's administrators. Each package adds what it needs to the query for cohorts.
cohort_tasks: Registry[[Cohort], Task] = Registry()


def tab(key: str, label: str, view: str, *, rank: int) -> None:
    """Register a tab that every cohort has."""
    tabs.register(lambda cohort: [Tab(key, label, reverse(view, args=[cohort.pk]), rank)])


def tabs_of(cohort: Cohort) -> list[Tab]:
    return sorted(tabs.collect(cohort), key=lambda tab: tab.rank)
