"""Dates: working days, venues, diaries, plans, sessions, releases, invitations and calendars."""
