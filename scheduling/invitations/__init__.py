"""Invitations to sessions, and the answers to them: by link, on a page, or by email."""
