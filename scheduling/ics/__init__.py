"""Read and write iCalendar files. Needs no database."""
