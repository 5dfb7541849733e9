"""Invitations to sessions, and the answers that people give by link, on a page or by email."""
