"""The reading and writing of iCalendar files. No database."""
