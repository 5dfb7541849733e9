"""Start a cohort's sessions, move them and cancel them by hand."""
