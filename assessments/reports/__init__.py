"""The reports on a participant's 360 and on a cohort's."""
