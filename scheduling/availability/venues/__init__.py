"""Venues: what they hold, when they are open, and when they are closed."""
