"""Working days, the clock in London, and the first layout of a cohort's dates."""
