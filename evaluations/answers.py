"""The storage of a participant's evaluation of a session."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.models import Enrolment
from evaluations.models import Evaluation
from scheduling.models import Session


def is_open(session: Session) -> bool:
    return session.was_held


@transaction.atomic
def answer(*, session: Session, enrolment: Enrolment, score: int, learned: str = "", will_do: str = "") -> None:
    """Store the answers. Later ones replace earlier ones, even if several arrive at the same moment."""
    _refuse_other_sessions(session, enrolment)
    given = Evaluation(session=session, enrolment=enrolment, score=score, learned=learned, will_do=will_do)
    given.full_clean(validate_unique=False, validate_constraints=False)
    Evaluation.objects.bulk_create(
        [given],
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=["score", "learned", "will_do"],
    )


def _refuse_other_sessions(session: Session, enrolment: Enrolment) -> None:
    if enrolment.cohort_id != session.cohort_id:
        raise ValidationError("This session is not one of the participant's cohort.")
    if not is_open(session):
        raise ValidationError("A session can be evaluated once it has ended.")
