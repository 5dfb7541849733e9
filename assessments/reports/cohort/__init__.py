"""The report on a whole cohort."""
