"""The report on one participant."""
