"""An organisation's 360 settings: the rules that its next rounds copy when they open."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.models import Policy
from people.locking import lock
from people.models import Organisation

MOST_IN_GROUP = 10
REMINDERS_AT_MOST = 3


def policy_of(organisation: Organisation) -> Policy:
    """Fetch the organisation's settings or, until it has chosen, those that Cadre suggests."""
    return Policy.objects.filter(organisation=organisation).first() or Policy(organisation=organisation)


@transaction.atomic
def set_policy(
    *,
    organisation: Organisation,
    least_in_group: int,
    approves_raters: bool,
    requests_at_most: int,
    reminds_days_before: Iterable[int],
    without_coach_after: int | None,
) -> Policy:
    """Set how rounds opened from now on are run. Rounds that are open keep the settings with which they opened."""
    lock(organisation)
    policy = policy_of(organisation)
    policy.least_in_group = least_in_group
    policy.approves_raters = approves_raters
    policy.requests_at_most = requests_at_most
    policy.reminds_days_before = sorted(set(reminds_days_before), reverse=True)
    policy.without_coach_after = without_coach_after
    _refuse_too_many(policy.reminds_days_before)
    policy.full_clean()
    policy.save()
    return policy


def _refuse_too_many(days: list[int]) -> None:
    if len(days) > REMINDERS_AT_MOST:
        raise ValidationError({"reminds_days_before": f"There can be up to {REMINDERS_AT_MOST} reminders."})


def remind_dates(days_before: Iterable[int], *, closes_on: date, today: date) -> list[date]:
    """Count the days back from the close, and keep the dates that are still to come."""
    days = {closes_on - timedelta(days=before) for before in days_before}
    return sorted(day for day in days if today < day <= closes_on)
