"""Diaries of people: weekly hours, time off, and busy times imported from their own calendars."""
