"""Reasons against a place proposed for a session, and sessions that a later change affects."""
