"""Reading and writing iCalendar files. No database."""
