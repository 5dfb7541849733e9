"""Venues: their size and equipment, opening hours, and the days on which they are closed."""
