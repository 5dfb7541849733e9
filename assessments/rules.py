from typing import Any

import rules

from people.models import User
from people.rules import administers, reads_evaluations


@rules.predicate
def is_subject(user: User, subject: Any) -> bool:
    """Whether the account is that of the participant whom the round asks about."""
    return bool(subject.enrolment.person.user_id == user.pk)


rules.add_perm("assessments.run_round", administers)
rules.add_perm("assessments.be_assessed", is_subject)
rules.add_perm("assessments.read_cohort_report", administers | reads_evaluations)
