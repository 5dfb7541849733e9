"""Cohorts of a programme."""
