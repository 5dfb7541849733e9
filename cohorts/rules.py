import rules

from people.rules import administers

rules.add_perm("cohorts.run_programme", administers)
rules.add_perm("cohorts.run_cohort", administers)
