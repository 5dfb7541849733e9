"""Releases of a cohort's dates: the changes in the draft, their checks, and the release itself."""
