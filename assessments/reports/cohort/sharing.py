"""Who may open a cohort's reports: executives too, unless the report of somebody who is counted in them is on hold."""

from django.db import transaction

from assessments.models import CohortRelease, Debrief, Round
from cohorts.models import Cohort
from people.models import Role

READERS = [Role.ADMINISTRATOR, Role.EXECUTIVE]
WHILE_ON_HOLD = [Role.ADMINISTRATOR]


@transaction.atomic
def share(cohort: Cohort) -> None:
    """Call it when a report was made, and when a hold was put or lifted: whichever comes last sees the other."""
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    for round_ in cohort.rounds.all():
        readers = WHILE_ON_HOLD if on_hold(round_) else READERS
        for release in round_.cohort_releases.select_related("document"):
            # Whoever renders the document holds it meanwhile: nobody waits for that without need.
            if release.document.readers != readers:
                release.document.readers = readers
                release.document.save(update_fields=["readers"])


def on_hold(round_: Round) -> int:
    """How many of those whom the round's reports count have a report on hold: of the baseline too, set beside it."""
    taken = CohortRelease.objects.filter(round=round_).values_list("result__releases", "result__baseline")
    counted = [pk for both in taken for releases in both for pk in releases]
    return Debrief.objects.filter(is_on_hold=True, subject__releases__in=counted).distinct().count()
