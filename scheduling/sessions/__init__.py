"""A cohort's sessions: their first layout, and how administrators move and cancel them."""
