"""A reassessment's report, made again when the baseline that it is compared with has changed."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from assessments.debriefs import workflow
from assessments.models import Release, Round, Subject
from assessments.reports.individual.baseline import change_since_baseline, rater_sd_in
from assessments.reports.individual.generate import freeze
from people.models import User

BASELINE_CHANGED = "What it says of the change since the baseline is new."


def compare_again(*, baseline: Subject, by: User | None) -> bool:
    """Make the reassessment's report again if its change since this baseline is now different; return whether it is.

    Call it while the round is locked, whenever the baseline has a new number, goes to its participant or is no longer
    on hold: before that, and during a hold, a reassessment's report says nothing of it.
    """
    last = _last_of_reassessment(baseline)
    change = _change_since_baseline(last) if last else None
    if last is None or change is None or _as_text(change) == _as_text(last.change or {}):
        return False
    freeze(subject=last.subject, result=last.result, content={**last.document.content, "change": change})
    workflow.prepare(subject=last.subject, on=timezone.localdate())
    workflow.announce_correction(subject=last.subject, by=by, reason=BASELINE_CHANGED)
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


def _as_text(change: Mapping[str, Any]) -> str:
    """Write out every figure, to compare them. The number of the baseline's release is none of them."""
    return json.dumps({**change, "before_number": None}, sort_keys=True)
