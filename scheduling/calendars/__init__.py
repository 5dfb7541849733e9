"""Calendars on pages, feeds for diaries, and the handbook."""
