"""Debriefs: who holds them, how a report moves on, what stops it, and what a participant takes from it."""
