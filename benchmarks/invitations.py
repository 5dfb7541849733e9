"""A cohort in a round, and as many raters as a benchmark needs."""

from datetime import timedelta
from itertools import cycle
from uuid import uuid4

from django.utils import timezone

from assessments.models import Invitation, Relationship, Subject
from assessments.raters import inviting
from assessments.rounds.opening import open_round
from tests import cast


def a_subject() -> str:
    """Return the id of a subject in a cohort of twenty, which the first call makes."""
    if not Subject.objects.exists():
        cohort = cast.cohort(cast.trust(), starts_on=timezone.localdate())
        for number in range(20):
            cast.enrolled(cohort, f"Participant {number}")
        open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=21))
    return str(Subject.objects.earliest("pk").pk)


def invitations(count: int) -> list[str]:
    return [str(invitation.pk) for invitation in invited(count)]


def tokens(count: int) -> list[str]:
    """Make the tokens of that many personal links."""
    return [inviting.make_link(invitation).rstrip("/").rpartition("/")[2] for invitation in invited(count)]


def invited(count: int) -> list[Invitation]:
    """Invite that many raters, spread over the cohort so that nobody has more than is possible."""
    a_subject()
    subjects = cycle(Subject.objects.order_by("pk").values_list("pk", flat=True))
    return Invitation.objects.bulk_create(
        Invitation(
            subject_id=next(subjects),
            relationship=Relationship.CO_WORKER,
            name="Co-worker",
            email=f"{uuid4()}@fenmoor.example",
        )
        for _ in range(count)
    )
