import rules

from cohorts.models import Enrolment
from people.models import RoleGrant, User
from people.rules import administers


@rules.predicate
def administers_cohort_of(user: User, enrolment: Enrolment) -> bool:
    return bool(administers(user, enrolment.cohort))


@rules.predicate
def administers_organisation_of(user: User, grant: RoleGrant) -> bool:
    return bool(administers(user, grant.person))


rules.add_perm("cohorts.run_programme", administers)
rules.add_perm("cohorts.run_cohort", administers)
rules.add_perm("cohorts.read_design", administers)
rules.add_perm("cohorts.change_enrolment", administers_cohort_of)
rules.add_perm("cohorts.withdraw_enrolment", administers_cohort_of)
rules.add_perm("cohorts.change_team", administers_organisation_of)
