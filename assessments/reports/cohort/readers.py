"""Who may open a cohort's reports.

Executives may, unless the individual report of a participant who is counted in them is on hold.
"""

from django.db import transaction

from assessments.models import CohortRelease, Debrief, Round
from cohorts.models import Cohort
from people.locking import lock
from people.models import Role

READERS = [Role.ADMINISTRATOR, Role.EXECUTIVE]
WHILE_ON_HOLD = [Role.ADMINISTRATOR]


@transaction.atomic
def update_readers(cohort: Cohort) -> None:
    """Save who may open each report of the cohort.

    Call it after a report is generated, and after a hold is placed or lifted: the later call sees both changes.
    """
    lock(cohort)
    for round_ in cohort.rounds.all():
        readers = WHILE_ON_HOLD if count_on_hold(round_) else READERS
        for release in round_.cohort_releases.select_related("document"):
            # A worker locks the document while it renders it: wait for that only when there is something to save.
            if release.document.readers != readers:
                release.document.readers = readers
                release.document.save(update_fields=["readers"])


def count_on_hold(round_: Round) -> int:
    """Count the participants in the round's reports, and in the baseline beside it, whose own report is on hold."""
    sources = CohortRelease.objects.filter(round=round_).values_list("result__releases", "result__baseline")
    counted = [pk for both in sources for releases in both for pk in releases]
    return Debrief.objects.filter(is_on_hold=True, subject__releases__in=counted).distinct().count()
