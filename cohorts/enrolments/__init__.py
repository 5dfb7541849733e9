"""Enrolments of people in a cohort."""
