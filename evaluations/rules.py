import rules

from cohorts.models import Enrolment
from people.models import User
from people.rules import administers, reads_evaluations
from scheduling.models import Session


@rules.predicate
def takes_part(user: User, session: Session) -> bool:
    """Whether the account is a participant of the session's cohort."""
    return Enrolment.objects.filter(cohort=session.cohort_id, person__user=user).exists()


rules.add_perm("evaluations.evaluate_session", takes_part)
rules.add_perm("evaluations.read_evaluation", administers | reads_evaluations)
rules.add_perm("evaluations.issue_report", administers)
