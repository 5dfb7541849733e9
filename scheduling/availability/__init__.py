"""The times when venues, organisations and people are available."""
