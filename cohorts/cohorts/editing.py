"""Changes to a cohort's name and places."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.models import Cohort
from people.conflicts import change_values
from people.locking import lock


@transaction.atomic
def change_cohort(*, cohort: Cohort, name: str, capacity: int, seen: str = "") -> Cohort:
    """Change the cohort, but never to fewer places than people.

    Raises ValidationError, also if somebody else has changed it since the page was shown.
    """
    found = lock(cohort)
    enrolled = found.enrolments.count()
    if capacity < enrolled:
        raise ValidationError({"capacity": f"Places must be {enrolled} or more, as so many people are enrolled"})
    return change_values(found, {"name": name, "capacity": capacity}, seen)
