import rules

from cohorts.models import Enrolment
from people.models import User
from people.rules import administers


@rules.predicate
def administers_cohort_of(user: User, enrolment: Enrolment) -> bool:
    return bool(administers(user, enrolment.cohort))


rules.add_perm("cohorts.run_programme", administers)
rules.add_perm("cohorts.run_cohort", administers)
rules.add_perm("cohorts.read_design", administers)
rules.add_perm("cohorts.change_enrolment", administers_cohort_of)
rules.add_perm("cohorts.withdraw_enrolment", administers_cohort_of)
