"""Where packages register the tabs of a cohort, and the tasks of its administrators."""

from dataclasses import dataclass

from django.urls import reverse

from cohorts.models import Cohort
from people.registry import Registry, Task


@dataclass(frozen=True)
class Tab:
    """One of a cohort's tabs, by the key by which its pages call it. The lowest rank stands first."""

    key: str
    label: str
    url: str
    rank: int


tabs: Registry[[Cohort], Tab] = Registry()
# What the cohort's administrators have to do. The cohort carries what each package has added to it by its query.
cohort_tasks: Registry[[Cohort], Task] = Registry()


def tab(key: str, label: str, view: str, *, rank: int) -> None:
    """Register a tab that every cohort has."""
    tabs.register(lambda cohort: [Tab(key, label, reverse(view, args=[cohort.pk]), rank)])


def tabs_of(cohort: Cohort) -> list[Tab]:
    return sorted(tabs.collect(cohort), key=lambda tab: tab.rank)
