"""Diary entries as files: iCalendar, written and read as plain values."""
