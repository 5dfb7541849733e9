"""Rounds: opening, following, extending and closing them, their reminders, and an organisation's 360 settings."""
