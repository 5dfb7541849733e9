"""Debriefs: their coaches, the steps of a report to its participant, holds, redactions and commitments."""
