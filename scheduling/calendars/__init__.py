"""Calendars on pages, feeds for people's own calendars, and the handbook."""
