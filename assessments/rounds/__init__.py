"""Rounds: opened, followed, extended, with their reminders and the organisation's 360 settings."""
