"""Make a reassessment's report again when the baseline that it is compared with has changed."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from assessments.debriefs import freeze, workflow
from assessments.models import Release, Round, Subject
from assessments.reports.individual.baseline import change_since_baseline, rater_sd_in
from people.models import User

BASELINE_CHANGED = "What it says of the change since the baseline is new."


def compare_again(*, baseline: Subject, by: User | None) -> bool:
    """Whether there was a reassessment's report that now tells another change.

    Call it while the round is held, whenever the baseline has a new number, is given to its participant or is no longer
    on hold: before, and while it is, nothing of it is told.
    """
    last = _last_of_reassessment(baseline)
    change = _change_since_baseline(last) if last else None
    if last is None or change is None or _says(change) == _says(last.change or {}):
        return False
    content = {**last.document.content, "change": change}
    freeze.release_next(subject=last.subject, result=last.result, content=content, on=timezone.localdate())
    workflow.say_corrected(subject=last.subject, by=by, reason=BASELINE_CHANGED)
    return True


def _last_of_reassessment(baseline: Subject) -> Release | None:
    releases = Release.objects.select_related("document", "subject__enrolment__person", "subject__round__instrument")
    compared = releases.filter(
        subject__enrolment=baseline.enrolment_id, subject__round__kind=Round.Kind.REASSESSMENT
    ).exclude(subject=baseline)
    return compared.latest_first().first()


def _change_since_baseline(release: Release) -> dict[str, Any] | None:
    subject = release.subject
    return change_since_baseline(subject, subject.round, release.result, now_sd=rater_sd_in(release.document.content))


def _says(change: Mapping[str, Any]) -> str:
    """Every figure in it: under which number the baseline was released is no news."""
    return json.dumps({**change, "before_number": None}, sort_keys=True)
