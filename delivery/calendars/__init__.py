"""The calendars that people see: what is in them, and where it stands in a month, a week or a list."""
